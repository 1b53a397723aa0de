"""专项核查抽样: a sample of a 专项核查 is drawn as it is committed to, or in a second step as the others (3-4.4)."""

from functools import partial

from models.rules.kinds import Labelled
from models.rules.setting import Setting, label_in_words, read_label


class DrawSpecial(Labelled):
    """When a sample of a 专项核查 that names no public number is drawn."""

    AT_ONCE = "at_once", "当场抽取"
    COMMITTED = "committed", "承诺后抽取"


DRAW_SPECIAL = Setting(
    "draw_special",
    "专项核查的抽样",
    "3-4.4",
    "当场抽取",
    partial(read_label, DrawSpecial),
    partial(label_in_words, DrawSpecial),
    note="或承诺后抽取；没有设定的为当场抽取，约定公开数的仍先承诺",
)
