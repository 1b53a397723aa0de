"""The bar of pages: by the roles of a person, each page once."""

from __future__ import annotations

import pytest

from deployments.portal.tabs import tabs_of
from models.ledger.account.people import Capacity, SignedIn
from models.ledger.acts import Role


@pytest.mark.parametrize(
    ("roles", "reads", "paths"),
    [
        ([Role.OFFICE], False, ["/", "/unit", "/cloud"]),
        ([Role.HEAD, Role.LEADER], False, ["/head", "/unit"]),
        ([], True, ["/board", "/unit", "/cloud", "/list"]),
        ([], False, []),
    ],
)
def test_each_has_the_pages_of_his_roles_once(roles: list[Role], reads: bool, paths: list[str]) -> None:  # noqa: FBT001
    person = SignedIn(1, 1, "李明", tuple(Capacity(1, "D002", "第002厅", role) for role in roles), reads)
    found = [path for path, _ in tabs_of(person)]
    assert sorted(found) == sorted(paths)
