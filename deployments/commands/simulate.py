"""`mubiao simulate`: simulates a whole year day by day on a separate database, and lists violations."""

import gc
import sys
import time
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import click
from sqlmodel import Session

from deployments.commands.answers import PATH, as_json, check_path, print_answer
from deployments.installation import read_only
from deployments.portal.acts import ActWay, way_of
from deployments.simulation.faults.disturbed_year import try_every
from deployments.simulation.faults.report import tell_disturbed, tell_every
from deployments.simulation.faults.spec import QUIET, Faults, is_every, read_faults
from deployments.simulation.invariants.second_core import SecondCore
from deployments.simulation.own_data import own_plan
from deployments.simulation.page import draw
from deployments.simulation.picture import picture_of
from deployments.simulation.plan import MOST_DEPARTMENTS, MOST_TARGETS, Plan, check_calendar
from deployments.simulation.report import YearReport, tell_year
from deployments.simulation.typed_commands import count_files, entered_acts
from deployments.simulation.world import World, world
from models.database import begin
from models.intake.shipped import shipped_calendar
from models.ledger.acts import find_act
from models.rules.errors import Refused

SMALL, LARGE = (2, 3), (100, 30)  # departments, and targets of each


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
def command(*, as_json: bool, **options: Any) -> None:  # noqa: ANN401 - the options, typed by Wish
    """Simulate the year and print the report. Raises Refused if there are violations."""
    request = Request(**options)
    plan, faults = request.read()
    began = time.monotonic()
    if faults.every:
        report = tell_every(plan, try_every(plan, faults), time.monotonic() - began)
    else:
        with world(keep=request.keep, lasting=bool(faults.kills)) as surroundings:
            report = _simulate(plan, faults, surroundings, began, request.page)
    print_answer(report.data, "\n".join(report.lines), as_json=as_json)
    if request.page:
        print(f"网页写在 {request.page}", file=sys.stderr)
    if request.keep:
        print(f"数据保留在 {surroundings.home}", file=sys.stderr)
    if report.data["violations"]:
        raise Refused(f"推演发现{len(report.data['violations'])}处不符。")


@dataclass(frozen=True, slots=True)
class Request:
    """The options of the command."""

    year: int
    departments: int | None
    targets: int | None
    own_data: bool
    seed: int
    page: Path | None
    faults: str | None
    keep: bool

    def read(self) -> tuple[Plan, Faults]:
        """Returns the plan and its faults. Raises Refused or a usage error if options are in conflict."""
        if self.page:
            check_path(self.page, (".html",), force=True)
        plan = self._own_plan() if self.own_data else self._invented_plan()
        faults = self._read_faults(plan)
        if faults.every and (self.page or self.keep):
            raise _usage_error("every推演不留数据，不与--page、--keep同用。")
        return plan, faults

    def _read_faults(self, plan: Plan) -> Faults:
        try:
            return QUIET if self.faults is None else read_faults(self.faults, plan)
        except Refused as wrong:
            raise _usage_error(wrong.message) from wrong

    def _invented_plan(self) -> Plan:
        usual = SMALL if is_every(self.faults) else LARGE
        plan = Plan(self.year, self.departments or usual[0], self.targets or usual[1], self.seed)
        check_calendar(plan, shipped_calendar())
        return plan

    def _own_plan(self) -> Plan:
        if self.departments or self.targets:
            raise _usage_error("--own-data用本系统的部门和目标推演，不与--departments、--targets同用。")
        if is_every(self.faults):
            raise _usage_error("every推演只用虚设的部门，不与--own-data同用。")
        with read_only() as session:
            return own_plan(session, self.year, self.seed)


def count_by_way(session: Session) -> dict[ActWay, dict[str, int]]:
    """Returns how often the agency does each act if it has the page: forms, sheets of a day, typed commands."""
    counts: dict[ActWay, dict[str, int]] = {way: {} for way in ActWay}
    for name, rows in sorted(entered_acts(session).items()):
        way = way_of(find_act(name))
        counts[way][name] = sum(row.n for row in rows) if way is ActWay.PAGE else count_files(name, rows)
    return counts


def _usage_error(why: str) -> click.UsageError:
    return click.UsageError(why, click.get_current_context())


def _simulate(plan: Plan, faults: Faults, surroundings: World, began: float, page: Path | None) -> YearReport:
    # Prefect reads its settings on its first import: only now do they name this simulation's home.
    from deployments.simulation.faults.disturbed_year import live_disturbed  # noqa: PLC0415
    from deployments.simulation.year import founded  # noqa: PLC0415

    gc.freeze()  # loaded modules stay; a year allocates millions of small short-lived objects
    if disturbed := faults.kills or faults.double:
        year, rehearsal = live_disturbed(plan, faults, surroundings, _show_progress)
    else:
        year = founded(plan, surroundings, faults)
        if surroundings.spare_cores:
            year.watch = SecondCore(year.watch, surroundings.spare_cores)
        for day in year.days():
            _show_progress(day)
    year.watch.at_the_end(year.calendar)
    with begin() as session:
        seconds = time.monotonic() - began, year.answering.seconds
        report = tell_year(session, plan, year.outside, year.watch.violations, seconds)
        counts = count_by_way(session)
        report.data["commands_by_way"] = counts
        by_way = "，".join(f"{way}{sum(each.values())}次" for way, each in counts.items())
        report.lines.insert(-1, f"有网页的，经办人办理：{by_way}。")
        if page:
            draw(page, report.title, picture_of(session, plan.days, year.calendar), report.facts, report.remarks)
    if disturbed:
        return tell_disturbed(report, rehearsal.points, rehearsal.digests[plan.last_day], plan.last_day)
    return report


def _show_progress(day: date) -> None:
    if sys.stderr.isatty():
        print(f"\r走过{day}", end="\n" if (day.month, day.day) == (3, 31) else "", file=sys.stderr, flush=True)
