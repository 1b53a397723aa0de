"""Questions: one statement for all steps; each step of each flow has one, and says the same as its act if idle."""

from __future__ import annotations

from datetime import date, datetime
from importlib import import_module

import pytest

from models.database import begin
from models.ledger.questions import ALWAYS, Question, with_work
from models.rules.cycles import CYCLES, ROUTINES
from models.rules.workdays import SHANGHAI, BusinessDay
from tasks.step import question_of
from tests.asked_steps import questions

DAY = BusinessDay(date(2026, 3, 5), datetime(2026, 3, 5, 8, tzinfo=SHANGHAI))


@pytest.mark.usefixtures("founded")
def test_one_statement_answers_in_the_order_of_the_questions() -> None:
    asked = [ALWAYS, Question("false"), Question("EXISTS (SELECT FROM jurisdiction WHERE id = :jurisdiction)")]
    with begin() as session:
        assert with_work(session, [*asked, Question(":day = '2026-03-05'")], DAY) == [True, False, True, True]


def test_the_questions_of_all_flows_are_tried_with_every_act_of_the_tests() -> None:
    steps = [step for each in (*CYCLES, *ROUTINES) for step in import_module(f"flows.{each.key}").STEPS]
    asked = {question_of(step).sql for step in steps} - {ALWAYS.sql}
    assert asked == {each.sql for each in questions().values()}
