"""分派复核: assign the lines of a quarter to reviewers, least recently reviewed first (7.2)."""

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from sqlmodel import Session, col, select

from models.intake.review import ReviewerExchanged, ReviewsAssigned
from models.ledger.acts import Context, Role, Summary, act
from models.ledger.duties import check_not_ended
from models.ledger.inspection.roster import check_untied, find_own, ties_of
from models.ledger.lookup import obligation_of
from models.ledger.notices import agency_of
from models.ledger.representatives import IN_FORCE
from models.ledger.review.lines import lines_of
from models.ledger.transitions import lock, record, record_rows
from models.records import Department, Obligation, ReviewTask, id_of
from models.rules.errors import Refused
from models.rules.periods import Period
from models.rules.review import ONLINE_REVIEW, check_over, share_out
from models.rules.several import first_of
from models.statements import run

first_codes = partial(first_of, most=20)  # of targets, in a sentence
HEAD = f"""
SELECT p.id FROM contact p JOIN department d ON d.id = p.department_id
WHERE d.id = :agency AND p.role = 'head' AND p.name = :name AND {IN_FORCE.format("p")}
    AND NOT EXISTS (SELECT FROM inspector i WHERE (i.jurisdiction_id, i.name) = (d.jurisdiction_id, p.name)
        AND i.third_party_id IS NULL)
"""  # noqa: S608 - constants only
SHARE_OUT = """
INSERT INTO review_task (jurisdiction_id, period, target_id, reviewer, assigned_on, draw, drawn)
SELECT :jurisdiction, :period, u.target, u.reviewer, :day, '', false
FROM unnest(CAST(:targets AS int[]), CAST(:reviewers AS text[])) WITH ORDINALITY AS u(target, reviewer, n)
ORDER BY u.n RETURNING id
"""


@act("assign_reviews", "分派在线复核", clause="3-7.2", roles={Role.AGENCY})
def assign_reviews(session: Session, data: ReviewsAssigned, ctx: Context) -> Summary:
    """7.2: assign the unassigned lines evenly, least recently reviewed first, none to a person tied to its department.

    A repeated call changes nothing. Raises Refused for a person who is not on the agency's roster.
    """
    period, _ = find_review_duty(session, ctx, data.period)
    lines = lines_of(session, ctx.jurisdiction, period)
    free, assigned = [line.row for line in lines if not line.row.task], Counter(line.row.assigned for line in lines)
    loads = {name: assigned[name] for name in data.reviewers}
    shares = _share(session, ctx, free, loads)
    given = {row.target_id: name for row, name in zip(free, shares, strict=True) if name}
    params = {"jurisdiction": ctx.jurisdiction, "period": str(period), "day": ctx.date}
    ids = list(run(session, SHARE_OUT, **params, targets=[*given], reviewers=[*given.values()]).scalars())
    record(session, ctx, "review_task", ids, "assigned")
    words = _describe_shares(free, loads, shares) if free else _describe_no_share(loads)
    return Summary(f"{period.label}在线复核{words}", {"assigned": len(ids), "lines": len(lines)})


def _share(session: Session, ctx: Context, free: Sequence[Any], loads: Mapping[str, int]) -> list[str]:
    """Return the reviewer of each line; raises Refused for one who is not on the agency's roster."""
    people = [id_of(find_own(session, ctx, name)) for name in loads]
    departments = [row.department_code for row in free]
    return share_out(departments, loads, ties_of(session, people, departments))


def _describe_shares(free: Sequence[Any], loads: Mapping[str, int], shares: Sequence[str]) -> str:
    words = "、".join(f"{name}{shares.count(name)}项" for name in loads)
    without = [row.code for row, name in zip(free, shares, strict=True) if not name]
    more = f"{first_codes(without)}没有分派：所列的人与其部门都有回避情形，请另行分派。" if without else ""
    return f"：分派{len(shares) - len(without)}项，{words}。{more}"


def _describe_no_share(loads: Mapping[str, int]) -> str:
    idle = "、".join(name for name, load in loads.items() if not load)
    more = f"{idle}没有分派到目标，要由其复核的，请更换复核人（exchange_reviewer）。" if idle else ""
    return f"没有待分派的目标，未作改动。{more}"


@act("exchange_reviewer", "更换复核人", clause="3-7.2", roles={Role.AGENCY})
def exchange_reviewer(session: Session, data: ReviewerExchanged, ctx: Context) -> Summary:
    """7.2: reassign the unreviewed lines of a reviewer to another; reviewed lines keep their reviewer.

    Raises Refused if a given target is not an unreviewed one of this reviewer, if there are none, or for a successor
    who is not on the agency's roster or tied to one of the departments.
    """
    period, _ = find_review_duty(session, ctx, data.period)
    if data.successor == data.reviewer:
        raise Refused(f"接替的复核人与原复核人都是“{data.reviewer}”，请写明由谁接替。")
    lines = lines_of(session, ctx.jurisdiction, period)
    unreviewed = {line.row.code: line.row.task for line in lines if line.is_of(data.reviewer) and not line.reviewed}
    if others := [target for target in data.targets if target not in unreviewed]:
        raise Refused(f"目标{'、'.join(others)}不是“{data.reviewer}”待复核的目标。")
    if not unreviewed:
        raise Refused(f"{period.label}在线复核中，“{data.reviewer}”没有待复核的目标。")
    chosen = data.targets or list(unreviewed)
    check_reviewer(session, ctx, data.successor, [line.row for line in lines if line.row.code in chosen])
    wanted = [unreviewed[target] for target in chosen]
    tasks = session.exec(select(ReviewTask).where(col(ReviewTask.id).in_(wanted)).order_by(col(ReviewTask.id))).all()
    for task in tasks:
        task.reviewer, task.assigned_on = data.successor, ctx.date
    record_rows(session, ctx, tasks, "exchanged", detail={"from": data.reviewer, "to": data.successor})
    words = f"{period.label}在线复核：“{data.reviewer}”待复核的{len(tasks)}项改由“{data.successor}”复核。"
    return Summary(words, {"exchanged": len(tasks)})


def check_reviewer(session: Session, ctx: Context, name: str, rows: Sequence[Any]) -> None:
    """7.2, A15: raise Refused for a person who is not on the agency's roster or tied to a department of these lines."""
    if not rows:
        return
    check_untied(session, [id_of(find_own(session, ctx, name))], {row.department_code for row in rows})


def is_head(session: Session, ctx: Context, name: str) -> bool:
    """Return whether this is the agency's head, who is not on the roster: then the rules for the roster hold."""
    params = {"agency": agency_of(session, ctx.jurisdiction), "name": name, "day": ctx.date}
    return run(session, HEAD, **params).first() is not None


def find_review_duty(session: Session, ctx: Context, text: str) -> tuple[Period, Obligation]:
    """Return the quarter and the agency's duty to review it; takes the review lock until the transaction ends.

    Raises Refused if the quarter has not ended, or if its review is not open or is waived.
    """
    period = ONLINE_REVIEW.period(text)
    check_over(period, ctx.date)
    lock(session, "review")
    agency = session.get_one(Department, agency_of(session, ctx.jurisdiction))
    duty = obligation_of(session, agency, ONLINE_REVIEW.key, str(period))
    check_not_ended(duty, f"{period.label}在线复核", "无需办理")
    return period, duty
