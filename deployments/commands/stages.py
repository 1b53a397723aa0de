"""`mubiao stages`: the stages of a year by figure 1 with their dates, on the screen or as a page (1-4)."""

from datetime import date
from pathlib import Path
from typing import Any

import click

from deployments.commands.answers import PATH, as_json, check_path, on_day, write_file
from deployments.commands.lists import print_list
from deployments.installation import ledger
from deployments.pages import filled_in
from models.ledger.cycle.stages import stages
from models.rules.stage import FIGURE, NEXT, StageOfYear
from tasks.clock import business_day

TITLES = ("环节", "活动", "时间", "起", "止", "台账")
NO_DATE = "未定"
TEMPLATE = "stages/year.html.j2"


@click.command(help="一年的五个环节及其日期。例：mubiao stages --year 2026 --page 环节.html")
@click.option("--year", metavar="年度", type=click.IntRange(2000, 9998), help="默认为业务日期所在年度")
@click.option("--page", metavar="文件", type=PATH, help="写成一个网页，不联网也能打开")
@click.option("--force", "force", is_flag=True, help="文件已经存在时覆盖")
@on_day
@as_json
def command(*, year: int | None, page: Path | None, force: bool, day: date | None, as_json: bool) -> None:
    """List the stages of a year, or write them as a page."""
    if page:
        check_path(page, (".html",), force=force)
    today = business_day(day).date
    of_year = year or today.year
    with ledger() as session:
        found = stages(session, of_year, today)
    if page:
        write_file(page, stages_page(found, of_year, today))
        print(f"已写入{of_year}年的{len(found)}个环节：{page}")
        return
    print_list([_json(each) for each in found], TITLES, map(_cells, found), "", as_json=as_json, wrapped=(1, 5))


def stages_page(found: list[StageOfYear], year: int, today: date) -> bytes:
    """Return the page as bytes; the same stages on the same day give the same bytes."""
    rows = [
        dict(zip(("name", "activity", "time", "first", "last", "facts"), _cells(each), strict=True))
        | {"running": each.is_running(today), "next": "、".join(following.label for following in NEXT[each.stage])}
        for each in found
    ]
    return filled_in(TEMPLATE, {"year": year, "today": today, "stages": rows, "running": "进行中"}).encode()


def _cells(each: StageOfYear) -> list[Any]:
    activity, time = FIGURE[each.stage]
    return [each.stage.label, activity, time, each.first or NO_DATE, each.last or NO_DATE, "；".join(each.facts)]


def _json(each: StageOfYear) -> dict[str, Any]:
    return {
        "stage": each.stage.value,
        "name": each.stage.label,
        "first": each.first,
        "last": each.last,
        "facts": each.facts,
        "next": NEXT[each.stage],
    }
