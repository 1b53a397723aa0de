"""指派联络员 by a sheet: an office that was told of its vacancy names who takes it (6.1.6)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from models.database import begin
from models.ledger.answer.content import AnswerBook
from models.ledger.answer.open_books import open_books
from models.rules.answer_form import CODE
from models.rules.errors import Refused
from notifications.documents.answer_sheet import workbook
from tests.answers import Cells, code_in, faults, fill_in, give_back
from tests.databases import story
from tests.mails import ADDRESS, mail_from, take

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Acting, Sql, Violations

NAMED: Cells = {"联络员姓名": "李明", "邮箱": "liming@example.org"}
CONTACTS = """
SELECT d.code, c.role, c.name, c.email, c.mobile, c.wecom_id, c.valid_from::text FROM contact c
    JOIN department d ON d.id = c.department_id WHERE d.code = 'D001' ORDER BY c.id
"""
TOLD = """
SELECT n.audience, n.payload ->> 'person', n.payload ->> 'address', n.payload ->> 'from' FROM notice n
WHERE n.kind = 'address_remembered' ORDER BY n.audience
"""
STRANGER = "someone@example.com"


@pytest.fixture
@story
def vacant(march: Acting) -> Acting:
    """D001 with its mailbox and D002 are told on 5 March, a Thursday, that they have no liaison."""
    march.take("departments", {"编码": "D001", "名称": "第001厅", "目标办邮箱": ADDRESS})
    march.report("D001", "2026-03", "T001", "T002")
    march.system.do("watch_liaisons")
    return march


def books(acting: Acting) -> dict[str, AnswerBook]:
    with begin() as session:
        return open_books(session, acting.day)


@pytest.fixture
def sheet(vacant: Acting, tmp_path: Path) -> Path:
    """The sheet of D001, which owes nothing else."""
    place = tmp_path / "回复表.xlsx"
    place.write_bytes(workbook(books(vacant)["D001"]))
    return place


def test_every_office_that_was_told_of_its_vacancy_has_a_sheet(vacant: Acting) -> None:
    found = books(vacant)
    assert {code: [sheet.title for sheet in book.sheets] for code, book in found.items()} == {
        "D001": ["指派联络员"],
        "D002": ["2026年3月月度检查", "指派联络员"],
    }
    [sheet] = found["D001"].sheets
    assert (sheet.department, sheet.due, sheet.obligation, sheet.rows) == ("第001厅", None, None, ())
    assert sheet.why.startswith("《目标管控》6.1.6")


def test_the_named_liaison_is_registered_from_the_next_working_day_and_office_and_head_are_told(
    vacant: Acting, sql: Sql, sheet: Path, violations: Violations
) -> None:
    friday = vacant.on("2026-03-06")
    done = give_back(friday, fill_in(sheet, {**NAMED, "手机": "139 0000 0001", "企业微信号": "lm01"}))
    assert done.words == "“李明”自2026-03-09起任“第001厅”联络员。"
    assert done.counts == {"appointed": 1, "notices": 2, "answers": 1}
    assert sql.rows(CONTACTS) == [
        ("D001", "liaison", "李明", "liming@example.org", "13900000001", "lm01", "2026-03-09")
    ]
    assert sql.rows(TOLD) == [
        ("head", "李明", "liming@example.org", "2026年3月9日"),
        ("office", "李明", "liming@example.org", "2026年3月9日"),
    ]
    assert sql.rows("SELECT obligation_id, outcome FROM answer") == [(None, "taken")]
    assert set(books(vacant)) == {"D002"}
    assert violations() == []


@pytest.mark.parametrize(
    ("asked", "start", "remark"),
    [
        ("2026-03-16", "2026-03-16", ""),
        ("2026-03-09", "2026-03-09", ""),
        ("2026-03-01", "2026-03-09", "填写的生效日期2026-03-01早于下一个工作日，未采用。"),
    ],
)
def test_a_day_that_is_named_counts_unless_it_is_before_the_next_working_day(
    vacant: Acting, sql: Sql, sheet: Path, asked: str, start: str, remark: str
) -> None:
    done = give_back(vacant.on("2026-03-06"), fill_in(sheet, {**NAMED, "生效日期": asked}))
    assert done.words == f"“李明”自{start}起任“第001厅”联络员。{remark}"
    assert sql.rows(CONTACTS)[0][-1] == start


@pytest.mark.parametrize(
    ("cells", "fault"),
    [
        ({"联络员姓名": None}, ("B6", "联络员姓名不能为空")),
        ({"邮箱": None}, ("B7", "邮箱不能为空")),
        ({"邮箱": "李明"}, ("B7", "邮箱“李明”不是有效的邮箱地址，请写成name@example.gov.cn")),
        ({"手机": "1390000"}, ("B8", "手机“1390000”不是11位手机号码，固定电话前须写区号，如0851-85360001")),
        ({"生效日期": "下周"}, ("B10", "生效日期“下周”不是有效日期，请写成2026-06-30这样的日期")),
    ],
)
def test_a_wrong_cell_is_named(vacant: Acting, sql: Sql, sheet: Path, cells: Cells, fault: tuple[str, str]) -> None:
    assert faults(vacant, fill_in(sheet, {**NAMED, **cells})) == [fault]
    assert sql.rows(CONTACTS) == []


def test_a_vacancy_that_was_filled_takes_no_sheet(vacant: Acting, sql: Sql, sheet: Path) -> None:
    vacant.office("D001").do("appoint_liaison", department="D001", name="张三", email="zhang@example.org")
    with pytest.raises(Refused, match="联络员“张三”已经登记，这张表不再收取"):
        give_back(vacant.on("2026-03-06"), fill_in(sheet, NAMED))
    assert [row[2] for row in sql.rows(CONTACTS)] == ["张三"]
    assert "D001" not in books(vacant)


def test_only_the_own_office_names_its_liaison(vacant: Acting, sql: Sql, sheet: Path) -> None:
    with pytest.raises(Refused):
        give_back(vacant, fill_in(sheet, NAMED), office="D002")
    assert sql.rows(CONTACTS) == []


def test_a_code_for_a_vacancy_that_was_never_told_is_refused(vacant: Acting, sql: Sql, sheet: Path) -> None:
    sql.sealed("UPDATE notice SET occasion = '2025-12' WHERE kind = 'liaison_missing' AND audience = 'office'")
    assert faults(vacant, fill_in(sheet, NAMED)) == [("B5", f"{CODE}所指的事项已不存在，或不由部门办理")]


def test_a_renewed_key_makes_the_sheet_outdated(vacant: Acting, sheet: Path) -> None:
    before = code_in(sheet)
    vacant.do("renew_answer_key", reason="经办人离岗")
    assert "已作废" in faults(vacant, fill_in(sheet, NAMED))[0][1]
    sheet.write_bytes(workbook(books(vacant)["D001"]))
    assert code_in(sheet) != before
    assert give_back(vacant, fill_in(sheet, NAMED)).counts["appointed"] == 1


@pytest.mark.usefixtures("vacant")
def test_from_the_mailbox_of_the_office_it_is_taken_with_a_receipt(
    sql: Sql, sheet: Path, violations: Violations
) -> None:
    mail = mail_from(ADDRESS, "2026-03-06 10:20", fill_in(sheet, NAMED))
    take(mail)
    take(mail)  # the same mail again
    assert [row[2] for row in sql.rows(CONTACTS)] == ["李明"]
    [taken] = sql.value("SELECT payload -> 'taken' FROM notice WHERE kind = 'answer_receipt'")
    assert (taken["title"], taken["verdict"]) == ("指派联络员", "已登记")
    assert taken["words"] == "“李明”自2026-03-09起任“第001厅”联络员。"
    assert violations() == []


@pytest.mark.usefixtures("vacant")
def test_two_copies_in_one_mail_are_taken_once(sql: Sql, sheet: Path, tmp_path: Path) -> None:
    fill_in(sheet, NAMED)
    other = tmp_path / "另一份.xlsx"
    other.write_bytes(sheet.read_bytes())
    fill_in(other, {"联络员姓名": "王五"})
    take(mail_from(ADDRESS, "2026-03-06 10:20", sheet, other))
    assert sql.column("SELECT outcome FROM answer ORDER BY id") == ["taken", "returned"]
    assert [row[2] for row in sql.rows(CONTACTS)] == ["李明"]


def both(acting: Acting, tmp_path: Path) -> tuple[Path, Path]:
    """The sheets of two offices whose mailbox is the same, filled in: 李明 for D001, 孙丽 for D002."""
    acting.take("departments", {"编码": "D002", "名称": "第002厅", "目标办邮箱": ADDRESS})
    acting.report("D002", "2026-03", "T003")
    found = books(acting)
    for code in ("D001", "D002"):
        (tmp_path / f"{code}.xlsx").write_bytes(workbook(found[code]))
    first, second = (tmp_path / f"{code}.xlsx" for code in ("D001", "D002"))
    fill_in(first, NAMED)
    fill_in(second, {"联络员姓名": "孙丽", "邮箱": "sunli@example.org"}, page=-1)
    return first, second


NAMES = "SELECT c.name FROM contact c WHERE c.role = 'liaison' ORDER BY c.id"


def test_the_vacancies_of_two_offices_in_one_mail_are_two_matters(
    vacant: Acting, sql: Sql, tmp_path: Path, violations: Violations
) -> None:
    mail = mail_from(ADDRESS, "2026-03-06 10:20", *both(vacant, tmp_path))
    take(mail)
    take(mail)  # the same mail again
    assert sql.column("SELECT outcome FROM answer ORDER BY id") == ["taken", "taken"]
    assert sql.column(NAMES) == ["李明", "孙丽"]
    assert violations() == []


def test_a_second_sheet_of_one_of_two_vacancies_goes_back(vacant: Acting, sql: Sql, tmp_path: Path) -> None:
    first, second = both(vacant, tmp_path)
    copy = tmp_path / "另一份.xlsx"
    copy.write_bytes(second.read_bytes())
    fill_in(copy, {"联络员姓名": "王五"}, page=-1)
    take(mail_from(ADDRESS, "2026-03-06 10:20", first, second, copy))
    outcomes = sql.rows("SELECT outcome, file FROM answer ORDER BY id")
    assert outcomes == [("taken", first.name), ("taken", second.name), ("returned", copy.name)]
    assert sql.column(NAMES) == ["李明", "孙丽"]


def test_the_sheet_of_a_stranger_waits_the_office_is_told_and_the_agency_may_take_it(
    vacant: Acting, sql: Sql, sheet: Path, violations: Violations
) -> None:
    take(mail_from(STRANGER, "2026-03-06 10:20", fill_in(sheet, NAMED)))
    assert sql.rows(CONTACTS) == []
    told = """SELECT d.code, n.subject, n.payload ->> 'title', n.payload ->> 'sender' FROM notice n
        JOIN department d ON d.id = n.department_id WHERE n.kind = 'answer_waiting'"""
    assert sql.rows(told) == [("D001", "liaison|2026-01|D001||0", "指派联络员", "")]
    vacant.on("2026-03-09").do("accept_answer", mail=1, reason="已电话核实")
    assert [(row[2], row[-1]) for row in sql.rows(CONTACTS)] == [("李明", "2026-03-10")]
    assert violations() == []


def test_a_sheet_after_the_vacancy_was_filled_goes_back_with_the_reason(vacant: Acting, sql: Sql, sheet: Path) -> None:
    vacant.office("D001").do("appoint_liaison", department="D001", name="张三", email="zhang@example.org")
    take(mail_from(ADDRESS, "2026-03-06 10:20", fill_in(sheet, NAMED)))
    assert sql.column("SELECT outcome FROM answer") == ["returned"]
    [returned] = sql.value("SELECT payload -> 'returned' FROM notice WHERE kind = 'answer_receipt'")
    assert "联络员“张三”已经登记" in returned["faults"][0]
