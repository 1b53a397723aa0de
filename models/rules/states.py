"""Which state follows which event, one table per noun; every pair is written out: allowed, ignored, or why not."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from models.rules.errors import MoveRefused
from models.rules.kinds import Labelled


@dataclass(frozen=True, slots=True)
class To:
    """The event moves the record to this state."""

    state: "State"


@dataclass(frozen=True, slots=True)
class Ignored:
    """The event has already had its effect: nothing moves, nothing is wrong."""


@dataclass(frozen=True, slots=True)
class No:
    """The event is refused, for this reason."""

    reason: str


IGNORED = Ignored()


class ObligationState(Labelled):
    """应办事项: whether it is still owed. Due-soon and overdue are functions of the date, not states."""

    OPEN = "open", "待办"
    DISCHARGED = "discharged", "已办结"
    WAIVED = "waived", "已豁免"
    VOID = "void", "已作废"


class ObligationEvent(StrEnum):
    """What can happen to an obligation."""

    DISCHARGE = "discharge"
    RETURN = "return"
    WITHDRAW = "withdraw"
    RENEW = "renew"
    WAIVE = "waive"


class EntryState(Labelled):
    """负面清单条目."""

    LISTED = "listed", "已列入"
    REMEDYING = "remedying", "整改中"
    MADE_GOOD = "made_good", "已补欠"


class EntryEvent(StrEnum):
    """What can happen to an entry of the negative list."""

    SET_LIMIT = "set_limit"
    REOPEN = "reopen"
    MAKE_GOOD = "make_good"


class RemediationState(Labelled):
    """One round of 整改."""

    REMEDYING = "remedying", "整改中"
    COMPLETED = "completed", "已申报完成"
    FED_BACK = "fed_back", "已反馈"
    ACCEPTED = "accepted", "复查通过"
    REJECTED = "rejected", "复查未通过"


class RemediationEvent(StrEnum):
    """What can happen in a round of remediation."""

    COMPLETE = "complete"
    WITHDRAW = "withdraw"
    FEED_BACK = "feed_back"
    ACCEPT = "accept"
    REJECT = "reject"


class UrgingState(Labelled):
    """催办 task of the agency."""

    PROPOSED = "proposed", "待催办"
    DONE = "done", "已催办"
    SKIPPED = "skipped", "已跳过"
    REPLACED = "replaced", "已改用其他方式"
    LAPSED = "lapsed", "已不需要"


class UrgingEvent(StrEnum):
    """What the agency does with a 催办 task, or (lapse) what the duty's discharge does to it."""

    DO = "do"
    SKIP = "skip"
    REPLACE = "replace"
    LAPSE = "lapse"


State = ObligationState | EntryState | RemediationState | UrgingState
Event = ObligationEvent | EntryEvent | RemediationEvent | UrgingEvent
Moves = Mapping[State, Mapping[Event, To | Ignored | No]]

_O, _OE = ObligationState, ObligationEvent
OBLIGATION: Moves = {
    _O.OPEN: {
        _OE.DISCHARGE: To(_O.DISCHARGED),
        _OE.RETURN: No("该事项尚未办结，没有可退回的内容。"),
        _OE.WITHDRAW: To(_O.VOID),
        _OE.RENEW: IGNORED,
        _OE.WAIVE: To(_O.WAIVED),
    },
    _O.DISCHARGED: {
        _OE.DISCHARGE: IGNORED,
        _OE.RETURN: To(_O.OPEN),
        _OE.WITHDRAW: To(_O.VOID),
        _OE.RENEW: No("该事项已办结，不能重新发起。"),
        _OE.WAIVE: No("该事项已办结，无需豁免。"),
    },
    _O.WAIVED: {
        _OE.DISCHARGE: No("该事项已豁免，无需办理。"),
        _OE.RETURN: No("该事项已豁免，没有可退回的内容。"),
        _OE.WITHDRAW: IGNORED,
        _OE.RENEW: No("该事项已豁免，不能重新发起。"),
        _OE.WAIVE: IGNORED,
    },
    _O.VOID: {
        _OE.DISCHARGE: No("该事项已作废，不能办理。"),
        _OE.RETURN: No("该事项已作废，没有可退回的内容。"),
        _OE.WITHDRAW: IGNORED,
        _OE.RENEW: To(_O.OPEN),
        _OE.WAIVE: No("该事项已作废，无需豁免。"),
    },
}

_E, _EE = EntryState, EntryEvent
ENTRY: Moves = {
    _E.LISTED: {
        _EE.SET_LIMIT: To(_E.REMEDYING),
        _EE.REOPEN: No("该条目尚未明确整改时限，不存在再次整改。"),
        _EE.MAKE_GOOD: No("该条目尚未整改，不能认定补欠。"),
    },
    _E.REMEDYING: {
        _EE.SET_LIMIT: No("该条目的整改时限已经明确；复查未通过时才另定新的时限。"),
        _EE.REOPEN: To(_E.REMEDYING),
        _EE.MAKE_GOOD: To(_E.MADE_GOOD),
    },
    _E.MADE_GOOD: {
        _EE.SET_LIMIT: No("该条目已补欠，不再设整改时限。"),
        _EE.REOPEN: No("该条目已补欠，不能再次整改；再次未完成请另行列入。"),
        _EE.MAKE_GOOD: IGNORED,
    },
}

_R, _RE = RemediationState, RemediationEvent
_CLOSED = No("本轮整改已复查完毕，不能再改。")
REMEDIATION: Moves = {
    _R.REMEDYING: {
        _RE.COMPLETE: To(_R.COMPLETED),
        _RE.WITHDRAW: No("尚未申报整改完成，没有可撤回的申报。"),
        _RE.FEED_BACK: No("尚未申报整改完成，不能反馈。请先申报完成。"),
        _RE.ACCEPT: No("尚未收到整改反馈，不能复查。"),
        _RE.REJECT: No("尚未收到整改反馈，不能复查。"),
    },
    _R.COMPLETED: {
        _RE.COMPLETE: No("已申报整改完成；如需更改完成日期，请先撤回申报。"),
        _RE.WITHDRAW: To(_R.REMEDYING),
        _RE.FEED_BACK: To(_R.FED_BACK),
        _RE.ACCEPT: No("尚未收到整改反馈，不能复查。"),
        _RE.REJECT: No("尚未收到整改反馈，不能复查。"),
    },
    _R.FED_BACK: {
        _RE.COMPLETE: No("已申报整改完成并反馈；如需更改，请先撤回申报。"),
        _RE.WITHDRAW: To(_R.REMEDYING),
        _RE.FEED_BACK: No("整改情况已经反馈，不能重复反馈。"),
        _RE.ACCEPT: To(_R.ACCEPTED),
        _RE.REJECT: To(_R.REJECTED),
    },
    _R.ACCEPTED: {
        _RE.COMPLETE: _CLOSED,
        _RE.WITHDRAW: _CLOSED,
        _RE.FEED_BACK: _CLOSED,
        _RE.ACCEPT: IGNORED,
        _RE.REJECT: _CLOSED,
    },
    _R.REJECTED: {
        _RE.COMPLETE: _CLOSED,
        _RE.WITHDRAW: _CLOSED,
        _RE.FEED_BACK: _CLOSED,
        _RE.ACCEPT: _CLOSED,
        _RE.REJECT: IGNORED,
    },
}

_U, _UE = UrgingState, UrgingEvent
_OVER = No("该催办任务已经处理，不能再改。")
URGING: Moves = {
    _U.PROPOSED: {
        _UE.DO: To(_U.DONE),
        _UE.SKIP: To(_U.SKIPPED),
        _UE.REPLACE: To(_U.REPLACED),
        _UE.LAPSE: To(_U.LAPSED),
    },
    _U.DONE: {_UE.DO: IGNORED, _UE.SKIP: _OVER, _UE.REPLACE: _OVER, _UE.LAPSE: IGNORED},
    _U.SKIPPED: {_UE.DO: _OVER, _UE.SKIP: IGNORED, _UE.REPLACE: _OVER, _UE.LAPSE: IGNORED},
    _U.REPLACED: {_UE.DO: _OVER, _UE.SKIP: _OVER, _UE.REPLACE: IGNORED, _UE.LAPSE: IGNORED},
    _U.LAPSED: {
        _UE.DO: No("该事项已办结，催办任务已取消。"),
        _UE.SKIP: No("该事项已办结，催办任务已取消。"),
        _UE.REPLACE: No("该事项已办结，催办任务已取消。"),
        _UE.LAPSE: IGNORED,
    },
}


def follow(moves: Moves, state: State, event: Event) -> State | None:
    """The state after `event`, or None when it is to be ignored; raises MoveRefused with the table's reason."""
    outcome = moves[state][event]
    if isinstance(outcome, No):
        raise MoveRefused(state, event, outcome.reason)
    return outcome.state if isinstance(outcome, To) else None
