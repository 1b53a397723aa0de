"""分派复核: assign the lines of a quarter to reviewers, least recently reviewed first (7.2)."""

from collections import Counter

from sqlmodel import Session, col, select

from models.intake.review import ReviewerExchanged, ReviewsAssigned
from models.ledger.acts import Context, Role, Summary, act
from models.ledger.duties import check_not_ended
from models.ledger.lookup import obligation_of
from models.ledger.notices import agency_of
from models.ledger.review.lines import lines_of
from models.ledger.transitions import lock, record, record_rows
from models.records import Department, Obligation, ReviewTask
from models.rules.errors import Refused
from models.rules.periods import Period
from models.rules.review import ONLINE_REVIEW, check_over, share_out
from models.statements import run

SHARE_OUT = """
INSERT INTO review_task (jurisdiction_id, period, target_id, reviewer, assigned_on)
SELECT :jurisdiction, :period, u.target, u.reviewer, :day
FROM unnest(CAST(:targets AS int[]), CAST(:reviewers AS text[])) WITH ORDINALITY AS u(target, reviewer, n)
ORDER BY u.n RETURNING id
"""


@act("assign_reviews", "分派在线复核", clause="3-7.2", roles={Role.AGENCY})
def assign_reviews(session: Session, data: ReviewsAssigned, ctx: Context) -> Summary:
    """7.2: assign the unassigned lines evenly, least recently reviewed first; a repeated call changes nothing."""
    period, _ = find_review_duty(session, ctx, data.period)
    lines = lines_of(session, ctx.jurisdiction, period)
    assigned = Counter(line.row.assigned for line in lines if line.row.task)
    free = [line.row.target_id for line in lines if not line.row.task]
    shares = share_out(len(free), {name: assigned[name] for name in data.reviewers})
    params = {"jurisdiction": ctx.jurisdiction, "period": str(period), "day": ctx.date}
    ids = list(run(session, SHARE_OUT, **params, targets=free, reviewers=shares).scalars())
    record(session, ctx, "review_task", ids, "assigned")
    if not ids:
        words = f"{period.label}在线复核没有待分派的目标，未作改动。"
        if without_share := [name for name in data.reviewers if not assigned[name]]:
            words += f"{'、'.join(without_share)}没有分派到目标，要由其复核的，请更换复核人（exchange_reviewer）。"
    else:
        counts = Counter(shares)
        words = f"{period.label}在线复核：分派{len(ids)}项，"
        words += "、".join(f"{name}{counts[name]}项" for name in data.reviewers) + "。"
    return Summary(words, {"assigned": len(ids), "lines": len(lines)})


@act("exchange_reviewer", "更换复核人", clause="3-7.2", roles={Role.AGENCY})
def exchange_reviewer(session: Session, data: ReviewerExchanged, ctx: Context) -> Summary:
    """7.2: reassign the unreviewed lines of a reviewer to another; reviewed lines keep their reviewer.

    Raises Refused if a given target is not an unreviewed one of this reviewer, or if there are none.
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
    wanted = [unreviewed[target] for target in data.targets or unreviewed]
    tasks = session.exec(select(ReviewTask).where(col(ReviewTask.id).in_(wanted)).order_by(col(ReviewTask.id))).all()
    for task in tasks:
        task.reviewer, task.assigned_on = data.successor, ctx.date
    record_rows(session, ctx, tasks, "exchanged", detail={"from": data.reviewer, "to": data.successor})
    words = f"{period.label}在线复核：“{data.reviewer}”待复核的{len(tasks)}项改由“{data.successor}”复核。"
    return Summary(words, {"exchanged": len(tasks)})


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
