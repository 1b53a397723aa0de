"""规章制度: its states."""

from enum import StrEnum

from models.rules.kinds import Labelled
from models.rules.states.moves import Moves, No, To


class RegulationState(Labelled):
    """规章制度 (1-5.3 a)."""

    ISSUED = "issued", "已制定"
    REPEALED = "repealed", "已废止"


# The events of a regulation.
RegulationEvent = StrEnum("RegulationEvent", "REPEAL")


_R, _RE = RegulationState, RegulationEvent
REGULATION: Moves = {
    _R.ISSUED: {_RE.REPEAL: To(_R.REPEALED)},
    _R.REPEALED: {_RE.REPEAL: No("该制度此前已登记废止。")},
}
