"""The fields 份号, 密级和保密期限 and 紧急程度 of an act that issues a paper."""

from typing import Annotated, Protocol

from pydantic import AfterValidator, Field

from models.intake.input import accept_label
from models.rules.paper_marks import PaperMarks, Urgency, read_copy_number, read_secrecy

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
