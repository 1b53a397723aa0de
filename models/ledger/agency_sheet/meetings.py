"""季度分析会 and 半年讲评 that offices held and report on paper or by telephone: a row for each that is owed."""

from typing import Any

from models.intake.agency_sheet import Takes, of_input
from models.intake.input import Input
from models.intake.meeting import MeetingHeld, ReviewHeld
from models.ledger.agency_sheet.kind import Listed, SheetRows, grey, keys
from models.ledger.agency_sheet.taking import ImportedSheet
from models.ledger.duties import title_of
from models.ledger.nouns.shared_sql import OBLIGATION_KEY
from models.ledger.report.meetings import record_meeting, record_review
from models.rules.cycles import MID_YEAR_REVIEW, QUARTERLY_MEETING
from models.rules.states import ObligationState

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


def _listed(row: Any) -> Listed:  # noqa: ANN401 - a result row
    """Return the row of a duty; the open ones are owed."""
    return Listed(
        key=row.key,
        name=f"{row.owner}“{title_of(row.kind, row.period, None, 0)}”",
        fields=row._asdict() | {"department": row.code},
        state=row.state,
        owed=row.state == ObligationState.OPEN,
        office=row.owner_code,
    )


def _columns(form: type[Input], *names: str) -> tuple[Any, ...]:
    return (
        *grey(department=("部门名称", 20)),
        *keys(form, department=11, period=10),
        *grey(due=("期限", 14, Takes.DAY)),
        of_input(form, "held_on", width=14),
        *(of_input(form, name, width=24) for name in names),
    )


HINT = "部门以电话、来文等方式报来的，在“来源”“来源说明”“收到日期”中写明；用回复表交回的会自动收取，不必再填。"
MEETINGS = ImportedSheet(
    key="meetings",
    title="季度分析会",
    chosen=record_meeting,
    columns=_columns(MeetingHeld, "attendees", "completion", "problems", "measures"),
    rows=SheetRows(DUTIES, _listed, {"kind": QUARTERLY_MEETING.key}),
    hints=(HINT,),
    tasks=True,
    single=True,
)
MID_YEAR_REVIEWS = ImportedSheet(
    key="mid-year-reviews",
    title="半年讲评",
    chosen=record_review,
    columns=(
        *_columns(ReviewHeld, "attendees", "completion", "problems", "coordination", "measures"),
        of_input(ReviewHeld, "also_meeting", width=12),
    ),
    rows=SheetRows(DUTIES, _listed, {"kind": MID_YEAR_REVIEW.key}),
    hints=(HINT,),
    tasks=True,
    single=True,
)
