"""印证材料 of any record: the files of an act, attached to it, and its pictures that another one had before (4.5)."""

from collections.abc import Sequence
from typing import Any

from sqlmodel import Session

from models.intake.evidence import Piece
from models.ledger.acts import Context
from models.ledger.duties import day_received
from models.ledger.evidence.store import check_dates, store_files
from models.ledger.nouns import NOUNS
from models.ledger.signed_papers import check_not_page
from models.ledger.transitions import record
from models.statements import ResultRow, run

ATTACH = """
INSERT INTO exhibit (record, record_id, record_key, evidence_id, file_name, about, made_on, received_on)
SELECT :noun, :number, :key, e.id, u.name, u.about, u.made_on, :day
FROM unnest(CAST(:digests AS text[]), CAST(:names AS text[]), CAST(:abouts AS date[]), CAST(:mades AS date[]))
    WITH ORDINALITY AS u(digest, name, about, made_on, n)
    JOIN evidence e ON e.sha256 = u.digest
ORDER BY u.n ON CONFLICT DO NOTHING RETURNING id
"""
ATTACHED = """
SELECT x.file_name, e.sha256, e.size, x.about, x.made_on, x.received_on
FROM exhibit x JOIN evidence e ON e.id = x.evidence_id
WHERE x.record = :noun AND x.record_id = :number ORDER BY x.id
"""
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


def attach_exhibits(session: Session, ctx: Context, noun: str, number: int, pieces: Sequence[Piece]) -> int:
    """Store these files and attach them to row `number` of a noun of the ledger, which must exist already.

    Returns how many are newly attached. Raises Refused if a file is unreadable, empty or too large, if it has a date in
    the future, or if it is the signed page of the act, Unavailable if it cannot be stored. The calling act has checked
    that the actor may do this.
    """
    if not pieces:
        return 0
    check_dates(pieces, ctx.date)
    session.flush()
    key = run(session, f"SELECT {NOUNS[noun].key_of(':number')}", number=number).scalar_one()
    digests = store_files(session, [piece.file for piece in pieces])
    check_not_page(ctx, noun, {digest: piece.file.name for digest, piece in zip(digests, pieces, strict=True)})
    attached = run(
        session,
        ATTACH,
        noun=noun,
        number=number,
        key=key,
        digests=digests,
        names=[piece.file.name for piece in pieces],
        abouts=[piece.about for piece in pieces],
        mades=[piece.made_on for piece in pieces],
        day=day_received(ctx),
    )
    ids = list(attached.scalars())
    record(session, ctx, "exhibit", ids, "attached")
    return len(ids)


def exhibits_of(session: Session, noun: str, number: int) -> list[dict[str, Any]]:
    """Return name, SHA-256, size and three dates of each file attached to a record, in order of attachment."""
    return [dict(row) for row in run(session, ATTACHED, noun=noun, number=number).mappings()]


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
