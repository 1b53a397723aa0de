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
from tests.models.ledger.score.appraisal import refused_unchanged

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql, Together, Violations

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


@pytest.mark.parametrize("field", ["department", "rank", "since", "number", "dated", "evidence"])
def test_no_rank_is_registered_without_its_paper(january: Acting, ranked: dict[str, Any], sql: Sql, field: str) -> None:
    fields = {name: value for name, value in ranked.items() if name != field}
    assert refused_unchanged(january, sql, "register_rank", fields)


@pytest.mark.parametrize("change", [{"rank": "局级"}, {"department": "D009"}, {"since": "2018-13-01"}, {"number": " "}])
def test_what_is_no_rank_is_refused(january: Acting, ranked: dict[str, Any], sql: Sql, change: dict[str, Any]) -> None:
    assert refused_unchanged(january, sql, "register_rank", ranked | change)


def test_offices_and_heads_register_no_rank(january: Acting, ranked: dict[str, Any], sql: Sql) -> None:
    for other in (january.office("D001"), january.office("D002"), january.head("D001"), january.system):
        assert "不能执行“登记部门级别”" in refused_unchanged(other, sql, "register_rank", ranked)


def test_the_same_rank_twice_at_once_is_registered_once(
    january: Acting, ranked: dict[str, Any], sql: Sql, together: Together, violations: Violations
) -> None:
    done = together(*[lambda session: january.within(session, "register_rank", **ranked)] * 2)
    assert sorted(each.counts["registered"] for each in done) == [0, 1]
    assert (len(sql.rows(RANKS)), violations()) == (1, [])


def test_a_wrong_rank_is_corrected_from_the_same_day_by_another_paper(
    january: Acting, ranked: dict[str, Any], sql: Sql
) -> None:
    january.do("register_rank", **ranked)
    january.do("register_rank", **ranked | {"rank": "正厅级", "number": "黔编〔2018〕8号"})
    assert (on("2018-12-01"), [row[0] for row in sql.rows(RANKS)]) == (Rank.FULL, [1, 2])
