"""Checks: each message ended or waits with a reason, no address gets a notice twice, and records match the arrivals."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime

from sqlmodel import Session

from deployments.simulation.invariants.statement_checks import run_checks
from deployments.simulation.outside_world import Outside
from models.ledger.notice_ends import ENDS
from models.rules.notices import end_in_words
from models.statements import run

# A UNION of two queries, since each of them can use an index.
UNFINISHED = """
SELECT r.channel || ' ' || r.address || ' ' || m.business_date || ' 第' || m.wave || '封' AS name, m.state FROM (
    SELECT * FROM message
    WHERE state IN ('sending', 'waiting') AND (state = 'sending' OR reason = '' OR next_try IS NULL)
    UNION ALL SELECT * FROM message WHERE id > :seen AND state = 'parked' AND reason = '') m
    JOIN recipient r ON r.id = m.recipient_id ORDER BY m.id
"""
# Not counted if the reason is on record: the address is paused, or its channel is known to be down.
UNSENT = """
SELECT n.kind || ' ' || n.subject || ' ' || n.occasion AS name FROM notice n
WHERE n.cancelled IS NULL AND n.resolved_at IS NULL
UNION ALL
SELECT n.kind || ' ' || n.subject || ' ' || n.occasion FROM delivery v JOIN notice n ON n.id = v.notice_id
    JOIN recipient r ON r.id = v.recipient_id
WHERE v.message_id IS NULL AND v.cancelled IS NULL AND r.paused_until IS NULL AND NOT EXISTS (
    SELECT 1 FROM message m JOIN recipient q ON q.id = m.recipient_id
    WHERE q.channel = r.channel AND m.state = 'waiting' AND m.reason <> '')
"""
TWICE = """
SELECT n.kind || ' ' || n.subject || ' ' || n.occasion AS name, r.channel, r.address
FROM delivery v JOIN notice n ON n.id = v.notice_id JOIN recipient r ON r.id = v.recipient_id
WHERE v.id > :seen AND v.message_id IS NOT NULL AND EXISTS (
    SELECT 1 FROM delivery w JOIN recipient q ON q.id = w.recipient_id WHERE w.notice_id = v.notice_id AND w.id <> v.id
        AND w.message_id IS NOT NULL AND (q.channel, q.address) = (r.channel, r.address))
ORDER BY v.id
"""
# A reminder whose obligation was discharged before its run began.
NEEDLESS = """
SELECT n.kind || ' ' || n.subject || ' ' || n.occasion AS name FROM message m JOIN delivery v ON v.message_id = m.id
    JOIN notice n ON n.id = v.notice_id
    JOIN LATERAL (SELECT min(a.act_id) AS act_id FROM attempt a WHERE a.message_id = m.id) a ON true
    JOIN LATERAL (SELECT t.to_state FROM transition t WHERE t.record = 'obligation' AND t.record_key = n.subject
        AND t.act_id < a.act_id ORDER BY t.id DESC LIMIT 1) last ON true
WHERE m.id > :seen AND n.kind IN ('reminder', 'overdue') AND NOT m.maybe_duplicate AND last.to_state <> 'open'
"""
SENT = """
SELECT m.reference, m.state, m.maybe_duplicate FROM message m WHERE m.reference = ANY(:references)
"""
UNFINISHED_MESSAGES = ((UNFINISHED, "消息 {name}：{state}，没有了结也没有原因。"),)
DUPLICATES = ((TWICE, "通知 {name}：{channel} {address} 收到两次。"),)
LETTERS = (
    (UNSENT, "通知 {name}：没有投递，也没有原因。"),
    (NEEDLESS, "通知 {name}：事项已办结，仍发出了提醒。"),
)


def check_messages(session: Session, seen: Mapping[str, int], outside: Outside, *, sends: bool) -> Iterator[str]:
    """Yield what is wrong with messages; `seen` holds the highest row number per table of the previous check."""
    yield from run_checks(session, UNFINISHED_MESSAGES, seen=seen["message"])
    if not sends:  # on a rest day, or when no sending run started, new notices wait
        return
    yield from run_checks(session, LETTERS, seen=seen["message"])
    yield from run_checks(session, DUPLICATES, seen=seen["delivery"])
    yield from _check_arrivals(session, outside)


def _check_arrivals(session: Session, outside: Outside) -> Iterator[str]:
    """Yield every letter that arrived today but is not recorded as sent, and every repeated one not marked as such."""
    if not outside.today:
        return
    arrived = {letter.strip("<>").partition("@")[0]: letter for letter in outside.today}
    known = {row.reference: row for row in run(session, SENT, references=list(arrived))}
    for reference, letter in arrived.items():
        row = known.get(reference)
        if row is None:
            yield f"消息 {reference}：对方收到了，台账中没有。"
        elif row.state != "sent" or (outside.taken[letter] > 1 and not row.maybe_duplicate):
            yield f"消息 {reference}：对方收到{outside.taken[letter]}次，记为{row.state}。"


OTHERS = f"""
SELECT n.kind || ' ' || n.subject || ' ' || n.occasion || ' ' || n.audience AS name, n.created_on, e.*
FROM ({ENDS.format(which="> 0")}) e JOIN notice n ON n.id = e.id
WHERE n.created_on <= :last AND (e.ending IN ('waiting', 'untold') OR (e.ending = 'cancelled' AND e.why = ''))
ORDER BY n.id
"""  # noqa: S608 - constants only
BOTH = """
SELECT n.kind || ' ' || n.subject || ' ' || n.occasion || ' ' || n.audience AS name FROM telling g
    JOIN notice n ON n.id = g.notice_id
WHERE EXISTS (SELECT FROM delivery v JOIN message m ON m.id = v.message_id AND m.state = 'sent'
    WHERE v.notice_id = n.id) ORDER BY n.id
"""
TELLINGS = ((BOTH, "通知 {name}：既已电话告知，又已发送。"),)


def check_endings(session: Session, last: date, now: datetime) -> Iterator[str]:
    """Yield every notice made by `last`, a working day on which letters went out, that has not ended by `now`."""
    for row in run(session, OTHERS, last=last, now=now):
        words = end_in_words(row.ending, row.why, person="", told_on=None, told_by="")
        yield f"通知 {row.name}：没有了结，{words}。"
