"""一份材料用于几项目标: a file that was given as evidence for several targets of a year, said neutrally (1-8.2)."""

from collections.abc import Iterable

from sqlmodel import Session

from models.intake.evidence import Proof
from models.ledger.evidence.placed import PLACED
from models.records import Obligation
from models.rules.score.facts import used_for
from models.statements import run

# In place of a table: each file that a department gave as evidence, with the target and the day of receipt.
GIVEN = f"""(
    SELECT u.evidence_id, coalesce(u.target_id, p.target_id) AS target_id, u.received_on FROM evidence_use u
        LEFT JOIN {PLACED} p ON u.target_id IS NULL AND (p.obligation_id, p.file_name) = (u.obligation_id, u.file_name)
    UNION SELECT m.evidence_id, c.target_id, c.received_on
        FROM cloud_medium m JOIN cloud_upload c ON c.id = m.upload_id)"""  # noqa: S608 - constants only
OF_ANSWER = """
SELECT min(u.file_name) AS name, count(DISTINCT t.id) AS targets
FROM evidence_use u JOIN target own ON own.id = u.target_id
    JOIN evidence_use w ON w.evidence_id = u.evidence_id JOIN target t ON t.id = w.target_id AND t.year = own.year
WHERE u.obligation_id = :obligation AND u.file_name = ANY(:names)
GROUP BY u.evidence_id HAVING count(DISTINCT t.id) > 1 ORDER BY 1
"""


def shared_in_words(session: Session, obligation: Obligation, proofs: Iterable[Proof]) -> str:
    """Return for each of these files of an answer that serves several targets how many; empty without one."""
    given = sorted({each.file.name for each in proofs})
    rows = run(session, OF_ANSWER, obligation=obligation.id, names=given) if given else ()
    return "".join(f"“{row.name}”{used_for(row.targets)}。" for row in rows)
