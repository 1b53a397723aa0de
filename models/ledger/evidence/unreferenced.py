"""未被引用的印证材料: stored files that no record names (4.5)."""

from collections.abc import Sequence

from sqlmodel import Session

from models.statements import run

# A file is named by the line of a target, a record that it supports, an upload, the block of a signed page, or the mail
# that it came with or that it is.
UNREFERENCED = """
SELECT v.sha256 FROM evidence v
WHERE NOT EXISTS (SELECT FROM evidence_use u WHERE u.evidence_id = v.id)
    AND NOT EXISTS (SELECT FROM exhibit x WHERE x.evidence_id = v.id)
    AND NOT EXISTS (SELECT FROM cloud_medium m WHERE m.evidence_id = v.id)
    AND NOT EXISTS (SELECT FROM block b WHERE b.source ->> 'page' = v.sha256)
    AND v.sha256 NOT IN (SELECT f ->> 'digest' FROM received_mail m CROSS JOIN jsonb_array_elements(m.files) f
        WHERE f ? 'digest')
    AND NOT EXISTS (SELECT FROM received_mail m WHERE m.digest = v.sha256)
ORDER BY v.id
"""
NAMED = 3
SHORT = 12  # characters of a SHA-256 that are shown


def unreferenced_evidence(session: Session) -> Sequence[str]:
    """Return the SHA-256 of each stored file that no record names: added outside the ledger, or left over."""
    return run(session, UNREFERENCED).scalars().all()


def describe_unreferenced(digests: Sequence[str]) -> str:
    """Return how many files no record names, and the first of them; empty without such a file."""
    if not digests:
        return ""
    first = "、".join(digest[:SHORT] for digest in digests[:NAMED]) + ("等" if digests[NAMED:] else "")
    return f"未被引用的印证材料{len(digests)}件（{first}）：没有记录引用，不能证明什么，请查明来历"
