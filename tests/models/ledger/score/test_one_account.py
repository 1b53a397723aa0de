"""What one account typed for two people in a year (A56)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from models.database import begin
from models.ledger.score.one_account import one_account_in_words
from tests.models.ledger.leader_rating.conftest import Rated, by, january, rated, read

if TYPE_CHECKING:
    from tests.conftest import Acting

__all__ = ["january", "rated"]


def words(year: int = 2026) -> str:
    with begin() as session:
        return one_account_in_words(session, 2, year)


@pytest.mark.parametrize(
    ("name", "account", "told"),
    [("李明", "lm", ""), ("李明", "ww", "省领导评价1份"), ("王文", "lm", "省领导评价1份")],
)
def test_ratings_that_one_account_entered_and_read_are_counted(
    january: Acting, rated: Rated, name: str, account: str, told: str
) -> None:
    fields = rated("张平", D001="80")
    by(january, "王文", "ww").do("enter_leader_ratings", **fields)
    by(january, name, account).do("confirm_leader_ratings", **read(fields))
    assert words() == (f"{told}，录入与核对用的是同一账户，没有第二人的签字文件。" if told else "")
    assert words(2025) == ""
