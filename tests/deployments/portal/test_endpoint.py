"""An endpoint: who is not signed in signs in first."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.deployments.portal.conftest import Desk


def test_who_is_not_signed_in_is_sent_to_sign_in_and_comes_back(desk: Desk) -> None:
    assert desk.get("/duty/2").headers["location"] == "/in?next=/duty/2"
    assert 'name="next" value="/duty/2"' in desk.get("/in?next=/duty/2").text
