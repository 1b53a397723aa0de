"""One name has one meaning; acts and cycles are named by their values, not by strings: a reader can follow the name."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

import pytest

from models.ledger.acts import ACTS
from models.rules.cycles import CYCLES, ROUTINES
from tests.sources import PACKAGES, name_of, nodes_of, sources, tree_of

# Where an act may be named by a string: the command line and its reference; the printed checking program, which can
# import nothing.
ACT_STRINGS = (
    "deployments/commands/",
    "deployments/reference/",
    "deployments/cli.py",
    "deployments/data/check/",
)
# The event of a state table and a column that have the name of an act; the name that `perform` and `init` share.
SAME_WORD = {"models/rules/", "models/ledger/nouns/", "models/ledger/negative_list/remediation.py:recheck"}
SAME_WORD |= {"models/ledger/jurisdiction.py:init"}
# Their newest block says whether reminders are held: an index and a condition of many statements name both.
OF_HOLD = ("models/records/chain.py", "models/ledger/notice_ends.py")
SAME_WORD |= {f"{file}:{act}" for file in OF_HOLD for act in ("hold_notices", "release_notices")}
# Who may ask which cycle it is: the stories of the demonstration and of the simulation, which are about these cycles,
# and the program for outsiders.
STORIES = ("deployments/demo/", "deployments/simulation/", "deployments/data/check/")
# In more modules than these, constants of one name hold one kind of thing: all numbers, all statements, all words, ….
OFTEN = 9
STATEMENT = re.compile(r"\b(SELECT|INSERT INTO|UPDATE|DELETE FROM)\b")
OF_CALLS = dict.fromkeys(("frozenset", "tuple", "set", "dict"), "many") | {"re.compile": "pattern"}
OF_CALLS |= {"Decimal": "number", "Fraction": "number"}
MANY = ast.Tuple | ast.List | ast.Set | ast.Dict | ast.ListComp | ast.SetComp | ast.DictComp
CYCLE_NAMES = {each.key.upper() for each in (*CYCLES, *ROUTINES)}
CYCLE_KEYS = {each.key for each in (*CYCLES, *ROUTINES)}


def strings(nodes: Sequence[ast.AST]) -> list[ast.Constant]:
    """Returns the strings of a file that are neither docstrings nor the name in `@act(…)`."""
    bodies = [node.body for node in nodes if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)]
    left_out = {id(body[0].value) for body in bodies if body and isinstance(body[0], ast.Expr)}
    calls = [node for node in nodes if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)]
    left_out |= {id(call.args[0]) for call in calls if getattr(call.func, "id", "") == "act" and call.args}
    found = [node for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)]
    return [node for node in found if id(node) not in left_out]


def acts_in(text: str) -> set[str]:
    """Returns the acts that a string names as data: alone, before the | of a request id, or in quotes in SQL."""
    return {name for name in ACTS if text == name or text.startswith(f"{name}|") or f"'{name}'" in text}


def cycle_of(operand: ast.expr) -> str:
    """Returns the constant or the key of the cycle that an operand is; empty if it is none."""
    while isinstance(operand, ast.Attribute) and operand.attr == "key":
        operand = operand.value
    if isinstance(operand, ast.Name | ast.Attribute):
        name = operand.id if isinstance(operand, ast.Name) else operand.attr
        return name if name in CYCLE_NAMES else ""
    return str(operand.value) if isinstance(operand, ast.Constant) and operand.value in CYCLE_KEYS else ""


def cycles_compared(nodes: Iterable[ast.AST]) -> set[str]:
    """Returns the cycles that a comparison or a `match` names, by constant or by key, alone or in a collection."""
    operands: list[ast.expr] = []
    for node in nodes:
        if isinstance(node, ast.Compare):
            operands += [node.left, *node.comparators]
        elif isinstance(node, ast.MatchValue):
            operands.append(node.value)
    operands += [part for each in operands if isinstance(each, ast.Set | ast.Tuple | ast.List) for part in each.elts]
    return {cycle for each in operands if (cycle := cycle_of(each))}


def kind_of(value: ast.expr | None) -> str:
    """Returns what a constant holds: numbers, words, a statement, a pattern, or many things; empty if it is made."""
    if isinstance(value, ast.Call):
        return OF_CALLS.get(ast.unparse(value.func), "")
    if isinstance(value, ast.Constant | ast.JoinedStr):
        parts = [each.value for each in ast.walk(value) if isinstance(each, ast.Constant)]
        if any(isinstance(each, str) for each in parts):
            return "statement" if STATEMENT.search("".join(map(str, parts))) else "words"
        return "number" if parts and type(parts[0]) in {int, float} else ""
    return "many" if isinstance(value, MANY) else ""


def constants_of(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """Yields each constant of a module with what it holds."""
    for node in tree.body:
        if isinstance(node, ast.Assign | ast.AnnAssign):
            for target in node.targets if isinstance(node, ast.Assign) else [node.target]:
                pairs = [(target, node.value)]
                if isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple):
                    pairs = [*zip(target.elts, node.value.elts, strict=True)]
                yield from ((each.id, kind_of(value)) for each, value in pairs if isinstance(each, ast.Name))


def test_a_name_of_many_constants_tells_what_they_hold() -> None:
    found: dict[str, list[str]] = {}
    for path in sources():
        for name, kind in constants_of(tree_of(path)):
            found.setdefault(name, []).append(kind)
    often = {name: {*kinds} - {""} for name, kinds in found.items() if len(kinds) > OFTEN}
    assert {name: kinds for name, kinds in often.items() if len(kinds) > 1} == {}


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("3", "number"),
        ("Decimal(1)", "number"),
        ("'到期'", "words"),
        ("f'SELECT {x} FROM t'", "statement"),
        ("re.compile('x')", "pattern"),
        ("(1, 2)", "many"),
        ("frozenset('ab')", "many"),
        ("Content()", ""),
    ],
)
def test_what_a_constant_holds(code: str, kind: str) -> None:
    assert kind_of(ast.parse(code, mode="eval").body) == kind


def test_a_class_name_stands_for_one_class() -> None:
    found = Counter(node.name for path in sources() for node in nodes_of(path) if isinstance(node, ast.ClassDef))
    assert [name for name, number in found.items() if number > 1] == []


@pytest.mark.parametrize("package", PACKAGES)
def test_no_act_is_named_by_a_string(package: str) -> None:
    found = set()
    for path in sources(package):
        name = name_of(path)
        if not name.startswith(ACT_STRINGS):
            texts = [str(node.value) for node in strings(nodes_of(path))]
            found |= {f"{name}:{act}" for text in texts for act in acts_in(text)}
    assert {each for each in found if not each.startswith(tuple(SAME_WORD))} == set()


@pytest.mark.parametrize("package", PACKAGES)
def test_general_code_does_not_ask_which_cycle_it_is(package: str) -> None:
    found = {}
    for path in sources(package):
        if not (name := name_of(path)).startswith(STORIES):
            found[name] = cycles_compared(nodes_of(path))
    assert {name: cycles for name, cycles in found.items() if cycles} == {}


@pytest.mark.parametrize(
    ("text", "named"),
    [("remind", True), ("remind|D001", True), ("WHERE act = 'remind'", True), ("请先提醒（remind）", False)],
)
def test_an_act_is_named_as_data_or_told_to_a_reader(text: str, *, named: bool) -> None:
    assert bool(acts_in(text)) is named


@pytest.mark.parametrize(
    "code",
    [
        "if cycle is MONTHLY_CHECK: pass",
        "if cycle.key == 'monthly_check': pass",
        "if cycle in {SELF_CHECK}: pass",
        "if cycle.key == cycles.SELF_CHECK.key: pass",
        "match key:\n    case 'self_check': pass",
    ],
)
def test_every_way_of_asking_for_a_cycle_is_found(code: str) -> None:
    assert cycles_compared(ast.walk(ast.parse(code)))


def test_the_name_at_its_registration_and_a_docstring_do_not_count() -> None:
    code = '"""remind"""\n@act("remind", "提醒")\ndef remind():\n    """remind"""\n    return "x"\n'
    assert [node.value for node in strings([*ast.walk(ast.parse(code))])] == ["x", "提醒"]
