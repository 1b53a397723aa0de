"""目标撤回: a target that was imported by mistake leaves duties, lists and populations; it stays on record (1-2.3)."""

from collections.abc import Sequence

from sqlmodel import Session

from models.intake.target import TargetWithdrawn
from models.ledger.acts import Context, Role, Summary, act
from models.ledger.evidence.exhibits import attach_exhibits
from models.ledger.lookup import lead_of, project_key, target_of
from models.ledger.notices import notify_one
from models.ledger.sheets import assign
from models.ledger.target.attached import referring_to, reported_of
from models.ledger.target.completeness import list_gaps
from models.ledger.target.sums import short_in_words, sums_of
from models.ledger.transitions import move, record, work_alone
from models.records import Department, Target, id_of
from models.rules.duties import Audience
from models.rules.errors import Refused
from models.rules.states import ObligationEvent
from models.rules.target.due import LEAF
from models.rules.target.parents import own_parent
from models.statements import run

# A line that was not answered moves out of every version; the report is owed without it.
STRUCK = -1
STRIKE_LINES = """
UPDATE report_line l SET version = :struck FROM obligation o
WHERE o.id = l.obligation_id AND l.target_id = :target AND l.version = 0 AND o.state = 'open' RETURNING o.id
"""
LEFT_EMPTY = """
SELECT o.id FROM unnest(CAST(:ids AS int[])) AS o(id)
WHERE NOT EXISTS (SELECT FROM report_line l WHERE l.obligation_id = o.id AND l.version = 0) ORDER BY o.id
"""
OWN_DUTIES = """
SELECT id FROM obligation WHERE jurisdiction_id = :jurisdiction AND state = 'open'
    AND (subject = :subject OR starts_with(subject, :subject || :leaf)) ORDER BY id
"""
OVERDUE = """
SELECT o.id, x.due FROM obligation o JOIN deadline x ON x.id = o.deadline_id
WHERE o.id = ANY(:ids) AND x.due < :day ORDER BY o.id
"""


@act("withdraw_target", "撤回误导入的目标", clause="1-2.3", roles={Role.AGENCY})
def withdraw_target(session: Session, data: TargetWithdrawn, ctx: Context) -> Summary:
    """1-2.3: withdraw a target that was imported by mistake, with the reason and the paper that shows it.

    Open reports are owed without it; a report that asked only for it, and its uploads, visits and own dates, become
    void. Raises Refused if something was reported or found of it, if a list, a sample, an adjustment or a part refers
    to it, if a duty that would become void is overdue: its lateness stays on record, and after its year: it would
    leave the score without a paper of who may exempt it (A37).
    """
    work_alone(session)
    target = target_of(session, ctx, data)
    if ctx.date.year > target.year:
        raise Refused(
            f"{target.year}年已经结束，目标{target.code}不能再撤回；不予考评的，凭决定单位的文件登记（exempt_target）。"
        )
    lead = lead_of(session, ctx, target)
    session.refresh(target, with_for_update=True)
    _check_untouched(session, target)
    gaps = _gaps_of(session, target, lead)
    files = attach_exhibits(session, ctx, "target", id_of(target), data.evidence)
    run(session, "DELETE FROM target_department WHERE target_id = :target", target=target.id)
    assign(target, {"withdrawn_on": ctx.date, "withdrawn_why": data.reason})
    session.flush()
    left = "；".join([*_short_without(session, ctx, target), *(_gaps_of(session, target, lead) - gaps)])
    detail = {"reason": data.reason, "lead": lead.name} | ({"left": left} if left else {})
    record(session, ctx, "target", [id_of(target)], "withdrawn", detail=detail)
    lines, void = _leave_duties(session, ctx, target)
    notices = _notify(session, ctx, target, lead, data.reason)
    words = f"目标{target.code}“{target.name}”已撤回：从{lines}份未填报的检查中去掉，{void}项应办事项作废。"
    words += f"撤回后{left}，已连同撤回原因记录。" if left else ""
    return Summary(words, {"withdrawn": 1, "lines": lines, "void": void, "evidence": files, "notices": notices})


def _short_without(session: Session, ctx: Context, target: Target) -> list[str]:
    """A52: return in words how the target that a withdrawn one was part of is short without it."""
    parent = "" if target.parent_unit else own_parent(target.year, target.parent_code)
    found = sums_of(session, ctx, target.year, {parent}) if parent else []
    return short_in_words(session, target.year, [each for each in found if each.whole.code == parent])


def _gaps_of(session: Session, target: Target, lead: Department) -> set[str]:
    """6.2: return in words what the initial list of a department lacks and was not waived."""
    lists = list_gaps(session, target.year, lead.code)
    return {f"{lead.name}初始目标清单{gap}" for each in lists for gap in each["missing"] if gap not in each["waived"]}


def _check_untouched(session: Session, target: Target) -> None:
    number = id_of(target)
    if found := [*reported_of(session, [number])[number], *referring_to(session, [number])[number]]:
        raise Refused(
            f"目标{target.code}已有{'、'.join(found)}，不是刚刚误导入的，不能撤回；确有变动的，请办理目标调整。"
        )


def _leave_duties(session: Session, ctx: Context, target: Target) -> tuple[int, int]:
    """Take the target out of open reports and end its own duties; returns how many reports and how many void duties."""
    struck: Sequence[int] = sorted(run(session, STRIKE_LINES, target=target.id, struck=STRUCK).scalars())
    record(session, ctx, "obligation", struck, "target_withdrawn", moved=("open", "open"))
    named = {"jurisdiction": ctx.jurisdiction, "subject": project_key(target), "leaf": LEAF}
    ended = [*run(session, LEFT_EMPTY, ids=struck).scalars(), *run(session, OWN_DUTIES, **named).scalars()]
    if late := run(session, OVERDUE, ids=ended, day=ctx.date).all():
        names = "、".join(f"{row.id}（期限{row.due}）" for row in late)
        raise Refused(
            f"目标{target.code}的应办事项{names}已逾期，不能随撤回作废；应免的请先豁免并写明原因（waive），再撤回。"
        )
    void = move(session, ctx, "obligation", ended, ObligationEvent.WITHDRAW, detail={"reason": "目标已撤回"})
    return len(struck), len(void)


def _notify(session: Session, ctx: Context, target: Target, lead: Department, reason: str) -> int:
    """Notify office and head of the department that led the target."""
    payload = {"department": lead.name, "target": target.name, "reason": reason}
    subject = f"{target.year}|{target.code}"
    return sum(
        notify_one(session, ctx, "target_withdrawn", subject, (id_of(lead), audience), payload=payload)
        for audience in (Audience.OFFICE, Audience.HEAD)
    )
