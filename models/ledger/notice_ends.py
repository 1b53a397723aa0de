"""How a notice ended: sent, answered, cancelled, told by phone; or it waits, or has to be told by phone (6.2.2).

The states of deliveries and messages are read here and nowhere else for this question.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlmodel import Session

from models.ledger.duties import title_of
from models.ledger.nouns.shared_sql import HEIRS, TARGET_NAME, TARGET_OF
from models.ledger.representatives import HOLDS, IN_FORCE, PRESENT, PRESENT_FOR
from models.ledger.seals import sealing
from models.ledger.secrets import secrets_of
from models.records.notice import MessageState
from models.rules.notices import NOTICE_NAMES
from models.rules.robots import channel_sql
from models.rules.secrecy import Secrets
from models.rules.workdays import SHANGHAI
from models.statements import ResultRow, run

NO_ADDRESS = "没有可用的收件地址"
PHONED = "已电话告知"
MOVED = "收件地址已更换"
UNRENDERABLE = "通知内容无法生成，请报告管理员"
UNCLEAR = MessageState.DOUBTFUL.label
FINISHED = "事项已办结或已变更"
NEWER = "已有更新的通知"
LONGEST_HOLIDAY = 10  # days
MATTERS = 60  # days for which a notice without an open duty is still sent to an address that came later
# Every address to which notice `n` goes on `:day`. An office's robot column holds the address of a robot, or the
# Apprise URL of another service.
# What happens to an account is told to its person too, in any role; a change of a signer to who was in office before.
OWN_ADDRESSES = f"""(
    SELECT c.department_id, c.name, c.email, c.wecom_id FROM contact c WHERE {IN_FORCE.format("c")}
    UNION SELECT r.department_id, r.representative, r.email, r.wecom_id FROM representation r
        WHERE {HOLDS.format("r")})"""  # noqa: S608 - constants only
OF_PERSON = """(n.kind = 'account_slip' AND n.audience <> 'head' AND {0}.department_id = n.department_id
    AND {0}.name = n.payload ->> 'person')"""
ADDRESSES_OF = f"""(
    SELECT 'mail' AS channel, f.email AS address, '' AS person FROM office f
        WHERE n.audience IN ('office', 'agency') AND f.department_id = n.department_id
    UNION ALL SELECT {channel_sql("f.wecom_robot")}, f.wecom_robot, '' FROM office f
        WHERE n.audience IN ('office', 'agency') AND f.department_id = n.department_id
    UNION ALL SELECT 'mail', c.email, c.name FROM {PRESENT_FOR} c
        WHERE c.department_id = n.department_id AND c.role = n.audience
    UNION ALL SELECT 'mail', q.email, q.name FROM {OWN_ADDRESSES} q
        WHERE {OF_PERSON.format("q")}
    UNION ALL SELECT 'mail', q.email, '' FROM jsonb_array_elements_text(
        CASE n.kind WHEN 'signer_changed' THEN n.payload -> 'former' ELSE '[]' END) q(email)
    UNION ALL SELECT 'mail', q.email, '' FROM jsonb_array_elements(
        CASE WHEN n.kind = 'entered' AND n.audience = 'office' THEN n.payload -> 'lines' ELSE '[]' END) x,
        jsonb_array_elements_text(coalesce(x -> 'former', '[]')) q(email)
        WHERE NOT EXISTS (SELECT FROM recipient r JOIN message m ON m.recipient_id = r.id WHERE r.channel = 'mail'
            AND r.address = q.email
            AND (m.state = 'parked' OR EXISTS (SELECT FROM bounce b WHERE b.message_id = m.id))))"""  # noqa: S608 - constants only
# After an outage the agency says when reminders leave (A76): what act the newest of the two was decides.
IS_HELD = """coalesce((SELECT act = 'hold_notices' FROM block WHERE act IN ('hold_notices', 'release_notices')
    ORDER BY height DESC LIMIT 1), false)"""
RELEASED_ON = "SELECT business_date FROM block WHERE act = 'release_notices' ORDER BY height DESC LIMIT 1"
HELD = f"({{n}}.kind IN ('reminder', 'overdue') AND {{n}}.audience <> 'agency' AND {IS_HELD})"
# What is made for a later working day waits for it.
TO_SEND = f"""n.resolved_at IS NULL AND n.cancelled IS NULL AND n.created_on <= CAST(:day AS date)
    AND NOT {HELD.format(n="n")}"""
# Whether the message of delivery `v` (its message `m`, its recipient `r`) came, failed, or may still come. One that was
# sent and then bounced did not come, nor did a doubtful one.
BOUNCE = "EXISTS (SELECT FROM bounce b WHERE b.message_id = m.id)"
CAME = f"(coalesce(m.state IN ('sent', 'arrived'), false) AND NOT {BOUNCE})"
# The words of the server that returned the message.
BOUNCED = "(SELECT '退信：' || min(b.words) FROM bounce b WHERE b.message_id = m.id)"
# Why it did not come.
WHY = f"CASE m.state WHEN 'doubtful' THEN '{UNCLEAR}：' ELSE '' END || NULLIF(m.reason, '')"
PAUSED = "coalesce(r.paused_until > CAST(:now AS timestamptz) + interval '1 day', false)"  # until its key is corrected
FAILED = f"""(coalesce(m.state IN ('doubtful', 'parked', 'dropped'), false) OR {BOUNCE}
    OR (v.message_id IS NULL AND v.cancelled IS NULL AND {PAUSED})
    OR coalesce(v.cancelled IN ('{MOVED}', '{UNRENDERABLE}'), false))"""
WAITS = f"""(v.cancelled IS NULL AND (coalesce(m.state IN ('sending', 'waiting'), false)
    OR (v.message_id IS NULL AND NOT {PAUSED})))"""
DECIDED = "SELECT FROM transition t WHERE t.record = 'message' AND t.record_key = m.reference"  # by a person
# A try that failed: the message waits for the next one, or left later.
TRIED = "EXISTS (SELECT FROM attempt a WHERE a.message_id = m.id AND a.outcome <> 'sent')"
PHONED_ON = """(SELECT b.business_date FROM transition t JOIN block b ON b.act_id = t.act_id
    WHERE t.record = 'telling' AND t.record_id = g.id)"""
# The day on which notice `n` was told, from which a period runs. If a message of it failed, waits or is doubtful, or
# left long after the notice (an address came late), that is the day on which the telephone call or the decision was
# entered, or on which one came.
TOLD_ON = f"""(SELECT CASE
        WHEN n.cancelled IN ('{NO_ADDRESS}', '{PHONED}') OR min(m.sent_at) > n.created_on + {LONGEST_HOLIDAY}
            OR bool_or(m.state IN ('doubtful', 'parked', 'dropped', 'waiting') OR {BOUNCE} OR {TRIED}
                OR EXISTS ({DECIDED}) OR v.notice_id IS NOT NULL AND v.message_id IS NULL
                AND coalesce(v.cancelled, '{MOVED}') IN ('{MOVED}', '{UNRENDERABLE}'))
        THEN least(min({PHONED_ON}), min(CAST(coalesce(m.sent_at, m.next_try) AT TIME ZONE '{SHANGHAI.key}' AS date))
            FILTER (WHERE {CAME}))
        ELSE n.created_on END
    FROM (SELECT n.id) k LEFT JOIN telling g ON g.notice_id = k.id LEFT JOIN delivery v ON v.notice_id = k.id
        LEFT JOIN message m ON m.id = v.message_id)"""  # noqa: S608 - constants only


def last_day_of(kind: str) -> str:
    """Return SQL for the last day of duty `o`: as many days later as its office was told later.

    It is NULL while that is not known. A head without an address hides no doubt about the office.
    """
    return f"""(SELECT min(x.due) + CASE WHEN count(n.id) = 0 THEN 0 ELSE min({TOLD_ON} - n.created_on) END
        FROM deadline x LEFT JOIN notice n
            ON n.obligation_id = o.id AND n.kind = '{kind}' AND n.audience = 'office' WHERE x.id = o.deadline_id)"""  # noqa: S608 - constants only


# These kinds call for work. Once it is done, or another notice governs the year's check, they are obsolete.
ASKS = """(n.kind LIKE 'opened%'
    OR n.kind IN ('reminder', 'overdue', 'returned', 'waiver_withdrawn', 'feedback_owed', 'year_end_notice'))"""
ENDS = f"""
SELECT n.id, CASE
        WHEN n.cancelled = '{PHONED}' THEN 'told'
        WHEN x.came AND {ASKS} AND o.state = 'discharged' THEN 'answered'
        WHEN x.sent THEN 'sent'
        WHEN x.came THEN 'arrived'
        WHEN n.cancelled = '{NO_ADDRESS}' THEN 'untold'
        WHEN n.cancelled IS NOT NULL THEN 'cancelled'
        WHEN n.resolved_at IS NULL AND {HELD.format(n="n")} THEN 'held'
        WHEN n.resolved_at IS NULL OR x.waits THEN 'waiting'
        WHEN x.failed THEN 'untold'
        ELSE 'cancelled' END AS ending,
    coalesce(n.cancelled, x.known, x.why, '') AS why, x.sent_at, g.told_on, g.person, g.told_by
FROM notice n LEFT JOIN obligation o ON o.id = n.obligation_id LEFT JOIN telling g ON g.notice_id = n.id
    CROSS JOIN LATERAL (SELECT coalesce(bool_or({CAME}), false) AS came, bool_or({CAME} AND m.state = 'sent') AS sent,
        coalesce(bool_or({WAITS}), false) AS waits, coalesce(bool_or({FAILED}), false) AS failed,
        min(m.sent_at) FILTER (WHERE {CAME}) AS sent_at,
        string_agg(DISTINCT m.reason, '；') FILTER (WHERE m.state = 'arrived') AS known,
        string_agg(DISTINCT coalesce(v.cancelled, {BOUNCED}, {WHY}), '；')
            FILTER (WHERE NOT {CAME}) AS why
        FROM delivery v JOIN recipient r ON r.id = v.recipient_id LEFT JOIN message m ON m.id = v.message_id
        WHERE v.notice_id = n.id) x
WHERE n.id {{which}}
"""  # noqa: S608 - constants only
# Notices that may have to be told: each branch reads a partial index, so that a year of sent notices is not read.
CANDIDATES = f"""
SELECT id FROM notice WHERE cancelled = '{NO_ADDRESS}'
UNION SELECT v.notice_id FROM message m JOIN delivery v ON v.message_id = m.id
    WHERE m.state IN ('doubtful', 'parked', 'dropped')
UNION SELECT v.notice_id FROM bounce b JOIN delivery v ON v.message_id = b.message_id
UNION SELECT notice_id FROM delivery WHERE cancelled IN ('{MOVED}', '{UNRENDERABLE}')
UNION SELECT v.notice_id FROM recipient r JOIN delivery v ON v.recipient_id = r.id
    WHERE v.message_id IS NULL AND v.cancelled IS NULL AND {PAUSED}
"""  # noqa: S608 - constants only
# As arrays, because the planner then finds them first, and looks up only these notices instead of all of the year.
IS_CANDIDATE = f"= ANY(ARRAY({CANDIDATES}))"
IS_UNTOLD = f"= ANY(ARRAY(SELECT e.id FROM ({ENDS.format(which=IS_CANDIDATE)}) e WHERE e.ending = 'untold'))"  # noqa: S608
STALE = f"""
SELECT n.id FROM notice n JOIN obligation o ON o.id = n.obligation_id JOIN deadline x ON x.id = o.deadline_id
WHERE coalesce(n.cancelled, '{NO_ADDRESS}') = '{NO_ADDRESS}' AND {ASKS}
    AND (o.state <> 'open'
        OR (n.kind IN ('opened_year_end_check', 'year_end_notice') AND n.payload ->> 'number' <> x.source)
        OR (n.kind IN ('reminder', 'overdue') AND split_part(n.occasion, '|', 1) <> CAST(o.due_version AS text)))
"""  # noqa: S608 - constants only
# Of all untold notices, about one duty or to the agency about its day, only the newest stays.
AFTER = f"""SELECT FROM notice b
    WHERE b.id > n.id AND coalesce(b.cancelled, '') IN ('', '{NO_ADDRESS}', '{PHONED}')
    AND (b.jurisdiction_id, b.audience, b.department_id) = (n.jurisdiction_id, n.audience, n.department_id)"""
REPEATED = f"""
SELECT n.id FROM notice n LEFT JOIN obligation o ON o.id = n.obligation_id
WHERE ({ASKS} AND EXISTS ({AFTER} AND b.obligation_id = n.obligation_id AND b.kind IN ('reminder', 'overdue')
        AND split_part(b.occasion, '|', 1) = CAST(o.due_version AS text))
    OR n.kind = 'waived' AND EXISTS ({AFTER} AND b.obligation_id = n.obligation_id AND b.kind = 'waiver_withdrawn')
    OR n.obligation_id IS NULL AND n.audience = 'agency' AND EXISTS ({AFTER} AND b.kind = n.kind)
        AND n.kind IN ('agency_day', 'ledger_head', 'liaison_missing'))
"""  # noqa: S608 - constants only
# Of many new notices to offices none is looked up: the offices with an address are read once.
UNADDRESSED = f"""SELECT n.id FROM notice n WHERE {TO_SEND}
    AND NOT (n.audience IN ('office', 'agency') AND n.department_id IN (
        SELECT f.department_id FROM office f WHERE f.email <> '' OR f.wecom_robot <> ''))
    AND NOT EXISTS (SELECT FROM delivery v WHERE v.notice_id = n.id)
    AND NOT EXISTS (SELECT FROM {PRESENT_FOR} c WHERE c.department_id = n.department_id AND c.role = n.audience
        AND (c.email <> '' OR c.wecom_id <> ''))"""  # noqa: S608 - constants only
MARK = f"UPDATE notice SET resolved_at = :now, cancelled = '{NO_ADDRESS}' WHERE id IN ({UNADDRESSED})"  # noqa: S608
# True on `:day` and at `:now` if a notice is to be marked, and may be if one is to be cancelled or told by phone.
MAY_BE_UNTOLD = f"EXISTS ({UNADDRESSED}) OR EXISTS ({CANDIDATES})"
CANCEL = f"""
UPDATE notice SET cancelled = '{{why}}'
WHERE id = ANY(ARRAY({{which}} AND n.id {IS_UNTOLD})) AND coalesce(cancelled, '{NO_ADDRESS}') = '{NO_ADDRESS}'
"""  # noqa: S608 - constants only
CANCEL_STALE = CANCEL.format(why=FINISHED, which=STALE)
CANCEL_REPEATED = CANCEL.format(why=NEWER, which=REPEATED)
# what is untold, for which an address has come that it was not sent to; while its duty is open, or it is recent.
ADDRESSABLE = f"""
SELECT n.id FROM notice n LEFT JOIN obligation o ON o.id = n.obligation_id
WHERE n.id {IS_UNTOLD} AND (o.state IN ('open', 'suspended') OR n.created_on > CAST(:day AS date) - {MATTERS})
    AND EXISTS (SELECT FROM {ADDRESSES_OF} a WHERE a.address <> '' AND NOT EXISTS (
        SELECT FROM delivery v JOIN recipient r ON r.id = v.recipient_id
        WHERE v.notice_id = n.id AND (r.channel, r.address) = (a.channel, a.address)))
"""  # noqa: S608 - constants only
REOPEN = f"""
UPDATE notice SET resolved_at = NULL, cancelled = NULL
WHERE id = ANY(ARRAY({ADDRESSABLE})) AND coalesce(cancelled, '{NO_ADDRESS}') = '{NO_ADDRESS}'
"""  # noqa: S608 - constants only
UNTOLD = f"""
SELECT n.id, n.created_on, n.kind, n.audience, n.subject, n.payload, d.name AS department, u.why, o.kind AS duty,
    o.period, o.round, {TARGET_NAME} AS target_name, x.due, c.name AS person, c.role, c.mobile
FROM ({ENDS.format(which=IS_CANDIDATE)}) u JOIN notice n ON n.id = u.id
    LEFT JOIN {HEIRS} h ON h.department_id = n.department_id
    JOIN department d ON d.id = coalesce(h.heir, n.department_id)
    LEFT JOIN obligation o ON o.id = n.obligation_id LEFT JOIN deadline x ON x.id = o.deadline_id {TARGET_OF}
    LEFT JOIN LATERAL (SELECT p.name, p.role, p.mobile FROM {PRESENT} p
        WHERE p.department_id = d.id AND (p.role IN ('liaison', 'office_director') OR p.role = n.audience)
        ORDER BY p.mobile = '', p.role <> n.audience, p.role, p.valid_from DESC NULLS LAST, p.id LIMIT 1) c ON true
WHERE u.ending = 'untold' ORDER BY d.code COLLATE "C", x.due NULLS LAST, n.id
"""  # noqa: S608 - constants only


def is_held(session: Session) -> bool:
    """Return whether reminders, overdue notices and 催办 wait until the agency releases them (A76)."""
    return bool(run(session, f"SELECT {IS_HELD}").scalar_one())


def endings_of(session: Session, notices: Sequence[int], now: datetime) -> dict[int, Any]:
    """Return for each notice how it ended: `ending` with `why`, `sent_at`, or who was told when and by what person."""
    rows = run(session, ENDS.format(which="= ANY(:ids)"), ids=list(notices), now=now)
    return {row.id: row for row in rows}


def mark_unaddressed(session: Session, day: date, now: datetime, sealed: dict[str, Any]) -> int:
    """Mark the new notices for which there is no address, before a delivery run does; returns how many.

    `sealed` names the act or run that seals the change.
    """
    return int(run(session, sealing(MARK), day=day, now=now, **sealed).scalar_one())


def cancel_obsolete(session: Session, now: datetime, sealed: dict[str, Any]) -> int:
    """Cancel what is untold and is not to be told any more: work that is done, a newer notice of the same.

    Returns how many.
    """
    return sum(
        int(run(session, sealing(each), now=now, **sealed).scalar_one()) for each in (CANCEL_STALE, CANCEL_REPEATED)
    )


def reopen_addressed(session: Session, day: date, now: datetime, sealed: dict[str, Any]) -> int:
    """Let an untold notice be sent after all, because an address has come while it matters."""
    return int(run(session, sealing(REOPEN), day=day, now=now, **sealed).scalar_one())


def untold_notices(session: Session, day: date, now: datetime) -> list[dict[str, Any]]:
    """Return the notices to phone about, by department and due date, each with who to phone and why.

    4.7: of a marked matter only its pointer is shown.
    """
    secrets = secrets_of(session)
    return [_in_words(row, secrets) for row in run(session, UNTOLD, day=day, now=now)]


def _in_words(row: ResultRow, secrets: Secrets) -> dict[str, Any]:
    payload = secrets.withhold(row.payload, about=secrets.about(row.subject))
    if row.duty:
        about = secrets.hide(title_of(row.duty, row.period, row.target_name, row.round))
    else:
        about = next((str(payload[key]) for key in ("title", "target") if payload.get(key)), "")
    shown = ("id", "created_on", "kind", "audience", "department", "due", "person", "role", "mobile", "why")
    return {key: getattr(row, key) for key in shown} | {"name": NOTICE_NAMES[row.kind], "about": about}
