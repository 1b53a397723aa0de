"""份号, 密级和保密期限, 紧急程度: the forms of the standard; 绝密 and every other spelling refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules.errors import Refused
from models.rules.paper_number import (
    PaperMarks,
    Urgency,
    check_marks,
    check_same_marks,
    marks_stated,
    read_copy_number,
    read_secrecy,
)


@pytest.mark.parametrize(("text", "read"), [("", ""), (" ", ""), ("000001", "000001"), ("００００１２", "000012")])
def test_a_copy_number_has_six_digits(text: str, read: str) -> None:
    assert read_copy_number(text) == read


@pytest.mark.parametrize("text", ["1", "00001", "0000001", "000000", "第000001", "一", "00000a", "٠٠٠٠٠١"])
def test_another_copy_number_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=f"^份号“{text}”应为6位阿拉伯数字，自000001起$"):
        read_copy_number(text)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("", ""),
        ("秘密★1年", "秘密★1年"),
        ("机密★10年", "机密★10年"),
        (" 秘密 ☆ ６个月 ", "秘密★6个月"),
        ("机密★30日", "机密★30日"),
    ],
)
def test_a_grade_stands_with_its_period_in_arabic_digits(text: str, read: str) -> None:
    assert read_secrecy(text) == read


@pytest.mark.parametrize(
    "text",
    [
        "秘密",
        "机密★",
        "秘密★一年",
        "秘密★0年",
        "秘密★01年",
        "秘密★100年",
        "秘密★长期",
        "秘密1年",
        "内部★1年",
        "★1年",
        "秘密★1月",
    ],
)
def test_another_grade_or_period_is_refused(text: str) -> None:
    with pytest.raises(
        ValueError, match=f"^密级和保密期限“{text}”应为秘密或机密、★、保密期限（年、个月、日），如：秘密★1年$"
    ):
        read_secrecy(text)


@pytest.mark.parametrize("text", ["绝密", "绝密★30年", "绝 密★1年"])
def test_a_top_secret_paper_is_never_made_here(text: str) -> None:
    with pytest.raises(ValueError, match="绝密级的公文不得由本系统印制"):
        read_secrecy(text)


def test_each_copy_of_a_secret_paper_is_counted() -> None:
    with pytest.raises(Refused) as refused:
        check_marks(PaperMarks(secrecy="秘密★1年"))
    assert str(refused.value) == "标注“秘密★1年”的公文须写明份号（--copy-number），6位阿拉伯数字，如：000001。"
    for marks in (
        PaperMarks(),
        PaperMarks("000001"),
        PaperMarks("000001", "秘密★1年"),
        PaperMarks(urgency=Urgency.URGENT),
    ):
        check_marks(marks)


def test_the_marks_are_named_in_their_order() -> None:
    assert list(PaperMarks().by_place) == ["份号", "密级和保密期限", "紧急程度"]
    assert (
        PaperMarks("000001", "秘密★1年", Urgency.EXTREME).in_words == "份号000001、密级和保密期限秘密★1年、紧急程度特急"
    )
    assert PaperMarks().in_words == ""


MARKED = PaperMarks("000001", "秘密★1年", Urgency.EXTREME)


@pytest.mark.parametrize("marks", [PaperMarks(), PaperMarks("000001"), PaperMarks(urgency=Urgency.URGENT), MARKED])
def test_a_record_keeps_what_was_stated_and_no_more(marks: PaperMarks) -> None:
    assert marks_stated(marks.stated) == marks
    assert len(marks.stated) == sum(mark != "" for mark in marks.by_place.values())


def test_the_answer_says_what_was_stated() -> None:
    assert PaperMarks("000001").sentence == "标注份号000001。"
    assert PaperMarks().sentence == ""


def test_other_marks_than_those_of_the_issue_are_refused() -> None:
    for same in (PaperMarks(), MARKED):
        check_same_marks("方案", same, MARKED, "另编。")
    with pytest.raises(Refused) as refused:
        check_same_marks("方案", PaperMarks("000002"), PaperMarks("000001"), "另编。")
    assert refused.value.message == "方案标注的是份号000001，与所写的不同。另编。"


@given(st.text(max_size=12))
def test_what_is_read_has_the_form_of_the_standard_or_is_refused(text: str) -> None:
    for read in (read_copy_number, read_secrecy):
        try:
            found = read(text)
        except ValueError:
            continue
        assert read(found) == found
