"""What the tables in Prefect show: open obligations, overdue rows first."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import pytest

from models.database import begin
from models.ledger.acts import Summary
from models.ledger.duty.register import list_obligations
from models.ledger.negative_list.register import show_remediations
from models.rules.cycle import Cycle, Routine
from models.rules.cycles import DAILY_SWEEP, DELIVER, MONTHLY_CHECK, QUARTERLY_MEETING, YEAR_END_CHECK
from models.rules.negative_list import REMEDIATION_FEEDBACK
from models.rules.periods import Span
from models.rules.workdays import SHANGHAI, BusinessDay
from tasks.settings import read_settings
from tasks.tables import ROWS, _read, _read_all

if TYPE_CHECKING:
    from tests.conftest import Acting, Make

AT = datetime(2026, 4, 1, 9, tzinfo=SHANGHAI)


def table(cycle: Cycle | Routine, day: str, period: str | None = None) -> list[dict[str, Any]]:
    with begin() as session:
        shown = _read(session, cycle, BusinessDay(date.fromisoformat(day), AT, period), Summary("没有待发通知。"))
    rows: list[dict[str, Any]] = json.loads(shown.data)
    return rows


def current(key: str, day: str) -> list[dict[str, Any]]:
    """The rows of a table that is kept current, as of a day."""
    with begin() as session:
        tables = {each.key: each for each in _read_all(session, BusinessDay(date.fromisoformat(day), AT))}
    rows: list[dict[str, Any]] = json.loads(tables[key].data)
    return rows


def test_the_table_lists_department_duty_and_deadline_in_chinese(march: Acting) -> None:
    march.take("contacts", {"部门编码": "D002", "角色": "联络员", "姓名": "王联络"})
    march.office("D001").report("D001", "2026-03", "T001", "T002")
    usual = {"事项": "2026年3月月度检查", "期限": "2026-03-31"}
    assert table(MONTHLY_CHECK, "2026-03-30") == [
        {"部门": "第002厅", **usual, "状态": "! 将到期", "还剩": "1个工作日", "已报/应报": "0/1", "联络员": "王联络"},
        {"部门": "第001厅", **usual, "状态": "已办结", "还剩": "", "已报/应报": "2/2", "联络员": "（未指派）"},
    ]


def test_only_a_due_day_that_can_still_move_is_called_provisional(march: Acting) -> None:
    march.on("2026-12-01").open("year_end_check", "2026")
    march.on("2027-01-01").open("quarterly_meeting", "2026Q4")
    assert {row["期限"] for row in table(YEAR_END_CHECK, "2026-12-01")} == {"2027-01-10"}
    assert {row["期限"] for row in table(QUARTERLY_MEETING, "2027-01-01")} == {"2027-01-22（暂定）"}


def test_the_sweep_shows_every_open_duty_with_the_most_overdue_first(march: Acting) -> None:
    march.on("2026-04-01").open("quarterly_meeting", "2026Q1")
    march.on("2026-04-01").open("monthly_check", "2026-04")
    dues = [row["期限"] for row in table(DAILY_SWEEP, "2026-04-24")]
    assert dues == ["2026-03-31"] * 2 + ["2026-04-22"] * 2 + ["2026-04-30"] * 2


def test_a_cycles_table_holds_its_own_period_only(march: Acting) -> None:
    march.on("2026-04-01").open("monthly_check", "2026-04")
    assert {row["事项"] for row in table(MONTHLY_CHECK, "2026-04-01")} == {"2026年4月月度检查"}
    assert {row["事项"] for row in table(MONTHLY_CHECK, "2026-04-01", "2026-03")} == {"2026年3月月度检查"}


def test_an_event_cycle_shows_its_duties_by_target(march: Acting) -> None:
    march.lists("T001", "未完成", "2026-03-04")
    march.do("set_limit", target="T001", limit="2026-03-20")
    assert [row["事项"] for row in table(REMEDIATION_FEEDBACK, "2026-03-05")] == ["整改“目标T001”"]


def test_the_current_table_of_remediation_lists_what_its_run_lists(march: Acting) -> None:
    march.lists("T001", "未完成", "2026-03-04")
    march.do("set_limit", target="T001", limit="2026-03-20")
    march.do("mark_secret", target="T001", marking="工作秘密", reason="涉及未公开规划")
    with begin() as session:
        tables = {each.key: each for each in _read_all(session, BusinessDay(date(2026, 3, 5), AT))}
        listed = show_remediations(session, date(2026, 3, 5))
    [row] = json.loads(tables["remediation-feedback"].data)
    assert [row] == listed
    assert row["整改时限"] == "2026-03-20"
    assert "目标T001（工作秘密）" in row["目标"]


def test_the_current_table_of_target_setting_lists_what_its_run_lists(march: Acting) -> None:
    march.take("departments", {"编码": "D009", "名称": "第009厅"})
    told = march.on("2026-04-01").system.do("watch_target_setting")
    assert current("target-setting", "2026-04-01") == told.data["table"]
    assert {row["部门"] for row in told.data["table"]} == {"第009厅"}


@pytest.mark.usefixtures("march")
def test_a_routine_of_which_nothing_is_listed_says_so() -> None:
    assert current("results-use", "2026-03-05") == [{"说明": "没有应办事项。"}]


@pytest.mark.usefixtures("march")
def test_the_delivery_shows_what_it_says() -> None:
    assert table(DELIVER, "2026-03-05") == [{"说明": "没有待发通知。"}]


@pytest.mark.usefixtures("march")
def test_a_cycle_that_owes_nothing_says_so() -> None:
    assert table(REMEDIATION_FEEDBACK, "2026-03-05") == [{"说明": "没有应办事项。"}]


def test_of_an_event_cycle_the_late_ones_of_all_kinds_come_first(march: Acting) -> None:
    march.on("2026-03-01").open("monthly_check", "2026-03")
    kinds = replace(MONTHLY_CHECK, span=Span.EVENT, further=QUARTERLY_MEETING.duties)
    march.on("2026-04-01").open("quarterly_meeting", "2026Q1")
    shown = [(row["期限"], row["状态"], row["还剩"]) for row in table(kinds, "2026-04-01")]
    late, soon = ("2026-03-31", "✕ 逾期未办", "逾期1个工作日"), ("2026-04-22", "○ 未到期", "14个工作日")
    assert shown == [late, late, soon, soon]


def test_a_marked_target_is_named_as_owed_names_it(march: Acting) -> None:
    march.lists("T001", "未完成", "2026-03-04")
    march.do("set_limit", target="T001", limit="2026-03-20")
    march.do("mark_secret", target="T001", marking="工作秘密", reason="涉及未公开规划")
    with begin() as session:
        owed = [item.title for item in list_obligations(session, date(2026, 3, 5), kind="remediation")]
    assert [row["事项"] for row in table(REMEDIATION_FEEDBACK, "2026-03-05")] == owed == ["整改“目标T001（工作秘密）”"]


def test_a_table_has_at_most_two_hundred_rows_with_overdue_ones_first(acting: Acting, departments: Make) -> None:
    codes = departments(ROWS + 3)
    acting.on("2026-04-01").open("quarterly_meeting", "2026Q1")
    for code in codes[:2]:
        acting.on("2026-04-20").meet(code, "2026Q1", "2026-04-20")
    shown = table(QUARTERLY_MEETING, "2026-04-27")
    assert len(shown) == ROWS
    assert shown[0]["部门"] == "第003厅"
    assert {row["还剩"] for row in shown} == {"逾期3个工作日"}


def test_a_table_leads_to_the_page_if_it_has_an_address(march: Acting, monkeypatch: pytest.MonkeyPatch) -> None:
    def described() -> str:
        with begin() as session:
            return _read(session, MONTHLY_CHECK, BusinessDay(march.day, AT), Summary()).description

    assert "网页" not in described()
    monkeypatch.setenv("MUBIAO_PAGE_URL", "https://mb.example.gov.cn/")
    read_settings.cache_clear()
    assert described().endswith("[在网页上办理、查看](https://mb.example.gov.cn/day)")
    monkeypatch.undo()
    read_settings.cache_clear()
