"""目标制定: the states of one draft from its writing through consulting and approval to its issue (1-2.3 to 1-2.7).

After approval a draft changes only by returning it; what changed after consultation is consulted again.
"""

from enum import StrEnum

from models.rules.kinds import Labelled
from models.rules.states.moves import IGNORED, Moves, No, Outcomes, To, every


class DraftState(Labelled):
    """目标制定: how far a draft is; once issued it is a target."""

    DRAFTED = "drafted", "已拟定"
    CONSULTED = "consulted", "已沟通"
    SUBMITTED = "submitted", "已报审"
    APPROVED = "approved", "已审批"
    ISSUED = "issued", "已下达"
    RETURNED = "returned", "已退回"
    WITHDRAWN = "withdrawn", "已撤回"


# The events of a draft; SUBMIT_UNCONSULTED is for an urgent dynamic target, with its reason on record (2.7).
DraftEvent = StrEnum("DraftEvent", "REVISE CONSULT SUBMIT SUBMIT_UNCONSULTED APPROVE ISSUE RETURN WITHDRAW")


_D, _DE = DraftState, DraftEvent
_NOT_SUBMITTED = No("该目标尚未报审，不能审批。")
_NOT_APPROVED = No("该目标尚未审批，不能下达。")
_NOTHING_TO_RETURN = No("该目标尚未报审，没有可退回的内容；需要修改的，请直接修改。")
_BEING_APPROVED = No("该目标已经报审；需要修改的，请先退回。")
_APPROVED = No("该目标已经审批；需要修改的，请先退回。")
_IN_FORCE = No("该目标已经下达；需要改动的，请办理目标调整。")
_GONE = No("该目标草案已经撤回；仍需制定的，请用另一编号重新拟定。")
# What most states answer; a row says what is different in its state.
_USUAL: Outcomes = {
    _DE.REVISE: To(_D.DRAFTED),  # what changed is consulted again
    _DE.CONSULT: To(_D.CONSULTED),
    _DE.SUBMIT: To(_D.SUBMITTED),
    _DE.SUBMIT_UNCONSULTED: To(_D.SUBMITTED),
    _DE.APPROVE: _NOT_SUBMITTED,
    _DE.ISSUE: _NOT_APPROVED,
    _DE.RETURN: _NOTHING_TO_RETURN,
    _DE.WITHDRAW: To(_D.WITHDRAWN),
}
DRAFT: Moves = {
    _D.DRAFTED: _USUAL | {_DE.SUBMIT: No("该目标尚未与部门沟通，或沟通后有过修改，请先沟通再报审。")},
    _D.CONSULTED: _USUAL | {_DE.CONSULT: IGNORED, _DE.SUBMIT_UNCONSULTED: No("该目标已与部门沟通，请按已沟通报审。")},
    _D.SUBMITTED: _USUAL
    | {
        _DE.REVISE: _BEING_APPROVED,
        _DE.CONSULT: _BEING_APPROVED,
        _DE.SUBMIT: IGNORED,
        _DE.SUBMIT_UNCONSULTED: IGNORED,
        _DE.APPROVE: To(_D.APPROVED),
        _DE.RETURN: To(_D.RETURNED),
    },
    _D.APPROVED: every(_DE, _APPROVED)
    | {
        _DE.APPROVE: IGNORED,
        _DE.ISSUE: To(_D.ISSUED),
        _DE.RETURN: To(_D.RETURNED),
        _DE.WITHDRAW: No("该目标已经审批；不再下达的，请先退回，再撤回。"),
    },
    _D.ISSUED: every(_DE, _IN_FORCE)
    | {_DE.ISSUE: IGNORED, _DE.WITHDRAW: No("该目标已经下达，不能撤回；误下达的，请办理撤销目标。")},
    # Returned without a change it is submitted again; a change is consulted again.
    _D.RETURNED: _USUAL | {_DE.RETURN: IGNORED},
    _D.WITHDRAWN: every(_DE, _GONE) | {_DE.WITHDRAW: IGNORED},
}
