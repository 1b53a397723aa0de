"""What a sheet of the agency says: every row that is owed or stands in the ledger, or an empty sheet to fill in."""

from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from models.ledger.agency_sheet.kind import SheetKind, Written, written
from models.ledger.jurisdiction import home
from models.ledger.papers.signature import Signature, signature_of
from models.ledger.secrets import secrets_of


@dataclass(frozen=True, slots=True)
class AgencySheet:
    """The content of a sheet: its kind, its rows, and the agency on a day."""

    kind: SheetKind
    rows: tuple[Written, ...]
    signature: Signature

    @property
    def title(self) -> str:
        """催办名单."""
        return self.kind.title


def agency_sheet(session: Session, kind: SheetKind, day: date) -> AgencySheet:
    """Return the sheet of a kind with a row for each record that is owed or registered on a day."""
    jurisdiction, secrets = home(session), secrets_of(session)
    rows = (written(kind, listed, secrets) for listed in kind.rows(session, jurisdiction, day) if listed.owed)
    return AgencySheet(kind, tuple(rows), signature_of(session, jurisdiction, day))


def empty_sheet(session: Session, kind: SheetKind, day: date) -> AgencySheet:
    """Return the sheet of a kind without rows, to be filled in."""
    return AgencySheet(kind, (), signature_of(session, home(session), day))
