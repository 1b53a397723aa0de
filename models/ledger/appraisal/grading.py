"""定等: class, place and grade are written on the sheets that the 领导小组 approves (1-2.19, A45)."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from sqlmodel import Session

from models.ledger.acts import Context
from models.ledger.policies import value_on
from models.ledger.score.grades import grades
from models.rules.appraisal import named
from models.rules.appraisal_settings import GRADE_QUOTAS, UNIT_CLASSES
from models.rules.errors import Refused
from models.rules.score.standing import Grades, Standing
from models.statements import run

GRADE = """
UPDATE score_sheet s SET unit_class = u.unit_class, place = u.place, grade = u.grade
FROM unnest(CAST(:ids AS int[]), CAST(:classes AS text[]), CAST(:places AS int[]), CAST(:grades AS text[]))
    AS u(id, unit_class, place, grade)
WHERE s.id = u.id
"""
UNSET = "单位类别和等次比例未设定，没有定等次"


def grade_sheets(session: Session, ctx: Context, year: int, kept: Mapping[int, Any]) -> str:
    """2.19, A45: write class, place and grade of every department on its sheet, before it is frozen.

    Returns in words how many have a grade. Where neither classes nor quotas are set there are no grades. Raises Refused
    if only a part of what a grade needs is there, or if a tie across an edge waits for a decision.
    """
    if not are_graded(session, ctx.jurisdiction, year):
        return UNSET
    found = grades(session, year, ctx.date)
    if open_ones := [*found.missing, *_undecided(found)]:
        raise Refused(f"不能登记审定：等次还不能确定，有{named(open_ones, '项')}。查看：mubiao grades --year {year}。")
    sheets = {row.code: row.id for row in kept.values()}
    _write(session, [(sheets[each.candidate.code], each) for each in found.standings])
    return f"{sum(bool(each.grade) for each in found.standings)}个部门定有等次"


def are_graded(session: Session, jurisdiction: int, year: int) -> bool:
    """Return whether departments are graded for a year: classes or quotas are set."""
    settings = (UNIT_CLASSES, GRADE_QUOTAS)
    return any(value_on(session, jurisdiction, each, date(year, 12, 31)) is not None for each in settings)


def _write(session: Session, graded: Sequence[tuple[int, Standing]]) -> None:
    run(
        session,
        GRADE,
        ids=[sheet for sheet, _ in graded],
        classes=[each.candidate.unit_class or None for _, each in graded],
        places=[each.place for _, each in graded],
        grades=[each.grade or None for _, each in graded],
    )


def _undecided(found: Grades) -> Iterator[str]:
    names = {each.candidate.code: each.candidate.department for each in found.standings}
    for tie in found.ties:
        if tie.decision is None:
            yield f"{tie.unit_class}的{'、'.join(names[code] for code in tie.units)}并列，须先决定（decide_tie）"
