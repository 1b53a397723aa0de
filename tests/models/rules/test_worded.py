"""Which texts report the rows of a sheet, and what of them is never taken from words."""

from __future__ import annotations

from decimal import Decimal

import pytest

from models.rules.worded import DONE, LEFT_OUT, TWICE, UNCLEAR, WordedRow, other_lines, read_words

ROWS = [("7", "T001"), ("8", "T002指标1-2")]
TWO = {0: WordedRow(Decimal(40)), 1: WordedRow(Decimal("60.5"), "受阻", "等待批复，下月开工")}


@pytest.mark.parametrize(
    "text",
    [
        "1 40\n2 60.5 受阻 等待批复，下月开工",
        "8：60.5％，受阻，等待批复，下月开工\n\n7：40％",
        "t001 40%\nT002指标1-2 60.5% 受阻：等待批复，下月开工\n此致\n敬礼\n李明 13800000000",
        "１、４０\n２、60.5　受阻。等待批复，下月开工\n谢谢！",
        "T001，40\n2，60.5，受阻；等待批复，下月开工",
    ],
)
def test_each_line_is_a_row_its_percentage_its_status_and_a_note(text: str) -> None:
    reading = read_words(text, ROWS)
    assert (reading.said, list(reading.faults)) == (TWO, [])


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        ("1 40", [(1, LEFT_OUT)]),
        ("1 40\n2 60\n2 70", [(1, TWICE)]),
        ("1 40\n2 60\n7 50", [(None, "没有看懂“7 50”")]),
        ("1 40\n2 60\n请问何时截止？", [(None, "没有看懂“请问何时截止？”")]),
        ("您好\n1 40\n2 60", [(None, "没有看懂“您好”")]),
        ("1 40\n2 60 已完成", [(1, DONE)]),
        ("1 40\n2 100 未开展", [(1, DONE)]),
        ("1 40\n2 60 （已完成）", [(1, DONE)]),
        ("1 40\n2 60 目标已全部完成！", [(1, DONE)]),
        ("1 40\n2 30 60", [(None, "没有看懂“2 30 60”"), (1, LEFT_OUT)]),
        ("1 40\n2 60，5", [(None, "没有看懂“2 60，5”"), (1, LEFT_OUT)]),
        ("1 40\n2 140", [(None, "没有看懂“2 140”"), (1, LEFT_OUT)]),
        ("1 40\n2 60-70", [(None, "没有看懂“2 60-70”"), (1, LEFT_OUT)]),
        ("1 40\n2 60天后完成", [(None, "没有看懂“2 60天后完成”"), (1, LEFT_OUT)]),
        ("1 40\n2 60\n[以上作废]", [(None, "没有看懂“[以上作废]”")]),
        ("1 40\n2 60\n［作废］", [(None, "没有看懂“［作废］”")]),
        ("1 40\nT002 60", [(None, "没有看懂“T002 60”"), (1, LEFT_OUT)]),
        ("1 40\n进度60", [(None, "没有看懂“进度60”"), (1, LEFT_OUT)]),
    ],
)
def test_what_is_not_understood_left_out_twice_or_complete_is_named(text: str, faults: list[tuple[int, str]]) -> None:
    reading = read_words(text, ROWS)
    assert list(reading.faults) == faults


@pytest.mark.parametrize(
    ("text", "codes", "unclear"),
    [
        ("1 40\n2 60", ("2", "1"), [UNCLEAR]),
        ("7 40\n8 60", ("8", "7"), [UNCLEAR]),
        ("7 40\n8 60", ("2", "1"), []),
        ("1 40\n2 60", ("1", "2"), []),
        ("2 40\n3 60", ("3", "2"), []),
    ],
)
def test_a_number_that_is_a_code_and_another_line_is_not_guessed(
    text: str, codes: tuple[str, str], unclear: list[str]
) -> None:
    reading = read_words(text, [("7", codes[0]), ("8", codes[1])])
    assert [words for _, words in reading.faults] == unclear


@pytest.mark.parametrize("note", ["前两项工作已完成", "3月底完成60%", "已完成3座", "尚未完成"])
def test_a_note_may_speak_of_days_numbers_and_what_is_done_in_part(note: str) -> None:
    assert read_words(f"1 40\n2 60 {note}", ROWS).faults == []


def test_lines_that_report_no_row_are_left() -> None:
    assert other_lines("1 40\n 2 60 受阻\n进度60\n\n对扣分有异议\n李明") == "\n对扣分有异议\n李明"


@pytest.mark.parametrize(
    "text", ["", "收到，谢谢", "3月5日前报送", "进度60", "9 60", "目标T001正在办理", "T001已完成60%"]
)
def test_other_words_report_no_row(text: str) -> None:
    assert read_words(text, ROWS).said == {}


@pytest.mark.parametrize("text", ["（1）40%\n（2）60%", "(1) 40\n(2) 60", "第1项 40\n第2项：60", "第6行 40\n第7行 60"])
def test_a_row_may_be_written_with_its_brackets_or_as_an_ordinal(text: str) -> None:
    read = read_words(text, [("6", "T1"), ("7", "T2")])
    assert [str(read.said[at].progress) for at in range(2)] == ["40", "60"]
    assert list(read.faults) == []


def test_two_numbers_with_a_word_between_name_no_row() -> None:
    assert read_words("1行2 40", [("6", "12")]).said == {}


def test_a_stop_behind_a_number_is_no_note() -> None:
    read = read_words("1 40\n2 60。\n3 70。等待验收。", [("6", "T1"), ("7", "T2"), ("8", "T3")])
    assert [read.said[at].note for at in range(3)] == ["", "", "等待验收。"]


@pytest.mark.parametrize("text", ["进度60", "进度：60%。", "进度为60\n李明"])
def test_of_one_row_the_progress_alone_is_enough(text: str) -> None:
    reading = read_words(text, ROWS[:1])
    assert (reading.said, list(reading.faults)) == ({0: WordedRow(Decimal(60))}, [])
