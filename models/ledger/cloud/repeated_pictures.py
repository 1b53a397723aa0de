"""图片重复: compare the pictures of an upload with all earlier ones in one query (7.5, A22)."""

from sqlmodel import Session

from models.records import CloudUpload
from models.rules.cloud import Reuse
from models.rules.cloud_pictures import SAME
from models.statements import run

# One sequential scan of all hashes per new picture: no index finds hashes within a bit distance. Only the matches are
# joined with upload and target. A video matches only by file. The upload that this one replaces does not count.
# OFFSET 0 forces the query plan, because a fresh installation has no statistics.
REUSED = """
SELECT DISTINCT ON (n.id) n.file_name AS file, m.file_name AS earlier, t.name AS target, u.period AS month
FROM (SELECT id, evidence_id, bits, file_name FROM cloud_medium WHERE upload_id = :upload OFFSET 0) n
    CROSS JOIN LATERAL (SELECT m.id, m.upload_id, m.file_name FROM cloud_medium m
        WHERE (bit_count(CAST(m.bits # n.bits AS bit(64))) <= :same OR m.evidence_id = n.evidence_id)
            AND m.upload_id <> :upload OFFSET 0) m
    CROSS JOIN LATERAL (SELECT u.period, u.target_id FROM cloud_upload u
        WHERE u.id = m.upload_id AND u.jurisdiction_id = :jurisdiction
            AND (u.target_id <> :target OR u.period <> :period) OFFSET 0) u
    CROSS JOIN LATERAL (SELECT t.name FROM target t WHERE t.id = u.target_id OFFSET 0) t
ORDER BY n.id, u.period, m.id
"""


def find_reused(session: Session, upload: CloudUpload) -> list[Reuse]:
    """Return, for each picture that an upload of another month or project already has, its first occurrence.

    Two pictures are the same if at most `SAME` bits of their hashes differ.
    """
    rows = run(
        session,
        REUSED,
        upload=upload.id,
        same=SAME,
        jurisdiction=upload.jurisdiction_id,
        target=upload.target_id,
        period=upload.period,
    )
    return [Reuse(row.file, row.earlier, row.target, row.month) for row in rows]
