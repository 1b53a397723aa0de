"""目标到期 discharged: a report declares the target complete, with evidence (1-2.9, A47, A27)."""

from collections import defaultdict
from collections.abc import Sequence, Set
from datetime import date
from typing import Any

from sqlmodel import Session

from models.intake.evidence import Proof
from models.intake.report import DateDeclared
from models.ledger.acts import Context, Role, Summary, act
from models.ledger.duties import check_not_ended, due_of, entered_late, received_on, reopen
from models.ledger.evidence.shared import shared_in_words
from models.ledger.evidence.store import attach_proofs, check_dates
from models.ledger.lookup import lead_of, newest, project_key, target_of
from models.ledger.notices import notify
from models.ledger.nouns.shared_sql import DONE, LAST_MONTH, OBLIGATION_KEY
from models.ledger.target.own_leaves import ABOUT
from models.ledger.transitions import move, record
from models.records import Obligation, Target, id_of
from models.rules.duties import Audience
from models.rules.errors import Refused
from models.rules.inspection import Way
from models.rules.notices import OPENED_TARGET_DUE
from models.rules.states import ObligationEvent, ObligationState
from models.rules.target.due import LEAD, LEAF, TARGET_DUE
from models.statements import run, transaction

# The targets and leaves that the newest version of a report declares complete. A target that is complete stands for
# its leaves.
_DONE = f"""
newest AS (SELECT * FROM report WHERE obligation_id = :report ORDER BY version DESC LIMIT 1),
done AS (
    SELECT l.target_id, '' AS leaf FROM newest r
        JOIN report_line l ON l.obligation_id = r.obligation_id AND l.version = r.version WHERE {DONE.format(line="l")}
    UNION ALL SELECT f.target_id, f.indicator FROM newest r
        JOIN report_leaf f ON f.obligation_id = r.obligation_id AND f.version = r.version
        WHERE {DONE.format(line="f")})
"""  # noqa: S608 - constants only
_KEY = f"concat(t.year, '/', t.code, '{LEAF}' || NULLIF(d.leaf, ''))"
# Those with evidence about each, on the later of both days.
DECLARED = f"""
WITH {_DONE}
SELECT t.id, {_KEY} AS key, greatest(r.received_on, e.first) AS counted_on
FROM newest r CROSS JOIN done d JOIN target t ON t.id = d.target_id
    JOIN LATERAL (SELECT min(u.received_on) AS first FROM evidence_use u
        WHERE u.obligation_id = r.obligation_id AND u.target_id = d.target_id AND {ABOUT.format(leaf="d.leaf")}) e
        ON e.first IS NOT NULL
"""  # noqa: S608 - constants only
# Whether own date `o` was overdue when it was adjusted: then it stays late.
MOVED_LATE = f"""EXISTS (SELECT FROM department d JOIN transition m ON m.record = 'obligation'
        AND m.record_key = {OBLIGATION_KEY.format(o="o", d="d")}
    WHERE d.id = o.department_id AND m.event IN ('moved', 'withdraw') AND CAST(m.detail ->> 'late' AS boolean))"""
OPEN = f"""
SELECT DISTINCT ON (o.id) o.id, q.target, q.counted_on, q.counted_on > x.due OR {MOVED_LATE} AS late
FROM unnest(CAST(:targets AS int[]), CAST(:keys AS text[]), CAST(:days AS date[])) AS q(target, key, counted_on)
    JOIN obligation o ON o.jurisdiction_id = :jurisdiction AND o.kind = :kind AND o.period = '' AND o.state = 'open'
        AND q.key IN (o.subject, split_part(o.subject, '{LEAF}', 1))
    JOIN deadline x ON x.id = o.deadline_id
ORDER BY o.id, q.counted_on
"""  # noqa: S608 - constants only
# What a report declares complete and whose own date is open still: there is no evidence about it.
UNPROVED = f"""
WITH {_DONE}
SELECT DISTINCT t.code FROM done d JOIN target t ON t.id = d.target_id
    JOIN obligation o ON o.jurisdiction_id = :jurisdiction AND o.kind = :kind AND o.period = '' AND o.state = 'open'
        AND {_KEY} IN (o.subject, split_part(o.subject, '{LEAF}', 1))
ORDER BY t.code
"""  # noqa: S608 - constants only
# A20: what was proposed because of missed dates stays proposed, with the day on which the last one was declared.
STAND = """
UPDATE entry_origin g SET detail = g.detail || CAST(:said AS jsonb) FROM negative_entry e
WHERE e.id = g.entry_id AND e.state = 'proposed' AND g.way = :way AND e.target_id = ANY(:targets)
    AND NOT EXISTS (SELECT FROM jsonb_array_elements_text(g.detail -> 'missed') k JOIN obligation o
        ON o.jurisdiction_id = :jurisdiction AND o.kind = :kind AND o.period = '' AND o.state = 'open'
            AND o.subject = split_part(k, '|', 1))
RETURNING g.id
"""


def discharge_declared(session: Session, ctx: Context, report: Obligation) -> int:
    """A47: discharge the open duties of the targets and leaves that a report declares complete with evidence.

    Returns how many. On or before the due day is on time (A27). A declaration of the target, or evidence about it, is
    one of each of its leaves.
    """
    done = run(session, DECLARED, report=report.id).all()
    if not done:
        return 0
    chosen = {"targets": [row.id for row in done], "keys": [row.key for row in done]}
    days = [row.counted_on for row in done]
    rows = run(session, OPEN, jurisdiction=ctx.jurisdiction, kind=TARGET_DUE.key, days=days, **chosen).all()
    verdicts = defaultdict[tuple[date, bool], list[Any]](list)
    for row in rows:
        verdicts[row.counted_on, row.late].append(row)
    for (day, late), group in verdicts.items():
        discharge_own_dates(session, ctx, [row.id for row in group], {row.target for row in group}, day, late=late)
    return len(rows)


def unproved_in_words(session: Session, ctx: Context, report: Obligation) -> str:
    """A47: return which targets a report declares complete without evidence while their own date is open."""
    named = {"jurisdiction": ctx.jurisdiction, "kind": TARGET_DUE.key, "report": report.id}
    codes = list(run(session, UNPROVED, **named).scalars())
    return f"目标{'、'.join(codes)}申报已完成，还缺印证材料，目标到期没有办结，请补交。" if codes else ""


def discharge_own_dates(
    session: Session, ctx: Context, duties: Sequence[int], targets: Set[int], day: date, *, late: bool
) -> None:
    """A47: discharge open duties by the day that counts; a proposal about these targets says that day (A20)."""
    detail: dict[str, Any] = {"counted_on": day.isoformat(), "late": late}
    if entered_late(session, ctx):
        detail["entered_late"] = transaction(session).entered_late = True
    sets, event, state = {"counted_on": day, "late": late}, ObligationEvent.DISCHARGE, ObligationState.OPEN
    move(session, ctx, "obligation", list(duties), event, sets=sets, detail=detail, now=state)
    said = f'{{"declared_on": "{day}"}}'
    named = {"jurisdiction": ctx.jurisdiction, "kind": TARGET_DUE.key, "way": Way.OWN_DATE.value}
    stood = list(run(session, STAND, said=said, targets=sorted(targets), **named).scalars())
    record(session, ctx, "entry_origin", stood, "declared", detail={"declared_on": day.isoformat()})


WAS_LATE = f"SELECT {MOVED_LATE} FROM obligation o WHERE o.id = :id"  # noqa: S608 - constants only


@act("declare_target_due", "申报目标到期完成", clause="1-2.9", roles={Role.OFFICE, Role.AGENCY})
def declare_target_due(session: Session, data: DateDeclared, ctx: Context) -> Summary:
    """2.9, A47: declare a target or leaf complete for its own date, with evidence; late after its day, not refused.

    The progress itself is in the next report; one that says otherwise takes the declaration back. Raises Refused if
    the date is not open, waived or void, or if a file is not taken.
    """
    target = target_of(session, ctx, data)
    lead_of(session, ctx, target)
    duty, name = _duty_of(session, ctx, target, data.indicator), _name_of(target, data.indicator)
    check_not_ended(duty, f"{name}的目标到期", "无需申报")
    check_dates(data.evidence, ctx.date)
    proofs = [Proof(target=target.code, indicator=data.indicator, **piece.model_dump()) for piece in data.evidence]
    attached = attach_proofs(session, ctx, duty, proofs, {target.code: id_of(target)})
    shared = shared_in_words(session, duty, proofs)
    if duty.state is ObligationState.DISCHARGED:
        words = f"{name}此前已申报完成，" + (f"补交印证材料{attached}份。" if attached else "材料相同，未作改动。")
        return Summary(words + shared, {"declared": 0, "evidence": attached})
    day = received_on(session, ctx, duty)
    late = day > due_of(session, duty) or run(session, WAS_LATE, id=duty.id).scalar_one()
    discharge_own_dates(session, ctx, [id_of(duty)], {id_of(target)}, day, late=late)
    words = f"已申报{name}完成{'（逾期）' if late else ''}，印证材料{attached}份。"
    return Summary(words + shared, {"declared": 1, "late": int(late), "evidence": attached})


def _duty_of(session: Session, ctx: Context, target: Target, leaf: str) -> Obligation:
    key = f"{project_key(target)}{LEAF}{leaf}" if leaf else project_key(target)
    found = newest(
        session, Obligation, "round", jurisdiction_id=ctx.jurisdiction, kind=TARGET_DUE.key, subject=key
    )  # an earlier round was waived
    if found is None:
        raise Refused(
            f"{_name_of(target, leaf)}没有已开启的目标到期。完成时限在12月1日以前的，期限前{LEAD}个工作日开启；"
            f"有指标的，写明指标编号（indicator）。查看：mubiao owed。"
        )
    return found


def _name_of(target: Target, leaf: str) -> str:
    return f"“{target.name}”" + (f"指标{leaf}" if leaf else "")


# Discharged duties of targets and leaves that the newest version of a report says are not complete. It takes back what
# reports of the same month or before declared; one of an earlier month, entered later, does not.
TAKEN_BACK = f"""
WITH said AS MATERIALIZED (
    SELECT l.target_id, f.indicator AS leaf, r.received_on, r.id, {LAST_MONTH} AS month
    FROM report r JOIN obligation o ON o.id = r.obligation_id
        JOIN report_line l ON l.obligation_id = r.obligation_id AND l.version = r.version
        LEFT JOIN report_leaf f ON (f.obligation_id, f.version, f.target_id)
            = (l.obligation_id, l.version, l.target_id)
    WHERE r.obligation_id = :report
        AND r.version = (SELECT max(n.version) FROM report n WHERE n.obligation_id = r.obligation_id)
        AND (CASE WHEN f.indicator IS NULL THEN {DONE.format(line="l")} ELSE {DONE.format(line="f")} END) IS NOT TRUE),
back AS MATERIALIZED (
    SELECT d.id, d.subject, s.target_id, s.month, s.received_on, s.id AS report
    FROM said s JOIN target t ON t.id = s.target_id
        JOIN obligation d ON d.jurisdiction_id = :jurisdiction AND d.kind = :kind AND d.period = ''
            AND d.state = 'discharged' AND split_part(d.subject, '{LEAF}', 1) = concat_ws('/', t.year, t.code)
            AND coalesce(s.leaf, split_part(d.subject, '{LEAF}', 2)) = split_part(d.subject, '{LEAF}', 2))
SELECT b.id, b.subject FROM back b
WHERE NOT EXISTS (SELECT FROM report_line l JOIN report r ON r.obligation_id = l.obligation_id AND r.version = l.version
        JOIN obligation o ON o.id = l.obligation_id
    WHERE l.target_id = b.target_id AND l.version > 0
        AND ({LAST_MONTH}, r.received_on, r.id) > (b.month, b.received_on, b.report))
ORDER BY b.id
"""  # noqa: S608 - constants only
WHY = "新的填报不再申报已完成"


def reopen_taken_back(session: Session, ctx: Context, report: Obligation) -> str:
    """2.9, A47: open again what an earlier report discharged and this one says is not complete; returns it in words.

    Its day stays: a declaration that comes back after it is late.
    """
    named = {"report": report.id, "jurisdiction": ctx.jurisdiction, "kind": TARGET_DUE.key}
    rows = run(session, TAKEN_BACK, **named).all()
    for row in rows:
        duty = session.get_one(Obligation, row.id)
        reopen(session, ctx, duty, ObligationEvent.RETURN, duty.deadline_id, WHY)
        occasion = str(duty.due_version)
        notify(session, ctx, OPENED_TARGET_DUE, [row.id], [Audience.OFFICE], occasion=occasion, payload={"why": WHY})
    names = "、".join(row.subject.split("/", 1)[1].replace(LEAF, "指标") for row in rows)
    return f"{names}此前已申报完成，现改为未完成，目标到期重新开启。" if rows else ""
