"""申诉: the states of a department's objection to an entry of the negative list."""

from enum import StrEnum

from models.rules.kinds import Labelled
from models.rules.states.moves import IGNORED, Moves, No, To


class AppealState(Labelled):
    """申诉 (4.3 a)."""

    LODGED = "lodged", "已提出"
    ACCEPTED = "accepted", "已受理"
    REFUSED = "refused", "不予受理"
    RULED = "ruled", "已裁定"
    WITHDRAWN = "withdrawn", "已撤回"


# The events of an appeal.
AppealEvent = StrEnum("AppealEvent", "ACCEPT REFUSE RULE WITHDRAW")


_A, _AE = AppealState, AppealEvent
_REFUSED = No("该申诉此前已不予受理。")
_RULED = No("该申诉已经裁定，裁定不再更改。")
_WITHDRAWN = No("该申诉已由部门撤回。")
APPEAL: Moves = {
    _A.LODGED: {
        _AE.ACCEPT: To(_A.ACCEPTED),
        _AE.REFUSE: To(_A.REFUSED),
        _AE.RULE: No("该申诉尚未受理，受理并复核后才能裁定。"),
        _AE.WITHDRAW: To(_A.WITHDRAWN),
    },
    _A.ACCEPTED: {
        _AE.ACCEPT: IGNORED,
        _AE.REFUSE: No("该申诉已经受理，应复核后裁定。"),
        _AE.RULE: To(_A.RULED),
        _AE.WITHDRAW: To(_A.WITHDRAWN),
    },
    _A.REFUSED: {_AE.ACCEPT: _REFUSED, _AE.REFUSE: IGNORED, _AE.RULE: _REFUSED, _AE.WITHDRAW: _REFUSED},
    _A.RULED: {_AE.ACCEPT: _RULED, _AE.REFUSE: _RULED, _AE.RULE: _RULED, _AE.WITHDRAW: _RULED},
    _A.WITHDRAWN: {_AE.ACCEPT: _WITHDRAWN, _AE.REFUSE: _WITHDRAWN, _AE.RULE: _WITHDRAWN, _AE.WITHDRAW: IGNORED},
}
