"""回复表: what each sheet shows of its duty and its targets, and which duties have no sheet."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.database import begin
from models.intake.answer import GivenSheet
from models.intake.answer_file import read_answer
from models.intake.sheet.meant import meant
from models.intake.values import control_in, shown, trimmed
from models.ledger.answer.content import AnswerBook, AnswerRow, AnswerSheet, answer_book
from models.ledger.answer.open_books import open_books
from models.ledger.answer_keys import key_of
from models.ledger.chain.export import exported_chain
from models.ledger.duty.register import explain_obligation
from models.ledger.papers.signature import Signature
from models.rules.answer_code import AnswerCode, read_code
from models.rules.answer_form import FORMS
from models.rules.errors import Refused
from models.statements import run
from notifications.documents.answer_sheet import workbook
from tests.answers import duty_number, fill_in, give_back, sent

if TYPE_CHECKING:
    from pathlib import Path

    from sqlmodel import Session

    from tests.conftest import Acting, Reads, Sql, Statements


MOST_STATEMENTS = 15  # two of them for what offices may contest
PHONE = {"部门编码": "AGENCY", "角色": "联络员", "姓名": "王芳", "手机": "13800000009"}


def book_of(acting: Acting, *numbers: int) -> AnswerBook:
    with begin() as session:
        return answer_book(session, numbers, acting.day)


def refused(acting: Acting, *numbers: int) -> str:
    with pytest.raises(Refused) as refusal:
        book_of(acting, *numbers)
    return refusal.value.message


def test_a_sheet_says_what_until_when_and_why_with_a_row_for_each_target(april: Acting, sql: Sql) -> None:
    april.report("D001", "2026-03", "T001", "T002", progress="33.5")
    (sheet,) = book_of(april, duty_number(sql, "monthly_check", "2026-04")).sheets
    assert (sheet.department, sheet.title, str(sheet.due)) == ("第001厅", "2026年4月月度检查", "2026-04-30")
    assert sheet.why.startswith("《目标管控》6.1.1，每月检查")
    assert sheet.rows[2].shown == ("T009", "农村公路", "建成1000公里", "1000公里", "2026年12月31日", "", "")
    assert sheet.rows[0].shown[5:] == ("33.5%", "")
    assert [row.pace for row in sheet.rows] == ["绿", "绿", "灰"]
    assert [row.shown[0] for row in sheet.rows] == ["T001", "T002", "T009"]
    assert len({row.check for row in sheet.rows}) == 3


def test_the_code_names_installation_duty_due_version_and_office(march: Acting, sql: Sql) -> None:
    (sheet,) = book_of(march, duty_number(sql, "monthly_check", "2026-03", "D002")).sheets
    with begin() as session:
        key = key_of(session)
    code = AnswerCode(key.installation, "monthly_check|2026-03|D002||0", 1, "D002")
    assert read_code(sheet.code, key.secret) == code


def test_the_requirement_is_that_of_the_version_which_the_report_was_opened_with(filed: Acting, sql: Sql) -> None:
    filed.on("2026-05-01").open("monthly_check", "2026-05")
    may, march = (duty_number(sql, "monthly_check", month) for month in ("2026-05", "2026-04"))
    new, old = (book_of(filed, number).sheets[0].rows[-1].shown[3] for number in (may, march))
    assert (old, new) == ("1000公里", "860公里")


def test_a_remediation_names_its_target(march: Acting, sql: Sql) -> None:
    later = march.on("2026-09-10")
    later.lists("T001")
    later.do("set_limit", target="T001", limit="2026-10-20")
    (sheet,) = book_of(later, duty_number(sql, "remediation", "")).sheets
    assert (sheet.title, sheet.rows) == ("整改“目标T001”", ())
    assert dict(sheet.about)["目标编号"] == "T001"


def test_a_remediation_shows_what_was_last_reported_of_its_target(march: Acting, sql: Sql) -> None:
    lines = [{"target": "T001", "progress": 45, "status": "受阻", "remark": "征地"}, {"target": "T002", "progress": 60}]
    march.on("2026-03-20").office("D001").do("submit_report", department="D001", period="2026-03", lines=lines)
    later = march.on("2026-09-10")
    for code in ("T001", "T003"):
        later.lists(code)
        later.do("set_limit", target=code, limit="2026-10-20")
    (sheet,) = book_of(later, duty_number(sql, "remediation", "")).sheets
    assert sheet.about[5:] == (("最近进度", "45%"), ("最近状态", "受阻"))
    (sheet,) = book_of(later, duty_number(sql, "remediation", "", "D002")).sheets
    assert [title for title, _ in sheet.about] == ["目标编号", "目标名称", "绩效要求", "数量", "完成时限"]


def test_the_person_to_phone_is_the_agencys(march: Acting, sql: Sql) -> None:
    number = duty_number(sql, "monthly_check", "2026-03")
    assert book_of(march, number).contact == ""
    march.take("contacts", PHONE)
    assert book_of(march, number).contact == "王芳，13800000009"


def test_of_a_marked_target_only_number_and_marking_are_shown(april: Acting, sql: Sql) -> None:
    april.do("mark_secret", target="T009", marking="工作秘密", reason="涉及工作秘密")
    (sheet,) = book_of(april, duty_number(sql, "monthly_check", "2026-04")).sheets
    marked = [row for row in sheet.rows if row.marked]
    assert [row.shown for row in marked] == [("T009", "目标T009（工作秘密）", "", "", "", "", "")]


def test_all_offices_with_open_duties_have_a_book(march: Acting) -> None:
    march.report("D002", "2026-03", "T003")
    march.on("2026-04-01").open("quarterly_meeting", "2026Q1")
    with begin() as session:
        books = open_books(session, march.day)
    assert {code: [sheet.title for sheet in book.sheets] for code, book in books.items()} == {
        "D001": ["2026年3月月度检查", "2026年第一季度分析会"],
        "D002": ["2026年第一季度分析会"],
    }
    assert books["D001"].title == "第001厅回复表"


def test_without_open_duties_there_is_no_book(acting: Acting) -> None:
    with begin() as session:
        assert open_books(session, acting.day) == {}


def test_a_duty_of_a_merged_department_is_answered_by_its_successor(march: Acting, sql: Sql) -> None:
    number = duty_number(sql, "monthly_check", "2026-03", "D002")
    march.do(
        "merge_department", department="D002", successor="D001", effective_on="2026-03-05", basis="黔委〔2026〕1号"
    )
    book = book_of(march, number)
    assert (book.department, book.sheets[0].title) == ("第001厅", "2026年3月月度检查（承接第002厅）")


def test_what_an_office_cannot_answer_by_a_sheet_is_refused_with_the_reason(march: Acting, sql: Sql) -> None:
    march.on("2026-04-16").open("online_review", "2026Q1")
    own = sql.value("SELECT o.id FROM obligation o WHERE o.kind = 'online_review'")
    numbers = [duty_number(sql, "monthly_check", "2026-03", code) for code in ("D001", "D002")]
    assert refused(march, 999) == "没有编号为999的应办事项。查看：mubiao owed。"
    assert refused(march, own) == "“2026年第一季度在线复核”由管理机构办理，没有回复表。"
    assert refused(march, *numbers) == "一个回复表只能是一个部门的事项，这些事项分属第001厅、第002厅。"
    march.do("waive", obligation=numbers[0], reason="机构撤销")
    assert refused(march, numbers[0]) == "“第001厅”的“2026年3月月度检查”已豁免，不需要回复。"


def test_the_books_of_all_offices_take_as_many_statements_as_that_of_one(statements: Statements) -> None:
    def opens(acting: Acting, _: Sql) -> None:
        acting.on("2026-04-01").open("quarterly_meeting", "2026Q1")

    def books(acting: Acting, _: Sql) -> None:
        with begin() as session:
            assert open_books(session, acting.day)

    counts = [statements(n, {"open": opens, "books": books})["books"] for n in (3, 300)]
    assert counts[0] == counts[1] <= MOST_STATEMENTS


REPORTED = """
WITH l AS (SELECT * FROM report_line WHERE version = 0),
    r AS (INSERT INTO report (obligation_id, version, received_on, reported_by, note)
        SELECT DISTINCT l.obligation_id, 1, date '2026-03-10', '', '' FROM l)
INSERT INTO report_line (obligation_id, version, target_id, target_version, progress, status, remark)
SELECT l.obligation_id, 1, l.target_id, l.target_version, 50, 'in_progress', '' FROM l
"""


def test_the_reports_of_all_offices_are_read_once_for_all_sheets(reads: Reads, anyone: Acting) -> None:
    def opens(session: Session) -> None:
        anyone.on("2026-03-01").system.within(session, "open_cycle", cycle="monthly_check", period="2026-03")
        run(session, REPORTED)

    def books(session: Session) -> None:
        found = open_books(session, anyone.on("2026-03-02").day)
        assert all(row.shown[5] == "50%" for book in found.values() for sheet in book.sheets for row in sheet.rows)

    few, many = reads(100, opens, books)[1], reads(1000, opens, books)[1]
    assert many <= 12 * few


def test_the_key_is_in_no_sheet_no_export_and_no_answer(march: Acting, sql: Sql, tmp_path: Path) -> None:
    secret = sql.value("SELECT secret FROM sealed_answer_key")
    number = duty_number(sql, "monthly_check", "2026-03")
    sheet = fill_in(
        sent(march, tmp_path / "表.xlsx", number), rows={code: {"进度（%）": 5} for code in ("T001", "T002")}
    )
    give_back(march, sheet)
    with begin() as session:
        chain = "".join(exported_chain(session))
        told = json.dumps(explain_obligation(session, number, march.day), default=str)
    assert secret not in chain + told
    assert secret.encode() not in sheet.read_bytes()


def test_the_remediation_of_a_marked_target_shows_its_pointer_only(march: Acting, sql: Sql) -> None:
    later = march.on("2026-09-10")
    later.lists("T001")
    later.do("set_limit", target="T001", limit="2026-10-20")
    later.do("mark_secret", target="T001", marking="工作秘密", reason="涉及工作秘密")
    (sheet,) = book_of(later, duty_number(sql, "remediation", "")).sheets
    assert sheet.about == (("目标", "目标T001（工作秘密）"),)
    assert "目标T001（工作秘密）" in sheet.title
    assert sheet.marked


KEY, CODE = bytes(range(32)), AnswerCode("9f3c27d1a0b4e688", "monthly_check|2026-03|D001||0", 1, "D001")
HOSTILE = (
    *(
        "=SUM(A1)",
        "+1",
        "-1",
        "@x",
        "'引号",
        '"引号"',
        "a\nb",
        "  边上  ",
        "0012",
        "1e5",
        "２０２６",
        "%d",
        "{{x}}",
        "是",
    ),
)
# What a name or a requirement can be: texts without the characters that the intake refuses. openpyxl, which fills the
# sheet in here, saves a text that looks like the code of a character (_x0000_) as that character.
# Without those that mean another one: None is empty.
texts = st.one_of(
    st.sampled_from(HOSTILE),
    st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Co", "Cn")), min_size=1, max_size=60).filter(
        lambda text: "_x" not in text
    ),
).filter(lambda text: meant(text) == text)


def read_back(rows: tuple[AnswerRow, ...], remarks: dict[str, Any]) -> GivenSheet:
    """The sheet with these rows, filled in, saved and read."""
    why, due = "当月最后一日前填报。", date(2026, 3, 31)
    sheet = AnswerSheet(1, CODE.sealed(KEY), FORMS["monthly_check"], "省厅", "三月", "填报", due, why, (), rows)
    with TemporaryDirectory() as folder:
        place = Path(folder) / "表.xlsx"
        place.write_bytes(workbook(AnswerBook("省厅", (sheet,), "", Signature("省目标办", date(2026, 3, 5)))))
        fill_in(place, rows={code: {"进度（%）": 40, "说明": text} for code, text in remarks.items()})
        return read_answer(place)[0][0]


def row_of(code: str, *texts: str) -> AnswerRow:
    cells = (code, *texts, "", "40%", "进行中")
    return AnswerRow(CODE.row_code(KEY, f"2026/{code}/1", cells), cells)


@given(texts, texts, texts)
def test_a_grey_cell_is_recognised_again_with_any_text(name: str, requirement: str, quantity: str) -> None:
    row = row_of("T001", name, requirement, quantity)
    given_row = read_back((row,), {"T001": "按计划"}).rows[-1]
    assert CODE.row_code(KEY, "2026/T001/1", given_row.shown) == row.check == given_row.check.value


@given(texts)
def test_what_is_typed_in_a_white_cell_comes_back_and_a_formula_is_a_fault(remark: str) -> None:
    cell = read_back((row_of("T001", "公路", "建成", "1"),), {"T001": remark}).rows[-1].cells["说明"]
    if cell.fault:
        assert remark.startswith("=") or control_in(remark)
    else:
        assert trimmed(shown(cell.value)) == trimmed(remark)
