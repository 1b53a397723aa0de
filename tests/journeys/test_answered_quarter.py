"""Two offices answer a quarter and its remediation with sheets only: no act is typed for them, every date is theirs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from openpyxl import load_workbook

from models.rules.errors import Refused
from tests.answers import Cells, duty_number, faults, fill_in, give_back, sent

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Acting, Photograph, Sql, Violations

PROGRESS, STATUS, REMARK, FILES = "进度（%）", "状态", "说明", "印证材料（附件名）"
MEETING = {
    "召开日期": "2026-04-09",
    "参加人员": "张三、李四",
    "各项目标完成情况": "按计划推进",
    "存在问题": "资金到位慢",
    "改进措施": "按月调度",
}
DUTIES = """
SELECT o.kind, w.code, o.state, o.counted_on::text, o.late FROM obligation o JOIN department w ON w.id = o.owed_by
WHERE o.kind = ANY(:kinds) ORDER BY o.kind, w.code
"""
BY_OFFICES = "SELECT DISTINCT act FROM block WHERE role = 'office'"


@pytest.fixture
def asked(march: Acting, sql: Sql, tmp_path: Path) -> Any:
    """`asked("2026-04-01", "self_check", "2026Q1", "D001")`: the sheet of a duty as it is sent that day."""

    def send(day: str, kind: str, period: str, office: str = "D001") -> Path:
        place = tmp_path / f"{kind}-{period}-{office}-{day}.xlsx"
        return sent(march.on(day), place, duty_number(sql, kind, period, office))

    return send


def duties(sql: Sql, *kinds: str) -> list[tuple[Any, ...]]:
    """The outcome of the duties of these kinds; no act but the taking of answers was done by an office."""
    assert sql.column(BY_OFFICES) == ["take_answer"]
    return sql.rows(DUTIES, kinds=list(kinds))


def test_a_month_is_answered_wrong_twice_then_right_and_by_the_other_office_a_day_late(
    march: Acting, asked: Any, sql: Sql, violations: Violations
) -> None:
    rows: dict[str, Cells] = {"T001": {PROGRESS: 100, STATUS: "已完成"}, "T002": {PROGRESS: "三成", REMARK: "征地"}}
    sheet, last_day = fill_in(asked("2026-03-05", "monthly_check", "2026-03"), rows=rows), march.on("2026-03-31")
    assert [cell for cell, _ in faults(last_day, sheet)] == ["I7"]
    assert [cell for cell, _ in faults(last_day, fill_in(sheet, rows={"T002": {PROGRESS: 30, STATUS: "停"}}))] == ["J7"]
    give_back(last_day, fill_in(sheet, rows={"T002": {STATUS: "受阻"}}))
    late = fill_in(asked("2026-03-05", "monthly_check", "2026-03", "D002"), rows={"T003": {PROGRESS: 20}})
    assert "（逾期）" in give_back(march.on("2026-04-01"), late, office="D002").words
    assert duties(sql, "monthly_check") == [
        ("monthly_check", "D001", "discharged", "2026-03-31", False),
        ("monthly_check", "D002", "discharged", "2026-04-01", True),
    ]
    assert violations() == []


def test_a_self_check_comes_with_the_picture_of_what_is_complete(
    march: Acting, asked: Any, sql: Sql, photograph: Photograph, violations: Violations, store: Path
) -> None:
    assert not store.exists()
    march.on("2026-04-01").open("self_check", "2026Q1")
    rows: dict[str, Cells] = {"T001": {PROGRESS: 100, STATUS: "已完成", FILES: "竣工"}, "T002": {PROGRESS: 30}}
    check = fill_in(asked("2026-04-02", "self_check", "2026Q1"), rows=rows)
    with pytest.raises(Refused, match="“竣工”没有随表交来"):
        give_back(march.on("2026-04-08"), check)
    give_back(march.on("2026-04-08"), check, photograph("竣工.jpg", 7))
    assert duties(sql, "self_check")[0] == ("self_check", "D001", "discharged", "2026-04-08", False)
    assert violations() == []


def test_a_meeting_and_a_remediation_are_answered_by_who_owes_them(
    march: Acting, asked: Any, sql: Sql, violations: Violations
) -> None:
    march.on("2026-04-01").open("quarterly_meeting", "2026Q1")
    meeting = fill_in(asked("2026-04-02", "quarterly_meeting", "2026Q1"), MEETING)
    with pytest.raises(Refused, match="您只能办理本部门的事项"):
        give_back(march.on("2026-04-10"), meeting, office="D002")
    give_back(march.on("2026-04-10"), meeting)
    may = march.on("2026-05-11")
    may.lists("T002")
    may.do("set_limit", target="T002", limit="2026-06-30")
    fields = {"整改措施": "增加两个施工班组", "完成日期": "2026-06-25", "整改情况（反馈）": "全部完工"}
    give_back(march.on("2026-06-26"), fill_in(asked("2026-05-12", "remediation", ""), fields))
    assert duties(sql, "feedback", "quarterly_meeting", "remediation") == [
        ("feedback", "D001", "discharged", "2026-06-26", False),
        ("quarterly_meeting", "D001", "discharged", "2026-04-09", False),
        ("quarterly_meeting", "D002", "open", None, None),
        ("remediation", "D001", "discharged", "2026-06-25", False),
    ]
    assert violations() == []


def test_a_returned_report_is_answered_with_the_sheet_of_its_new_limit(
    march: Acting, asked: Any, sql: Sql, violations: Violations
) -> None:
    rows: dict[str, Cells] = {"T003": {PROGRESS: 20}}
    first = fill_in(asked("2026-03-05", "monthly_check", "2026-03", "D002"), rows=rows)
    give_back(march.on("2026-03-20"), first, office="D002")
    march.on("2026-03-23").do("return_report", department="D002", period="2026-03", reason="与附件不符")
    ((_, sentence),) = faults(march.on("2026-03-24"), first, office="D002")
    assert "请用最新的回复表填写" in sentence
    second = fill_in(asked("2026-03-24", "monthly_check", "2026-03", "D002"), rows={"T003": {PROGRESS: 15}})
    give_back(march.on("2026-03-25"), second, office="D002")
    assert sql.column("SELECT progress::int FROM report_line WHERE version > 0 ORDER BY version") == [20, 15]
    assert violations() == []


def test_what_a_stranger_changes_in_a_sheet_changes_nothing(march: Acting, asked: Any, sql: Sql) -> None:
    place = fill_in(
        asked("2026-03-05", "monthly_check", "2026-03"), rows={"T001": {PROGRESS: 1}, "T002": {PROGRESS: 2}}
    )
    other = asked("2026-03-05", "monthly_check", "2026-03", "D002")
    mine, theirs = load_workbook(place), load_workbook(other).worksheets[1]
    page: Any = mine.worksheets[1]
    page["B3"], page["L6"] = theirs["B3"].value, theirs["L6"].value
    mine.save(place)
    with pytest.raises(Refused):
        give_back(march, place)
    with pytest.raises(Refused):
        give_back(march, place, office="D002")
    assert sql.value("SELECT count(*) FROM report") == 0
