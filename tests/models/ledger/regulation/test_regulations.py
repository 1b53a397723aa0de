"""规章制度: the agency's rules and the departments' use of results are on record with their papers (1-5.3 a, 1-5.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from models.rules.errors import Refused

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql, Violations

ROWS = "SELECT year, number, kind, department_id, title, valid_from::text, state FROM regulation ORDER BY id"


@pytest.fixture
def rules(policy: str) -> dict[str, Any]:
    """Rules of the agency of 20 February, in force from 1 March."""
    paper = {"number": "黔目标〔2026〕4号", "dated": "2026-02-20", "evidence": policy}
    return {"kind": "规章制度", "name": "目标管控办法", "valid_from": "2026-03-01"} | paper


@pytest.fixture
def mechanism(rules: dict[str, Any]) -> dict[str, Any]:
    """How D001 uses its results."""
    return rules | {"kind": "绩效评价结果运用机制", "department": "D001", "name": "结果运用办法", "valid_from": None}


@pytest.fixture
def repeal(policy: str) -> dict[str, Any]:
    """The paper of 2 March that repeals the rules."""
    return {"regulation": "2026-1", "number": "黔目标〔2026〕9号", "dated": "2026-03-02", "evidence": policy}


def test_5_3_a_rules_of_the_agency_are_recorded_with_their_paper(
    march: Acting, rules: dict[str, Any], sql: Sql, violations: Violations
) -> None:
    done = march.do("record_regulation", **rules)
    assert done.words == "已登记规章制度2026-1“目标管控办法”（黔目标〔2026〕4号），自2026-03-01起施行。"
    assert (done.counts, done.data) == ({"recorded": 1, "evidence": 1}, {"regulation": "2026-1"})
    assert sql.rows(ROWS) == [(2026, 1, "rules", None, "目标管控办法", "2026-03-01", "issued")]
    assert violations() == []


def test_5_2_the_mechanism_of_a_department_is_in_force_from_the_day_of_its_paper(
    march: Acting, rules: dict[str, Any], mechanism: dict[str, Any], sql: Sql, violations: Violations
) -> None:
    march.do("record_regulation", **rules)
    assert march.do("record_regulation", **mechanism).data == {"regulation": "2026-2"}
    department = sql.value("SELECT id FROM department WHERE code = 'D001'")
    assert sql.rows(ROWS)[1] == (2026, 2, "use_of_results", department, "结果运用办法", "2026-02-20", "issued")
    assert violations() == []


def test_the_same_of_a_paper_is_recorded_once(march: Acting, mechanism: dict[str, Any], rules: dict[str, Any]) -> None:
    for given in (mechanism, rules):
        march.do("record_regulation", **given)
        with pytest.raises(Refused, match="不重复登记"):
            march.do("record_regulation", **given)
    assert march.do("record_regulation", **mechanism | {"department": "D002"}).counts["recorded"] == 1


def test_the_agency_has_no_mechanism_of_a_department(march: Acting, mechanism: dict[str, Any]) -> None:
    with pytest.raises(Refused, match="是管理机构"):
        march.do("record_regulation", **mechanism | {"department": "AGENCY"})


def test_an_office_records_no_rules(march: Acting, rules: dict[str, Any]) -> None:
    with pytest.raises(Refused):
        march.office("D001").do("record_regulation", **rules)


def test_a_regulation_is_repealed_once_by_a_paper(
    march: Acting, rules: dict[str, Any], repeal: dict[str, Any], sql: Sql, violations: Violations
) -> None:
    march.do("record_regulation", **rules)
    done = march.do("repeal_regulation", **repeal)
    assert done.words == "规章制度2026-1“目标管控办法”自2026-03-02起废止（黔目标〔2026〕9号）。"
    found = "SELECT state, repealed_on::text, repealed_by, repealed_dated::text FROM regulation"
    assert sql.rows(found) == [("repealed", "2026-03-02", "黔目标〔2026〕9号", "2026-03-02")]
    with pytest.raises(Refused, match="此前已登记废止"):
        march.do("repeal_regulation", **repeal)
    assert violations() == []


def test_an_unknown_number_is_refused(march: Acting, repeal: dict[str, Any]) -> None:
    with pytest.raises(Refused, match="没有编号为“2026-1”的制度"):
        march.do("repeal_regulation", **repeal)
