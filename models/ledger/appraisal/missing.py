"""考评缺项: what stands between today and the approval of a year, and who has to do it (1-2.19, 1-8.2)."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import Session

from models.ledger.appraisal.approval import are_graded
from models.ledger.appraisal.sheets import computed_from, current_sheets, differs
from models.ledger.jurisdiction import home
from models.ledger.policies import value_on
from models.ledger.score.absent import absent_components
from models.ledger.score.cut_off import cut_off_day
from models.ledger.score.grades import grades_of
from models.ledger.score.sheets import ScoreSheet, score_sheets
from models.rules.appraisal_day import AGENCY, NO_SHEET, AppraisalTask, State, in_short, lacking, state_of
from models.rules.appraisal_settings import CUT_OFF, LEADER_LEAST, LEADER_SCALE
from models.rules.points import UNSET
from models.rules.policy import ITEM_WEIGHTS
from models.rules.score.component import Component
from models.rules.score.standing import Grades
from models.rules.states import ScoreSheetState
from models.rules.states.appraisal import HEARD
from models.statements import ResultRow, run

OF_ALL_LEVELS = (CUT_OFF, ITEM_WEIGHTS)
NEEDED = (*OF_ALL_LEVELS, LEADER_SCALE, LEADER_LEAST)
LEDGER_CHANGED = "，台账已有变化"
# Who may rate on the day and has no ratings of the year that count; nothing of a rating is read.
LEADERS = """
SELECT c.name, max(s.state) AS state FROM contact c JOIN department d ON d.id = c.department_id
    LEFT JOIN leader_sheet s ON s.jurisdiction_id = d.jurisdiction_id AND s.year = :year AND s.leader = c.name
        AND s.state <> 'withdrawn'
WHERE d.jurisdiction_id = :jurisdiction AND d.is_agency AND c.role = 'provincial_leader'
    AND :day BETWEEN coalesce(c.valid_from, '-infinity') AND coalesce(c.valid_to, 'infinity')
GROUP BY c.name HAVING count(s.id) FILTER (WHERE s.state = 'confirmed') = 0 ORDER BY c.name COLLATE "C"
"""
PROJECTS = """
SELECT count(*) FILTER (WHERE state = 'applied') AS applied,
    count(*) FILTER (WHERE state = 'shortlisted') AS shortlisted
FROM innovation_project WHERE jurisdiction_id = :jurisdiction AND year = :year
"""
WAITING = {
    ScoreSheetState.OBJECTED: "异议待答复（answer_score_objection）",
    ScoreSheetState.GRANTED: "异议已采纳，待另一人重算（recompute_sheet）",
}


@dataclass(frozen=True, slots=True)
class YearOnDay:
    """A year as it stands on a day: states by code, names, what is to do by all, and how many have no total.

    `common` is of the agency and the leaders for everyone, `single` is about departments. `done`: all are approved.
    """

    year: int
    states: Mapping[str, State]
    names: Mapping[str, str]
    common: tuple[AppraisalTask, ...]
    single: tuple[AppraisalTask, ...]
    lacking: int
    done: bool


def found_on(session: Session, year: int, day: date) -> YearOnDay:
    """2.19: compute every sheet of a year once, and return what they lack and what waits for them."""
    sheets = score_sheets(session, year, day)
    kept = {row.code: row for row in current_sheets(session, home(session), year).values()}
    words = _in_words(session, year, sheets, kept)
    done = _are_approved(sheets, kept)
    common = [] if done else _common(session, (year, day), sheets, words)
    single = [] if done else _single(sheets, kept, words)
    return YearOnDay(
        year=year,
        states={each.code: state_of(each.lines, each.lacks, words[each.code]) for each in sheets},
        names={each.code: each.department for each in sheets},
        common=tuple(common),
        single=tuple(single),
        lacking=len([each for each in sheets if each.lacks]),
        done=done,
    )


def _common(
    session: Session, on: tuple[int, date], sheets: Sequence[ScoreSheet], words: Mapping[str, str]
) -> Iterator[AppraisalTask]:
    year, day = on
    yield from _settings(session, year)
    yield from _leaders(session, year, day, sheets)
    yield from _projects(session, year)
    yield from _grades(session, year, day, sheets)
    yield from _next_step(session, on, sheets, words)


def _single(sheets: Sequence[ScoreSheet], kept: Mapping[str, Any], words: Mapping[str, str]) -> Iterator[AppraisalTask]:
    yield from lacking((each.department, each.unset, each.open) for each in sheets)
    yield from _of_sheets(sheets, kept, words)


def _are_approved(sheets: Sequence[ScoreSheet], kept: Mapping[str, Any]) -> bool:
    states = {kept[each.code].state if each.code in kept else "" for each in sheets}
    return states == {ScoreSheetState.FROZEN.value}


def _in_words(session: Session, year: int, sheets: Sequence[ScoreSheet], kept: Mapping[str, Any]) -> Mapping[str, str]:
    """Return by code the state of each kept sheet in words."""
    now = {each.code: each for each in computed_from(session, year, sheets).values()}
    return {each.code: _sheet_in_words(kept.get(each.code), now.get(each.code)) for each in sheets}


def _sheet_in_words(kept: Any, now: Any) -> str:  # noqa: ANN401 - a result row and a computed sheet
    """Return the state of a kept sheet, and whether the ledger gives another one now; empty without one."""
    if kept is None:
        return ""
    state = ScoreSheetState(kept.state)
    return state.label + (LEDGER_CHANGED if state is not ScoreSheetState.FROZEN and differs(kept, now) else "")


def _settings(session: Session, year: int) -> Iterator[AppraisalTask]:
    absent = absent_components(session, home(session), year)
    for each in NEEDED if Component.LEADERS not in absent else OF_ALL_LEVELS:
        if value_on(session, home(session), each, date(year, 12, 31)) is None:
            yield AppraisalTask(AGENCY, f"{each.name}{UNSET}（set_policy --key {each.key}）")


def _leaders(session: Session, year: int, day: date, sheets: Sequence[ScoreSheet]) -> Iterator[AppraisalTask]:
    """2.15: yield who has not rated yet, while a department has too few ratings."""
    if all(map(_is_rated, sheets)):
        return
    for row in run(session, LEADERS, jurisdiction=home(session), year=year, day=day):
        yield AppraisalTask(f"省领导{row.name}", "评价已录入，待另一人核对" if row.state else "没有交回评价")


def _is_rated(sheet: ScoreSheet) -> bool:
    return all(line.points is not None for line in sheet.lines if line.component is Component.LEADERS)


def _projects(session: Session, year: int) -> Iterator[AppraisalTask]:
    row = run(session, PROJECTS, jurisdiction=home(session), year=year).one()
    if row.applied:
        yield AppraisalTask(AGENCY, f"{row.applied}个创新项目待专家初评")
    if row.shortlisted:
        yield AppraisalTask(AGENCY, f"{row.shortlisted}个创新项目待现场评审")


def _grades(session: Session, year: int, day: date, sheets: Sequence[ScoreSheet]) -> Iterator[AppraisalTask]:
    """2.19, A45: yield what grades lack apart from totals, and ties; nothing where no grades are given."""
    if not are_graded(session, home(session), year):
        return
    grades = grades_of(session, year, day, sheets)
    yield from (AppraisalTask(AGENCY, words) for words in grades.missing if "合计还缺" not in words)
    yield from _ties(grades, {each.code: each.department for each in sheets})


def _ties(grades: Grades, names: Mapping[str, str]) -> Iterator[AppraisalTask]:
    for tie in grades.ties:
        if tie.decision is None:
            yield AppraisalTask(
                AGENCY, f"{tie.unit_class}有并列须决定（decide_tie）", tuple(names[code] for code in tie.units)
            )


def _next_step(
    session: Session, on: tuple[int, date], sheets: Sequence[ScoreSheet], words: Mapping[str, str]
) -> Iterator[AppraisalTask]:
    """8.2: yield the act of the agency that nothing stands against any more."""
    (year, day), cut_off = on, cut_off_day(session, on[0])
    if cut_off is None or day <= cut_off or any(each.lacks for each in sheets):
        return
    said = set(words.values())
    if said == {""}:
        yield AppraisalTask(AGENCY, f"{year}年得分已齐，待拟定得分表（draft_appraisal）")
    elif said and said <= {each.label for each in HEARD}:
        yield AppraisalTask(AGENCY, f"{year}年得分表已核对完毕，待登记审定（approve_appraisal）")


def _of_sheets(
    sheets: Sequence[ScoreSheet], kept: Mapping[str, Any], words: Mapping[str, str]
) -> Iterator[AppraisalTask]:
    """Yield what waits for a department, for an answer, and for a new version: that is an act of the agency."""
    unheard, waiting = defaultdict[date, list[str]](list), defaultdict[str, list[str]](list)
    for each in sheets if kept else ():
        row = kept.get(each.code)
        if row and row.state == ScoreSheetState.DRAFTED:
            unheard[row.due].append(each.department)
        for what in _of_agency(row, words[each.code]):
            waiting[what].append(each.department)
    for due, names in unheard.items():
        yield AppraisalTask(in_short(names), f"得分表待核对，{due}前没有意见的按未提异议办理")
    yield from map(_by_agency, waiting.items())


def _by_agency(waiting: tuple[str, list[str]]) -> AppraisalTask:
    return AppraisalTask(AGENCY, waiting[0], tuple(waiting[1]))


def _of_agency(row: ResultRow, words: str) -> Iterator[str]:
    """Yield what a sheet waits for from the agency; the row is None while others have a sheet and this one has none."""
    if row is None:
        yield f"{NO_SHEET}，须重新拟定"
        return
    if state := WAITING.get(ScoreSheetState(row.state)):
        yield state
    if words.endswith(LEDGER_CHANGED):
        yield "与台账不一致，由管理机构决定是否重新拟定（draft_appraisal）"
