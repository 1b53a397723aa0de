"""签收和运用: recipients receive the results of a year, and state what they used them for (1-4, 1-5.2, 1-9)."""

import json
from collections.abc import Sequence
from typing import Any

from sqlmodel import Session

from models.block import canonical
from models.intake.results_use import OfDelivery, ReceiptRecorded, ResultsReceived, UseRecorded, UseStated
from models.ledger.acts import Context, Role, Summary, act
from models.ledger.appraisal.duties import tell_each
from models.ledger.duties import day_received, discharge, received_on
from models.ledger.evidence.exhibits import attach_exhibits
from models.ledger.lookup import department_named
from models.ledger.nouns.shared_sql import HEIRS
from models.ledger.opened_duties import open_each
from models.ledger.results_use.recipients import body_named, check_behalf, delivery_of_duty, delivery_to, recipient_of
from models.ledger.score.alongside import Alongside, alongside_scores, told_lines
from models.ledger.secrets import secrets_of
from models.ledger.target.left_over import left_by_department
from models.ledger.transitions import move, record_row
from models.records import Body, ResultDelivery, id_of
from models.rules.appraisal import lines_in_words
from models.rules.errors import Refused
from models.rules.left_over import Left, left_in_words
from models.rules.notices import OPENED_RESULTS
from models.rules.results_use import (
    RESULT_RECEIPT,
    check_received_day,
    check_use_paper,
    standing_in_words,
    without_marked,
)
from models.rules.score.facts import FIRST_ROWS, told_facts
from models.rules.secrecy import Secrets
from models.rules.states import ObligationState, ResultDeliveryEvent, ResultDeliveryState
from models.statements import ResultRow, run


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


# The approved sheet of the department of each duty; places are counted among all approved sheets of its class.
OWN = f"""
WITH heir AS MATERIALIZED {HEIRS}, ranked AS (
    SELECT s.*, count(s.place) OVER (PARTITION BY s.unit_class) AS ranked FROM score_sheet s
        JOIN department d ON d.id = s.department_id
    WHERE d.jurisdiction_id = :jurisdiction AND s.year = :year AND s.state = 'frozen')
SELECT o.id, e.code, s.content, s.facts, s.unit_class, s.place, s.grade, s.ranked, r.paper_number, b.code AS heir
FROM obligation o JOIN ranked s ON s.department_id = o.department_id
    JOIN result_delivery r ON r.obligation_id = o.id LEFT JOIN heir h ON h.department_id = o.department_id
    JOIN department b ON b.id = coalesce(h.heir, o.department_id) JOIN department e ON e.id = o.department_id
WHERE o.id = ANY(:duties) ORDER BY o.id
"""  # noqa: S608 - constants only


def open_receipts(session: Session, ctx: Context, year: int, departments: Sequence[int], deadline: int) -> list[int]:
    """Open the duty of each department to receive its results; returns their ids."""
    return open_each(session, ctx, RESULT_RECEIPT, year, departments, deadline) if departments else []


def tell_departments(session: Session, ctx: Context, year: int, duties: Sequence[int]) -> int:
    """9.3: queue for head and office of each department its own sheet, derivations and place, and what it left over.

    4.7: nothing tells of a marked record. Returns how many notices are new.
    """
    secrets, left, alongside = secrets_of(session), left_by_department(session, year), alongside_scores(session, year)
    rows = run(session, OWN, jurisdiction=ctx.jurisdiction, year=year, duties=list(duties)).all()
    payloads = [
        canonical(_own_results(row, left[row.heir], secrets, year) | {"alongside": _told(alongside, row, secrets)})
        for row in rows
    ]
    return tell_each(session, ctx, OPENED_RESULTS, [row.id for row in rows], payloads)


def _told(alongside: Alongside, row: ResultRow, secrets: Secrets) -> list[list[str]]:
    told = [*told_lines(alongside, row.code), *told_facts(row.facts, FIRST_ROWS, secrets)]
    return [[title, secrets.tell(words)] for title, words in told]


def _own_results(row: ResultRow, left: Sequence[Left], secrets: Secrets, year: int) -> dict[str, Any]:
    content = without_marked(row.content, secrets.about)
    lines = [[title, secrets.tell(words)] for title, words in lines_in_words(content)]
    return {
        "lines": lines,
        "standing": standing_in_words(row.unit_class or "", row.place, row.ranked, row.grade or ""),
        "left": left_in_words(_unmarked(left, secrets, year)),
        "number": row.paper_number,
    }


def _unmarked(left: Sequence[Left], secrets: Secrets, year: int) -> list[Left]:
    """4.7: return what a department left without marked targets."""
    shown = [(each, tuple(code for code in each.codes if not secrets.about(f"{year}/{code}"))) for each in left]
    return [Left(each.department_code, each.department, each.kind, codes) for each, codes in shown if codes]


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
