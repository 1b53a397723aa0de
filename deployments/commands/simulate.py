"""`mubiao simulate`: a whole year, day by day, on a database of its own; what is wrong is named."""

import gc
import sys
import time
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import click

from deployments.commands.answers import PATH, as_json, put_json
from deployments.installation import reading
from deployments.simulation.faults.every_point import try_every
from deployments.simulation.faults.report import tell_disturbed, tell_every
from deployments.simulation.faults.spec import QUIET, Faults, is_every, read_faults
from deployments.simulation.own_data import own_plan
from deployments.simulation.page import draw
from deployments.simulation.picture import picture_of
from deployments.simulation.plan import MOST_DEPARTMENTS, MOST_TARGETS, Plan, check_calendar
from deployments.simulation.report import Told, tell_year
from deployments.simulation.world import World, world
from models.database import begin
from models.intake.shipped import shipped_calendar
from models.rules.errors import Refused

SMALL, WHOLE = (2, 3), (100, 30)  # departments, and targets of each


@click.command(
    help="推演：在独立的数据库上逐日走完一年并逐日核验。例：mubiao simulate --year 2025 --departments 100 --targets 30"
)
@click.option("--year", metavar="年度", type=click.IntRange(1), required=True, help="推演的年度")
@click.option(
    "--departments", metavar="部门数", type=click.IntRange(1, MOST_DEPARTMENTS), help="默认100；逐个断点推演时2"
)
@click.option("--targets", metavar="每部门目标数", type=click.IntRange(1, MOST_TARGETS), help="默认30；逐个断点推演时3")
@click.option("--own-data", is_flag=True, help="用本系统（MUBIAO_HOME）现有的部门、目标和工作日历，只读取，不改动")
@click.option("--seed", metavar="种子", type=int, default=7, show_default=True, help="同一种子推演出同一结果")
@click.option("--page", metavar="文件", type=PATH, help="把全年的期限日历和每周工作量写成网页")
@click.option("--faults", metavar="故障", help="推演中发生的故障，例：every/20，或 process@5000,double")
@click.option("--keep", is_flag=True, help="保留推演所用的数据目录")
@as_json
def command(*, as_json: bool, **said: Any) -> None:  # noqa: ANN401 - the options, typed by Wish
    """Live the year, tell what it came to, refuse when anything was wrong."""
    wish = Wish(**said)
    plan, faults = wish.read()
    began = time.monotonic()
    if faults.every:
        told = tell_every(plan, try_every(plan, faults), time.monotonic() - began)
    else:
        with world(keep=wish.keep, lasting=bool(faults.kills)) as around:
            told = _lived(plan, faults, around, began, wish.page)
    if as_json:
        put_json(told.data)
    else:
        print("\n".join(told.lines))
    if wish.page:
        print(f"网页写在 {wish.page}", file=sys.stderr)
    if wish.keep:
        print(f"数据保留在 {around.home}", file=sys.stderr)
    if told.data["violations"]:
        raise Refused(f"推演发现{len(told.data['violations'])}处不符。")


@dataclass(frozen=True, slots=True)
class Wish:
    """What was asked for."""

    year: int
    departments: int | None
    targets: int | None
    own_data: bool
    seed: int
    page: Path | None
    faults: str | None
    keep: bool

    def read(self) -> tuple[Plan, Faults]:
        """The plan and what befalls it; what does not go together, or is no fault, is a wrong usage."""
        if self.page and not self.page.parent.is_dir():
            raise Refused(f"没有文件夹“{self.page.parent}”，网页无处可写。请先建立，或另指定--page。")
        plan = self._own() if self.own_data else self._invented()
        faults = self._faults(plan)
        if faults.every and (self.page or self.keep):
            raise _misused("every推演不留数据，不与--page、--keep同用。")
        return plan, faults

    def _faults(self, plan: Plan) -> Faults:
        try:
            return QUIET if self.faults is None else read_faults(self.faults, plan)
        except Refused as wrong:
            raise _misused(wrong.message) from wrong

    def _invented(self) -> Plan:
        usual = SMALL if is_every(self.faults) else WHOLE
        plan = Plan(self.year, self.departments or usual[0], self.targets or usual[1], self.seed)
        check_calendar(plan, shipped_calendar())
        return plan

    def _own(self) -> Plan:
        if self.departments or self.targets:
            raise _misused("--own-data用本系统的部门和目标推演，不与--departments、--targets同用。")
        if is_every(self.faults):
            raise _misused("every推演只用虚设的部门，不与--own-data同用。")
        with reading() as session:
            return own_plan(session, self.year, self.seed)


def _misused(why: str) -> click.UsageError:
    return click.UsageError(why, click.get_current_context())


def _lived(plan: Plan, faults: Faults, around: World, began: float, page: Path | None) -> Told:
    # Prefect reads its settings when it is first imported: only now do they name this simulation's home.
    from deployments.simulation.faults.disturbed_year import live_disturbed  # noqa: PLC0415
    from deployments.simulation.year import founded  # noqa: PLC0415

    gc.freeze()  # what was loaded stays; a year makes millions of small things, all of them short-lived
    if disturbed := faults.kills or faults.double:
        year, rehearsal = live_disturbed(plan, faults, around, _show)
    else:
        year = founded(plan, around, faults)
        for day in year.days():
            _show(day)
    year.watch.at_the_end(year.calendar)
    with begin() as session:
        told = tell_year(session, plan, year.outside, year.watch.violations, time.monotonic() - began)
        if page:
            draw(page, told.title, picture_of(session, plan.days, year.calendar), told.facts, told.remarks)
    if disturbed:
        return tell_disturbed(told, rehearsal.points, rehearsal.digests[plan.last_day], plan.last_day)
    return told


def _show(day: date) -> None:
    if sys.stderr.isatty():
        print(f"\r走过{day}", end="\n" if (day.month, day.day) == (1, 31) else "", file=sys.stderr, flush=True)
