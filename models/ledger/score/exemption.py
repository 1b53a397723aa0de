"""免予考评: a target that the appraisal of its year leaves out, by the paper of the body that decides it (A37)."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date

from sqlmodel import Session, col, select

from models.intake.yearly import ExemptionWithdrawn, TargetExempted
from models.ledger.acts import Context, Role, Summary, act
from models.ledger.deciding_bodies import deciding_body
from models.ledger.evidence.exhibits import attach_exhibits
from models.ledger.lookup import target_coded
from models.ledger.nouns.shared_sql import LEAD
from models.ledger.paper_numbers import EXEMPTING, also_used
from models.ledger.score.appraised import check_dated, check_year
from models.ledger.score.entries import HEIRS_THEN, LED
from models.ledger.settled import settled_words
from models.ledger.transitions import lock, record_row
from models.records import Body, Exemption, Target, id_of
from models.rules.day_order import check_not_before
from models.rules.errors import Refused
from models.rules.score.exempted import Exempted, deciding
from models.statements import run

# The targets that are exempt now: the newest decision about each says so.
EXEMPT = """(SELECT q.* FROM (SELECT DISTINCT ON (y.target_id) y.* FROM exemption y
    ORDER BY y.target_id, y.serial DESC) q WHERE q.exempted)"""
OF_YEAR = f"""
SELECT coalesce(h.heir, {LED}) AS department, t.code, t.name, q.reason, b.name AS body, q.paper_number, q.paper_date,
    q.recorded_on
FROM {EXEMPT} q JOIN target t ON t.id = q.target_id JOIN body b ON b.id = q.body_id JOIN {LEAD}
    LEFT JOIN {HEIRS_THEN} h ON h.department_id = {LED}
WHERE t.jurisdiction_id = :jurisdiction AND t.year = :year AND t.withdrawn_on IS NULL ORDER BY t.code COLLATE "C"
"""  # noqa: S608 - constants only
Decision = tuple[TargetExempted | ExemptionWithdrawn, Body | None]


@act("exempt_target", "免予考评目标", clause="1-8.1", roles={Role.AGENCY})
def exempt_target(session: Session, data: TargetExempted, ctx: Context) -> Summary:
    """A37: record that a target is exempt from the appraisal of its year; entries about it count as before.

    The same again changes nothing. Raises Refused unless the body that approves such targets, or the leading group, was
    in office on the day of its paper, for a paper of a day to come or of a day before the target was issued, and for a
    second paper.
    """
    target = _find(session, ctx, data)
    check_dated(data.dated, data.year, ctx.date)
    check_not_before(data.dated, target.issued_on, "文件日期", f"目标{target.code}下达的日期")
    kinds, what = deciding(target.category), f"目标{target.code}免予考评"
    body = deciding_body(session, ctx, data.decided_by, kinds, data.dated, what=what)
    last = _newest(session, target)
    if last and last.exempted:
        words = f"{data.year}年目标{target.code}此前已免予考评（{last.paper_number}，{last.paper_date}）"
        if (last.body_id, last.paper_number, last.paper_date) == (body.id, data.number, data.dated):
            return Summary(f"{words}，未作改动。", {"exempted": 0})
        raise Refused(f"{words}，登记有误的，先撤销（withdraw_exemption）再登记。")
    also = also_used(session, ctx.jurisdiction, data.number, (EXEMPTING, body.name, data.dated))
    made = _decide(session, ctx, target, last, (data, body))
    files = attach_exhibits(session, ctx, "exemption", id_of(made), data.evidence)
    words = f"{data.year}年目标{target.code}免予考评：{data.reason}。已列入负面清单的条目照常扣分。"
    settled = settled_words(session, ctx, data.year)
    return Summary(f"{words}{settled}{also}", {"exempted": 1, "evidence": files})


@act("withdraw_exemption", "撤销免予考评", clause="1-8.1", roles={Role.AGENCY})
def withdraw_exemption(session: Session, data: ExemptionWithdrawn, ctx: Context) -> Summary:
    """A37: record that a target is no longer exempt, with the reason; what was recorded before stays."""
    target = _find(session, ctx, data)
    last = _newest(session, target)
    if last is None or not last.exempted:
        raise Refused(f"{data.year}年目标{target.code}没有免予考评，不需要撤销。")
    _decide(session, ctx, target, last, (data, None))
    settled = settled_words(session, ctx, data.year)
    return Summary(f"{data.year}年目标{target.code}恢复考评：{data.reason}。{settled}", {"withdrawn": 1})


def _find(session: Session, ctx: Context, data: TargetExempted | ExemptionWithdrawn) -> Target:
    """Return the target; acts about exemptions wait for each other. Raises Refused if it does not exist."""
    check_year(data.year, ctx.date)
    lock(session, "exemption")
    return target_coded(session, ctx, data.target, data.year)


def _newest(session: Session, target: Target) -> Exemption | None:
    known = select(Exemption).where(Exemption.target_id == target.id).order_by(col(Exemption.serial).desc())
    return session.exec(known).first()


def _decide(session: Session, ctx: Context, target: Target, last: Exemption | None, decision: Decision) -> Exemption:
    """Insert the next decision about a target: exempt by the paper of a body, or without one no longer."""
    data, body = decision
    made = Exemption(
        target_id=id_of(target),
        serial=last.serial + 1 if last else 1,
        exempted=body is not None,
        reason=data.reason,
        body_id=body.id if body else None,
        paper_number=getattr(data, "number", ""),
        paper_date=getattr(data, "dated", None),
        recorded_on=ctx.date,
    )
    record_row(session, ctx, made, "exempted" if made.exempted else "withdrawn")
    return made


def exempted_targets(session: Session, jurisdiction: int, last: date) -> Mapping[int, tuple[Exempted, ...]]:
    """A37: return the targets of a year that are exempt, by the department that has them in its sheet."""
    found: dict[int, list[Exempted]] = defaultdict(list)
    for row in run(session, OF_YEAR, jurisdiction=jurisdiction, year=last.year, last=last):
        paper = (row.body, row.paper_number, row.paper_date)
        found[row.department].append(Exempted(row.code, row.name, row.reason, *paper, row.recorded_on))
    return {number: tuple(targets) for number, targets in found.items()}
