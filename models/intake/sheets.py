"""Spreadsheets: .xlsx and UTF-8 .csv are parsed into rows, other files are refused with a reason."""

import csv
import io
import re
import stat
import struct
import warnings
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile

from defusedxml.ElementTree import iterparse
from openpyxl.reader.excel import ExcelReader
from openpyxl.utils.cell import range_boundaries
from openpyxl.worksheet._read_only import ReadOnlyWorksheet

from models.intake.cells import cell_content, text_content
from models.intake.complaints import Column, Content, Heading, Origin, Row, Sheet, build_row, match_columns, missing
from models.intake.values import shown
from models.rules.errors import Refused

MAX_BYTES = MAX_UNPACKED = 100_000_000
MAX_ENTRIES, MAX_RATIO, MAX_ROWS, MAX_COLUMNS = 2_000, 100, 50_000, 200
ZIP, OLE, PDF = b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF"
RESAVE = "请用Excel打开并另存为.xlsx后重新导入"
OTHER_KINDS = {".xls": f"是旧版Excel文件，{RESAVE}", ".xlsm": "是带宏的工作簿，请另存为不带宏的.xlsx后重新导入"}
# The exceptions of damaged files: of the package and its XML, then of openpyxl at unexpected parts.
PACKAGE = (BadZipFile, SyntaxError, zlib.error, struct.error, EOFError, OSError, RuntimeError)  # two XML parsers
BROKEN = (*PACKAGE, LookupError, ValueError, TypeError, AttributeError, ArithmeticError)
Lines = Iterator[tuple[int, list[Content]]]


class _Source(NamedTuple):
    sheet: str
    titles: list[str]
    lines: Lines


def read_rows(path: Path, columns: Sequence[Column]) -> Sheet:
    """Parse the rows of the one sheet of a file that has these columns; a cell's fault is stored with its row."""
    file, data = path.name or str(path), contents_of(path)
    suffix = path.suffix.lower()
    _check_kind(file, suffix, data)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl warns about drawings and validations that are not used
        source = (_read_csv if suffix == ".csv" else _read_workbook)(file, data, columns)
        origin = Origin(file, source.sheet, len(source.titles), _headings(file, source, columns))
        rows = tuple(_rows(origin, columns, source))
    if not rows:
        raise _refusal(file, "只有表头，没有数据，请填写后重新导入")
    used = {heading.position for heading in origin.headings.values()}
    ignored = (title for position, title in enumerate(source.titles, 1) if title and position not in used)
    return Sheet(file, source.sheet, rows, tuple(ignored))


def _headings(file: str, source: _Source, columns: Sequence[Column]) -> dict[str, Heading]:
    where = f"工作表“{source.sheet}”" if source.sheet else ""
    if len(source.titles) > MAX_COLUMNS:
        raise _too_large(file)
    if absent := missing(source.titles, columns):
        present = "、".join(title[:20] for title in source.titles[:30] if title) or "空"
        raise _refusal(
            file, f"{where}缺少列：{'、'.join(absent)}；第1行现有：{present}；请把表头放在第1行并补齐后重新导入"
        )
    headings, doubled = match_columns(source.titles, columns)
    if doubled:
        raise _refusal(file, f"{where}有几列表示同一内容（{'、'.join(doubled)}），请只保留一列后重新导入")
    return headings


def _rows(origin: Origin, columns: Sequence[Column], source: _Source) -> Iterator[Row]:
    for index, (number, contents) in enumerate(source.lines):
        if index >= MAX_ROWS:
            raise _too_large(origin.file)
        if row := build_row(origin, number, contents, columns):
            yield row


def _refusal(file: str, why: str) -> Refused:
    return Refused(f"未导入：“{file}”{why}。")


def contents_of(path: Path) -> bytes:
    """Return the bytes of a file. Raises Refused if it cannot be read, is empty, or larger than 100 MB."""
    try:
        state = path.stat()
        data = path.read_bytes() if stat.S_ISREG(state.st_mode) and state.st_size <= MAX_BYTES else b""
    except FileNotFoundError as absent:
        raise _refusal(path.name, "不存在，请检查路径和文件名") from absent
    except (OSError, ValueError) as unreadable:
        raise _refusal(path.name, "无法读取，请检查路径和读取权限") from unreadable
    if not stat.S_ISREG(state.st_mode):
        raise _refusal(path.name or str(path), "是文件夹或设备，不是文件，请给出表格文件的路径")
    if state.st_size > MAX_BYTES:
        raise _refusal(path.name, "超过100MB，请拆分后重新导入")
    if not data:
        raise _refusal(path.name, "是空文件，请检查是否保存完整")
    return data


def _check_kind(file: str, suffix: str, data: bytes) -> None:
    if suffix not in (".xlsx", ".csv"):
        raise _refusal(file, OTHER_KINDS.get(suffix, "不是可导入的表格，只接受.xlsx和UTF-8编码的.csv"))
    if data.startswith(OLE) and "EncryptedPackage".encode("utf-16-le") in data:
        raise _refusal(file, "设有打开密码，请取消密码后重新导入")
    actual = {ZIP: "Excel工作簿或压缩包", OLE: "旧版Excel文件（.xls）", PDF: "PDF文件"}.get(data[:4], "")
    if actual and (suffix, data[:4]) != (".xlsx", ZIP):
        raise _refusal(file, f"其实是{actual}，与扩展名{suffix}不符，{RESAVE}")
    if suffix == ".xlsx" and not actual:
        raise _refusal(file, f"的内容不是Excel工作簿，{RESAVE}")


def _read_csv(file: str, data: bytes, _columns: Sequence[Column]) -> _Source:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as other:
        raise _refusal(file, "不是UTF-8编码，请另存为UTF-8（Excel中选“CSV UTF-8”）后重新导入") from other
    if "\0" in text:
        raise _refusal(file, "含有空字符，不是文本文件，请另存为UTF-8（Excel中选“CSV UTF-8”）后重新导入")
    lines = _read_csv_lines(file, text)
    titles = next(lines, (1, []))[1]
    return _Source("", [shown(title.value) for title in titles], lines)


def _read_csv_lines(file: str, text: str) -> Lines:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    start = 1
    try:
        for record in reader:
            yield start, [text_content(part) for part in record]
            start = reader.line_num + 1
    except csv.Error as wrong:
        raise _refusal(file, f"从第{start}行起引号不成对或一格内容过长，请改正后重新导入") from wrong


@contextmanager
def _refuse_damaged(file: str) -> Iterator[None]:
    try:
        yield
    except BROKEN as broken:
        raise _refusal(file, f"已损坏或不是完整的Excel工作簿，{RESAVE}") from broken


def _read_workbook(file: str, data: bytes, columns: Sequence[Column]) -> _Source:
    with _refuse_damaged(file):
        _check_archive(file, data)
        reader = ExcelReader(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        reader.read()
        sheet, titles = _choose_sheet(file, reader, columns)
        if (sheet.max_row or 0) > MAX_ROWS + 1 or (sheet.max_column or 0) > MAX_COLUMNS:
            raise _too_large(file)
        sheet.reset_dimensions()  # a stated size that is too small would hide rows
        parts = {child.name: part.target for child, part in reader.parser.find_sheets()}
        merged, uncalculated = _find_unreadable(reader.archive.read(parts[sheet.title]), len(titles))
        if merged:
            raise _refusal(file, f"工作表“{sheet.title}”有合并单元格（{'、'.join(merged[:10])}），请取消合并并逐行填写")
    return _Source(sheet.title, titles, _read_workbook_lines(file, sheet, len(titles), uncalculated))


def tables_of(file: str, data: bytes) -> list[tuple[str, list[tuple[int, list[Content]]]]]:
    """Return every visible sheet of a workbook with its lines."""
    with warnings.catch_warnings(), _refuse_damaged(file):
        warnings.simplefilter("ignore")
        _check_kind(file, ".xlsx", data)
        _check_archive(file, data)
        reader = ExcelReader(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        reader.read()
        found = []
        for sheet in reader.wb.worksheets:
            if sheet.sheet_state == "visible":
                sheet.reset_dimensions()
                rows = enumerate(_cells(sheet, 1, MAX_COLUMNS), 1)
                found.append((sheet.title, [(n, [cell_content(c, frozenset()) for c in row]) for n, row in rows]))
        return found


def _too_large(file: str) -> Refused:
    return _refusal(file, f"超过{MAX_ROWS}行或{MAX_COLUMNS}列，请删除多余的空行空列或拆分后重新导入")


def _check_archive(file: str, data: bytes) -> None:
    entries = ZipFile(io.BytesIO(data)).infolist()
    unpacked = sum(entry.file_size for entry in entries)
    if len(entries) > MAX_ENTRIES or unpacked > min(MAX_UNPACKED, MAX_RATIO * len(data)):
        raise _refusal(file, f"解压后过大或内含文件过多，可能不安全，{RESAVE}")
    if any(".." in entry.filename or stat.S_ISLNK(entry.external_attr >> 16) for entry in entries):
        raise _refusal(file, f"内含不安全的路径，{RESAVE}")
    if any(entry.flag_bits & 1 or entry.compress_type not in (ZIP_STORED, ZIP_DEFLATED) for entry in entries):
        raise _refusal(file, f"设有打开密码或压缩方式特殊，请取消密码后{RESAVE[1:]}")
    if any(entry.filename.endswith("vbaProject.bin") for entry in entries):
        raise _refusal(file, OTHER_KINDS[".xlsm"])


def _choose_sheet(file: str, reader: ExcelReader, columns: Sequence[Column]) -> tuple[ReadOnlyWorksheet, list[str]]:
    visible = [sheet for sheet in reader.wb.worksheets if sheet.sheet_state == "visible"]
    tops = [(sheet, _read_titles(sheet)) for sheet in visible]
    if not tops:
        raise _refusal(file, "没有可见的工作表，请取消隐藏后重新导入")
    fitting = [(sheet, titles) for sheet, titles in tops if not missing(titles, columns)]
    if len(fitting) > 1:
        titles_found = "、".join(f"“{sheet.title}”" for sheet, _ in fitting)
        raise _refusal(file, f"有多个工作表符合要求（{titles_found}），无法判断用哪一个，请只保留一个后重新导入")
    return fitting[0] if fitting else max(tops, key=lambda top: -len(missing(top[1], columns)))


def _read_titles(sheet: ReadOnlyWorksheet) -> list[str]:
    row = next(_cells(sheet, 1, MAX_COLUMNS + 1), ())
    titles = [shown(cell_content(cell, frozenset()).value) for cell in row]
    return titles[: max((position for position, title in enumerate(titles, 1) if title), default=0)]


def _cells(sheet: ReadOnlyWorksheet, first: int, width: int) -> Iterator[tuple[object, ...]]:
    return sheet.iter_rows(min_row=first, max_col=width)  # type: ignore[misc] # the stub belongs to another class


def _find_unreadable(xml: bytes, width: int) -> tuple[list[str], frozenset[str]]:
    """Return merged ranges among the rows, and formula cells without a result: a reader of values sees neither."""
    merged, uncalculated = list[str](), set[str]()
    if not re.search(rb"<(?:\w+:)?(?:f|mergeCell)[\s/>]", xml):
        return merged, frozenset()
    for _, element in iterparse(io.BytesIO(xml)):
        tag = element.tag.rpartition("}")[2]
        if tag == "mergeCell":
            left, _, _, bottom = range_boundaries(element.get("ref"))
            merged += [element.get("ref")] if (bottom or MAX_ROWS) > 1 and (left or 1) <= width else []
        elif tag == "c":
            children = {child.tag.rpartition("}")[2]: child.text for child in element}
            if "f" in children and not children.get("v") and element.get("t") != "str":
                uncalculated.add(element.get("r"))
        elif tag == "row":
            element.clear()
    return merged, frozenset(uncalculated)


def _read_workbook_lines(file: str, sheet: ReadOnlyWorksheet, width: int, uncalculated: frozenset[str]) -> Lines:
    with _refuse_damaged(file):
        for number, cells in enumerate(_cells(sheet, 2, width), 2):
            yield number, [cell_content(cell, uncalculated) for cell in cells]
