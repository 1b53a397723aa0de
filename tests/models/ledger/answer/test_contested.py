"""What the sheet of an appeal says, and which mails and folders bring it (4.3 a, A14)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from openpyxl import load_workbook

from models.database import begin
from models.intake.answer import read_answer
from models.ledger.answer.contested import key_of_notice
from models.ledger.answer.mailing import Told, books_to_mail, books_to_renew
from models.ledger.answer.matters import matter_named, matter_title
from models.ledger.answer.open_books import appeal_book, open_books
from models.ledger.secrets import secrets_of
from models.rules.errors import Refused
from models.rules.matter_form import APPEAL, GAPS
from tests.answers import code_in, faults, fill_in
from tests.conftest import SEEN_THERE, counting
from tests.models.ledger.answer.contests import GROUND, asked_for, limited

if TYPE_CHECKING:
    from pathlib import Path

    from models.ledger.answer.content import AnswerSheet
    from tests.conftest import Acting, Sql

LACKING = "appeal|2026/T001/lacking/2026Q1/2026/T001"
FILED_GAPS = "appeal_gaps|2026|D001||0"
OFFICE = "SELECT id FROM department WHERE code = :code"


def sheet_of(acting: Acting, kind: str, key: str) -> AnswerSheet:
    with begin() as session:
        [sheet] = appeal_book(session, kind, key, acting.day).sheets
    return sheet


def mailed(acting: Acting, sql: Sql, *matters: str, code: str = "D001") -> list[str]:
    """The titles of the sheets that a mail about these matters brings."""
    told = Told(sql.value(OFFICE, code=code), frozenset(), matters=frozenset(matters))
    with begin() as session:
        books = books_to_mail(session, [told], acting.day)
    return [sheet.title for sheet in books[told].sheets] if told in books else []


def test_the_sheet_says_what_was_found_under_which_number_and_until_when(lacking: Acting) -> None:
    limited(lacking, 10)
    sheet = sheet_of(lacking, "材料不足", "2026Q1/T001")
    assert sheet.title == "申诉：2026年第一季度在线复核对“目标T001”的材料不足结论"
    assert (str(sheet.due), sheet.obligation, sheet.department) == ("2026-05-07", None, "第001厅")
    assert sheet.about == (
        ("编号", "材料不足2026Q1/2026/T001"),
        ("认定", "验收报告未盖章"),
        ("告知日期", "2026年4月20日"),
        ("最迟提出日期", "2026年5月7日"),
    )
    assert sheet.why == (
        "《目标管控》4.3，2026年4月20日告知，10个工作日内可以据实提出申诉（管理机构设定），以收到日期为准。"
    )


def test_without_a_limit_it_says_so(evaluated: Acting) -> None:
    sheet = sheet_of(evaluated, "总体评价", "2026-1/D001")
    assert sheet.due is None
    assert sheet.why == "《目标管控》4.3，2026年8月20日告知，可以据实提出申诉，没有设定时限。"
    assert sheet.about[:2] == (("编号", "总体评价2026-1/D001"), ("认定", "完成情况一般。"))


def test_the_gaps_of_a_filing_are_rows_of_one_sheet(compared: Acting) -> None:
    sheet = sheet_of(compared, "年终复核缺项", "2026/D001/T001")
    assert sheet.title == "2026年年终复核缺项申诉"
    assert sheet.about == (("编号", "年终复核缺项2026/D001/目标编号"), ("告知日期", "2027年1月11日"))
    assert [row.shown[:2] for row in sheet.rows] == [
        ("T001", "目标T001（缺填报和印证材料）"),
        ("T002", "目标T002（缺填报和印证材料）"),
    ]


def test_a_gap_that_was_none_when_the_office_was_told_has_no_row(january: Acting) -> None:
    lines, evidence = [{"target": "T001", "progress": 100}], [{"file": str(SEEN_THERE), "target": "T001"}]
    january.do("file_year_end_check", department="D001", period="2026", lines=lines, evidence=evidence)
    january.system.do("compare_filings")
    assert [row.shown[0] for row in sheet_of(january, "年终复核缺项", "2026/D001").rows] == ["T002"]


def test_a_marked_target_stands_with_number_and_marking_only(lacking: Acting, sql: Sql, tmp_path: Path) -> None:
    sql("UPDATE target SET name = '某山洞工程' WHERE code = 'T001'")
    sql.sealed("UPDATE notice SET payload = payload || '{\"target\": \"某山洞工程\"}' WHERE kind = 'concluded'")
    lacking.do("mark_secret", target="T001", marking="工作秘密", reason="涉及未公开规划")
    sheet = sheet_of(lacking, "材料不足", "2026Q1/T001")
    assert sheet.marked
    assert sheet.about == (("目标", "目标T001（工作秘密）"),)
    assert "山洞" not in repr(sheet)
    page = load_workbook(asked_for(lacking, tmp_path / "回复表.xlsx", "材料不足", "2026Q1/T001")).worksheets[1]
    whites = [row[1] for row in page.iter_rows() if not row[1].protection.locked]
    assert whites == []


def test_a_marked_gap_is_a_grey_row(compared: Acting) -> None:
    compared.do("mark_secret", target="T001", year=2026, marking="工作秘密", reason="涉及工作秘密")
    rows = sheet_of(compared, "年终复核缺项", "2026/D001").rows
    assert [(row.shown[0], row.marked) for row in rows] == [("T001", True), ("T002", False)]


def test_it_may_come_back_blank_and_then_is_not_missed(evaluated: Acting, tmp_path: Path) -> None:
    [sheet] = read_answer(asked_for(evaluated, tmp_path / "回复表.xlsx", "总体评价", "2026-1/D001"))[0]
    assert (sheet.filled, sheet.may_stay_blank, sheet.is_missed) == (False, True, False)


def test_so_may_the_sheet_of_gaps(compared: Acting, tmp_path: Path) -> None:
    [sheet] = read_answer(asked_for(compared, tmp_path / "回复表.xlsx", "年终复核缺项", "2026/D001"))[0]
    assert (sheet.filled, sheet.may_stay_blank, sheet.is_missed) == (False, True, False)


@pytest.mark.parametrize(
    ("kind", "key", "why"),
    [
        ("负面清单条目", "T001", "对负面清单条目的申诉，填在整改的回复表中"),
        ("材料不足", "2026Q1/T002", "没有告知过部门编号为“2026Q1/T002”的材料不足，请写成：季度/目标编号"),
        ("年终复核缺项", "2026/D009/T001", "没有告知过部门编号为“2026/D009/T001”的年终复核缺项"),
        ("罚款", "2026", "“罚款”"),
    ],
)
def test_of_what_no_office_was_told_there_is_no_sheet(lacking: Acting, kind: str, key: str, why: str) -> None:
    with pytest.raises(Refused, match=why):
        sheet_of(lacking, kind, key)


def test_a_mail_brings_the_sheet_of_what_it_tells(lacking: Acting, sql: Sql) -> None:
    assert mailed(lacking, sql, LACKING) == ["申诉：2026年第一季度在线复核对“目标T001”的材料不足结论"]
    assert mailed(lacking, sql) == []


def test_only_the_office_that_answers_it_now_gets_it(lacking: Acting, sql: Sql) -> None:
    assert mailed(lacking, sql, LACKING, code="D002") == []


def test_gaps_come_with_the_list_of_missing_items(compared: Acting, sql: Sql) -> None:
    assert mailed(compared, sql, FILED_GAPS)[-1] == "2026年年终复核缺项申诉"


@pytest.mark.parametrize(
    ("kind", "subject", "key"),
    [
        ("concluded", "2026/T001/finding/2026-3/2026/T001", "appeal|2026/T001/finding/2026-3/2026/T001"),
        ("missing", "year_end_check|2026|D001||0", "appeal_gaps|2026|D001||0"),
        ("missing", "year_end_reverification|2026|D001||0", ""),
        ("reminder", "year_end_check|2026|D001||0", ""),
    ],
)
def test_a_notice_names_its_matter(kind: str, subject: str, key: str) -> None:
    assert key_of_notice(kind, subject) == key


@pytest.mark.usefixtures("lacking")
@pytest.mark.parametrize(
    ("key", "title"),
    [
        (LACKING, "申诉：2026年第一季度在线复核对“目标T001”的材料不足结论"),
        ("people||D001||0", "联络员变更和委托"),
        ("people||D009||0", ""),
        ("appeal|2026/T002/lacking/2026Q1/2026/T002", ""),
    ],
)
def test_a_matter_has_a_title(key: str, title: str) -> None:
    with begin() as session:
        assert matter_title(session, key, secrets_of(session)) == title


@pytest.mark.usefixtures("compared")
def test_gaps_are_found_by_their_key() -> None:
    with begin() as session:
        matter = matter_named(session, FILED_GAPS)
    assert (matter.kind, matter.office, matter.id) == (GAPS.key, "D001", None)


def test_a_newer_version_makes_the_sheet_outdated_and_the_newest_is_sent(
    lacking: Acting, sql: Sql, tmp_path: Path
) -> None:
    place = asked_for(lacking, tmp_path / "回复表.xlsx", "材料不足", "2026Q1/T001")
    sql.sealed("UPDATE notice SET occasion = '2' WHERE kind = 'concluded'")
    assert "已作废" in faults(lacking, fill_in(place, {GROUND: "已盖章"}))[0][1]
    told = Told(sql.value(OFFICE, code="D001"), frozenset(), matters=frozenset({LACKING, "people||D001||0"}))
    with begin() as session:
        [book] = books_to_renew(session, [told], lacking.day).values()
    assert [sheet.form.key for sheet in book.sheets] == ["people", APPEAL.key]
    assert book.sheets[1].code != code_in(place)


@pytest.mark.parametrize(("day", "there"), [("2026-04-22", True), ("2026-04-23", False)])
def test_the_books_of_all_offices_have_it_while_a_limit_runs(lacking: Acting, day: str, *, there: bool) -> None:
    assert "appeal" not in forms_of_all(lacking)  # no limit is set yet
    limited(lacking, 2)
    assert ("appeal" in forms_of_all(lacking.on(day))) is there


def forms_of_all(acting: Acting) -> set[str]:
    with begin() as session:
        return {sheet.form.key for book in open_books(session, acting.day).values() for sheet in book.sheets}


def test_the_statements_do_not_grow_with_the_matters(compared: Acting, sql: Sql) -> None:
    told = [
        Told(sql.value(OFFICE, code=code), frozenset(), matters=frozenset({f"appeal_gaps|2026|{code}||0"}))
        for code in ("D001", "D002")
    ]
    counts = []
    for mails in (told[:1], told[:1], told):  # the first may read the calendar, which is kept afterwards
        with begin() as session, counting() as counted:
            books_to_mail(session, mails, compared.day)
        counts.append(counted[0])
    assert counts[1] == counts[2]
