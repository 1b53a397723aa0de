"""现场照片: which pictures of a finding or recheck were given for another one before, byte for byte (4.5)."""

from sqlmodel import Session

from models.statements import ResultRow, run

# A finding and its corrections stand on the same pictures; their keys differ in the last part only.
REPEATED = r"""
SELECT DISTINCT ON (x.id) x.file_name AS file, o.record, string_to_array(o.record_key, '|') AS key
FROM exhibit x JOIN exhibit o ON o.evidence_id = x.evidence_id AND o.record IN ('finding', 'remediation')
WHERE x.record = :noun AND x.record_id = :number AND x.file_name ~* '\.(jpe?g|png|bmp|gif|webp|hei[cf]|tiff?)$'
    AND (o.record, CASE o.record WHEN 'finding' THEN regexp_replace(o.record_key, '\|[^|]*$', '') ELSE o.record_key END)
        <> (x.record, CASE x.record WHEN 'finding' THEN regexp_replace(x.record_key, '\|[^|]*$', '')
            ELSE x.record_key END)
ORDER BY x.id, o.id
"""


def tell_repeated_pictures(session: Session, noun: str, number: int) -> str:
    """Return a sentence for each picture of a finding or recheck that another one has; empty without any."""
    return "".join(map(_tell, run(session, REPEATED, noun=noun, number=number)))


def _tell(row: ResultRow) -> str:
    if row.record == "finding":
        inspection, _, target, _ = row.key
        where = f"核查{inspection}中目标{target}的核查结果"
    else:
        _, target, _, number = row.key
        where = f"目标{target}第{number}轮整改的复查"
    return f"照片“{row.file}”与{where}所附的完全相同，请核对是不是本次现场所拍。"
