"""谁应得到考评结果: every recipient of a year's results, and what it was delivered, as of a day (1-9)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import Session, col, select

from models.intake.results_use import OfDelivery
from models.ledger.acts import Context, Role
from models.ledger.lookup import find_department, obligation_numbered
from models.ledger.score.alongside import RECORDED
from models.ledger.transitions import lock
from models.records import Body, Department, Obligation, ResultDelivery, id_of
from models.rules.errors import Refused
from models.rules.results_use import PERSONNEL_BODIES, RESULT_RECEIPT, Receiver, check_one_recipient
from models.rules.states import ResultDeliveryState
from models.statements import of_row, run

# A department rests on the paper that approved or corrected its sheet, a body on the newest one of the year.
RECIPIENTS = f"""
WITH recorded AS MATERIALIZED ({RECORDED}),
paper AS MATERIALIZED (SELECT id, serial, paper_number, paper_date FROM appraisal
    WHERE jurisdiction_id = :jurisdiction AND year = :year AND approved_on <= :day),
expected AS (
    SELECT CAST(:department AS text) AS kind, CAST(NULL AS int) AS body_id, d.id AS department_id, d.code, d.name,
        p.serial, '' AS contact, '' AS mobile, '' AS basis
    FROM score_sheet s JOIN department d ON d.id = s.department_id JOIN paper p ON p.id = s.appraisal_id
    WHERE d.jurisdiction_id = :jurisdiction AND s.year = :year AND s.state = 'frozen'
    UNION ALL
    SELECT k.kind, b.id, NULL, '', b.name, n.serial, b.contact, b.mobile,
        CASE k.kind WHEN :members THEN b.basis ELSE '' END
    FROM body b CROSS JOIN (SELECT max(serial) AS serial FROM paper) n
        CROSS JOIN unnest(CAST(ARRAY[:members, :personnel] AS text[])) AS k(kind)
    WHERE b.jurisdiction_id = :jurisdiction AND n.serial IS NOT NULL
        AND CASE k.kind WHEN :members THEN b.member ELSE b.kind = ANY(:kinds) END
        AND :day BETWEEN coalesce(b.valid_from, '-infinity') AND coalesce(b.valid_to, 'infinity'))
SELECT e.*, n.alongside, n.recorded_on, p.paper_number, p.paper_date, r.id AS delivery_id, r.state,
    coalesce(x.due, r.due) AS due
FROM expected e JOIN paper p ON p.serial = e.serial
    CROSS JOIN LATERAL (SELECT count(*) AS alongside, max(x.day) AS recorded_on FROM recorded x
        WHERE e.department_id IS NULL OR x.department_id = e.department_id) n
    LEFT JOIN result_delivery r ON r.jurisdiction_id = :jurisdiction AND r.year = :year AND r.kind = e.kind
        AND r.version = e.serial AND r.alongside = n.alongside AND r.department_id IS NOT DISTINCT FROM e.department_id
        AND r.body_id IS NOT DISTINCT FROM e.body_id
    LEFT JOIN obligation o ON o.id = r.obligation_id LEFT JOIN deadline x ON x.id = o.deadline_id
ORDER BY array_position(CAST(ARRAY[:members, :personnel, :department] AS text[]), e.kind), e.code COLLATE "C",
    e.name COLLATE "C"
"""  # noqa: S608 - constants only
YEARS = "SELECT DISTINCT year FROM appraisal WHERE jurisdiction_id = :jurisdiction AND approved_on <= :day ORDER BY 1"


@dataclass(frozen=True, slots=True)
class Expected:
    """A recipient of the results: `version` and paper are those that they rest on; without a `delivery` it has none.

    `alongside` counts the records next to the grades that it is to be told of, `recorded_on` is the day of the last.
    `basis` is the paper that makes a body a member of the leading group.
    """

    kind: Receiver
    body: int | None
    department: int | None
    code: str
    name: str
    version: int
    alongside: int
    recorded_on: date | None
    paper: tuple[str, date]
    delivery: int | None
    state: ResultDeliveryState | None
    due: date | None
    phone: str
    basis: str

    @property
    def waits(self) -> bool:
        """Return whether its receipt is still missing."""
        return self.state is ResultDeliveryState.DELIVERED

    def is_late(self, day: date) -> bool:
        """Return whether its receipt is missing although the due day has passed."""
        return self.waits and self.due is not None and self.due < day


def recipients(session: Session, jurisdiction: int, year: int, day: date) -> Sequence[Expected]:
    """1-9: return who is to have the results of a year, by kind, code and name; nobody before they are approved."""
    kinds = {kind.value: kind.value for kind in Receiver}
    rows = run(
        session,
        RECIPIENTS,
        jurisdiction=jurisdiction,
        year=year,
        day=day,
        kinds=[kind.value for kind in PERSONNEL_BODIES],
        **kinds,
    )
    return [
        of_row(
            Expected,
            row,
            kind=Receiver(row.kind),
            body=row.body_id,
            department=row.department_id,
            version=row.serial,
            paper=(row.paper_number, row.paper_date),
            delivery=row.delivery_id,
            state=ResultDeliveryState(row.state) if row.state else None,
            phone=" ".join(filter(None, (row.contact, row.mobile))),
        )
        for row in rows
    ]


def appraised_years(session: Session, jurisdiction: int, day: date) -> Sequence[int]:
    """Return the years whose results were approved by a day."""
    return list(run(session, YEARS, jurisdiction=jurisdiction, day=day).scalars())


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
    of_year = select(ResultDelivery).filter_by(jurisdiction_id=ctx.jurisdiction, year=data.year)
    asked = of_year.where(col(ResultDelivery.state) != ResultDeliveryState.REPLACED, whose)
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
