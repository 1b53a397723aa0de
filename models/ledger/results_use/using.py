"""结果运用: what a recipient used its results for, with its paper and file (1-4, 1-5.2, 1-9)."""

import json
from typing import Any

from sqlmodel import Session

from models.intake.results_use import OfDelivery, UseRecorded, UseStated
from models.ledger.acts import Context, Role, Summary, act
from models.ledger.duties import day_received
from models.ledger.evidence.exhibits import attach_exhibits
from models.ledger.lookup import department_named
from models.ledger.moves import move
from models.ledger.results_use.deliveries import check_behalf, delivery_to, recipient_of
from models.ledger.transitions import record_row
from models.records import ResultDelivery, id_of
from models.rules.results_use import check_received_day, check_use_paper
from models.rules.states import ResultDeliveryEvent, ResultDeliveryState


@act("state_use", "登记结果运用", clause="1-9", roles={Role.OFFICE, Role.AGENCY})
def state_use(session: Session, data: UseStated, ctx: Context) -> Summary:
    """4, 5.2, 9.3: record what a department used its results of a year for; it may state several uses.

    Raises Refused before the receipt, for another department, and for a paper that is older than the delivery.
    """
    department_named(session, ctx, data.department)
    check_behalf(ctx)
    delivery = delivery_to(session, ctx, OfDelivery(year=data.year, department=data.department))
    return _save_use(session, ctx, delivery, data)


@act("record_use", "登记参与单位结果运用", clause="1-9", roles={Role.AGENCY})
def record_use(session: Session, data: UseRecorded, ctx: Context) -> Summary:
    """4, 9.1, 9.2: record what a body used the results of a year for, by its paper or letter.

    Raises Refused before the receipt, and for a paper that is older than the delivery.
    """
    delivery = delivery_to(session, ctx, OfDelivery(year=data.year, body=data.body, kind=data.kind))
    return _save_use(session, ctx, delivery, data)


def _save_use(session: Session, ctx: Context, delivery: ResultDelivery, data: UseStated | UseRecorded) -> Summary:
    """Add a use to a delivery that was received; the same one again changes nothing."""
    if data.number or data.dated:
        check_use_paper(data.number, data.dated, delivery.delivered_on, ctx.date)
    stated = {
        "use": data.use.value,
        "text": data.text,
        "number": data.number.strip(),
        "dated": data.dated.isoformat() if data.dated else "",
    }
    if stated in [{key: each[key] for key in stated} for each in delivery.uses]:
        return Summary(f"{data.use.label}的运用情况此前已如此登记，未作改动。", {"used": 0})
    _check_day(delivery, ctx)
    _write(session, ctx, delivery, [*delivery.uses, stated | {"on": day_received(ctx).isoformat()}])
    files = attach_exhibits(session, ctx, "result_delivery", id_of(delivery), data.evidence)
    words = f"已登记“{recipient_of(session, delivery)}”{delivery.year}年考评结果用于{data.use.label}。"
    return Summary(words, {"used": 1, "evidence": files})


def _check_day(delivery: ResultDelivery, ctx: Context) -> None:
    if delivery.received_on:
        check_received_day(day_received(ctx), delivery.received_on, ctx.date)


def _write(session: Session, ctx: Context, delivery: ResultDelivery, uses: list[dict[str, Any]]) -> None:
    if delivery.state is not ResultDeliveryState.USED:
        sets = {"uses": json.dumps(uses, ensure_ascii=False)}
        move(session, ctx, "result_delivery", [id_of(delivery)], ResultDeliveryEvent.USE, sets=sets)
        session.expire(delivery)
        return
    delivery.uses = uses
    record_row(session, ctx, delivery, "stated")
