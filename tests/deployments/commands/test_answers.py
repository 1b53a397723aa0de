"""Output of commands: dates, tables of wide characters, JSON input."""

from datetime import date

import click
import pytest

from deployments.commands.answers import DATE, print_json, print_summary, read_json
from deployments.text_table import table, width
from models.ledger.acts import Summary
from models.rules.errors import Refused


@pytest.mark.parametrize(
    "text", ["2026-02-28", "2026/2/28", "2026年2月28日", "２０２６－０２－２８", date(2026, 2, 28)]
)
def test_a_date_is_read_or_taken_as_it_is(text: str | date) -> None:
    assert DATE.convert(text, None, None) == date(2026, 2, 28)


@pytest.mark.parametrize("text", ["2026-02-29", "2026年2月29日", "", "今天"])
def test_a_date_that_does_not_exist_fails_in_chinese(text: str) -> None:
    with pytest.raises(click.BadParameter, match="不是有效日期"):
        DATE.convert(text, None, None)


@pytest.mark.parametrize(("text", "columns"), [("abc", 3), ("厅", 2), ("第1厅，", 7), ("", 0)])
def test_chinese_characters_are_two_columns_wide(text: str, columns: int) -> None:
    assert width(text) == columns


def test_columns_line_up_although_characters_are_wide() -> None:
    lines = table(["编号", "部门"], [[1, "省教育厅"], [22, "x"]]).splitlines()
    assert lines == ["编号  部门", "----------", "1     省教育厅", "22    x"]


def test_a_table_may_have_no_rows() -> None:
    assert table(["编号"], []) == "编号\n----"


def test_json_keeps_chinese_and_writes_days_as_iso(capsys: pytest.CaptureFixture[str]) -> None:
    print_json({"期限": date(2026, 4, 22)})
    assert capsys.readouterr().out == '{\n  "期限": "2026-04-22"\n}\n'


def test_invalid_json_is_refused_with_its_position() -> None:
    assert read_json("[1]", "--lines") == [1]
    with pytest.raises(Refused, match="第2行第1列"):
        read_json("[1,\n", "--lines")


def test_json_nested_too_deeply_is_refused() -> None:
    with pytest.raises(Refused, match="“--lines”不是有效的JSON：括号嵌套的层数过多。"):
        read_json("[" * 200_000, "--lines")


def test_json_with_half_of_a_character_is_refused() -> None:
    with pytest.raises(Refused, match=r"“--lines”含有不完整的字符（'\\ud800'），请改正后重试。"):
        read_json('{"status": "\\ud800"}', "--lines")
    assert read_json('"\\ud83d\\ude00"', "--lines") == "😀"


def test_json_with_a_number_of_thousands_of_digits_is_refused() -> None:
    with pytest.raises(Refused, match="“--lines”中有过长的数字，请改正后重试。"):
        read_json(f'{{"progress": {"9" * 5000}}}', "--lines")


def test_a_summary_is_a_sentence_or_counts_data_and_words(capsys: pytest.CaptureFixture[str]) -> None:
    summary = Summary("好。", {"opened": 1}, {"due": "2026-04-22"})
    print_summary(summary, as_json=False)
    assert capsys.readouterr().out == "好。\n"
    print_summary(summary, as_json=True)
    assert read_json(capsys.readouterr().out, "stdout") == {"opened": 1, "due": "2026-04-22", "words": "好。"}


@pytest.mark.parametrize(
    "text",
    [
        '[{"target":"T-2"，"remark"："好，很好：“是”"}]',
        '［{"target":"T-2","remark":"好，很好：“是”"}］',
        '[｛“target”：“T-2”，“remark”："好，很好：“是”"｝]',
    ],
)
def test_signs_outside_strings_may_be_wide(text: str) -> None:
    assert read_json(text, "--lines") == [{"target": "T-2", "remark": "好，很好：“是”"}]


def test_an_escaped_quote_ends_no_string() -> None:
    assert read_json(r'{"a"："他说\"好，\\"，"b"：1}', "--file") == {"a": '他说"好，\\', "b": 1}


def test_what_is_no_json_with_wide_signs_is_told_to_use_narrow_ones() -> None:
    with pytest.raises(Refused) as refusal:
        read_json("“target”：，", "--lines")
    assert refusal.value.message == "“--lines”不是有效的JSON（第1行第1列），引号、逗号、冒号和括号请用半角。"
