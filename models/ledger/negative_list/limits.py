"""整改时限 changed: extended, set again after it passed, or replaced by a ruling; the old stays on record (6.2.4)."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlmodel import Session

from models.intake.appeal import LimitExcused, LimitExtended
from models.intake.input import NoInput
from models.ledger.acts import Context, Role, Summary, act, check_signed_after
from models.ledger.deadlines import deadline_from, suspended_intervals
from models.ledger.deciding_bodies import deciding_body
from models.ledger.jurisdiction import calendar_of
from models.ledger.lookup import entry_key, target_of
from models.ledger.negative_list.confirmation import AgencyDuty, open_for_agency
from models.ledger.negative_list.entries import duties_of, entry_of, list_day, refuse_during_appeal
from models.ledger.negative_list.remediation import newest_round
from models.ledger.notices import notify
from models.ledger.nouns.shared_sql import EXTENDED
from models.ledger.paper_numbers import EXTENDING, also_used
from models.ledger.policies import value_on
from models.ledger.questions import Question
from models.ledger.transitions import record
from models.records import Deadline, NegativeEntry, Target, id_of
from models.rules.body import BodyKind
from models.rules.duties import Audience
from models.rules.errors import Refused, Unavailable
from models.rules.negative_list import LIMIT_EXTENSIONS, LIMIT_OWED, MOST_EXTENSIONS, REMEDIATION
from models.rules.periods import parse_period
from models.rules.reminders import days_left
from models.rules.states import ObligationState, RemediationState
from models.statements import run

RELIMIT = """
UPDATE remediation SET "limit" = :limit WHERE id = :id AND "limit" = :before AND state = 'remedying'
"""
MOVE = """
UPDATE obligation SET deadline_id = :deadline, due_version = due_version + 1, reminded = NULL
WHERE id = :id AND state = 'open'
"""

EXTENDED_BEFORE = f"""
SELECT {EXTENDED.format(r="r", until="")} FROM remediation r JOIN negative_entry e ON e.id = r.entry_id
    JOIN target t ON t.id = e.target_id WHERE r.id = :id
"""  # noqa: S608 - constants only
INSTEAD = "另定时限须经复查或裁定，或凭签批件另定：mubiao act excuse_limit。"


@act("extend_limit", "延长整改时限", clause="3-6.2.4", roles={Role.AGENCY})
def extend_limit(session: Session, data: LimitExtended, ctx: Context) -> Summary:
    """6.2.4: extend the limit of the current round with a reason and a paper; head and office are notified.

    Raises Refused if the new limit is not later than the current one, if that has passed, while an appeal is accepted,
    if the round was extended as often as the setting allows, if the paper is older than the listing or of a day to
    come, and beyond the fourth list of the year unless it is the leading group's.
    """
    target = target_of(session, ctx, data)
    entry = entry_of(session, target)
    refuse_during_appeal(session, entry)
    before = _due_now(session, target, entry)
    if before < ctx.date:
        raise Refused(f"整改时限{before}已过，不能延长。{INSTEAD}")
    if data.limit <= before:
        raise Refused(f"现整改时限为{before}，延长后的时限须在其后。")
    if not entry.listed_on <= data.dated <= ctx.date:
        raise Refused(f"批准文件日期{data.dated}应在列入日期（{entry.listed_on}）和今天（{ctx.date}）之间，请核对。")
    _check_extension(session, ctx, data, entry, data.dated)
    paper = {"number": data.number, "dated": data.dated.isoformat(), "decided_by": data.decided_by}
    notices = replace_limit(session, ctx, target, entry, data.limit, {"reason": data.reason, **paper})
    also = also_used(session, ctx.jurisdiction, data.number, (EXTENDING, str(target.year), data.dated))
    rest = calendar_of(session, ctx.jurisdiction).rest_words(data.limit)
    words = f"“{target.name}”整改时限由{before}延长至{data.limit}{rest}（{data.number}，{data.dated}）。"
    return Summary(f"{words}{also}", {"extended": 1, "notices": notices})


def _check_extension(
    session: Session, ctx: Context, data: LimitExtended | LimitExcused, entry: NegativeEntry, dated: date
) -> None:
    """Raise Refused for one extension too many, or a limit beyond the fourth list without the leading group's paper."""
    number = id_of(newest_round(session, entry))
    extended = len(run(session, EXTENDED_BEFORE, id=number).scalar() or ())
    most = value_on(session, ctx.jurisdiction, LIMIT_EXTENSIONS, ctx.date)
    most = MOST_EXTENSIONS if most is None else most
    if extended >= most:
        raise Refused(
            f"本轮整改时限已延长或另定{extended}次，设定（limit_extensions）最多{most}次："
            "现时限不变，完成后照常申报，逾期的留在记录里；复查未通过的，另定新一轮的时限（recheck）。"
        )
    words, frozen = list_day(session, ctx, parse_period(f"{session.get_one(Target, entry.target_id).year}Q4"))
    if data.limit > frozen:
        what = f"整改时限延长到{words}以后"
        deciding_body(session, ctx, data.decided_by, (BodyKind.LEADING_GROUP,), dated, what=what)
    elif data.decided_by:
        deciding_body(session, ctx, data.decided_by, tuple(BodyKind), dated, what="写明批准单位的，延长整改时限")


@act("excuse_limit", "另定已过的整改时限", clause="3-6.2.4", roles={Role.AGENCY}, by_hand="管理机构负责人")
def excuse_limit(session: Session, data: LimitExcused, ctx: Context) -> Summary:
    """6.2.4: set a new limit after the current one has passed, on a signed paper; that it passed stays on record.

    It counts as an extension. Raises Refused as for one, if the current limit has not passed, if the paper is older
    than it, or while an appeal is accepted.
    """
    target = target_of(session, ctx, data)
    entry = entry_of(session, target)
    refuse_during_appeal(session, entry)
    before = _due_now(session, target, entry)
    if before >= ctx.date:
        raise Refused(f"整改时限{before}还没有过，延长请用：mubiao act extend_limit。")
    check_signed_after(ctx, before, "现整改时限")
    paper = ctx.actor.paper
    _check_extension(session, ctx, data, entry, (paper and paper.dated) or ctx.date)
    subject = entry_key(target, entry)
    suspended = suspended_intervals(session, ctx.jurisdiction, [subject]).get(subject, ())
    calendar = calendar_of(session, ctx.jurisdiction)
    overdue = -days_left(before, ctx.date, calendar, suspended)
    why = {"reason": data.reason, "overdue": overdue, "decided_by": data.decided_by}
    notices = replace_limit(session, ctx, target, entry, data.limit, why)
    limit = f"{data.limit}{calendar.rest_words(data.limit)}"
    words = f"“{target.name}”整改时限{before}已过{overdue}个工作日，另定为{limit}，逾期记录保留。"
    return Summary(words, {"excused": 1, "overdue": overdue, "notices": notices})


def replace_limit(
    session: Session,
    ctx: Context,
    target: Target,
    entry: NegativeEntry,
    limit: date,
    why: Mapping[str, Any],
) -> int:
    """Replace the limit of the current round and notify head and office; returns the number of new notices.

    `why` stays in the history: the reason, the paper that extends it, or the working days since the current one passed.

    Raises Refused if the round has no running limit, Unavailable if another transaction changed it first.
    """
    if limit < ctx.date:
        raise Refused(f"整改时限{limit}不能早于今天（{ctx.date}）。")
    remediation = newest_round(session, entry)
    if remediation.state is not RemediationState.REMEDYING:
        raise Refused(f"本轮整改{remediation.state.label}，不能再改整改时限。")
    open_duties = duties_of(session, target, entry, {ObligationState.OPEN})
    duty = next((each for each in open_duties if each.kind == REMEDIATION.key), None)
    if duty is None:
        raise Refused("本轮整改的应办事项已豁免，不能改整改时限。")
    before = _due_now(session, target, entry)
    change: dict[str, Any] = {"from": before.isoformat(), "to": limit.isoformat(), **why}
    changed = run(session, RELIMIT, limit=limit, id=remediation.id, before=remediation.limit).rowcount
    state = remediation.state.value
    record(session, ctx, "remediation", [id_of(remediation)], "relimited", moved=(state, state), detail=change)
    deadline, _ = deadline_from(session, ctx, REMEDIATION.due, limit)
    moved = run(session, MOVE, deadline=deadline, id=duty.id).rowcount
    if not (changed and moved):
        raise Unavailable("该事项刚刚被另一操作更改，请重试。")
    record(session, ctx, "obligation", [id_of(duty)], "moved", moved=("open", "open"), detail=change)
    session.refresh(duty)
    audiences = [Audience.HEAD, Audience.OFFICE]
    return notify(session, ctx, "relimited", [id_of(duty)], audiences, occasion=str(duty.due_version), payload=change)


def _due_now(session: Session, target: Target, entry: NegativeEntry) -> date:
    """Return the day on which the current round is due: later than its limit if an appeal suspended it (4.3 a)."""
    open_duties = duties_of(session, target, entry, {ObligationState.OPEN})
    running = [each for each in open_duties if each.kind == REMEDIATION.key]
    if not running:
        return newest_round(session, entry).limit
    return session.get_one(Deadline, running[0].deadline_id).due


# Listed entries without a limit, except those whose appeal is accepted; of `entry` only, if it is given.
WITHOUT_LIMIT = """
SELECT e.id, concat_ws('/', t.year, t.code, e.occurrence) AS subject
FROM negative_entry e JOIN target t ON t.id = e.target_id
WHERE t.jurisdiction_id = :jurisdiction AND e.state = 'listed' AND (CAST(:entry AS int) IS NULL OR e.id = :entry)
    AND NOT EXISTS (SELECT 1 FROM appeal a WHERE a.entry_id = e.id AND a.state = 'accepted')
ORDER BY e.id
"""
# A listed entry whose duty is open already computes the row of its deadline again.
LACKS_LIMIT = Question(
    f"EXISTS ({WITHOUT_LIMIT.replace(':entry', 'NULL')})", Summary("明确整改时限无需补开。", {"opened": 0})
)


@act("open_owed_limits", "补开明确整改时限", clause="3-6.2.4", roles={Role.SYSTEM, Role.AGENCY})
def open_owed_limits(session: Session, _data: NoInput, ctx: Context) -> Summary:
    """6.2.4: open the missing duty to set a limit of every listed entry; it is due from today."""
    opened = open_limits(session, ctx)
    return Summary(f"补开明确整改时限{opened}项。", {"opened": opened}) if opened else LACKS_LIMIT.nothing


def open_limits(session: Session, ctx: Context, entry: int | None = None) -> int:
    """A48: open the duty to set the limit, due the next working day, of this entry or of all; returns how many."""
    subjects = [row.subject for row in run(session, WITHOUT_LIMIT, jurisdiction=ctx.jurisdiction, entry=entry)]
    if not subjects:
        return 0
    deadline, _ = deadline_from(session, ctx, LIMIT_OWED.due, ctx.date)
    return open_for_agency(session, ctx, LIMIT_OWED, [AgencyDuty(subject, "", deadline) for subject in subjects])
