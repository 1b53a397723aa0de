"""等次的名称: the grades of units and of individuals, and who is appraised without a grade (1-2.19)."""

import re
from typing import Any

from models.rules.kinds import Labelled
from models.rules.setting import normalize_text, parts_of

UNIT_GRADES = ("一等奖", "二等奖", "三等奖")
NO_PRIZE = "不获奖"  # of a unit that has no place in the quotas
NO_GRADE = "不定等次"


class UngradedReason(Labelled):
    """Why a unit is appraised without a grade: it keeps a sheet and takes no place in a quota."""

    NOT_ELIGIBLE = "not_eligible", "不参加"
    EXCLUDED = "excluded", "取消"


class PersonGrade(Labelled):
    """2.19: the grades of individuals; only their numbers are kept."""

    EXCELLENT = "excellent", "优秀"
    REACHED = "reached", "达标"
    NOT_REACHED = "not_reached", "不达标"


CLASSES_EXAMPLE = "甲类、乙类"
CLASS_NAME = re.compile(r"[^\d%:;、,\s]{1,20}", re.ASCII)


def read_unit_classes(raw: Any) -> list[str]:  # noqa: ANN401 - what a person wrote
    """Parse the names, as in CLASSES_EXAMPLE. Raises ValueError for a name that quotas could not repeat, or twice."""
    names = parts_of(raw)
    if not all(map(CLASS_NAME.fullmatch, names)) or len(set(names)) < len(names):
        raise ValueError(f"“{raw}”应写明各类单位的名称，不含数字，每一类只写一次，如：{CLASSES_EXAMPLE}")
    return names


def read_class_name(raw: Any) -> Any:  # noqa: ANN401 - what a person wrote
    """Return the name of a class in one spelling; what is no text stays as it is, and is refused as none."""
    return normalize_text(raw) if isinstance(raw, str) else raw
