"""Names and words of attached answer sheets."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from models.ledger.answer.content import AnswerBook, AnswerSheet
from models.ledger.papers.signature import Signature
from models.rules.answer_form import FORMS
from models.rules.notices import NOTICE_NAMES
from notifications.answer_sheets import KINDS, newest_sheets, sheets_to_fill

DUE = date(2026, 3, 31)


def book(
    *titles: str, department: str = "省教育厅", head: str = "", rehearsal: bool = False, form: str = "quarterly_meeting"
) -> AnswerBook:
    kind = FORMS[form]
    sheets = [AnswerSheet(n, f"码{n}", kind, department, t, "召开", DUE, "依据", (), ()) for n, t in enumerate(titles)]
    signature = Signature("省目标办", date(2026, 3, 5), rehearsal, head)
    return AnswerBook(department, tuple(sheets), "王芳，13800000009", signature)


def test_equal_books_are_one_file_also_with_another_head_of_the_ledger() -> None:
    assert sheets_to_fill(book("会")).content == sheets_to_fill(book("会", head="7:ab")).content
    assert sheets_to_fill(book("会")).content != sheets_to_fill(book("讲评")).content
    assert sheets_to_fill(book("会")).make() == sheets_to_fill(book("会", head="7:ab")).make()


def test_a_single_sheet_has_no_smaller_file_and_several_have_the_first() -> None:
    assert sheets_to_fill(book("会")).smaller is None
    smaller = sheets_to_fill(book("会", "讲评")).smaller
    assert smaller is not None
    assert smaller.content == sheets_to_fill(book("会")).content
    assert "最早到期的“会”" in smaller.said
    assert "其余各表请向省目标办王芳，13800000009索取" in smaller.said


def test_a_mail_asks_for_files_only_if_a_sheet_has_a_place_for_them() -> None:
    answer = "填好白色单元格，保存后作为附件直接回复本邮件"
    assert sheets_to_fill(book("会")).said.endswith(f"{answer}。")
    assert sheets_to_fill(book("自查", form="self_check")).said.endswith(f"{answer}，印证材料一并附上。")
    assert newest_sheets(book("自查", form="self_check")).said.endswith("，印证材料一并附上。")


def test_the_name_of_a_file_is_one_that_every_system_takes() -> None:
    assert sheets_to_fill(book("会", department="甲/乙:丙")).name == "甲、乙、丙_会_回复表.xlsx"
    assert sheets_to_fill(book("会", rehearsal=True)).name == "【演练】省教育厅_会_回复表.xlsx"


def test_the_name_of_a_file_is_that_of_its_duty_or_the_number_of_duties() -> None:
    several = book("2026年11月月度检查", "讲评", rehearsal=True)
    people = replace(book("联络员变更和委托").sheets[0], obligation=None)
    alone = book("2026年11月月度检查")
    assert sheets_to_fill(several).name == "【演练】省教育厅_目标管理工作2项_回复表.xlsx"
    assert (
        sheets_to_fill(replace(alone, sheets=(*alone.sheets, people))).name == "省教育厅_2026年11月月度检查_回复表.xlsx"
    )
    assert newest_sheets(book("讲评", rehearsal=True)).name == "【演练】省教育厅_讲评_最新回复表.xlsx"


def test_the_kinds_are_kinds_of_notice_and_results_are_none_of_them() -> None:
    assert set(KINDS) <= set(NOTICE_NAMES)
    assert not {"result", "ledger_head"} & set(KINDS)
