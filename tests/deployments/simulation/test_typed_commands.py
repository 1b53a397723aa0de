"""The commands of a year: an answer takes none, a day's rows of one sheet take one, every other act one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from deployments.simulation.typed_commands import ANSWERED, BLOCKS, IN_SHEETS, Commands, count_commands, takes_list
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
        found = count_commands(session).values()
    return sum(each.typed for each in found), sum(each.left for each in found)


def counted_of(act: str) -> Commands:
    with begin() as session:
        return count_commands(session)[act]


def test_an_answer_of_an_office_takes_no_command(march: Acting) -> None:
    typed, left = counted()
    march.office("D001").do("submit_report", **REPORT)
    assert counted() == (typed + 1, left)


def test_what_an_office_says_by_a_sheet_of_another_duty_or_a_later_mail_takes_no_command() -> None:
    """异议 stands in the sheet of the remediation, files come in a later mail, a liaison is named by its own sheet."""
    assert {"lodge_appeal", "attach_evidence", "appoint_liaison"} <= ANSWERED
    assert {"give_opinions", "receive_targets"} <= ANSWERED
    assert not {"withdraw_appeal", "request_adjustment", "file_adjustment"} & ANSWERED


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


def test_acts_of_one_kind_on_one_day_are_one_list(march: Acting) -> None:
    typed, left = counted()
    for obligation in (1, 2):
        march.do("waive", obligation=obligation, reason="机构撤销")
    assert counted() == (typed + 2, left + 1)
    assert counted_of("waive") == Commands(2, 1)


def test_what_takes_no_list_is_one_command_each_time(march: Acting) -> None:
    before = counted_of("import_departments")
    for name in ("简称一", "简称二"):
        march.take("departments", {"编码": "D001", "名称": "第001厅", "简称": name})
    assert counted_of("import_departments") == Commands(before.typed + 2, before.left + 2)


def test_what_an_office_answers_and_what_the_agency_enters_for_it_are_told_apart(march: Acting) -> None:
    march.office("D001").do("submit_report", **REPORT)
    march.do("submit_report", **{**REPORT, "department": "D002", "lines": [{"target": "T003", "progress": 40}]})
    assert counted_of("submit_report") == Commands(2, 1)


def test_the_act_with_the_most_commands_comes_first(march: Acting) -> None:
    for day in ("2026-03-09", "2026-03-10", "2026-03-11"):
        march.on(day).do("register_inspector", name=f"省直目标办 {day}")
    with begin() as session:
        found = count_commands(session)
    assert list(found.values()) == sorted(found.values(), key=lambda each: (each.left, each.typed), reverse=True)


def test_an_act_with_evidence_or_with_a_command_of_its_own_takes_no_list() -> None:
    assert takes_list(ALL["set_limit"])
    for name in ("attach_evidence", "import_departments"):
        assert not takes_list(ALL[name])


@pytest.mark.usefixtures("march")
def test_what_the_system_does_is_not_counted(sql: Sql) -> None:
    by_system = sql.value("SELECT count(*) FROM block WHERE role = 'system'")
    rows = sql.rows(BLOCKS, system=Role.SYSTEM.value)
    assert by_system > 0
    assert all(role != Role.SYSTEM for _, role, _, _ in rows)
    assert counted()[0] == sum(n for *_, n in rows)


def test_no_act_is_both_an_answer_and_a_row_of_a_register() -> None:
    assert {kind.chosen.name for kind, _ in SHEETS.values()} == IN_SHEETS
    assert set(ALL) >= ANSWERED
    assert {
        *("record_meeting", "record_review", "upload_progress", "attach_evidence", "file_year_end_check")
    } == ANSWERED & IN_SHEETS
