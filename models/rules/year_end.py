"""年终复核: the season of the year-end inspection, and the gaps that a record of it names (3.3)."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from models.rules.duties import OnDay
from models.rules.errors import Refused
from models.rules.periods import Period, Span
from models.rules.setting import Setting, normalize_text

BEGINS, ENDS = OnDay(12, 1), OnDay(1, 31, years=1)
ITEM_END = re.compile(r"[；;\n]")
# A code is named if it is not part of a longer one: T001 is not named by T0012, XT001, T001-2 or T001-T003.
CODE = r"(?<![0-9A-Za-z])(?<![0-9A-Za-z][-_./]){code}(?![-_./]*[0-9A-Za-z])"

SHARE = re.compile(r"(100|[1-9]?\d)%?", re.ASCII)


def _read_share(raw: Any) -> str:  # noqa: ANN401 - what a person wrote
    """Parse a whole number of per cent. Raises ValueError for another text."""
    if found := SHARE.fullmatch(normalize_text(raw)):
        return found[1]
    raise ValueError(f"“{raw}”不是0%到100%的比例，如10%")


_SHARE = ("10%", _read_share, "{}%".format, True)
_UNSET = "没有设定的为0%；高于0%的由领导小组或者其办公室的文件决定"
UNVISITED_SHARE = Setting("unvisited_share", "年终复核不到现场的部门比例", "3-3.3", *_SHARE, note=_UNSET)


def read_unvisited(raw: Any) -> Any:  # noqa: ANN401 - what a person wrote
    """Parse departments with the reason why each is not visited: 省教育厅：当年未抽中；省交通运输厅：雪灾封路.

    Raises ValueError for one without a reason, and for one that is named twice.
    """
    if not isinstance(raw, str | dict):
        return raw
    pairs = [(str(name).strip(), str(why).strip()) for name, why in _pairs_of(raw)]
    for name, why in pairs:
        if not (name and why):
            raise ValueError(f"“{name or why}”须写明部门和原因，如：省教育厅：当年未抽中")
    if len(dict(pairs)) < len(pairs):
        raise ValueError("一个部门只写一次")
    return dict(pairs)


def _pairs_of(raw: str | dict[Any, Any]) -> Iterable[Sequence[Any]]:
    if isinstance(raw, dict):
        return raw.items()
    return [item.replace("：", ":").partition(":")[::2] for item in ITEM_END.split(raw) if item.strip()]


class NamedTargets(NamedTuple):
    """What a record leaves out of the listed targets, and its own items, which the comparison does not list."""

    left_out: tuple[str, ...]
    own: tuple[str, ...]


def read_named(text: str, listed: Mapping[str, str], complete: Collection[str]) -> NamedTargets:
    """Compare the items of a text, one to a line or 分号, with the targets that the comparison lists, and its words.

    An item that names no listed target, or also a complete one of the department, is an own one.
    """
    for code, words in listed.items():
        text = text.replace(words, code)
    items = [item.strip() for item in ITEM_END.split(text) if item.strip()]
    own = tuple(item for item in items if not named_in(item, listed) or named_in(item, complete))
    left_out = sorted(set(listed).difference(named_in(text, listed)))
    return NamedTargets(tuple(left_out), own)


def named_in(text: str, codes: Collection[str]) -> list[str]:
    """Return the codes of targets that a text names, in order."""
    return sorted(code for code in codes if re.search(CODE.format(code=re.escape(code)), text))


def check_season(year: int, begins_on: date, ends_on: date) -> None:
    """3.3: raise Refused if a year-end inspection of this year lies outside December and the January after it."""
    first, last = (day.of(Period(Span.YEAR, year)) for day in (BEGINS, ENDS))
    if not first <= begins_on <= ends_on <= last:
        raise Refused(
            f"{year}年的年度核查在当年12月至次年1月进行（3.3），即{first}至{last}；方案写的是{begins_on}至{ends_on}，"
            "请改开始日期（begins_on）、核查时限（ends_on）或所属年度（period）。"
        )
