"""What `simulate --faults` asks for, read from its text and refused where it makes no sense."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from deployments.simulation.plan import Plan
from models.intake.shipped import shipped_calendar
from models.intake.values import shown
from models.rules.cycles import CYCLES, DAILY_SWEEP, DELIVER
from models.rules.errors import Refused
from models.rules.negative_list import REMEDIATION_FEEDBACK

CHANNELS = ("mail", "wecom")
PERIODIC = [cycle for cycle in CYCLES if cycle.periodic]
RUNS = (*(cycle.key for cycle in PERIODIC), REMEDIATION_FEEDBACK.key, DAILY_SWEEP.key, DELIVER.key)
SEPARATORS = re.compile(r"[,，、;；\s]+")
ONCE = ("every", "calendar", "merger")
LONGEST = 100  # characters of one fault
FORMS = (
    "every（逐个断点）",
    "every/20（每20个断点取1个）",
    "process@断点序号（终止进程）",
    "database@断点序号（终止数据库）",
    "double（每次运行都启动两次）",
    f"drop=流程@日期（漏掉当天的运行；流程：{'、'.join(RUNS)}）",
    f"outage=渠道@日期..日期（渠道中断；渠道：{'、'.join(CHANNELS)}）",
    "calendar@日期（当天导入修订的放假安排）",
    "merger@日期（当天最后两个部门合并）",
)


class Victim(StrEnum):
    """Who is killed."""

    PROCESS = "process"
    DATABASE = "database"


@dataclass(frozen=True, slots=True)
class Kill:
    """The death of a process or of the database just before the `point`-th statement, commit or letter of the year."""

    victim: Victim
    point: int


@dataclass(frozen=True, slots=True)
class Drop:
    """The runs of one flow that never start on a day."""

    flow: str
    day: date


@dataclass(frozen=True, slots=True)
class Outage:
    """A channel that takes nothing from `first` to `last`."""

    channel: str
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Faults:
    """Everything that befalls a year; `every` is the step between the points at which it is killed, 0 for none.

    Events of the world (`drops`, `outages`, `calendar`, `merger`) change what the year comes to; kills and doubled runs
    must not.
    """

    every: int = 0
    kills: tuple[Kill, ...] = ()
    double: bool = False
    drops: tuple[Drop, ...] = ()
    outages: tuple[Outage, ...] = ()
    calendar: date | None = None
    merger: date | None = None


QUIET = Faults()


def is_every(text: str | None) -> bool:
    """Whether a text asks for trials at the points of a year, which then should be small."""
    return bool(re.search(r"\bevery\b", text or ""))


def read_faults(text: str, plan: Plan) -> Faults:
    """The faults that a text lists, separated by commas; refuses what is unknown, contradictory or outside the year."""
    parts = [shown(part)[:LONGEST] for part in SEPARATORS.split(text) if part]
    if not parts:
        raise Refused(f"没有写明故障。{_advice()}")
    _check_once(parts)
    found = QUIET
    for part in parts:
        found = _add(found, plan, part)
    if found.every and (found.kills or found.double):
        raise Refused("every已包括全部断点，不与process、database、double同用。")
    return found


def _add(found: Faults, plan: Plan, part: str) -> Faults:
    for pattern, add in PATTERNS.items():
        if said := re.fullmatch(pattern, part):
            return add(found, plan, *said.groups())
    raise Refused(f"不认识的故障“{part}”。{_advice()}")


def _advice() -> str:
    return f"可写：{'；'.join(FORMS)}。多项之间用逗号隔开。"


def _check_once(parts: Sequence[str]) -> None:
    if twice := next((part for place, part in enumerate(parts) if part in parts[:place]), None):
        raise Refused(f"“{twice}”写了两次，请只保留一项。")
    names = [re.split("[@/]", part)[0] for part in parts]
    if several := next((name for name in ONCE if names.count(name) > 1), None):
        raise Refused(f"{several}一年只能有一项，请只保留一项。")


def _every(found: Faults, _: Plan, step: str | None) -> Faults:
    if step is not None and not int(step or 0):
        raise Refused("every/后面应为不小于1的整数，例如every/20。")
    return replace(found, every=int(step or 1))


def _kill(found: Faults, _: Plan, victim: str, point: str) -> Faults:
    if not int(point):
        raise Refused(f"{victim}@后面的断点序号从1起。")
    return replace(found, kills=(*found.kills, Kill(Victim(victim), int(point))))


def _double(found: Faults, _: Plan) -> Faults:
    return replace(found, double=True)


def _drop(found: Faults, plan: Plan, flow: str, day: str) -> Faults:
    _one_of(flow, RUNS, "流程")
    drop = Drop(flow, _day(plan, day))
    calendar, cycles = shipped_calendar(), [cycle for cycle in PERIODIC if cycle.key == flow]
    opening = [cycle.opens_on(period, calendar) for cycle in cycles for period in cycle.periods(plan.year)]
    if opening and drop.day not in opening:
        raise Refused(f"{flow}在{drop.day}不运行，没有可漏掉的运行。它的运行日期：{'、'.join(map(str, opening))}。")
    return replace(found, drops=(*found.drops, drop))


def _outage(found: Faults, plan: Plan, channel: str, first: str, last: str) -> Faults:
    _one_of(channel, CHANNELS, "渠道")
    outage = Outage(channel, _day(plan, first), _day(plan, last))
    if outage.last < outage.first:
        raise Refused(f"渠道中断的最后一天{outage.last}早于第一天{outage.first}。")
    return replace(found, outages=(*found.outages, outage))


def _calendar(found: Faults, plan: Plan, day: str) -> Faults:
    return replace(found, calendar=_office_day(plan, day))


def _merger(found: Faults, plan: Plan, day: str) -> Faults:
    if len(plan.codes()) < 2:  # noqa: PLR2004 - a merger takes two
        raise Refused("推演部门合并（merger）至少要有两个部门。")
    return replace(found, merger=_office_day(plan, day))


def _one_of(name: str, known: Iterable[str], what: str) -> None:
    if name not in known:
        raise Refused(f"没有名为“{name}”的{what}，应为：{'、'.join(known)}。")


def _office_day(plan: Plan, text: str) -> date:
    """A day on which, or on a later one of the year, somebody is in the office."""
    day, calendar = _day(plan, text), shipped_calendar()
    if plan.last_day <= calendar.last and calendar.last_on_or_before(plan.last_day) < day:
        raise Refused(f"{day}至推演结束（{plan.last_day}）没有工作日，请改用较早的日期。")
    return day


def _day(plan: Plan, text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise Refused(f"“{text}”不是有效日期，应为{plan.year}-06-30这样的写法。") from error
    if not plan.go_live <= day <= plan.last_day:
        raise Refused(f"{day}不在推演的日期之内（{plan.go_live}至{plan.last_day}）。")
    return day


PATTERNS: dict[str, Callable[..., Faults]] = {
    r"every(?:/(\d{0,9}))?": _every,
    r"(process|database)@(\d{1,9})": _kill,
    r"double": _double,
    r"drop=([^@]*)@(.*)": _drop,
    r"outage=([^@]*)@(.*?)\.\.(.*)": _outage,
    r"calendar@(.*)": _calendar,
    r"merger@(.*)": _merger,
}
