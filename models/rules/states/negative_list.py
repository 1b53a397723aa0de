"""负面清单条目 and its rounds of 整改: their states."""

from enum import StrEnum

from models.rules.kinds import Labelled
from models.rules.states.moves import IGNORED, Moves, No, Outcomes, To, every


class EntryState(Labelled):
    """负面清单条目."""

    PROPOSED = "proposed", "拟列入"
    LISTED = "listed", "已列入"
    REMEDYING = "remedying", "整改中"
    MADE_GOOD = "made_good", "已补欠"
    DISMISSED = "dismissed", "未予认定"
    WITHDRAWN = "withdrawn", "经裁定撤销"
    CORRECTED = "corrected", "经更正撤销"


ENDED = frozenset({EntryState.MADE_GOOD, EntryState.DISMISSED, EntryState.WITHDRAWN, EntryState.CORRECTED})
TAKEN_BACK = frozenset({EntryState.WITHDRAWN, EntryState.CORRECTED})  # by a ruling or a correction
UNCONFIRMED = frozenset({EntryState.PROPOSED, EntryState.DISMISSED})  # never on the list (A20)
NOT_COUNTED = UNCONFIRMED | ENDED - {EntryState.MADE_GOOD}  # no listing that counts: also what was withdrawn


# The events of an entry of the negative list.
EntryEvent = StrEnum("EntryEvent", "CONFIRM DISMISS SET_LIMIT REOPEN MAKE_GOOD WITHDRAW CORRECT")


class RemediationState(Labelled):
    """One round of 整改."""

    REMEDYING = "remedying", "整改中"
    COMPLETED = "completed", "已申报完成"
    FED_BACK = "fed_back", "已反馈"
    ACCEPTED = "accepted", "复查通过"
    REJECTED = "rejected", "复查未通过"
    VOID = "void", "已作废"


# The events of a round of remediation.
RemediationEvent = StrEnum("RemediationEvent", "COMPLETE WITHDRAW FEED_BACK ACCEPT REJECT VOID")


_E, _EE = EntryState, EntryEvent
_WITHDRAWN = No("该条目已经裁定撤销，不能再办理。")
_CORRECTED = No("该条目已经更正撤销，不能再办理。")
_DISMISSED = No("该条目经现场核查未予认定，不能再办理。")
# What most states answer; a row says what is different in its state.
_USUAL: Outcomes = {
    _EE.CONFIRM: IGNORED,
    _EE.DISMISS: No("该条目已经认定列入，不能再作不予认定。"),
    _EE.SET_LIMIT: No(
        "该条目尚未经现场认定，不能明确整改时限；请先现场核查并签字（sign_off），再认定列入（list_finding）。"
    ),
    _EE.REOPEN: No("该条目尚未经现场认定，不存在再次整改。"),
    _EE.MAKE_GOOD: No("该条目尚未经现场认定，不能认定补欠。"),
    _EE.WITHDRAW: To(_E.WITHDRAWN),
    _EE.CORRECT: To(_E.CORRECTED),
}
ENTRY: Moves = {
    _E.PROPOSED: _USUAL
    | {
        _EE.CONFIRM: To(_E.LISTED),
        _EE.DISMISS: To(_E.DISMISSED),
        _EE.WITHDRAW: No("该条目尚未经现场认定，不需要撤销。"),
        _EE.CORRECT: No("该条目尚未经现场认定，不需要撤销。"),
    },
    _E.LISTED: _USUAL
    | {
        _EE.SET_LIMIT: To(_E.REMEDYING),
        _EE.REOPEN: No("该条目尚未明确整改时限，不存在再次整改。"),
        _EE.MAKE_GOOD: No("该条目尚未整改，不能认定补欠。"),
    },
    _E.REMEDYING: _USUAL
    | {
        _EE.SET_LIMIT: No(
            "该条目的整改时限已经明确：延长用 extend_limit，已过的另定用 excuse_limit，复查未通过时才另定新的时限。"
        ),
        _EE.REOPEN: To(_E.REMEDYING),
        _EE.MAKE_GOOD: To(_E.MADE_GOOD),
    },
    _E.MADE_GOOD: _USUAL
    | {
        _EE.SET_LIMIT: No("该条目已补欠，不再设整改时限。"),
        _EE.REOPEN: No("该条目已补欠，不能再次整改；再次未完成请另行列入。"),
        _EE.MAKE_GOOD: IGNORED,
    },
    _E.DISMISSED: every(_EE, _DISMISSED) | {_EE.DISMISS: IGNORED},
    _E.WITHDRAWN: every(_EE, _WITHDRAWN) | {_EE.WITHDRAW: IGNORED},
    _E.CORRECTED: every(_EE, _CORRECTED) | {_EE.CORRECT: IGNORED},
}

_R, _RE = RemediationState, RemediationEvent
_VOID = No("该条目已撤销，不再整改。")
_CLOSED = No("本轮整改已复查完毕，不能再改。")
REMEDIATION: Moves = {
    _R.REMEDYING: {
        _RE.COMPLETE: To(_R.COMPLETED),
        _RE.WITHDRAW: No("尚未申报整改完成，没有可撤回的申报。"),
        _RE.FEED_BACK: No("尚未申报整改完成，不能反馈。请先申报完成。"),
        _RE.ACCEPT: No("尚未收到整改反馈，不能复查。"),
        _RE.REJECT: No("尚未收到整改反馈，不能复查。"),
        _RE.VOID: To(_R.VOID),
    },
    _R.COMPLETED: {
        _RE.COMPLETE: No("已申报整改完成；如需更改完成日期，请先撤回申报。"),
        _RE.WITHDRAW: To(_R.REMEDYING),
        _RE.FEED_BACK: To(_R.FED_BACK),
        _RE.ACCEPT: No("尚未收到整改反馈，不能复查。"),
        _RE.REJECT: No("尚未收到整改反馈，不能复查。"),
        _RE.VOID: To(_R.VOID),
    },
    _R.FED_BACK: {
        _RE.COMPLETE: No("已申报整改完成并反馈；如需更改，请先撤回申报。"),
        _RE.WITHDRAW: To(_R.REMEDYING),
        _RE.FEED_BACK: No("整改情况已经反馈，不能重复反馈。"),
        _RE.ACCEPT: To(_R.ACCEPTED),
        _RE.REJECT: To(_R.REJECTED),
        _RE.VOID: To(_R.VOID),
    },
    _R.ACCEPTED: every(_RE, _CLOSED) | {_RE.ACCEPT: IGNORED, _RE.VOID: IGNORED},
    _R.REJECTED: every(_RE, _CLOSED) | {_RE.REJECT: IGNORED, _RE.VOID: IGNORED},
    _R.VOID: every(_RE, _VOID) | {_RE.VOID: IGNORED},
}
