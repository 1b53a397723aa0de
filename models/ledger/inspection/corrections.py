"""更正核查结果 by a ruling: a new signed version with the conclusion of the re-inspection (4.3 a)."""

from sqlmodel import Session

from models.ledger.acts import Context
from models.ledger.inspection.signing import FREEZE
from models.ledger.lookup import newest
from models.ledger.moves import move
from models.ledger.transitions import record_row
from models.records import Finding, id_of
from models.rules.errors import Refused
from models.rules.states import FindingEvent, FindingState
from models.statements import run

# What the re-inspection found, and the place, the methods and the people; the rest is that of the contested finding.
SIGNED_AGAIN = {"conclusion", "way", "methods", "place", "found_on", "found_by"}
OWN = {"inspection_id", "team", "target_id", "target_version", "department_id", "declared_complete"} | {
    "declared_reason",
    "declared",
}


def correct_finding(session: Session, ctx: Context, contested: Finding, again: Finding, found: str) -> None:
    """4.3 a: supersede a signed finding by the conclusion of a re-inspection, in the words of the ruling.

    The corrected version is in force at once: the leader of the re-inspection signed its conclusion. Raises Refused
    while an unsigned correction by the first team exists.
    """
    last = newest(session, Finding, "serial", inspection_id=contested.inspection_id, target_id=contested.target_id)
    if last and last.state is FindingState.RECORDED:
        raise Refused("原核查组对该目标另有待签字的更正，请先签字（sign_off），再裁定。")
    move(session, ctx, "finding", [id_of(contested)], FindingEvent.SUPERSEDE)
    values = contested.model_dump(include=OWN) | again.model_dump(include=SIGNED_AGAIN)
    ruled = Finding(**values, serial=contested.serial + 1, found=found, recorded_on=ctx.date)
    record_row(session, ctx, ruled, "corrected")
    run(session, FREEZE, ids=[id_of(ruled)])
    signed = {"signed_on": ctx.date, "signed_by": again.signed_by}
    move(session, ctx, "finding", [id_of(ruled)], FindingEvent.SIGN, sets=signed, now=FindingState.RECORDED)
