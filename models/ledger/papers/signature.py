"""落款: agency, day and layout of a paper, and the name of a department on that day."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from hashlib import sha256
from pathlib import Path

from sqlmodel import Session

from models.intake.policy import LetterheadAdopted, PolicySet
from models.ledger.acts import Context, Role, Summary, act
from models.ledger.evidence.exhibits import attach_exhibits
from models.ledger.evidence.store import evidence_store
from models.ledger.jurisdiction import is_rehearsal
from models.ledger.notices import agency_of
from models.ledger.paper_numbers import issues_of
from models.ledger.policies import set_value, value_on, versions_of
from models.ledger.transitions import lock
from models.records import Department, id_of
from models.rules.chain import shortened
from models.rules.errors import Refused
from models.rules.letterhead import STANDARD, Letterhead, letterhead_of
from models.rules.paper_number import UNMARKED, PaperKind, PaperMarks
from models.rules.policy import LETTERHEAD
from models.rules.workdays import SHANGHAI
from models.statements import run


@act("adopt_letterhead", "登记公文底版", clause="1-7.3", roles={Role.AGENCY})
def adopt_letterhead(session: Session, data: LetterheadAdopted, ctx: Context) -> Summary:
    """1-7.3: write papers from today on into the agency's own .docx, the other parts of the layout unchanged.

    Raises Refused for a file with a macro, a link to outside, an embedded object or an unknown name.
    """
    from models.intake.letterhead_file import check_letterhead  # noqa: PLC0415 - loads python-docx, needed here only

    file = data.evidence[0].file
    content = _read(file)
    check_letterhead(file.name, content)
    lock(session, "policy")
    now = value_on(session, ctx.jurisdiction, LETTERHEAD, ctx.date) or {}
    value = {**now, "file": sha256(content).hexdigest()}
    summary = set_value(session, PolicySet(key=LETTERHEAD.key, value=value, basis=data.basis), ctx)
    if summary.counts["set"]:
        newest = versions_of(session, ctx.jurisdiction, LETTERHEAD)[-1]
        attach_exhibits(session, ctx, "policy", id_of(newest), data.evidence)
    return summary


def own_file(digest: str) -> bytes:
    """Return the agency's own file with this SHA-256; empty without one. Raises Refused if it is lost or changed."""
    if not digest:
        return b""
    try:
        return evidence_store().read(digest)
    except OSError as error:
        lost = f"公文底版（{digest[:12]}）已丢失或被改动，没有生成公文。请核验：mubiao verify；或重新登记底版。"
        raise Refused(lost) from error


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise Refused(f"无法读取文件“{file}”，请核对文件名。") from error


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
