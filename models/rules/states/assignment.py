"""交办事项: the states of other work that is assigned to the agency."""

from enum import StrEnum

from models.rules.kinds import Labelled
from models.rules.states.moves import IGNORED, Moves, No, To


class AssignmentState(Labelled):
    """交办事项 (1-5.3 f)."""

    OPEN = "open", "办理中"
    DONE = "done", "已办结"
    CANCELLED = "cancelled", "已撤销"


# The events of an assignment.
AssignmentEvent = StrEnum("AssignmentEvent", "COMPLETE CANCEL")


_A, _AE = AssignmentState, AssignmentEvent
ASSIGNMENT: Moves = {
    _A.OPEN: {_AE.COMPLETE: To(_A.DONE), _AE.CANCEL: To(_A.CANCELLED)},
    _A.DONE: {_AE.COMPLETE: No("该交办事项此前已办结。"), _AE.CANCEL: No("该交办事项已经办结，不能撤销。")},
    _A.CANCELLED: {_AE.COMPLETE: No("该交办事项此前已撤销。"), _AE.CANCEL: IGNORED},
}
