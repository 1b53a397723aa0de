"""图片重复: compare the pictures of an upload with all earlier ones in one query (7.5, A22)."""

from collections.abc import Mapping

from sqlmodel import Session

from models.intake.pictures import Shot
from models.records import CloudUpload
from models.rules.cloud import Reuse
from models.rules.cloud_pictures import SAME, signed
from models.statements import run

# One sequential scan of all hashes per new picture: no index finds hashes within a bit distance. Only the matches are
# joined with upload and target. A video matches only by file. The upload that this one replaces does not count.
# OFFSET 0 forces the query plan, because a fresh installation has no statistics.
NO_SHOTS: Mapping[str, Shot] = {}
REUSED = """
WITH look AS MATERIALIZED (
    SELECT sha256, cut, hash FROM unnest(CAST(:digests AS text[]), CAST(:cuts AS bool[]), CAST(:hashes AS bigint[]))
        AS u(sha256, cut, hash))
SELECT DISTINCT ON (n.id) n.file_name AS file, m.file_name AS earlier, t.name AS target, u.period AS month
FROM (SELECT c.id, c.evidence_id, c.file_name,
        ARRAY(SELECT hash FROM look l WHERE l.sha256 = e.sha256) || c.bits AS looks,
        ARRAY(SELECT hash FROM look l WHERE l.sha256 = e.sha256 AND NOT l.cut) AS turns
    FROM cloud_medium c JOIN evidence e ON e.id = c.evidence_id WHERE c.upload_id = :upload OFFSET 0) n
    CROSS JOIN LATERAL (SELECT m.id, m.upload_id, m.file_name FROM cloud_medium m
        WHERE m.upload_id <> :upload AND (m.evidence_id = n.evidence_id
            OR EXISTS (SELECT FROM unnest(n.looks) l WHERE bit_count(CAST(m.bits # l AS bit(64))) <= :same)
            OR EXISTS (SELECT FROM unnest(m.cuts) c, unnest(n.turns) l
                WHERE bit_count(CAST(c # l AS bit(64))) <= :same)) OFFSET 0) m
    CROSS JOIN LATERAL (SELECT u.period, u.target_id FROM cloud_upload u
        WHERE u.id = m.upload_id AND u.jurisdiction_id = :jurisdiction
            AND (u.target_id <> :target OR u.period <> :period) OFFSET 0) u
    CROSS JOIN LATERAL (SELECT t.name FROM target t WHERE t.id = u.target_id OFFSET 0) t
ORDER BY n.id, u.period, m.id
"""


def find_reused(session: Session, upload: CloudUpload, shots: Mapping[str, Shot] = NO_SHOTS) -> list[Reuse]:
    """Return, for each picture that an upload of another month or project already has, its first occurrence.

    `shots` are the pictures of the upload by SHA-256; without them only their stored hashes are compared. Two pictures
    are the same if at most `SAME` bits of their hashes differ. The new one is compared turned and mirrored in all ways,
    with its edges cut and without, and so is the earlier one with its edges cut.
    """
    looks = [
        (digest, cut, signed(look))
        for digest, shot in shots.items()
        for cut, hashes in ((False, shot.turns), (True, shot.looks))
        for look in hashes
    ]
    digests, cuts, hashes = ([look[n] for look in looks] for n in range(3))
    rows = run(
        session,
        REUSED,
        upload=upload.id,
        same=SAME,
        digests=digests,
        cuts=cuts,
        hashes=hashes,
        jurisdiction=upload.jurisdiction_id,
        target=upload.target_id,
        period=upload.period,
    )
    return [Reuse(row.file, row.earlier, row.target, row.month) for row in rows]
