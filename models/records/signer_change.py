"""签字人变更: what one person entered of heads and leaders, in force when a second one confirms it (A49b)."""

from typing import Any, ClassVar

from models.records.record import OfJurisdiction, Record, choice, structure
from models.rules.states import SIGNER_CHANGE, SignerChangeState


class SignerChange(OfJurisdiction, table=True):
    """The `serial`th change: rows of one sheet, or the end of the account with a serial number and its reason.

    `paper` is that of the appointment or removal: number, date, SHA-256 of its file.
    """

    noun: ClassVar = Record("签字人变更", ("serial",), states=SIGNER_CHANGE, updated=True)

    serial: int
    rows: list[dict[str, Any]] = structure(default_factory=list)
    account: int | None = None
    reason: str = ""
    words: str
    paper: dict[str, str] = structure()
    entered_by: str
    state: SignerChangeState = choice(SignerChangeState, default=SignerChangeState.WAITING)
    closed_by: str = ""
