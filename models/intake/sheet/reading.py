"""One file and the columns of a kind become rows with their places, and what was guessed; or the file is refused."""

import stat
import struct
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from dataclasses import replace
from functools import partial
from io import BytesIO
from pathlib import Path
from xml.parsers.expat import ExpatError
from zipfile import BadZipFile, ZipFile

from models.intake.complaints import ReadColumn, RowsOrigin, Sheet
from models.intake.sheet.choice import ChosenTable, choose
from models.intake.sheet.delimited import read_text
from models.intake.sheet.elements import MACROS, RESAVE, part_of, spelled
from models.intake.sheet.grid import MAX_COLUMNS, SheetLine, Table, refusal, too_large
from models.intake.sheet.rows import RowReader
from models.rules.answer_form import CODE
from models.rules.errors import Refused
from models.rules.signed_paper import PICTURES

LACKING = "缺少列："
STREAMS, ENCODINGS, HEAD_BYTES = ("Workbook", "Book"), ("utf-8", "gb18030", "utf-16-le", "utf-16-be"), 4096
OTHER_PACKAGES = frozenset({".xlsm", ".docx", ".pptx"})
MAX_BYTES = 100_000_000
ZIP, OLE, PDF = b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF"
# The exceptions of damaged files: of the package and its XML, then of values that no program writes.
PACKAGE = (BadZipFile, zlib.error, struct.error, EOFError, OSError, RuntimeError, ExpatError)
BROKEN = (*PACKAGE, LookupError, ValueError, TypeError, AttributeError, ArithmeticError)
# The first bytes of a file of each format, by its ending.
FORMATS = {".xlsx": ZIP, ".ods": ZIP, ".xls": OLE, **dict.fromkeys((".csv", ".txt", ".tsv"), b"")}

RowsReader = Callable[[str, bytes, Sequence[ReadColumn], str], Sheet]


def read_rows(path: Path, columns: Sequence[ReadColumn], sheet: str = "") -> Sheet:
    """Parse the rows of the sheet of a file that has these columns; a cell's fault is stored with its row.

    `sheet` is the name of the sheet, for a workbook in which several have the columns. Raises Refused.
    """
    return READER.get()(path.name or str(path), contents_of(path), columns, sheet)


@contextmanager
def rows_read_by(reader: RowsReader) -> Iterator[None]:
    """Have `read_rows` read by another reader than `rows_of`, which returns the same."""
    before = READER.set(reader)
    try:
        yield
    finally:
        READER.reset(before)


def rows_of(file: str, data: bytes, columns: Sequence[ReadColumn], sheet: str = "") -> Sheet:
    """Parse the rows of a file's bytes; `file` is its name, which tells its format. Raises Refused."""
    return _read(file, choose(file, tables_of(file, data), columns, sheet), columns)


READER = ContextVar[RowsReader]("READER", default=rows_of)


def tables_of(file: str, data: bytes) -> list[Table]:
    """Return every sheet of a file's bytes; its lines are read when they are asked for. Both raise Refused."""
    suffix = kind_of(file, data)
    _check_kind(file, suffix, data)
    with _refuse_damaged(file, suffix):
        tables = _reader_of(suffix)(file, data)
    if not tables:
        raise _damaged(file, suffix)
    return [replace(table, lines=partial(_guard, file, suffix, table)) for table in tables]


def _reader_of(suffix: str) -> Callable[[str, bytes], list[Table]]:
    """Return what reads a format; openpyxl is loaded with it, since nearly every command loads this file."""
    from models.intake.sheet.old_excel import read_old_workbook  # noqa: PLC0415 - see above
    from models.intake.sheet.opendocument import read_opendocument  # noqa: PLC0415 - see above
    from models.intake.sheet.workbook import read_workbook  # noqa: PLC0415 - see above

    readers = {".xlsx": read_workbook, ".ods": read_opendocument, ".xls": read_old_workbook}
    return readers.get(suffix, read_text)


def _read(file: str, found: ChosenTable, columns: Sequence[ReadColumn]) -> Sheet:
    from models.intake.sheet.number_formats import restore_zeros  # noqa: PLC0415 - see _reader_of

    table, header = found.table, found.header
    _check_header(file, found)
    titled = frozenset(place for place, title in enumerate(header.titles, 1) if title)
    origin = RowsOrigin(file, table.name, len(header.titles), header.headings, header.rows[-1], titled)
    reader = RowReader(origin, columns)
    below = (line for line in table.lines() if line.number > header.rows[-1])
    rows, zeros = restore_zeros(tuple(reader.read(below)), columns)
    if not rows:
        raise refusal(file, "只有表头，没有数据，请填写后重新导入")
    guessed = (*table.guessed, *found.guessed, *header.guessed, *reader.guessed(), *zeros)
    return Sheet(file, table.name, rows, header.ignored, guessed)


def _check_header(file: str, found: ChosenTable) -> None:
    header, where = found.header, f"工作表“{found.table.name}”" if found.table.name else ""
    if len(header.titles) > MAX_COLUMNS:
        raise too_large(file)
    if header.missing:
        present = "、".join(title[:20] for title in header.titles[:30] if title) or "空"
        place = f"第{header.rows[-1]}行"
        raise refusal(
            file, f"{where}{LACKING}{'、'.join(header.missing)}；{place}现有：{present}；请在表头中补齐后重新导入"
        )
    if header.doubled:
        raise refusal(file, f"{where}有几列表示同一内容（{'、'.join(header.doubled)}），请只保留一列后重新导入")


def contents_of(path: Path) -> bytes:
    """Return the bytes of a file. Raises Refused if it cannot be read, is empty, or larger than 100 MB."""
    try:
        state = path.stat()
        data = path.read_bytes() if stat.S_ISREG(state.st_mode) and state.st_size <= MAX_BYTES else b""
    except FileNotFoundError as absent:
        raise refusal(path.name, "不存在，请检查路径和文件名") from absent
    except (OSError, ValueError) as unreadable:
        raise refusal(path.name, "无法读取，请检查路径和读取权限") from unreadable
    if not stat.S_ISREG(state.st_mode):
        raise refusal(path.name or str(path), "是文件夹或设备，不是文件，请给出表格文件的路径")
    if state.st_size > MAX_BYTES:
        raise refusal(path.name, "超过100MB，请拆分后重新导入")
    if not data:
        raise refusal(path.name, "是空文件，请检查是否保存完整")
    return data


def kind_of(file: str, data: bytes) -> str:
    """Return the ending of the format that a file has by its content; that of its name where the content tells none."""
    suffix = Path(file).suffix.lower()
    if data.startswith(OLE):
        return ".xls" if any(name.encode("utf-16-le") in data for name in STREAMS) else suffix
    if data.startswith(ZIP) and suffix not in OTHER_PACKAGES:
        return _kind_of_package(data) or suffix
    head = data[:HEAD_BYTES]
    is_answer = suffix not in FORMATS and any(CODE.encode(encoding) in head for encoding in ENCODINGS)
    return ".csv" if is_answer and not head.lstrip().startswith(b"<") and suffix not in (".htm", ".html") else suffix


def _kind_of_package(data: bytes) -> str:
    """Return .ods or .xlsx for a package that is one; else an empty text."""
    with suppress(*PACKAGE):
        archive = ZipFile(BytesIO(data))
        names = set(map(spelled, archive.namelist()))
        if "mimetype" in names and b"opendocument.spreadsheet" in part_of(archive, "mimetype"):
            return ".ods"
        return ".xlsx" if "xl/workbook.xml" in names else ""
    return ""


def _check_kind(file: str, suffix: str, data: bytes) -> None:
    if suffix not in FORMATS:
        accepted = "不是可导入的表格，只接受.xlsx、.xls、.ods和.csv（也可.txt、.tsv）"
        raise refusal(file, MACROS if suffix == ".xlsm" else accepted)
    if data.startswith(OLE) and "EncryptedPackage".encode("utf-16-le") in data:
        raise refusal(file, "设有打开密码，请取消密码后重新导入")
    expected = FORMATS[suffix]
    actual = {ZIP: "Excel工作簿或压缩包", OLE: "旧版Excel文件（.xls）", PDF: "PDF文件"}.get(data[:4], "")
    if actual and data[:4] != expected:
        raise refusal(file, f"其实是{actual}，与扩展名{suffix}不符，{RESAVE}")
    if expected and data.startswith(PICTURES):
        raise refusal(file, "其实是图片，不能导入，请把其中的内容录入表格后导入")
    if expected and not actual:
        raise refusal(file, f"的内容不是{_kind(suffix)}，{RESAVE}")


def _kind(suffix: str) -> str:
    return {".xlsx": "Excel工作簿", ".xls": "旧版Excel文件", ".ods": "OpenDocument表格"}.get(suffix, "文本")


def _damaged(file: str, suffix: str) -> Refused:
    return refusal(file, f"已损坏或不是完整的{_kind(suffix)}，{RESAVE}")


@contextmanager
def _refuse_damaged(file: str, suffix: str) -> Iterator[None]:
    try:
        yield
    except BROKEN as broken:
        raise _damaged(file, suffix) from broken


def _guard(file: str, suffix: str, table: Table) -> Iterator[SheetLine]:
    with _refuse_damaged(file, suffix):
        yield from table.lines()
