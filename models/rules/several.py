"""Several names in a sentence: the first ones, and how many there are."""

from collections.abc import Sequence

FEW = 5


def first_of(names: Sequence[str], most: int = FEW, counted: str = "", between: str = "、") -> str:
    """Return the first names, then 等 if there are more, with their number if `counted` is its unit: 甲、乙等12项."""
    more = f"等{len(names)}{counted}" if counted else "等"
    return between.join(names[:most]) + (more if len(names) > most else "")
