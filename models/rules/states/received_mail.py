"""来信: the states of a received mail, from its registration to its outcome."""

from collections.abc import Mapping
from enum import StrEnum

from models.rules.kinds import Labelled
from models.rules.states.moves import IGNORED, Event, Ignored, Moves, No, To, every


class MailState(Labelled):
    """来信: the state or outcome of a mail."""

    RECEIVED = "received", "已登记"
    TAKEN = "taken", "已收取"
    PARTLY = "partly", "部分收取"
    RETURNED = "returned", "已退回"
    WAITING = "waiting", "待处理"
    ACKNOWLEDGED = "acknowledged", "已回复收到"
    BOUNCED = "bounced", "退信"
    AUTOMATIC = "automatic", "不需办理"
    DISMISSED = "dismissed", "不予收取"
    ANSWERED = "answered", "已答复"


# What the system or the agency decides of a mail.
MailEvent = StrEnum("MailEvent", "TAKE TAKE_PART RETURN WAIT ACKNOWLEDGE BOUNCE SET_ASIDE DISMISS ANSWER")


_M, _ME = MailState, MailEvent
_BEING_TAKEN = No("这封来信正在收取，请稍后再办理。")
_WAITS = No("这封来信正等待管理机构处理。")


def _over(state: MailState, own: MailEvent) -> Mapping[Event, To | Ignored | No]:
    """Return the row of a final state: its own event again is ignored, every other one is refused."""
    reason = No(f"这封来信{state.label}，不再办理。")
    return {event: IGNORED if event is own else reason for event in MailEvent}


RECEIVED_MAIL: Moves = {
    _M.RECEIVED: {
        _ME.TAKE: To(_M.TAKEN),
        _ME.TAKE_PART: To(_M.PARTLY),
        _ME.RETURN: To(_M.RETURNED),
        _ME.WAIT: To(_M.WAITING),
        _ME.ACKNOWLEDGE: To(_M.ACKNOWLEDGED),
        _ME.BOUNCE: To(_M.BOUNCED),
        _ME.SET_ASIDE: To(_M.AUTOMATIC),
        _ME.DISMISS: _BEING_TAKEN,
        _ME.ANSWER: _BEING_TAKEN,
    },
    _M.TAKEN: _over(_M.TAKEN, _ME.TAKE),
    _M.PARTLY: _over(_M.PARTLY, _ME.TAKE_PART),
    _M.RETURNED: _over(_M.RETURNED, _ME.RETURN),
    _M.WAITING: every(_ME, _WAITS)
    | {
        _ME.TAKE: To(_M.TAKEN),
        _ME.TAKE_PART: To(_M.PARTLY),
        _ME.WAIT: IGNORED,
        _ME.DISMISS: To(_M.DISMISSED),
        _ME.ANSWER: To(_M.ANSWERED),
    },
    _M.ACKNOWLEDGED: _over(_M.ACKNOWLEDGED, _ME.ACKNOWLEDGE),
    _M.BOUNCED: _over(_M.BOUNCED, _ME.BOUNCE),
    _M.AUTOMATIC: _over(_M.AUTOMATIC, _ME.SET_ASIDE),
    _M.DISMISSED: _over(_M.DISMISSED, _ME.DISMISS),
    _M.ANSWERED: _over(_M.ANSWERED, _ME.ANSWER),
}
