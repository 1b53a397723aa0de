"""签字人变更: the states of what one person entered of heads and leaders, and a second one confirms."""

from enum import StrEnum

from models.rules.kinds import Labelled
from models.rules.states.moves import Moves, No, To, every


class SignerChangeState(Labelled):
    """签字人变更: waits for a second person, is in force, or was returned (3-6.1.5, A49b)."""

    WAITING = "waiting", "待确认"
    CONFIRMED = "confirmed", "已确认"
    RETURNED = "returned", "已退回"


# The events of a change of signers.
SignerChangeEvent = StrEnum("SignerChangeEvent", "CONFIRM RETURN")


_S, _E = SignerChangeState, SignerChangeEvent
SIGNER_CHANGE: Moves = {
    _S.WAITING: {_E.CONFIRM: To(_S.CONFIRMED), _E.RETURN: To(_S.RETURNED)},
    _S.CONFIRMED: every(_E, No("该项签字人变更此前已确认，已经生效；又有变动的，请另行登记。")),
    _S.RETURNED: every(_E, No("该项签字人变更此前已退回；仍要变更的，请重新登记。")),
}
