"""A locked workbook of text cells, written as XML: ten times as fast as a library that takes any workbook.

Its parts need no compression: there is no theme, and no colour that no cell has.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from xml.sax.saxutils import escape, quoteattr

from models.rules.plain_text import cell_text
from notifications.documents.cell_looks import MAIN, Look, style_sheet
from notifications.documents.office_file import CORE, TYPES, zipped

XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml"
Value = tuple[str | None, Look]


@dataclass(frozen=True, slots=True)
class Rule:
    """The check that Excel and WPS make while cells are filled in; `operands` are one or two formulas."""

    cells: str
    kind: str
    operands: tuple[str, ...]
    title: str
    error: str

    def xml(self) -> str:
        """Returns the rule as an element of `dataValidations`."""
        formulas = "".join(f"<formula{n}>{escape(each)}</formula{n}>" for n, each in enumerate(self.operands, 1))
        return (
            f'<dataValidation type="{self.kind}" allowBlank="1" showErrorMessage="1" '
            f'errorTitle={quoteattr(self.title)} error={quoteattr(self.error)} sqref="{self.cells}">'
            f"{formulas}</dataValidation>"
        )


@dataclass(slots=True)
class Page:
    """A sheet: the widths of its columns in characters, its rows with their heights in points, the checks of cells.

    `spans` are the ranges of cells that are merged. `header` is the row that stays in view, with the first two columns,
    and is printed on every page.
    """

    name: str
    widths: Sequence[int]
    rows: list[Sequence[Value]] = field(default_factory=list)
    heights: dict[int, float] = field(default_factory=dict)
    rules: list[Rule] = field(default_factory=list)
    spans: list[str] = field(default_factory=list)
    header: int = 0

    def append(self, *values: Value, height: float = 0) -> int:
        """Add a row, of the usual height if none is given. Returns its number."""
        self.rows.append(values)
        if height:
            self.heights[len(self.rows)] = height
        return len(self.rows)


def column(number: int) -> str:
    """Returns the letter of a column, counted from 1. Raises ValueError beyond Z."""
    letter = chr(ord("A") + number - 1)
    if not "A" <= letter <= "Z":
        raise ValueError(number)
    return letter


def write_workbook(title: str, author: str, day: date, pages: Sequence[Page]) -> bytes:
    """Returns the bytes of the workbook; they depend only on these arguments."""
    parts = dict(FIXED_PARTS) | {
        TYPES: _types(len(pages)),
        CORE: _properties(title, author, day),
        "xl/_rels/workbook.xml.rels": _relations(len(pages)),
        "xl/workbook.xml": _book(pages),
    }
    for number, page in enumerate(pages, 1):
        parts[f"xl/worksheets/sheet{number}.xml"] = "".join(_sheet(page))
    return zipped({name: (XML + part).encode() for name, part in parts.items()}, day)


def _sheet(page: Page) -> Iterator[str]:
    yield f'<worksheet xmlns="{MAIN}"><sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>'
    yield f'<sheetViews><sheetView workbookViewId="0">{_pane(page.header)}</sheetView></sheetViews>'
    yield '<sheetFormatPr defaultRowHeight="15"/><cols>'
    for number, width in enumerate(page.widths, 1):
        yield f'<col min="{number}" max="{number}" width="{width}" customWidth="1"/>'
    yield "</cols><sheetData>"
    for number, row in enumerate(page.rows, 1):
        yield _row(number, row, page.heights.get(number, 0))
    # Widths and heights may be changed; there is no password.
    yield '</sheetData><sheetProtection sheet="1" formatColumns="0" formatRows="0"/>'
    yield _merged(page.spans)
    if page.rules:
        yield f'<dataValidations count="{len(page.rules)}">'
        yield from (rule.xml() for rule in page.rules)
        yield "</dataValidations>"
    yield '<pageMargins left="0.4" right="0.4" top="1" bottom="1" header="0.5" footer="0.5"/>'
    yield '<pageSetup paperSize="9" orientation="landscape" fitToHeight="0"/>'
    yield "<headerFooter><oddFooter>&amp;C— &amp;P —</oddFooter></headerFooter></worksheet>"


def _merged(spans: Sequence[str]) -> str:
    cells = "".join(f'<mergeCell ref="{each}"/>' for each in spans)
    return f'<mergeCells count="{len(spans)}">{cells}</mergeCells>' if spans else ""


def _row(number: int, row: Sequence[Value], height: float) -> str:
    """Returns a row; its height is in points, 0 stands for that of the program that opens it."""
    own = f' ht="{height:g}" customHeight="1"' if height else ""
    cells = (_cell(f"{column(place)}{number}", text, look) for place, (text, look) in enumerate(row, 1))
    return f'<row r="{number}"{own}>{"".join(cells)}</row>'


def _cell(place: str, text: str | None, look: Look) -> str:
    """Returns a cell with a text; one that begins with = is stored as text, never as a formula."""
    if not text:
        return f'<c r="{place}" s="{look}"/>' if look else ""
    held = escape(cell_text(text))
    return f'<c r="{place}" s="{look}" t="inlineStr"><is><t xml:space="preserve">{held}</t></is></c>'


def _pane(header: int) -> str:
    if not header:
        return ""
    pane = f'<pane xSplit="2" ySplit="{header}" topLeftCell="C{header + 1}" activePane="bottomRight" state="frozen"/>'
    return pane + "".join(f'<selection pane="{each}"/>' for each in ("topRight", "bottomLeft", "bottomRight"))


def _book(pages: Sequence[Page]) -> str:
    sheets = "".join(
        f'<sheet name={quoteattr(page.name)} sheetId="{n}" r:id="rId{n}"/>' for n, page in enumerate(pages, 1)
    )
    names = "".join(
        f'<definedName name="_xlnm.Print_Titles" localSheetId="{n}">'
        f"{escape(_quoted(page.name))}!${page.header}:${page.header}</definedName>"
        for n, page in enumerate(pages)
        if page.header
    )
    defined = f"<definedNames>{names}</definedNames>" if names else ""
    views = '<bookViews><workbookView tabRatio="600"/></bookViews>'
    return f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">{views}<sheets>{sheets}</sheets>{defined}</workbook>'


def _quoted(name: str) -> str:
    """Returns the name of a sheet as it stands in a formula."""
    return "'" + name.replace("'", "''") + "'"


def _types(sheets: int) -> str:
    parts = {
        "/xl/workbook.xml": f"{SPREADSHEET}.sheet.main+xml",
        "/xl/styles.xml": f"{SPREADSHEET}.styles+xml",
        f"/{CORE}": "application/vnd.openxmlformats-package.core-properties+xml",
        **{f"/xl/worksheets/sheet{n}.xml": f"{SPREADSHEET}.worksheet+xml" for n in range(1, sheets + 1)},
    }
    overrides = "".join(f'<Override PartName="{part}" ContentType="{kind}"/>' for part, kind in parts.items())
    return (
        f'<Types xmlns="{PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{overrides}</Types>'
    )


def _relations(sheets: int) -> str:
    targets = {n: ("worksheet", f"worksheets/sheet{n}.xml") for n in range(1, sheets + 1)}
    return _related({**targets, sheets + 1: ("styles", "styles.xml")})


def _related(targets: Mapping[int, tuple[str, str]]) -> str:
    links = "".join(
        f'<Relationship Id="rId{n}" Type="{kind if ":" in kind else f"{OFFICE}/{kind}"}" Target="{target}"/>'
        for n, (kind, target) in targets.items()
    )
    return f'<Relationships xmlns="{PACKAGE}/relationships">{links}</Relationships>'


def _properties(title: str, author: str, day: date) -> str:
    dated = "".join(
        f'<dcterms:{each} xsi:type="dcterms:W3CDTF">{day}T00:00:00Z</dcterms:{each}>'
        for each in ("created", "modified")
    )
    return (
        f'<cp:coreProperties xmlns:cp="{PACKAGE}/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:creator>{escape(cell_text(author))}</dc:creator><dc:title>{escape(cell_text(title))}</dc:title>"
        f"{dated}</cp:coreProperties>"
    )


FIXED_PARTS = {
    "_rels/.rels": _related(
        {
            1: ("officeDocument", "xl/workbook.xml"),
            2: (f"{PACKAGE}/relationships/metadata/core-properties", CORE),
        }
    ),
    "xl/styles.xml": style_sheet(),
}
