"""目标: one target with its versions, of the own department only."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.deployments.portal.conftest import Desk


def test_a_target_is_shown_with_its_versions_as_why_says_them(signed_in: Desk) -> None:
    assert 'href="/unit/D002/target/2026/T003"' in signed_in.get("/unit/D002").text
    page = html.unescape(signed_in.get("/unit/D002/target/2026/T003").text)
    assert "历次要求：" in page
    assert "现行要求（第1版）" in page
