"""What is left to do: notices, messages and runs that are not finished, asked before and after each delivery."""

from models.ledger.notice_ends import ADDRESSABLE

# Every run has its block, or one that a later run makes for it, so runs without one are among the newest.
_OPEN_RUNS = """
WITH RECURSIVE recent(act_id, n) AS (
    SELECT max(act_id), 1 FROM seal WHERE at IS NOT NULL
    UNION ALL SELECT (SELECT max(s.act_id) FROM seal s WHERE s.at IS NOT NULL AND s.act_id < r.act_id), r.n + 1
    FROM recent r WHERE r.act_id IS NOT NULL AND r.n < 200),
done AS (
    SELECT r.act_id, s.at FROM recent r JOIN seal s ON s.act_id = r.act_id
    UNION ALL SELECT a.act_id, a.at FROM attempt a WHERE a.id > (SELECT max(id) FROM attempt) - 20000),
open_run AS (
    SELECT d.act_id, max(d.at) AS at FROM done d WHERE NOT EXISTS (SELECT FROM block b WHERE b.act_id = d.act_id)
    GROUP BY d.act_id)
"""
UNSEALED = f"""{_OPEN_RUNS}
SELECT act_id FROM open_run WHERE act_id = :own OR at <= :silent_since ORDER BY act_id <> :own, act_id
"""  # noqa: S608 - constants only
HAS_WORK = f"""{_OPEN_RUNS}
SELECT EXISTS (SELECT 1 FROM notice WHERE resolved_at IS NULL AND cancelled IS NULL)
    OR EXISTS (SELECT 1 FROM delivery WHERE message_id IS NULL AND cancelled IS NULL)
    OR EXISTS (SELECT 1 FROM message WHERE state IN ('sending', 'waiting')) OR EXISTS (SELECT FROM open_run)
    OR EXISTS ({ADDRESSABLE})
"""  # noqa: S608 - constants only
WAITING = """
SELECT (SELECT count(*) FROM notice WHERE resolved_at IS NULL AND cancelled IS NULL) + (
    SELECT count(DISTINCT v.notice_id) FROM delivery v JOIN notice n ON n.id = v.notice_id
    WHERE v.message_id IS NULL AND v.cancelled IS NULL AND n.resolved_at IS NOT NULL AND n.cancelled IS NULL)
"""
UNCONFIGURED = """
SELECT r.channel, count(*) AS n FROM delivery v JOIN recipient r ON r.id = v.recipient_id
WHERE v.message_id IS NULL AND v.cancelled IS NULL AND NOT r.channel = ANY(:channels) GROUP BY r.channel ORDER BY 1
"""
