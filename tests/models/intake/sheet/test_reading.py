"""Spreadsheets, valid and malformed."""

from __future__ import annotations

import csv
import io
import os
import re
import time
import zipfile
from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.utils.cell import coordinate_to_tuple
from openpyxl.worksheet.worksheet import Worksheet

from models.intake.complaints import ReadColumn, Sheet
from models.intake.sheet.reading import MAX_BYTES, kind_of, read_rows
from models.intake.target import COLUMNS as TARGET_COLUMNS
from models.intake.target import TargetRow, read_targets
from models.rules.answer_form import CODE
from models.rules.errors import Refused
from tests.models.intake.sheet.written import ods, ods_row, strict

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from models.intake.complaints import Checked


USUAL = settings().max_examples  # fewer without --all
COLUMNS = (ReadColumn("编码", required=True), ReadColumn("名称", ("单位名称",)), ReadColumn("日期"))


def book(*rows: list[Any], change: Callable[[Worksheet], object] = lambda _: None) -> bytes:
    workbook, stream = Workbook(), io.BytesIO()
    sheet = workbook.create_sheet("部门", 0)
    for row in [["编码*", "单位名称", "备注", "日期"], *rows]:
        sheet.append(row)
    change(sheet)
    workbook.save(stream)
    return stream.getvalue()


def edited(data: bytes, part: str, change: Callable[[bytes], bytes]) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as old:
        return package({name: old.read(name) for name in old.namelist()} | {part: change(old.read(part))})


def package(parts: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()


SHEET1 = "xl/worksheets/sheet1.xml"
BOMB = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><worksheet/>'
GOOD = book(["A01", "教育厅", "略", date(2026, 6, 30)])
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


def read(folder: Path, data: bytes, name: str = "部门表.xlsx") -> Sheet:
    path = folder / name
    path.write_bytes(data)
    return read_rows(path, COLUMNS)


def refusal(folder: Path, data: bytes, name: str = "部门表.xlsx") -> str:
    with pytest.raises(Refused) as caught:
        read(folder, data, name)
    assert "\n" not in caught.value.message
    return caught.value.message


def test_defusedxml_guards_openpyxl() -> None:
    assert openpyxl.DEFUSEDXML is True


def test_a_workbook_is_read_by_its_headings(tmp_path: Path) -> None:
    sheet = read(tmp_path, GOOD)
    (row,) = sheet.rows
    assert dict(row.cells) == {"编码": "A01", "名称": "教育厅", "日期": datetime(2026, 6, 30)}  # noqa: DTZ001
    assert (sheet.file, sheet.sheet, sheet.ignored) == ("部门表.xlsx", "部门", ("备注",))
    assert (row.number, row.address("编码"), row.address("日期")) == (2, "A2", "D2")


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_a_csv_is_read_with_or_without_its_mark(tmp_path: Path, mark: bytes) -> None:
    sheet = read(tmp_path, mark + '编码,名称\r\nA01,"甲\n乙"\r\n\r\n,\r\nA02,丙\r\n'.encode(), "部门表.csv")
    assert [(row.cells["编码"], row.cells["名称"]) for row in sheet.rows] == [("A01", "甲\n乙"), ("A02", "丙")]
    assert sheet.rows[1].address("名称") == "第6行“名称”列"


def test_cells_are_trimmed_and_blank_rows_skipped(tmp_path: Path) -> None:
    sheet = read(tmp_path, book(["\u3000A01\u200b ", "（一）甲，乙"], [None, " ", None], ["A02", "丙"]))
    assert [(row.number, row.cells["编码"]) for row in sheet.rows] == [(2, "A01"), (4, "A02")]
    assert sheet.rows[0].cells["名称"] == "（一）甲，乙"


@pytest.mark.parametrize(
    ("value", "form", "seen"), [(0.07, "0%", "7%"), (50, '0"%"', "50%"), (0.5, "0.0", 0.5), (True, "General", "TRUE")]
)
def test_a_percentage_cell_has_the_value_that_people_see(
    tmp_path: Path, value: object, form: str, seen: object
) -> None:
    def change(sheet: Worksheet) -> None:
        sheet["B2"].number_format = form

    assert read(tmp_path, book(["A01", value], change=change)).rows[0].cells["名称"] == seen


def test_text_that_looks_like_a_formula_stays_text(tmp_path: Path) -> None:
    def change(sheet: Worksheet) -> None:
        sheet["B2"].value, sheet["B2"].data_type = "=HYPERLINK(1)", "s"

    assert read(tmp_path, book(["A01"], change=change)).rows[0].cells["名称"] == "=HYPERLINK(1)"


def test_every_fault_of_a_cell_is_stored_with_its_place(tmp_path: Path) -> None:
    sheet = read(tmp_path, book(["A01", "=1+1"], ["#REF!", "a_x000B_b"], [None, "丙"]))
    assert [str(complaint) for complaint in sheet.complaints] == [
        "部门表.xlsx 工作表“部门” B2：单位名称的公式没有计算结果，请用Excel打开并保存后重新导入",
        "部门表.xlsx 工作表“部门” A3：编码“#REF!”是Excel错误值，请改正公式后重新导入",
        "部门表.xlsx 工作表“部门” B3：单位名称含有看不见的控制字符（U+000B），请删除后重新导入",
        "部门表.xlsx 工作表“部门” A4：编码不能为空",
    ]


@pytest.mark.parametrize(
    ("cell_xml", "seen"), [(b' r="B2"><f>1</f><v>2</v>', 2), (b' r="B2" t="str"><f>1</f><v/>', None)]
)
def test_the_result_of_a_formula_is_read_also_when_it_is_empty(tmp_path: Path, cell_xml: bytes, seen: object) -> None:
    data = edited(book(["A01", "=1"]), SHEET1, lambda xml: re.sub(rb' r="B2".*?(?=</c>)', cell_xml, xml))
    sheet = read(tmp_path, data)
    assert (sheet.complaints, sheet.rows[0].cells["名称"]) == ((), seen)


@pytest.mark.parametrize("name", ["a.xls", "a.ods", "a.csv", "a.dat", "a.xlsx(1)", "a.et", "a"])
def test_the_content_of_a_workbook_decides_not_its_ending(tmp_path: Path, name: str) -> None:
    (place := tmp_path / name).write_bytes(GOOD)
    assert len(read_rows(place, COLUMNS).rows) > 0


@pytest.mark.parametrize(
    ("name", "data", "kind"),
    [
        ("a.dat", OLE + "Workbook".encode("utf-16-le"), ".xls"),
        ("a.dat", OLE, ".dat"),
        ("a.xlsx", package({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet"}), ".ods"),
        ("a.tmp", f"{CODE},A".encode("gb18030"), ".csv"),
        ("a.tmp", f"<p>{CODE}".encode(), ".tmp"),
        ("a.docx", GOOD, ".docx"),
        ("a.dat", package({"word/document.xml": b"<w/>"}), ".dat"),
        ("a.dat", b"PK\x03\x04", ".dat"),
        ("a.csv", b"A,B", ".csv"),
    ],
)
def test_what_tells_no_format_is_what_its_name_says(name: str, data: bytes, kind: str) -> None:
    assert kind_of(name, data) == kind


@pytest.mark.parametrize(
    ("name", "data", "why"),
    [
        ("a.xlsx", b"", "是空文件"),
        ("a.xlsx", b"%PDF-1.7 ...", "其实是PDF文件"),
        ("a.xlsx", OLE, "其实是旧版Excel文件（.xls）"),
        ("a.xlsx", OLE + "EncryptedPackage".encode("utf-16-le"), "设有打开密码"),
        ("a.xlsx", b"<html></html>", "的内容不是Excel工作簿"),
        ("a.xlsx", b"\x89PNG\r\n\x1a\n...", "其实是图片，不能导入，请把其中的内容录入表格后导入"),
        ("a.xlsx", GOOD.replace(b"PK\1\2\x14\3\x14\0\0", b"PK\1\2\x14\3\x14\0\1"), "设有打开密码"),
        ("a.xlsx", GOOD[:2000], "已损坏或不是完整的Excel工作簿"),
        ("a.xlsx", package({"word/document.xml": b"<w/>"}), "已损坏或不是完整的Excel工作簿"),
        ("a.xlsx", package({"xl/vbaProject.bin": b"x"}), "是带宏的工作簿"),
        ("a.xlsx", book(), "只有表头，没有数据"),
        ("a.xlsx", edited(GOOD, SHEET1, lambda _: BOMB), "已损坏"),
        ("a.xlsx", edited(GOOD, SHEET1, lambda xml: xml.replace(b'"2"', b'"99999999999"')), "超过50000行"),
        ("a.xls", b"<html></html>", "的内容不是旧版Excel文件"),
        ("a.xlsm", GOOD, "是带宏的工作簿"),
        ("a.docx", GOOD, "不是可导入的表格"),
        ("a.csv", "编码,名称\nA\x0001,教育厅".encode(), "含有空字符"),
        ("a.csv", '编码,名称\nA01,"教育厅'.encode(), "从第2行起引号不成对"),
        ("a.csv", "编码,名称\n".encode(), "只有表头，没有数据"),
        ("a.csv", "代码;名称\nA01;甲".encode(), "缺少列：编码；第1行现有：代码、名称"),
        ("a.csv", b"\n\n", "缺少列：编码；第1行现有：空"),
        ("a.csv", "编码,名称,单位名称\nA01,甲,乙".encode(), "有几列表示同一内容（B1“名称”、C1“单位名称”）"),
        ("a.csv", ("编码" + "," * 200 + "b\nA").encode(), "超过50000行或200列"),
        ("a.csv", ("编码\n" + "A\n" * 50_001).encode(), "超过50000行或200列"),
    ],
)  # fmt: skip
def test_each_unreadable_file_is_refused_with_its_reason(tmp_path: Path, name: str, data: bytes, why: str) -> None:
    result = refusal(tmp_path, data, name)
    assert result.startswith(f"未导入：“{name}”")
    assert why in result


@pytest.mark.parametrize(
    ("where", "why"),
    [("没有.xlsx", "不存在"), (".", "是文件夹或设备"), ("x" * 300, "无法读取"), ("a\0b.csv", "无法读取")],
)
def test_a_path_that_leads_nowhere_is_refused(tmp_path: Path, where: str, why: str) -> None:
    with pytest.raises(Refused, match=why):
        read_rows(tmp_path / where, COLUMNS)


def test_a_file_too_large_to_be_a_sheet_is_not_even_read(tmp_path: Path) -> None:
    path = tmp_path / "大.csv"
    path.touch()
    os.truncate(path, MAX_BYTES + 1)
    with pytest.raises(Refused, match="超过100MB"):
        read_rows(path, COLUMNS)


@pytest.mark.parametrize(
    ("parts", "why"),
    [
        ({SHEET1: bytes(32_000_000)}, "解压后过大"),
        ({f"{number}.xml": b"" for number in range(5_000)}, "内含文件过多"),
        ({"../../etc/x": b"x"}, "不安全的路径"),
    ],
)
def test_a_dangerous_package_is_refused_at_once(tmp_path: Path, parts: dict[str, bytes], why: str) -> None:
    data = package(parts)
    began = time.process_time()
    assert why in refusal(tmp_path, data)
    assert time.process_time() - began < 0.5  # measured under 0.1 s; the rest is for a busy machine


@pytest.mark.parametrize("cell", ["XFD1048576", "A50002", "GS2"])
def test_a_sheet_that_reaches_too_far_is_refused_at_once(tmp_path: Path, cell: str) -> None:
    row, column = coordinate_to_tuple(cell)
    data = book(["A01"], change=lambda sheet: sheet.cell(row, column, "远"))
    assert "超过50000行或200列" in refusal(tmp_path, data)


def test_a_row_beyond_the_stated_size_is_not_lost(tmp_path: Path) -> None:
    data = edited(book(["A01"], ["A02"]), SHEET1, lambda xml: re.sub(rb'ref="A1:[A-Z]+\d+"', b'ref="A1"', xml))
    assert [row.cells["编码"] for row in read(tmp_path, data).rows] == ["A01", "A02"]


def test_merged_cells_without_a_heading_do_not_matter(tmp_path: Path) -> None:
    sheet = read(tmp_path, book(["A01"], change=lambda sheet: sheet.merge_cells("F1:G9")))
    assert (len(sheet.rows), sheet.complaints, sheet.guessed) == (1, (), ())


def several(state: Literal["visible", "hidden"]) -> bytes:
    workbook = openpyxl.load_workbook(io.BytesIO(GOOD))
    workbook.copy_worksheet(workbook["部门"]).sheet_state = state
    workbook.save(stream := io.BytesIO())
    return stream.getvalue()


def test_two_matching_visible_sheets_are_refused(tmp_path: Path) -> None:
    assert read(tmp_path, several("hidden")).sheet == "部门"
    assert "有多个工作表符合要求（“部门”、“部门 Copy”）" in refusal(tmp_path, several("visible"))


def read_or_refuse(folder: Path, data: bytes, name: str) -> None:
    with suppress(Refused):
        assert read(folder, data, name).rows


@pytest.mark.parametrize("name", ["a.csv", "a.txt", "a.xlsx", "a.ods"])
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], deadline=None)
@given(data=st.binary(max_size=300))
def test_random_bytes_are_read_or_refused(tmp_path: Path, name: str, data: bytes) -> None:
    for start in (b"", "编码,名称\n".encode(), b"PK\x03\x04"):
        read_or_refuse(tmp_path, start + data, name)


@pytest.mark.parametrize("part", zipfile.ZipFile(io.BytesIO(GOOD)).namelist())
@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    deadline=None,
    max_examples=USUAL * 6 // 10,
)
@given(at=st.floats(0, 1), gone=st.integers(0, 40), put=st.sampled_from([b"", b"9", b"-", b'"', b"<a/>", b"\xff"]))
def test_a_damaged_part_is_read_or_refused(tmp_path: Path, part: str, at: float, gone: int, put: bytes) -> None:
    def damage(xml: bytes) -> bytes:
        place = int(at * len(xml))
        return xml[:place] + put + xml[place + gone :]

    read_or_refuse(tmp_path, edited(GOOD, part, damage), "a.xlsx")


TITLES = ["编号", "年度", "目标名称", "完成时限", "数量", "是否重点项目", "责任部门"]
Rows = list[list[Any]]


def workbook(rows: Rows, merged: Sequence[str] = ()) -> bytes:
    book = Workbook()
    assert book.active is not None
    for row in rows:
        book.active.append(row)
    for cells in merged:
        book.active.merge_cells(cells)
    book.save(stream := io.BytesIO())
    return stream.getvalue()


def texts(rows: Rows, separator: str = ",") -> str:
    stream = io.StringIO(newline="")
    csv.writer(stream, delimiter=separator).writerows(rows)
    return stream.getvalue()


def titled(rows: Rows) -> bytes:
    title: Rows = [["2026年度绩效目标"], [None, None, "填报单位：省教育厅"]]
    below: Rows = [["合计"], [], ["注：以上为全部目标"]]
    return workbook([*title, *rows, *below], ["A1:G1"])


def two_rows(rows: Rows) -> bytes:
    upper = [*rows[0][:3], "要求", None, *rows[0][5:]]
    lower = [None, None, None, *rows[0][3:5], None, None]
    return workbook([upper, lower, *rows[1:]], ["D1:E1", "A1:A2", "G1:G2"])


def remarked(rows: Rows) -> bytes:
    remarks = ["（必填）", "*", "\n", "（年/月/日）", "[个]", "(是/否)", "："]
    return workbook([[title + remark for title, remark in zip(rows[0], remarks, strict=True)], *rows[1:]])


STYLES: dict[str, tuple[str, Callable[[Rows], bytes]]] = {
    "xlsx": (".xlsx", workbook),
    "titles and total": (".xlsx", titled),
    "two rows": (".xlsx", two_rows),
    "remarks": (".xlsx", remarked),
    "strict": (".xlsx", lambda rows: strict(workbook(rows))),
    "ods": (".ods", lambda rows: ods(("目标", "".join(map(ods_row, rows))))),
    "csv": (".csv", lambda rows: texts(rows).encode()),
    "csv with mark": (".csv", lambda rows: texts(rows).encode("utf-8-sig")),
    "gb18030": (".csv", lambda rows: texts(rows).encode("gb18030")),
    "utf-16 with tabs": (".txt", lambda rows: texts(rows, "\t").encode("utf-16")),
    "tabs": (".tsv", lambda rows: texts(rows, "\t").encode()),
    "semicolons": (".csv", lambda rows: texts(rows, ";").encode()),
    "sep=": (".csv", lambda rows: b"sep=|\r\n" + texts(rows, "|").encode()),
}

WIDE = str.maketrans("0123456789-./", "０１２３４５６７８９－．／")
DAYS: list[Callable[[date], Any]] = [
    lambda day: day,
    date.isoformat,
    lambda day: f"{day.year}年{day.month}月{day.day}日",
    lambda day: f"{day.year}.{day.month}.{day.day}",
    lambda day: f"{day:%Y/%m/%d}",
    lambda day: f"{day:%Y%m%d}",
    lambda day: int(f"{day:%Y%m%d}"),
    lambda day: day.isoformat().translate(WIDE),
    lambda day: f"{day:%Y-%m-%d} 00:00:00",
]
YEARS: list[Callable[[int], Any]] = [int, str, "{}年".format, "{}年度".format, lambda year: str(year).translate(WIDE)]
NUMBERS: list[Callable[[int], Any]] = [
    int,
    str,
    "{:,}".format,
    " {} ".format,
    lambda number: str(number).translate(WIDE),
]
ANSWERS: dict[bool, list[Any]] = {True: ["是", "√", "Y", "y", "Ｙ", "✓"], False: ["否", "×", "N", None]}
CODES: list[Callable[[str], str]] = [str, '="{}"'.format, lambda code: code.translate(WIDE), "\u3000{}\u200b".format]
NAMES: list[Callable[[str], str]] = [str, lambda name: f"{name[:2]}\n{name[2:]}", " {} ".format]


def read_styles(folder: Path, style: str, rows: Rows) -> Checked[TargetRow]:
    suffix, write = STYLES[style]
    (folder / f"表{suffix}").write_bytes(write([TITLES, *rows]))
    return read_targets(folder / f"表{suffix}")


def values(checked: Checked[TargetRow]) -> list[tuple[object, ...]]:
    assert checked.complaints == ()
    names = ("code", "year", "name", "deadline", "quantity", "key_project", "lead")
    return [tuple(getattr(located.row, name) for name in names) for located in checked.rows]


PLAIN: Rows = [["0101", 2026, "学校建设", date(2026, 6, 30), 40, "是", "省教育厅"]]
EXPECTED = [("0101", 2026, "学校建设", date(2026, 6, 30), Decimal(40), True, "省教育厅")]


@pytest.mark.parametrize("style", STYLES)
def test_every_style_of_a_file_reads_as_the_same(tmp_path: Path, style: str) -> None:
    assert values(read_styles(tmp_path, style, PLAIN)) == EXPECTED


@pytest.mark.parametrize("style", ["xlsx", "ods", "csv"])
@pytest.mark.parametrize(
    ("place", "written"),
    [
        *[(0, write("0101")) for write in CODES],
        *[(1, write(2026)) for write in YEARS],
        *[(3, write(date(2026, 6, 30))) for write in DAYS],
        *[(4, write(40)) for write in NUMBERS],
        *[(5, tick) for tick in ANSWERS[True]],
        *[(6, write("省教育厅")) for write in NAMES],
    ],
)
def test_every_spelling_of_a_cell_reads_as_the_same(tmp_path: Path, style: str, place: int, written: object) -> None:
    rows = [[*PLAIN[0][:place], written, *PLAIN[0][place + 1 :]]]
    assert values(read_styles(tmp_path, style, rows)) == EXPECTED


LETTERS = st.text(
    st.characters(codec="gb18030", categories=("L", "N", "P", "Zs"), exclude_characters="\u3000"), max_size=15
)
FREE = LETTERS.map(lambda text: f"目{text}标")


@st.composite
def contents(draw: st.DrawFn) -> tuple[Rows, list[tuple[object, ...]]]:
    """Returns rows in arbitrary spellings, and the values that they mean."""
    rows: Rows = []
    meant: list[tuple[object, ...]] = []
    for number in range(draw(st.integers(1, 4))):
        code, year = f"0{number}{draw(st.integers(10, 99))}", draw(st.integers(2013, 2100))
        day, amount = draw(st.dates(date(2013, 1, 1), date(2100, 12, 31))), draw(st.integers(0, 10**9))
        key, name = draw(st.booleans()), draw(FREE)
        spelled = [draw(st.sampled_from(CODES))(code), draw(st.sampled_from(YEARS))(year), name]
        spelled += [draw(st.sampled_from(DAYS))(day), draw(st.sampled_from(NUMBERS))(amount)]
        rows.append([*spelled, draw(st.sampled_from(ANSWERS[key])), draw(st.sampled_from(NAMES))("省教育厅")])
        meant.append((code, year, name, day, Decimal(amount), key, "省教育厅"))
    return rows, meant


@pytest.mark.parametrize("style", STYLES)
@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    deadline=None,
    max_examples=USUAL // 4,
)
@given(written=contents())
def test_any_content_in_any_style_reads_as_what_was_meant(
    tmp_path: Path, style: str, written: tuple[Rows, list[tuple[object, ...]]]
) -> None:
    rows, meant = written
    assert values(read_styles(tmp_path, style, rows)) == meant


def test_a_large_sheet_is_read_in_seconds(tmp_path: Path) -> None:
    titles = [column.name for column in TARGET_COLUMNS]
    by_name = dict(zip(TITLES, PLAIN[0], strict=True))
    rows = [[f"A{number:04d}", *(by_name.get(title, "") for title in titles[1:])] for number in range(2_000)]
    (tmp_path / "表.xlsx").write_bytes(workbook([titles, *rows]))
    began = time.process_time()
    assert len(read_targets(tmp_path / "表.xlsx").rows) == 2_000
    assert time.process_time() - began < 5  # measured 0.4 s; the rest is for a busy machine
