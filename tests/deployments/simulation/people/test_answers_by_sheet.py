"""Three offices of a simulated year answer by sheets; what they answer is the same as if it were typed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from deployments.simulation.people.answers_by_sheet import answers_by_sheet
from deployments.simulation.plan import Plan

if TYPE_CHECKING:
    from tests.conftest import Sql

ACTS_OF = """
SELECT DISTINCT b.act FROM block b JOIN transition t ON t.act_id = b.act_id
WHERE t.record = 'report' AND split_part(t.record_key, '|', 3) = :code
"""
PROGRESS = """
SELECT count(*), count(progress) FROM report_line l JOIN target t ON t.id = l.target_id
    JOIN report r ON (r.obligation_id, r.version) = (l.obligation_id, l.version)
WHERE t.code LIKE :code
"""


def test_the_first_three_offices_answer_by_sheets() -> None:
    plan = Plan(2025, departments=5)
    assert [answers_by_sheet(plan, code) for code in plan.codes()] == [True, True, True, False, False]


@pytest.mark.usefixtures("year")
@pytest.mark.parametrize(("code", "act"), [("D001", "take_answer"), ("D003", "take_answer"), ("D004", "submit_report")])
def test_a_report_by_sheet_is_a_report(sql: Sql, code: str, act: str) -> None:
    assert sql.column(ACTS_OF, code=code) == [act]
    reported, with_progress = sql.rows(PROGRESS, code=f"{code}-%")[0]
    assert reported == with_progress > 0
