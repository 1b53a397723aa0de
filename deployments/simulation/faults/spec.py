"""Parses the text of `simulate --faults` and refuses it if it makes no sense."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from deployments.simulation.plan import Plan
from models.intake.shipped import shipped_calendar
from models.intake.values import shown
from models.rules.appraisal_day import APPRAISAL
from models.rules.cycles import CYCLES, DAILY_SWEEP, DELIVER
from models.rules.errors import Refused
from models.rules.negative_list import REMEDIATION_FEEDBACK
from models.rules.results_use import RESULTS_USE
from models.rules.target_setting import TARGET_SETTING

CHANNELS = ("mail", "wecom")
PERIODIC = [cycle for cycle in CYCLES if cycle.periodic]
ROUTINES = (REMEDIATION_FEEDBACK, DAILY_SWEEP, TARGET_SETTING, APPRAISAL, RESULTS_USE, DELIVER)
RUNS = (*(cycle.key for cycle in PERIODIC), *(routine.key for routine in ROUTINES))
SEPARATORS = re.compile(r"[,，、;；\s]+")
ONCE = ("every", "calendar", "merger", "founding")
LONGEST = 100  # characters of one fault that are parsed
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
    "founding@日期（当天成立一个部门）",
)


# What is killed.
Victim = StrEnum("Victim", "PROCESS DATABASE")


@dataclass(frozen=True, slots=True)
class Kill:
    """A kill of the process or of the database just before the `point`-th statement, commit or letter of the year."""

    victim: Victim
    point: int


@dataclass(frozen=True, slots=True)
class Drop:
    """The runs of one flow that do not start on a day."""

    flow: str
    day: date


@dataclass(frozen=True, slots=True)
class Outage:
    """A channel that accepts no letters from `first` to `last`, both included."""

    channel: str
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Faults:
    """All faults of a year; `every` is the step between the points at which trials kill it, 0 for no trials.

    Events of the world (`drops`, `outages`, `calendar`, `merger`, `founding`) change the result of the year; kills and
    doubled runs must not change it.
    """

    every: int = 0
    kills: tuple[Kill, ...] = ()
    double: bool = False
    drops: tuple[Drop, ...] = ()
    outages: tuple[Outage, ...] = ()
    calendar: date | None = None
    merger: date | None = None
    founding: date | None = None


QUIET = Faults()


def is_every(text: str | None) -> bool:
    """Returns true if a text asks for trials at the points of a year; the year should then be small."""
    return bool(re.search(r"\bevery\b", text or ""))


def read_faults(text: str, plan: Plan) -> Faults:
    """Parse the faults in a list separated by commas.

    Raises Refused if one is unknown, contradictory or outside the year.
    """
    parts = [shown(part)[:LONGEST] for part in SEPARATORS.split(text) if part]
    if not parts:
        raise Refused(f"没有写明故障。{_advice()}")
    _require_unique(parts)
    faults = QUIET
    for part in parts:
        faults = _add(faults, plan, part)
    if faults.every and (faults.kills or faults.double):
        raise Refused("every已包括全部断点，不与process、database、double同用。")
    return faults


def _add(faults: Faults, plan: Plan, part: str) -> Faults:
    for pattern, add in PATTERNS.items():
        if match := re.fullmatch(pattern, part):
            return add(faults, plan, *match.groups())
    raise Refused(f"不认识的故障“{part}”。{_advice()}")


def _advice() -> str:
    return f"可写：{'；'.join(FORMS)}。多项之间用逗号隔开。"


def _require_unique(parts: Sequence[str]) -> None:
    if repeated := next((part for place, part in enumerate(parts) if part in parts[:place]), None):
        raise Refused(f"“{repeated}”写了两次，请只保留一项。")
    names = [re.split("[@/]", part)[0] for part in parts]
    if conflicting := next((name for name in ONCE if names.count(name) > 1), None):
        raise Refused(f"{conflicting}一年只能有一项，请只保留一项。")


def _add_every(faults: Faults, _: Plan, step: str | None) -> Faults:
    if step is not None and not int(step or 0):
        raise Refused("every/后面应为不小于1的整数，例如every/20。")
    return replace(faults, every=int(step or 1))


def _add_kill(faults: Faults, _: Plan, victim: str, point: str) -> Faults:
    if not int(point):
        raise Refused(f"{victim}@后面的断点序号从1起。")
    return replace(faults, kills=(*faults.kills, Kill(Victim(victim), int(point))))


def _add_drop(faults: Faults, plan: Plan, flow: str, day: str) -> Faults:
    _require_known(flow, RUNS, "流程")
    drop = Drop(flow, _parse_day(plan, day))
    calendar, cycles = shipped_calendar(), [cycle for cycle in PERIODIC if cycle.key == flow]
    opening = [cycle.opens_on(period, calendar) for cycle in cycles for period in cycle.periods(plan.year)]
    if opening and drop.day not in opening:
        raise Refused(f"{flow}在{drop.day}不运行，没有可漏掉的运行。它的运行日期：{'、'.join(map(str, opening))}。")
    return replace(faults, drops=(*faults.drops, drop))


def _add_outage(faults: Faults, plan: Plan, channel: str, first: str, last: str) -> Faults:
    _require_known(channel, CHANNELS, "渠道")
    outage = Outage(channel, _parse_day(plan, first), _parse_day(plan, last))
    if outage.last < outage.first:
        raise Refused(f"渠道中断的最后一天{outage.last}早于第一天{outage.first}。")
    return replace(faults, outages=(*faults.outages, outage))


def _add_merger(faults: Faults, plan: Plan, day: str) -> Faults:
    if len(plan.codes()) < 2:  # noqa: PLR2004 - a merger takes two
        raise Refused("推演部门合并（merger）至少要有两个部门。")
    return replace(faults, merger=_parse_office_day(plan, day))


def _require_known(name: str, known: Iterable[str], what: str) -> None:
    if name not in known:
        raise Refused(f"没有名为“{name}”的{what}，应为：{'、'.join(known)}。")


def _parse_office_day(plan: Plan, text: str) -> date:
    """Parse a day. Raises Refused if no working day of the year follows or equals it."""
    day, calendar = _parse_day(plan, text), shipped_calendar()
    if plan.last_day <= calendar.last and calendar.last_on_or_before(plan.last_day) < day:
        raise Refused(f"{day}至推演结束（{plan.last_day}）没有工作日，请改用较早的日期。")
    return day


def _parse_day(plan: Plan, text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise Refused(f"“{text}”不是有效日期，应为{plan.year}-06-30这样的写法。") from error
    if not plan.go_live <= day <= plan.last_day:
        raise Refused(f"{day}不在推演的日期之内（{plan.go_live}至{plan.last_day}）。")
    return day


PATTERNS: dict[str, Callable[..., Faults]] = {
    r"every(?:/(\d{0,9}))?": _add_every,
    r"(process|database)@(\d{1,9})": _add_kill,
    r"double": lambda faults, _: replace(faults, double=True),
    r"drop=([^@]*)@(.*)": _add_drop,
    r"outage=([^@]*)@(.*?)\.\.(.*)": _add_outage,
    r"calendar@(.*)": lambda faults, plan, day: replace(faults, calendar=_parse_office_day(plan, day)),
    r"merger@(.*)": _add_merger,
    r"founding@(.*)": lambda faults, plan, day: replace(faults, founding=_parse_office_day(plan, day)),
}
