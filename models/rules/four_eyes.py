"""录入与核对: one account that makes and checks is refused, named in a remark, or neither (1-8.2)."""

from typing import Any

from models.rules.kinds import Labelled
from models.rules.setting import Setting, StoredValue, normalize_text


class FourEyes(Labelled):
    """What happens when one account makes and checks."""

    OFF = "off", "不提示"
    WARN = "warn", "提示"
    ON = "on", "须另一人"


def read_four_eyes(raw: Any) -> str:  # noqa: ANN401 - what a person wrote
    """Parse the setting. Raises ValueError for another word."""
    found = next((each for each in FourEyes if normalize_text(raw) in (each.label, each.value)), None)
    if found is None:
        raise ValueError(f"“{raw}”应为：{'、'.join(each.label for each in FourEyes)}")
    return found.value


def _in_words(stored: StoredValue) -> str:
    return FourEyes(stored).label


FOUR_EYES = Setting(
    "four_eyes", "录入与核对", "1-8.2", "提示", read_four_eyes, _in_words, note="或须另一人、不提示；没有设定的为提示"
)
