"""机构设定: what the standard leaves to the agency, what each setting may be, and how it is said (A2, A11, A14).

None of them has a default: until the agency has set it, it is 未设定, and what needs it is not computed.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Protocol, TypeVar
from unicodedata import normalize

from models.rules.errors import Refused
from models.rules.kinds import Labelled
from models.rules.points import UNSET, WHOLE, PointsTable, Restoring, in_words

SIZE = re.compile(r"-?\d{1,4}(\.\d{1,2})?", re.ASCII)
SHARE = re.compile(r"(\d{1,3}(?:\.\d{1,2})?)(%?)", re.ASCII)
DAYS = re.compile(r"\d{1,3}", re.ASCII)
MOST_DAYS = 366
KINDS = {"ordinary": "一般", "key_projects": "重点项目"}
Kept = Any  # the value as JSON


class PolicySource(Labelled):
    """Where the value of a setting comes from."""

    CLAUSE = "clause", "标准条文"
    CHOICE = "choice", "本系统默认"
    LOCAL = "local", "机构设定"


@dataclass(frozen=True, slots=True)
class Setting:
    """A setting: its key, how people call it, the clause that leaves it open, and how its value is written.

    `read` gives the value as JSON keeps it, or a ValueError that says what is wrong; `words` says a kept value. One
    that is `told` ahead binds people by a time limit: it never holds for days that have passed.
    """

    key: str
    name: str
    clause: str
    example: str
    read: Callable[[Any], Kept]
    words: Callable[[Kept], str]
    told: bool = False


def read_points(said: Any) -> dict[str, list[str]]:  # noqa: ANN401 - what a person wrote
    """Sizes by occurrence: -1, or -1、-2; with sizes of their own for key projects an object of both."""
    both = said if isinstance(said, Mapping) else {"ordinary": said}
    names = {label: key for key, label in KINDS.items()} | {key: key for key in KINDS}
    if odd := [str(name) for name in both if name not in names]:
        raise ValueError(f"没有“{'、'.join(odd)}”这一类，可填：{'、'.join(KINDS.values())}")
    sizes = {names[name]: _sizes(value) for name, value in both.items()}
    if "ordinary" not in sizes:
        raise ValueError("须写明一般目标的记分")
    return sizes


def _sizes(said: Any) -> list[str]:  # noqa: ANN401 - what a person wrote
    parts = said if isinstance(said, list | tuple) else re.split("[、,;]", _folded(said))
    return [_size(part) for part in parts] or _wrong(said)


def _wrong(said: Any) -> list[str]:  # noqa: ANN401 - what a person wrote
    raise ValueError(f"“{said}”不是记分，应为0或负数，最多两位小数，如-1，或按次写成-1、-2")


def _size(said: Any) -> str:  # noqa: ANN401 - what a person wrote
    text = _folded(said)
    if not SIZE.fullmatch(text) or Decimal(text) > 0:
        _wrong(said)
    return in_words(Decimal(text) + 0)


def _folded(said: Any) -> str:  # noqa: ANN401 - what a person wrote
    """Full-width characters become plain ones, a typographic minus a hyphen; nothing, true and false are no number."""
    return "" if said is None or isinstance(said, bool) else normalize("NFKC", str(said)).replace("−", "-").strip()


def _points_in_words(kept: Kept) -> str:
    table = points_table(kept)
    ordinary = _by_time(table.ordinary)
    return f"{ordinary}；重点项目{_by_time(table.key_projects)}" if table.key_projects else ordinary


def _by_time(sizes: tuple[Decimal, ...]) -> str:
    if len(sizes) == 1:
        return f"每项{in_words(sizes[0])}分"
    last = len(sizes)
    return "，".join(f"第{n}次{'起' if n == last else ''}{in_words(size)}分" for n, size in enumerate(sizes, 1))


def points_table(kept: Kept) -> PointsTable:
    """The table that was set."""
    return PointsTable(*(tuple(map(Decimal, kept.get(kind, ()))) for kind in KINDS))


def read_restoring(said: Any) -> dict[str, str]:  # noqa: ANN401 - what a person wrote
    """全部恢复, 不恢复, or the share that is given back: 50% or 0.5."""
    text = _folded(said)
    for kind, all_or_nothing in ((Restoring.FULL, "1"), (Restoring.NONE, "0")):
        if text in (kind.label, kind.value):
            return {"policy": kind.value, "share": all_or_nothing}
    found = SHARE.fullmatch(text.removeprefix(Restoring.PARTIAL.label).removeprefix(Restoring.PARTIAL.value).strip())
    share = Decimal(found[1]) / (100 if found[2] else 1) if found else WHOLE + 1
    if share > WHOLE:
        raise ValueError(f"“{said}”应为：全部恢复、不恢复，或恢复的比例，如50%")
    return {"policy": Restoring.PARTIAL.value, "share": in_words(share)}


def _restoring_in_words(kept: Kept) -> str:
    share = f"{in_words(restored_share(kept) * 100)}%" if kept["policy"] == Restoring.PARTIAL else ""
    return f"{Restoring(kept['policy']).label}{share}"


def restored_share(kept: Kept) -> Decimal:
    """The share of the points, 0 to 1, that 补欠 gives back."""
    return Decimal(kept["share"])


def read_days(said: Any) -> int:  # noqa: ANN401 - what a person wrote
    """A number of working days."""
    text = _folded(said)
    if not DAYS.fullmatch(text) or not 1 <= int(text) <= MOST_DAYS:
        raise ValueError(f"“{said}”不是工作日数，应为1到{MOST_DAYS}的整数")
    return int(text)


def _days_in_words(kept: Kept) -> str:
    return f"{kept}个工作日"


NEGATIVE_POINTS = Setting(
    "negative_points", "负面清单记分", "1-2.23", "-1、-2（第1次、第2次起）", read_points, _points_in_words
)
RESTORING = Setting("restoring", "补欠后恢复记分", "1-2.23", "50%", read_restoring, _restoring_in_words)
LODGING_DAYS = Setting(
    "appeal_lodging_days", "告知列入后提出申诉的时限", "3-4.3", "10", read_days, _days_in_words, told=True
)
ANSWER_DAYS = Setting("appeal_answer_days", "申诉提出后答复的时限", "3-4.3", "5", read_days, _days_in_words, told=True)
RULING_DAYS = Setting("appeal_ruling_days", "申诉受理后裁定的时限", "3-4.3", "20", read_days, _days_in_words, told=True)
URGENT_DAYS = Setting(
    "urgent_inspection_days", "紧急核查下达后核查签字的时限", "3-6.2.2", "5", read_days, _days_in_words, told=True
)
SETTINGS = {
    each.key: each for each in (NEGATIVE_POINTS, RESTORING, LODGING_DAYS, ANSWER_DAYS, RULING_DAYS, URGENT_DAYS)
}


def find_setting(key: str) -> Setting:
    """The setting of that key; refuses an unknown one, naming those there are."""
    if key not in SETTINGS:
        raise Refused(f"没有名为“{key}”的设定，可设定的有：{'、'.join(SETTINGS)}。")
    return SETTINGS[key]


def read_value(setting: Setting, said: Any) -> Kept:  # noqa: ANN401 - what a person wrote
    """The value as JSON keeps it; 未设定 takes a setting back. Raises ValueError for what is no value of it."""
    return None if said == UNSET else setting.read(said)


def say_value(setting: Setting, kept: Kept) -> str:
    """A kept value in words."""
    return UNSET if kept is None else setting.words(kept)


class Version(Protocol):
    """A value of a setting, and the day from which it holds."""

    @property
    def valid_from(self) -> date:
        """The first day."""


AVersion = TypeVar("AVersion", bound=Version)


def in_force(versions: Iterable[AVersion], day: date) -> AVersion | None:
    """The version that holds on `day`: of those in the order in which they were set, the last that has begun."""
    return next((each for each in reversed(list(versions)) if each.valid_from <= day), None)
