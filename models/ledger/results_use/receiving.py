"""签收考评结果: a department answers its duty; the receipt of a body is recorded with its paper (1-9.1 to 1-9.3)."""

from sqlmodel import Session

from models.intake.results_use import OfDelivery, ReceiptRecorded, ResultsReceived
from models.ledger.acts import Context, Role, Summary, act
from models.ledger.duties import discharge, received_on
from models.ledger.evidence.exhibits import attach_exhibits
from models.ledger.moves import move
from models.ledger.results_use.deliveries import body_named, delivery_of_duty, delivery_to
from models.records import Body, id_of
from models.rules.errors import Refused
from models.rules.results_use import check_received_day
from models.rules.states import ObligationState, ResultDeliveryEvent


@act("receive_results", "签收考评结果", clause="1-9.3", roles={Role.OFFICE, Role.AGENCY})
def receive_results(session: Session, data: ResultsReceived, ctx: Context) -> Summary:
    """9.3: record that a department has its results, and who received them; it stops and moves nothing.

    Raises Refused for another department's results, for corrected ones, and for a day before the delivery.
    """
    delivery, obligation = delivery_of_duty(session, ctx, data.obligation)
    day = received_on(session, ctx, obligation)
    sets = {"receiver": data.receiver, "received_on": day}
    moved = move(session, ctx, "result_delivery", [id_of(delivery)], ResultDeliveryEvent.RECEIVE, sets=sets)
    if not moved:
        return Summary(f"{delivery.year}年考评结果此前已签收（{delivery.receiver}），未作改动。", {"received": 0})
    if obligation.state is ObligationState.OPEN:
        discharge(session, ctx, obligation, day)
    session.expire(delivery)
    return Summary(f"{delivery.year}年考评结果已由{data.receiver}于{day}签收。", {"received": 1})


@act("record_receipt", "登记结果签收", clause="1-9", roles={Role.AGENCY})
def record_receipt(session: Session, data: ReceiptRecorded, ctx: Context) -> Summary:
    """9.1, 9.2: record that a body has the results, by its receipt on paper.

    Raises Refused if it was delivered none, for a day before that or to come, and if it was not in office on the day.
    """
    body = body_named(session, ctx, data.body)
    delivery = delivery_to(session, ctx, OfDelivery(year=data.year, body=data.body, kind=data.kind))
    check_received_day(data.received_on, delivery.delivered_on, ctx.date)
    _check_in_office(body, data)
    sets = {"receiver": data.receiver, "received_on": data.received_on}
    if not move(session, ctx, "result_delivery", [id_of(delivery)], ResultDeliveryEvent.RECEIVE, sets=sets):
        return Summary(
            f"“{body.name}”的签收此前已登记（{delivery.receiver}，{delivery.received_on}），未作改动。", {"received": 0}
        )
    files = attach_exhibits(session, ctx, "result_delivery", id_of(delivery), data.evidence)
    words = f"已登记“{body.name}”于{data.received_on}签收{data.year}年考评结果（{data.receiver}）。"
    return Summary(words, {"received": 1, "evidence": files})


def _check_in_office(body: Body, data: ReceiptRecorded) -> None:
    first, last = body.valid_from or data.received_on, body.valid_to or data.received_on
    if not first <= data.received_on <= last:
        raise Refused(
            f"“{body.name}”在{data.received_on}不在任（{body.valid_from or ''}至{body.valid_to or ''}），不能签收。"
        )
