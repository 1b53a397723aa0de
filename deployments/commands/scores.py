"""`mubiao scores`: lists the score of each department, the day it is of, and what it still lacks (1-8)."""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import click

from deployments.commands.answers import as_json, on_day
from deployments.commands.lists import code_of, of_department, print_list
from deployments.commands.scores_alongside import alongside_json, alongside_words
from deployments.installation import installation
from models.database import begin
from models.ledger.score.alongside import Alongside, alongside_scores
from models.ledger.score.cut_off import cut_off_day
from models.ledger.score.sheets import ScoreSheet, score_sheets
from models.rules.points import UNSET
from models.rules.score.component import RATED, Component
from models.rules.score.cut_off import counted_in_words
from models.rules.score.deduction import Line, shown, total
from tasks.clock import business_day

TITLES = ("编码", "部门", "职能绩效（50）", "党建（41）", "评价（9）", "合计", "还缺")
PARTY = frozenset(Component) - RATED - {Component.FUNCTIONAL}
TRIAL = "试算：{counted}，不是考评结果；缺的补齐以前不算合计。"


@click.command(help="各部门一年的得分试算。例：mubiao scores --year 2026；一个部门的逐项依据：--department SJYT")
@click.option("--year", metavar="年度", type=click.IntRange(1, 9998), help="目标的年度，默认为业务日期所在年度")
@of_department
@on_day
@as_json
def command(*, year: int | None, department: str | None, day: date | None, as_json: bool) -> None:
    """List every department with its components, or those of one with what made them so."""
    with installation(), begin() as session:
        code, today = code_of(session, department), business_day(day).date
        cut_off = cut_off_day(session, year or today.year)
        listed = score_sheets(session, year or today.year, today)
        alongside = alongside_scores(session, year or today.year)
    trial = TRIAL.format(counted=counted_in_words(cut_off, today))
    sheets = [each for each in listed if code in (None, each.code)]
    rows = [_json(sheet, cut_off) | {"alongside": alongside_json(alongside, sheet.code)} for sheet in sheets]
    if code is None or as_json:
        print_list(rows, TITLES, map(_cells, sheets), "没有部门。", as_json=as_json)
        print("" if as_json else f"{trial}\n", end="")
        return
    print(
        "\n".join(line for sheet in sheets for line in _detail(sheet, trial, alongside))
        or "该部门在年末以前已撤销或并入，没有得分。"
    )


def _cells(sheet: ScoreSheet) -> list[Any]:
    groups = ({Component.FUNCTIONAL}, PARTY, RATED)
    sums = [total([line for line in sheet.lines if line.component in group]) for group in groups]
    return [sheet.code, sheet.department, *map(_shown, [*sums, sheet.total]), f"{len(sheet.lacks)}项"]


def _shown(points: Decimal | None) -> str:
    return UNSET if points is None else shown(points)


def _detail(sheet: ScoreSheet, trial: str, alongside: Alongside) -> Iterator[str]:
    yield f"{sheet.department}：合计{_shown(sheet.total)}"
    yield trial
    for line in sheet.lines:
        yield f"{line.component.label}（{_weight(line)}）：{_shown(line.points)}{'，扣至0' if line.at_floor else ''}"
        yield from _entries(line)
        yield from [f"  {words}" for words in line.basis]
    yield from alongside_words(alongside, sheet.code)
    yield from [f"还缺：{words}。" for words in sheet.lacks]


def _entries(line: Line) -> Iterator[str]:
    """Yield what each entry takes; where together they exceed the weight none has a share of it."""
    for each in line.deductions:
        limited = f"（以目标权重{shown(each.limit)}为限）" if each.limit is not None else ""
        taken = UNSET if each.taken is None else "合并扣至0，不分摊" if line.at_floor else f"-{shown(each.taken)}"
        yield f"  条目{each.entry}：{taken}{limited}"


def _weight(line: Line) -> str:
    return UNSET if line.weight is None else f"{line.weight.normalize():f}"


def _json(sheet: ScoreSheet, cut_off: date | None) -> dict[str, Any]:
    return {
        "code": sheet.code,
        "department": sheet.department,
        "cut_off": cut_off,
        "total": _exact(sheet.total),
        "lines": [_line_json(line) for line in sheet.lines],
        "lacks": list(sheet.lacks),
    }


def _line_json(line: Line) -> dict[str, Any]:
    entries: Sequence[dict[str, Any]] = [
        {"entry": each.entry, "taken": _exact(each.taken), "limit": _exact(each.limit)} for each in line.deductions
    ]
    return {
        "component": line.component.value,
        "weight": _exact(line.weight),
        "points": _exact(line.points),
        "at_floor": line.at_floor,
        "entries": entries,
        "basis": list(line.basis),
    }


def _exact(number: Decimal | None) -> str | None:
    return None if number is None else f"{number.normalize():f}"
