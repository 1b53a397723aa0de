"""公文底版: the agency's own .docx, checked before it is taken: no macro, link to outside or OLE, only known names."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import PurePosixPath
from xml.parsers.expat import ExpatError
from zipfile import BadZipFile, ZipFile

from docx import Document
from docx.opc.exceptions import PackageNotFoundError
from docx.opc.part import Part, XmlPart
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement

from models.intake.sheet.elements import MAX_ENTRIES, MAX_RATIO, MAX_UNPACKED, Handlers, parse_whole
from models.rules.errors import Refused
from models.rules.letterhead import BODY_NAME, BRACES, NAMES

LARGEST = 10_000_000  # bytes
FETCHING = ("DDE", "INCLUDE", "LINK", "IMPORT")  # fields that bring something in from outside
OLE = ("embeddings", "activex")  # folders of embedded objects
BROKEN = (BadZipFile, ExpatError, ValueError, KeyError, PackageNotFoundError)


def check_letterhead(name: str, data: bytes) -> None:
    """Raise Refused, with what is wrong by its name, unless the file can be a letterhead."""
    faults = _faults(data) if len(data) <= LARGEST else iter((f"超过{LARGEST // 1_000_000}MB",))
    try:
        fault = next(faults, "")
    except BROKEN:
        fault = "不是完好的.docx文件，请用Word打开并另存为.docx"
    if fault:
        raise Refused(f"底版“{name}”未登记：{fault}。")


def _faults(data: bytes) -> Iterator[str]:
    with ZipFile(BytesIO(data)) as archive:
        yield from _faults_of_archive(archive, len(data))
    sheet = Document(BytesIO(data))
    parts = list(sheet.part.package.iter_parts())
    for part in parts:
        yield from _faults_of_part(part)
    placed = [line.text.strip() for line in sheet.paragraphs].count(f"{{{{{BODY_NAME}}}}}")
    written = sum(names_in(part).count(BODY_NAME) for part in parts if isinstance(part, XmlPart))
    if (placed, written) != (1, 1):
        yield f"应有且只有一段“{{{{{BODY_NAME}}}}}”，单独成段，不在表格和文本框内"


def _faults_of_archive(archive: ZipFile, size: int) -> Iterator[str]:
    entries = archive.infolist()
    if len(entries) > MAX_ENTRIES or sum(entry.file_size for entry in entries) > min(MAX_UNPACKED, MAX_RATIO * size):
        yield "解压后过大或内含文件过多，可能不安全"
    for entry in entries:
        path = PurePosixPath(entry.filename.lower())
        if path.name.startswith("vba"):
            yield f"含有宏（{entry.filename}）"
        if any(folder in path.parts for folder in OLE) or "oleobject" in path.name:
            yield f"含有嵌入的对象（{entry.filename}）"
        if path.suffix in {".xml", ".rels"}:
            content = archive.read(entry)
            parse_whole(content, Handlers())
            if b"macroEnabled" in content:
                yield f"含有宏（{entry.filename}）"


def _faults_of_part(part: Part) -> Iterator[str]:
    yield from (f"含有外部链接（{related.target_ref}）" for related in part.rels.values() if related.is_external)
    if isinstance(part, XmlPart):
        yield from (f"含有取用外部内容的域（{words}）" for words in _fields(part) if words.upper().startswith(FETCHING))
        known = "、".join(sorted(NAMES))
        yield from (f"不认识“{{{{{name}}}}}”，可写：{known}" for name in names_in(part) if name not in NAMES)
    elif b"{{" in part.blob and str(part.partname).endswith(".xml"):
        yield f"双花括号写在不能替换的位置（{part.partname}）"


def _fields(part: XmlPart) -> Iterator[str]:
    """Yield what the fields of a part do."""
    for field in part.element.iter(qn("w:instrText"), qn("w:fldSimple")):
        yield str(field.text or field.get(qn("w:instr")) or "").strip()


def names_in(part: XmlPart) -> list[str]:
    """Return the names in double braces in the paragraphs of a part, also where a name is torn between runs."""
    lines = part.element.iter(qn("w:p"))
    return [name for line in lines for name in BRACES.findall("".join(piece.text or "" for piece in pieces_of(line)))]


def pieces_of(line: BaseOxmlElement) -> list[BaseOxmlElement]:
    """Return the pieces of text of a paragraph, without those of a text box inside it."""
    return [piece for piece in line.iter(qn("w:t")) if next(piece.iterancestors(qn("w:p"))) is line]
