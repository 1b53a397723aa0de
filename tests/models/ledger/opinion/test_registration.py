"""登记和交办公众意见 in one act: new, the same again, or one that has its number (6.2.7)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from models.rules.errors import Refused

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql, Violations

ACT = "enter_opinion"
NEW: dict[str, Any] = {"department": "D001", "content": "没有班车", "channel": "来信", "received_on": "2026-08-20"}
STATES = "SELECT number, content, state FROM opinion ORDER BY number"


@pytest.fixture
def august(march: Acting) -> Acting:
    return march.on("2026-08-20")


def test_a_new_one_is_recorded_and_assigned(august: Acting, sql: Sql, violations: Violations) -> None:
    assert august.do(ACT, **NEW, limit="2026-09-20").words.startswith("已登记公众意见2026-1，由“第001厅”负责")
    assert sql.rows(STATES) == [(1, "没有班车", "remedying")]
    assert violations() == []


@pytest.mark.parametrize("changed", [{}, {"department": "第001厅"}, {"content": " 没有班车 "}])
def test_the_same_one_again_changes_nothing(august: Acting, sql: Sql, changed: dict[str, Any]) -> None:
    august.do(ACT, **NEW)
    again = august.on("2026-08-21").do(ACT, **NEW | changed)
    assert (again.words, again.counts) == ("公众意见2026-1此前已登记，未作改动。", {"recorded": 0})
    assert len(sql.rows(STATES)) == 1


@pytest.mark.parametrize(
    "changed", [{"department": "D002"}, {"content": "路灯不亮"}, {"channel": "电话"}, {"received_on": "2026-08-19"}]
)
def test_one_that_differs_is_another(august: Acting, sql: Sql, changed: dict[str, Any]) -> None:
    august.do(ACT, **NEW)
    august.do(ACT, **NEW | changed)
    assert len(sql.rows(STATES)) == 2


def test_a_limit_assigns_the_same_one_once(august: Acting, sql: Sql) -> None:
    august.do(ACT, **NEW)
    assert august.do(ACT, **NEW, limit="2026-09-20").words == "公众意见2026-1已交办，整改时限2026-09-20。"
    assert august.do(ACT, **NEW, limit="2026-09-20").words == "公众意见2026-1此前已登记、交办，未作改动。"
    with pytest.raises(Refused, match="此前已交办，整改时限不再更改"):
        august.do(ACT, **NEW, limit="2026-09-21")
    assert sql.rows(STATES) == [(1, "没有班车", "remedying")]


def test_after_a_merger_the_same_one_is_that_of_the_successor(august: Acting, sql: Sql) -> None:
    august.do(ACT, **NEW)
    reform = {"effective_on": "2026-08-21", "basis": "黔机编〔2026〕1号"}
    august.on("2026-08-21").do("merge_department", department="D001", successor="D002", **reform)
    august.on("2026-08-21").do(ACT, **NEW | {"department": "D002"})
    august.on("2026-08-21").do(ACT, opinion="2026-1", department="D002", limit="2026-09-20")
    assert sql.rows(STATES) == [(1, "没有班车", "remedying")]


def test_its_number_is_enough(august: Acting, sql: Sql) -> None:
    august.do("record_opinion", **NEW)
    august.do(ACT, opinion="2026-1", limit="2026-09-20")
    assert sql.rows(STATES) == [(1, "没有班车", "remedying")]


@pytest.mark.parametrize("said", [NEW, {"content": "没有班车"}, {"department": "D001"}])
def test_with_its_number_it_may_be_described_again(august: Acting, sql: Sql, said: dict[str, Any]) -> None:
    august.do("record_opinion", **NEW)
    august.do(ACT, opinion="2026-1", **said, limit="2026-09-20")
    assert sql.rows(STATES) == [(1, "没有班车", "remedying")]


@pytest.mark.parametrize(
    "said", [{"department": "D002"}, {"content": "路灯不亮"}, {"channel": "电话"}, {"received_on": "2026-08-19"}]
)
def test_the_number_of_another_one_is_refused(august: Acting, sql: Sql, said: dict[str, Any]) -> None:
    august.do("record_opinion", **NEW)
    with pytest.raises(Refused, match="公众意见2026-1登记的责任部门、内容、渠道或收到日期与此不同"):
        august.do(ACT, opinion="2026-1", **NEW | said, limit="2026-09-20")
    assert sql.rows(STATES) == [(1, "没有班车", "received")]


def test_a_number_that_does_not_exist_and_a_new_one_that_is_not_whole_are_refused(august: Acting) -> None:
    with pytest.raises(Refused, match="没有编号为“2026-9”的公众意见"):
        august.do(ACT, opinion="2026-9", limit="2026-09-20")
    with pytest.raises(Refused, match="没有意见编号的是新收到的意见，还须写明意见内容、来源渠道、收到日期"):
        august.do(ACT, department="D001", limit="2026-09-20")
