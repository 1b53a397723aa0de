"""The names under which a list may have people: alone only while nobody else on the roster has the name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.database import begin
from models.ledger.inspection.rotation import names_by_person, names_of_those, written_out
from models.ledger.jurisdiction import home
from tests.models.ledger.inspection.namesakes import register_namesake

if TYPE_CHECKING:
    from tests.conftest import Acting


def names() -> dict[int, frozenset[str]]:
    with begin() as session:
        return names_by_person(session, home(session))


def test_a_person_of_a_third_party_without_a_namesake_is_named_alone_too(roster: Acting) -> None:
    register_namesake(roster, "钱多")
    assert frozenset({"钱多", "中鼎公司/钱多"}) in names().values()
    roster.do("register_inspector", name="钱多")
    assert {frozenset({"钱多"}), frozenset({"中鼎公司/钱多"})} <= set(names().values())


def test_a_list_is_written_out_with_the_third_parties(roster: Acting) -> None:
    register_namesake(roster, "钱多")
    register_namesake(roster)
    with begin() as session:
        found = written_out(session, home(session), ["钱多", "王文", "中鼎公司/王文", "外请专家"])
    assert found == ["中鼎公司/钱多", "王文", "中鼎公司/王文", "外请专家"]


def test_who_is_named_once_is_named_in_every_way(roster: Acting) -> None:
    register_namesake(roster, "钱多")
    assert names_of_those(names(), {"中鼎公司/钱多", "王文", "外请专家"}) == {"中鼎公司/钱多", "钱多", "王文"}
