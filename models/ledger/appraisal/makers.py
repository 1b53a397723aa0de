"""谁形成了得分: whose hands made a line of a sheet, and that another person recomputes it (1-8.2, 3-4.3)."""

from collections.abc import Iterator, Sequence

from sqlmodel import Session

from models.ledger.acts import Context
from models.records import AppraisalSheet, ScoreObjection
from models.rules.appraisal import entries_of
from models.rules.errors import Refused
from models.rules.personal_names import operator_in
from models.rules.score.component import RATED, Component
from models.rules.score.leaders import Operator, may_be_one
from models.statements import run

# The keys of the records that a line rests on begin with these words; entries come from signed findings.
OF_ENTRIES = """
SELECT DISTINCT coalesce(NULLIF(b.entered_by, ''), t.detail #>> '{row,actor}', b.actor) AS hand
FROM transition t JOIN block b ON b.act_id = t.act_id
WHERE (t.record = 'negative_entry' AND t.record_key = ANY(:keys))
    OR (t.record = 'finding' AND t.record_id IN (
        SELECT g.finding_id FROM entry_origin g JOIN negative_entry e ON e.id = g.entry_id
            JOIN target x ON x.id = e.target_id
        WHERE concat_ws('|', x.year, x.code, e.occurrence) = ANY(:keys)))
ORDER BY 1
"""
OF_RATINGS = """
SELECT DISTINCT coalesce(NULLIF(b.entered_by, ''), t.detail #>> '{row,actor}', b.actor) AS hand
FROM transition t JOIN block b ON b.act_id = t.act_id
WHERE t.record = :record AND starts_with(t.record_key, :start) ORDER BY 1
"""


def operator_of(ctx: Context) -> Operator:
    """Return who works at the machine."""
    return Operator(ctx.actor.entered_by or ctx.actor.name, ctx.actor.account)


def check_apart(session: Session, ctx: Context, sheet: AppraisalSheet, accepted: Sequence[ScoreObjection]) -> None:
    """Raise Refused if the operator may have made a line that is recomputed, or accepted the objection to it."""
    hand = operator_of(ctx)
    for each in accepted:
        makers = [*_makers_of(session, sheet, each.component), Operator(each.answered_by, each.account)]
        if same := [maker.name for maker in makers if may_be_one(maker, hand)]:
            raise Refused(
                f"{each.component.label}的得分或对它的答复是{same[0]}经办的，须由另一人重算；现在的经办人是{hand.name}。"
                "经办人姓名用 MUBIAO_OPERATOR 写明。"
            )


def _makers_of(session: Session, sheet: AppraisalSheet, component: Component) -> Iterator[Operator]:
    """Yield who entered, changed or listed what the line of a component rests on."""
    if component in RATED:
        code = sheet.content.partition('"department":"')[2].partition('"')[0]
        starts = {Component.LEADERS: f"{sheet.year}|"}
        start = starts.get(component, f"{code}|{sheet.year}|")
        records = {Component.LEADERS: "leader_sheet"}
        rows = run(session, OF_RATINGS, record=records.get(component, component.value), start=start)
    else:
        keys = [each.replace("/", "|") for each in entries_of(sheet.content, component)]
        rows = run(session, OF_ENTRIES, keys=keys)
    yield from (Operator(*operator_in(row.hand)) for row in rows)
