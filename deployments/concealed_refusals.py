"""A refusal, and the complaints of an import, without marked content (3-4.7)."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from sqlmodel import Session

from models.intake.complaints import Complaint, ImportRefused
from models.ledger.secrets import secrets_of
from models.rules.errors import Refused
from models.rules.secrecy import FIGURE, Secrets, blanked


@contextmanager
def conceal_secrets(session: Session) -> Iterator[None]:
    """4.7: withhold marked content from a refusal and from the complaints of an import."""
    try:
        yield
    except ImportRefused as refusal:
        secrets = secrets_of(session)
        refusal.restate(_conceal(each, secrets) for each in refusal.complaints)
        raise
    except Refused as refusal:
        if (words := secrets_of(session).tell(refusal.message)) != refusal.message:
            raise Refused(words) from refusal
        raise


def _conceal(complaint: Complaint, secrets: Secrets) -> Complaint:
    """Returns the complaint as it may be shown: for a row about a marked record, only its cell and the fault."""
    if secrets.is_row_about(complaint.row):
        value = FIGURE if complaint.value else ""
        return replace(complaint, value=value, message=secrets.hide(blanked(complaint.message)))
    return replace(complaint, value=secrets.hide(complaint.value), message=secrets.tell(complaint.message))
