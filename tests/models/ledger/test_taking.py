"""Sheets of reports and of holiday notices: all rows or none, a second time nothing (6.1.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from models.intake.complaints import ImportRefused

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql

SHEET = [("D001", "T001", 50), ("D001", "T002", 60), ("D002", "T003", 70)]
NOTICE = {"notice_title": "关于放假的通知", "notice_number": "黔府办〔2026〕1号", "notice_date": "2026-03-01"}
YEARLY = NOTICE | {
    "notice_title": "国务院办公厅关于2027年部分节假日安排的通知",
    "notice_number": "国办发明电〔2026〕9号",
}


def rows(*lines: tuple[str, str, object]) -> list[dict[str, Any]]:
    return [{"部门编码": d, "期间": "2026-03", "目标编号": t, "进度": p, "状态": "", "说明": ""} for d, t, p in lines]


def day(when: str, kind: str = "放假", notice: dict[str, str] = NOTICE) -> dict[str, str]:
    return {"date": when, "kind": kind, "name": "节日", **notice}


def complaints(acting: Acting, kind: str, *sheet: dict[str, Any]) -> list[str]:
    with pytest.raises(ImportRefused) as refusal:
        acting.take(kind, *sheet)
    return [str(complaint) for complaint in refusal.value.complaints]


def test_each_department_and_month_is_one_report(march: Acting, sql: Sql) -> None:
    assert march.take("reports", *rows(*SHEET)).counts == {"rows": 3, "new": 2, "changed": 0, "same": 0}
    assert sql.value("SELECT count(*) FROM obligation WHERE state = 'discharged'") == 2


def test_a_second_import_changes_nothing(march: Acting, sql: Sql) -> None:
    march.take("reports", *rows(*SHEET))
    before = sql.value("SELECT hash FROM chain_head")
    assert march.take("reports", *rows(*SHEET)).counts == {"rows": 3, "new": 0, "changed": 0, "same": 2}
    assert sql.value("SELECT hash FROM chain_head") == before


def test_a_changed_row_makes_a_new_version_of_that_report_only(march: Acting, sql: Sql) -> None:
    march.take("reports", *rows(*SHEET))
    march.take("reports", *rows(*SHEET[:2], ("D002", "T003", 80)))
    assert sql.column("SELECT max(version) FROM report GROUP BY obligation_id ORDER BY 1") == [1, 2]


def test_every_complaint_comes_at_once_and_no_row_is_taken(march: Acting, sql: Sql) -> None:
    wrong = rows(("D001", "T003", 50), ("D002", "T003", 70), ("D009", "T001", 10), ("D002", "T003", 101))
    found = complaints(march, "reports", *wrong)
    assert len(found) == 4
    assert any("T003不在该部门" in complaint for complaint in found)
    assert any("第4行“部门编码”列：部门编码“D009”不在部门名单中" in complaint for complaint in found)
    assert any("第5行“进度”列" in complaint for complaint in found)
    assert sql.value("SELECT count(*) FROM report") == 0


def test_an_office_imports_only_its_own_report(march: Acting, sql: Sql) -> None:
    office = march.office("D001")
    assert "不能办理“第002厅”" in complaints(office, "reports", *rows(*SHEET))[0]
    assert sql.value("SELECT count(*) FROM report") == 0
    assert office.take("reports", *rows(*SHEET[:2])).counts["new"] == 1


def test_a31_a_closed_month_is_not_imported(march: Acting) -> None:
    assert "截止" in complaints(march.on("2026-05-01"), "reports", *rows(*SHEET[:2]))[0]


def test_days_of_a_notice_are_kept_and_a_second_import_changes_nothing(acting: Acting, sql: Sql) -> None:
    sheet = [day("2026-04-08"), day("2026-04-11", "调休上班")]
    assert acting.take("calendar", *sheet).counts["new"] == 2
    before = sql.value("SELECT hash FROM chain_head")
    assert acting.take("calendar", *sheet).counts == {"rows": 2, "new": 0, "changed": 0, "same": 2, "moved": 0}
    assert sql.value("SELECT hash FROM chain_head") == before


def test_a_day_that_a_later_notice_changes_is_amended(acting: Acting, sql: Sql) -> None:
    acting.take("calendar", day("2026-04-11", "调休上班"))
    assert acting.take("calendar", day("2026-04-11", "放假")).counts["changed"] == 1
    assert sql.value("SELECT kind FROM calendar_day WHERE date = '2026-04-11' AND jurisdiction_id = 1") == "holiday"
    assert sql.column("SELECT event FROM transition WHERE record_key LIKE '%2026-04-11' ORDER BY id")[-1] == "amended"


def test_a_provinces_days_lie_beside_the_nations(acting: Acting, sql: Sql) -> None:
    acting.take("local_calendar", day("2026-10-01"))
    assert sql.value("SELECT count(*) FROM calendar_day WHERE date = '2026-10-01'") == 2


def test_a_make_up_day_on_a_plain_workday_is_refused_with_its_row(acting: Acting, sql: Sql) -> None:
    before = sql.value("SELECT count(*) FROM calendar_day")
    found = complaints(acting, "calendar", day("2026-04-11", "调休上班"), day("2026-04-08", "调休上班"))
    assert found == ["表.csv 第3行“date”列：date2026-04-08是周三，本来就是工作日，不能标为调休上班"]
    assert sql.value("SELECT count(*) FROM calendar_day") == before


def test_a_yearly_notice_whose_net_days_do_not_add_up_is_refused(acting: Acting) -> None:
    found = complaints(acting, "calendar", *(day(f"2027-10-0{n}", notice=YEARLY) for n in range(1, 8)))
    assert len(found) == 1
    assert "2027年放假安排不平衡：工作日放假减调休上班为5天，法定节假日为13天" in found[0]


def test_a_yearly_notice_that_adds_up_is_taken_and_makes_its_year_firm(acting: Acting, sql: Sql) -> None:
    weekdays = ["01-01", "02-08", "02-09", "02-10", "02-11", "02-12", "04-05", "05-03", "05-04", "06-09", "09-15"]
    sheet = [day(f"2027-{d}", notice=YEARLY) for d in [*weekdays, "10-01", "10-04"]]
    assert acting.take("calendar", *sheet).counts["new"] == 13
    acting.on("2027-04-01").open("quarterly_meeting", "2027Q1")
    assert sql.value("SELECT provisional FROM deadline") is False
