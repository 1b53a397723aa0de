"""The input of the acts of 发文字号: a paper is issued with its number, a number is void."""

from typing import Annotated, Protocol

from pydantic import AfterValidator, Field

from models.intake.input import Input, Text, accept_label
from models.rules.paper_number import PaperKind, PaperMarks, Urgency, read_copy_number, read_secrecy

LONGEST = 20  # characters
CopyNumber = Annotated[str, AfterValidator(read_copy_number), Field(title="份号", max_length=LONGEST)]
Secrecy = Annotated[str, AfterValidator(read_secrecy), Field(title="密级和保密期限", max_length=LONGEST)]
Urgent = Annotated[Urgency, accept_label(Urgency), Field(title="紧急程度")]


class MarkedPaper(Protocol):
    """An input with the three fields."""

    @property
    def copy_number(self) -> str:
        """Return the 份号."""

    @property
    def secrecy(self) -> str:
        """Return the 密级 with its period."""

    @property
    def urgency(self) -> Urgency:
        """Return the 紧急程度."""


def marks_of(data: MarkedPaper) -> PaperMarks:
    """Return what stands at the top left of the paper that an act issues."""
    return PaperMarks(data.copy_number, data.secrecy, data.urgency)


class PaperIssued(Input):
    """A paper with its number: in full as in the register of the office, or the serial that was proposed.

    `subject` is what `mubiao document` asks for: a target, an overdue duty, a quarter with or without a department, a
    submission. `year` is that of a target. `signer` is who signed a paper upward. The last three are what stands at the
    top left of its first page; what is not stated is not printed.
    """

    kind: Annotated[PaperKind, accept_label(PaperKind)] = Field(title="文种")
    subject: Text = Field(title="对象")
    number: str = Field(default="", title="文号", max_length=40)
    year: int | None = Field(default=None, title="年度")
    signer: str = Field(default="", title="签发人", max_length=40)
    copy_number: CopyNumber = ""
    secrecy: Secrecy = ""
    urgency: Urgent = Urgency.NONE

    @property
    def marks(self) -> PaperMarks:
        """Return what stands at the top left of the paper."""
        return marks_of(self)


class NumberVoided(Input):
    """A number that was given by mistake, with the reason."""

    number: Text = Field(title="文号")
    reason: Text = Field(title="原因")
