"""Workbooks with pictures and comments for the tests, as openpyxl, WPS and Excel write them."""

from __future__ import annotations

import re
from io import BytesIO

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.drawing.image import Image
from PIL import Image as Pixels

from tests.models.intake.sheet.written import package, parts_of

AGENCY = "市目标办"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
REL = '<Relationship Id="{}" Type="' + RELATIONS + '/{}" Target="{}"/>'
SHEET = "xl/worksheets/sheet1.xml"


def pixels(colour: str, kind: str = "png") -> bytes:
    Pixels.new("RGB", (4, 4), colour).save(stream := BytesIO(), kind)
    return stream.getvalue()


RED, BLUE = pixels("red"), pixels("blue", "jpeg")


def book(pictures: dict[str, bytes] | None = None, comments: dict[str, str] | None = None) -> bytes:
    """Returns a workbook of the agency with pictures over these cells, and comments by their author."""
    workbook = Workbook()
    workbook.properties.creator = AGENCY
    assert workbook.active is not None
    workbook.active.append(["编码", "材料"])
    workbook.active.append(["X1", "见图"])
    for place, data in (pictures or {}).items():
        workbook.active.add_image(Image(BytesIO(data)), place)
    for cell, author in (comments or {}).items():
        workbook.active[cell].comment = Comment("见附件", author)
    workbook.save(stream := BytesIO())
    return stream.getvalue()


def relations(*each: tuple[str, str, str]) -> bytes:
    return f"<Relationships>{''.join(REL.format(*one) for one in each)}</Relationships>".encode()


def with_cell(data: bytes, sheet: str, cell: str, written: str) -> dict[str, bytes]:
    """Returns the parts of a workbook in which a cell is written in this way, behind the others of its row."""
    parts, row = parts_of(data), cell.lstrip("ABCDEFGHIJK")
    xml = re.sub(rf'<c r="{cell}"[^>]*?(/>|>.*?</c>)', "", parts[sheet].decode())
    begin = xml.index("</row>", xml.index(f'<row r="{row}"'))
    return parts | {sheet: (xml[:begin] + written + xml[begin:]).encode()}


def in_a_cell(data: bytes, sheet: str, cell: str, picture: bytes) -> bytes:
    """Returns a workbook with a picture in a cell, as WPS writes it."""
    value = f'<c r="{cell}" t="str"><f>_xlfn.DISPIMG("ID_1",1)</f><v>=DISPIMG("ID_1",1)</v></c>'
    images = '<etc:cellImages xmlns:etc="e" xmlns:r="r"><etc:cellImage><xdr:pic><xdr:nvPicPr><xdr:cNvPr name="ID_1"/>'
    images += '</xdr:nvPicPr><xdr:blipFill><a:blip r:embed="rId7"/></xdr:blipFill></xdr:pic></etc:cellImage>'
    more = {
        "xl/cellimages.xml": f"{images}</etc:cellImages>".encode(),
        "xl/_rels/cellimages.xml.rels": relations(("rId7", "image", "media/image1.png")),
        "xl/media/image1.png": picture,
    }
    return package(with_cell(data, sheet, cell, value) | more)
