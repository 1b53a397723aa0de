"""Text as a file of an office program holds it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules.plain_text import (
    CUT,
    LONGEST_CELL,
    cell_text,
    kept_line,
    nested,
    one_line,
    plain,
    says_nothing,
    shows_nothing,
    without_unseen,
)


@pytest.mark.parametrize(
    ("text", "held"),
    [
        ("一行\r\n二行", "一行\n二行"),
        ("一\x0b二", "一\n二"),
        ("响\x07铃", "响铃"),
        ("制\t表", "制\t表"),
        ("a\ufffeb", "ab"),
    ],
)
def test_line_ends_are_line_feeds_and_what_xml_forbids_is_left_out(text: str, held: str) -> None:
    assert plain(text) == held


@pytest.mark.parametrize("text", ["", "省教育厅", "长" * LONGEST_CELL, "😀" * (LONGEST_CELL // 2)])
def test_a_text_that_fits_stays_as_it_is(text: str) -> None:
    assert cell_text(text) == text


@pytest.mark.parametrize("text", ["长" * (LONGEST_CELL + 1), "😀" * LONGEST_CELL, "a" + "😀" * LONGEST_CELL])
def test_a_longer_one_is_cut_at_a_whole_character_and_says_so(text: str) -> None:
    held = cell_text(text)
    assert held.endswith(CUT)
    assert LONGEST_CELL - 1 <= len(held.encode("utf-16-le")) // 2 <= LONGEST_CELL
    assert text.startswith(held.removesuffix(CUT))


@pytest.mark.parametrize("text", ["\u200b", " \u3164\u00ad ", "\u2800", "\ufe0f\u034f", "\U000e0041", "\x07"])
def test_a_text_of_unseen_characters_shows_nothing(text: str) -> None:
    assert shows_nothing(text)
    assert without_unseen(text).strip() == ""


@pytest.mark.parametrize("text", ["", "  ", "\u3000", "。", "原因\u200b", "😀", "\u0301"])
def test_an_empty_text_or_one_of_which_something_is_seen_is_another_matter(text: str) -> None:
    assert not shows_nothing(text)


@pytest.mark.parametrize("text", ["。", "——", "/ /", "“”", "😀", "…"])
def test_signs_alone_say_nothing(text: str) -> None:
    assert says_nothing(text)


@pytest.mark.parametrize("text", ["", " ", "无", "a", "7", "①", "（一）"])
def test_a_letter_or_a_digit_says_something(text: str) -> None:
    assert not says_nothing(text)


@pytest.mark.parametrize(
    ("text", "line"),
    [("回执\r\n 已\u202e收\t到", "回执 已 收 到"), ("坏\ud800字", "坏?字"), ("超过六个字的话", "超过六个字的")],
)
def test_a_kept_line_is_short_and_has_blanks_for_what_cannot_be_printed(text: str, line: str) -> None:
    assert kept_line(text, 6 if text.startswith("超") else 60) == line


def test_blanks_and_line_ends_stay() -> None:
    assert without_unseen("甲\u200b 乙\n丙\u2028丁\u00ad") == "甲 乙\n丙\u2028丁"


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("  甲，乙  ", "  甲，乙  "),
        ("甲\r\n\n乙\t丙\u2028丁", "甲 乙 丙 丁"),
        ("甲\x1b[2K\u202e乙\x00\u3000丙", "甲[2K乙\u3000丙"),
    ],
)
def test_a_line_has_no_end_and_no_control_character_within(text: str, line: str) -> None:
    assert one_line(text) == line


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ("“实施“黔菜出山”工程”没有上传", "“实施‘黔菜出山’工程”没有上传"),
        ("““黔菜出山””已登记", "“‘黔菜出山’”已登记"),
        ("“甲“乙“丙”乙”甲”", "“甲‘乙“丙”乙’甲”"),
        ("“““”””", "“‘“”’”"),
        ("“实施‘黔菜出山’工程”没有上传", "“实施‘黔菜出山’工程”没有上传"),
        ("“实施“黔菜‘出山’”工程”", "“实施‘黔菜“出山”’工程”"),
        ("‘甲“乙”’", "‘甲“乙”’"),
        ("“甲‘乙”丙’", "“甲‘乙”丙’"),
        ("“月份”“三月”无法识别", "“月份”“三月”无法识别"),
        ("“甲“乙”", "“甲“乙”"),
        ("甲”乙“丙", "甲”乙“丙"),
        ("“甲“乙”\n“甲“乙””", "“甲“乙”\n“甲‘乙’”"),
        ("", ""),
    ],
)
def test_a_quotation_inside_a_quotation_gets_single_quotes(words: str, text: str) -> None:
    assert nested(words) == text


@given(st.text(st.sampled_from("“”甲\n")))
def test_only_quotation_marks_change_and_a_second_call_changes_nothing(words: str) -> None:
    result = nested(words)
    assert result.translate(str.maketrans("‘’", "“”")) == words
    assert nested(result) == result


@given(st.text(st.sampled_from("“”‘’甲\n")))
def test_a_second_call_changes_nothing_for_any_marks(words: str) -> None:
    assert nested(nested(words)) == nested(words)
    assert nested(words).translate(str.maketrans("‘’", "“”")) == words.translate(str.maketrans("‘’", "“”"))
