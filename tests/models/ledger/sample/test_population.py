"""The population: the targets of a year in strata as of a day."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from models.database import begin
from models.ledger.sample.population import Candidates, Query, population_from, read_query
from models.rules.errors import Refused
from models.rules.sample_sizes import SizeRule
from models.rules.sampling import Split

if TYPE_CHECKING:
    from tests.conftest import Acting, Make

ONE = SizeRule(1)


def found(acting: Acting, query: Query, rule: SizeRule = ONE) -> Candidates:
    with begin() as session:
        return population_from(session, acting.context(), query, rule)


def strata(acting: Acting, query: Query) -> dict[str, tuple[str, ...]]:
    return {stratum.name: stratum.ids for stratum in found(acting, query).population.strata}


def test_without_strata_all_targets_of_the_year_are_one(march: Acting) -> None:
    assert strata(march, Query(2026)) == {"全部": ("2026/T001", "2026/T002", "2026/T003")}


def test_by_department_each_stratum_has_the_code_of_the_lead_and_its_name(march: Acting) -> None:
    query = Query(2026, by=Split.DEPARTMENT)
    assert strata(march, query) == {"D001": ("2026/T001", "2026/T002"), "D002": ("2026/T003",)}
    assert found(march, query).titles == {"D001": "第001厅", "D002": "第002厅"}


def test_only_the_departments_that_are_named(march: Acting) -> None:
    assert strata(march, Query(2026, ("D002",), Split.DEPARTMENT)) == {"D002": ("2026/T003",)}


def test_targets_without_category_form_a_separate_stratum(march: Acting, targets: Make) -> None:
    targets("D001", 目标类别="机关建设目标")
    wanted = {"未分类": ("2026/T001", "2026/T002", "2026/T003"), "机关建设目标": ("2026/T004",)}
    assert strata(march, Query(2026, by=Split.CATEGORY)) == wanted
    assert found(march, Query(2026, by=Split.CATEGORY)).titles == {}


def test_key_projects_are_drawn_whole_when_that_is_wanted(march: Acting, targets: Make) -> None:
    targets("D001", 2, 是否重点项目="是")
    query = Query(2026, by=Split.DEPARTMENT, key_certain=True)
    assert strata(march, query)["重点项目"] == ("2026/T004", "2026/T005")
    assert {s.name: s.take for s in found(march, query).population.strata} == {"D001": 1, "D002": 1, "重点项目": 2}
    assert found(march, query).rule == SizeRule(1, certain=frozenset({"重点项目"}))
    assert "重点项目" not in strata(march, Query(2026, by=Split.DEPARTMENT))


def test_without_key_projects_the_rule_has_no_such_stratum(march: Acting) -> None:
    assert found(march, Query(2026, key_certain=True)).rule == ONE


def test_a_target_that_is_issued_later_is_not_there_yet(march: Acting, targets: Make) -> None:
    targets("D001", 下达日期="2026-03-06")
    assert "2026/T004" not in strata(march, Query(2026))["全部"]
    assert "2026/T004" in strata(march.on("2026-03-06"), Query(2026))["全部"]


def test_targets_of_a_merged_department_count_for_its_successor(march: Acting) -> None:
    reform = {"effective_on": "2026-03-05", "basis": "黔机编〔2026〕12号"}
    march.do("merge_department", department="D001", successor="D002", **reform)
    assert list(strata(march, Query(2026, by=Split.DEPARTMENT))) == ["D002"]


def test_a_year_without_targets_is_refused(march: Acting) -> None:
    with pytest.raises(Refused, match="2025年没有符合条件的目标，总体是空的"):
        found(march, Query(2025))


@pytest.mark.parametrize("query", [Query(2026), Query(2026, ("D001",), Split.CATEGORY, key_certain=True)])
def test_a_query_survives_a_json_round_trip(query: Query) -> None:
    assert read_query(query.as_json()) == query
