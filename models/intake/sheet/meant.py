"""What a cell means: nan and None of other programs are empty, signs that only look like characters are those."""

import re
import unicodedata

from models.intake.values import Cell

NOTHING = frozenset({"nan", "NaN", "None", "NaT", "<NA>"})
RADICAL = re.compile("[\u2e80-\u2fd5]")
KANGXI = {chr(sign): unicodedata.normalize("NFKC", chr(sign)) for sign in range(0x2F00, 0x2FD6)}
# Radicals that copied PDF pages have and Unicode does not decompose.
OTHERS = dict(
    zip(
        "⺠⻓⻔⻅⻆⻉⻋⻘⻙⻚⻛⻜⻝⻢⻥⻦⻧⻨⻩⻬⻮⻰⻄⺫⺧",
        "民长门见角贝车青韦页风飞食马鱼鸟卤麦黄齐齿龙西目牛",
        strict=True,
    )
)
LOOK_ALIKES = str.maketrans(KANGXI | OTHERS)


def meant(cell: Cell) -> Cell:
    """Return the value that people mean by a cell."""
    if not isinstance(cell, str):
        return cell
    if cell in NOTHING:
        return None
    return cell.translate(LOOK_ALIKES) if RADICAL.search(cell) else cell


def meaning(cell: Cell) -> str:
    """Return what was made of a cell, if it means another value than it has: “nan”读作空."""
    if not isinstance(cell, str) or (value := meant(cell)) == cell:
        return ""
    signs = "、".join(dict.fromkeys(f"“{sign}”读作“{sign.translate(LOOK_ALIKES)}”" for sign in RADICAL.findall(cell)))
    return signs if value else f"“{cell}”读作空"
