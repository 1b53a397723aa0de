"""目标调整: the states from the request through two consents to the filing with the agency (6.1.7)."""

from enum import StrEnum

from models.rules.kinds import Labelled
from models.rules.states.moves import IGNORED, Moves, No, Outcomes, To, every


class AdjustmentState(Labelled):
    """目标调整: its progress; once filed, it is in force."""

    REQUESTED = "requested", "已申请"
    HEAD_CONSENTED = "head_consented", "主要领导已同意"
    LEADER_CONSENTED = "leader_consented", "分管省领导已同意"
    FILED = "filed", "已备案"
    RETURNED = "returned", "已退回补正"
    WITHDRAWN = "withdrawn", "已撤回"


# The events of an adjustment.
AdjustmentEvent = StrEnum("AdjustmentEvent", "CONSENT_HEAD CONSENT_LEADER FILE RETURN WITHDRAW")


_A, _AE = AdjustmentState, AdjustmentEvent
_NOT_FILED = No("该调整尚未报备案，没有可退回的内容。")
_HEAD_KNOWN = No("主要领导的同意已经登记；登记有误的，请撤回后重新申请。")
_IN_FORCE = No("该调整已经备案，不再登记同意。")
_GONE = No("该调整已经撤回；仍需调整的，请重新申请。")
# What most states answer; a row says what is different in its state.
_USUAL: Outcomes = {
    _AE.CONSENT_HEAD: To(_A.HEAD_CONSENTED),
    _AE.CONSENT_LEADER: To(_A.LEADER_CONSENTED),
    _AE.FILE: To(_A.FILED),
    _AE.RETURN: _NOT_FILED,
    _AE.WITHDRAW: To(_A.WITHDRAWN),
}
ADJUSTMENT: Moves = {
    _A.REQUESTED: _USUAL
    | {
        _AE.CONSENT_LEADER: No("须先经部门主要领导同意，再报分管省领导同意。"),
        _AE.FILE: No("尚未经部门主要领导和分管省领导同意，不能报备案。"),
    },
    _A.HEAD_CONSENTED: _USUAL | {_AE.CONSENT_HEAD: _HEAD_KNOWN, _AE.FILE: No("尚未经分管省领导同意，不能报备案。")},
    _A.LEADER_CONSENTED: _USUAL
    | {
        _AE.CONSENT_HEAD: _HEAD_KNOWN,
        _AE.CONSENT_LEADER: No("分管省领导的同意已经登记；登记有误的，请撤回后重新申请。"),
    },
    _A.FILED: _USUAL
    | {
        _AE.CONSENT_HEAD: _IN_FORCE,
        _AE.CONSENT_LEADER: _IN_FORCE,
        _AE.FILE: IGNORED,
        _AE.RETURN: To(_A.RETURNED),
        _AE.WITHDRAW: No("该调整已经备案生效，不能撤回；确需改回的，请另行申请调整。"),
    },
    # If a consent was incomplete it is given again, the leader's after the head's.
    _A.RETURNED: _USUAL | {_AE.RETURN: IGNORED},
    _A.WITHDRAWN: every(_AE, _GONE) | {_AE.WITHDRAW: IGNORED},
}
ENDED = frozenset({_A.FILED, _A.WITHDRAWN})  # in every other state it is under way
