"""The register of accounts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.database import begin
from models.ledger.account.register import list_accounts
from tests.models.ledger.account.conftest import digest

if TYPE_CHECKING:
    from tests.conftest import Acting


def test_an_account_is_listed_with_its_departments_and_slips(opened: Acting) -> None:
    with begin() as session:
        [row] = list_accounts(session)
    assert (row["serial"], row["person"], row["places"], row["used_on"]) == (1, "李明", "第002厅", None)
    opened.office("D002").do("first_sign_in", code_digest=digest("A"), password_hash="h")  # noqa: S106 - no password
    with begin() as session:
        assert str(list_accounts(session)[0]["used_on"]) == "2026-03-05"
