"""公众意见: the states of an opinion of the public, from its receipt to its publication."""

from enum import StrEnum

from models.rules.kinds import Labelled
from models.rules.states.moves import IGNORED, Moves, No, To, every


class OpinionState(Labelled):
    """公众意见 (6.2.7)."""

    RECEIVED = "received", "已收到"
    REMEDYING = "remedying", "整改中"
    FED_BACK = "fed_back", "已反馈"
    PUBLISHED = "published", "已公布"
    DISMISSED = "dismissed", "不予办理"


# The events of an opinion.
OpinionEvent = StrEnum("OpinionEvent", "ASSIGN FEED_BACK PUBLISH DISMISS")


_O, _OE = OpinionState, OpinionEvent
_ASSIGNED = No("该意见此前已交办，整改时限不再更改。")
_NOT_FED_BACK = No("该意见的整改情况尚未反馈，反馈后才能公布。")
_PUBLISHED = No("该意见的整改情况已经公布。")
_DISMISSED = No("该意见此前已不予办理。")
OPINION: Moves = {
    _O.RECEIVED: {
        _OE.ASSIGN: To(_O.REMEDYING),
        _OE.FEED_BACK: No("该意见尚未交办，交办后才反馈整改情况。"),
        _OE.PUBLISH: _NOT_FED_BACK,
        _OE.DISMISS: To(_O.DISMISSED),
    },
    _O.REMEDYING: {
        _OE.ASSIGN: _ASSIGNED,
        _OE.FEED_BACK: To(_O.FED_BACK),
        _OE.PUBLISH: _NOT_FED_BACK,
        _OE.DISMISS: To(_O.DISMISSED),
    },
    _O.FED_BACK: {
        _OE.ASSIGN: _ASSIGNED,
        _OE.FEED_BACK: No("该意见的整改情况此前已反馈，待公布。"),
        _OE.PUBLISH: To(_O.PUBLISHED),
        _OE.DISMISS: No("该意见的整改情况已经反馈，应予公布。"),
    },
    _O.PUBLISHED: every(_OE, _PUBLISHED) | {_OE.PUBLISH: IGNORED},
    _O.DISMISSED: every(_OE, _DISMISSED) | {_OE.DISMISS: IGNORED},
}
