"""The page of a demonstration that stays is tried by its journey; here, what it says before."""

from __future__ import annotations

from deployments.demo.page import PASSWORD, PEOPLE
from models.rules.account import password_fault


def test_the_password_of_the_demonstration_is_one_that_the_page_would_take() -> None:
    for person, (role, name) in PEOPLE.items():
        assert password_fault(PASSWORD, [*person.split("/"), role, *name.split("/")]) == ""
