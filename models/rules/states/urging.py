"""催办: the states of a task to press a debtor."""

from enum import StrEnum

from models.rules.kinds import Labelled
from models.rules.states.moves import IGNORED, Moves, No, To, every


class UrgingState(Labelled):
    """催办 task of the agency."""

    PROPOSED = "proposed", "待催办"
    DONE = "done", "已催办"
    SKIPPED = "skipped", "已跳过"
    REPLACED = "replaced", "已改用其他方式"
    LAPSED = "lapsed", "已不需要"


# The agency's decisions on a 催办 task; `lapse` follows when the duty is discharged.
# `retract` takes a wrong booking back.
UrgingEvent = StrEnum("UrgingEvent", "DO SKIP REPLACE LAPSE RETRACT")


_U, _UE = UrgingState, UrgingEvent
_OVER = No("该催办任务已经处理；登记有误的请先撤回登记。")
# What most states answer; a row says what is different in its state.
_USUAL = every(_UE, _OVER) | {_UE.LAPSE: IGNORED, _UE.RETRACT: To(_U.PROPOSED)}
URGING: Moves = {
    _U.PROPOSED: _USUAL
    | {
        _UE.DO: To(_U.DONE),
        _UE.SKIP: To(_U.SKIPPED),
        _UE.REPLACE: To(_U.REPLACED),
        _UE.LAPSE: To(_U.LAPSED),
        _UE.RETRACT: No("该催办任务尚未登记结果，没有可撤回的登记。"),
    },
    _U.DONE: _USUAL | {_UE.DO: IGNORED},
    _U.SKIPPED: _USUAL | {_UE.SKIP: IGNORED},
    _U.REPLACED: _USUAL | {_UE.REPLACE: IGNORED},
    _U.LAPSED: every(_UE, No("该事项已办结，催办任务已取消。")) | {_UE.LAPSE: IGNORED},
}
