"""The lines of answer sheets: of the version that was asked for, with what was last reported of each target."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from models.database import begin
from models.ledger.answer.content import BY_NUMBER
from models.ledger.answer.owed_lines import lines_by_duty
from models.statements import run
from tests.answers import duty_number

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql


def shown(*numbers: int) -> dict[int, list[tuple[Any, ...]]]:
    with begin() as session:
        duties = run(session, BY_NUMBER, obligations=list(numbers)).all()
        found = lines_by_duty(session, duties)
        return {number: [(row.progress, row.status) for row in found.get(number, ())] for number in numbers}


def test_the_newest_report_of_a_target_counts(march: Acting, sql: Sql) -> None:
    number = duty_number(sql, "monthly_check", "2026-03", "D002")
    assert shown(number) == {number: [(None, None)]}
    for day, act, progress in (("2026-03-20", "submit_report", 20), ("2026-03-24", "amend_report", 35)):
        given = [{"target": "T003", "progress": progress}]
        march.on(day).office("D002").do(act, department="D002", period="2026-03", lines=given)
    assert shown(number) == {number: [(35, None)]}


def test_a_duty_about_one_target_has_what_was_last_reported_of_it(march: Acting, sql: Sql) -> None:
    given = [{"target": "T003", "progress": 35}]
    march.on("2026-03-20").office("D002").do("submit_report", department="D002", period="2026-03", lines=given)
    later = march.on("2026-09-10")
    for code in ("T001", "T003"):
        later.lists(code)
        later.do("set_limit", target=code, limit="2026-10-20")
    first, second = (duty_number(sql, "remediation", "", office) for office in ("D001", "D002"))
    assert shown(first, second) == {first: [], second: [(35, None)]}


@pytest.mark.usefixtures("march")
def test_without_duties_there_are_no_lines() -> None:
    assert shown() == {}
