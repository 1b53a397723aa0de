"""图片重复: the pictures of an upload compared with all earlier ones at once (7.5, A22)."""

from sqlmodel import Session

from models.database import run
from models.records import CloudUpload
from models.rules.pictures import SAME
from models.rules.uploads import Reuse

# All hashes are read once for each new picture, which is quicker than any index for bits that may differ; only of what
# is near is it asked whose it is. A video is the same only when its file is. What this upload replaces is no reuse.
REUSED = """
WITH mine AS MATERIALIZED (SELECT id, evidence_id, bits, file_name FROM cloud_medium WHERE upload_id = :upload),
near AS MATERIALIZED (
    SELECT n.id AS new, m.id AS old FROM mine n JOIN cloud_medium m
        ON bit_count(CAST(m.bits # n.bits AS bit(64))) <= :same AND m.upload_id <> :upload
    UNION SELECT n.id, m.id FROM mine n JOIN cloud_medium m ON m.evidence_id = n.evidence_id AND m.upload_id <> :upload)
SELECT DISTINCT ON (n.new) w.file_name AS file, m.file_name AS earlier, t.name AS target, u.period AS month
FROM near n JOIN mine w ON w.id = n.new JOIN cloud_medium m ON m.id = n.old
    JOIN cloud_upload u ON u.id = m.upload_id JOIN target t ON t.id = u.target_id
WHERE u.jurisdiction_id = :jurisdiction AND (u.target_id <> :target OR u.period <> :period)
ORDER BY n.new, u.period, m.id
"""


def reused(session: Session, upload: CloudUpload) -> list[Reuse]:
    """Of each picture of an upload that is in an earlier one of another month or project, the first time that it was.

    Two pictures are the same where no more than `SAME` bits of their hashes differ.
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
