"""电话告知: who has not received its results in time is told by phone, which ends the matter (1-9)."""

from datetime import date

from sqlmodel import Session

from models.intake.results_use import ResultTold
from models.ledger.acts import Context, Role, Summary, act
from models.ledger.appraisal.duties import still_open
from models.ledger.duties import due_of
from models.ledger.moves import move
from models.ledger.results_use.deliveries import delivery_to, recipient_of
from models.records import Obligation, ResultDelivery, id_of
from models.rules.notices import OPENED_RESULTS
from models.rules.results_use import check_told_day
from models.rules.states import ObligationEvent, ResultDeliveryEvent
from models.statements import run

# What was told by phone because its notice could not be sent.
PHONED = """
SELECT DISTINCT ON (r.id) r.id, g.person, g.told_on, g.told_by
FROM result_delivery r JOIN notice n ON n.obligation_id = r.obligation_id AND n.kind = :kind
    JOIN telling g ON g.notice_id = n.id
WHERE r.jurisdiction_id = :jurisdiction AND r.state = 'delivered' ORDER BY r.id, g.told_on, g.id
"""


@act("tell_result", "登记结果告知", clause="1-9", roles={Role.AGENCY})
def tell_result(session: Session, data: ResultTold, ctx: Context) -> Summary:
    """9: record that a person of a recipient was told by phone after the day on which the receipt was due.

    Its duty ends, late; it may still be received. Raises Refused before that day, and once it was received.
    """
    delivery = delivery_to(session, ctx, data)
    check_told_day(data.told_on, _due(session, delivery), ctx.date)
    sets = {"told_person": data.person, "told_on": data.told_on, "told_by": data.told_by}
    if not move(session, ctx, "result_delivery", [id_of(delivery)], ResultDeliveryEvent.TELL, sets=sets):
        return Summary(f"此前已登记告知{delivery.told_person}（{delivery.told_on}），未作改动。", {"told": 0})
    duties = still_open(session, [delivery.obligation_id] if delivery.obligation_id else [])
    detail = {"reason": f"逾期未签收，已电话告知{data.person}", "late": True}
    move(session, ctx, "obligation", duties, ObligationEvent.WAIVE, sets={"late": True}, detail=detail)
    words = f"已登记{data.told_on}电话告知“{recipient_of(session, delivery)}”的{data.person}，不再催收；仍可签收。"
    return Summary(words, {"told": 1})


def _due(session: Session, delivery: ResultDelivery) -> date:
    duty = session.get(Obligation, delivery.obligation_id) if delivery.obligation_id else None
    return due_of(session, duty) if duty else delivery.due


def note_phoned(session: Session, ctx: Context) -> int:
    """Move what was told by phone because its notice could not be sent; its duty stays. Returns how many."""
    rows = run(session, PHONED, jurisdiction=ctx.jurisdiction, kind=OPENED_RESULTS).all()
    for row in rows:
        sets = {"told_person": row.person, "told_on": row.told_on, "told_by": row.told_by}
        move(session, ctx, "result_delivery", [row.id], ResultDeliveryEvent.TELL, sets=sets)
    return len(rows)
