"""Of a department that a person does not see there is no page, as of one that never was."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.deployments.portal.conftest import Desk


@pytest.mark.parametrize(
    "path", ["D001", "D009", "D002/target/2026/T001", "D002/target/2026/T999", "D001/target/2026/T001"]
)
def test_what_is_another_departments_does_not_exist(signed_in: Desk, path: str) -> None:
    never, other = signed_in.get("/duty/999"), signed_in.get(f"/unit/{path}")
    assert (never.status_code, never.content) == (other.status_code, other.content)
