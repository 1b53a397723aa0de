"""Output of commands: dates, tables of wide characters, JSON input."""

from __future__ import annotations

import os
import resource
import stat
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click
import pytest

from deployments.commands.answers import DATE, check_path, print_json, print_summary, read_json, write_file
from deployments.text_table import table, width
from models.ledger.acts import Summary
from models.rules.errors import Refused, Unavailable

if TYPE_CHECKING:
    from collections.abc import Iterator


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


def refused(place: Path, *, force: bool = False) -> str:
    with pytest.raises(Refused) as refusal:
        check_path(place, (".docx", ".xlsx"), force=force)
    return refusal.value.message


@contextmanager
def room_for(size: int) -> Iterator[None]:
    """Limit the size of a file to this many bytes, as on a full disk."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_file_is_written_and_nothing_else_is_left(tmp_path: Path) -> None:
    place = tmp_path / "核查方案.DOCX"
    check_path(place, (".docx",), force=False)
    write_file(place, b"one")
    assert [(each.name, each.read_bytes()) for each in tmp_path.iterdir()] == [("核查方案.DOCX", b"one")]


@pytest.mark.parametrize(("public", "mode"), [(False, 0o600), (True, 0o644)])
def test_only_its_owner_reads_a_file_that_is_no_paper(tmp_path: Path, *, public: bool, mode: int) -> None:
    place = tmp_path / "来信.eml"
    place.write_bytes(b"older")
    place.chmod(0o666)
    before = os.umask(0o022)
    write_file(place, b"one", public=public)
    os.umask(before)
    assert stat.S_IMODE(place.stat().st_mode) == mode


def test_a_link_of_another_is_not_written_through(tmp_path: Path) -> None:
    victim = tmp_path / "别人的"
    victim.write_bytes(b"kept")
    (tmp_path / ".来信.eml.part").symlink_to(victim)
    write_file(tmp_path / "来信.eml", b"one")
    assert (victim.read_bytes(), (tmp_path / "来信.eml").read_bytes()) == (b"kept", b"one")


def test_an_existing_file_is_overwritten_only_with_force(tmp_path: Path) -> None:
    place = tmp_path / "核查方案.docx"
    place.write_bytes(b"signed")
    assert refused(place) == f"“{place}”已经存在，没有改动；确需覆盖的，请加 --force。"
    check_path(place, (".docx",), force=True)
    write_file(place, b"new")
    assert place.read_bytes() == b"new"


@pytest.mark.parametrize("force", [False, True])
def test_an_unusable_path_is_refused(tmp_path: Path, *, force: bool) -> None:
    (tmp_path / "夹.docx").mkdir()
    assert refused(tmp_path / "夹.docx", force=force) == f"“{tmp_path / '夹.docx'}”是文件夹，请写明文件名。"
    missing = tmp_path / "没有" / "a.docx"
    assert refused(missing, force=force) == f"没有文件夹“{missing.parent}”，请先建立，或改写文件的位置。"
    assert refused(tmp_path / "a.pdf", force=force) == "“a.pdf”应以 .docx 或 .xlsx 结尾，如 a.docx。"
    assert refused(tmp_path / "a", force=force) == "“a”应以 .docx 或 .xlsx 结尾，如 a.docx。"


def test_a_name_that_is_too_long_is_refused(tmp_path: Path) -> None:
    place = tmp_path / f"{'长' * 90}.docx"
    assert refused(place) == f"不能使用“{place}”这个位置，请检查文件名的长度和文件夹的权限。"


@pytest.mark.parametrize("place", [Path("/proc/核查方案.docx"), Path("/") / f"{'长' * 90}.docx"])
def test_an_unwritable_folder_is_refused(place: Path) -> None:
    with pytest.raises(Refused, match=r"无法写入“/.*”，请检查权限，以及文件是否正被打开。"):
        write_file(place, b"one")


def test_a_full_disk_leaves_the_existing_file(tmp_path: Path) -> None:
    place = tmp_path / "核查方案.docx"
    place.write_bytes(b"before")
    with room_for(100), pytest.raises(Unavailable, match="磁盘空间不足，没有写入"):
        write_file(place, b"x" * 1000)
    assert [(each.name, each.read_bytes()) for each in tmp_path.iterdir()] == [("核查方案.docx", b"before")]


def test_a_mode_is_given_under_any_umask(tmp_path: Path) -> None:
    place = tmp_path / "总表.html"
    before = os.umask(0o077)
    write_file(place, b"one", mode=0o640)
    os.umask(before)
    assert stat.S_IMODE(place.stat().st_mode) == 0o640
