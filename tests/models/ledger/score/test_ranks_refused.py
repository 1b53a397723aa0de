"""级别: corrections, spellings, and what a refused registration leaves (1-2.16)."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest
from pydantic import ValidationError

from models.rules.errors import Refused
from tests.models.ledger.score.test_ranks import RANKS, on

if TYPE_CHECKING:
    from sqlmodel import Session

    from models.ledger.acts import Summary
    from tests.conftest import Acting, Sql, Together, Violations

WRITTEN = "SELECT (SELECT count(*) FROM block), (SELECT count(*) FROM transition), (SELECT count(*) FROM exhibit)"


def register(agency: Acting, fields: dict[str, Any], session: Session) -> Summary:
    return agency.within(session, "register_rank", **fields)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"department": "D099"}, "部门“D099”不在部门名单中"),
        ({"dated": "2027-01-21"}, "文件日期2027-01-21晚于今天（2027-01-20），请核对。"),
    ],
)
def test_a_refused_rank_leaves_nothing(
    january: Acting, ranked: dict[str, Any], sql: Sql, change: dict[str, Any], told: str
) -> None:
    before = sql.rows(WRITTEN)
    assert january.refused("register_rank", **ranked | change).startswith(told)
    assert (sql.rows(RANKS), sql.rows(WRITTEN)) == ([], before)


def test_neither_an_office_nor_a_head_ranks_its_department(january: Acting, ranked: dict[str, Any], sql: Sql) -> None:
    for actor in (january.office("D001"), january.head("D001")):
        with pytest.raises(Refused):
            actor.do("register_rank", **ranked | {"rank": "正厅级"})
    assert sql.rows(RANKS) == []


@pytest.mark.parametrize("text", ["D001", "第001厅", "第００１厅", "Ｄ001"])
def test_a_unit_is_ranked_by_code_and_by_name_in_any_width(
    january: Acting, ranked: dict[str, Any], sql: Sql, text: str
) -> None:
    january.do("register_rank", **ranked)
    assert january.do("register_rank", **ranked | {"department": text}).counts == {"registered": 0}
    assert len(sql.rows(RANKS)) == 1


@pytest.mark.parametrize(
    "change", [{"rank": "正厅级"}, {"since": "2019-01-01"}, {"number": "另一文号"}, {"dated": "2019-01-01"}]
)
def test_what_differs_in_anything_is_a_rank_of_its_own_and_the_first_stays(
    january: Acting, ranked: dict[str, Any], sql: Sql, violations: Violations, change: dict[str, str]
) -> None:
    january.do("register_rank", **ranked)
    assert january.do("register_rank", **ranked | change).counts == {"registered": 1, "evidence": 1}
    assert [row[0] for row in sql.rows(RANKS)] == [1, 2]
    assert sql.rows(RANKS)[0] == (1, "deputy", "2018-12-01")
    assert violations() == []


def test_a_rank_that_was_wrong_is_taken_back_by_a_later_one_of_the_same_day(
    january: Acting, ranked: dict[str, Any]
) -> None:
    january.do("register_rank", **ranked | {"rank": "副厅级以下"})
    january.do("register_rank", **ranked)
    assert str(on("2026-12-31")) == "deputy"


def test_a_rank_returns_to_what_it_was_with_a_row_of_its_own(january: Acting, ranked: dict[str, Any], sql: Sql) -> None:
    for rank in ("副厅级", "正厅级", "副厅级"):
        january.do("register_rank", **ranked | {"rank": rank})
    assert [row[1] for row in sql.rows(RANKS)] == ["deputy", "full", "deputy"]


def test_a_rank_of_a_day_to_come_does_not_hold_before_it(january: Acting, ranked: dict[str, Any]) -> None:
    january.do("register_rank", **ranked)
    day = date(2027, 7, 1)
    january.do("register_rank", **ranked | {"rank": "正厅级", "since": str(day), "number": "黔编〔2027〕1号"})
    assert [str(on(str(each))) for each in (day - timedelta(1), day)] == ["deputy", "full"]


def test_the_ranks_of_two_units_are_counted_apart(january: Acting, ranked: dict[str, Any], sql: Sql) -> None:
    january.do("register_rank", **ranked)
    january.do("register_rank", **ranked | {"department": "D002", "rank": "正厅级"})
    assert sql.rows(RANKS) == [(1, "deputy", "2018-12-01"), (1, "full", "2018-12-01")]
    assert str(on("2026-12-31")) == "deputy"


def test_one_rank_at_once_is_registered_once(
    january: Acting, ranked: dict[str, Any], sql: Sql, together: Together, violations: Violations
) -> None:
    done = together(*[partial(register, january, ranked)] * 2)
    assert sorted(each.counts["registered"] for each in done) == [0, 1]
    assert len(sql.rows(RANKS)) == 1
    assert violations() == []


@pytest.mark.parametrize("rank", ["科级", "", "正处级", "副厅"])
def test_another_rank_is_no_rank(january: Acting, ranked: dict[str, Any], sql: Sql, rank: str) -> None:
    with pytest.raises((Refused, ValidationError)):
        january.do("register_rank", **ranked | {"rank": rank})
    assert sql.rows(RANKS) == []


def test_a_rank_follows_a_renamed_unit(january: Acting, ranked: dict[str, Any], sql: Sql) -> None:
    january.do("register_rank", **ranked)
    january.do("rename_department", department="D001", name="新一局", effective_on="2027-01-20", basis="黔编1号")
    assert january.do("register_rank", **ranked | {"department": "第001厅"}).counts == {"registered": 0}
    done = january.do("register_rank", **ranked | {"rank": "正厅级", "department": "新一局"})
    assert done.words == "已登记“新一局”自2018-12-01起为正厅级（黔编〔2018〕7号）。"
    assert len(sql.rows(RANKS)) == 2
