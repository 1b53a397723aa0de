"""核查: the states of an inspection with its plan, and of a team's findings."""

from enum import StrEnum

from models.rules.kinds import Labelled
from models.rules.states.moves import IGNORED, Moves, No, To


class InspectionState(Labelled):
    """核查: from the draft of its plan to its conclusion."""

    DRAFTED = "drafted", "方案拟制中"
    ISSUED = "issued", "方案已下达"
    CONCLUDED = "concluded", "已结束"
    CANCELLED = "cancelled", "已取消"


# The events of an inspection; `revise` changes its draft.
InspectionEvent = StrEnum("InspectionEvent", "REVISE ISSUE CONCLUDE CANCEL")


class FindingState(Labelled):
    """核查结果 about one target."""

    RECORDED = "recorded", "已记录，待签字"
    SIGNED = "signed", "已签字生效"
    SUPERSEDED = "superseded", "已被更正"


# The events of a finding; `revise` changes an unsigned one.
FindingEvent = StrEnum("FindingEvent", "REVISE SIGN SUPERSEDE")


_I, _IE = InspectionState, InspectionEvent
INSPECTION: Moves = {
    _I.DRAFTED: {
        _IE.REVISE: To(_I.DRAFTED),
        _IE.ISSUE: To(_I.ISSUED),
        _IE.CONCLUDE: No("核查方案尚未下达，核查还没有开始。"),
        _IE.CANCEL: To(_I.CANCELLED),
    },
    _I.ISSUED: {
        _IE.REVISE: No("核查方案已经下达，不能再改。"),
        _IE.ISSUE: IGNORED,
        _IE.CONCLUDE: To(_I.CONCLUDED),
        _IE.CANCEL: To(_I.CANCELLED),
    },
    _I.CONCLUDED: {
        _IE.REVISE: No("该核查已经结束，方案不能再改。"),
        _IE.ISSUE: No("该核查已经结束，不能再次下达方案。"),
        _IE.CONCLUDE: IGNORED,
        _IE.CANCEL: No("该核查已经结束，不能取消。"),
    },
    _I.CANCELLED: {
        _IE.REVISE: No("该核查已经取消，方案不能再改。"),
        _IE.ISSUE: No("该核查已经取消，不能下达方案。"),
        _IE.CONCLUDE: No("该核查已经取消。"),
        _IE.CANCEL: IGNORED,
    },
}

_F, _FE = FindingState, FindingEvent
FINDING: Moves = {
    _F.RECORDED: {
        _FE.REVISE: To(_F.RECORDED),
        _FE.SIGN: To(_F.SIGNED),
        _FE.SUPERSEDE: No("该核查结果尚未签字，可以直接修改，不需要更正。"),
    },
    _F.SIGNED: {
        _FE.REVISE: No("该核查结果已经签字生效，不能修改；确有错误的，另作更正并重新签字。"),
        _FE.SIGN: IGNORED,
        _FE.SUPERSEDE: To(_F.SUPERSEDED),
    },
    _F.SUPERSEDED: {
        _FE.REVISE: No("该核查结果已被更正，不能再改。"),
        _FE.SIGN: No("该核查结果已被更正，不能再签字。"),
        _FE.SUPERSEDE: IGNORED,
    },
}
