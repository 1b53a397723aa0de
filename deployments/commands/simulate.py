"""`mubiao simulate`: a whole year, day by day, on a database of its own; what is wrong is named."""

import gc
import sys
import time
from datetime import date
from pathlib import Path

import click

from deployments.commands.answers import PATH, as_json, put_json
from deployments.simulation.outside import Outside
from deployments.simulation.page import draw
from deployments.simulation.picture import picture_of
from deployments.simulation.plan import MOST_DEPARTMENTS, MOST_TARGETS, Plan, check_calendar
from deployments.simulation.telling import Told, tell_year
from deployments.simulation.world import World, world
from models.database import begin
from models.intake.shipped import shipped_calendar
from models.rules.errors import Refused


@click.command(
    help="推演：在独立的数据库上逐日走完一年并逐日核验。例：mubiao simulate --year 2025 --departments 100 --targets 30"
)
@click.option("--year", metavar="年度", type=click.IntRange(1), required=True, help="推演的年度")
@click.option(
    "--departments", metavar="部门数", type=click.IntRange(1, MOST_DEPARTMENTS), default=100, show_default=True
)
@click.option("--targets", metavar="每部门目标数", type=click.IntRange(1, MOST_TARGETS), default=30, show_default=True)
@click.option("--seed", metavar="种子", type=int, default=7, show_default=True, help="同一种子推演出同一结果")
@click.option("--page", metavar="文件", type=PATH, help="把全年的期限日历和每周工作量写成网页")
@click.option("--keep", is_flag=True, help="保留推演所用的数据目录")
@as_json
def command(
    *, year: int, departments: int, targets: int, seed: int, page: Path | None, keep: bool, as_json: bool
) -> None:
    """Live the year, tell what it came to, refuse when anything was wrong."""
    plan = Plan(year, departments, targets, seed)
    check_calendar(plan, shipped_calendar())
    began = time.monotonic()
    with world(keep=keep) as around:
        told = _lived(plan, around, began, page)
    if as_json:
        put_json(told.data)
    else:
        print("\n".join(told.lines))
    if keep:
        print(f"数据保留在 {around.home}", file=sys.stderr)
    if told.data["violations"]:
        raise Refused(f"推演发现{len(told.data['violations'])}处不符。")


def _lived(plan: Plan, around: World, began: float, page: Path | None) -> Told:
    # Prefect reads its settings when it is first imported: only now do they name this simulation's home.
    from deployments.simulation.year import Year  # noqa: PLC0415

    gc.freeze()  # what was loaded stays; a year makes millions of small things, all of them short-lived
    outside = Outside(plan)
    outside.connect()
    year = Year(plan, around, outside)
    year.found()
    for day in year.days():
        _show(day)
    year.watch.at_the_end(year.calendar)
    with begin() as session:
        told = tell_year(session, plan, outside, year.watch.violations, time.monotonic() - began)
        if page:
            draw(page, f"{plan.year}年推演", picture_of(session, plan.days, year.calendar), told.facts)
        return told


def _show(day: date) -> None:
    if sys.stderr.isatty():
        print(f"\r走过{day}", end="\n" if (day.month, day.day) == (1, 31) else "", file=sys.stderr, flush=True)
