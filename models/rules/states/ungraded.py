"""不定等次: the states of a department that is appraised without a grade."""

from enum import StrEnum

from models.rules.kinds import Labelled
from models.rules.states.moves import IGNORED, Moves, To


class UngradedState(Labelled):
    """不定等次 (1-2.19): only what is recorded counts."""

    RECORDED = "recorded", "已登记"
    WITHDRAWN = "withdrawn", "已撤回"


class UngradedEvent(StrEnum):
    """The events of a department without a grade."""

    WITHDRAW = "withdraw"


UNGRADED: Moves = {
    UngradedState.RECORDED: {UngradedEvent.WITHDRAW: To(UngradedState.WITHDRAWN)},
    UngradedState.WITHDRAWN: {UngradedEvent.WITHDRAW: IGNORED},
}
