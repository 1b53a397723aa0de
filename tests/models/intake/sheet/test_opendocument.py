"""OpenDocument sheets (.ods): typed cells, repeats, merged cells, hidden rows and sheets, formulas, damage."""

from __future__ import annotations

import time
from contextlib import suppress
from datetime import date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.intake.complaints import ReadColumn, Sheet
from models.intake.sheet.reading import rows_of
from models.rules.errors import Refused
from tests.models.intake.sheet.written import ods, ods_cell, ods_row, package, parts_of

COLUMNS = (ReadColumn("编码", required=True, code=True), ReadColumn("名称"), ReadColumn("进度", share=True))
HEADING = ods_row(["编码", "名称", "进度"])
CELL = '<table:table-cell office:value-type="string">'
EMPTY_ROWS = '<table:table-row table:number-rows-repeated="1048000"><table:table-cell/></table:table-row>'


def read(*rows: str, name: str = "表.ods") -> Sheet:
    return rows_of(name, ods(("目标", HEADING + "".join(rows))), COLUMNS)


def typed(kind: str, value: str = "", shown: str = "", more: str = "") -> str:
    name = {"date": "date-value", "boolean": "boolean-value", "time": "time-value"}.get(kind, "value")
    stated = f' office:{name}="{value}"' if value else ""
    return f'<table:table-cell office:value-type="{kind}"{stated}{more}><text:p>{shown}</text:p></table:table-cell>'


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("甲", "甲"),
        (7, 7),
        (1.5, 1.5),
        (date(2026, 6, 30), datetime(2026, 6, 30)),  # noqa: DTZ001 - as in the cell
        (typed("date", "2026-06-30T08:00:00", "2026-06-30 08:00"), datetime(2026, 6, 30, 8)),  # noqa: DTZ001 - the same
        (typed("percentage", "0.95", "95%"), "95%"),
        (typed("percentage", "0.071", "7%"), "7.1%"),
        (typed("currency", "40", "￥40"), 40),
        (typed("float", "101", "0101"), "0101"),
        (typed("boolean", "true", "TRUE"), "TRUE"),
        (typed("time", "PT08H30M", "08:30"), "08:30"),
        ("甲\n乙", "甲\n乙"),
        (f'{CELL}<text:p>甲<text:s text:c="2"/>乙<text:line-break/>丙</text:p></table:table-cell>', "甲  乙\n丙"),
        (
            f"{CELL}<office:annotation><text:p>批注</text:p></office:annotation><text:p>甲</text:p></table:table-cell>",
            "甲",
        ),
    ],
)
def test_a_cell_is_read_as_people_see_it(cell: object, value: object) -> None:
    sheet = read(ods_row(["A1", cell]))
    assert (sheet.rows[0].cells["名称"], sheet.complaints) == (value, ())


def test_a_file_that_goes_on_to_the_last_row_is_read_at_once() -> None:
    began = time.process_time()
    sheet = read(ods_row(["A1", "甲"]), EMPTY_ROWS)
    assert [row.number for row in sheet.rows] == [2]
    assert time.process_time() - began < 1


def test_repeated_cells_and_rows_are_repeated() -> None:
    same = ods_cell("甲", ' table:number-columns-repeated="2"')
    sheet = read(f'<table:table-row table:number-rows-repeated="3">{same}</table:table-row>')
    assert [(row.number, row.cells["编码"], row.cells["名称"]) for row in sheet.rows] == [
        (number, "甲", "甲") for number in (2, 3, 4)
    ]


@pytest.mark.parametrize(
    "row",
    [
        f'<table:table-row table:number-rows-repeated="1048576">{ods_cell("A1")}</table:table-row>',
        ods_row([ods_cell("A1", ' table:number-columns-repeated="16384"')]),
        ods_row([ods_cell(None, ' table:number-columns-repeated="16000"'), "远"]),
        EMPTY_ROWS + ods_row(["A1"]),
    ],
)
def test_a_value_far_away_is_refused_at_once(row: str) -> None:
    began = time.thread_time()
    with pytest.raises(Refused, match="超过50000行或200列"):
        read(row)
    assert time.thread_time() - began < 3


def test_hidden_and_filtered_rows_are_read_and_named() -> None:
    hidden = (ods_row(["A1"], ' table:visibility="collapse"'), ods_row(["A2"], ' table:visibility="filter"'))
    sheet = read(*hidden, ods_row(["A3"]))
    assert (len(sheet.rows), sheet.guessed) == (3, ("第2、3行是隐藏或筛选掉的行，也已读入",))


def test_a_cell_merged_over_rows_has_its_value_in_each() -> None:
    covered = '<table:covered-table-cell office:value-type="string"><text:p>旧</text:p></table:covered-table-cell>'
    merged = ods_cell("甲", ' table:number-rows-spanned="2" table:number-columns-spanned="1"')
    sheet = read(ods_row(["A1", merged]), ods_row(["A2", covered]), ods_row(["A3", "乙"]))
    assert [row.cells["名称"] for row in sheet.rows] == ["甲", "甲", "乙"]
    assert sheet.guessed == ("合并的单元格B2:B3，其中各行读作同一内容",)


def test_a_formula_without_a_result_and_an_error_are_named_at_their_cells() -> None:
    error = '<table:table-cell calcext:value-type="error"><text:p>#REF!</text:p></table:table-cell>'
    data = ods(
        ("目标", HEADING + ods_row(["A1", '<table:table-cell table:formula="of:=1+1"/>']) + ods_row(["A2", error]))
    )
    sheet = rows_of("表.ods", _with_names(data), COLUMNS)
    assert [str(complaint) for complaint in sheet.complaints] == [
        "表.ods 工作表“目标” B2：名称的公式没有计算结果，请用Excel打开并保存后重新导入",
        "表.ods 工作表“目标” B3：名称“#REF!”是表格错误值，请改正公式后重新导入",
    ]


def _with_names(data: bytes) -> bytes:
    parts = parts_of(data)
    parts["content.xml"] = parts["content.xml"].replace(
        b"<office:document-content", b'<office:document-content xmlns:calcext="x"'
    )
    return package(parts)


def test_a_hidden_sheet_is_not_read_and_a_table_in_a_cell_is_no_sheet() -> None:
    hiding = '<style:table-properties table:display="false"/>'
    style = f'<style:style style:name="藏" style:family="table">{hiding}</style:style>'
    inner = f'<table:table-cell><table:table table:name="内">{ods_row(["编码"])}</table:table></table:table-cell>'
    rows = HEADING + ods_row(["A1", inner, "5"])
    data = ods(("藏", HEADING + ods_row(["B1"])), ("目标", rows), styles=style)
    sheet = rows_of("表.ods", data, COLUMNS)
    assert (sheet.sheet, dict(sheet.rows[0].cells)) == ("目标", {"编码": "A1", "名称": None, "进度": "5"})
    assert sheet.guessed == ()


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (ods(parts={"META-INF/manifest.xml": b"<m:encryption-data/>"}), "设有打开密码"),
        (ods(), "已损坏或不是完整的OpenDocument表格"),
        (ods(("目标", HEADING))[:-40], "已损坏或不是完整的OpenDocument表格"),
        (b"PK\x03\x04", "已损坏或不是完整的OpenDocument表格"),
    ],
)
def test_a_document_that_cannot_be_read_is_refused(data: bytes, why: str) -> None:
    with pytest.raises(Refused, match=why):
        rows_of("表.ods", data, COLUMNS)


@pytest.mark.parametrize("cell", [typed("float", "many", "x"), typed("date", "2026-02-30", "x")])
def test_one_odd_cell_is_named_alone(cell: str) -> None:
    [row] = rows_of("表.ods", ods(("目标", HEADING + ods_row([cell]))), COLUMNS).rows
    assert list(row.faults.values()) == ["“x”读不出，请改正后重新导入"]


def test_an_entity_is_refused() -> None:
    bomb = b'<!DOCTYPE x [<!ENTITY a "ha">]><x>&a;</x>'
    with pytest.raises(Refused, match="已损坏"):
        rows_of("表.ods", package({"content.xml": bomb}), COLUMNS)


def test_a_formula_that_is_only_a_text_is_its_text() -> None:
    sheet = read(ods_row(["<table:table-cell table:formula='of:=\"0101\"'/>", "甲"]))
    assert sheet.rows[0].cells["编码"] == "0101"


GOOD = parts_of(ods(("目标", HEADING + ods_row(["A1", date(2026, 6, 30)]) + ods_row(["A2", "乙", 5]))))["content.xml"]


@settings(max_examples=settings().max_examples * 4 // 5)
@given(at=st.floats(0, 1), gone=st.integers(0, 40), put=st.sampled_from([b"", b"9", b"-", b'"', b"<a/>", b"\xff"]))
def test_a_damaged_document_is_read_or_refused(at: float, gone: int, put: bytes) -> None:
    place = int(at * len(GOOD))
    data = package({"content.xml": GOOD[:place] + put + GOOD[place + gone :]})
    with suppress(Refused):
        assert rows_of("表.ods", data, COLUMNS).rows
