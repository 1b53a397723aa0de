"""级别: the rank of a unit from a day on, with its paper (1-2.16)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from sqlmodel import select

from models.database import begin
from models.ledger.score.ranks import rank_on
from models.records import Department
from models.rules.score.innovation import Rank

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql, Violations

RANKS = "SELECT serial, rank, since::text FROM department_rank ORDER BY id"


def on(day: str) -> Rank | None:
    with begin() as session:
        department = session.exec(select(Department).where(Department.code == "D001")).one()
        return rank_on(session, department, date.fromisoformat(day))


def test_2_16_a_rank_holds_from_its_day_and_earlier_ones_stay(
    january: Acting, ranked: dict[str, Any], sql: Sql, violations: Violations
) -> None:
    done = january.do("register_rank", **ranked)
    assert done.words == "已登记“第001厅”自2018-12-01起为副厅级（黔编〔2018〕7号）。"
    assert january.do("register_rank", **ranked).counts == {"registered": 0}
    january.do("register_rank", **ranked | {"rank": "正厅级", "since": "2026-05-01", "number": "黔编〔2026〕2号"})
    assert sql.rows(RANKS) == [(1, "deputy", "2018-12-01"), (2, "full", "2026-05-01")]
    days = ["2018-11-30", "2018-12-01", "2026-04-30", "2026-05-01"]
    assert [on(day) for day in days] == [None, Rank.DEPUTY, Rank.DEPUTY, Rank.FULL]
    assert violations() == []


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"dated": "2027-01-21"}, "文件日期2027-01-21晚于今天（2027-01-20），请核对。"),
        ({"department": "AGENCY"}, "是管理机构，不参加创新项目评选，不登记级别。"),
    ],
)
def test_the_agency_and_a_paper_of_a_day_to_come_are_refused(
    january: Acting, ranked: dict[str, Any], sql: Sql, change: dict[str, Any], told: str
) -> None:
    assert january.refused("register_rank", **ranked | change).endswith(told)
    assert sql.rows(RANKS) == []
