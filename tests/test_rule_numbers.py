"""A number of days stands once, in its rule: whoever changes it finds no message, file or source with the old one."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
from dataclasses import replace
from datetime import date
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree
from zipfile import ZipFile

import pytest

from models.intake.shipped import shipped_calendar
from models.ledger.answer.content import AnswerBook
from models.rules.answer_form import FORMS
from models.rules.cycles import DUTY_OF, RULES
from models.rules.deadlines import compute_deadline, describe_proof
from models.rules.matter_form import ALL_FORMS
from models.rules.negative_list import FEEDBACK
from notifications import samples
from notifications.documents import answer_sheet, appraisal, plan, remediation, submission, urging, year_results
from notifications.documents.department_ledger import workbook as department_ledger
from notifications.render import render
from tests.notifications.documents import (
    test_agency_sheet,
    test_answer_sheet,
    test_appraisal,
    test_department_ledger,
    test_documents,
    test_plan,
    test_remediation,
    test_submission,
    test_year_results,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from models.rules.deadlines import DeadlineRule

ROOT = Path(__file__).parents[1]
NO_RULE = ("还有", "逾期", "超过", "不少于", "前", "第")  # time that is left, a setting, a number of another matter
DAYS = re.compile(rf"{''.join(f'(?<!{word})' for word in NO_RULE)}(?<!\d)(\d+)个工作日(?![^；。]*管理机构设定)")
TYPED = re.compile(r"第?\d+个工作日")
NEXT = "第1个工作日"  # the day after another, in no rule
MORE = 70  # added to each number: no sum is the number of another rule
NUMBERED = {rule.key: rule for rule in RULES.values() if rule.n}
ANCHOR = date(2026, 3, 31)
SOURCES = sorted(
    path for package in ("models", "notifications", "tasks", "deployments") for path in ROOT.glob(f"{package}/**/*.py")
)
# A program in which each rule has another number from the start, as after a change of its source.
CHANGED = f"""
import json
from models.rules.deadlines import DeadlineRule
made = DeadlineRule.__init__
def make(rule, key, form, basis, n=0, choice=""):
    made(rule, key, form, basis, n and n + {MORE}, choice)
DeadlineRule.__init__ = make
from tests.test_rule_numbers import days_in_files, days_in_messages
print(json.dumps(days_in_messages() | days_in_files()))
"""


def days_in_messages(*kinds: str) -> dict[str, list[int]]:
    """Returns for each kind of notice, by default of all, the numbers of days that its samples name, on any channel."""
    chosen = {kind: samples.collect()[kind] for kind in kinds} if kinds else samples.collect()
    messages = {kind: [render(kind, each) for each in chosen[kind]] for kind in chosen if kind != "digest"}
    return _days_in(
        {
            kind: "\n".join(part for each in of_kind for part in (each.subject, each.text, each.html, each.markdown))
            for kind, of_kind in messages.items()
        }
    )


def _days_in(words: Mapping[str, str]) -> dict[str, list[int]]:
    found = {name: sorted({int(number) for number in DAYS.findall(text)}) for name, text in words.items()}
    return {name: numbers for name, numbers in found.items() if numbers}


def why(rule: DeadlineRule) -> str:
    """Returns the sentence about a deadline by a rule, as a paper or sheet made now has it."""
    return describe_proof(compute_deadline(rule, ANCHOR, shipped_calendar()).proof)


def answer_book(key: str) -> bytes:
    """Returns an answer sheet of a form; with the words of its duty, if it has one."""
    sheet = test_answer_sheet.sheet(key, test_answer_sheet.ROWS if ALL_FORMS[key].columns else ())
    if key in FORMS:
        sheet = replace(sheet, to_do=DUTY_OF[key].to_do, why=why(DUTY_OF[key].due))
    return answer_sheet.workbook(AnswerBook(sheet.department, (sheet,), "", test_answer_sheet.SIGNED))


def letter(rule: DeadlineRule) -> bytes:
    """Returns an urging letter about a duty with this rule."""
    return urging.document(replace(test_documents.LETTER, why=why(rule)))


FILES: dict[str, Callable[[], bytes]] = {
    **test_documents.EVERY,
    **{f"urging {key}": partial(letter, rule) for key, rule in NUMBERED.items()},
    **{f"answer sheet {key}": partial(answer_book, key) for key in ALL_FORMS},
    **{f"agency sheet {kind.key}": partial(test_agency_sheet.made, kind) for kind in test_agency_sheet.KINDS},
    "plan": lambda: plan.document(test_plan.PLAN),
    "remediation": lambda: remediation.document(test_remediation.NOTICE),
    "submission": lambda: submission.document(test_submission.LIST),
    "appraisal": lambda: appraisal.document(test_appraisal.PAPER),
    "appraisal of a department": lambda: appraisal.document(test_appraisal.OWN),
    "year results": lambda: year_results.workbook(test_year_results.YEAR),
    "department ledger": lambda: department_ledger(test_department_ledger.LEDGER),
}


def words_in(file: bytes) -> str:
    """Returns the texts of a .docx or .xlsx, one line a paragraph or cell."""
    with ZipFile(BytesIO(file)) as parts:
        trees = [ElementTree.fromstring(parts.read(name)) for name in parts.namelist() if name.endswith(".xml")]  # noqa: S314 - files of the test
    lines = (each for tree in trees for each in tree.iter() if each.tag.endswith(("}p", "}si", "}is")))
    return "\n".join("".join(line.itertext()) for line in lines)


def days_in_files(*names: str) -> dict[str, list[int]]:
    """Returns for each paper or sheet, by default of all, the numbers of days that it names."""
    return _days_in({name: words_in(FILES[name]()) for name in names or FILES})


def test_a_message_or_a_file_names_the_number_of_its_rule() -> None:
    files = "remediation", "negative_list.docx", "urging completion_5", "answer sheet feedback"
    assert days_in_messages("listed") | days_in_files(*files) == {name: [FEEDBACK.due.n] for name in ("listed", *files)}


@pytest.mark.process
def test_after_a_change_of_all_rules_no_message_and_no_file_names_an_old_number() -> None:
    line = [sys.executable, "-c", CHANGED]
    made = subprocess.run(line, cwd=ROOT, check=True, stdout=subprocess.PIPE, timeout=120)  # noqa: S603 - our own program
    found = json.loads(made.stdout)
    assert {kind: numbers for kind, numbers in found.items() if min(numbers) <= MORE} == {}
    assert found["listed"] == found["remediation"] == [FEEDBACK.due.n + MORE]


def test_no_source_types_a_number_that_a_rule_holds() -> None:
    typed = {path.name for path in SOURCES for text in texts_of(path) if {*TYPED.findall(text)} - {NEXT}}
    assert typed == set()


def texts_of(path: Path) -> Iterator[str]:
    """Yield the texts of a source that are no docstrings."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    docstrings = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
            yield node.value
