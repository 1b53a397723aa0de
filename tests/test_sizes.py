"""Size limits of functions and of the product, and the exceptions with their reasons."""

import ast
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median

from tests.sources import PACKAGES, ROOT, Function, functions, lines, nodes_of, sources, tree_of

# Nodes that count as a branch.
BRANCH = (ast.If, ast.IfExp, ast.For, ast.AsyncFor, ast.While, ast.comprehension, ast.ExceptHandler, ast.match_case)

# Every exception to a limit, with its reason; remove it when it is no longer needed.
LONG_FUNCTIONS: dict[str, str] = {}
BRANCHING = {"models/intake/complaints.py build_row": "every way in which a cell can be wrong, each with its complaint"}
MANY_ARGUMENTS: dict[str, str] = {}
# The arguments of a command are its options, which click passes by name.
OPTIONS = "deployments/commands/"
DOCUMENTED = ("models/rules/", "models/ledger/", "flows/")


def length(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def branches(node: Function) -> int:
    return sum(isinstance(each, BRANCH) for each in ast.walk(node))


def arguments(node: Function) -> int:
    """Returns the number of required arguments, without the session and self."""
    a = node.args
    optional = len(a.defaults) + sum(each is not None for each in a.kw_defaults)
    named = sum(each.arg not in {"self", "cls", "session"} for each in (*a.posonlyargs, *a.args, *a.kwonlyargs))
    return named - optional


def quantile(values: Sequence[int], share: float) -> int:
    return sorted(values)[int(share * len(values))]


def test_a_function_is_short_mostly_very_short() -> None:
    sizes = {name: lines(node) for name, node in functions(*PACKAGES)}
    assert {name for name, size in sizes.items() if size > 40} == set(LONG_FUNCTIONS)
    assert median(sizes.values()) <= 8
    assert quantile(list(sizes.values()), 0.95) <= 25


def test_a_function_has_few_branches() -> None:
    ways = {name: branches(node) for name, node in functions(*PACKAGES)}
    assert {name for name, count in ways.items() if count > 8} == set(BRANCHING)
    assert quantile(list(ways.values()), 0.95) <= 5


def test_a_function_has_at_most_five_required_arguments_without_the_session() -> None:
    counts = {name: arguments(node) for name, node in functions(*PACKAGES) if not name.startswith(OPTIONS)}
    assert {name for name, count in counts.items() if count > 5} == set(MANY_ARGUMENTS)


def test_everything_public_in_rules_ledger_and_flows_has_a_docstring() -> None:
    silent = []
    for path in sources(*DOCUMENTED):
        for node in nodes_of(path):
            named = isinstance(node, ast.ClassDef | Function) and not node.name.startswith("_")
            if isinstance(node, ast.Module | ast.ClassDef | Function) and (named or isinstance(node, ast.Module)):
                silent += [path.name] if ast.get_docstring(node) is None and not _inner(path, node) else []
    assert silent == []


def _inner(path: Path, node: ast.AST) -> bool:
    """Returns true if a node is inside a function, where only that function uses it, or in an empty package file."""
    within = (each for each in nodes_of(path) if isinstance(each, Function) and each is not node)
    return any(node in ast.walk(each) for each in within) or not tree_of(path).body


def test_broad_handlers_are_rare() -> None:
    broad = [
        path.name
        for path in sources(*PACKAGES)
        for node in nodes_of(path)
        if isinstance(node, ast.ExceptHandler)
        and (node.type is None or ast.unparse(node.type) in {"Exception", "BaseException"})
    ]
    assert len(broad) <= 3


def test_a_test_is_one_sentence() -> None:
    sizes = [lines(node) for name, node in functions("tests") if name.rpartition(" ")[2].startswith("test_")]
    assert median(sizes) <= 10
    assert quantile(sizes, 0.95) <= 25


def test_there_are_more_lines_of_tests_than_of_code_and_not_twice_as_many(record_property: Callable[..., None]) -> None:
    written = {folder: sum(map(_code, sources(folder))) for folder in (*PACKAGES, "tests")}
    record_property("printed at the end", _totals())
    assert 1.3 <= written.pop("tests") / sum(written.values()) <= 2.0


def _totals() -> str:
    """Returns the totals of the product: code lines without docstrings and migrations, template lines, source files."""
    code = sum(_code(path) - _documented(path) for path in sources() if "migrations" not in path.parts)
    templates = sum(length(path) for path in (ROOT / "notifications" / "templates").rglob("*") if path.is_file())
    files = sum(1 for folder in (*PACKAGES, "tests") for _ in (ROOT / folder).rglob("*.py"))
    return f"code lines {code:,}, template lines {templates:,}, source files {files:,}"


def _documented(path: Path) -> int:
    """Returns the number of lines of docstrings that are not empty."""
    described = (each for each in nodes_of(path) if isinstance(each, ast.Module | ast.ClassDef | Function))
    texts = [each.body[0] for each in described if ast.get_docstring(each, clean=False)]
    all_lines = path.read_text("utf-8").split("\n")
    return sum(bool(line.strip()) for each in texts for line in all_lines[each.lineno - 1 : each.end_lineno])


def _code(path: Path) -> int:
    """Returns the number of lines that are neither empty nor only a comment."""
    return sum(bool(line.strip()) and not line.lstrip().startswith("#") for line in path.read_text("utf-8").split("\n"))
