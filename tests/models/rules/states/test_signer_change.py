"""What waits for a second person is confirmed or returned once."""

import pytest

from models.rules.errors import MoveRefused
from models.rules.states import SIGNER_CHANGE, SignerChangeEvent, SignerChangeState, follow


@pytest.mark.parametrize("event", SignerChangeEvent)
@pytest.mark.parametrize("closed", [SignerChangeState.CONFIRMED, SignerChangeState.RETURNED])
def test_a_closed_change_is_not_closed_again(closed: SignerChangeState, event: SignerChangeEvent) -> None:
    with pytest.raises(MoveRefused, match="此前已"):
        follow(SIGNER_CHANGE, closed, event)
