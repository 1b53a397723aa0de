"""结果运用: the states of a delivery of results to a body or a department (1-9)."""

from enum import StrEnum

from models.rules.kinds import Labelled
from models.rules.states.moves import IGNORED, Moves, No, Outcomes, To, every


class ResultDeliveryState(Labelled):
    """结果反馈: how far a delivery is; one that was told is on record with the person, and may still be received."""

    DELIVERED = "delivered", "待签收"
    TOLD = "told", "已电话告知"
    RECEIVED = "received", "已签收"
    USED = "used", "已登记运用"
    REPLACED = "replaced", "已被更正后的取代"


# The events of a delivery; REPLACE is the delivery of corrected results.
ResultDeliveryEvent = StrEnum("ResultDeliveryEvent", "TELL RECEIVE USE REPLACE")


_S, _E = ResultDeliveryState, ResultDeliveryEvent
_NOT_RECEIVED = No("考评结果尚未签收，请先登记签收，再登记结果运用。")
_RECEIVED = No("考评结果已经签收，不用电话告知。")
_GONE = No("所反馈的考评结果已经更正，请按更正后反馈的办理。")
# What most states answer; a row says what is different in its state.
_USUAL: Outcomes = {_E.TELL: _RECEIVED, _E.RECEIVE: To(_S.RECEIVED), _E.USE: _NOT_RECEIVED, _E.REPLACE: To(_S.REPLACED)}
RESULT_DELIVERY: Moves = {
    _S.DELIVERED: _USUAL | {_E.TELL: To(_S.TOLD)},
    _S.TOLD: _USUAL | {_E.TELL: IGNORED},
    _S.RECEIVED: _USUAL | {_E.RECEIVE: IGNORED, _E.USE: To(_S.USED)},
    _S.USED: _USUAL | {_E.RECEIVE: IGNORED, _E.USE: IGNORED},
    _S.REPLACED: every(_E, _GONE) | {_E.REPLACE: IGNORED},
}
