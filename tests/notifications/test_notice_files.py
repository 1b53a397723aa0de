"""The reader of a notice's file: its sections, its rows, and what it refuses."""

from __future__ import annotations

import pytest

from models.rules.notices import NOTICE_NAMES
from notifications.notice_files import (
    FOLDER,
    MalformedNoticeFileError,
    load_template,
    rows_of,
    sections_of,
    without_marks,
)

WHOLE = "subject: 题\nhead: 首\nrows:\n短  句\nshort: 短"


def rendered(rows: str) -> list[tuple[str, str]]:
    return rows_of(sections_of(f"subject: 题\nhead: 首\nrows:\n{rows}\nshort: 短", "a.j2")["rows"])


def test_a_file_has_four_sections() -> None:
    found = sections_of(WHOLE, "a.j2")
    assert (found["subject"], found["head"], found["short"]) == ("题", "首", "短")
    assert rows_of(found["rows"]) == [("短", "句")]


@pytest.mark.parametrize(
    ("source", "line", "expected"),
    [
        ("", 1, "“subject:”"),
        ("题", 1, "“subject:”"),
        ("head: 首", 1, "“subject:”"),
        ("subject: 题\nheading: 首", 2, "“head:”"),
        ("subject: 题\nrows:", 2, "“head:”"),
        ("subject: 题\nhead: 首\nrows:", 3, "“short:”"),
        (f"{WHOLE}\nsubject: 又", 6, "正文"),
        ("subject: 题\n又", 2, "“subject:”的续行，须缩进"),
        (f"{WHOLE}\n又", 6, "“short:”的续行，须缩进"),
    ],
)
def test_a_wrong_key_or_a_second_line_is_refused_with_file_and_line(source: str, line: int, expected: str) -> None:
    with pytest.raises(MalformedNoticeFileError) as refused:
        sections_of(source, "listed.j2")
    assert str(refused.value) == f"“listed.j2”第{line}行：应为{expected}"


def test_the_short_text_of_each_kind_is_one_line() -> None:
    files = [file for file in FOLDER.iterdir() if file.name.endswith(".j2")]
    last = {file.name: file.read_text(encoding="utf-8").splitlines()[-1] for file in files}
    assert last.keys() == {f"{kind}.j2" for kind in (*NOTICE_NAMES, "digest")}
    assert [name for name, line in last.items() if not line.startswith("short: ")] == []


def test_an_indented_line_continues_the_line_above() -> None:
    assert sections_of("subject: 甲\n  乙\nhead: 丙\n  丁\nrows:\nshort: 戊\n  己", "a.j2") == {
        "subject": "甲乙",
        "head": "丙丁",
        "rows": "",
        "short": "戊己",
    }


@pytest.mark.parametrize(
    ("rows", "output"),
    [
        ("原因  属实", [("原因", "属实")]),
        ("没有标签", [("", "没有标签")]),
        ("甲 乙", [("", "甲 乙")]),
        ("缺项{{ n }}  {{ gap }}", [("缺项{{ n }}", "{{ gap }}")]),
        ("甲  ", [("", "甲")]),
        ("", []),
    ],
)
def test_a_row_is_a_label_two_spaces_and_its_words(rows: str, output: list[tuple[str, str]]) -> None:
    assert rendered(rows) == output


def test_a_line_of_statements_is_no_row() -> None:
    assert (
        "{% if late %}\n" in sections_of(WHOLE.replace("短  句", "{% if late %}\n迟  是\n{% endif %}"), "a.j2")["rows"]
    )


def test_what_people_write_makes_no_row() -> None:
    assert without_marks("甲\x02乙\x01丙") == "甲乙丙"
    assert without_marks(7) == 7


def test_a_section_of_no_kind_is_no_template() -> None:
    assert load_template("unknown/rows") is None
    assert load_template("_parts/unknown.j2") is None
