"""目标云 as a table: one row per key project and month with state, progress, pictures and warnings (7.5)."""

from datetime import date
from typing import Any

from sqlmodel import Session

from models.ledger.heirs import LED_BY
from models.ledger.jurisdiction import home
from models.ledger.nouns.duty import ENTERED_LATE, TARGET_OF
from models.rules.cloud import CLOUD_MONITORING
from models.rules.periods import Period
from models.statements import run

# The newest upload of a month counts; an open obligation past its due date is already late.
UPLOADS = f"""
SELECT t.year || '/' || t.code AS target, t.name AS project, o.period, d.name AS department,
    CASE WHEN w.is_agency THEN '' ELSE w.name END AS delegate, y.due, o.state AS duty,
    coalesce(o.late, o.state = 'open' AND y.due < :day) AS late, {ENTERED_LATE.format(o="o")} AS entered_late,
    u.number, u.state, u.progress, u.text, u.received_on,
    u.uploaded_by, coalesce(u.warnings, '[]') AS warnings, u.decided_on, coalesce(u.reason, '') AS reason,
    (SELECT coalesce(json_agg(json_build_object('file', m.file_name, 'kind', m.kind, 'sha256', e.sha256,
            'size', e.size, 'width', m.width, 'height', m.height, 'taken_at', m.taken_at, 'latitude', m.latitude,
            'longitude', m.longitude) ORDER BY m.id), '[]')
        FROM cloud_medium m JOIN evidence e ON e.id = m.evidence_id WHERE m.upload_id = u.id) AS media
FROM obligation o JOIN deadline y ON y.id = o.deadline_id JOIN department w ON w.id = o.owed_by
    {TARGET_OF}
    {LED_BY}
    LEFT JOIN LATERAL (SELECT * FROM cloud_upload c WHERE c.target_id = t.id AND c.period = o.period
        ORDER BY c.number DESC LIMIT 1) u ON true
WHERE o.jurisdiction_id = :jurisdiction AND o.kind = :kind AND (CAST(:period AS text) IS NULL OR o.period = :period)
ORDER BY o.period, t.code COLLATE "C"
"""  # noqa: S608 - constants only


def list_uploads(session: Session, day: date, month: Period | None = None) -> list[dict[str, Any]]:
    """Return one row per upload owed for a month, or for all months if None, as of `day`; the newest upload counts.

    `department` leads the project; `delegate` uploads for the agency (empty if not delegated). The columns of the
    upload are empty if there is no upload.
    """
    period = str(month) if month else None
    params = {"jurisdiction": home(session), "kind": CLOUD_MONITORING.key, "period": period, "day": day}
    return [dict(row) for row in run(session, UPLOADS, **params).mappings()]
