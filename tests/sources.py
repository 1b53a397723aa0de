"""The source files as trees: read once in a process, for the tests that look at the whole code."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[1]
PACKAGES = ("models", "tasks", "flows", "notifications", "deployments")
Function = ast.FunctionDef | ast.AsyncFunctionDef


def sources(*folders: str) -> list[Path]:
    """Returns the files of these folders, by default of all packages; a migration is generated and never edited."""
    found = [path for folder in folders or PACKAGES for path in sorted((ROOT / folder).rglob("*.py"))]
    return [path for path in found if "versions" not in path.parts]


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


@cache
def nodes_of(path: Path) -> tuple[ast.AST, ...]:
    return tuple(ast.walk(tree_of(path)))


def functions(*folders: str) -> Iterator[tuple[str, Function]]:
    """Yields each function with the name of its file and its own."""
    for path in sources(*folders):
        yield from ((f"{name_of(path)} {node.name}", node) for node in nodes_of(path) if isinstance(node, Function))


def lines(node: Function) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1
