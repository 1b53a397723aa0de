"""An office gets one workbook with several sheets and fills in one: the others are no answers and no faults."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from models.database import begin
from models.intake.answer import read_answer
from models.intake.blank import Blank, blank_of
from models.ledger.answer.people import people_book
from models.rules.matter_form import ALL_FORMS, WHITE_FIELDS
from notifications.documents.answer_sheet import workbook
from tests.answers import Cells, duty_number, fill_in, sent
from tests.mails import ADDRESS, mail_from, take

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Acting, Sql, Violations

PROGRESS = "进度（%）"
ROWS: dict[str, Cells] = {"T001": {PROGRESS: 40}, "T002": {PROGRESS: 60}}
MEETING: Cells = {"召开日期": "2026年4月8日", "参加人员": "全体", "各项目标完成情况": "正常"}
MEETING |= {"存在问题": "没有", "改进措施": "继续推进"}
AT, STRANGER = "2026-04-09 10:20", "liming@example.com"
STATE = "SELECT state, sentence FROM received_mail ORDER BY id DESC LIMIT 1"
RECEIPT = "SELECT payload FROM notice WHERE kind = 'answer_receipt' ORDER BY id DESC LIMIT 1"
LEFT_OUT = "另有1张表未填写，未收取"


@pytest.fixture
def book(march: Acting, sql: Sql, tmp_path: Path) -> Path:
    """One workbook with two sheets: the check of March and the meeting of the first quarter; nothing is filled in."""
    march.take("departments", {"编码": "D001", "名称": "第001厅", "目标办邮箱": ADDRESS})
    april = march.on("2026-04-01")
    april.open("quarterly_meeting", "2026Q1")
    numbers = duty_number(sql, "monthly_check", "2026-03"), duty_number(sql, "quarterly_meeting", "2026Q1")
    return sent(april, tmp_path / "回复表.xlsx", *numbers)


def page_of(book: Path, title: str) -> int:
    """The page of the sheet whose name has this title."""
    return 1 + next(at for at, sheet in enumerate(read_answer(book)[0]) if title in sheet.name)


def month(book: Path, rows: dict[str, Cells] | None = None) -> Path:
    return fill_in(book, rows=rows or ROWS, page=page_of(book, "月度检查"))


def receipt(sql: Sql) -> dict[str, Any]:
    found: dict[str, Any] = sql.value(RECEIPT)
    return found


def test_a_sheet_as_it_was_sent_is_blank_although_its_grey_cells_and_example_have_texts(book: Path) -> None:
    sheets = read_answer(book)[0]
    assert len(sheets) == 2
    assert not any(sheet.filled for sheet in sheets)
    assert any(row.is_example for sheet in sheets for row in sheet.rows)
    assert blank_of(sheets) == Blank(files=("回复表.xlsx",))


@pytest.mark.parametrize("cells", [{PROGRESS: 0}, {"状态": "进行中"}, {"说明": "正在办理"}])
def test_one_white_cell_of_a_row_fills_a_sheet(book: Path, cells: Cells) -> None:
    sheets = read_answer(month(book, {"T002": cells}))[0]
    assert sorted(sheet.filled for sheet in sheets) == [False, True]
    assert blank_of(sheets) == Blank(sheets=1)


def test_a_sheet_that_may_stay_blank_is_not_missed(book: Path, march: Acting, tmp_path: Path) -> None:
    place = tmp_path / "变更.xlsx"
    with begin() as session:
        place.write_bytes(workbook(people_book(session, "D001", march.day)))
    [people] = read_answer(place)[0]
    duty, other = read_answer(month(book))[0]
    assert (people.may_stay_blank, duty.may_stay_blank) == (True, False)
    assert blank_of([people]) == Blank(files=("变更.xlsx",))
    together = [replace(each, file="回复表.xlsx") for each in (duty, other, people)]
    assert blank_of(together) == Blank(sheets=1)


@pytest.mark.parametrize("title", list(MEETING))
def test_one_white_field_fills_a_sheet(book: Path, title: str) -> None:
    sheets = read_answer(fill_in(book, {title: MEETING[title]}, page=page_of(book, "分析会")))[0]
    assert [sheet.filled for sheet in sheets if "分析会" in sheet.name] == [True]


@pytest.mark.parametrize("title", ["目标名称", "最近进度", "绩效要求"])
def test_a_grey_cell_that_was_changed_fills_nothing(book: Path, title: str) -> None:
    sheets = read_answer(month(book, {"T001": {title: "改过"}}))[0]
    assert not any(sheet.filled for sheet in sheets)


@pytest.mark.parametrize("text", [" ", "\u3000", "\n"])
def test_blanks_fill_nothing(book: Path, text: str) -> None:
    assert not any(sheet.filled for sheet in read_answer(month(book, {"T001": {PROGRESS: text}}))[0])


def test_the_white_fields_are_those_of_all_forms() -> None:
    assert {white.heading for form in ALL_FORMS.values() for white in form.fields} == WHITE_FIELDS
    assert "回复码" not in WHITE_FIELDS


def test_the_filled_sheet_is_taken_and_the_blank_one_is_said_once(book: Path, sql: Sql, violations: Violations) -> None:
    take(mail_from(ADDRESS, AT, month(book)))
    assert sql.rows(STATE) == [("taken", f"收取1份，{LEFT_OUT}")]
    assert sql.column("SELECT outcome FROM answer") == ["taken"]
    assert receipt(sql)["changes"] == [LEFT_OUT]
    assert (receipt(sql)["returned"], receipt(sql)["missing"]) == ([], [])
    assert violations() == []


def test_the_duty_of_a_blank_sheet_stays_open(book: Path, sql: Sql) -> None:
    take(mail_from(ADDRESS, AT, month(book)))
    states = "SELECT kind, state FROM obligation o JOIN department d ON d.id = o.owed_by WHERE d.code = 'D001'"
    assert dict(sql.rows(states))["monthly_check"] == "discharged"
    assert dict(sql.rows(states))["quarterly_meeting"] == "open"


def test_the_other_sheet_follows_later_in_the_same_workbook(book: Path, sql: Sql, violations: Violations) -> None:
    take(mail_from(ADDRESS, AT, month(book)))
    take(mail_from(ADDRESS, "2026-04-09 11:20", fill_in(book, MEETING, page=page_of(book, "分析会"))))
    assert sql.rows(STATE) == [("taken", "收取2份")]
    assert violations() == []


def test_a_wrong_sheet_is_returned_and_a_blank_one_is_not(book: Path, sql: Sql) -> None:
    take(mail_from(ADDRESS, AT, month(book, {"T001": {PROGRESS: 140}, "T002": {PROGRESS: 60}})))
    assert sql.rows(STATE) == [("returned", f"退回1份，{LEFT_OUT}")]
    assert [each["title"] for each in receipt(sql)["returned"]] == ["2026年3月月度检查"]


def test_a_workbook_in_which_nothing_stands_is_answered_so(book: Path, sql: Sql, violations: Violations) -> None:
    take(mail_from(ADDRESS, AT, book))
    assert sql.rows(STATE) == [("returned", "没有收取：“回复表.xlsx”没有填写任何内容")]
    assert receipt(sql)["missing"] == ["“回复表.xlsx”没有填写任何内容"]
    assert sql.value("SELECT count(*) FROM answer") == 0
    assert violations() == []


def test_a_blank_workbook_next_to_a_filled_one_is_named(book: Path, sql: Sql, tmp_path: Path) -> None:
    (blank := tmp_path / "空表.xlsx").write_bytes(book.read_bytes())
    take(mail_from(ADDRESS, AT, month(book), blank))
    assert sql.rows(STATE) == [("taken", f"收取1份，“空表.xlsx”没有填写任何内容，{LEFT_OUT}")]
    assert receipt(sql)["missing"] == ["“空表.xlsx”没有填写任何内容"]


def test_a_blank_workbook_of_a_stranger_waits_as_before(book: Path, sql: Sql) -> None:
    take(mail_from(STRANGER, AT, book))
    assert sql.column("SELECT state FROM received_mail") == ["waiting"]
    assert sql.value("SELECT count(*) FROM notice WHERE kind LIKE 'answer%'") == 0


def test_the_agency_accepts_the_filled_sheet_of_a_mail_that_waits(
    book: Path, march: Acting, sql: Sql, violations: Violations
) -> None:
    take(mail_from(STRANGER, AT, month(book)))
    done = march.on("2026-04-09").do("accept_answer", mail=1, reason="已电话核实")
    assert done.counts["answers"] == 1
    assert sql.column("SELECT state FROM received_mail") == ["taken"]
    assert violations() == []


def test_the_agency_cannot_accept_a_workbook_in_which_nothing_stands(book: Path, march: Acting, sql: Sql) -> None:
    take(mail_from(STRANGER, AT, book))
    words = march.on("2026-04-09").refused("accept_answer", mail=1, reason="已电话核实")
    assert words == "来信1的回复表没有填写任何内容。"
    assert sql.column("SELECT state FROM received_mail") == ["waiting"]


def test_an_automatic_mail_with_a_blank_workbook_is_set_aside(book: Path, sql: Sql) -> None:
    take(mail_from(ADDRESS, AT, book, automatic=True))
    assert sql.column("SELECT state FROM received_mail") == ["automatic"]


def test_the_words_of_what_is_blank() -> None:
    assert (Blank().words, Blank().faults) == ("", [])
    assert Blank(sheets=3).words == "另有3张表未填写，未收取"
    assert Blank(("甲.xlsx", "乙.xlsx")).faults == ["“甲.xlsx”没有填写任何内容", "“乙.xlsx”没有填写任何内容"]
