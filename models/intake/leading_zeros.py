"""Codes of one sheet that differ only by leading zeros: 0901 and 901 are most likely one code that a program cut."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator

from models.intake.complaints import Complaint, Row


def apart_by_zeros(rows: Iterable[Row], column: str, key: Callable[[Row], tuple[str, Hashable]]) -> Iterator[Complaint]:
    """Yield a complaint, at the later row, for codes that differ only by leading zeros; both cells are named.

    `key` returns the code and what it must be unique in, as the year of a target. A row is skipped if it is unreadable.
    """
    seen: dict[tuple[str, Hashable], dict[str, Row]] = defaultdict(dict)
    for row in rows:
        try:
            code, within = key(row)
        except ValueError:  # the cell has its own complaint
            continue
        seen[code.lstrip("0"), within].setdefault(code, row)
    for same in seen.values():
        (first_code, first), *others = same.items()
        for code, row in others:
            yield row.complain(
                column,
                f"“{code}”与{first.address(column)}的“{first_code}”只差前导零，是不是同一个？是的，两处写成同样的编码；"
                "不是的，分两张表导入",
            )
