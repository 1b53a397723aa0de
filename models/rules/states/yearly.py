"""What a department is given for a year: the states of 讲规矩守纪律, of 不定等次 and of the ratings of a leader."""

from enum import StrEnum

from models.rules.kinds import Labelled
from models.rules.states.moves import IGNORED, Moves, No, To, once


class DisciplineState(Labelled):
    """讲规矩守纪律 (1-6.1): a withdrawn record is kept and not printed next to the score."""

    RECORDED = "recorded", "有效"
    WITHDRAWN = "withdrawn", "已撤回"


# The events of a record.
DisciplineEvent = StrEnum("DisciplineEvent", "WITHDRAW")


DISCIPLINE = once(DisciplineState.RECORDED, DisciplineEvent.WITHDRAW, DisciplineState.WITHDRAWN)


class UngradedState(Labelled):
    """不定等次 (1-2.19): only what is recorded counts."""

    RECORDED = "recorded", "已登记"
    WITHDRAWN = "withdrawn", "已撤回"


# The events of a department without a grade.
UngradedEvent = StrEnum("UngradedEvent", "WITHDRAW")


UNGRADED = once(UngradedState.RECORDED, UngradedEvent.WITHDRAW, UngradedState.WITHDRAWN)


class LeaderSheetState(Labelled):
    """省领导评价表 (1-2.15): only a confirmed one counts."""

    ENTERED = "entered", "待核对"
    CONFIRMED = "confirmed", "已核对"
    WITHDRAWN = "withdrawn", "已撤回"


# The events of the ratings of one leader.
LeaderSheetEvent = StrEnum("LeaderSheetEvent", "CONFIRM WITHDRAW")


_LS, _LE = LeaderSheetState, LeaderSheetEvent
LEADER_SHEET: Moves = {
    _LS.ENTERED: {_LE.CONFIRM: To(_LS.CONFIRMED), _LE.WITHDRAW: To(_LS.WITHDRAWN)},
    _LS.CONFIRMED: {_LE.CONFIRM: IGNORED, _LE.WITHDRAW: To(_LS.WITHDRAWN)},
    _LS.WITHDRAWN: {_LE.CONFIRM: No("这份评价已撤回，请重新录入后再核对。"), _LE.WITHDRAW: IGNORED},
}
