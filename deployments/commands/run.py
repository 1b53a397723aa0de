"""`mubiao run CYCLE`: runs a cycle's flow now: through the Prefect server if it is up, else the plain steps."""

import asyncio
import os
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, nullcontext
from dataclasses import replace
from datetime import date
from importlib import import_module

import click

from deployments.act_entry import warn_of_future
from deployments.commands.answers import as_json, print_answer, rehearsed_day
from deployments.installation import installation
from deployments.server import is_own, is_up, prefect_environment
from models.database import begin
from models.ledger.acts import Summary
from models.ledger.jurisdiction import ONLY_REHEARSED, is_rehearsal
from models.rules.cycle import Cycle, Routine
from models.rules.cycles import CYCLES, ROUTINES, nearest_cycle
from models.rules.errors import MubiaoError, Refused
from models.rules.rehearsal import marked
from models.rules.workdays import BusinessDay
from tasks.alerts import tell_run, telling_operator
from tasks.clock import business_day, planned_day
from tasks.run_record import end_run
from tasks.settings import settings


class CycleType(click.ParamType[str]):
    """A cycle by its key or its Chinese name; an unknown one is a usage error that lists all of them."""

    name = "周期"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Returns the key of the cycle. Fails with a usage error if it is unknown."""
        keys = {called: each.key for each in (*CYCLES, *ROUTINES) for called in (each.key, each.name)}
        if value not in keys:
            known = "、".join(f"{each.name}（{each.key}）" for each in (*CYCLES, *ROUTINES))
            perhaps = nearest_cycle(value, (*CYCLES, *ROUTINES))
            self.fail(f"没有周期“{value}”{perhaps}{'？' if perhaps else '，'}应为以下之一：{known}。", param, ctx)
        return keys[value]


NAMES = "、".join(f"{each.key}（{each.name}）" for each in (*CYCLES, *ROUTINES))


@click.command(
    help="立即运行一个周期。例：mubiao run monthly_check --period 2026-03",
    epilog=f"周期写名称或英文：{NAMES}。",
)
@click.argument("cycle", metavar="周期", type=CycleType())
@rehearsed_day
@click.option("--period", metavar="期间", help="默认为今天最近的一期；写法：2026-03、2026Q1、2026H1、2026")
@click.option("--ahead", is_flag=True, help="（演练）--on 可以在今天之后；所开启的事项和通知都会留下")
@as_json
def command(*, cycle: str, day: date | None, period: str | None, ahead: bool, as_json: bool) -> None:
    """Run one cycle and print its summary. Raises Refused if its period is not to be opened."""
    if ahead and not day:
        raise click.UsageError("--ahead 只与 --on 同用，只在演练中有用。")
    target = next(c for c in (*CYCLES, *ROUTINES) if c.key == cycle)
    period = _parse_period(target, period)
    if _is_run_by_host(target, day, period, as_json=as_json):
        return
    environment = prefect_environment(settings().home, settings().port, listen=settings().prefect_listen)
    running = not (day or settings().cell) and is_up(environment)
    served = running and is_own(environment)
    if served:
        os.environ.update(environment | {"PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL": "CRITICAL"})
    with _installation(target, told=not (day or period or served)):
        if day:
            _check_day(business_day(day), ahead=ahead)
        summary = _run_with_prefect(target, period) if served else _run_plainly(target, day, period)
        with begin() as session:
            summary = replace(summary, words=marked(summary.words, rehearsal=is_rehearsal(session)))
    if not served:
        print(f"{_why_plainly(day, running=running)}，已直接执行同样的步骤。", file=sys.stderr)
    if summary.data.get("refused"):
        raise Refused(summary.words)
    print_answer(_summary_json(target, summary, day), summary.words, as_json=as_json)


@contextmanager
def _installation(cycle: Cycle | Routine, *, told: bool) -> Iterator[None]:
    """Open the installation for a run. An operator is `told` how it ends, unless a person asked or a flow tells it."""
    with ExitStack() as opened:
        try:
            opened.enter_context(installation())
        except MubiaoError:
            if told:
                tell_run(cycle.key, 1)
            raise
        with telling_operator(cycle) if told else nullcontext():
            yield


def _is_run_by_host(cycle: Cycle | Routine, day: date | None, period: str | None, *, as_json: bool) -> bool:
    """Let a worker of the host run a cycle of this cell, if it names the host's Prefect. Returns whether it did."""
    if day or not (settings().cell and (url := settings().prefect_url)):
        return False
    from deployments.host.asked_run import run_on_host  # noqa: PLC0415 - loads Prefect

    words = run_on_host(url.get_secret_value(), settings().cell, cycle, period)
    print_answer({"cycle": cycle.key, "period": period, "words": words}, words, as_json=as_json)
    return True


def _why_plainly(day: date | None, *, running: bool) -> str:
    """Returns why the run does not go through a Prefect server."""
    if day:
        return "指定了业务日期"
    if settings().cell:
        return "单元不经本机的Prefect服务"
    return f"端口{settings().port}上的Prefect服务不是本系统的" if running else "Prefect服务未运行"


def _check_day(day: BusinessDay, *, ahead: bool) -> None:
    """Raises Refused if this is no rehearsal.

    Raises Refused too if the day is in the future, unless `ahead`: it is most likely a typing error.
    """
    with begin() as session:
        if not is_rehearsal(session):
            raise Refused(f"周期按今天运行，不能另写业务日期。{ONLY_REHEARSED}")
    if day.date > day.at.date() and not ahead:
        advice = "请核对日期；确需提前运行的，请加 --ahead。"
        raise Refused(f"业务日期{day.date}在今天（{day.at.date()}）之后，没有运行。{advice}")
    warn_of_future(day)


def _parse_period(cycle: Cycle | Routine, text: str | None) -> str | None:
    if not text:
        return None
    if isinstance(cycle, Cycle) and cycle.periodic:
        return str(cycle.period(text))
    raise Refused(f"“{cycle.name}”不分期间，请去掉 --period。")


# Prefect reads its settings on import, so its modules are imported only after the settings are set.
def _run_with_prefect(cycle: Cycle | Routine, period: str | None) -> Summary:
    from deployments.schedules import call  # noqa: PLC0415 - see above
    from tasks.flow_shell import RunForm  # noqa: PLC0415 - see above

    return asyncio.run(call(cycle, RunForm(period=period)))


def _run_plainly(cycle: Cycle | Routine, day: date | None, period: str | None) -> Summary:
    from tasks.step import combine, first_step, run_steps  # noqa: PLC0415 - see above

    steps = import_module(f"flows.{cycle.key}").STEPS
    if day:
        return combine(run_steps(steps, business_day(day, period), engine=False))
    summaries = run_steps([first_step(cycle), *steps], planned_day(period), engine=False)
    end_run(cycle)
    return combine(summaries)


def _summary_json(cycle: Cycle | Routine, summary: Summary, day: date | None) -> dict[str, object]:

    names = ("opened", "already_open", "notices")
    facts = {"cycle": cycle.key, "period": summary.data.get("period")}
    facts["business_date"] = str(business_day(day).date)
    return {**facts, **{name: summary.counts.get(name, 0) for name in names}, "words": summary.words}
