"""What is refused about values, prizes' papers and exemptions leaves every row as it was; nothing is recorded twice."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from models.rules.errors import Refused, Unavailable
from tests.databases import story
from tests.models.ledger.score.lines import line_of

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql, Together, Violations

GIVE, EXEMPT, BACK = "record_second_level", "exempt_target", "withdraw_exemption"
KEPT = (
    "SELECT x::text FROM second_level x ORDER BY id",
    "SELECT x::text FROM exemption x ORDER BY id",
    "SELECT x::text FROM exhibit x ORDER BY id",
    "SELECT count(*)::text FROM transition",
    "SELECT hash FROM chain_head",
)
GROUP, OFFICE = "省目标领导小组", "省目标办公室"
WITHDRAWN: dict[str, Any] = {"target": "T003", "year": 2026, "reason": "登记有误"}


def kept(sql: Sql) -> list[list[str]]:
    return [sql.column(each) for each in KEPT]


@pytest.fixture
@story
def group(january: Acting) -> Acting:
    """The leading group and its office are in office since 2026."""
    for name, kind in ((GROUP, "领导小组"), (OFFICE, "领导小组办公室")):
        january.do("register_body", name=name, kind=kind, basis="黔委〔2025〕1号", valid_from="2026-01-01")
    return january


@pytest.fixture
def paper(policy: str) -> dict[str, Any]:
    """What exempts T003 of D002."""
    decided = {"decided_by": GROUP, "number": "黔目标〔2027〕4号", "dated": "2027-01-15", "evidence": policy}
    return {"target": "T003", "year": 2026, "reason": "任务已由国家取消", **decided}


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"department": "D009"}, "“D009”不在部门名单中"),
        ({"department": "AGENCY"}, "是管理机构，没有考评"),
        ({"year": 2028}, "2028年尚未开始"),
        ({"dated": "2027-01-21"}, "晚于今天"),
        ({"dated": "2025-12-31"}, "早于2026年"),
        ({"value": "100.01"}, "应为0至100的数"),
        ({"value": "87.555"}, "应为0至100的数"),
        ({"value": "9⑤"}, "应为0至100的数"),
        ({"value": "88"}, "已登记为87.50"),
        ({"value": "88", "reason": " "}, "已登记为87.50"),
        ({"number": "黔目标办〔2027〕4号"}, "已登记为87.50"),
        ({"dated": "2027-01-13"}, "已登记为87.50"),
        ({"evidence": []}, "依据文件"),
    ],
)
def test_a42_a_refused_value_changes_nothing(
    january: Acting, mark: dict[str, Any], sql: Sql, change: dict[str, Any], told: str
) -> None:
    january.do(GIVE, **mark)
    before = kept(sql)
    assert told in january.refused(GIVE, **mark | change)
    assert kept(sql) == before


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"target": "T009"}, "T009"),
        ({"year": 2025}, "T003"),
        ({"year": 2028}, "2028年尚未开始"),
        ({"decided_by": OFFICE}, "须由领导小组决定"),
        ({"decided_by": "第002厅"}, "须由领导小组决定"),
        ({"dated": "2027-01-21"}, "晚于今天"),
        ({"number": "会议纪要"}, "不是文号"),
        ({"reason": " "}, "不能为空"),
        ({"evidence": []}, "依据文件"),
    ],
)
def test_a37_a_refused_exemption_changes_nothing(
    group: Acting, paper: dict[str, Any], sql: Sql, change: dict[str, Any], told: str
) -> None:
    before = kept(sql)
    assert told in group.refused(EXEMPT, **paper | change)
    assert kept(sql) == before


@pytest.mark.parametrize("change", [{}, {"target": "T009"}, {"year": 2028}, {"reason": ""}, {"target": "T001"}])
def test_a37_a_refused_withdrawal_of_an_exemption_changes_nothing(
    group: Acting, sql: Sql, change: dict[str, Any]
) -> None:
    before = kept(sql)
    group.refused(BACK, **WITHDRAWN | change)
    assert kept(sql) == before


@pytest.mark.parametrize("spelling", ["省目标领导小组", " 省目标 领导小组 ", "领导小组"])
def test_a37_the_same_body_under_another_spelling_is_the_same_decision(
    group: Acting, paper: dict[str, Any], sql: Sql, spelling: str
) -> None:
    group.do(EXEMPT, **paper)
    before = kept(sql)
    assert group.do(EXEMPT, **paper | {"decided_by": spelling}).counts == {"exempted": 0}
    assert kept(sql)[:3] == before[:3]


@pytest.mark.parametrize("who", ["office", "head"])
@pytest.mark.parametrize("act", [GIVE, EXEMPT, BACK])
def test_no_department_decides_about_its_own_score(
    group: Acting, paper: dict[str, Any], mark: dict[str, Any], sql: Sql, who: str, act: str
) -> None:
    fields = {GIVE: mark, EXEMPT: paper, BACK: WITHDRAWN}[act]
    group.do(EXEMPT, **paper | {"target": "T001"})
    before = kept(sql)
    with pytest.raises(Refused):
        getattr(group, who)("D002").do(act, **fields)
    assert kept(sql) == before


def test_the_same_value_twice_at_once_is_recorded_once(
    january: Acting, mark: dict[str, Any], sql: Sql, together: Together, violations: Violations
) -> None:
    results = together(*[lambda session: january.within(session, GIVE, **mark)] * 2)
    assert sorted(each.counts["recorded"] for each in results) == [0, 1]
    assert len(sql.column(KEPT[0])) == 1
    assert violations() == []


def test_of_two_values_at_once_the_second_needs_a_reason(
    january: Acting, mark: dict[str, Any], sql: Sql, together: Together, violations: Violations
) -> None:
    works = [
        lambda session, value=value: january.within(session, GIVE, **mark | {"value": value}) for value in ("80", "90")
    ]
    [refusal] = [each for each in together(*works) if isinstance(each, Refused)]
    assert refusal.message.endswith("确需更正的写明更正原因（--reason）。")
    assert len(sql.column(KEPT[0])) == 1
    assert violations() == []


def test_two_exemptions_at_once_are_one_and_two_withdrawals_too(
    group: Acting, paper: dict[str, Any], sql: Sql, together: Together, violations: Violations
) -> None:
    results = together(*[lambda session: group.within(session, EXEMPT, **paper)] * 2)
    assert sorted(each.counts["exempted"] for each in results) == [0, 1]
    withdrawn = together(*[lambda session: group.within(session, BACK, **WITHDRAWN)] * 2)
    [refusal] = [each for each in withdrawn if isinstance(each, Refused)]
    assert refusal.message == "2026年目标T003没有免予考评，不需要撤销。"
    assert sql.rows("SELECT serial, exempted FROM exemption ORDER BY id") == [(1, True), (2, False)]
    assert violations() == []


def test_a_second_year_has_its_own_value_and_serial(
    january: Acting, mark: dict[str, Any], sql: Sql, violations: Violations
) -> None:
    january.do(GIVE, **mark)
    january.do(GIVE, **mark | {"value": "50", "year": 2027, "number": "黔目标办〔2027〕9号"})
    assert [str(line_of("D001", "second_level", year).points) for year in (2026, 2027)] == ["2.625", "1.5"]
    assert sql.rows("SELECT year, serial FROM second_level ORDER BY id") == [(2026, 1), (2027, 1)]
    assert violations() == []


def test_a54_who_was_merged_in_the_year_has_no_value_of_it(january: Acting, mark: dict[str, Any], sql: Sql) -> None:
    reform: dict[str, Any] = {"department": "D001", "successor": "D002", "basis": "黔机编〔2026〕12号"}
    january.on("2026-11-02").do("merge_department", effective_on="2026-11-02", **reform)
    before = kept(sql)
    assert "没有2026年的考评" in january.refused(GIVE, **mark)
    assert kept(sql) == before
    assert january.do(GIVE, **mark | {"department": "D002"}).counts["recorded"] == 1


COLUMNS = "department_id, year, serial, value, paper_number, paper_date, reason, recorded_on"


@pytest.mark.parametrize(
    "change",
    [
        f"INSERT INTO second_level ({COLUMNS}) SELECT {COLUMNS} FROM second_level",  # noqa: S608 - constants only
        "UPDATE second_level SET department_id = 0",
        "UPDATE second_level SET value = NULL",
        "UPDATE second_level SET paper_date = NULL",
    ],
)
def test_the_database_takes_no_second_value_of_one_serial_and_none_without_its_paper(
    january: Acting, mark: dict[str, Any], sql: Sql, change: str
) -> None:
    january.do(GIVE, **mark)
    before = kept(sql)
    with pytest.raises(Unavailable):  # a constraint
        sql(change)
    assert kept(sql) == before


@pytest.mark.parametrize("change", ["value = 99", "paper_date = '2027-01-11'", "recorded_on = '2027-01-01'"])
def test_a_value_changed_behind_the_ledger_is_found(
    january: Acting, mark: dict[str, Any], sql: Sql, violations: Violations, change: str
) -> None:
    january.do(GIVE, **mark)
    sql(f"UPDATE second_level SET {change}")  # noqa: S608 - a constant
    assert any("D001|2026|1" in each for each in violations())
