"""申报通知: the days on which units may apply, and what they may be changed to (1-2.16)."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import pytest

from models.ledger.acts import Role
from models.rules.errors import Refused

if TYPE_CHECKING:
    from sqlmodel import Session

    from models.ledger.acts import Summary
    from tests.conftest import Acting, Sql, Together, Violations
    from tests.models.ledger.innovation.conftest import Stored


CALLS = "SELECT year, serial, opens_on::text, closes_on::text, most, reason FROM innovation_call ORDER BY id"
DAYS: dict[str, Any] = {"year": 2026, "opens_on": "2026-10-12", "closes_on": "2026-10-30"}


def test_2_16_the_agency_sets_the_days_with_its_paper(
    october: Acting, paper: dict[str, Any], sql: Sql, violations: Violations
) -> None:
    done = october.do("call_innovation", **DAYS, most=2, **paper)
    assert done.words == "2026年创新项目自2026-10-12至2026-10-30申报，每单位最多2项。"
    assert done.counts == {"called": 1, "evidence": 1}
    assert sql.rows(CALLS) == [(2026, 1, "2026-10-12", "2026-10-30", 2, "")]
    same = october.do("call_innovation", **DAYS, most=2, **paper)
    assert (same.words, same.counts) == ("2026年创新项目的申报通知此前已登记，未作改动。", {"called": 0})
    assert violations() == []


def test_the_days_are_prolonged_with_a_reason_and_both_stay(called: Acting, paper: dict[str, Any], sql: Sql) -> None:
    longer = DAYS | {"closes_on": "2026-11-06"} | paper | {"number": "黔目标办〔2026〕43号"}
    told = called.on("2026-10-28").refused("call_innovation", **longer)
    assert told == "2026年的创新项目自2026-10-12至2026-10-30申报，确需更改的写明原因（--reason）。"
    called.on("2026-10-28").do("call_innovation", **longer, reason="申报单位较少")
    assert sql.rows(CALLS) == [
        (2026, 1, "2026-10-12", "2026-10-30", None, ""),
        (2026, 2, "2026-10-12", "2026-11-06", None, "申报单位较少"),
    ]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"opens_on": "2026-10-09"}, "申报开始日期2026-10-09已过，不能追溯，最早从2026-10-10起。"),
        ({"closes_on": "2026-10-11"}, "申报截止日期2026-10-11早于开始日期或今天（2026-10-10），请核对。"),
        ({"year": 2024}, "申报日期2026-10-12不是2024年评选的，请核对年度。"),
        ({"year": 2027}, "2027年尚未开始，没有考评，请核对年度。"),
        ({"dated": "2026-10-11"}, "通知日期2026-10-11晚于今天（2026-10-10），请核对。"),
    ],
)
def test_days_that_contradict_each_other_are_refused(
    october: Acting, paper: dict[str, Any], sql: Sql, change: dict[str, Any], told: str
) -> None:
    assert october.refused("call_innovation", **DAYS | paper | change) == told
    assert sql.rows(CALLS) == []


def test_an_office_calls_for_nothing(october: Acting, paper: dict[str, Any], sql: Sql) -> None:
    assert october.actor.role is Role.AGENCY
    with pytest.raises(Refused):
        october.office("D001").do("call_innovation", **DAYS, **paper)
    assert sql.rows(CALLS) == []


def test_the_days_do_not_change_once_the_experts_have_judged(
    applied: Acting, paper: dict[str, Any], expert: dict[str, Any], sql: Sql
) -> None:
    applied.do("record_expert_round", **expert)
    longer = DAYS | {"closes_on": "2026-11-30"} | paper | {"reason": "为某单位补报"}
    told = applied.refused("call_innovation", **longer)
    assert told == "2026年的创新项目已经专家初评，申报日期不能再改。"
    assert len(sql.rows(CALLS)) == 1


CALLS_REFUSED = (
    "SELECT serial, opens_on::text, closes_on::text, most FROM innovation_call WHERE year = :year ORDER BY serial"
)
REASON = {"reason": "申报单位较少"}


def call(agency: Acting, fields: dict[str, Any], session: Session) -> Summary:
    return agency.within(session, "call_innovation", **fields)


@pytest.mark.parametrize(
    ("day", "change", "told"),
    [
        ("2026-10-13", {"opens_on": "2026-10-14"}, "2026年的申报已于2026-10-12开始，开始日期不能再改，请照写。"),
        ("2026-10-11", {"opens_on": "2026-10-10"}, "申报开始日期2026-10-10已过，不能追溯，最早从2026-10-11起。"),
        ("2026-10-28", {"closes_on": "2026-10-27"}, "申报截止日期2026-10-27早于开始日期或今天（2026-10-28），请核对。"),
        ("2026-11-10", {"closes_on": "2026-11-09"}, "申报截止日期2026-11-09早于开始日期或今天（2026-11-10），请核对。"),
        ("2026-10-11", {"opens_on": "2028-10-12", "closes_on": "2028-10-30"}, "申报日期2028-10-12不是2026年评选的"),
        ("2026-10-13", {"closes_on": "2026-11-06", "reason": ""}, "2026年的创新项目自2026-10-12至2026-10-30申报，确需"),
        ("2026-10-13", {"most": 1, "reason": ""}, "2026年的创新项目自2026-10-12至2026-10-30申报，确需更改的写明原因"),
        ("2026-10-13", {"closes_on": "2026-11-06", "dated": "2026-10-14"}, "通知日期2026-10-14晚于今天（2026-10-13）"),
    ],
)
def test_2_16_a_change_that_is_refused_changes_nothing(
    called: Acting, paper: dict[str, Any], stored: Stored, day: str, change: dict[str, Any], told: str
) -> None:
    before = stored()
    assert called.on(day).refused("call_innovation", **DAYS | paper | REASON | change).startswith(told)
    assert stored() == before


@pytest.mark.parametrize("role", ["office", "head"])
def test_neither_an_office_nor_a_head_prolongs_the_days(
    called: Acting, paper: dict[str, Any], stored: Stored, role: str
) -> None:
    actor = called.office("D001") if role == "office" else called.head("D001")
    before = stored()
    with pytest.raises(Refused):
        actor.do("call_innovation", **DAYS | {"closes_on": "2026-12-31"} | paper | REASON)
    assert stored() == before


def test_another_paper_of_the_same_days_is_a_change(called: Acting, paper: dict[str, Any], sql: Sql) -> None:
    other = DAYS | paper | {"number": "黔目标办〔2026〕44号"}
    assert "确需更改的写明原因" in called.refused("call_innovation", **other)
    assert called.do("call_innovation", **other, **REASON).counts == {"called": 1, "evidence": 1}
    assert len(sql.rows(CALLS_REFUSED, year=2026)) == 2


def test_the_days_that_were_given_up_are_not_taken_for_repeated(
    called: Acting, paper: dict[str, Any], sql: Sql, violations: Violations
) -> None:
    called.do("call_innovation", **DAYS | {"closes_on": "2026-11-06"} | paper | REASON)
    assert "确需更改" in called.refused("call_innovation", **DAYS | paper)
    called.do("call_innovation", **DAYS | paper, reason="仍按原定日期")
    assert [row[:3] for row in sql.rows(CALLS_REFUSED, year=2026)] == [
        (1, "2026-10-12", "2026-10-30"),
        (2, "2026-10-12", "2026-11-06"),
        (3, "2026-10-12", "2026-10-30"),
    ]
    assert violations() == []


def test_a_reason_of_a_first_call_is_not_kept(october: Acting, paper: dict[str, Any], sql: Sql) -> None:
    october.do("call_innovation", **DAYS, **paper, **REASON)
    assert sql.column("SELECT reason FROM innovation_call") == [""]


def test_an_office_applies_on_the_days_that_were_added(
    called: Acting, paper: dict[str, Any], project: dict[str, Any], sql: Sql
) -> None:
    office = called.on("2026-11-02").office("D001")
    assert "已于2026-10-30截止" in office.refused("apply_innovation", **project)
    called.on("2026-11-02").do("call_innovation", **DAYS | {"closes_on": "2026-11-06"} | paper | REASON)
    office.do("apply_innovation", **project)
    assert "已于2026-11-06截止" in office.on("2026-11-07").refused("apply_innovation", **project)
    assert sql.column("SELECT applied_on::text FROM innovation_project") == ["2026-11-02"]


def test_the_days_are_shortened_and_an_application_of_before_stays(
    called: Acting, paper: dict[str, Any], project: dict[str, Any], sql: Sql
) -> None:
    called.office("D001").do("apply_innovation", **project)
    called.on("2026-10-13").do("call_innovation", **DAYS | {"closes_on": "2026-10-14"} | paper, **REASON)
    late = called.on("2026-10-15").office("D004")
    assert "已于2026-10-14截止" in late.refused("apply_innovation", **project | {"department": "D004"})
    assert sql.column("SELECT state FROM innovation_project") == ["applied"]


def test_a_lower_limit_refuses_the_next_project_and_keeps_those_before(
    called: Acting, paper: dict[str, Any], project: dict[str, Any]
) -> None:
    office = called.office("D001")
    for name in ("入学一次办", "一网通办"):
        office.do("apply_innovation", **project | {"project": name})
    called.do("call_innovation", **DAYS, most=1, **paper, **REASON)
    told = office.refused("apply_innovation", **project | {"project": "数字档案"})
    assert told == "“第001厅”2026年已申报2026-1、2026-2，每单位最多1项。"
    assert office.do("apply_innovation", **project).counts == {"applied": 0}


def test_withdrawn_projects_do_not_keep_the_days_from_being_changed(
    called: Acting, paper: dict[str, Any], project: dict[str, Any]
) -> None:
    called.office("D001").do("apply_innovation", **project)
    called.office("D001").do("withdraw_innovation", project="2026-1", reason="换一项")
    longer = DAYS | {"closes_on": "2026-11-06"} | paper | REASON
    assert called.on("2026-11-01").do("call_innovation", **longer).counts["called"] == 1


def test_a_second_year_has_days_of_its_own(called: Acting, paper: dict[str, Any], sql: Sql) -> None:
    next_year = called.on("2027-01-05")
    later = paper | {"dated": "2027-01-04", "number": "黔目标办〔2027〕1号"}
    next_year.do("call_innovation", year=2027, opens_on="2027-09-01", closes_on="2027-09-30", **later)
    assert sql.rows(CALLS_REFUSED, year=2027) == [(1, "2027-09-01", "2027-09-30", None)]
    assert len(sql.rows(CALLS_REFUSED, year=2026)) == 1


def test_two_calls_at_once_are_one_call(
    october: Acting, paper: dict[str, Any], sql: Sql, together: Together, violations: Violations
) -> None:
    works = [partial(call, october, DAYS | paper)] * 2
    assert sorted(done.counts["called"] for done in together(*works)) == [0, 1]
    assert len(sql.rows(CALLS_REFUSED, year=2026)) == 1
    assert violations() == []


def test_two_different_calls_at_once_leave_one_that_holds(
    october: Acting, paper: dict[str, Any], sql: Sql, together: Together
) -> None:
    works = [partial(call, october, DAYS | paper | {"closes_on": f"2026-11-0{day}"}) for day in (2, 3)]
    done = together(*works)
    assert sum(isinstance(each, Refused) for each in done) == 1
    assert len(sql.rows(CALLS_REFUSED, year=2026)) == 1
