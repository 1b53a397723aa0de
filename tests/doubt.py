"""Notices whose only message is 送达不明, as a delivery run leaves them behind a login page."""

from tests.databases import Sql

DOUBT = """
WITH told AS (SELECT n.id FROM notice n JOIN department d ON d.id = n.department_id
        WHERE n.kind = ANY(:kinds) AND d.code = :office),
    r AS (INSERT INTO recipient (jurisdiction_id, channel, address)
        SELECT min(jurisdiction_id), 'apprise', 'json://h.cn/' || :office FROM notice RETURNING id),
    m AS (INSERT INTO message (recipient_id, business_date, wave, reference, subject, text, html, markdown, state,
            tries, claimed_by, reason, maybe_duplicate, in_handover)
        SELECT id, '2026-03-05', 1, 'doubt' || :office, '通知', '', '', '', 'doubtful', 1, '', '网页', false, false
        FROM r RETURNING id, recipient_id),
    a AS (INSERT INTO attempt (message_id, act_id, at, outcome, code, reason)
        SELECT id, 0, now(), 'doubtful', 'html', '网页' FROM m)
INSERT INTO delivery (notice_id, recipient_id, person, message_id)
SELECT told.id, m.recipient_id, '', m.id FROM told CROSS JOIN m
"""


def leave_doubtful(sql: Sql, office: str, *kinds: str) -> int:
    """Let the notices of these kinds to an office be doubtful; returns the number of their message."""
    sql("UPDATE notice SET resolved_at = now() WHERE kind = ANY(:kinds)", kinds=list(kinds))
    sql.sealed(DOUBT, office=office, kinds=list(kinds))
    return int(sql.value("SELECT max(id) FROM message"))
