"""The files of the notices: one a kind, with its subject, head, rows and one short line (docs/developer/howto.md)."""

import re
from collections.abc import Collection
from importlib.resources import files

SECTIONS = ("subject", "head", "rows", "short")
KEY = re.compile(r"([a-z_]+):(.*)", re.ASCII)
LABEL = re.compile(r"(.+?) {2,}(.+)")
STATEMENT = re.compile(r"\{%.*?%\}|\{#.*?#\}")
END_OF_LABEL, END_OF_ROW = "\x01", "\x02"
FOLDER = files("notifications") / "templates"


class MalformedNoticeFileError(ValueError):
    """A file of a notice does not have its four sections in their order."""

    def __init__(self, file: str, line: int, expected: str) -> None:
        self.file, self.line, self.expected = file, line, expected
        super().__init__(f"“{file}”第{line}行：应为{expected}")


def load_template(name: str) -> str | None:
    """Returns the source of a section, such as `listed/rows`, or of a shared part; None if there is no such file."""
    kind, _, section = name.partition("/")
    file = name if kind == "_parts" else f"{kind}.j2"
    if not (FOLDER / file).is_file():
        return None
    source = (FOLDER / file).read_text(encoding="utf-8")
    if kind != "_parts":
        return sections_of(source, file)[section]
    return _marked(source.splitlines()) if name.endswith(".rows") else source


def sections_of(source: str, file: str) -> dict[str, str]:
    """Returns the template of each section; an indented line continues the line above; only rows have several.

    Raises MalformedNoticeFileError if a section is missing, unknown, out of its order or has a line too many.
    """
    found: dict[str, list[str]] = {}
    for number, line in enumerate(source.splitlines(), 1):
        match = KEY.fullmatch(line)
        if match or not found:
            key, words = match.groups() if match else (line, "")
            _expect(key, found, file, number)
            lines = found[key] = [words.strip()]
        elif line.startswith(" "):
            lines[-1] += line.strip()
        elif key == "rows":
            lines.append(line)
        else:
            raise MalformedNoticeFileError(file, number, f"“{key}:”的续行，须缩进")
    _expect("", found, file, source.count("\n") + 1)
    return {key: _marked(lines) if key == "rows" else lines[0] for key, lines in found.items()}


def _expect(key: str, found: Collection[str], file: str, line: int) -> None:
    """Refuse a key that is not the next one; the empty key stands for the end of the file."""
    following = (*SECTIONS, "")[len(found)]
    if key != following:
        raise MalformedNoticeFileError(file, line, f"“{following}:”" if following else "正文")


def _marked(lines: list[str]) -> str:
    """Returns the source of rows in which each row is marked; a line of statements only makes no row."""
    return "\n".join(_row(line) if STATEMENT.sub("", line).strip() else line for line in lines)


def _row(line: str) -> str:
    label, words = match.groups() if (match := LABEL.fullmatch(line)) else ("", line)
    return f"{label}{END_OF_LABEL}{words}{END_OF_ROW}"


def rows_of(rendered: str) -> list[tuple[str, str]]:
    """Returns label and words of each row that a rendered section has; a row without words is left out."""
    rows = (row.strip().partition(END_OF_LABEL) for row in rendered.split(END_OF_ROW))
    return [(label, words.strip()) for label, _, words in rows if words.strip()]


def without_marks(value: object) -> object:
    """Returns what a template prints without the marks of rows, which only a file may set."""
    return value.replace(END_OF_LABEL, "").replace(END_OF_ROW, "") if isinstance(value, str) else value
