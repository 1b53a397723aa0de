"""机构设定: the values that the standard leaves to the agency, their parsers and their words (A2, A11, A14).

A setting has no default: until the agency sets it, it is 未设定, and figures that need it are not computed.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Protocol, TypeVar

from models.rules.appraisal_settings import OF_APPRAISAL
from models.rules.draft import read_series
from models.rules.errors import Refused
from models.rules.item_weights import EXAMPLE, item_weights_in_words, read_item_weights
from models.rules.kinds import Labelled
from models.rules.letterhead import EXAMPLE as LETTERHEAD_EXAMPLE
from models.rules.letterhead import letterhead_in_words, read_letterhead
from models.rules.negative_list import LIMIT_EXTENSIONS
from models.rules.owed_plan import PLAN_DAYS, YEAR_END_PLAN_DAY
from models.rules.points import UNSET, WHOLE, PointsTable, Restoring, in_words
from models.rules.review import REVIEW_SECOND
from models.rules.sampling import DRAW_SPECIAL
from models.rules.setting import OF_DAYS, Setting, StoredValue, normalize_text, of_labels
from models.rules.target.progress import read_yellow, yellow_in_words
from models.rules.year_end import UNVISITED_SHARE


class FourEyes(Labelled):
    """What happens when one account makes and checks."""

    OFF = "off", "不提示"
    WARN = "warn", "提示"
    ON = "on", "须另一人"


FOUR_EYES = Setting(
    "four_eyes", "录入与核对", "1-8.2", "提示", *of_labels(FourEyes), note="或须另一人、不提示；没有设定的为提示"
)

SIZE = re.compile(r"-?\d{1,4}(\.\d{1,2})?", re.ASCII)
A_SHARE = re.compile(r"(\d{1,3}(?:\.\d{1,2})?)(%?)", re.ASCII)
LEAST = re.compile(r"(\D{1,50}?)[、,:\s]*(\d{1,2})项?", re.ASCII)
KEY_PROJECTS_TOO = "或一般：-1；重点项目：-2"
KINDS = {"ordinary": "一般", "key_projects": "重点项目"}


def read_points(raw: Any) -> dict[str, list[str]]:  # noqa: ANN401 - what a person wrote
    """Parse sizes by occurrence: -1, or -1、-2; both kinds as 一般：-1；重点项目：-2 or a mapping, if they differ.

    Raises ValueError if a kind is unknown or a size is no number ≤ 0.
    """
    both = raw if isinstance(raw, Mapping) else _by_kind(raw)
    names = {label: key for key, label in KINDS.items()} | {key: key for key in KINDS}
    if unknown := [str(name) for name in both if name not in names]:
        raise ValueError(f"没有“{'、'.join(unknown)}”这一类，可填：{'、'.join(KINDS.values())}")
    sizes = {names[name]: _parse_sizes(value) for name, value in both.items()}
    if "ordinary" not in sizes:
        raise ValueError("须写明一般目标的记分")
    return sizes


def _by_kind(raw: Any) -> Mapping[str, Any]:  # noqa: ANN401 - what a person wrote
    parts = [part.partition(":") for part in re.split("[;\n]", normalize_text(raw)) if part.strip()]
    if not all(colon for _, colon, _ in parts):
        return {"ordinary": raw}
    return {name.strip(): sizes for name, _, sizes in parts} or {"ordinary": raw}


def write_value(setting: Setting, stored: StoredValue) -> str:
    """Return a stored value as a person writes it, so that `read_value` reads the same."""
    if stored is None:
        return UNSET
    if setting is not NEGATIVE_POINTS:
        return str(stored) if isinstance(stored, int) else setting.words(stored)
    kinds = [(KINDS[kind], "、".join(stored[kind])) for kind in KINDS if stored.get(kind)]
    return kinds[0][1] if len(kinds) == 1 else "；".join(f"{name}：{sizes}" for name, sizes in kinds)


def _parse_sizes(raw: Any) -> list[str]:  # noqa: ANN401 - what a person wrote
    parts = raw if isinstance(raw, list | tuple) else re.split("[、,;]", normalize_text(raw))
    return [_parse_size(part) for part in parts] or _refuse_size(raw)


def _refuse_size(raw: Any) -> list[str]:  # noqa: ANN401 - what a person wrote
    raise ValueError(f"“{raw}”不是记分，应为0或负数，最多两位小数，如-1，或按次写成-1、-2")


def _parse_size(raw: Any) -> str:  # noqa: ANN401 - what a person wrote
    text = normalize_text(raw)
    if not SIZE.fullmatch(text) or Decimal(text) > 0:
        _refuse_size(raw)
    return in_words(Decimal(text) + 0)


def _points_in_words(stored: StoredValue) -> str:
    table = points_table(stored)
    ordinary = _list_by_occurrence(table.ordinary)
    return f"{ordinary}；重点项目{_list_by_occurrence(table.key_projects)}" if table.key_projects else ordinary


def _list_by_occurrence(sizes: tuple[Decimal, ...]) -> str:
    if len(sizes) == 1:
        return f"每项{in_words(sizes[0])}分"
    last = len(sizes)
    return "，".join(f"第{n}次{'起' if n == last else ''}{in_words(size)}分" for n, size in enumerate(sizes, 1))


def points_table(stored: StoredValue) -> PointsTable:
    """Return the table that was set."""
    return PointsTable(*(tuple(map(Decimal, stored.get(kind, ()))) for kind in KINDS))


def read_restoring(raw: Any) -> dict[str, str]:  # noqa: ANN401 - what a person wrote
    """Parse 全部恢复, 不恢复, or the share that is restored: 50% or 0.5. Raises ValueError for any other text."""
    text = normalize_text(raw)
    for kind, all_or_nothing in ((Restoring.FULL, "1"), (Restoring.NONE, "0")):
        if text in (kind.label, kind.value):
            return {"policy": kind.value, "share": all_or_nothing}
    found = A_SHARE.fullmatch(text.removeprefix(Restoring.PARTIAL.label).removeprefix(Restoring.PARTIAL.value).strip())
    share = Decimal(found[1]) / (100 if found[2] else 1) if found else WHOLE + 1
    if share > WHOLE:
        raise ValueError(f"“{raw}”应为：全部恢复、不恢复，或恢复的比例，如50%")
    return {"policy": Restoring.PARTIAL.value, "share": in_words(share)}


def _restoring_in_words(stored: StoredValue) -> str:
    share = f"{in_words(restored_share(stored) * 100)}%" if stored["policy"] == Restoring.PARTIAL else ""
    return f"{Restoring(stored['policy']).label}{share}"


def restored_share(stored: StoredValue) -> Decimal:
    """Return the share of the points, 0 to 1, that 补欠 restores."""
    return Decimal(stored["share"])


def read_least(raw: Any) -> dict[str, Any]:  # noqa: ANN401 - what a person wrote
    """Parse the name of a kind of targets and its least number: 巩固脱贫成果目标1项. Raises ValueError without one."""
    found = LEAST.fullmatch(normalize_text(raw))
    if not found:
        raise ValueError(f"“{raw}”应写明名称和最少项数，如：巩固脱贫成果目标1项；不要求的写0项")
    return {"label": found[1], "least": int(found[2])}


NEGATIVE_POINTS = Setting(
    "negative_points", "负面清单记分", "1-2.23", "-1、-2", read_points, _points_in_words, note=KEY_PROJECTS_TOO
)
RESTORING = Setting(
    "restoring", "补欠后恢复记分", "1-2.23", "50%", read_restoring, _restoring_in_words, note="或全部恢复、不恢复"
)
LODGING_DAYS = Setting("appeal_lodging_days", "告知列入后提出申诉的时限", "3-4.3", "10", *OF_DAYS)
ANSWER_DAYS = Setting("appeal_answer_days", "申诉提出后答复的时限", "3-4.3", "5", *OF_DAYS)
RULING_DAYS = Setting("appeal_ruling_days", "申诉受理后裁定的时限", "3-4.3", "20", *OF_DAYS)
URGENT_DAYS = Setting("urgent_inspection_days", "紧急核查下达后核查签字的时限", "3-6.2.2", "5", *OF_DAYS)
_LEAST = (read_least, "{0[label]}{0[least]}项".format)
POVERTY_LEAST = Setting("poverty_relief_least", "脱贫攻坚目标的名称和最少项数", "1-6.2", "巩固脱贫成果目标1项", *_LEAST)
SOURCE_SERIES = Setting(
    "source_series", "动态目标来源文件的其他系列", "1-2.7", "黔委办字、黔厅字", read_series, "、".join
)
ITEM_WEIGHTS = Setting("party_item_weights", "党建项目权重", "1-6.1", EXAMPLE, read_item_weights, item_weights_in_words)
PACE_YELLOW = Setting("pace_yellow", "进度为黄的下限", "3-7.5", "80%", read_yellow, yellow_in_words)
LETTERHEAD = Setting(
    "letterhead", "公文版式", "GB/T 9704", LETTERHEAD_EXAMPLE, read_letterhead, letterhead_in_words, prospective=True
)
OF_ENTRIES, OF_LIMITS = (NEGATIVE_POINTS, RESTORING), (LODGING_DAYS, ANSWER_DAYS, RULING_DAYS, URGENT_DAYS)
OF_TARGETS = (POVERTY_LEAST, SOURCE_SERIES, ITEM_WEIGHTS, PACE_YELLOW)
OF_WORK = (FOUR_EYES, DRAW_SPECIAL, LIMIT_EXTENSIONS, PLAN_DAYS, YEAR_END_PLAN_DAY, UNVISITED_SHARE, REVIEW_SECOND)
SETTINGS = {each.key: each for each in (*OF_ENTRIES, *OF_LIMITS, *OF_TARGETS, *OF_WORK, LETTERHEAD, *OF_APPRAISAL)}


def find_setting(name: str) -> Setting:
    """Return the setting with this key or title. Raises Refused if it is unknown, with the list of all settings."""
    for setting in SETTINGS.values():
        if name in (setting.key, setting.name):
            return setting
    known = "、".join(f"{setting.name}（{setting.key}）" for setting in SETTINGS.values())
    raise Refused(f"没有名为“{name}”的设定，可设定的有：{known}。")


def read_value(setting: Setting, raw: Any) -> StoredValue:  # noqa: ANN401 - what a person wrote
    """Parse the value as stored JSON; 未设定 unsets the setting (None). Raises ValueError if it is invalid."""
    return None if raw == UNSET else setting.read(raw)


def say_value(setting: Setting, stored: StoredValue) -> str:
    """Format a stored value; 未设定 if None."""
    return UNSET if stored is None else setting.words(stored)


def meant(setting: Setting) -> str:
    """Return what the example of a setting means, with its unit, if it does not say so itself, and the note on it."""
    words = say_value(setting, read_value(setting, setting.example))
    return "；".join(filter(None, ("" if words == setting.example else words, setting.note)))


class Version(Protocol):
    """A value of a setting, and the first day on which it applies."""

    @property
    def valid_from(self) -> date:
        """Return the first day."""


AVersion = TypeVar("AVersion", bound=Version)


def in_force(versions: Iterable[AVersion], day: date) -> AVersion | None:
    """Return the version in force on `day`: the last one set whose first day has come; None before the first."""
    return next((each for each in reversed(list(versions)) if each.valid_from <= day), None)
