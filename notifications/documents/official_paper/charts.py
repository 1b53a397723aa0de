"""Native charts of a 公文: bars with their values, whose numbers stand in the chart itself; no picture, no workbook."""

from collections.abc import Sequence
from decimal import Decimal
from itertools import count
from typing import NamedTuple
from xml.sax.saxutils import escape

from docx.document import Document as Sheet
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.shared import Mm
from docx.text.paragraph import Paragraph

from notifications.documents.official_paper.page import BODY_FONT, TEXT, room_of
from notifications.documents.words import plain

WIDTH, HEIGHT = Mm(150), Mm(70)
MOST_STEPS = 10  # of an axis
COLOUR = "595959"  # a grey that a copier keeps
SPACES = (
    'xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
WORDS = (
    '<c:txPr><a:bodyPr/><a:lstStyle/><a:p><a:pPr><a:defRPr sz="1050"><a:latin typeface="Times New Roman"/>'
    f'<a:ea typeface="{BODY_FONT}"/></a:defRPr></a:pPr><a:endParaRPr lang="zh-CN"/></a:p></c:txPr>'
)
CHART = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<c:chartSpace {spaces}><c:roundedCorners val="0"/><c:chart><c:autoTitleDeleted val="1"/><c:plotArea><c:layout/>
<c:barChart><c:barDir val="col"/><c:grouping val="clustered"/><c:varyColors val="0"/>
<c:ser><c:idx val="0"/><c:order val="0"/><c:tx><c:v>{title}</c:v></c:tx>
<c:spPr><a:solidFill><a:srgbClr val="{colour}"/></a:solidFill></c:spPr><c:invertIfNegative val="0"/>
<c:dLbls><c:showLegendKey val="0"/><c:showVal val="1"/><c:showCatName val="0"/><c:showSerName val="0"/>
<c:showPercent val="0"/><c:showBubbleSize val="0"/></c:dLbls>
<c:cat><c:strLit><c:ptCount val="{count}"/>{labels}</c:strLit></c:cat>
<c:val><c:numLit><c:formatCode>General</c:formatCode><c:ptCount val="{count}"/>{values}</c:numLit></c:val></c:ser>
<c:gapWidth val="80"/><c:axId val="1"/><c:axId val="2"/></c:barChart>
<c:catAx><c:axId val="1"/><c:scaling><c:orientation val="minMax"/></c:scaling><c:delete val="0"/>
<c:axPos val="b"/><c:majorTickMark val="none"/><c:minorTickMark val="none"/><c:tickLblPos val="low"/>
<c:crossAx val="2"/><c:crosses val="autoZero"/></c:catAx>
<c:valAx><c:axId val="2"/><c:scaling><c:orientation val="minMax"/><c:min val="0"/></c:scaling><c:delete val="0"/>
<c:axPos val="l"/><c:majorTickMark val="none"/><c:minorTickMark val="none"/><c:tickLblPos val="nextTo"/>
<c:crossAx val="1"/><c:crosses val="autoZero"/><c:crossBetween val="between"/>{step}</c:valAx>
</c:plotArea><c:plotVisOnly val="1"/></c:chart>{words}</c:chartSpace>"""
FRAME = """<w:drawing xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"
xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" {spaces}>
<wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent cx="{width}" cy="{height}"/>
<wp:docPr id="{number}" name="chart{number}" descr="{title}"/><wp:cNvGraphicFramePr/>
<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/chart"><c:chart r:id="{part}"/>
</a:graphicData></a:graphic></wp:inline></w:drawing>"""


class Bar(NamedTuple):
    """A bar of a chart: its label and its value, in digits."""

    label: str
    value: str


def add_chart(sheet: Sheet, number: int, title: str, bars: Sequence[Bar]) -> Paragraph:
    """Add chart `number` of the document; its title is read to the blind and stands under it as a caption."""
    part = sheet.part.relate_to(_build_part(sheet, number, title, bars), RELATIONSHIP_TYPE.CHART)
    width = min(WIDTH, room_of(sheet))
    frame = FRAME.format(spaces=SPACES, width=width, height=HEIGHT, number=number, title=_attribute(title), part=part)
    line = sheet.add_paragraph(style=TEXT)
    line.add_run()._r.append(parse_xml(frame))  # noqa: SLF001 - the library knows no charts
    shape = line.paragraph_format
    shape.line_spacing_rule, shape.keep_with_next = WD_LINE_SPACING.SINGLE, True
    line.alignment = WD_ALIGN_PARAGRAPH.CENTER
    return line


def _build_part(sheet: Sheet, number: int, title: str, bars: Sequence[Bar]) -> Part:
    xml = CHART.format(
        spaces=SPACES,
        title=_text(title),
        colour=COLOUR,
        count=len(bars),
        labels=_points([_text(bar.label) for bar in bars]),
        values=_points([bar.value for bar in bars]),
        step=_step([bar.value for bar in bars]),
        words=WORDS,
    )
    name = PackURI(f"/word/charts/chart{number}.xml")
    return Part(name, CONTENT_TYPE.DML_CHART, xml.encode(), sheet.part.package)


def _step(values: Sequence[str]) -> str:
    """Return the step of an axis of counts, which is whole: 1, 2, 5, 10, …; of other values it is left to programs."""
    if not all(value.isdecimal() for value in values):
        return ""
    largest = max(map(int, values), default=0)
    sizes = (Decimal(digit).scaleb(power) for power in count() for digit in (1, 2, 5))
    return f'<c:majorUnit val="{next(size for size in sizes if size * MOST_STEPS >= largest):f}"/>'


def _points(values: Sequence[str]) -> str:
    return "".join(f'<c:pt idx="{number}"><c:v>{value}</c:v></c:pt>' for number, value in enumerate(values))


def _text(words: str) -> str:
    return escape(plain(words))


def _attribute(words: str) -> str:
    return escape(plain(words), {'"': "&quot;", "\n": " "})
