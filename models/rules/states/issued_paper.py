"""发文: the states of a number that a paper of the agency was given."""

from enum import StrEnum

from models.rules.kinds import Labelled
from models.rules.states.moves import once


class IssuedState(Labelled):
    """A number is that of its paper, or void for ever."""

    ISSUED = "issued", "已编号"
    VOID = "void", "已作废"


# The events of a number.
IssuedEvent = StrEnum("IssuedEvent", "VOID")


ISSUED_PAPER = once(IssuedState.ISSUED, IssuedEvent.VOID, IssuedState.VOID)
