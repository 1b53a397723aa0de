"""创新项目: the states of a project of a unit."""

from enum import StrEnum

from models.rules.kinds import Labelled
from models.rules.states.moves import IGNORED, Moves, No, Outcomes, To, every


class ProjectState(Labelled):
    """创新项目 (1-2.16): applied for, through the expert round, through the on-site round."""

    APPLIED = "applied", "已申报"
    SHORTLISTED = "shortlisted", "入围"
    DECLINED = "declined", "未入围"
    AWARDED = "awarded", "获奖"
    UNAWARDED = "unawarded", "未获奖"
    WITHDRAWN = "withdrawn", "已撤回"


# The events of a project.
ProjectEvent = StrEnum("ProjectEvent", "SHORTLIST DECLINE AWARD GO_WITHOUT WITHDRAW")


_S, _E = ProjectState, ProjectEvent
_JUDGED = No("该项目已经现场评审，初评结果不能再改。")
_FIRST = No("该项目没有经过专家初评，不能现场评审。")
_NOT_LISTED = No("该项目专家初评未入围，不能现场评审。")
_TOO_LATE = No("该项目已经专家初评，不能撤回。")
_GONE = No("该项目已撤回，不再评审。")
# What most states answer; a row says what is different in its state.
_USUAL: Outcomes = {
    _E.SHORTLIST: To(_S.SHORTLISTED),
    _E.DECLINE: To(_S.DECLINED),
    _E.AWARD: To(_S.AWARDED),
    _E.GO_WITHOUT: To(_S.UNAWARDED),
    _E.WITHDRAW: _TOO_LATE,
}
PROJECT: Moves = {
    _S.APPLIED: _USUAL | {_E.AWARD: _FIRST, _E.GO_WITHOUT: _FIRST, _E.WITHDRAW: To(_S.WITHDRAWN)},
    _S.SHORTLISTED: _USUAL | {_E.SHORTLIST: IGNORED},
    _S.DECLINED: _USUAL | {_E.DECLINE: IGNORED, _E.AWARD: _NOT_LISTED, _E.GO_WITHOUT: _NOT_LISTED},
    _S.AWARDED: _USUAL | {_E.SHORTLIST: _JUDGED, _E.DECLINE: _JUDGED, _E.AWARD: IGNORED},
    _S.UNAWARDED: _USUAL | {_E.SHORTLIST: _JUDGED, _E.DECLINE: _JUDGED, _E.GO_WITHOUT: IGNORED},
    _S.WITHDRAWN: every(_E, _GONE) | {_E.WITHDRAW: IGNORED},
}
