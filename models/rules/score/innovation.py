"""创新项目评选: who may take part, the points of a prize, and what a unit without a project has (1-2.16, A2, A41)."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from models.rules.errors import Refused
from models.rules.kinds import Labelled, Management
from models.rules.personal_names import one_spelling
from models.rules.points import in_words
from models.rules.score.component import FIXED, NOTHING, Component, Line
from models.rules.setting import StoredValue, normalize_text, pairs_of

PRIZE_EXAMPLE = "一等奖3、二等奖2、三等奖1、鼓励奖0.5"
ABSENT_EXAMPLE = "0分"
PART = re.compile(r"(\D+?)\s*:?\s*(-?[\d.]+)分?")
POINTS = re.compile(r"\d(\.\d{1,2})?", re.ASCII)


class Prize(Labelled):
    """等次: the result of a unit in a year; a unit that did not apply or may not is ABSENT."""

    FIRST = "first", "一等奖"
    SECOND = "second", "二等奖"
    THIRD = "third", "三等奖"
    ENCOURAGEMENT = "encouragement", "鼓励奖"
    NONE = "none", "未获奖"
    ABSENT = "absent", "未参加"


class Rank(Labelled):
    """级别: the rank of a unit, as far as 2.16 asks for it."""

    FULL = "full", "正厅级"
    DEPUTY = "deputy", "副厅级"
    BELOW = "below", "副厅级以下"


class Absent(Labelled):
    """A41: what a unit without a project has: 0, or the component is left out."""

    ZERO = "zero", "0分"
    LEFT_OUT = "left_out", "不计"


PRIZES = (Prize.FIRST, Prize.SECOND, Prize.THIRD, Prize.ENCOURAGEMENT)
ENTITLED = frozenset({Rank.FULL, Rank.DEPUTY})


def check_entitled(name: str, management: Management | None, rank: Rank | None) -> None:
    """2.16: raise Refused unless the unit is managed directly, or delegated and of 副厅级 or above."""
    if management is None:
        raise Refused(f"“{name}”没有填写管理类别，不能判断可否参加创新项目评选。请在部门表中补填后再登记。")
    if management is Management.DELEGATED and rank is None:
        raise Refused(f"“{name}”是委托管理单位，请写明级别（--rank）：副厅级以上的才可申报创新项目。")
    if management is Management.DELEGATED and rank not in ENTITLED:
        raise Refused(f"“{name}”是副厅级以下的委托管理单位，不可申报创新项目，结果登记为“{Prize.ABSENT.label}”。")


def read_prizes(raw: Any) -> dict[str, str]:  # noqa: ANN401 - what a person wrote
    """Parse the points of the four prizes. Raises ValueError unless each has some, 3 at most, and none rises."""
    given = _named(raw)
    if not all(POINTS.fullmatch(each) and Decimal(each) <= FIXED[Component.INNOVATION] for each in given.values()):
        raise ValueError(f"“{raw}”中每个等次应为0至3分，最多两位小数，如：{PRIZE_EXAMPLE}")
    points = [Decimal(given[prize.label]) for prize in PRIZES]
    if points != sorted(points, reverse=True):
        raise ValueError(f"“{raw}”中低的等次不能多于高的等次，如：{PRIZE_EXAMPLE}")
    return {prize.value: in_words(each) for prize, each in zip(PRIZES, points, strict=True)}


def _named(raw: Any) -> dict[str, str]:  # noqa: ANN401 - what a person wrote
    """Return what is written for each prize. Raises ValueError unless each of the four is there once."""
    pairs = pairs_of(raw, PART)
    given = {name: normalize_text(points) for name, points in pairs}
    if len(pairs) != len(PRIZES) or set(given) != {prize.label for prize in PRIZES}:
        raise ValueError(f"“{raw}”应写明四个等次各记几分，如：{PRIZE_EXAMPLE}")
    return given


def prizes_in_words(stored: StoredValue) -> str:
    """Return the points of the prizes as people write them."""
    return "、".join(f"{prize.label}{stored[prize.value]}" for prize in PRIZES)


def read_absent(raw: Any) -> str:  # noqa: ANN401 - what a person wrote
    """Parse what a unit without a project has: 0 or 不计. Raises ValueError for anything else."""
    text = normalize_text(raw)
    return Absent.from_label(Absent.ZERO.label if text == "0" else text).value


def innovation_line(
    weight: Decimal | None, prize: Prize, basis: Sequence[str], prizes: Mapping[str, str] | None, absent: str | None
) -> Line:
    """A2, A41: return the line of a unit with a result; no prize is 0, and a setting without value leaves it open."""
    if prize is Prize.ABSENT:
        return _absent_line(weight, basis, absent)
    if prize is Prize.NONE:
        return Line(Component.INNOVATION, weight, NOTHING, basis=tuple(basis))
    if prizes is None:
        return _open_line(weight, basis, "各等次的分值（innovation_prizes）")
    return Line(Component.INNOVATION, weight, Decimal(prizes[prize.value]), basis=tuple(basis))


def _absent_line(weight: Decimal | None, basis: Sequence[str], absent: str | None) -> Line:
    if absent is None:
        return _open_line(weight, basis, "未参加的怎样计分（innovation_absent）")
    if Absent(absent) is Absent.ZERO:
        return Line(Component.INNOVATION, weight, NOTHING, basis=tuple(basis))
    return Line(Component.INNOVATION, NOTHING, NOTHING, basis=tuple(basis))


def _open_line(weight: Decimal | None, basis: Sequence[str], what: str) -> Line:
    return Line(Component.INNOVATION, weight, None, lacks=(f"创新项目评选{what}未设定",), basis=tuple(basis))


def carried(line: Line, weight: Decimal) -> Line:
    """A41: return the line of another management item with its weight here, its points in the same proportion."""
    if weight == FIXED[line.component]:
        return line
    points = None if line.points is None else line.points * weight / FIXED[line.component]
    share = None if line.share is None else line.share * Fraction(weight) / Fraction(FIXED[line.component])
    return replace(line, weight=weight, points=points, share=share)


RULE = "创新项目由直接管理单位和副厅级以上的委托管理单位申报（第1部分2.16）"
UNMANAGED = "没有填写管理类别，不能判断可否申报，请先在部门表中补填。"
UNRANKED = "是委托管理单位，没有登记级别，不能判断可否申报，请先登记（register_rank）。"


@dataclass(frozen=True, slots=True)
class Window:
    """The days of a year's applications, both included."""

    year: int
    opens_on: date
    closes_on: date


def check_window(window: Window, today: date, before: Window | None) -> None:
    """Raise Refused unless the days are in order and none that has passed is set now.

    Once applications are open the opening day stays; the year is that of the opening day, or the one before it.
    """
    begun = before is not None and before.opens_on <= today
    if before and begun and window.opens_on != before.opens_on:
        raise Refused(f"{window.year}年的申报已于{before.opens_on}开始，开始日期不能再改，请照写。")
    if not begun and window.opens_on < today:
        raise Refused(f"申报开始日期{window.opens_on}已过，不能追溯，最早从{today}起。")
    if window.closes_on < max(window.opens_on, today):
        raise Refused(f"申报截止日期{window.closes_on}早于开始日期或今天（{today}），请核对。")
    if window.opens_on.year - window.year not in (0, 1):
        raise Refused(f"申报日期{window.opens_on}不是{window.year}年评选的，请核对年度。")


def check_open(window: Window, today: date) -> None:
    """Raise Refused if no applications of the year are received today."""
    if today < window.opens_on:
        raise Refused(f"{window.year}年的创新项目自{window.opens_on}起申报，今天（{today}）尚未开始。")
    if today > window.closes_on:
        raise Refused(f"{window.year}年的创新项目申报已于{window.closes_on}截止，不再收取、撤回，也不能补录。")


def check_may_apply(name: str, management: Management | None, rank: Rank | None) -> Management:
    """2.16: return how a unit is managed: directly, or delegated and of 副厅级 or above; others are refused."""
    if management is None:
        raise Refused(f"“{name}”{UNMANAGED}{RULE}。")
    if management is Management.DELEGATED and rank is None:
        raise Refused(f"“{name}”{UNRANKED}{RULE}。")
    if management is Management.DELEGATED and rank not in ENTITLED:
        raise Refused(f"“{name}”是副厅级以下的委托管理单位，不可申报：{RULE}。")
    return management


def check_application_paper(dated: date, called: date, today: date) -> None:
    """Raise Refused for a paper of a day to come, or older than the paper that asks for applications."""
    if dated > today:
        raise Refused(f"申报文件日期{dated}晚于今天（{today}），请核对。")
    if dated < called:
        raise Refused(f"申报文件日期{dated}早于申报通知（{called}），不是对其的申报，请核对。")


def is_same_project(one: str, other: str) -> bool:
    """Return whether two names are those of one project, apart from blanks, wide letters and what is not seen."""
    return one_spelling(one).replace(" ", "").casefold() == one_spelling(other).replace(" ", "").casefold()
