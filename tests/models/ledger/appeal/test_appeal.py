"""An appeal as a whole: what fits each of its states, reforms while it runs, and the days it suspends."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.models.ledger.reforming import HANDED_OVER, HEIRS, NOT_YOURS, REFORMS, reform

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql, Violations

DUTY = """
SELECT d.code, o.state, o.due_version, x.due::text FROM obligation o JOIN deadline x ON x.id = o.deadline_id
    JOIN department d ON d.id = o.owed_by WHERE o.kind = 'remediation' ORDER BY o.round
"""
ANSWERED = """
SELECT DISTINCT d.code, n.audience FROM notice n JOIN department d ON d.id = n.department_id
WHERE n.kind = 'appeal_answered' AND n.occasion = :occasion ORDER BY 2
"""
HEAD = "SELECT height, hash FROM chain_head"
T001 = {"target": "T001"}
BACK = {"target": "T001", "reason": "已核对清楚"}
UPHELD = {"target": "T001", "ruling": "维持", "reason": "复核情况与原认定一致"}
ACTS: dict[str, dict[str, Any]] = {
    "accept_appeal": T001,
    "refuse_appeal": BACK,
    "withdraw_appeal": BACK,
    "rule_appeal": UPHELD,
    "assign_reinspection": {"target": "T001", "inspection": "2026-2"},
    "lodge_appeal": {"target": "T001", "ground": "再次申诉"},
}

# What fits each state


WAYS: dict[str, list[tuple[str, dict[str, Any]]]] = {
    "lodged": [],
    "accepted": [("accept_appeal", T001)],
    "refused": [("refuse_appeal", BACK)],
    "withdrawn": [("withdraw_appeal", BACK)],
    "withdrawn after acceptance": [("accept_appeal", T001), ("withdraw_appeal", BACK)],
}
REFUSED = {
    "lodged": {
        "rule_appeal": "该申诉尚未受理，受理并复核后才能裁定。",
        "assign_reinspection": "该申诉已提出，受理后、裁定前才指定复核。",
        "lodge_appeal": "对该条目的申诉已提出（2026-09-21提出），不能重复提出。",
    },
    "accepted": {
        "refuse_appeal": "该申诉已经受理，应复核后裁定。",
        "rule_appeal": "该申诉尚未指定复核，请先指定由另外的人员进行的核查（assign_reinspection）。",
        "assign_reinspection": "没有编号为“2026-2”的核查，编号的格式如2026-3。查看：mubiao inspections。",
        "lodge_appeal": "对该条目的申诉已受理（2026-09-21提出），不能重复提出。",
    },
    "refused": {
        "accept_appeal": "该申诉此前已不予受理。",
        "withdraw_appeal": "该申诉此前已不予受理。",
        "rule_appeal": "该申诉此前已不予受理。",
        "assign_reinspection": "该申诉不予受理，受理后、裁定前才指定复核。",
    },
    "withdrawn": {
        "accept_appeal": "该申诉已由部门撤回。",
        "refuse_appeal": "该申诉已由部门撤回。",
        "rule_appeal": "该申诉已由部门撤回。",
        "assign_reinspection": "该申诉已撤回，受理后、裁定前才指定复核。",
    },
}
REFUSED["withdrawn after acceptance"] = REFUSED["withdrawn"]


@pytest.mark.parametrize("state", WAYS)
def test_what_does_not_fit_the_state_of_an_appeal_is_refused_and_writes_nothing(
    contested: Acting, sql: Sql, state: str
) -> None:
    for name, fields in WAYS[state]:
        contested.do(name, **fields)
    before = sql.rows(HEAD)
    assert {name: contested.refused(name, **ACTS[name]) for name in REFUSED[state]} == REFUSED[state]
    assert sql.rows(HEAD) == before


@pytest.mark.parametrize("name", ["accept_appeal", "refuse_appeal", "withdraw_appeal", "rule_appeal"])
def test_a_ruling_ends_an_appeal_for_every_act(reinspected: Acting, sql: Sql, name: str) -> None:
    reinspected.do("rule_appeal", **UPHELD)
    before = sql.rows(HEAD)
    assert reinspected.refused(name, **ACTS[name]) == "该申诉已经裁定，裁定不再更改。"
    assert sql.rows(HEAD) == before


@pytest.mark.parametrize(
    ("state", "name", "count"),
    [
        ("accepted", "accept_appeal", "accepted"),
        ("refused", "refuse_appeal", "refused"),
        ("withdrawn", "withdraw_appeal", "withdrawn"),
    ],
)
def test_the_same_act_again_changes_nothing(contested: Acting, sql: Sql, state: str, name: str, count: str) -> None:
    for act, fields in WAYS[state]:
        contested.do(act, **fields)
    before = sql.value("SELECT count(*) FROM transition"), sql.value("SELECT count(*) FROM notice")
    assert contested.do(name, **ACTS[name]).counts == {count: 0}
    assert (sql.value("SELECT count(*) FROM transition"), sql.value("SELECT count(*) FROM notice")) == before


@pytest.mark.parametrize("state", ["refused", "withdrawn", "withdrawn after acceptance"])
def test_after_an_appeal_has_ended_another_may_be_lodged_with_the_next_number(
    contested: Acting, sql: Sql, state: str
) -> None:
    for name, fields in WAYS[state]:
        contested.do(name, **fields)
    contested.office("D001").do("lodge_appeal", target="T001", ground="补充材料")
    assert sql.column("SELECT number FROM appeal ORDER BY number") == [1, 2]
    assert contested.do("accept_appeal", target="T001").counts["accepted"] == 1
    assert sql.column("SELECT state FROM appeal ORDER BY number")[1] == "accepted"


# A reform while the appeal runs


@pytest.mark.parametrize("act", REFORMS)
def test_a_lodged_appeal_is_withdrawn_by_who_leads_the_target_after_the_reform(
    contested: Acting, sql: Sql, violations: Violations, act: str
) -> None:
    reform(contested, act).office(HEIRS[act]).do("withdraw_appeal", **BACK)
    assert sql.rows("SELECT state, ended_on::text FROM appeal") == [("withdrawn", "2026-09-22")]
    assert sql.rows(ANSWERED, occasion="taken_back") == [(HEIRS[act], "head"), (HEIRS[act], "office")]
    assert sql.rows(DUTY) == [(HEIRS[act], "open", 1, "2026-10-20")]
    assert violations() == []


@pytest.mark.parametrize("act", HANDED_OVER)
def test_the_office_that_lodged_it_may_no_longer_withdraw_it(contested: Acting, sql: Sql, act: str) -> None:
    office = reform(contested, act).office("D001")
    before = sql.rows(HEAD)
    assert office.refused("withdraw_appeal", **BACK) == NOT_YOURS
    assert office.refused("lodge_appeal", target="T001", ground="再申诉") == NOT_YOURS
    assert sql.rows(HEAD) == before


@pytest.mark.parametrize("act", REFORMS)
def test_the_agency_answers_the_lead_after_the_reform(contested: Acting, sql: Sql, act: str) -> None:
    reform(contested, act).do("accept_appeal", target="T001")
    assert sql.rows(ANSWERED, occasion="accepted") == [(HEIRS[act], "head"), (HEIRS[act], "office")]
    appellant = "SELECT d.code FROM appeal a JOIN department d ON d.id = a.department_id"
    assert sql.column(appellant) == ["D001"]


@pytest.mark.parametrize("act", REFORMS)
def test_a_suspended_remediation_resumes_with_the_lead_after_the_reform(
    contested: Acting, sql: Sql, violations: Violations, act: str
) -> None:
    contested.do("accept_appeal", target="T001")
    reform(contested.on("2026-09-23"), act).on("2026-09-24").office(HEIRS[act]).do("withdraw_appeal", **BACK)
    assert sql.rows(DUTY) == [(HEIRS[act], "open", 2, "2026-10-23")]
    assert violations() == []


@pytest.mark.parametrize("act", REFORMS)
def test_an_upheld_entry_is_remedied_by_the_lead_after_the_reform(
    reinspected: Acting, sql: Sql, violations: Violations, act: str
) -> None:
    reform(reinspected, act).do("rule_appeal", **UPHELD)
    assert sql.rows(ANSWERED, occasion="upheld") == [(HEIRS[act], "head"), (HEIRS[act], "office")]
    heir = reinspected.on("2026-10-09").office(HEIRS[act])
    done = heir.do("declare_completion", target="T001", completed_on="2026-10-09", measures="已补建")
    assert done.counts == {"declared": 1, "late": 0}
    assert sql.rows(DUTY)[0][:2] == (HEIRS[act], "discharged")
    assert violations() == []


@pytest.mark.parametrize("act", REFORMS)
def test_a_new_limit_of_a_ruling_binds_the_lead_after_the_reform(
    reinspected: Acting, sql: Sql, violations: Violations, act: str
) -> None:
    changed = {"target": "T001", "ruling": "变更", "reason": "34公里已完工", "new_limit": "2026-11-10"}
    reform(reinspected, act).do("rule_appeal", **changed)
    assert sql.rows(DUTY) == [(HEIRS[act], "open", 3, "2026-11-10")]
    query = "SELECT DISTINCT d.code FROM notice n JOIN department d ON d.id = n.department_id WHERE kind = 'relimited'"
    assert sql.column(query) == [HEIRS[act]]
    assert violations() == []


@pytest.mark.parametrize("act", REFORMS)
def test_a_withdrawn_entry_leaves_the_new_lead_without_any_duty(
    cleared: Acting, sql: Sql, violations: Violations, act: str
) -> None:
    reform(cleared, act).do("rule_appeal", target="T001", ruling="撤销", reason="已全部完工")
    assert [row[1] for row in sql.rows(DUTY)] == ["void"]
    assert sql.rows(ANSWERED, occasion="withdrawn") == [(HEIRS[act], "head"), (HEIRS[act], "office")]
    assert violations() == []


@pytest.mark.parametrize("act", HANDED_OVER)
def test_an_entry_is_appealed_by_its_lead_after_the_reform_and_by_no_other(issued: Acting, sql: Sql, act: str) -> None:
    issued.lists("T001", "进度滞后", "2026-09-15")
    reform(issued, act)
    assert issued.office("D001").refused("lodge_appeal", target="T001", ground="已完工") == NOT_YOURS
    issued.office("D002").do("lodge_appeal", target="T001", ground="已完工")
    assert sql.column("SELECT d.code FROM appeal a JOIN department d ON d.id = a.department_id") == ["D002"]


# The days


@pytest.mark.parametrize(
    ("accepted", "withdrawn", "due"),
    [
        ("2026-10-19", "2026-10-19", "2026-10-21"),
        ("2026-10-20", "2026-10-20", "2026-10-21"),
        ("2026-10-20", "2026-10-21", "2026-10-22"),
        ("2026-10-21", "2026-10-22", "2026-10-20"),
        ("2026-10-17", "2026-10-18", "2026-10-20"),
        ("2026-10-16", "2026-10-19", "2026-10-22"),
    ],
)
def test_each_working_day_from_acceptance_to_the_end_is_added_unless_the_limit_had_passed(
    contested: Acting, sql: Sql, accepted: str, withdrawn: str, due: str
) -> None:
    contested.on(accepted).do("accept_appeal", target="T001")
    contested.on(withdrawn).do("withdraw_appeal", **BACK)
    assert sql.rows(DUTY) == [("D001", "open", 2, due)]


@pytest.mark.parametrize(("withdrawn", "due"), [("2026-12-31", "2027-01-07"), ("2027-01-05", "2027-01-11")])
def test_days_that_are_suspended_over_the_turn_of_the_year_are_added_after_it(
    issued: Acting, sql: Sql, violations: Violations, withdrawn: str, due: str
) -> None:
    december = issued.on("2026-12-28")
    december.lists("T001", "进度滞后", "2026-12-28")
    december.do("set_limit", target="T001", limit="2026-12-31")
    december.do("lodge_appeal", target="T001", ground="已完工")
    december.do("accept_appeal", target="T001")
    december.on(withdrawn).do("withdraw_appeal", **BACK, year=2026)
    assert sql.rows(DUTY) == [("D001", "open", 2, due)]
    assert violations() == []


def test_in_the_new_year_a_target_of_the_old_one_is_named_with_its_year(contested: Acting) -> None:
    january = contested.on("2027-01-05")
    refused = january.refused("accept_appeal", target="T001")
    assert refused == "2027年目标中没有编号“T001”。2026年有这个编号：办理上一年的目标，请写明年度（--year 2026）。"
    assert january.do("accept_appeal", target="T001", year=2026).counts["accepted"] == 1
