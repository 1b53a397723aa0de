"""Sheets read and marked in the process with limits: the same as here, and a bomb ends with its sentence."""

from __future__ import annotations

import tracemalloc
from functools import partial
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pytest
from openpyxl import Workbook, load_workbook

from models.intake.complaints import Complaint, ReadColumn
from models.intake.mail.reader import MailReader
from models.intake.mail.sheets import mark_apart, read_apart
from models.intake.sheet.marked_sheet import RED
from models.intake.sheet.reading import read_rows, rows_read_by
from models.rules.errors import Refused
from tests.models.intake.mail.mails import swollen

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from models.intake.complaints import Sheet

pytestmark = pytest.mark.process
COLUMNS = [ReadColumn("编码", ("部门编码",), code=True), ReadColumn("名称", required=True), ReadColumn("日期")]
WRONG = [Complaint("表", "B3", "", "名称不能为空", "表.xlsx")]
MEGABYTE = 1_000_000


@pytest.fixture(scope="module")
def reader() -> Iterator[MailReader]:
    with MailReader() as opened:
        yield opened


def book() -> bytes:
    made = Workbook()
    page: Any = made.active
    page.title = "表"
    for row in (["部门编码", "名称*", "日期", "备注"], ["007", "省目标办", "2026-03-05"], ["008", None, 46086.5]):
        page.append(row)
    made.save(stream := BytesIO())
    return stream.getvalue()


def read(reader: MailReader, file: Path) -> Sheet:
    with rows_read_by(partial(read_apart, reader)):
        return read_rows(file, COLUMNS)


def test_rows_from_the_process_are_the_same_as_those_read_here(reader: MailReader, tmp_path: Path) -> None:
    (file := tmp_path / "表.xlsx").write_bytes(book())
    there, here = read(reader, file), read_rows(file, COLUMNS)
    assert there == here
    assert there.complaints == here.complaints
    assert [each.message for each in there.complaints] == ["名称不能为空"]


@pytest.mark.parametrize("content", [b"no workbook", b"PK\x03\x04", b""])
def test_a_refusal_is_the_same_as_here(reader: MailReader, tmp_path: Path, content: bytes) -> None:
    (file := tmp_path / "表.xlsx").write_bytes(content)
    with pytest.raises(Refused) as here:
        read_rows(file, COLUMNS)
    with pytest.raises(Refused) as there:
        read(reader, file)
    assert there.value.message == here.value.message


def test_a_workbook_is_marked_as_here(reader: MailReader) -> None:
    page: Any = load_workbook(BytesIO(mark_apart(reader, book(), WRONG, "省目标办")))["表"]
    assert page["B3"].fill.fgColor.rgb == RED.fgColor.rgb
    assert page["B3"].comment.text == "名称不能为空"


def test_a_bomb_ends_with_its_sentence_and_costs_this_process_nothing(reader: MailReader, tmp_path: Path) -> None:
    bomb = swollen(book())
    (file := tmp_path / "表.xlsx").write_bytes(bomb)
    tracemalloc.start()
    try:
        with pytest.raises(Refused, match="读取需要的内存过多"):
            read(reader, file)
        page: Any = load_workbook(BytesIO(mark_apart(reader, bomb, WRONG, "省目标办"))).active
        assert tracemalloc.get_traced_memory()[1] < 10 * MEGABYTE
    finally:
        tracemalloc.stop()
    assert page["C2"].value == "名称不能为空"
    assert len(read(reader, _sound(tmp_path)).rows) == 2


def _sound(folder: Path) -> Path:
    (file := folder / "好.xlsx").write_bytes(book())
    return file
