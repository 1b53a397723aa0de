"""落款: agency, day and layout of a paper, and the name of a department on that day."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime, time

from sqlmodel import Session

from models.ledger.notices import agency_of
from models.ledger.paper_numbers import issues_of
from models.ledger.papers.letterhead import own_file
from models.ledger.policies import value_on
from models.ledger.rehearsal import is_rehearsal
from models.records import Department
from models.rules.business_day import SHANGHAI
from models.rules.chain import shortened
from models.rules.letterhead import STANDARD, Letterhead, letterhead_of
from models.rules.paper_marks import UNMARKED, PaperMarks
from models.rules.paper_number import PaperKind
from models.rules.policy import LETTERHEAD
from models.statements import run

# The name of department {d} on {day}: the old name in the first renaming after that day, else the current one.
NAME_ON = """coalesce((SELECT renamed.old_name FROM reform renamed
    WHERE renamed.department_id = {d}.id AND renamed.kind = 'rename' AND renamed.effective_on > {day}
    ORDER BY renamed.effective_on LIMIT 1), {d}.name)"""

LAST_BEFORE = "SELECT height, hash FROM block WHERE sealed_at < :midnight ORDER BY height DESC LIMIT 1"


@dataclass(frozen=True, slots=True)
class Signature:
    """The agency's current name, which has no history, the day of the paper (成文日期), and whether it is rehearsed.

    `head` names the last block that was sealed before that day: a paper that left the house proves the ledger up to it.
    `letterhead` is the layout that the agency had set by that day. `number` and `signer` are those with which the paper
    was issued; without a number it is a draft. `marks` stand at the top left. `own_file` is the agency's own .docx.
    """

    agency: str
    day: date
    rehearsal: bool = False
    head: str = ""
    letterhead: Letterhead = STANDARD
    number: str = ""
    signer: str = ""
    marks: PaperMarks = UNMARKED
    own_file: bytes = field(default=b"", repr=False)


def signature_of(session: Session, jurisdiction: int, day: date) -> Signature:
    """Return the agency's signature for a workbook of that day."""
    agency = session.get_one(Department, agency_of(session, jurisdiction)).name
    midnight = datetime.combine(day, time(), SHANGHAI)
    block = run(session, LAST_BEFORE, midnight=midnight).first()
    head = f"{block.height}:{shortened(block.hash)}" if block else ""
    return Signature(agency, day, is_rehearsal(session), head)


def signature_of_paper(
    session: Session, jurisdiction: int, day: date, paper: tuple[PaperKind, str] | None = None
) -> Signature:
    """Return the agency's signature for an official paper of that day, with its layout and the number if it has one.

    `paper` is its kind and key if it can have a number.
    """
    layout = letterhead_of(value_on(session, jurisdiction, LETTERHEAD, day))
    issues = issues_of(session, jurisdiction, *paper) if paper else []
    issued = next((each for each in issues if each.dated == day), None)
    return replace(
        signature_of(session, jurisdiction, day),
        letterhead=layout,
        number=str(issued.number) if issued else "",
        signer=issued.signer if issued else "",
        marks=issued.marks if issued else UNMARKED,
        own_file=own_file(layout.file),
    )
