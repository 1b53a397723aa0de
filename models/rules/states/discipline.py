"""讲规矩守纪律: the states of one record."""

from enum import StrEnum

from models.rules.kinds import Labelled
from models.rules.states.moves import IGNORED, Moves, To


class DisciplineState(Labelled):
    """讲规矩守纪律 (1-6.1): a withdrawn record is kept and not printed next to the score."""

    RECORDED = "recorded", "有效"
    WITHDRAWN = "withdrawn", "已撤回"


class DisciplineEvent(StrEnum):
    """The events of a record."""

    WITHDRAW = "withdraw"


_S, _E = DisciplineState, DisciplineEvent
DISCIPLINE: Moves = {
    _S.RECORDED: {_E.WITHDRAW: To(_S.WITHDRAWN)},
    _S.WITHDRAWN: {_E.WITHDRAW: IGNORED},
}
