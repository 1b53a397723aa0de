"""How the cells of a locked workbook look: a fixed list of styles, and the part of the file that holds them."""

from dataclasses import dataclass
from enum import IntEnum
from xml.sax.saxutils import escape

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
SIDES = ("left", "right", "top", "bottom")
NO_BORDER = "".join(f"<{side}/>" for side in (*SIDES, "diagonal"))
BORDER = "".join(f'<{side} style="thin"><color rgb="FFA6A6A6"/></{side}>' for side in SIDES) + "<diagonal/>"
GREY_INK = '<color rgb="FF808080"/>'
FONTS = {
    "plain": '<sz val="11"/><name val="Calibri"/><family val="2"/>',
    "title": '<b/><sz val="14"/><name val="Calibri"/><family val="2"/>',
    "bold": '<b/><sz val="11"/><name val="Calibri"/><family val="2"/>',
    "small": f'<sz val="8"/>{GREY_INK}<name val="Calibri"/><family val="2"/>',
    "hint": f'<i/><sz val="11"/>{GREY_INK}<name val="Calibri"/><family val="2"/>',
}
SOLID = '<patternFill patternType="solid"><fgColor rgb="{}"/></patternFill>'
# The first two are those with which every workbook begins.
FILLS = {
    "none": '<patternFill patternType="none"/>',
    "gray125": '<patternFill patternType="gray125"/>',
    "grey": SOLID.format("FFE7E6E6"),
    "pale": SOLID.format("FFF5F5F5"),
}
AS_TEXT, DAY_NUMBER = 49, 164
DAY_FORMAT = 'yyyy"年"m"月"d"日"'


class Look(IntEnum):
    """How a cell looks: the number of its style. A white cell can be filled in, all others are locked."""

    TEXT = 0
    TITLE = 1
    BOLD = 2
    SMALL = 3
    HINT = 4
    GREY = 5
    GREY_BOLD = 6
    GREY_SMALL = 7
    EXAMPLE = 8
    WHITE = 9
    WHITE_TEXT = 10
    WHITE_DAY = 11


@dataclass(frozen=True, slots=True)
class _Style:
    font: str = "plain"
    fill: str = "none"
    wrapped: bool = True
    white: bool = False
    number: int = 0

    def xml(self) -> str:
        """Returns the style as an element of `cellXfs`."""
        framed = int(self.white or self.fill != "none")
        inside = ('<alignment vertical="top" wrapText="1"/>' if self.wrapped else "") + (
            '<protection locked="0"/>' if self.white else ""
        )
        return (
            f'<xf numFmtId="{self.number}" fontId="{list(FONTS).index(self.font)}" '
            f'fillId="{list(FILLS).index(self.fill)}" borderId="{framed}" xfId="0" applyNumberFormat="1" '
            f'applyFont="1" applyFill="1" applyBorder="1" applyAlignment="1" applyProtection="1">{inside}</xf>'
        )


STYLES = {
    Look.TEXT: _Style(),
    Look.TITLE: _Style("title", wrapped=False),
    Look.BOLD: _Style("bold"),
    Look.SMALL: _Style("small"),
    Look.HINT: _Style("hint"),
    Look.GREY: _Style(fill="grey"),
    Look.GREY_BOLD: _Style("bold", "grey"),
    Look.GREY_SMALL: _Style("small", "grey"),
    Look.EXAMPLE: _Style("hint", "pale"),
    Look.WHITE: _Style(white=True),
    Look.WHITE_TEXT: _Style(white=True, number=AS_TEXT),
    Look.WHITE_DAY: _Style(white=True, number=DAY_NUMBER),
}


def style_sheet() -> str:
    """Returns the styles of all looks, in their order, as the part `xl/styles.xml`."""
    fonts = "".join(f"<font>{font}</font>" for font in FONTS.values())
    fills = "".join(f"<fill>{fill}</fill>" for fill in FILLS.values())
    styles = "".join(STYLES[look].xml() for look in Look)
    code = escape(DAY_FORMAT, {'"': "&quot;"})
    return (
        f'<styleSheet xmlns="{MAIN}"><numFmts count="1"><numFmt numFmtId="{DAY_NUMBER}" formatCode="{code}"/>'
        f'</numFmts><fonts count="{len(FONTS)}">{fonts}</fonts><fills count="{len(FILLS)}">{fills}</fills>'
        f'<borders count="2"><border>{NO_BORDER}</border><border>{BORDER}</border></borders>'
        '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
        f'<cellXfs count="{len(Look)}">{styles}</cellXfs>'
        '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
    )
