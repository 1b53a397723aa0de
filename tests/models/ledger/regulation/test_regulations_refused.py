"""规章制度: wrong days, wrong issuers, repeals of what is not in force, and two at once (1-5.3 a, 1-5.2)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from models.database import begin
from models.ledger.regulation.register import list_regulations
from models.rules.errors import Refused, Unavailable

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql, Together, Violations

ROWS = "SELECT r.*, (SELECT count(*) FROM transition), (SELECT count(*) FROM exhibit) FROM regulation r ORDER BY r.id"


@pytest.fixture
def rules(policy: str) -> dict[str, Any]:
    """Rules of the agency of 20 February, in force from 1 March; today is 5 March."""
    paper = {"number": "黔目标〔2026〕4号", "dated": "2026-02-20", "evidence": policy}
    return {"kind": "规章制度", "name": "目标管控办法", "valid_from": "2026-03-01"} | paper


@pytest.fixture
def repeal(policy: str) -> dict[str, Any]:
    """The paper of 2 March that repeals the rules."""
    return {"regulation": "2026-1", "number": "黔目标〔2026〕9号", "dated": "2026-03-02", "evidence": policy}


@pytest.mark.parametrize(
    ("wrong", "refusal"),
    [
        ({"dated": "2026-03-06", "valid_from": None}, "文件日期2026-03-06在今天（2026-03-05）之后，请核对。"),
        ({"valid_from": "2026-02-19"}, "施行日期2026-02-19早于文件日期2026-02-20，请核对。"),
        ({"department": "D001"}, "规章制度由管理机构制定（5.3 a），不填部门"),
        ({"kind": "绩效评价结果运用机制"}, "绩效评价结果运用机制由部门建立（5.2），请填写部门。"),
        ({"kind": "绩效评价结果运用机制", "department": "AGENCY"}, "是管理机构"),
        ({"kind": "绩效评价结果运用机制", "department": "无此厅"}, "不在部门名单中"),
        ({}, "已登记为2026-1（已制定），不重复登记"),
    ],
)
def test_a_refused_regulation_changes_nothing(
    march: Acting, rules: dict[str, Any], sql: Sql, wrong: dict[str, Any], refusal: str
) -> None:
    march.do("record_regulation", **rules)
    before = sql.rows(ROWS)
    assert refusal in march.refused("record_regulation", **rules | wrong)
    assert sql.rows(ROWS) == before


@pytest.mark.parametrize(
    ("wrong", "refusal"),
    [
        ({"dated": "2026-03-06"}, "废止文件的日期2026-03-06在今天（2026-03-05）之后，请核对。"),
        ({"repealed_on": "2026-03-01"}, "废止日期2026-03-01早于废止文件的日期2026-03-02，请核对。"),
        ({"dated": "2026-02-25"}, "废止日期2026-02-25早于施行日期2026-03-01，请核对。"),
        ({"regulation": "2026-2"}, "没有编号为“2026-2”的制度，编号的格式如2026-3。查看：mubiao regulations。"),
        ({"regulation": "2026-01"}, "没有编号为“2026-01”的制度"),
        ({"regulation": "目标管控办法"}, "没有编号为“目标管控办法”的制度"),
    ],
)
def test_a_refused_repeal_changes_nothing(
    march: Acting, rules: dict[str, Any], repeal: dict[str, Any], sql: Sql, wrong: dict[str, Any], refusal: str
) -> None:
    march.do("record_regulation", **rules)
    before = sql.rows(ROWS)
    assert refusal in march.refused("repeal_regulation", **repeal | wrong)
    assert sql.rows(ROWS) == before


@pytest.mark.parametrize("who", ["office", "head"])
def test_a_department_repeals_no_rules_of_the_agency(
    march: Acting, rules: dict[str, Any], repeal: dict[str, Any], sql: Sql, who: str
) -> None:
    march.do("record_regulation", **rules)
    before = sql.rows(ROWS)
    with pytest.raises(Refused, match="不能执行“登记规章制度废止”"):
        getattr(march, who)("D001").do("repeal_regulation", **repeal)
    assert sql.rows(ROWS) == before


def test_a_number_with_spaces_around_it_is_found(march: Acting, rules: dict[str, Any], repeal: dict[str, Any]) -> None:
    march.do("record_regulation", **rules)
    assert march.do("repeal_regulation", **repeal | {"regulation": " 2026-1 "}).counts["repealed"] == 1


def test_numbers_begin_with_one_in_each_year_of_the_paper(march: Acting, rules: dict[str, Any]) -> None:
    keys = [
        march.do("record_regulation", **rules | {"name": f"办法{dated}", "dated": dated}).data["regulation"]
        for dated in ("2025-12-31", "2026-02-20", "2026-02-21", "2025-11-01")
    ]
    assert keys == ["2025-1", "2026-1", "2026-2", "2025-2"]


def test_two_at_once_have_two_numbers_and_the_same_twice_is_one(
    march: Acting, rules: dict[str, Any], sql: Sql, together: Together, violations: Violations
) -> None:
    given = [rules, rules | {"name": "考评办法"}, rules]
    done = together(*[lambda session, one=one: march.within(session, "record_regulation", **one) for one in given])
    assert sum(isinstance(each, Refused) for each in done) == 1
    assert sql.column("SELECT number FROM regulation ORDER BY number") == [1, 2]
    assert violations() == []


def test_of_two_repeals_at_once_one_is_to_be_tried_again(
    march: Acting, rules: dict[str, Any], repeal: dict[str, Any], sql: Sql, together: Together
) -> None:
    march.do("record_regulation", **rules)
    papers = [repeal, repeal | {"number": "黔目标〔2026〕10号"}]
    done = together(*[lambda session, one=one: march.within(session, "repeal_regulation", **one) for one in papers])
    [kept] = [one["number"] for one, each in zip(papers, done, strict=True) if not isinstance(each, Unavailable)]
    assert sql.column("SELECT repealed_by FROM regulation") == [kept]


def test_what_was_repealed_is_not_recorded_again_on_the_same_paper(
    march: Acting, rules: dict[str, Any], repeal: dict[str, Any]
) -> None:
    march.do("record_regulation", **rules)
    march.do("repeal_regulation", **repeal)
    assert "不重复登记" in march.refused("record_regulation", **rules)


def test_rules_that_are_yet_to_be_in_force_are_listed_as_such(march: Acting, rules: dict[str, Any]) -> None:
    march.do("record_regulation", **rules | {"valid_from": "2026-07-01"})
    with begin() as session:
        found = {day: list_regulations(session, day)[0]["in_force"] for day in (date(2026, 6, 30), date(2026, 7, 1))}
    assert found == {date(2026, 6, 30): False, date(2026, 7, 1): True}


def test_the_mechanism_of_a_merged_department_stays_its_own(march: Acting, rules: dict[str, Any]) -> None:
    own = {"kind": "绩效评价结果运用机制", "department": "D001", "name": "结果运用办法"}
    march.do("record_regulation", **rules | own)
    reform: dict[str, Any] = {"department": "D001", "successor": "D002", "basis": "黔机编〔2026〕12号"}
    march.on("2026-04-02").do("merge_department", effective_on="2026-04-02", **reform)
    with begin() as session:
        assert [row["department_code"] for row in list_regulations(session, date(2026, 4, 3))] == ["D001"]


@pytest.mark.parametrize("change", ["number = 1", "state = 'lost'", "kind = 'law'", "department_id = 0"])
def test_the_database_keeps_a_number_once_and_closed_lists_closed(
    march: Acting, rules: dict[str, Any], sql: Sql, change: str
) -> None:
    for name in ("目标管控办法", "考评办法"):
        march.do("record_regulation", **rules | {"name": name})
    with pytest.raises(Unavailable):
        sql(f"UPDATE regulation SET {change}")  # noqa: S608 - the four above


@pytest.mark.parametrize("change", ["title = '别的办法'", "valid_from = '2026-01-01'", "repealed_by = '1号'"])
def test_a_regulation_changed_past_the_ledger_is_found(
    march: Acting, rules: dict[str, Any], sql: Sql, violations: Violations, change: str
) -> None:
    march.do("record_regulation", **rules)
    sql(f"UPDATE regulation SET {change}")  # noqa: S608 - the three above
    assert violations() != []
