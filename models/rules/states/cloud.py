"""目标云上传: the states from receipt through the automatic judgement to the decision on a warning (7.5, A22)."""

from enum import StrEnum

from models.rules.kinds import Labelled
from models.rules.states.moves import IGNORED, Moves, No, To, every


class UploadState(Labelled):
    """目标云上传 (7.5)."""

    RECEIVED = "received", "已收到"
    FINE = "fine", "判定正常"
    WARNED = "warned", "预警"
    CONFIRMED = "confirmed", "预警属实"
    CLEARED = "cleared", "预警已消除"
    SUPERSEDED = "superseded", "已由新的上传取代"


class UploadEvent(StrEnum):
    """The events of an upload; `supersede` is a newer upload of the same project and month."""

    PASS = "pass"  # noqa: S105 - no password
    WARN = "warn"
    CONFIRM = "confirm"
    CLEAR = "clear"
    SUPERSEDE = "supersede"


_U, _UE = UploadState, UploadEvent
_UNJUDGED = No("该上传尚未自动判定。")
_JUDGED = No("该上传此前已自动判定，判定不再更改。")
_FINE = No("该上传判定正常，没有预警。")
_SUPERSEDED = No("该上传已由新的上传取代，请办理最新一次上传的预警。")
# What most states answer; a row says what is different in its state.
_USUAL = every(_UE, _JUDGED) | {_UE.CONFIRM: _FINE, _UE.CLEAR: _FINE, _UE.SUPERSEDE: To(_U.SUPERSEDED)}
UPLOAD: Moves = {
    _U.RECEIVED: every(_UE, _UNJUDGED) | {_UE.PASS: To(_U.FINE), _UE.WARN: To(_U.WARNED)},
    _U.FINE: _USUAL | {_UE.PASS: IGNORED},
    _U.WARNED: _USUAL | {_UE.WARN: IGNORED, _UE.CONFIRM: To(_U.CONFIRMED), _UE.CLEAR: To(_U.CLEARED)},
    _U.CONFIRMED: _USUAL | {_UE.CONFIRM: IGNORED, _UE.CLEAR: No("该预警此前已认定属实，补报后由新的上传取代。")},
    _U.CLEARED: _USUAL | {_UE.CONFIRM: No("该预警此前已消除，不再认定。"), _UE.CLEAR: IGNORED},
    _U.SUPERSEDED: _USUAL | {_UE.CONFIRM: _SUPERSEDED, _UE.CLEAR: _SUPERSEDED, _UE.SUPERSEDE: IGNORED},
}
