"""Measures the comparison of one new picture with all earlier ones of the 目标云 (7.5)."""

from collections.abc import Iterator

from sqlmodel import Session, col, select

from deployments.bench.databases import BenchServer
from deployments.bench.measurements import MILLISECOND, BenchFigure, Say, seconds_of
from models.database import begin
from models.ledger.cloud.uploads import find_reused
from models.records import CloudUpload
from models.rules.errors import Refused
from models.statements import run

PICTURES, ROUNDS = 100_000, 5
# Uploads with one picture each, inserted without acts; the last is the first one's with two bits changed.
GALLERY = """
WITH t AS (SELECT id, jurisdiction_id FROM target ORDER BY id LIMIT 1),
    d AS (SELECT id FROM department ORDER BY id LIMIT 1),
    e AS (INSERT INTO evidence (sha256, size) SELECT encode(sha256(CAST(CAST(n AS text) AS bytea)), 'hex'), 1
        FROM generate_series(1, :pictures + 1) n RETURNING id),
    u AS (INSERT INTO cloud_upload (jurisdiction_id, target_id, period, number, department_id, state, text, received_on,
            recorded_on, uploaded_by, warnings, reason)
        SELECT t.jurisdiction_id, t.id, CASE WHEN n > :pictures THEN '2026-04' ELSE '2026-03' END, n, d.id, 'fine', '',
            '2026-03-20', '2026-03-20', '', '[]', '' FROM t, d, generate_series(1, :pictures + 1) n
        RETURNING id, number)
INSERT INTO cloud_medium (upload_id, evidence_id, file_name, kind, bits)
SELECT u.id, e.id, u.number || '.jpg', 'picture',
    CASE WHEN u.number > :pictures THEN hashtextextended('1', 0) # 3
        ELSE hashtextextended(CAST(u.number AS text), 0) END
FROM u JOIN (SELECT id, row_number() OVER (ORDER BY id) AS n FROM e) e ON e.n = u.number ORDER BY u.number
"""


def comparing(server: BenchServer, say: Say, *, pictures: int = PICTURES) -> Iterator[BenchFigure]:
    """Measure the best of several rounds in a database without statistics.

    Raises Refused if the comparison finds another picture.
    """
    say(f"图片比对，已有{pictures}张……")
    with server.fresh(1, 1):
        with begin() as session:
            run(session, GALLERY, pictures=pictures)
        with begin() as session:
            newest = session.exec(select(CloudUpload).order_by(col(CloudUpload.number).desc())).first()
            assert newest is not None  # noqa: S101 - inserted above
            seconds = min(seconds_of(lambda: _compare(session, newest)) for _ in range(ROUNDS))
    yield BenchFigure(
        "picture", "一张新图片与全部旧图片比对", 1, 1, seconds, target=50 * MILLISECOND, note=f"已有{pictures}张"
    )


def _compare(session: Session, upload: CloudUpload) -> None:
    if [each.earlier for each in find_reused(session, upload)] != ["1.jpg"]:
        raise Refused("测速中止：图片比对的结果不对，用时没有意义。")
