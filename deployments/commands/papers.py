"""`mubiao papers`: lists the numbers of the agency's papers, and the gaps in their order."""

from typing import Any

import click

from deployments.commands.answers import as_json, print_json
from deployments.commands.lists import print_list
from deployments.installation import ledger
from models.ledger.jurisdiction import home
from models.ledger.paper_numbers import list_numbers, used_numbers
from models.rules.paper_number import gaps_of

TITLES = ("文号", "文种", "对象", "成文日期", "状态")
NONE = "没有已编号的公文。编号：mubiao act issue_paper。"


@click.command(help="公文的文号，--gaps 列空缺的文号。例：mubiao papers --year 2026")
@click.option("--gaps", is_flag=True, help="只列空缺的文号：小于已用的最大号而没有用的")
@click.option("--year", metavar="年度", type=click.IntRange(1, 9998), help="文号的年份，默认全部")
@as_json
def command(*, gaps: bool, year: int | None, as_json: bool) -> None:
    """List the numbers of a year, by default of all years, or those that are missing below the largest one."""
    with ledger() as session:
        jurisdiction = home(session)
        missing = [str(each) for each in gaps_of(used_numbers(session, jurisdiction)) if year in (None, each.year)]
        rows = list_numbers(session, jurisdiction, year)
    if gaps:
        print_json(missing) if as_json else print("\n".join(missing) or "没有空缺的文号。")
        return
    print_list(rows, TITLES, map(_cells, rows), NONE, as_json=as_json, whole=(0,))


def _cells(row: dict[str, Any]) -> list[Any]:
    state = f"已作废：{row['reason']}" if row["void"] and row["reason"] else "已作废" if row["void"] else ""
    return [row["number"], row["kind"], row["subject"], row["dated"] or "", state]
