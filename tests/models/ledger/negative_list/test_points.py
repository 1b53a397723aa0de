"""负面清单记分: by entry under the rules of its listing, by department and year, frozen with the list (1-2.23, A11)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from models.database import begin
from models.ledger.negative_list.points import entry_points, score_departments
from models.ledger.negative_list.snapshot import lines_of
from tests.databases import story

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql, Violations

SAID = {"basis": "黔目标办〔2026〕5号", "valid_from": "2026-01-01"}
HALF = Decimal("0.5")


@pytest.fixture
@story
def scored(march: Acting) -> Acting:
    """A first entry costs 1 point, a further one 2, of a key project 4; half is given back; today is 10 March."""
    value = {"一般": "-1、-2", "重点项目": "-4"}
    march.do("set_policy", key="negative_points", value=value, **SAID)
    march.do("set_policy", key="restoring", value="50%", **SAID)
    return march.on("2026-03-10")


def listed(acting: Acting, target: str, *, limit: str = "2026-04-20") -> None:
    acting.lists(target, "进度滞后", acting.day)
    acting.do("set_limit", target=target, limit=limit)


def made_good(acting: Acting, target: str) -> None:
    acting.do("declare_completion", target=target, completed_on=acting.day, measures="已补建")
    acting.do("file_feedback", target=target, feedback="已完成")
    acting.rechecks(target)


def scores(year: int = 2026) -> dict[str, tuple[int, Decimal | None]]:
    with begin() as session:
        return {each.code: (each.entries, each.points) for each in score_departments(session, year)}


def points(until: date | None = None) -> list[Decimal | None]:
    with begin() as session:
        return [value for _, value in sorted(entry_points(session, 2, until=until).items())]


def test_who_has_no_entry_has_no_points_whether_any_were_set_or_not(march: Acting) -> None:
    assert scores() == {"D001": (0, Decimal(0)), "D002": (0, Decimal(0))}
    listed(march, "T001")
    assert scores() == {"D001": (1, None), "D002": (0, Decimal(0))}


def test_an_entry_costs_points_and_making_good_restores_the_configured_share(scored: Acting) -> None:
    listed(scored, "T001")
    listed(scored, "T003")
    assert scores() == {"D001": (1, Decimal(-1)), "D002": (1, Decimal(-1))}
    made_good(scored, "T001")
    assert scores() == {"D001": (1, -HALF), "D002": (1, Decimal(-1))}


def test_a_second_listing_has_its_configured_points(scored: Acting) -> None:
    listed(scored, "T001")
    made_good(scored, "T001")
    listed(scored, "T001")
    assert points() == [-HALF, Decimal(-2)]
    assert scores()["D001"] == (2, Decimal("-2.5"))
    assert scores(2027)["D001"] == (0, Decimal(0))


def test_a53_the_points_of_a_day_are_those_of_the_entries_as_they_stood_at_its_end(scored: Acting) -> None:
    listed(scored, "T001")
    made_good(scored.on("2026-03-11"), "T001")
    listed(scored.on("2026-03-12"), "T001")
    found = [points(date(2026, 3, day)) for day in (9, 10, 11, 12)]
    assert found == [[], [Decimal(-1)], [-HALF], [-HALF, Decimal(-2)]]


def test_a_key_project_has_separate_points(scored: Acting, sql: Sql) -> None:
    sql("UPDATE target SET key_project = true WHERE code = 'T001'")
    listed(scored, "T001")
    assert points() == [Decimal(-4)]


def test_a_proposed_or_dismissed_entry_has_no_points_and_does_not_count_as_a_listing(scored: Acting, sql: Sql) -> None:
    scored.do("propose_entry", target="T001", way="在线", finding="未完成", found_on=scored.day)
    assert (points(), scores()["D001"]) == ([Decimal(0)], (0, Decimal(0)))
    sql("UPDATE negative_entry SET state = 'dismissed'")
    listed(scored, "T001")
    assert points() == [Decimal(0), Decimal(-1)]


def test_a_withdrawn_entry_has_no_points_and_does_not_count_as_a_listing(scored: Acting, sql: Sql) -> None:
    listed(scored, "T001")
    sql("UPDATE negative_entry SET state = 'withdrawn'")
    listed(scored, "T001")
    assert points() == [Decimal(0), Decimal(-1)]


def test_an_entry_keeps_the_rules_under_which_it_was_listed(scored: Acting) -> None:
    listed(scored, "T001")
    scored.do("set_policy", key="negative_points", value="-3", basis="6号", valid_from="2026-03-11")
    scored.do("set_policy", key="restoring", value="不恢复", basis="6号", valid_from="2026-03-11")
    later = scored.on("2026-03-11")
    listed(later, "T003")
    made_good(later, "T001")
    made_good(later, "T003")
    assert points() == [-HALF, Decimal(-3)]


def test_a_removed_setting_computes_no_points(scored: Acting) -> None:
    for key in ("negative_points", "restoring"):
        scored.do("set_policy", key=key, value="未设定", basis="6号", valid_from="2026-03-10")
    listed(scored, "T001")
    assert points() == [None]


def test_points_and_list_name_the_department_that_leads_a_transferred_target(scored: Acting) -> None:
    listed(scored, "T001")
    reform = {"effective_on": "2026-03-10", "basis": "黔机编〔2026〕12号"}
    scored.do("transfer_targets", department="D001", successor="D002", targets="T001", **reform)
    assert scores() == {"D001": (0, Decimal(0)), "D002": (1, Decimal(-1))}
    scored.on("2026-04-02").do("freeze_negative_list", period="2026Q1")
    with begin() as session:
        assert [line["department_code"] for line in lines_of(session, "2026Q1")] == ["D002"]


def test_a_merged_departments_points_stand_with_its_successor(scored: Acting) -> None:
    listed(scored, "T001")
    reform = {"effective_on": "2026-03-10", "basis": "黔机编〔2026〕12号"}
    scored.do("merge_department", department="D001", successor="D002", **reform)
    assert scores() == {"D002": (1, Decimal(-1))}


def test_a_frozen_list_keeps_the_points_of_its_day(scored: Acting, violations: Violations) -> None:
    listed(scored, "T001")
    scored.on("2026-04-02").do("freeze_negative_list", period="2026Q1")
    made_good(scored.on("2026-04-03"), "T001")
    scored.on("2026-07-02").do("freeze_negative_list", period="2026Q2")
    with begin() as session:
        lines = [[line["points"] for line in lines_of(session, period)] for period in ("2026Q1", "2026Q2")]
    assert lines == [[Decimal(-1)], [-HALF]]
    assert violations() == []


def test_who_is_listed_before_anything_is_set_stays_without_points(
    march: Acting, sql: Sql, violations: Violations
) -> None:
    listed(march, "T001")
    march.on("2026-04-02").do("freeze_negative_list", period="2026Q1")
    march.on("2026-04-03").do("set_policy", key="negative_points", value="-1", basis="5号")
    assert scores()["D001"] == (1, None)
    assert sql.column("SELECT points FROM negative_list_line") == [None]
    assert violations() == []


def test_points_that_are_changed_behind_the_ledger_are_named(scored: Acting, sql: Sql, violations: Violations) -> None:
    listed(scored, "T001")
    scored.on("2026-04-02").do("freeze_negative_list", period="2026Q1")
    sql("UPDATE negative_list_line SET points = 0")
    assert violations() == ["负面清单 2026Q1：被更改，与台账不符。"]
