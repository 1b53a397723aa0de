"""The commands of a year: an answer takes none, a day's rows of one sheet take one, every other act one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from deployments.simulation.typed_commands import ACTS, ANSWERED, count_commands
from models.database import begin
from models.ledger.acts import ACTS as ALL
from models.ledger.acts import Role
from models.ledger.agency_sheet.kinds import SHEETS

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql

REPORT: dict[str, Any] = {
    "department": "D001",
    "period": "2026-03",
    "lines": [{"target": t, "progress": 40} for t in ("T001", "T002")],
}


def counted() -> tuple[int, int]:
    with begin() as session:
        return count_commands(session)


def test_an_answer_of_an_office_takes_no_command(march: Acting) -> None:
    typed, left = counted()
    march.office("D001").do("submit_report", **REPORT)
    assert counted() == (typed + 1, left)


def test_what_the_agency_enters_for_an_office_is_typed(march: Acting) -> None:
    typed, left = counted()
    march.do("submit_report", **REPORT)
    assert counted() == (typed + 1, left + 1)


def test_the_rows_of_one_day_are_one_sheet(march: Acting) -> None:
    typed, left = counted()
    for name in ("张三", "李四", "王五"):
        march.do("register_inspector", name=f"省直目标办 {name}")
    assert counted() == (typed + 3, left + 1)
    march.on("2026-03-06").do("register_inspector", name="省直目标办 赵六")
    assert counted() == (typed + 4, left + 2)


def test_any_other_act_is_one_command(march: Acting) -> None:
    typed, left = counted()
    march.do("waive", obligation=1, reason="机构撤销")
    assert counted() == (typed + 1, left + 1)


@pytest.mark.usefixtures("march")
def test_what_the_system_does_is_not_counted(sql: Sql) -> None:
    by_system = sql.value("SELECT count(*) FROM block WHERE role = 'system'")
    rows = sql.rows(ACTS, system=Role.SYSTEM.value)
    assert by_system > 0
    assert all(role != Role.SYSTEM for _, role, _, _ in rows)
    assert counted()[0] == sum(n for *_, n in rows)


def test_no_act_is_both_an_answer_and_a_row_of_a_register() -> None:
    in_sheets = {kind.chosen for kind, _ in SHEETS.values()}
    assert {act.name for act in ANSWERED} <= set(ALL)
    assert {act.name for act in ANSWERED & in_sheets} == {"record_meeting", "record_review"}
