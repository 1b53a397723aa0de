"""The input of the acts of 发文字号: a paper is issued with its number, a number is void."""

from typing import Annotated

from pydantic import Field

from models.intake.input import Input, Text, accept_label
from models.intake.paper_marks import CopyNumber, Secrecy, Urgent, marks_of
from models.rules.paper_marks import PaperMarks, Urgency
from models.rules.paper_number import PaperKind


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
