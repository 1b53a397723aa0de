"""What the results were used for is on record, after they were received (1-4, 1-5.2, 1-9)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.models.ledger.draft.lists import PAPER
from tests.models.ledger.results_use.results import CORRECTION, PERSONNEL, RECEIPT, YEAR, deliver, kept, receives

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql, Violations

USED = "SELECT state, uses FROM result_delivery WHERE state = 'used'"
LATER = "2027-04-20"
REWARD: dict[str, Any] = {
    **YEAR,
    "department": "D001",
    "use": "绩效奖励",
    "text": "按考评结果核算年度绩效奖励",
    "number": "黔教人〔2027〕6号",
    "dated": "2027-04-12",
}
APPOINTED: dict[str, Any] = {
    **YEAR,
    "body": PERSONNEL,
    "use": "选人用人",
    "text": "作为领导班子调整的依据",
    "evidence": str(PAPER),
}


def test_a_department_states_what_it_used_its_results_for(delivered: Acting, sql: Sql, violations: Violations) -> None:
    receives(delivered, sql)
    done = delivered.on(LATER).office("D001").do("state_use", **REWARD)
    assert done.words == "已登记“第001厅”2026年考评结果用于绩效奖励。"
    stated = {
        "use": "reward",
        "text": "按考评结果核算年度绩效奖励",
        "number": "黔教人〔2027〕6号",
        "dated": "2027-04-12",
        "on": LATER,
    }
    assert sql.rows(USED) == [("used", [stated])]
    assert violations() == []


def test_several_uses_stand_one_after_the_other(delivered: Acting, sql: Sql, violations: Violations) -> None:
    receives(delivered, sql)
    office = delivered.on(LATER).office("D001")
    office.do("state_use", **REWARD)
    done = office.do("state_use", **YEAR, department="D001", use="评优评先", text="评选先进处室", evidence=str(PAPER))
    assert done.counts == {"used": 1, "evidence": 1}
    [(_, uses)] = sql.rows(USED)
    assert [each["use"] for each in uses] == ["reward", "commendation"]
    assert violations() == []


def test_the_same_use_again_changes_nothing(delivered: Acting, sql: Sql) -> None:
    receives(delivered, sql)
    delivered.on(LATER).office("D001").do("state_use", **REWARD)
    again = delivered.on("2027-04-21").office("D001").do("state_use", **REWARD)
    assert (again.words, again.counts) == ("绩效奖励的运用情况此前已如此登记，未作改动。", {"used": 0})


def test_no_use_is_stated_before_the_receipt(delivered: Acting, sql: Sql) -> None:
    words = "考评结果尚未签收，请先登记签收，再登记结果运用。"
    assert kept(delivered.on(LATER).office("D001"), sql, "state_use", **REWARD) == words
    assert kept(delivered.on(LATER), sql, "record_use", **APPOINTED) == words


def test_no_use_is_stated_of_corrected_results(delivered: Acting, sql: Sql) -> None:
    receives(delivered, sql)
    later = delivered.on(LATER)
    later.do("supersede_sheet", **CORRECTION)
    assert "已经更正" in kept(later.office("D001"), sql, "state_use", **REWARD)
    deliver(later)
    assert "尚未签收" in kept(later.office("D001"), sql, "state_use", **REWARD | {"number": "", "dated": None})


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"dated": "2027-03-08"}, "早于考评结果反馈的日期2027-03-09，不是这次结果的运用"),
        ({"dated": "2027-04-21"}, "在今天（2027-04-20）之后"),
        ({"dated": None}, "须同时写明文号和日期"),
        ({"number": ""}, "须同时写明文号和日期"),
        ({"use": "旅游"}, "结果用于"),
        ({"text": ""}, "运用情况"),
        ({"department": ""}, "部门"),
        ({"body": PERSONNEL}, "没有这个字段"),
        ({"department": "D002"}, "您只能办理本部门的事项"),
        ({"department": "D009"}, "不在部门名单中"),
        ({"year": 2025}, "2025年的考评结果尚未反馈"),
    ],
)
def test_a_use_that_cannot_be_is_refused(delivered: Acting, sql: Sql, more: dict[str, Any], words: str) -> None:
    receives(delivered, sql)
    assert words in kept(delivered.on(LATER).office("D001"), sql, "state_use", **REWARD | more)


def test_the_agency_states_no_use_for_a_department_without_a_source(delivered: Acting, sql: Sql) -> None:
    receives(delivered, sql)
    later = delivered.on(LATER)
    assert "请注明来源" in kept(later, sql, "state_use", **REWARD)
    assert later.on_behalf("纸质", "回函").do("state_use", **REWARD).counts["used"] == 1


def test_a_stated_receipt_of_the_use_is_not_before_that_of_the_results(delivered: Acting, sql: Sql) -> None:
    receives(delivered.on("2027-03-12"), sql)
    early = delivered.on(LATER).on_behalf("纸质", "回函", "2027-03-10")
    assert "签收日期2027-03-10早于" in kept(early, sql, "state_use", **REWARD)


def test_the_use_of_a_body_is_recorded_with_its_file(delivered: Acting, sql: Sql, violations: Violations) -> None:
    delivered.do("record_receipt", **RECEIPT)
    assert delivered.on(LATER).do("record_use", **APPOINTED).counts["used"] == 1
    assert sql.value("SELECT uses -> 0 ->> 'use' FROM result_delivery WHERE state = 'used'") == "appointment"
    assert violations() == []


def test_the_use_of_a_body_without_a_file_is_refused(delivered: Acting, sql: Sql) -> None:
    delivered.do("record_receipt", **RECEIPT)
    bare = {key: value for key, value in APPOINTED.items() if key != "evidence"}
    assert "运用文件" in kept(delivered.on(LATER), sql, "record_use", **bare)


def test_an_office_does_not_state_the_use_of_a_body(delivered: Acting, sql: Sql) -> None:
    delivered.do("record_receipt", **RECEIPT)
    assert kept(delivered.on(LATER).office("D001"), sql, "record_use", **APPOINTED)
