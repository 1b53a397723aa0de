"""The rules for all teams of an inspection hold at the issue of its plan and after every change (4.3 b, 6.2.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from models.database import begin
from models.ledger.inspection.composition import check_composition
from models.records import Inspection
from models.rules.errors import Refused

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql


def composed() -> list[int]:
    with begin() as session:
        return [member.team for member in check_composition(session, session.get_one(Inspection, 1))]


@pytest.mark.usefixtures("drafted")
def test_the_current_members_are_returned() -> None:
    assert composed() == [1, 1]


def test_only_a_matter_of_the_whole_picture_has_several_teams(drafted: Acting, sql: Sql) -> None:
    drafted.do("appoint_team", inspection="2026-1", team=2, leader="郑玲", members="韩丽")
    with pytest.raises(Refused, match="只有影响全局的重大事项才集中几个核查组"):
        composed()
    sql("UPDATE inspection SET whole_picture = true")
    assert composed() == [1, 1, 2, 2]


def test_the_agencys_own_people_lead_in_a_major_decision(drafted: Acting, sql: Sql) -> None:
    party = {"credit_code": "91520100MA6DL0000X", "qualification": "甲级", "independence": "无利益关系"}
    drafted.do("register_third_party", name="信达公司", **party)
    sql("UPDATE inspector SET third_party_id = 1 WHERE name = '王文'")
    assert composed() == [1, 1]
    sql("UPDATE inspection SET major = true")
    with pytest.raises(Refused, match="组长王文是第三方人员"):
        composed()
