"""Text of documents has no characters that a file cannot hold."""

from __future__ import annotations

import pytest

from notifications.documents.words import lines_of, plain, sentence, title_lines


@pytest.mark.parametrize("odd", ["\x00", "\x08", "\x1b", "\ufffe", "\uffff", "\ud800"])
def test_forbidden_characters_are_removed(odd: str) -> None:
    assert plain(f"完成{odd}86公里") == "完成86公里"


def test_allowed_text_is_unchanged() -> None:
    assert plain("𠮷林：≥86%\t“已硬化”🙂") == "𠮷林：≥86%\t“已硬化”🙂"


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\x0b", "\u2028", "\n \n"])
def test_every_kind_of_line_end_separates_lines(end: str) -> None:
    assert lines_of(f" 一、核实数量{end}二、核实质量\n") == ["一、核实数量", "二、核实质量"]


@pytest.mark.parametrize(
    ("title", "lines"),
    [
        ("关于限期整改“农村公路”的通知", ["关于限期整改“农村公路”的通知"]),
        (
            "【演练】关于限期整改“县乡公路路面改善建成”的通知",
            ["【演练】关于限期整改", "“县乡公路路面改善建成”的通知"],
        ),
        ("2026年第三季度目标完成质量分析报告（第7号）", ["2026年第三季度目标完成质量分析报告", "（第7号）"]),
        ("关于2026年度第四季度重点目标完成情况的催办函", ["关于2026年度第四季度重点目标完成情况的", "催办函"]),
        (
            "关于报送“二〇二六年度”重点项目资金安排和拨付情况通知",
            ["关于报送“二〇二六年度”", "重点项目资金安排和拨付情况通知"],
        ),
        (
            "关于“农村公路建设和养护管理（含村道安全生命防护工程）”目标调整备案的通知",
            ["关于“农村公路建设和养护管理", "（含村道安全生命防护工程）”", "目标调整备案的通知"],
        ),
        ("甲" * 20, ["甲" * 20]),
        ("甲" * 41, ["甲" * 41]),
        (f"关于限期整改“{'甲' * 30}”的通知", [f"关于限期整改“{'甲' * 30}”的通知"]),
        ("", [""]),
    ],
)
def test_a_long_title_breaks_where_a_word_ends(title: str, lines: list[str]) -> None:
    assert title_lines(title) == lines
    assert "".join(title_lines(title)) == title


def test_a_title_of_many_places_is_broken_at_once() -> None:
    assert [len(line) for line in title_lines("的" * 3000)] == [20] * 150


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("余量另行安排", "余量另行安排。"),
        ("另行安排。", "另行安排。"),
        ("见文件（3号）", "见文件（3号）。"),
        ("称“已办。”", "称“已办。”"),
    ],
)
def test_what_a_person_wrote_ends_with_one_stop(words: str, found: str) -> None:
    assert sentence(words) == found
