"""`mubiao scores`: lists the score of each department, the day it is of, and what it still lacks (1-8)."""

import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import click
from sqlmodel import Session

from deployments.check_program import check_program
from deployments.commands.answers import PATH, as_json, check_path, on_day, write_file
from deployments.commands.lists import code_of, of_department, print_list
from deployments.commands.scores_alongside import alongside_json, alongside_words
from deployments.commands.scores_approved import GROUPS, approved_cells, approved_json, approved_words
from deployments.installation import ledger
from models.ledger.appraisal.register import Frozen, frozen_sheets
from models.ledger.jurisdiction import home
from models.ledger.policies import cut_off_on
from models.ledger.score.absent import absent_components
from models.ledger.score.alongside import Alongside, alongside_scores
from models.ledger.score.facts import kept_facts
from models.ledger.score.sheets import ScoreSheet, score_sheets
from models.ledger.score.tracked import check_tracked, unasked_in_words, year_to_show
from models.ledger.score.why_score import exported_scores
from models.ledger.secrets import concealed
from models.rules.points import UNDECIDED, UNSET
from models.rules.score.absent import MAY_BE_ABSENT, AbsentOnes, in_full
from models.rules.score.component import NOT_GIVEN, Line, shown, total
from models.rules.score.cut_off import counted_in_words
from tasks.clock import business_day

TITLES = ("编码", "部门", "职能绩效（50）", "党建（41）", "评价", "合计", "还缺")
LACKING = (
    "本级没有省领导评价或者二级考评的，拟定得分表以前由领导小组的文件写明权重：mubiao act record_absent_component。"
)
STANDS = "截至{day}，注明“已审定”的是审定的得分表；审定以后台账的变化不影响它，逐项依据和变化：--department 部门。"
TRIAL = "{year}年试算（{day}）：{counted}，不是考评结果；缺的补齐以前不算合计。"


@click.command(help="各部门一年的得分试算。例：mubiao scores --year 2026；一个部门的逐项依据：--department SJYT")
@click.option("--year", metavar="年度", type=click.IntRange(1, 9998), help="默认为正在考评的年度")
@of_department
@click.option("--export", metavar="文件", type=PATH, help="另将各部门得分的全部依据写成文件，供 --script 的程序复核")
@click.option("--script", is_flag=True, help="输出独立的复核程序，只需Python：mubiao scores --script > check.py")
@on_day
@as_json
def command(
    *, year: int | None, department: str | None, export: Path | None, script: bool, day: date | None, as_json: bool
) -> None:
    """List every department with its components, or those of one with what made them so."""
    if script:
        print(check_program(), end="")
        return
    with ledger() as session:
        code, today = code_of(session, department), business_day(day).date
        of_year = year or year_to_show(session, home(session), today)
        found = _found(session, of_year, today, code)
        if export:
            _export(export, exported_scores(session, of_year, today))
    if code is None or as_json:
        _print_all(found, as_json=as_json)
    else:
        print("\n".join(_details(found)) or "该部门在年末以前已撤销或并入，没有得分。")


@dataclass(frozen=True, slots=True)
class _Scores:
    """The sheets that were asked for, with what stands alongside them and which of them are approved."""

    sheets: Sequence[ScoreSheet]
    cut_off: date | None
    trial: str
    unasked: str
    day: date
    alongside: Alongside
    approved: Mapping[str, Frozen]
    absent: AbsentOnes
    facts: str

    @property
    def may_lack(self) -> list[str]:
        """What a level without a component does, while there is no result of it."""
        unset = {words for sheet in self.sheets if sheet.code not in self.approved for words in sheet.unset}
        lacking = any(f"{each.label}{NOT_GIVEN}" in unset for each in MAY_BE_ABSENT)
        return [LACKING] if lacking else []


def _found(session: Session, year: int, today: date, code: str | None) -> _Scores:
    check_tracked(session, home(session), year, today)
    cut_off = cut_off_on(session, home(session), year)
    sheets = [each for each in score_sheets(session, year, today) if code in (None, each.code)]
    trial = TRIAL.format(year=year, day=today, counted=counted_in_words(cut_off, today))
    approved, ends = frozen_sheets(session, year, today), cut_off and cut_off.day
    unasked, alongside = unasked_in_words(session, home(session), year), alongside_scores(session, year)
    absent, facts = absent_components(session, home(session), year), kept_facts(session, year, today).words
    return concealed(session, _Scores(sheets, ends, trial, unasked, today, alongside, approved, absent, facts))


def _hints(found: _Scores) -> Iterator[str]:
    """Yield what stands under the list of all departments."""
    yield from found.may_lack
    yield f"事实（{found.facts}；逐项：mubiao facts）。"
    if any(each.lacks for each in found.sheets if each.code not in found.approved):
        yield "还缺哪几项，加 --department 部门 查看。"
    yield from filter(None, [found.unasked, in_full(found.absent)])
    yield STANDS.format(day=found.day) if found.approved else found.trial


def _print_all(found: _Scores, *, as_json: bool) -> None:
    rows = [
        _json(each, found.cut_off)
        | {
            "unasked": found.unasked,
            "absent": in_full(found.absent),
            "alongside": alongside_json(found.alongside, each.code),
        }
        | approved_json(found.approved.get(each.code))
        for each in found.sheets
    ]
    print_list(rows, TITLES, [_row(each, found) for each in found.sheets], "没有部门。", as_json=as_json)
    if not as_json:
        print(*_hints(found), sep="\n")


def _row(sheet: ScoreSheet, found: _Scores) -> list[Any]:
    frozen = found.approved.get(sheet.code)
    return approved_cells(frozen) if frozen else _cells(sheet)


def _details(found: _Scores) -> Iterator[str]:
    for sheet in found.sheets:
        frozen = found.approved.get(sheet.code)
        yield from approved_words(frozen, _detail(sheet, found))
        if frozen and frozen.same:  # otherwise it stands with what is of today
            yield from alongside_words(found.alongside, sheet.code)


def _export(place: Path, lines: Iterable[str]) -> None:
    """Write the derivations, a department a line. Raises Refused if it cannot be written."""
    check_path(place, (".jsonl",), force=True)
    written = list(lines)
    write_file(place, "".join(f"{line}\n" for line in written).encode())
    print(f"已写出{len(written) - 1}个部门的得分依据：{place}", file=sys.stderr)


def _cells(sheet: ScoreSheet) -> list[Any]:
    sums = [total([line for line in sheet.lines if line.component in group]) for group in GROUPS]
    return [sheet.code, sheet.department, *map(_shown, sums), _total(sheet), f"{len(sheet.lacks)}项"]


def _total(sheet: ScoreSheet) -> str:
    return UNDECIDED if sheet.open else _shown(sheet.total)


def _shown(points: Decimal | None) -> str:
    return UNSET if points is None else shown(points)


def _detail(sheet: ScoreSheet, found: _Scores) -> Iterator[str]:
    yield f"{sheet.department}：合计{_total(sheet)}"
    yield found.trial
    for line in sheet.lines:
        yield f"{line.component.label}（{_weight(line)}）：{_shown(line.points)}{'，扣至0' if line.at_floor else ''}"
        yield from _entries(line)
        yield from map("  {}".format, line.basis)
    yield from [f"{words}。" for words in (*(each.words for each in sheet.exempted), *sheet.rests_on)]
    yield from filter(None, [found.unasked, in_full(found.absent), *found.may_lack])
    yield from alongside_words(found.alongside, sheet.code)
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
        "exempted": [each.words for each in sheet.exempted],
        "excepted": list(sheet.rests_on),
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
