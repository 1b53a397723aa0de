"""年度考评: the states of a department's score sheet, and of its objections to single lines (1-8.2).

A sheet is approved only after its department was heard; an approved one is replaced only by a correction.
"""

from enum import StrEnum

from models.rules.kinds import Labelled
from models.rules.states.moves import IGNORED, Moves, No, Outcomes, To, every


class ScoreSheetState(Labelled):
    """得分表: how far the score sheet of a department is; only the frozen one is the result of the year."""

    DRAFTED = "drafted", "待部门核对"
    AGREED = "agreed", "部门无异议"
    SILENT = "silent", "未提异议"
    OBJECTED = "objected", "异议待答复"
    GRANTED = "granted", "异议已采纳，待重算"
    SETTLED = "settled", "异议已答复"
    FROZEN = "frozen", "已审定"
    SUPERSEDED = "superseded", "已被取代"


HEARD = frozenset({ScoreSheetState.AGREED, ScoreSheetState.SILENT, ScoreSheetState.SETTLED})


# The events of a score sheet; LAPSE is the day of objections that passed in silence.
ScoreSheetEvent = StrEnum("ScoreSheetEvent", "AGREE OBJECT LAPSE GRANT SETTLE REDRAFT APPROVE CORRECT")


class ScoreObjectionState(Labelled):
    """得分异议: what became of an objection to a line; an accepted one counts once another person has recomputed it."""

    RAISED = "raised", "待答复"
    TAKEN_BACK = "taken_back", "已撤回"
    ACCEPTED = "accepted", "已采纳，待重算"
    DISMISSED = "dismissed", "未采纳"
    CONFIRMED = "confirmed", "已采纳，已重算"


# The events of an objection to a line.
ScoreObjectionEvent = StrEnum("ScoreObjectionEvent", "RAISE TAKE_BACK ACCEPT DISMISS CONFIRM")


_S, _E = ScoreSheetState, ScoreSheetEvent
_NO_OBJECTION = No("部门对该得分表没有提出异议，没有可答复的内容。")
_NOT_FROZEN = No("该得分表尚未审定；需要改正的，请更正台账后重新拟定。")
_NOT_HEARD = No("该得分表还在部门核对期限内，不能审定。")
_UNANSWERED = No("部门对该得分表的异议尚未答复，请先逐项答复。")
_ANSWERED = No("管理机构已答复该得分表的异议，不能再改。")
_WAITS = No("部门对该得分表的异议已采纳，须先由另一人重算。")
_FROZEN = No("该得分表已经审定；确有错误的，请另行更正（supersede_sheet）。")
_GONE = No("该得分表已被新的取代，请按新的办理。")
# What most states answer; a row says what is different in its state.
_USUAL: Outcomes = {
    _E.AGREE: To(_S.AGREED),
    _E.OBJECT: To(_S.OBJECTED),
    _E.LAPSE: IGNORED,
    _E.GRANT: _NO_OBJECTION,
    _E.SETTLE: _NO_OBJECTION,
    _E.REDRAFT: To(_S.SUPERSEDED),
    _E.APPROVE: To(_S.FROZEN),
    _E.CORRECT: _NOT_FROZEN,
}
SCORE_SHEET: Moves = {
    _S.DRAFTED: _USUAL | {_E.LAPSE: To(_S.SILENT), _E.APPROVE: _NOT_HEARD},
    # Until its day an office may change its mind; the act compares the days.
    _S.AGREED: _USUAL | {_E.AGREE: IGNORED},
    # A mail that arrived in time may be read after the day.
    _S.SILENT: _USUAL,
    _S.OBJECTED: _USUAL
    | {
        _E.OBJECT: IGNORED,
        _E.GRANT: To(_S.GRANTED),
        _E.SETTLE: To(_S.SETTLED),
        _E.REDRAFT: _UNANSWERED,
        _E.APPROVE: _UNANSWERED,
    },
    _S.GRANTED: _USUAL
    | {
        _E.AGREE: _ANSWERED,
        _E.OBJECT: _ANSWERED,
        _E.GRANT: IGNORED,
        _E.SETTLE: To(_S.SETTLED),  # what was accepted is dismissed after all, before anything was recomputed
        _E.APPROVE: _WAITS,
    },
    _S.SETTLED: _USUAL | {_E.AGREE: _ANSWERED, _E.OBJECT: _ANSWERED, _E.GRANT: _ANSWERED, _E.SETTLE: IGNORED},
    _S.FROZEN: every(_E, _FROZEN) | {_E.LAPSE: IGNORED, _E.APPROVE: IGNORED, _E.CORRECT: To(_S.SUPERSEDED)},
    _S.SUPERSEDED: every(_E, _GONE) | {_E.LAPSE: IGNORED, _E.REDRAFT: IGNORED},
}
_O, _OE = ScoreObjectionState, ScoreObjectionEvent
_RULED = No("管理机构已答复这项异议，不能再改。")
_TAKEN_BACK = No("部门已撤回这项异议，没有可答复的内容。")
_FIRST_ACCEPT = No("这项异议没有采纳，没有可重算的内容。")
# What most states answer; a row says what is different in its state.
_USUAL_LINE = every(_OE, _RULED) | {
    _OE.ACCEPT: IGNORED,
    _OE.DISMISS: To(_O.DISMISSED),
    _OE.CONFIRM: _FIRST_ACCEPT,
}
SCORE_OBJECTION: Moves = {
    _O.RAISED: _USUAL_LINE | {_OE.RAISE: IGNORED, _OE.TAKE_BACK: To(_O.TAKEN_BACK), _OE.ACCEPT: To(_O.ACCEPTED)},
    _O.TAKEN_BACK: _USUAL_LINE
    | {
        _OE.RAISE: To(_O.RAISED),
        _OE.TAKE_BACK: IGNORED,
        _OE.ACCEPT: _TAKEN_BACK,
        _OE.DISMISS: _TAKEN_BACK,
    },
    _O.ACCEPTED: _USUAL_LINE | {_OE.CONFIRM: To(_O.CONFIRMED)},
    _O.DISMISSED: _USUAL_LINE
    | {
        _OE.ACCEPT: No("这项异议已答复为未采纳，不能改为采纳；确有错误的，请更正台账后重新拟定。"),
        _OE.DISMISS: IGNORED,
    },
    _O.CONFIRMED: _USUAL_LINE | {_OE.DISMISS: No("这项异议已采纳并重算，不能改为未采纳。"), _OE.CONFIRM: IGNORED},
}
