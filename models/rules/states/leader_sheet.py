"""省领导评价: the states of the ratings of one leader."""

from enum import StrEnum

from models.rules.kinds import Labelled
from models.rules.states.moves import IGNORED, Moves, No, To


class LeaderSheetState(Labelled):
    """省领导评价表 (1-2.15): only a confirmed one counts."""

    ENTERED = "entered", "待核对"
    CONFIRMED = "confirmed", "已核对"
    WITHDRAWN = "withdrawn", "已撤回"


class LeaderSheetEvent(StrEnum):
    """The events of the ratings of one leader."""

    CONFIRM = "confirm"
    WITHDRAW = "withdraw"


_S, _E = LeaderSheetState, LeaderSheetEvent
LEADER_SHEET: Moves = {
    _S.ENTERED: {_E.CONFIRM: To(_S.CONFIRMED), _E.WITHDRAW: To(_S.WITHDRAWN)},
    _S.CONFIRMED: {_E.CONFIRM: IGNORED, _E.WITHDRAW: To(_S.WITHDRAWN)},
    _S.WITHDRAWN: {_E.CONFIRM: No("这份评价已撤回，请重新录入后再核对。"), _E.WITHDRAW: IGNORED},
}
