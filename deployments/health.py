"""How an installation stands: its clock, its daily sweep, its plans in Prefect. Told by `check`, watched by `up`."""

from typing import NamedTuple

from sqlmodel import Session

from deployments.prefect_schedules import Plans, in_words, read_plans
from models.ledger.cycle.sweep import days_without_sweep, last_swept
from models.rules.errors import Unavailable
from tasks.clock import present
from tasks.clock_check import STOPPED, check_clock

LONGEST_WITHOUT = 1  # working days; more and somebody was not reminded


class Standing(NamedTuple):
    """One thing that was looked at, whether it is well, and in words what to know or to do."""

    item: str
    ok: bool
    advice: str = ""


def clock_stands(session: Session) -> Standing:
    """Whether the machine's clock is believed."""
    seen = check_clock(session)
    if seen is None or seen.doubt is None:
        return Standing("时钟与台账", ok=True)
    return Standing("时钟与台账", ok=False, advice=f"{seen.doubt.words}。{STOPPED if seen.doubt.stops else ''}")


def sweep_stands(session: Session) -> Standing:
    """Whether the daily sweep came to its end within a working day; without it nobody is reminded."""
    days, last = days_without_sweep(session, present().date()), last_swept(session)
    if days <= LONGEST_WITHOUT:
        return Standing("每日巡检", ok=True, advice=f"最近一次{last:%Y-%m-%d %H:%M}" if last else "尚未执行过")
    since = f"最近一次{last:%Y-%m-%d %H:%M}" if last else "从未执行"
    advice = f"{since}，已有{days}个工作日没有执行，期间不提醒、不催办。请运行 mubiao up，或执行 mubiao run daily_sweep"
    return Standing("每日巡检", ok=False, advice=advice)


def plans_stand(environment: dict[str, str]) -> Standing:
    """Whether Prefect holds every plan as it should be."""
    try:
        plans = read_plans(environment)
    except Unavailable as error:
        return Standing("计划", ok=False, advice=error.message)
    return Standing("计划", ok=not (plans.lost or plans.paused), advice="；".join([*_lost(plans), *_paused(plans)]))


def _lost(plans: Plans) -> list[str]:
    return [f"Prefect中缺少或被改动：{in_words(plans.lost)}，请重新启动 mubiao up"] if plans.lost else []


def _paused(plans: Plans) -> list[str]:
    if not plans.paused:
        return []
    return [f"在Prefect界面中被暂停，不会自动执行：{in_words(plans.paused)}，请在界面恢复，或重新启动 mubiao up"]
