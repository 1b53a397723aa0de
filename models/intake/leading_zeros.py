"""Codes of one sheet that differ only by leading zeros or by case: 0901 and 901, X22 and x22 are most likely one."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator

from models.intake.complaints import Complaint, Row


def apart_by_zeros(rows: Iterable[Row], column: str, key: Callable[[Row], tuple[str, Hashable]]) -> Iterator[Complaint]:
    """Yield a complaint, at the later row, for codes that differ only by leading zeros or by case.

    Both cells are named. `key` returns the code and what it must be unique in, as the year of a target. A row is
    skipped if it is unreadable.
    """
    seen: dict[tuple[str, Hashable], dict[str, Row]] = defaultdict(dict)
    for row in rows:
        try:
            code, within = key(row)
        except ValueError:  # the cell has its own complaint
            continue
        seen[code.lstrip("0").casefold(), within].setdefault(code, row)
    for same in seen.values():
        (first_code, first), *others = same.items()
        for code, row in others:
            what = "大小写" if code.casefold() == first_code.casefold() else "前导零"
            yield row.complain(
                column,
                f"“{code}”与{first.address(column)}的“{first_code}”只差{what}，是不是同一个？是的，两处写成同样的编码；"
                "不是的，分两张表导入",
            )
