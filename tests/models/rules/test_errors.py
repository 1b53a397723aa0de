"""The one family of errors."""

import pytest

from models.rules.errors import MoveRefused, MubiaoError, Refused, Unavailable


@pytest.mark.parametrize("kind", [MubiaoError, Refused, Unavailable])
def test_the_message_is_the_text_that_the_reader_sees(kind: type[MubiaoError]) -> None:
    error = kind("季度尚未结束，不能登记分析会。")
    assert str(error) == error.message == "季度尚未结束，不能登记分析会。"


@pytest.mark.parametrize("kind", [Refused, Unavailable, MoveRefused])
def test_every_error_is_of_the_one_family(kind: type[MubiaoError]) -> None:
    assert issubclass(kind, MubiaoError)


def test_refused_and_unavailable_are_distinct() -> None:
    assert not issubclass(Refused, Unavailable)
    assert not issubclass(Unavailable, Refused)


def test_a_refused_move_is_refused_with_state_and_event() -> None:
    error = MoveRefused("waived", "discharge", "该事项已豁免，无需办理。")
    assert isinstance(error, Refused)
    assert (error.state, error.event, error.message) == ("waived", "discharge", "该事项已豁免，无需办理。")
