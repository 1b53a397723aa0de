"""进度状态 stands in the sheet of an own date, and in the receipt of a report (1-2.9, A22)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from openpyxl import load_workbook

from models.database import begin
from models.ledger.answer.content import answer_book
from models.ledger.answer.own_paces import own_date_paces, reported_paces
from models.ledger.answer.receipts import _duties
from models.ledger.secrets import secrets_of
from models.rules.answer_form import PACE
from tests.answers import duty_number, fill_in, give_back, sent
from tests.conftest import counting
from tests.mails import ADDRESS, mail_from, take
from tests.models.ledger.target.dates import made, report
from tests.models.ledger.target.trees import leaf, row

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Acting, Sql

NUMBERS = "SELECT id FROM obligation WHERE kind = 'target_due' ORDER BY subject"
PROGRESS = "进度（%）"


def own_dates(sql: Sql) -> list[int]:
    return [int(number) for (number,) in sql.rows(NUMBERS)]


def paces(acting: Acting, *numbers: int) -> list[str]:
    """The grey line of the pace of each sheet; empty without one."""
    found = []
    for number in numbers:
        with begin() as session:
            [sheet] = answer_book(session, [number], acting.day).sheets
        found.append(dict(sheet.about).get(PACE, ""))
    return found


def words_of(acting: Acting, number: int) -> str:
    with begin() as session:
        [duty] = _duties(session, [number])
        return reported_paces(session, duty, secrets_of(session), acting.day)


@pytest.mark.parametrize(("progress", "pace"), [(100, "绿"), (80, "黄"), (20, "红")])
def test_a22_the_sheet_of_an_own_date_shows_the_pace_of_the_last_report(
    due: Acting, sql: Sql, progress: int, pace: str
) -> None:
    assert paces(due, *own_dates(sql)) == ["灰"]
    lines = [{"target": code, "progress": progress} for code in ("T001", "T002", "T009")]
    due.office("D001").do("submit_report", department="D001", period="2026-06", lines=lines)
    assert paces(due, *own_dates(sql)) == [pace]


def test_the_pace_is_that_of_the_day_of_the_sheet_and_of_the_share_that_the_agency_set(due: Acting, sql: Sql) -> None:
    report(due.office("D001"), "2026-06", done="")
    assert paces(due, *own_dates(sql)) == ["红"]
    due.do("set_policy", key="pace_yellow", value="50%", basis="5号", valid_from="2026-06-16")
    assert paces(due, *own_dates(sql)) == ["黄"]


def test_the_workbook_has_the_line_and_comes_back(due: Acting, sql: Sql, tmp_path: Path) -> None:
    [number] = own_dates(sql)
    place = sent(due, tmp_path / "回复表.xlsx", number)
    page: Any = load_workbook(place).worksheets[1]
    assert {str(each[0].value): each[1].value for each in page.iter_rows()}[PACE] == "灰"
    form = fill_in(place, {"申报": "已完成", "印证材料（附件名）": "验收单.pdf"})
    assert give_back(due, form, tmp_path / made(tmp_path)).counts["answers"] == 1


def test_2_9_a_leaf_has_its_own_pace(march: Acting, sql: Sql) -> None:
    march.system.do("open_target_dates")
    march.take("indicators", row("1"), leaf("1-1", "1", 完成时限="2026-06-30"), leaf("1-2", "1", 完成时限="2026-06-30"))
    june = march.on("2026-06-16")
    june.open("monthly_check", "2026-06")
    june.system.do("open_target_dates")
    assert paces(june, *own_dates(sql)) == ["灰", "灰"]
    lines = [{"target": "T001", "indicator": "1-1", "progress": 100}, {"target": "T002", "progress": 40}]
    lines += [{"target": "T001", "indicator": "1-2", "progress": 30, "quantity": 30}]
    june.office("D001").do("submit_report", department="D001", period="2026-06", lines=lines)
    assert paces(june, *own_dates(sql)) == ["绿", "红"]


def test_4_7_of_a_marked_target_the_pace_is_withheld(due: Acting, sql: Sql) -> None:
    due.do("mark_secret", target="T009", marking="工作秘密", reason="涉及工作秘密")
    assert paces(due, *own_dates(sql)) == [""]


def test_only_own_dates_are_asked_about(due: Acting, sql: Sql) -> None:
    with begin() as session:
        duties = _duties(session, [duty_number(sql, "monthly_check", "2026-06")])
        secrets = secrets_of(session)
        with counting() as statements:
            assert own_date_paces(session, duties, secrets, due.day) == {}
        assert statements == [0]


def test_a_report_is_told_with_the_lines_that_are_behind_by_name(due: Acting, sql: Sql) -> None:
    number = duty_number(sql, "monthly_check", "2026-06")
    assert words_of(due, number) == "进度状态：灰3项。"
    lines = [{"target": "T001", "progress": 90}, {"target": "T002", "progress": 10}, {"target": "T009", "progress": 80}]
    due.office("D001").do("submit_report", department="D001", period="2026-06", lines=lines)
    assert words_of(due, number) == "进度状态：红1项（T002）、黄1项（T009）、绿1项。"
    due.do("mark_secret", target="T002", marking="工作秘密", reason="涉及工作秘密")
    assert words_of(due, number) == "进度状态：黄1项（T009）、绿1项。"


def test_what_reports_no_progress_has_no_words(due: Acting, sql: Sql) -> None:
    assert words_of(due, own_dates(sql)[0]) == ""
    with begin() as session:
        assert reported_paces(session, None, secrets_of(session), due.day) == ""


def test_the_receipt_of_a_report_says_its_paces(due: Acting, sql: Sql, tmp_path: Path) -> None:
    due.take("departments", {"编码": "D001", "名称": "第001厅", "目标办邮箱": "d001@example.org"})
    form = sent(due, tmp_path / "回复表.xlsx", duty_number(sql, "monthly_check", "2026-06"))
    fill_in(form, rows={code: {PROGRESS: 30} for code in ("T001", "T002", "T009")})
    take(mail_from(ADDRESS, "2026-06-17 10:20", form))
    payload = sql.value("SELECT payload FROM notice WHERE kind = 'answer_receipt' ORDER BY id DESC LIMIT 1")
    assert payload["taken"][0]["words"].endswith("进度状态：红3项（T001、T002、T009）。")
