"""应办事项: the states of an obligation."""

from enum import StrEnum

from models.rules.kinds import Labelled
from models.rules.states.moves import IGNORED, Moves, No, Outcomes, To, every


class ObligationState(Labelled):
    """应办事项: whether it is still open. Due soon and overdue are functions of the date, not states."""

    OPEN = "open", "待办"
    DISCHARGED = "discharged", "已办结"
    WAIVED = "waived", "已豁免"
    VOID = "void", "已作废"
    SUSPENDED = "suspended", "申诉期间中止"


# The events of an obligation.
ObligationEvent = StrEnum("ObligationEvent", "DISCHARGE RETURN WITHDRAW RENEW WAIVE REINSTATE SUSPEND RESUME")


_O, _OE = ObligationState, ObligationEvent
# What most states answer; a row says what is different in its state.
_USUAL: Outcomes = {
    _OE.DISCHARGE: To(_O.DISCHARGED),
    _OE.RETURN: No("该事项尚未办结，没有可退回的内容。"),
    _OE.WITHDRAW: To(_O.VOID),
    _OE.RENEW: IGNORED,
    _OE.WAIVE: To(_O.WAIVED),
    _OE.REINSTATE: No("该事项没有豁免，仍为待办。"),
    _OE.SUSPEND: IGNORED,
    _OE.RESUME: IGNORED,
}
OBLIGATION: Moves = {
    _O.OPEN: _USUAL | {_OE.SUSPEND: To(_O.SUSPENDED)},
    _O.DISCHARGED: _USUAL
    | {
        _OE.DISCHARGE: IGNORED,
        _OE.RETURN: To(_O.OPEN),
        _OE.RENEW: No("该事项已办结，不能重新发起。"),
        _OE.WAIVE: No("该事项已办结，无需豁免。"),
        _OE.REINSTATE: No("该事项已办结，没有豁免可撤回。"),
    },
    _O.WAIVED: every(_OE, IGNORED)
    | {
        _OE.DISCHARGE: No("该事项已豁免，无需办理。"),
        _OE.RETURN: No("该事项已豁免，没有可退回的内容。"),
        _OE.RENEW: No("该事项已豁免，不能重新发起。"),
        _OE.REINSTATE: To(_O.OPEN),
    },
    _O.VOID: _USUAL
    | {
        _OE.DISCHARGE: No("该事项已作废，不能办理。"),
        _OE.RETURN: No("该事项已作废，没有可退回的内容。"),
        _OE.WITHDRAW: IGNORED,
        _OE.RENEW: To(_O.OPEN),
        _OE.WAIVE: No("该事项已作废，无需豁免。"),
        _OE.REINSTATE: No("该事项已作废，没有豁免可撤回。"),
    },
    _O.SUSPENDED: _USUAL
    | {
        _OE.DISCHARGE: No("申诉期间该事项中止，裁定后再办理。"),
        _OE.RETURN: No("申诉期间该事项中止，没有可退回的内容。"),
        _OE.REINSTATE: No("该事项没有豁免，申诉期间中止。"),
        _OE.RESUME: To(_O.OPEN),
    },
}
