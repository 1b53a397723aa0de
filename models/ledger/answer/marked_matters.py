"""保密: no text about a mail whose office has marked matters has its subject or the name of a file (4.7)."""

import re
from collections.abc import Iterable

from sqlmodel import Session

from models.intake.answer import GivenSheet
from models.ledger.secrets import secrets_of
from models.records import Mail
from models.rules.secrecy import SHORTEST
from models.statements import run, transaction

QUOTED = re.compile("“([^“”]+)”")
ASKED = "所写文件"  # instead of the name of a file that is no part of the mail
TARGETS = """
SELECT concat_ws('/', t.year, t.code) AS key FROM target t JOIN target_department x ON x.target_id = t.id
WHERE x.department_id = :office
UNION SELECT concat_ws('/', r.year, r.code) FROM target_draft r JOIN target_draft_department x ON x.draft_id = r.id
WHERE x.department_id = :office AND r.state NOT IN ('issued', 'withdrawn')
"""
# Whether the mail itself is marked as evidence.
MARKED = """
SELECT s.marking IS NOT NULL AS marked FROM secrecy s JOIN evidence v ON s.record = 'evidence' AND s.record_id = v.id
WHERE v.sha256 = :digest ORDER BY s.serial DESC LIMIT 1
"""


def subject_told(session: Session, row: Mail) -> str:
    """4.7: return the subject of a mail as its office is told it; empty where the office has marked matters."""
    return "" if holds_marked(session, row) else secrets_of(session).tell(row.subject)


def holds_marked(session: Session, row: Mail) -> bool:
    """4.7: return whether the office of a mail has a marked target or draft, or the mail is marked as evidence."""
    if transaction(session).unmarked:
        return False
    return office_holds_marked(session, row.office_id) or bool(run(session, MARKED, digest=row.digest).scalar())


def leave_out_names(session: Session, row: Mail, sheets: Iterable[GivenSheet]) -> None:
    """4.7: let numbers stand for the names of files in what this transaction says, if the office has marked matters.

    These are the names of the mail, of what did not come with it, and of what its sheets name.
    """
    if not holds_marked(session, row):
        return
    named = {name for sheet in sheets for name in (sheet.file, *sheet.files_named)}
    named.update(name for each in row.missing for name in QUOTED.findall(each))
    numbers = {file["name"]: f"附件{at}" for at, file in enumerate(row.files, 1)}
    unsaid = dict.fromkeys(sorted(named), ASKED) | numbers
    transaction(session).unsaid = dict(_as_said(*each) for each in unsaid.items())


def _as_said(name: str, number: str) -> tuple[str, str]:
    """Return a name and its number as sentences have them: a short name may be a word, but not in quotations."""
    return (name, number) if "." in name or len(name) >= SHORTEST else (f"“{name}”", f"“{number}”")


def office_holds_marked(session: Session, office: int | None) -> bool:
    """4.7: return whether an office has a marked target, or draft of one."""
    return any(map(secrets_of(session).about, run(session, TARGETS, office=office).scalars()))
