"""The README, the tables of the developer pages and the package: each says what is there."""

import ast
import os
import re
import tomllib
from fnmatch import fnmatch
from itertools import pairwise
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).parents[1]
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
DEMO_LINE = (
    "python3 -m venv .venv && .venv/bin/pip install -c deployments/constraints.txt -e . && .venv/bin/mubiao demo"
)
TEST_LINE = (
    "python3 -m venv .venv && .venv/bin/pip install -c deployments/constraints.txt -e '.[dev]' && .venv/bin/pytest"
)
PICTURE_KB = 300
MARKS = {"prefect-ui.png": "①②③④", "prefect-run.png": "⑤⑥⑦"}  # the red numbers in the pictures
FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
LONG_LINE, BEGINNING = 60, 30  # characters of a paragraph, and of its beginning
# How many lines a page may have; the first pattern that fits counts. Generated pages and tables may have any number.
LONGEST = {
    "README.md": 150,
    "CONTRIBUTING.md": 100,
    "docs/agency/*.md": 200,
    "docs/office/*.md": 200,
    "docs/operator/*.md": 250,
    "docs/developer/*.md": 250,
}
# Modules that stand in the table of folders beside the packages.
MODULES = {"models/database", "models/statements"}


def readme() -> str:
    return (ROOT / "README.md").read_text(encoding="utf-8")


def blocks() -> list[str]:
    """The code blocks of the README."""
    return [block.strip() for block in re.findall(r"^```\w*\n(.*?)^```", readme(), re.MULTILINE | re.DOTALL)]


@pytest.mark.parametrize("line", [DEMO_LINE, TEST_LINE])
def test_each_of_the_two_lines_is_a_block_of_its_own(line: str) -> None:
    assert blocks().count(line) == 1


def test_the_gates_run_the_readmes_test_line() -> None:
    gates = ROOT / ".ci" / "run"
    assert os.access(gates, os.X_OK)
    assert TEST_LINE in gates.read_text(encoding="utf-8").splitlines()


def test_no_paragraph_stands_twice() -> None:
    for page in (*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")):
        prose = FENCE.sub("", page.read_text(encoding="utf-8"))
        lines = [line for line in prose.splitlines() if len(line) > LONG_LINE and line[0] not in "| "]
        begins = [line[:BEGINNING] for line in lines]
        assert [begin for begin, next_one in pairwise(begins) if begin == next_one] == [], page


@pytest.mark.parametrize("pattern", LONGEST)
def test_a_page_keeps_its_length(pattern: str) -> None:
    lengths = {page.name: len(page.read_text(encoding="utf-8").splitlines()) for page in ROOT.glob(pattern)}
    assert lengths
    assert {name: length for name, length in lengths.items() if length > LONGEST[pattern]} == {}


def test_every_folder_is_named_in_the_architecture_and_every_one_named_is_there() -> None:
    page = (ROOT / "docs" / "developer" / "architecture.md").read_text(encoding="utf-8")
    table = page.partition("| folder | what is in it |")[2].partition("\n\n")[0]
    named = {name.removesuffix(".py") for name in re.findall(r"^\| `([a-z/_.]+)` \|", table, re.MULTILINE)}
    packages = {
        path.parent for path in ROOT.glob("[a-z]*/**/__init__.py") if path.relative_to(ROOT).parts[0] != "build"
    }
    there = {path.relative_to(ROOT).as_posix() for path in packages} - {"models"}
    assert there | MODULES | {"tests"} == named


def test_a_picture_is_small() -> None:
    pictures = [*(ROOT / "docs").glob("*.png"), *(ROOT / "docs" / "developer").glob("*.svg")]
    assert [picture.name for picture in pictures if picture.stat().st_size > PICTURE_KB * 1000] == []


@pytest.mark.parametrize(("picture", "marks"), MARKS.items())
def test_each_mark_in_a_picture_is_named_on_every_page_with_the_picture(picture: str, marks: str) -> None:
    pages = [page for page in (ROOT / "README.md", *ROOT.glob("docs/*/*.md")) if f"{picture})" in page.read_text()]
    assert pages
    assert [(page.name, mark) for page in pages for mark in marks if mark not in page.read_text()] == []


def test_the_licence_is_the_one_of_the_project() -> None:
    assert PYPROJECT["project"]["license"] == "Apache-2.0"
    assert "Apache License" in (ROOT / "LICENSE").read_text(encoding="utf-8")[:200]


# What gets installed


def test_every_dependency_is_explained() -> None:
    wanted = {Requirement(each).name for each in PYPROJECT["project"]["dependencies"]}
    table = (ROOT / "docs" / "developer" / "dependencies.md").read_text(encoding="utf-8")
    assert {name for name in wanted if f"\n| {name} |" not in table} == set()
    for tool in PYPROJECT["project"]["optional-dependencies"]["dev"]:
        assert Requirement(tool).name in table


def test_every_file_that_the_code_reads_goes_into_the_wheel() -> None:
    patterns = PYPROJECT["tool"]["setuptools"]["package-data"]
    missing = []
    for package in PYPROJECT["tool"]["setuptools"]["packages"]["find"]["include"]:
        folder = ROOT / package.rstrip("*")
        files = [
            path
            for path in folder.rglob("*")
            if path.is_file() and path.suffix != ".py" and "__pycache__" not in path.parts
        ]
        wanted = [*patterns.get(folder.name, []), *patterns["*"]]
        missing += [path for path in files if not any(fnmatch(str(path.relative_to(folder)), each) for each in wanted)]
    # Only a person who writes a new migration needs this one, and does so in a checkout.
    assert [path.name for path in missing] == ["script.py.mako"]


def test_the_command_of_the_package_exists() -> None:
    module, _, function = PYPROJECT["project"]["scripts"]["mubiao"].partition(":")
    tree = ast.parse((ROOT / f"{module.replace('.', '/')}.py").read_text(encoding="utf-8"))
    assert function in {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
