"""单位类别: the names of the classes in which units are ranked (1-2.19, A45)."""

import re
from collections.abc import Sequence
from typing import Any

from models.rules.setting import normalize_text

CLASSES_EXAMPLE = "甲类、乙类"
CLASS_NAME = re.compile(r"[^\d%:;、,\s]{1,20}", re.ASCII)


def read_unit_classes(raw: Any) -> list[str]:  # noqa: ANN401 - what a person wrote
    """Parse the names, as in CLASSES_EXAMPLE. Raises ValueError for a name that quotas could not repeat, or twice."""
    names = [part.strip() for part in re.split("[、,;\n]", normalize_text(raw))]
    if not all(map(CLASS_NAME.fullmatch, names)) or len(set(names)) < len(names):
        raise ValueError(f"“{raw}”应写明各类单位的名称，不含数字，每一类只写一次，如：{CLASSES_EXAMPLE}")
    return names


def unit_classes_in_words(stored: Sequence[str]) -> str:
    """Return the names as people write them."""
    return "、".join(stored)


def read_class_name(raw: Any) -> Any:  # noqa: ANN401 - what a person wrote
    """Return the name of a class in one spelling; what is no text stays as it is, and is refused as none."""
    return normalize_text(raw) if isinstance(raw, str) else raw
