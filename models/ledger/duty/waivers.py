"""豁免: the agency waives an obligation, or takes back a waiver made by mistake (3.1)."""

from sqlmodel import Session

from models.intake.duty import ObligationWaived, WaiverWithdrawn
from models.ledger.acts import Context, Role, Summary, act
from models.ledger.calendar.recompute import current_deadline
from models.ledger.duties import due_of, reopen
from models.ledger.duty_names import name_duty
from models.ledger.heirs import debtor_of
from models.ledger.lookup import obligation_numbered
from models.ledger.notice_ends import ASKS, FINISHED, NO_ADDRESS, PHONED
from models.ledger.notices import notify
from models.ledger.nouns.shared_sql import APPEAL, OBLIGATION_KEY, OF_APPEAL
from models.ledger.paper_numbers import WAIVING, also_used
from models.ledger.seals import seal_changes
from models.ledger.tellings import LOCK
from models.ledger.transitions import move, work_alone
from models.records import Department, Obligation, id_of
from models.rules.appraisal import OBJECTION
from models.rules.chinese_dates import in_full
from models.rules.cycles import YEAR_END_CHECK
from models.rules.day_order import check_not_future
from models.rules.draft import CONSULTATION
from models.rules.duties import Audience
from models.rules.errors import Refused
from models.rules.quality import QUALITY_REPORT
from models.rules.results_use import RESULT_RECEIPT
from models.rules.states import DraftState, ObligationEvent, ObligationState
from models.rules.target.due import TARGET_DUE
from models.statements import run

# How the waiver changed the obligation, and what was done since about the entry, inspection, appeal or list behind it:
# something was filed, a target of it was withdrawn, its report was compiled, its target's next own date was opened, no
# draft waits for an opinion, a person was told of the results.
WAIVED = f"""
SELECT m.from_state, m.detail ->> 'late' IS NOT NULL AS late, EXISTS (
    SELECT FROM transition n,
        unnest(ARRAY[replace(o.subject, '/', '|'), o.subject]) AS s(key)
    WHERE o.subject <> '' AND n.id > m.id AND n.record <> 'obligation'
        AND (n.record_key = s.key OR starts_with(n.record_key, s.key || '|')))
    OR EXISTS (SELECT FROM transition n WHERE n.id > m.id AND n.record IN ('report', 'evidence_use')
        AND starts_with(n.record_key, m.record_key || '|'))
    OR EXISTS (SELECT FROM {APPEAL} JOIN transition n ON n.record = 'appeal' AND n.record_id = a.id
        WHERE n.id > m.id AND o.subject = {OF_APPEAL})
    OR EXISTS (SELECT FROM report_line l JOIN target t ON t.id = l.target_id
        WHERE l.obligation_id = o.id AND l.version = 0 AND t.withdrawn_on IS NOT NULL)
    OR EXISTS (SELECT FROM result_delivery v WHERE v.obligation_id = o.id AND v.state <> 'delivered')
    OR o.kind = '{QUALITY_REPORT.key}' AND EXISTS (SELECT FROM quality_report q
        WHERE q.jurisdiction_id = o.jurisdiction_id AND q.period = o.period)
    OR o.kind = '{TARGET_DUE.key}' AND EXISTS (SELECT FROM obligation n WHERE n.jurisdiction_id = o.jurisdiction_id
        AND n.kind = o.kind AND n.subject = o.subject AND n.round > o.round AND n.state <> 'void')
    OR o.kind = '{CONSULTATION.key}' AND NOT EXISTS (SELECT FROM draft_line l JOIN target_draft t ON t.id = l.draft_id
        WHERE l.obligation_id = o.id AND t.state = '{DraftState.CONSULTED}') AS went_on
FROM obligation o JOIN department d ON d.id = o.department_id
    JOIN transition m ON m.record = 'obligation' AND m.record_key = {OBLIGATION_KEY.format(o="o", d="d")}
        AND m.event = '{ObligationEvent.WAIVE}'
WHERE o.id = :id ORDER BY m.id DESC LIMIT 1
"""  # noqa: S608 - constants only
# How often it was waived.
TIMES = f"""
SELECT count(*) FROM obligation o JOIN department d ON d.id = o.department_id JOIN transition m
    ON m.record = 'obligation' AND m.record_key = {OBLIGATION_KEY.format(o="o", d="d")}
        AND m.event = '{ObligationEvent.WAIVE}' WHERE o.id = :id
"""  # noqa: S608 - constants only
# What is not waived: the check of a score sheet is the right of the department (1-8.2), and results are delivered until
# they are received or a person was told of them (1-9).
NEVER = {
    OBJECTION.key: f"{OBJECTION.name}是部门的权利，不能豁免；到期没有反馈的，登记为未提异议（record_silence）。",
    RESULT_RECEIPT.key: (
        f"{RESULT_RECEIPT.name}催到签收或者告知本人为止，不能豁免；签收期限过后仍未签收的，电话告知后登记（tell_result）。"
    ),
}
ADVICE = "请写明依据文件的文号（--number）和日期（--dated）"


@act("waive", "豁免事项", clause="3-3.1", roles={Role.AGENCY})
def waive(session: Session, data: ObligationWaived, ctx: Context) -> Summary:
    """3.1: waive an obligation with a reason; reminders and 催办 stop, and one that was overdue stays so on record.

    The office is told. Raises Refused if the agency waives its duty without a paper, and for what NEVER names.
    """
    obligation = obligation_numbered(session, ctx, data.obligation)
    if obligation.kind in NEVER:
        raise Refused(NEVER[obligation.kind])
    debtor = session.get_one(Department, obligation.owed_by)
    _check_paper(data, ctx, debtor)
    name = name_duty(session, id_of(obligation))
    late = {"late": True} if obligation.state is ObligationState.OPEN and due_of(session, obligation) < ctx.date else {}
    paper = {"paper": data.number, "paper_date": data.dated.isoformat()} if data.dated else {}
    detail, ids = {"reason": data.reason, **paper, **late}, [id_of(obligation)]
    moved = move(session, ctx, "obligation", ids, ObligationEvent.WAIVE, sets=late, detail=detail)
    if not moved:
        return Summary(f"{name}此前已豁免。", {"waived": 0}, {"obligation": data.obligation})
    told = _tell(session, ctx, "waived", obligation, debtor, data.reason)
    words = f"已豁免{name}：{data.reason}。{'此前已逾期，逾期记录保留。' if late else ''}"
    words += also_used(session, ctx.jurisdiction, data.number, (WAIVING, obligation.period[:4], data.dated))
    counts = {"waived": len(moved), "notices": told}
    return Summary(f"{words}豁免有误的，用withdraw_waiver撤回。", counts, {"obligation": data.obligation})


def _check_paper(data: ObligationWaived, ctx: Context, debtor: Department) -> None:
    if debtor.is_agency and not data.dated:
        raise Refused(f"该事项由管理机构自己办理，自行豁免须有文件依据，{ADVICE}。")
    check_not_future(data.dated, ctx.date, "依据文件日期")


@act("withdraw_waiver", "撤回豁免", clause="3-3.1", roles={Role.AGENCY})
def withdraw_waiver(session: Session, data: WaiverWithdrawn, ctx: Context) -> Summary:
    """3.1: open an obligation again that was waived by mistake, with its old due date.

    The office is told, except if the notice of the waiver was not sent yet: then it is cancelled. Raises Refused if
    it passed its due date after the waiver, if an appeal suspended it, or if something was done since about its
    subject. It works alone, so that nothing is done about it meanwhile.
    """
    work_alone(session)
    obligation = obligation_numbered(session, ctx, data.obligation)
    debtor = session.get_one(Department, obligation.owed_by)
    number, due = current_deadline(session, ctx, obligation.deadline_id)
    made = run(session, WAIVED, id=obligation.id).one_or_none()
    if obligation.state is ObligationState.WAIVED and made:
        name = name_duty(session, id_of(obligation))
        if made.from_state == ObligationState.SUSPENDED:
            raise Refused(f"{name}是在申诉期间豁免的，不能撤回豁免。")
        if made.went_on:
            raise Refused(f"{name}豁免以后，所涉事项已有办理，不能撤回豁免。查看：mubiao why {obligation.id}。")
        if due < ctx.date and not made.late:
            raise Refused(f"{name}的期限{due}已过，豁免时尚未逾期，不能撤回豁免：撤回会使其无故逾期。")
    _reinstate(session, ctx, obligation, number, data.reason)
    debtor = session.get_one(Department, obligation.owed_by)
    cancelled, to_tell = cancel_untold_waiver(session, ctx, obligation)
    told = _tell(session, ctx, "waiver_withdrawn", obligation, debtor, data.reason) if to_tell else 0
    told += tell_year_end_notice(session, ctx, obligation)
    words = f"{name_duty(session, id_of(obligation))}的豁免已撤回，期限{in_full(due.isoformat())}。"
    words += "豁免通知尚未发出，已取消。" if cancelled else ""
    return Summary(words, {"reopened": 1, "notices": told}, {"obligation": data.obligation, "due": due.isoformat()})


def _reinstate(session: Session, ctx: Context, obligation: Obligation, deadline: int, reason: str) -> None:
    """Open it again: reminders and 催办 go on where they stopped, except under another due date."""
    if deadline != obligation.deadline_id:
        reopen(session, ctx, obligation, ObligationEvent.REINSTATE, deadline, reason)
        return
    sets = {"late": None, "owed_by": debtor_of(session, obligation)}
    detail, ids = {"reason": reason}, [id_of(obligation)]
    move(session, ctx, "obligation", ids, ObligationEvent.REINSTATE, sets=sets, detail=detail)
    session.refresh(obligation)


def _tell(session: Session, ctx: Context, kind: str, obligation: Obligation, debtor: Department, reason: str) -> int:
    """Queue the notice for the office; the agency knows its own."""
    audiences = [] if debtor.is_agency else [Audience.OFFICE]
    payload = {"title": name_duty(session, id_of(obligation)).partition("”")[2], "number": obligation.id, "why": reason}
    occasion = str(run(session, TIMES, id=obligation.id).scalar_one())
    return notify(session, ctx, kind, [id_of(obligation)], audiences, occasion=occasion, payload=payload)


WAIVER_WITHDRAWN = "豁免已撤回"
# Every notice about the duty: a delivery run that claims one waits, or its messages are seen here.
NOTICES = "SELECT id FROM notice WHERE obligation_id = :id ORDER BY id"
# The newest notice of the waiver, whether it may have come or was told by phone, and whether a notice that calls for
# the work was cancelled meanwhile.
NEWEST = f"""
SELECT n.id, n.cancelled = '{PHONED}' IS TRUE OR EXISTS (SELECT FROM delivery v JOIN message m ON m.id = v.message_id
        WHERE v.notice_id = n.id AND m.state <> 'dropped') AS told,
    EXISTS (SELECT FROM notice b LEFT JOIN delivery v ON v.notice_id = b.id WHERE b.obligation_id = n.obligation_id
        AND '{FINISHED}' IN (b.cancelled, v.cancelled) AND {ASKS.replace("n.", "b.")}) AS silenced
FROM notice n WHERE n.obligation_id = :id AND n.kind = 'waived' ORDER BY n.id DESC LIMIT 1
"""  # noqa: S608 - constants only
CANCEL = f"""UPDATE notice SET cancelled = '{WAIVER_WITHDRAWN}'
    WHERE id = :notice AND coalesce(cancelled, '{NO_ADDRESS}') = '{NO_ADDRESS}'"""  # noqa: S608 - constants only
CANCEL_DELIVERIES = f"""UPDATE delivery SET cancelled = '{WAIVER_WITHDRAWN}'
    WHERE notice_id = :notice AND message_id IS NULL AND cancelled IS NULL"""  # noqa: S608 - constants only
# The 现场复核通知 in force, if one was registered while the check was waived, and the due date before it.
NOTICED = f"""
SELECT y.number, y.requirements, coalesce((array_agg(m.detail ->> 'from' ORDER BY m.id)
    FILTER (WHERE m.detail ? 'from'))[1], '') AS "from"
FROM obligation o JOIN department d ON d.id = o.department_id
    JOIN (SELECT DISTINCT ON (jurisdiction_id, year) * FROM year_end_notice ORDER BY jurisdiction_id, year, id DESC) y
        ON y.jurisdiction_id = o.jurisdiction_id AND CAST(y.year AS text) = o.period
    JOIN transition m ON m.record = 'obligation' AND m.record_key = {OBLIGATION_KEY.format(o="o", d="d")}
        AND m.event IN ('moved', 'noticed') AND m.from_state = '{ObligationState.WAIVED}'
WHERE o.id = :id AND o.kind = '{YEAR_END_CHECK.key}' GROUP BY y.number, y.requirements
"""  # noqa: S608 - constants only


def cancel_untold_waiver(session: Session, ctx: Context, obligation: Obligation) -> tuple[bool, bool]:
    """Cancel the unsent notice of a waiver that is taken back.

    Returns whether it was cancelled, and whether its withdrawal is to be told all the same: if the waiver was told, or
    if a notice that calls for the work was cancelled because of it.
    """
    ids = list(run(session, NOTICES, id=obligation.id).scalars())
    for lock in LOCK:
        run(session, lock, ids=ids)
    newest = run(session, NEWEST, id=obligation.id).one_or_none()
    if newest is None:
        return False, True
    seal_changes(session, ctx, CANCEL_DELIVERIES, notice=newest.id)
    if newest.told:
        return False, True
    seal_changes(session, ctx, CANCEL, notice=newest.id)
    return True, newest.silenced


def tell_year_end_notice(session: Session, ctx: Context, obligation: Obligation) -> int:
    """6.1.4: notify the office of the 现场复核通知 that was registered while its check was waived."""
    missed = run(session, NOTICED, id=obligation.id).mappings().one_or_none()
    if missed is None:
        return 0
    about = [id_of(obligation)], [Audience.OFFICE]
    return notify(session, ctx, "year_end_notice", *about, occasion=missed["number"], payload=dict(missed))
