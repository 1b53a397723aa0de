"""Checks of 7.3 and 7.5: uploads are judged as the rules say, missing ones are warned of, every visit counts."""

from collections.abc import Iterator, Sequence
from datetime import date
from fractions import Fraction
from typing import Any

from sqlmodel import Session

from deployments.simulation.invariants.statement_checks import run_checks
from models.ledger.nouns.shared_sql import TARGET_OF
from models.rules.cloud import Reuse, UploadWarning, judge, time_of
from models.rules.cloud_pictures import is_same
from models.rules.inspection import FEWEST, NOWHERE, OWN_SEAT
from models.rules.kinds import ManagementMode
from models.rules.periods import parse_period
from models.statements import ResultRow, run

WITHOUT_WARNING = f"""
SELECT o.subject, o.period FROM obligation o JOIN deadline x ON x.id = o.deadline_id
    {TARGET_OF}
WHERE o.kind = 'cloud_monitoring' AND o.state = 'open' AND x.due < :day
    AND NOT EXISTS (SELECT 1 FROM cloud_upload u WHERE u.target_id = t.id AND u.period = o.period)
ORDER BY o.period, o.subject COLLATE "C"
"""  # noqa: S608 - constants only
NOT_AWAY = f"^({'|'.join(OWN_SEAT)})|^{NOWHERE}$"
# A duty is discharged by the first real upload of its month, or by the first visit of its quarter, or
# by a signed finding on site: at a place that is not the agency's seat, by two people.
MISMATCHED = f"""
SELECT o.kind, o.subject, o.period, o.state FROM obligation o
    {TARGET_OF}
WHERE o.kind IN ('cloud_monitoring', 'field_inspection') AND o.state IN ('open', 'discharged')
    AND (o.state = 'discharged') <> CASE o.kind WHEN 'cloud_monitoring' THEN EXISTS (SELECT 1 FROM cloud_upload u
        WHERE u.target_id = t.id AND u.period = o.period AND u.progress IS NOT NULL)
    ELSE EXISTS (SELECT 1 FROM field_visit v WHERE v.target_id = t.id AND v.period = o.period)
        OR EXISTS (SELECT 1 FROM finding f WHERE f.target_id = t.id AND f.state <> 'recorded' AND f.way = 'on_site'
            AND btrim(f.place) !~ '{NOT_AWAY}' AND jsonb_array_length(f.found_by) >= {FEWEST}
            AND NOT EXISTS (SELECT FROM department a WHERE a.jurisdiction_id = t.jurisdiction_id AND a.is_agency
                AND starts_with(btrim(f.place), a.name))
            AND to_char(f.found_on, 'YYYY"Q"Q') = o.period) END
ORDER BY o.kind, o.period, o.subject COLLATE "C"
"""  # noqa: S608 - constants only
OF_DAY = """
SELECT u.id, t.code, t.year, t.issued_on, t.deadline, t.management, u.target_id, u.period, u.number, u.state,
    u.progress, u.received_on, u.warnings
FROM cloud_upload u JOIN target t ON t.id = u.target_id WHERE u.recorded_on = :day ORDER BY u.id
"""
PICTURES = """
SELECT m.upload_id, m.file_name, m.bits, u.target_id, u.period, t.name
FROM cloud_medium m JOIN cloud_upload u ON u.id = m.upload_id JOIN target t ON t.id = u.target_id
WHERE m.bits IS NOT NULL ORDER BY u.period, m.id
"""
MISSING_UPLOADS = ((WITHOUT_WARNING, "目标云 {subject} {period}：逾期未上传，没有预警。"),)


def check_uploads(session: Session, day: date) -> Iterator[str]:
    """Yield every upload of a day not judged as the rules say, and every duty that does not match its rows."""
    uploads = run(session, OF_DAY, day=day).all()
    pictures = run(session, PICTURES).all() if uploads else []
    for row in uploads:
        if not _is_as_judged(row, pictures):
            yield f"目标云 {row.code} {row.period} 第{row.number}次上传：判定与规则不符（{row.state}）。"
    yield from run_checks(session, [(MISMATCHED, "{kind} {subject} {period}：{state}，与上传、核查的记录不符。")])


def _is_as_judged(row: ResultRow, pictures: Sequence[Any]) -> bool:
    if row.progress is None:
        return [each["warning"] for each in row.warnings] == [UploadWarning.MISSING] and row.state != "fine"
    management = ManagementMode(row.management) if row.management else None
    time = time_of(row.year, row.issued_on, row.deadline, management)
    day = min(row.received_on, parse_period(row.period).end)
    warnings = [each.as_json() for each in judge(Fraction(row.progress), day, time, _reused(row, pictures))]
    return bool(row.warnings == warnings and (row.state == "superseded" or (row.state == "fine") == (not warnings)))


def _reused(row: ResultRow, pictures: Sequence[Any]) -> list[Reuse]:
    earlier = [p for p in pictures if p.upload_id < row.id and (p.target_id, p.period) != (row.target_id, row.period)]
    reused = []
    for mine in (p for p in pictures if p.upload_id == row.id):
        first = next((p for p in earlier if is_same(_unsigned(p.bits), _unsigned(mine.bits))), None)
        if first:
            reused.append(Reuse(mine.file_name, first.file_name, first.name, first.period))
    return reused


def _unsigned(bits: int) -> int:
    return bits % 2**64
