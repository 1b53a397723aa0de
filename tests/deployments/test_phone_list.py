"""The phone list: readable in print; names stay text, numbers stay numbers."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

import pytest
from openpyxl import load_workbook

from deployments.phone_list import COLUMNS, UNTOLD_COLUMNS, write_phone_list
from models.database import begin
from models.ledger.duty.call_list import phone_list
from models.ledger.duty.register import list_obligations
from models.ledger.notice_ends import mark_unaddressed, untold_notices
from models.ledger.seals import by_run
from models.rules.errors import Refused
from notifications.documents.printed_page import WIDEST

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Acting, Sql

FORMULA = '=HYPERLINK("http://x")'


@pytest.fixture
def place(march: Acting, sql: Sql, tmp_path: Path) -> Path:
    """The list of 7 April: two overdue checks, one of a department with a hostile name, and the agency's own duty."""
    march.take("departments", {"编码": "D002", "名称": "第002厅", "简称": FORMULA})
    march.take("contacts", {"部门编码": "D002", "角色": "联络员", "姓名": "李明", "手机": "13800000000"})
    sql("UPDATE contact SET name = '=1+1'")  # no sheet takes such a name
    march.on("2026-04-01").system.do("propose_urgings")
    march.on("2026-04-01").do("register_urging", urging=2, outcome="称本周报送")
    march.on("2027-01-11").open("year_end_reverification", "2026")
    day = date(2026, 4, 7)
    with begin() as session:
        write_phone_list(tmp_path / "名单.xlsx", phone_list(session, day, list_obligations(session, day)))
    return tmp_path / "名单.xlsx"


def test_each_row_holds_contact_duty_and_deadline(place: Path) -> None:
    titles, first, second, *own = load_workbook(place).worksheets[0].iter_rows(values_only=True)
    assert titles == tuple(COLUMNS)
    rows = [dict(zip(COLUMNS, row, strict=True)) for row in (first, second)]
    assert rows[0]["联系人"] == "（未指派）"
    assert {name: rows[1][name] for name in list(COLUMNS)[1:10]} == {
        "联系人": "=1+1",
        "身份": "联络员",
        "手机": "13800000000",
        "事项": "2026年3月月度检查",
        "期限": "2026-03-31",
        "还剩": "逾期4个工作日",
        "已报/应报": "0/1",
        "状态": "待办",
        "上次催办": "2026-04-01 电话询问：称本周报送",
    }
    assert [row[1] for row in own] == ["（本机构办理）"] * 2


def test_nothing_becomes_a_formula_and_a_number_keeps_its_digits(place: Path) -> None:
    cells = list(load_workbook(place).worksheets[0].iter_rows())[2]
    assert [(cell.value, cell.data_type) for cell in (cells[0], cells[1], cells[3])] == [
        (FORMULA, "s"),
        ("=1+1", "s"),
        ("13800000000", "s"),
    ]


def test_it_prints_on_one_page_across_with_its_titles_on_every_page(place: Path) -> None:
    sheet = load_workbook(place).worksheets[0]
    assert (sheet.page_setup.paperSize, sheet.page_setup.orientation, sheet.page_setup.fitToHeight) == (
        9,
        "landscape",
        0,
    )
    assert max(sum(COLUMNS.values()), sum(UNTOLD_COLUMNS.values())) <= WIDEST
    assert sheet.sheet_properties.pageSetUpPr
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert (sheet.print_title_rows, sheet.freeze_panes) == ("$1:$1", "B2")
    assert sheet.auto_filter.ref == "A1:N5"


@pytest.mark.usefixtures("acting")
def test_an_empty_list_is_a_sheet_with_titles_only(tmp_path: Path) -> None:
    write_phone_list(tmp_path / "空.xlsx", [])
    assert len(list(load_workbook(tmp_path / "空.xlsx").worksheets[0].iter_rows())) == 1


@pytest.mark.parametrize(("name", "why"), [("名单.csv", "应以 .xlsx 结尾"), ("没有/名单.xlsx", "无法写入")])
def test_an_unwritable_path_is_refused(tmp_path: Path, name: str, why: str) -> None:
    with pytest.raises(Refused, match=why):
        write_phone_list(tmp_path / name, [])


def test_notices_that_no_person_was_told_are_a_second_sheet(march: Acting, tmp_path: Path) -> None:
    march.take("contacts", {"部门编码": "D002", "角色": "联络员", "姓名": "李明", "手机": "13800000000"})
    now = datetime.fromisoformat("2026-03-05T09:00:00+08:00")
    with begin() as session:
        mark_unaddressed(session, now.date(), now, by_run(session, now))
        write_phone_list(tmp_path / "名单.xlsx", [], untold_notices(session, now.date(), now))
    first, second = load_workbook(tmp_path / "名单.xlsx").worksheets
    assert (first.title, first.max_row, second.title) == ("催办名单", 1, "待电话通知")
    titles, *rows = second.iter_rows(values_only=True)
    assert titles == tuple(UNTOLD_COLUMNS)
    row = dict(zip(UNTOLD_COLUMNS, rows[1], strict=True))
    assert (row["部门"], row["联系人"], row["身份"], row["手机"]) == ("第002厅", "李明", "联络员", "13800000000")
    assert (row["通知"], row["事项"], row["未发原因"]) == ("月度检查开启", "2026年3月月度检查", "没有可用的收件地址")
    assert row["期限"] == "2026-03-31"


def test_without_such_notices_there_is_one_sheet(tmp_path: Path) -> None:
    write_phone_list(tmp_path / "名单.xlsx", [])
    assert load_workbook(tmp_path / "名单.xlsx").sheetnames == ["催办名单"]


def test_the_list_of_a_rehearsal_is_marked(tmp_path: Path) -> None:
    write_phone_list(tmp_path / "名单.xlsx", [], rehearsal=True)
    assert load_workbook(tmp_path / "名单.xlsx").sheetnames == ["【演练】催办名单"]
