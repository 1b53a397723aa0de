"""`mubiao targets`: lists the targets of a year, or one target with its parts."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import click

from deployments.commands.answers import as_json, on_day
from deployments.commands.lists import code_of, of_department, print_list, until_in_words
from deployments.installation import installation
from deployments.leaf_words import leaf_words
from models.database import begin
from models.ledger.target.register import Wanted, list_targets
from models.rules.target.place import placed
from models.rules.target.progress import PaceColour
from tasks.clock import business_day

INCOMPLETE = "只列缺绩效要求、目标类别、目标来源等的目标，指标有误的目标，以及不足“1+6+N”的部门"
LACKING = ("编号", "目标", "责任部门", "缺")
TITLES = ("编号", "目标", "责任部门", "数量", "完成时限", "最近填报", "缺")


@click.command(help="一年的目标及最近填报的进度。例：mubiao targets --year 2026 --department SJYT")
@click.option("--year", metavar="年度", type=click.IntRange(1, 9998), help="目标的年度，默认为业务日期所在年度")
@of_department
@click.option("--tree", metavar="目标编号", help="只列这个目标和它的下级目标")
@click.option("--incomplete", is_flag=True, help=INCOMPLETE)
@on_day
@as_json
def command(
    *, year: int | None, department: str | None, tree: str | None, incomplete: bool, day: date | None, as_json: bool
) -> None:
    """List the targets of a year as of the day."""
    on = business_day(day).date
    year = year or on.year
    with installation(), begin() as session:
        rows = list_targets(session, on, Wanted(year, code_of(session, department), tree, incomplete))
    empty = f"没有符合条件的{year}年目标，其他年度请加 --year。"
    if incomplete:
        print_list(rows, LACKING, map(_lacking, rows), empty, as_json=as_json, whole=(0, 3))
    else:
        print_list(rows, TITLES, map(_cells, rows), empty, as_json=as_json, wrapped=(3, 6))
    if tree and not as_json:
        for words in (*_leaf_lines(rows), *_tree_words(rows)):
            print(words)


def _lacking(row: dict[str, Any]) -> list[Any]:
    return [row["code"], row["name"], row["department"], "、".join(row["missing"])]


def _cells(row: dict[str, Any]) -> list[Any]:
    code = "　" * (row["level"] or 0) + row["code"]
    quantity = f"{row['quantity'].normalize():f}{row['unit'] or ''}" if row["quantity"] is not None else ""
    quantity += f"（{row['note']}）" if row["note"] else ""
    due = f"{until_in_words(row)}{'（已过）' if row['overdue'] else ''}"
    return [code, row["name"], row["department"], quantity, due, _reported(row), "、".join(row["missing"])]


def _reported(row: dict[str, Any]) -> str:
    if row["reported_for"] is None:
        return ""
    if row["progress"] is None:  # 4.7: the progress of a marked target is withheld
        return f"{row['reported_for']} （已标密）"
    done = "" if row["done"] is None else f"（完成{row['done'].normalize():f}{row['unit'] or ''}）"
    return f"{row['reported_for']} {row['progress'].normalize():f}% {row['pace'].label}{done}"


def _leaf_lines(rows: list[dict[str, Any]]) -> list[str]:
    """What each leaf asks, by when."""
    return [f"“{row['code']}”{leaf_words(leaf)}。" for row in rows for leaf in row["leaves"]]


def _tree_words(rows: list[dict[str, Any]]) -> Iterator[str]:
    """What the parts make up (A52), and which targets of the tree are behind (A22)."""
    yield from (f"{row[name]}。" for name in ("parts", "done_parts") for row in rows if row[name])
    yield from (f"“{row['code']}”的{placed(row)}。" for row in rows if row["parent_unit"])
    yield from _behind(rows)


def _behind(rows: list[dict[str, Any]]) -> Iterator[str]:
    behind = [row for row in rows if row["pace"] in (PaceColour.YELLOW, PaceColour.RED)]
    if behind:
        named = "、".join(f"“{row['code']}”{row['department']}（{row['pace'].label}）" for row in behind)
        yield f"落后于时间进度：{named}。"
