"""Parts of a package (.xlsx, .ods): the limits of the archive, and XML read element by element, never a DTD."""

import stat
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from io import BytesIO
from xml.parsers import expat
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

from models.intake.sheet.grid import refusal

MAX_UNPACKED, MAX_ENTRIES, MAX_RATIO = 100_000_000, 2_000, 100
CHUNK = 65_536
RESAVE = "请用Excel打开并另存为.xlsx后重新导入"
MACROS = "是带宏的工作簿，请另存为不带宏的.xlsx后重新导入"
Attributes = dict[str, str]


class Handlers:
    """The callbacks of one XML part, by local name: a strict workbook differs only in its namespaces."""

    def __init__(self) -> None:
        self.starts: dict[str, Callable[[Attributes], None]] = {}
        self.ends: dict[str, Callable[[], None]] = {}
        self.text: list[str] | None = None

    def start(self, name: str, attributes: Attributes) -> None:
        """Call the callback of an element's start."""
        if handler := self.starts.get(name.rpartition(":")[2] if ":" in name else name):
            handler(attributes)

    def end(self, name: str) -> None:
        """Call the callback of an element's end."""
        if handler := self.ends.get(name.rpartition(":")[2] if ":" in name else name):
            handler()

    def add_text(self, text: str) -> None:
        """Collect text while `text` is a list."""
        if self.text is not None:
            self.text.append(text)


def local(attributes: Attributes) -> Attributes:
    """Return attributes by their names without prefix."""
    return {name.rpartition(":")[2]: value for name, value in attributes.items()}


def _refuse_dtd(*_: object) -> None:
    raise ValueError("a DTD")


def parse_in_parts(xml: bytes, handlers: Handlers) -> Iterator[None]:
    """Parse XML, and yield after each part of it. Raises ExpatError, or ValueError at a DTD."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse_dtd  # no entities, nothing from outside
    parser.StartElementHandler, parser.EndElementHandler = handlers.start, handlers.end
    parser.CharacterDataHandler = handlers.add_text
    for begin in range(0, len(xml), CHUNK):
        parser.Parse(xml[begin : begin + CHUNK], False)  # noqa: FBT003 - whether this is the last part
        yield
    parser.Parse(b"", True)  # noqa: FBT003 - the same
    yield


def parse_whole(xml: bytes, handlers: Handlers) -> None:
    """Parse XML to its end. Raises ExpatError, or ValueError at a DTD."""
    for _ in parse_in_parts(xml, handlers):
        pass


class _Elements(Handlers):
    """The callbacks that find the elements of some names."""

    def __init__(self, names: Sequence[str]) -> None:
        super().__init__()
        self.found: list[tuple[str, Attributes, str]] = []
        self.opened: list[tuple[Attributes, int]] = []
        self.starts = dict.fromkeys(names, self._begin)
        self.ends = {name: partial(self._end, name) for name in names}

    def _begin(self, attributes: Attributes) -> None:
        self.text = self.text or []
        self.opened.append((local(attributes), len(self.text)))

    def _end(self, name: str) -> None:
        attributes, begin = self.opened.pop()
        self.found.append((name, attributes, "".join((self.text or [])[begin:])))
        self.text = self.text if self.opened else None


def elements_of(xml: bytes, *names: str) -> Iterator[tuple[str, Attributes, str]]:
    """Yield the elements of these names as they end: name, attributes by their local names, and all text within."""
    handlers = _Elements(names)
    for _ in parse_in_parts(xml, handlers):
        yield from handlers.found
        handlers.found.clear()


def open_archive(file: str, data: bytes) -> ZipFile:
    """Return the archive of a workbook. Raises Refused if it may be dangerous, has macros or a password."""
    archive = ZipFile(BytesIO(data))
    entries = archive.infolist()
    unpacked = sum(entry.file_size for entry in entries)
    if len(entries) > MAX_ENTRIES or unpacked > min(MAX_UNPACKED, MAX_RATIO * len(data)):
        raise refusal(file, f"解压后过大或内含文件过多，可能不安全，{RESAVE}")
    if any(".." in entry.filename or stat.S_ISLNK(entry.external_attr >> 16) for entry in entries):
        raise refusal(file, f"内含不安全的路径，{RESAVE}")
    if any(entry.flag_bits & 1 or entry.compress_type not in (ZIP_STORED, ZIP_DEFLATED) for entry in entries):
        raise refusal(file, f"设有打开密码或压缩方式特殊，请取消密码后{RESAVE[1:]}")
    if any(entry.filename.lower().endswith("vbaproject.bin") for entry in entries):
        raise refusal(file, MACROS)
    return archive


def spelled(name: str) -> str:
    """Return the name of a part in its one spelling."""
    return name.replace("\\", "/").casefold()


def part_of(archive: ZipFile, name: str) -> bytes:
    """Return a part by its name, which may stand there in other case or with backslashes. Raises KeyError."""
    return archive.read({spelled(entry.filename): entry for entry in archive.infolist()}[spelled(name)])
