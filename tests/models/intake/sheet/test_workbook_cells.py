"""Worksheets of other programs: strict namespaces, UTF-16, cells without places, texts in the cell, hostile rows."""

from __future__ import annotations

import gc
import io
import re
import time
from datetime import date, datetime
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

import pytest
from openpyxl import Workbook

from models.intake.complaints import ReadColumn, Sheet
from models.intake.sheet.reading import rows_of
from models.rules.errors import Refused
from tests.models.intake.sheet.written import package, parts_of, strict

if TYPE_CHECKING:
    from collections.abc import Callable

COLUMNS = (ReadColumn("编码", required=True), ReadColumn("名称"), ReadColumn("日期"))
PART = "xl/worksheets/sheet1.xml"
DAY = datetime(2026, 6, 30)  # noqa: DTZ001 - as in the cell


def book() -> bytes:
    workbook = Workbook()
    assert workbook.active is not None
    for row in (["编码", "名称", "日期"], ["A1", "甲", date(2026, 6, 30)]):
        workbook.active.append(row)
    workbook.save(stream := io.BytesIO())
    return stream.getvalue()


GOOD = book()


def with_rows(rows: str, after: str = "") -> bytes:
    """Returns the workbook with these rows under its header, and with XML behind them."""
    parts = parts_of(GOOD)
    xml = parts[PART].decode()
    head, _, _ = xml.partition('<row r="2"')
    parts[PART] = f"{head}{rows}</sheetData>{after}</worksheet>".encode()
    return package(parts)


def read(data: bytes) -> Sheet:
    return rows_of("表.xlsx", data, COLUMNS)


def cells(data: bytes) -> list[tuple[object, ...]]:
    return [tuple(row.cells.values()) for row in read(data).rows]


def test_a_strict_workbook_is_read_as_the_same() -> None:
    data = strict(GOOD)
    assert b"purl.oclc.org" in parts_of(data)[PART]
    assert cells(data) == cells(GOOD) == [("A1", "甲", DAY)]


def test_a_date_of_a_strict_workbook_stands_as_text_in_its_cell() -> None:
    data = with_rows(
        '<row r="2"><c r="A2" t="inlineStr"><is><t>A1</t></is></c><c r="C2" t="d"><v>2026-06-30</v></c></row>'
    )
    assert cells(strict(data)) == [("A1", None, DAY)]


def test_a_part_in_utf_16_is_read() -> None:
    parts = parts_of(with_rows('<row r="2"><c r="A2" t="inlineStr"><is><t>甲</t></is></c></row>'))
    text = re.sub(r"<\?xml.*?\?>", "", parts[PART].decode())
    parts[PART] = f'<?xml version="1.0" encoding="UTF-16"?>{text}'.encode("utf-16")
    assert cells(package(parts)) == [("甲", None, None)]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ('<row><c t="str"><v>A1</v></c><c t="str"><v>甲</v></c></row>', ("A1", "甲", None)),
        ('<x:row xmlns:x="x" r="2"><x:c r="A2" t="str"><x:v>A1</x:v></x:c></x:row>', ("A1", None, None)),
        (
            '<row r="2"><c r="A2" t="inlineStr"><is><r><t>A</t></r><rPh><t>音</t></rPh><r><t>1</t></r></is></c></row>',
            ("A1", None, None),
        ),
        (
            '<row r="2"><c r="A2" t="b"><v>1</v></c><c r="B2"><v>1E2</v></c><c r="C2"><v>-3</v></c></row>',
            ("TRUE", 100.0, -3),
        ),
    ],
)  # fmt: skip
def test_cells_of_other_programs_are_read(rows: str, expected: tuple[object, ...]) -> None:
    assert cells(with_rows(rows)) == [expected]


@pytest.mark.parametrize(
    "rows",
    [
        '<row r="3"><c r="A3"><v>1</v></c></row><row r="2"><c r="A2"><v>1</v></c></row>',
        '<row r="x"/>',
        '<row r="2"><c r="2"><v>1</v></c></row>',
    ],
)  # fmt: skip
def test_a_damaged_row_refuses_the_file_in_one_sentence(rows: str) -> None:
    with pytest.raises(Refused, match=r"^未导入：“表\.xlsx”已损坏或不是完整的Excel工作簿"):
        read(with_rows(rows))


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        ('t="s"><v>999</v>', "999"),
        ('t="unknown"><v>1</v>', "1"),
        ("><v>many</v>", "many"),
        (f"><v>{'9' * 5000}</v>", "9" * 50),
        ('t="d"><v>12:30:00</v>', "12:30:00"),
    ],
)
def test_one_odd_cell_is_named_alone_and_harms_nothing_in_a_column_that_is_not_read(cell: str, shown: str) -> None:
    good = '<row r="2"><c r="A2" t="str"><v>A1</v></c>'
    assert [row.faults for row in read(with_rows(f'{good}<c r="D2" {cell}</c></row>')).rows] == [{}]
    [row] = read(with_rows(f'{good}<c r="B2" {cell}</c></row>')).rows
    assert row.faults == {"名称": f"“{shown}”读不出，请改正后重新导入"}


def test_empty_attributes_are_as_if_they_were_not_there() -> None:
    assert cells(with_rows('<row r=""><c r="A2" t="str" s=""><v>A1</v></c><c r="" t="" s=""><v>5</v></c></row>')) == [
        ("A1", 5, None)
    ]


@pytest.mark.parametrize("change", [str.upper, str.swapcase, lambda name: name.replace("/", "\\")])
def test_parts_in_other_case_or_with_backslashes_are_found(change: Callable[[str], str]) -> None:
    assert cells(package({change(name): xml for name, xml in parts_of(GOOD).items()})) == cells(GOOD)


@pytest.mark.parametrize("word", ["nan", "None", "NaT", "<NA>"])
def test_the_nothing_of_other_programs_is_empty_and_said(word: str) -> None:
    sheet = read(
        with_rows(f'<row r="2"><c r="A2" t="str"><v>A1</v></c><c r="B2" t="str"><v>{escape(word)}</v></c></row>')
    )
    assert [tuple(row.cells.values()) for row in sheet.rows] == [("A1", None, None)]
    assert sheet.guessed == (f"B2“{word}”读作空",)


def test_a_required_cell_of_nothing_is_empty() -> None:
    [row] = read(with_rows('<row r="2"><c r="A2" t="str"><v>nan</v></c><c r="B2" t="str"><v>甲</v></c></row>')).rows
    assert row.faults == {"编码": "不能为空"}


def test_signs_that_look_like_others_are_named() -> None:
    sheet = read(with_rows('<row r="2"><c r="A2" t="str"><v>A1</v></c><c r="B2" t="str"><v>省⽔利局⺠政</v></c></row>'))
    assert [row.cells["名称"] for row in sheet.rows] == ["省水利局民政"]
    assert sheet.guessed == ("B2“⽔”读作“水”、“⺠”读作“民”",)


def seconds_over(blank_rows: int) -> float:
    """Processor seconds to read a sheet of one row and so many blank ones; a full collection is not counted in."""
    blank = "".join(f'<row r="{number}"><c r="A{number}" s="0"/></row>' for number in range(3, blank_rows + 3))
    book = with_rows('<row r="2"><c r="A2" t="str"><v>A1</v></c></row>' + blank)
    gc.disable()
    try:
        began = time.process_time()
        assert len(read(book).rows) == 1
        return time.process_time() - began
    finally:
        gc.enable()


def test_many_blank_rows_are_read_over_in_a_time_that_grows_as_their_number() -> None:
    assert seconds_over(100_000) < 12 * seconds_over(20_000)  # measured 0.4 s and 0.1 s


def test_too_many_merged_ranges_refuse_the_file() -> None:
    merges = "".join(f'<mergeCell ref="A{number}:A{number + 1}"/>' for number in range(2, 200_010, 2))
    with pytest.raises(Refused, match="已损坏"):
        read(with_rows('<row r="2"><c r="A2" t="str"><v>A1</v></c></row>', f"<mergeCells>{merges}</mergeCells>"))


def test_a_date_that_does_not_exist_is_named_at_its_cell() -> None:
    parts = parts_of(GOOD)
    parts[PART] = re.sub(rb'(<c r="C2"[^>]*>)<v>[^<]*</v>', rb"\1<v>1e300</v>", parts[PART])
    [complaint] = read(package(parts)).complaints
    assert (complaint.cell, complaint.message) == ("C2", "日期“1e300”不是有效日期，请改正后重新导入")


RELATIONS = "xl/_rels/workbook.xml.rels"
SHARED = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"


def with_shared(texts: str, rows: str) -> bytes:
    """Returns a workbook as Excel writes it: its texts in a separate part."""
    parts = parts_of(GOOD)
    parts["xl/sharedStrings.xml"] = f"<sst>{texts}</sst>".encode()
    relation = f'<Relationship Id="own" Type="{SHARED}" Target="sharedStrings.xml"/></Relationships>'
    parts[RELATIONS] = parts[RELATIONS].replace(b"</Relationships>", relation.encode())
    parts[PART] = f"<worksheet><sheetData>{rows}</sheetData></worksheet>".encode()
    return package(parts)


def test_shared_texts_are_read_whole_and_without_their_phonetic_guides() -> None:
    rich = "<si><r><t>省</t></r><r><rPr/><t>教育</t></r><rPh sb='0' eb='1'><t>jiaoyu</t></rPh><r><t>厅</t></r></si>"
    texts = f"<si><t>编码</t></si><si><t>名称</t></si>{rich}<si/><si><t>a_x0041_</t></si>"
    rows = '<row><c t="s"><v>0</v></c><c t="s"><v>1</v></c></row><row><c t="s"><v>2</v></c><c t="s"><v>3</v></c></row>'
    data = with_shared(texts, rows + '<row><c t="s"><v>4</v></c></row>')
    assert cells(data) == cells(strict(data)) == [("省教育厅", None, None), ("aA", None, None)]


def test_a_long_text_in_many_cells_is_kept_once() -> None:
    rows = "".join(f'<row r="{row}"><c r="A{row}" t="s"><v>1</v></c></row>' for row in range(2, 5_002))
    texts = f"<si><t>编码</t></si><si><t> {'长' * 3_000} </t></si>"
    data = with_shared(texts, f'<row r="1"><c t="s"><v>0</v></c></row>{rows}')
    values = [row.cells["编码"] for row in read(data).rows]
    assert (len(values), len({id(value) for value in values})) == (5_000, 1)
