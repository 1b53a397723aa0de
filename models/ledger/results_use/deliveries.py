"""What a recipient was delivered: found by its duty, or by recipient and year; corrected results are not it (1-9)."""

from typing import Any

from sqlmodel import Session, col, select

from models.intake.results_use import OfDelivery
from models.ledger.acts import Context, Role
from models.ledger.lookup import find_department, obligation_numbered
from models.ledger.transitions import lock
from models.records import Body, Department, Obligation, ResultDelivery, id_of
from models.rules.errors import Refused
from models.rules.results_use import RESULT_RECEIPT, check_one_recipient
from models.rules.states import ResultDeliveryState
from models.statements import run

# The newest paper that the results of a recipient rest on now: that of its sheet, or of the year.
NEWEST = """
SELECT max(a.serial) FROM appraisal a
WHERE a.jurisdiction_id = :jurisdiction AND a.year = :year AND (CAST(:department AS int) IS NULL OR a.id IN (
    SELECT s.appraisal_id FROM score_sheet s
    WHERE s.department_id = CAST(:department AS int) AND s.year = :year AND s.state = 'frozen'))
"""


def delivery_of_duty(session: Session, ctx: Context, number: int) -> tuple[ResultDelivery, Obligation]:
    """Return the delivery that a duty is about. Raises Refused for another duty, another office, corrected results."""
    lock(session, "appraisal")
    obligation = obligation_numbered(session, ctx, number)
    if obligation.kind != RESULT_RECEIPT.key:
        raise Refused(f"事项{number}不是{RESULT_RECEIPT.name}。查看：mubiao owed。")
    check_behalf(ctx)
    found = session.exec(select(ResultDelivery).where(ResultDelivery.obligation_id == number)).one()
    return current(session, ctx, found), obligation


def check_behalf(ctx: Context) -> None:
    """Raise Refused if the agency itself would say what a department has to say."""
    if ctx.actor.role is Role.AGENCY and not ctx.source:
        raise Refused(
            "考评结果由部门签收、说明运用情况；代部门录入的，请注明来源（--source），或以部门名义录入（--by）。"
        )


def current(session: Session, ctx: Context, delivery: ResultDelivery) -> ResultDelivery:
    """Return the delivery. Raises Refused if its results were corrected since."""
    of_year = {"jurisdiction": ctx.jurisdiction, "year": delivery.year, "department": delivery.department_id}
    newest = run(session, NEWEST, **of_year).scalar()
    if newest != delivery.version:
        raise Refused(f"{delivery.year}年的考评结果已经更正，请按更正后反馈的办理；尚未另行反馈的，由管理机构反馈。")
    return delivery


def recipient_of(session: Session, delivery: ResultDelivery) -> str:
    """Return the name of the body or the department that was delivered the results."""
    if delivery.body_id:
        return session.get_one(Body, delivery.body_id).name
    return session.get_one(Department, delivery.department_id).name


def body_named(session: Session, ctx: Context, name: str) -> Body:
    """Return the body with this name. Raises Refused if it is not registered."""
    named = select(Body).where(Body.jurisdiction_id == ctx.jurisdiction, Body.name == name.strip())
    if (found := session.exec(named).first()) is None:
        raise Refused(f"参与单位“{name}”没有登记。查看：mubiao bodies。")
    return found


def delivery_to(session: Session, ctx: Context, data: OfDelivery) -> ResultDelivery:
    """Return what a recipient was delivered of a year. Raises Refused if it was not, or if its results were corrected.

    A body that has them in both roles is named with the kind.
    """
    check_one_recipient(data.department, data.body)
    lock(session, "appraisal")
    whose = _body_is(session, ctx, data) if data.body.strip() else _department_is(session, ctx, data)
    asked = select(ResultDelivery).where(
        ResultDelivery.jurisdiction_id == ctx.jurisdiction,
        ResultDelivery.year == data.year,
        col(ResultDelivery.state) != ResultDeliveryState.REPLACED,
        whose,
    )
    found = [each for each in session.exec(asked.order_by(col(ResultDelivery.id))) if data.kind in (None, each.kind)]
    if not found:
        name = data.body or data.department
        raise Refused(f"{data.year}年的考评结果尚未反馈“{name}”。查看：mubiao results --year {data.year}。")
    if len(found) > 1:
        raise Refused(
            f"“{data.body}”分别作为{'、'.join(each.kind.label for each in found)}得到反馈，请写明反馈对象（--kind）。"
        )
    return current(session, ctx, found[0])


def _body_is(session: Session, ctx: Context, data: OfDelivery) -> Any:  # noqa: ANN401 - a condition
    return ResultDelivery.body_id == id_of(body_named(session, ctx, data.body))


def _department_is(session: Session, ctx: Context, data: OfDelivery) -> Any:  # noqa: ANN401 - a condition
    return ResultDelivery.department_id == id_of(find_department(session, ctx.jurisdiction, data.department))
