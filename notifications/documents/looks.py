"""How the cells of workbooks look, and how their texts are escaped."""

import re
from enum import Enum

from xlsxwriter import xmlwriter

# The library escapes _x0041_ but not a second one that shares its underscore: _x005F_x0041_ would be read as _x005FA.
xmlwriter.re_control_chars_1 = re.compile("(_)(?=x[0-9A-Fa-f]{4}_)")
DAY_FORMAT = 'yyyy"年"m"月"d"日"'
WRAPPED = {"text_wrap": True, "valign": "top"}
FRAMED = WRAPPED | {"border": 1, "border_color": "#A6A6A6"}
FILLED = FRAMED | {"bg_color": "#E7E6E6"}
NOT_LOCKED = {"locked": False}
STRONG = {"bold": True}
FLUSH_LEFT = {"align": "left"}
PRINTED_SMALL, SLANTED = {"font_size": 8, "font_color": "#808080"}, {"italic": True, "font_color": "#808080"}
AS_TEXT, AS_DAY = {"num_format": "@"}, {"num_format": DAY_FORMAT}


class Look(Enum):
    """How a cell looks, in the words of the library. A white cell can be filled in, and what is below a table.

    What is typed into a cell for texts stays as it is, 3-4 and 0012 too. Of a locked sheet all others are locked.
    """

    __hash__ = object.__hash__

    TEXT = WRAPPED
    DAY = WRAPPED | {"num_format": "yyyy-mm-dd"}
    POINTS = WRAPPED | {"num_format": "0.00"}
    LEFT = WRAPPED | FLUSH_LEFT
    LEFT_DAY = LEFT | AS_DAY
    TYPED = WRAPPED | AS_TEXT
    TITLE = STRONG | {"font_size": 14}
    HEAD = STRONG | {"valign": "top"}
    BOLD = WRAPPED | STRONG
    SMALL = WRAPPED | PRINTED_SMALL
    HINT = WRAPPED | SLANTED
    GREY = FILLED
    GREY_DAY = FILLED | AS_DAY
    GREY_BOLD = FILLED | STRONG
    GREY_SMALL = FILLED | PRINTED_SMALL
    EXAMPLE = FRAMED | SLANTED | {"bg_color": "#F5F5F5"}
    WHITE = FRAMED | NOT_LOCKED
    WHITE_TEXT = WHITE | AS_TEXT
    WHITE_DAY = WHITE | AS_DAY
    BELOW = NOT_LOCKED
    BELOW_TEXT = NOT_LOCKED | AS_TEXT
    BELOW_DAY = NOT_LOCKED | AS_DAY
