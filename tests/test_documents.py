"""What the documents say is so: every line, command, setting, column and pin that they name."""

import ast
import os
import re
import tomllib
from collections.abc import Iterator, Mapping
from fnmatch import fnmatch
from itertools import pairwise
from pathlib import Path

import click
import pytest
from packaging.requirements import Requirement

from deployments.cli import COMMANDS, main_group
from deployments.commands.import_sheets import KINDS
from models.intake import calendar, contact, covert, department, report, review, target
from models.intake.complaints import Column
from models.ledger.acts import ACTS
from models.rules.cycle import Cycle, Routine
from models.rules.cycles import CYCLES, ROUTINES
from tasks.settings import Settings

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
BEGIN, END = "<!-- cycles: begin -->\n", "<!-- cycles: end -->"
DEMO_LINE = (
    "python3 -m venv .venv && .venv/bin/pip install -c deployments/constraints.txt -e . && .venv/bin/mubiao demo"
)
TEST_LINE = (
    "python3 -m venv .venv && .venv/bin/pip install -c deployments/constraints.txt -e '.[dev]' && .venv/bin/pytest"
)
SHEETS: Mapping[str, tuple[Column, ...]] = {
    "departments": department.COLUMNS,
    "contacts": contact.COLUMNS,
    "targets": target.COLUMNS,
    "reports": report.COLUMNS,
    "reviews": review.COLUMNS,
    "covert-results": covert.COLUMNS,
    "calendar": calendar.COLUMNS,
    "local-calendar": calendar.COLUMNS,
}
PICTURE_KB = 300


def readme() -> str:
    return README.read_text(encoding="utf-8")


def blocks() -> list[str]:
    """The code blocks of the README."""
    return [block.strip() for block in re.findall(r"^```\w*\n(.*?)^```", readme(), re.MULTILINE | re.DOTALL)]


def said() -> list[list[str]]:
    """Every `mubiao …` of the README's code, split into words."""
    prose = re.sub(r"^```.*?^```", "", readme(), flags=re.MULTILINE | re.DOTALL)
    lines = [line for block in blocks() for line in block.splitlines()] + re.findall(r"`([^`\n]+)`", prose)
    return [line.split()[1:] for line in lines if line.startswith("mubiao ")]


# The cycles


def table_of_cycles() -> str:
    """The table that stands in the README, from the values of the cycles."""
    head = "| 周期 | key | 条款 | 标准条目 | 计划 | 应办事项 | 期限 | 责任 |\n|---|---|---|---|---|---|---|---|\n"
    return head + "".join(row for cycle in (*CYCLES, *ROUTINES) for row in _rows(cycle))


def _rows(cycle: Cycle | Routine) -> Iterator[str]:
    start = f"| {cycle.name} | `{cycle.key}` | {cycle.clause} |"
    if isinstance(cycle, Routine):
        yield f"{start} | `{cycle.cron}` | – | – | – |\n"
        return
    for duty in cycle.duties:
        debtor = {"office": "部门目标办", "agency": "管理机构"}[duty.debtor]
        due = duty.due.words
        yield f"{start} {'、'.join(cycle.covers)} | `{cycle.cron}` | {duty.name} | {due} | {debtor} |\n"


def renewed(text: str) -> str:
    before, rest = text.split(BEGIN)
    return before + BEGIN + table_of_cycles() + END + rest.split(END)[1]


def test_the_table_of_cycles_is_the_one_that_the_values_make() -> None:
    assert readme() == renewed(readme()), "run: .venv/bin/python -P tests/test_documents.py"


# The lines, commands and settings


@pytest.mark.parametrize("line", [DEMO_LINE, TEST_LINE])
def test_each_of_the_two_lines_is_a_block_of_its_own(line: str) -> None:
    assert blocks().count(line) == 1


def test_the_gates_run_the_readmes_test_line() -> None:
    gates = ROOT / ".ci" / "run"
    assert os.access(gates, os.X_OK)
    assert TEST_LINE in gates.read_text(encoding="utf-8").splitlines()


def test_the_readme_names_commands_that_exist_and_leaves_none_out() -> None:
    named = {words[0] for words in said()}
    assert named - set(COMMANDS) == set()
    assert set(COMMANDS) - named == set()


@pytest.mark.parametrize("words", said(), ids=" ".join)
def test_a_command_of_the_readme_is_one_that_can_be_given(words: list[str]) -> None:
    known = _options(words)
    assert [word for word in words if word.startswith("-") and word not in known] == []
    following = dict(pairwise(words))
    assert following.get("import", "departments") in KINDS
    assert following.get("act", "init") in {*ACTS, "--list"}


def _options(words: list[str]) -> set[str]:
    command = main_group.get_command(click.Context(main_group), words[0])
    assert command is not None
    if isinstance(command, click.Group) and len(words) > 1 and words[1] in command.commands:
        command = command.commands[words[1]]
    known = {option for parameter in command.params for option in parameter.opts}
    act = ACTS.get(words[1]) if words[0] == "act" and len(words) > 1 else None
    fields = act.form.model_fields.items() if act and act.form else ()
    return known | {f"--{(field.alias or name).replace('_', '-')}" for name, field in fields}


def test_the_readme_names_every_setting_and_no_other() -> None:
    settings = {f"MUBIAO_{name.upper()}" for name in Settings.model_fields} - {"MUBIAO_DATABASE_URL"}
    assert set(re.findall(r"MUBIAO_[A-Z_]+", readme())) == settings
    assert "`DATABASE_URL`" in readme()


def test_a_default_of_the_readme_is_the_one_of_the_setting() -> None:
    defaults = {f"MUBIAO_{name.upper()}": field.default for name, field in Settings.model_fields.items()}
    rows = re.findall(r"^\| `(MUBIAO_\w+)` \|.*\| (\S+) \|$", readme(), re.MULTILINE)
    stated = {name: default.strip("`") for name, default in rows if default != "empty"}
    assert {name: str(defaults[name]) for name in stated} == stated
    assert {"MUBIAO_PORT", "MUBIAO_RETENTION_DAYS", "MUBIAO_EVIDENCE_LIMIT_MB", "MUBIAO_MAIL_DOMAIN"} <= set(stated)


@pytest.mark.parametrize("kind", KINDS)
def test_the_columns_of_a_sheet_are_those_that_are_read(kind: str) -> None:
    row = next(line for line in readme().splitlines() if line.startswith("| `") and f"`{kind}`" in line)
    wanted = [column.name + "*" * column.required for column in SHEETS[kind]]
    assert row.split("|")[2].replace("\\*", "*").strip().split("、") == wanted


def test_the_files_and_pictures_that_the_readme_names_are_there() -> None:
    paths = re.findall(r"!\[.*?\]\((.+?)\)", readme())
    paths += re.findall(r"`((?:models|tasks|flows|notifications|deployments|tests)/[\w./]+)`", readme())
    assert [path for path in paths if "my_cycle" not in path and not (ROOT / path).exists()] == []
    pictures = list((ROOT / "docs").glob("*.png"))
    assert [picture.name for picture in pictures if picture.stat().st_size > PICTURE_KB * 1000] == []


def test_every_folder_is_named_in_the_readme_and_every_one_named_is_there() -> None:
    table = readme().partition("| folder | what is in it |")[2].partition("\n\n")[0]
    named = {name.removesuffix(".py") for name in re.findall(r"^\| `([a-z/_.]+)` \|", table, re.MULTILINE)}
    packages = {
        path.parent for path in ROOT.glob("[a-z]*/**/__init__.py") if path.relative_to(ROOT).parts[0] != "build"
    }
    there = {path.relative_to(ROOT).as_posix() for path in packages} - {"models"}
    assert there | {"models/database", "tests"} == named


def test_the_licence_is_the_one_of_the_project() -> None:
    assert PYPROJECT["project"]["license"] == "Apache-2.0"
    assert "Apache License" in (ROOT / "LICENSE").read_text(encoding="utf-8")[:200]


# What gets installed


def test_every_dependency_is_explained() -> None:
    wanted = {Requirement(each).name for each in PYPROJECT["project"]["dependencies"]}
    table = readme().partition("## What each dependency is for")[2]
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


if __name__ == "__main__":
    README.write_text(renewed(readme()), encoding="utf-8")
