"""季度分析会 and 半年讲评 that offices held and report on paper or by telephone: a row for each that is owed."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from sqlmodel import Session

from models.intake.agency_sheet import Takes, of_input, shown
from models.intake.input import Input
from models.intake.meeting import MeetingHeld, ReviewHeld
from models.intake.sheet_columns import keys
from models.ledger.agency_sheet.kind import Listed, SheetKind
from models.ledger.agency_sheet.taking import sheet_act
from models.ledger.duties import title_of
from models.ledger.nouns.shared_sql import OBLIGATION_KEY
from models.ledger.report.meetings import record_meeting, record_review
from models.rules.cycles import MID_YEAR_REVIEW, QUARTERLY_MEETING
from models.rules.states import ObligationState
from models.statements import run

# Each duty to hold a meeting, with the meeting that was held.
DUTIES = f"""
SELECT {OBLIGATION_KEY.format(o="o", d="d")} AS key, o.kind, o.period, o.state, x.due, d.code, d.name AS department,
    w.name AS owner, w.code AS owner_code, m.held_on, m.attendees, m.completion, m.problems, m.coordination, m.measures
FROM obligation o JOIN department d ON d.id = o.department_id JOIN department w ON w.id = o.owed_by
    JOIN deadline x ON x.id = o.deadline_id
    LEFT JOIN meeting m ON (m.department_id, m.kind, m.period) = (o.department_id, o.kind, o.period)
WHERE o.jurisdiction_id = :jurisdiction AND o.kind = :kind
ORDER BY x.due, d.code COLLATE "C", o.period
"""  # noqa: S608 - constants only


def list_meetings(kind: str, form: type[Input]) -> Callable[[Session, int, date], Iterator[Listed]]:
    """Return the function that yields every duty of a kind; the open ones are owed."""

    def rows(session: Session, jurisdiction: int, _day: date) -> Iterator[Listed]:
        for row in run(session, DUTIES, jurisdiction=jurisdiction, kind=kind):
            yield _listed(row, form)

    return rows


def _listed(row: Any, form: type[Input]) -> Listed:  # noqa: ANN401 - a result row
    held = {name: getattr(row, name) for name in form.model_fields if row.held_on and hasattr(row, name)}
    return Listed(
        key=row.key,
        name=f"{row.owner}“{title_of(row.kind, row.period, None, 0)}”",
        fields={**held, "department": row.code, "period": row.period},
        shown={"部门名称": row.department, "期限": row.due},
        state=row.state,
        owed=row.state == ObligationState.OPEN,
        office=row.owner_code,
    )


def _columns(form: type[Input], *names: str) -> tuple[Any, ...]:
    return (
        shown("部门名称", 20),
        *keys(form, department=11, period=10),
        shown("期限", 14, Takes.DAY),
        of_input(form, "held_on", width=14),
        *(of_input(form, name, width=24) for name in names),
    )


HINT = "部门以电话、来文等方式报来的，在“来源”“来源说明”“收到日期”中写明；用回复表交回的会自动收取，不必再填。"
MEETINGS = SheetKind(
    key="meetings",
    title="季度分析会",
    chosen=record_meeting,
    columns=_columns(MeetingHeld, "attendees", "completion", "problems", "measures"),
    rows=list_meetings(QUARTERLY_MEETING.key, MeetingHeld),
    hints=(HINT,),
    tasks=True,
    single=True,
)
MID_YEAR_REVIEWS = SheetKind(
    key="mid-year-reviews",
    title="半年讲评",
    chosen=record_review,
    columns=(
        *_columns(ReviewHeld, "attendees", "completion", "problems", "coordination", "measures"),
        of_input(ReviewHeld, "also_meeting", width=12),
    ),
    rows=list_meetings(MID_YEAR_REVIEW.key, ReviewHeld),
    hints=(HINT,),
    tasks=True,
    single=True,
)
import_meetings = sheet_act(MEETINGS)
import_mid_year_reviews = sheet_act(MID_YEAR_REVIEWS)
