"""发文: the numbers of the papers that the agency issues."""

from datetime import date
from typing import ClassVar

from sqlalchemy import CheckConstraint, Index, text

from models.records.record import OfJurisdiction, Record, choice
from models.rules.paper_number import PaperKind, Urgency
from models.rules.states import ISSUED_PAPER, IssuedState


class IssuedPaper(OfJurisdiction, table=True):
    """A number and the paper that has it: its kind, the natural key of its subject, and its 成文日期.

    A void number is never given again; its paper may get another one. `signer` is who signed a paper upward.
    Its marks stand at the top left of the paper as the agency stated them; each copy of a secret one is counted.
    """

    noun: ClassVar = Record("发文字号", ("code", "year", "serial"), states=ISSUED_PAPER, updated=True)
    further: ClassVar = (
        CheckConstraint("secrecy = '' OR copy_number <> ''", name="copies_of_a_secret"),
        Index(
            "one_number",
            "jurisdiction_id",
            "kind",
            "subject",
            "dated",
            unique=True,
            postgresql_where=text("state = 'issued'"),
        ),
    )

    kind: PaperKind = choice(PaperKind)
    subject: str
    code: str
    year: int
    serial: int
    dated: date
    signer: str = ""
    copy_number: str = ""
    secrecy: str = ""
    urgency: Urgency = choice(Urgency, default=Urgency.NONE)
    issued_on: date
    state: IssuedState = choice(IssuedState, default=IssuedState.ISSUED)
    void_on: date | None = None
    void_reason: str = ""
