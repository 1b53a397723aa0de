"""The fonts that a setting of the layout names: 黑体, 仿宋加粗."""

from docx.shared import Length
from docx.text.font import Font

from models.rules.letterhead import BOLD
from notifications.documents.official_paper.page import (
    BODY_FONT,
    FOLIO_FONT,
    HEADING_FONT,
    NAME_FONT,
    TITLE_FONT,
    set_font,
)

FONT_OF = {"黑体": HEADING_FONT, "楷体": NAME_FONT, "仿宋": BODY_FONT, "宋体": FOLIO_FONT, "小标宋": TITLE_FONT}


def set_named_font(font: Font, name: str, size: Length) -> None:
    """Set the font that a setting of the layout names, as 黑体 or 仿宋加粗."""
    family = name.removesuffix(BOLD)
    set_font(font, FONT_OF[family], size)
    font.bold = True if family != name else None
