"""`mubiao drafts`: lists the drafts of a year, and what the lists of the departments would lack."""

from datetime import date
from typing import Any

import click

from deployments.commands.answers import as_json, on_day, print_json
from deployments.commands.lists import code_of, of_department, print_list
from deployments.installation import ledger
from deployments.listings.targets import until_in_words
from models.ledger.draft.register import DraftsWanted, list_draft_gaps, list_drafts
from models.ledger.target.completeness import gaps_in_words
from models.rules.draft import OfficeOpinion
from models.rules.states import DraftState
from tasks.clock import business_day

HOW = "拟定：mubiao template drafts 草案.xlsx，填好后 mubiao import drafts；其他年度请加 --year。"
TITLES = ("编号", "目标", "责任部门", "数量", "完成时限", "状态", "意见", "报审", "缺")


@click.command(help="一年的目标草案及其办理进展。例：mubiao drafts --year 2027 --department SJYT")
@click.option("--year", metavar="年度", type=click.IntRange(1, 9998), help="目标的年度，默认为业务日期所在年度")
@of_department
@click.option("--all", "former", is_flag=True, help="已下达和已撤回的也列出")
@on_day
@as_json
def command(*, year: int | None, department: str | None, former: bool, day: date | None, as_json: bool) -> None:
    """List the drafts of a year, then the departments whose initial lists would have gaps (1+6+N)."""
    wanted, year = year, year or business_day(day).date.year
    with ledger() as session:
        code = code_of(session, department)
        ahead = 0 if wanted else len(list_drafts(session, DraftsWanted(year + 1, code, former)))
        rows = list_drafts(session, DraftsWanted(year, code, former))
        gaps = list_draft_gaps(session, year, code)
    if as_json:
        print_json({"drafts": rows, "gaps": gaps})
        return
    elsewhere = f"{year + 1}年有{ahead}项草案：mubiao drafts --year {year + 1}。" if ahead else ""
    print_list(rows, TITLES, map(_cells, rows), f"没有{year}年的目标草案。{elsewhere or HOW}", as_json=False)
    if rows and elsewhere:
        print(elsewhere)
    for each in gaps:
        print(f"{each['department']}：{'、'.join(gaps_in_words(each))}（已下达的和草案合计）。")


def _cells(row: dict[str, Any]) -> list[Any]:
    quantity = f"{row['quantity'].normalize():f}{row['unit'] or ''}" if row["quantity"] is not None else ""
    what = [row["code"], row["name"], row["department"], quantity, until_in_words(row)]
    return [*what, row["state"].label, _opinion(row), row["submission"] or "", "、".join(row["missing"])]


def _opinion(row: dict[str, Any]) -> str:
    """待反馈, 未反馈, 同意, or 有异议 with what the agency answered; empty before the consultation."""
    if row["opinion"] is None:
        asked = row["asked"] is not None and row["state"] is not DraftState.DRAFTED
        return ("待反馈" if row["asked"] else "未反馈") if asked else ""
    if row["opinion"] is not OfficeOpinion.OBJECTED:
        return str(row["opinion"].label)
    answers = {None: "未答复", True: "已采纳", False: "未采纳"}
    return f"{row['opinion'].label}（{answers[row['accepted']]}）"
