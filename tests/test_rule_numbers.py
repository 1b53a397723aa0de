"""A number of days stands once, in its rule: whoever changes it finds no message, source or page with the old one."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from models.rules.cycles import CYCLES, RULES
from models.rules.negative_list import FEEDBACK
from notifications import samples
from notifications.render import render

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.rules.cycle import Cycle

ROOT = Path(__file__).parents[1]
DAYS = re.compile(r"(\d+)个工作日内(?![^；。]*管理机构设定)")  # a number that the agency sets is in no rule
TYPED = re.compile(r"(?<!第)\d+个工作日")
MORE = 70  # added to each number: no sum is the number of another rule
NUMBERED = {rule.key: rule for rule in RULES.values() if rule.n}
PAGES = sorted([*(ROOT / "docs/agency").glob("*.md"), *(ROOT / "docs/office").glob("*.md")])
SOURCES = sorted(
    path for package in ("models", "notifications", "tasks", "deployments") for path in ROOT.glob(f"{package}/**/*.py")
)


@pytest.fixture
def changed() -> Iterator[None]:
    """Each rule that has a number of days has another one."""
    for rule in NUMBERED.values():
        object.__setattr__(rule, "n", rule.n + MORE)
    yield
    for rule in NUMBERED.values():
        object.__setattr__(rule, "n", rule.n - MORE)


def days_in_messages() -> dict[str, set[int]]:
    """Returns for each kind of notice the numbers of days that its samples name, on any channel."""
    found: dict[str, set[int]] = {}
    for kind, contexts in samples.collect().items():
        if kind != "digest":
            messages = [render(kind, context) for context in contexts]
            words = "".join(each.subject + each.text + each.html + each.markdown for each in messages)
            found[kind] = {int(number) for number in DAYS.findall(words)}
    return {kind: numbers for kind, numbers in found.items() if numbers}


def test_a_message_names_the_number_of_its_rule() -> None:
    assert days_in_messages()["listed"] == {FEEDBACK.due.n}


@pytest.mark.usefixtures("changed")
def test_after_a_change_of_all_rules_no_message_names_an_old_number() -> None:
    assert {kind: numbers for kind, numbers in days_in_messages().items() if min(numbers) <= MORE} == {}


def test_no_source_types_a_number_that_a_rule_holds() -> None:
    typed = {path.name for path in SOURCES for text in texts_of(path) if TYPED.search(text)}
    assert typed == set()


def texts_of(path: Path) -> Iterator[str]:
    """Yield the texts of a source that are no docstrings."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    docstrings = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
            yield node.value


@pytest.mark.parametrize("cycle", [each for each in CYCLES if each.duties], ids=lambda each: each.key)
def test_a_flow_says_the_number_of_its_rule(cycle: Cycle) -> None:
    said = {int(number) for number in DAYS.findall((ROOT / f"flows/{cycle.key}.py").read_text(encoding="utf-8"))}
    assert said <= {duty.due.n for duty in cycle.duties}


def test_the_pages_say_the_numbers_of_the_rules() -> None:
    others: list[str] = []
    for event in {rule.form.partition("{n}")[0][-3:] for rule in NUMBERED.values()}:
        allowed = {rule.n for rule in NUMBERED.values() if rule.form.partition("{n}")[0].endswith(event)}
        pattern = re.compile(rf"{event}(\d+)个工作日内")
        others += [
            f"{page.relative_to(ROOT)}:{number} {event}{said}个工作日内"
            for page in PAGES
            for number, line in enumerate(page.read_text(encoding="utf-8").splitlines(), 1)
            for said in pattern.findall(line)
            if int(said) not in allowed
        ]
    assert not others, "\n".join(others)
