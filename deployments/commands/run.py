"""`mubiao run CYCLE`: runs a cycle's flow now: through the Prefect server if it is up, else the plain steps."""

import asyncio
import os
import sys
from datetime import date
from importlib import import_module

import click

from deployments.act_entry import warn_of_future
from deployments.commands.answers import as_json, on_day, print_json
from deployments.installation import installation
from deployments.server import is_up, prefect_environment
from models.ledger.acts import Summary
from models.rules.business_day import BusinessDay
from models.rules.cycle import Cycle, Routine
from models.rules.cycles import CYCLES, ROUTINES
from models.rules.errors import Refused
from tasks.clock import business_day
from tasks.settings import settings


class CycleType(click.ParamType[str]):
    """A cycle by its key or its Chinese name; an unknown one is a usage error that lists all of them."""

    name = "周期"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Returns the key of the cycle. Fails with a usage error if it is unknown."""
        keys = {called: each.key for each in (*CYCLES, *ROUTINES) for called in (each.key, each.name)}
        if value not in keys:
            known = "、".join(f"{each.name}（{each.key}）" for each in (*CYCLES, *ROUTINES))
            self.fail(f"没有周期“{value}”，应为以下之一：{known}。", param, ctx)
        return keys[value]


@click.command(help="立即运行一个周期。例：mubiao run monthly_check --on 2026-03-01")
@click.argument("cycle", metavar="周期", type=CycleType())
@on_day
@click.option("--period", metavar="期间", help="默认为业务日期时最近的一期；写法：2026-03、2026Q1、2026H1、2026")
@click.option("--ahead", is_flag=True, help="业务日期可以在今天之后，仅用于演练：所开启的事项和通知都会留下")
@as_json
def command(*, cycle: str, day: date | None, period: str | None, ahead: bool, as_json: bool) -> None:
    """Run one cycle and print its summary."""
    target = next(c for c in (*CYCLES, *ROUTINES) if c.key == cycle)
    if period:
        period = _parse_period(target, period)
    _check_day(business_day(day), ahead=ahead)
    environment = prefect_environment(settings().home, settings().port)
    served = is_up(environment)
    if served:
        os.environ.update(environment | {"PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL": "CRITICAL"})
    with installation():
        summary = _run_with_prefect(target, day, period) if served else _run_plainly(target, day, period)
    if not served:
        print("Prefect服务未运行，已直接执行同样的步骤。", file=sys.stderr)
    if as_json:
        print_json(_summary_json(target, summary, day))
    else:
        print(summary.words)


def _check_day(day: BusinessDay, *, ahead: bool) -> None:
    """Raises Refused if the day is in the future, unless `ahead`: it is most likely a typing error."""
    if day.date > day.at.date() and not ahead:
        advice = "请核对日期；确需提前运行的（如演练），请加 --ahead。"
        raise Refused(f"业务日期{day.date}在今天（{day.at.date()}）之后，没有运行。{advice}")
    warn_of_future(day)


def _parse_period(cycle: Cycle | Routine, text: str) -> str:
    if isinstance(cycle, Cycle) and cycle.periodic:
        return str(cycle.period(text))
    raise Refused(f"“{cycle.name}”每日运行，没有期间。")


# Prefect reads its settings on import, so its modules are imported only after the settings are set.
def _run_with_prefect(cycle: Cycle | Routine, day: date | None, period: str | None) -> Summary:
    from deployments.schedules import call  # noqa: PLC0415 - see above
    from tasks.flow_shell import RunForm  # noqa: PLC0415 - see above

    return asyncio.run(call(cycle, RunForm(business_date=day, period=period)))


def _run_plainly(cycle: Cycle | Routine, day: date | None, period: str | None) -> Summary:
    from tasks.step import combine, guarded, run_steps  # noqa: PLC0415 - see above

    steps = guarded(import_module(f"flows.{cycle.key}").STEPS, day)
    return combine(run_steps(steps, business_day(day, period), engine=False))


def _summary_json(cycle: Cycle | Routine, summary: Summary, day: date | None) -> dict[str, object]:

    names = ("opened", "already_open", "notices")
    facts = {"cycle": cycle.key, "period": summary.data.get("period")}
    facts["business_date"] = str(business_day(day).date)
    return {**facts, **{name: summary.counts.get(name, 0) for name in names}, "words": summary.words}
