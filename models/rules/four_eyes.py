"""录入与核对: one account that makes and checks is refused, named in a remark, or neither (1-8.2)."""

from functools import partial

from models.rules.kinds import Labelled
from models.rules.setting import Setting, label_in_words, read_label


class FourEyes(Labelled):
    """What happens when one account makes and checks."""

    OFF = "off", "不提示"
    WARN = "warn", "提示"
    ON = "on", "须另一人"


FOUR_EYES = Setting(
    "four_eyes",
    "录入与核对",
    "1-8.2",
    "提示",
    partial(read_label, FourEyes),
    partial(label_in_words, FourEyes),
    note="或须另一人、不提示；没有设定的为提示",
)
