"""签字人变更: what one person entered of heads and leaders, in force when a second one confirms it (A49b)."""

from datetime import date
from typing import Any, ClassVar

from models.records.record import OfJurisdiction, Record, choice, structure
from models.rules.states import SIGNER_CHANGE, SignerChangeState


class SignerChange(OfJurisdiction, table=True):
    """The `serial`th change: rows of one sheet, each with what `was`, or the end of the account with a serial number.

    Its paper is that of the appointment or removal, with the SHA-256 of the file.
    """

    noun: ClassVar = Record("签字人变更", ("serial",), states=SIGNER_CHANGE, updated=True)

    serial: int
    rows: list[dict[str, Any]] = structure(default_factory=list)
    account: int | None = None
    words: str
    reason: str = ""
    paper_number: str
    paper_date: date
    page: str
    entered_by: str
    entered_account: str
    entered_on: date
    state: SignerChangeState = choice(SignerChangeState, default=SignerChangeState.WAITING)
    closed_by: str = ""
    closed_on: date | None = None
    closed_why: str = ""
