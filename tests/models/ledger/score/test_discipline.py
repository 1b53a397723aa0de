"""讲规矩守纪律: recorded with its paper, withdrawn with a reason, and never part of the score (1-6.1, A1, A44)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from models.database import begin
from models.ledger.acts import Role
from models.ledger.score.alongside import alongside_scores
from models.ledger.score.discipline import discipline_records
from models.rules.errors import Refused, Unavailable

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql, Together, Violations


RECORDS = "SELECT year, serial, fact, reduces, paper_number, state, reason FROM discipline ORDER BY id"
FILES = "SELECT record_key FROM exhibit WHERE record = 'discipline'"
FACT, AWARD = "未按规定报告重大事项", "年度目标绩效奖下调一档"


@pytest.fixture
def fact(policy: str) -> dict[str, Any]:
    """A fact about D001 in 2026 with its paper."""
    paper = {"number": "黔纪通〔2027〕2号", "dated": "2027-01-12", "evidence": policy}
    return {"department": "D001", "year": 2026, "fact": FACT, "reduces": AWARD, **paper}


def test_a44_a_fact_is_recorded_with_what_it_reduces_and_its_paper(
    january: Acting, fact: dict[str, Any], sql: Sql, violations: Violations
) -> None:
    done = january.do("record_discipline", **fact)
    assert done.words == f"已登记“第001厅”2026年讲规矩守纪律第1项：{AWARD}。只扣奖不扣分，得分不变。"
    assert (done.counts, done.data) == ({"recorded": 1, "evidence": 1}, {"serial": 1})
    assert sql.rows(RECORDS) == [(2026, 1, FACT, AWARD, "黔纪通〔2027〕2号", "recorded", "")]
    assert sql.column(FILES) == ["D001|2026|1"]
    assert violations() == []


def test_the_same_again_changes_nothing_and_another_fact_is_one_more(
    january: Acting, fact: dict[str, Any], sql: Sql
) -> None:
    january.do("record_discipline", **fact)
    same = january.do("record_discipline", **fact)
    assert (same.words, same.counts) == ("“第001厅”2026年讲规矩守纪律第1项此前已登记，未作改动。", {"recorded": 0})
    assert january.do("record_discipline", **fact | {"fact": "会议纪律松弛"}).data == {"serial": 2}
    assert [row[1:3] for row in sql.rows(RECORDS)] == [(1, FACT), (2, "会议纪律松弛")]


@pytest.mark.parametrize("other", [{"reduces": "绩效奖下调两档"}, {"dated": "2027-01-13"}])
def test_a_recorded_fact_is_corrected_by_withdrawing_it_first(
    january: Acting, fact: dict[str, Any], sql: Sql, other: dict[str, Any]
) -> None:
    january.do("record_discipline", **fact)
    assert january.refused("record_discipline", **fact | other) == (
        f"同一事实、同一文号已登记为“第001厅”2026年讲规矩守纪律第1项（{AWARD}，2027-01-12）；确需更正的，先撤回"
        "（withdraw_discipline --serial 1）再登记。"
    )
    assert len(sql.rows(RECORDS)) == 1


def test_a_record_is_withdrawn_once_with_a_reason_and_kept(
    january: Acting, fact: dict[str, Any], sql: Sql, violations: Violations
) -> None:
    january.do("record_discipline", **fact)
    taken: dict[str, Any] = {"department": "D001", "year": 2026, "serial": 1, "reason": "复查不属实"}
    assert january.do("withdraw_discipline", **taken).words == "已撤回“第001厅”2026年讲规矩守纪律第1项，原登记仍留存。"
    again = january.do("withdraw_discipline", **taken | {"reason": "另一原因"})
    assert (again.words, again.counts["withdrawn"]) == ("“第001厅”2026年讲规矩守纪律第1项此前已撤回，未作改动。", 0)
    assert [row[-2:] for row in sql.rows(RECORDS)] == [("withdrawn", "复查不属实")]
    assert january.do("record_discipline", **fact).data == {"serial": 2}
    with begin() as session:
        found = discipline_records(session, 2026)
    assert [(row["code"], row["serial"], row["state"]) for row in found] == [
        ("D001", 1, "withdrawn"),
        ("D001", 2, "recorded"),
    ]
    assert violations() == []


@pytest.mark.parametrize("wrong", [{"serial": 2}, {"year": 2025}, {"department": "D002"}])
def test_what_is_not_recorded_cannot_be_withdrawn(january: Acting, fact: dict[str, Any], wrong: dict[str, Any]) -> None:
    january.do("record_discipline", **fact)
    taken: dict[str, Any] = {"department": "D001", "year": 2026, "serial": 1, "reason": "误"}
    assert "项讲规矩守纪律的登记。查看：mubiao discipline。" in january.refused("withdraw_discipline", **taken | wrong)


@pytest.mark.parametrize(
    ("wrong", "refusal"),
    [
        ({"dated": "2027-01-21"}, "文件日期2027-01-21晚于今天（2027-01-20），请核对。"),
        ({"dated": "2025-12-31"}, "文件日期2025-12-31早于2026年，不是该年度的考评结果，请核对。"),
        ({"year": 2028}, "2028年尚未开始，没有考评，请核对年度。"),
        ({"department": "AGENCY"}, "是管理机构，没有考评。"),
    ],
)
def test_a_paper_of_another_time_and_who_is_not_appraised_are_refused(
    january: Acting, fact: dict[str, Any], sql: Sql, wrong: dict[str, Any], refusal: str
) -> None:
    assert refusal in january.refused("record_discipline", **fact | wrong)
    assert sql.rows(RECORDS) == []


def test_an_office_and_a_head_may_neither_record_nor_withdraw(january: Acting, fact: dict[str, Any], sql: Sql) -> None:
    january.do("record_discipline", **fact)
    taken: dict[str, Any] = {"department": "D001", "year": 2026, "serial": 1, "reason": "误"}
    assert january.actor.role is Role.AGENCY
    for name, fields in (("record_discipline", fact), ("withdraw_discipline", taken)):
        with pytest.raises(Refused, match="不能执行"):
            january.office("D001").do(name, **fields)
    assert [row[5] for row in sql.rows(RECORDS)] == ["recorded"]


ROWS = "SELECT d.*, (SELECT count(*) FROM transition), (SELECT count(*) FROM exhibit) FROM discipline d ORDER BY d.id"
WITHDRAWN: dict[str, Any] = {"department": "D001", "year": 2026, "serial": 1, "reason": "不属实"}


@pytest.mark.parametrize(
    ("wrong", "refusal"),
    [
        ({"reduces": "扣二十分"}, "写了分数"),
        ({"reduces": "绩效奖扣5%，计0.5 分"}, "写了分数"),
        ({"reduces": "扣发￥500"}, "写了金额"),
        ({"reduces": "扣发两万元"}, "写了金额"),
        ({"department": "D009"}, "不在部门名单中"),
        ({"department": "AGENCY"}, "没有考评"),
        ({"year": 2028}, "2028年尚未开始"),
        ({"dated": "2027-01-21"}, "晚于今天"),
    ],
)
def test_a_refused_record_changes_nothing(
    january: Acting, fact: dict[str, Any], sql: Sql, wrong: dict[str, Any], refusal: str
) -> None:
    january.do("record_discipline", **fact)
    before = sql.rows(ROWS)
    assert refusal in january.refused("record_discipline", **fact | {"fact": "另一事实"} | wrong)
    assert sql.rows(ROWS) == before


@pytest.mark.parametrize(
    "reduces", ["年度目标绩效奖下调一档", "按百分之十扣减", "扣减十分之一", "单元奖励取消", "取消部分奖励"]
)
def test_a_reduction_of_an_award_is_no_points(january: Acting, fact: dict[str, Any], sql: Sql, reduces: str) -> None:
    january.do("record_discipline", **fact | {"reduces": reduces})
    assert sql.column("SELECT reduces FROM discipline") == [reduces]


def test_a_department_may_be_named_by_its_name_and_is_the_same(january: Acting, fact: dict[str, Any], sql: Sql) -> None:
    january.do("record_discipline", **fact)
    again = january.do("record_discipline", **fact | {"department": " 第001厅 "})
    assert again.counts == {"recorded": 0}
    assert len(sql.rows(ROWS)) == 1


def test_the_same_fact_on_another_paper_is_another_record(january: Acting, fact: dict[str, Any]) -> None:
    january.do("record_discipline", **fact)
    other = {"number": "黔纪通〔2027〕3号", "reduces": "下调两档"}
    assert january.do("record_discipline", **fact | other).data == {"serial": 2}


def test_serials_begin_with_one_in_each_department_and_year(january: Acting, fact: dict[str, Any], sql: Sql) -> None:
    for changed in ({}, {"department": "D002"}, {"year": 2027}):
        assert january.do("record_discipline", **fact | changed).data == {"serial": 1}
    assert sorted(sql.column("SELECT year FROM discipline")) == [2026, 2026, 2027]


def test_a_year_has_its_own_records_and_no_others(january: Acting, fact: dict[str, Any]) -> None:
    january.do("record_discipline", **fact)
    january.do("record_discipline", **fact | {"year": 2027, "fact": "缺席"})
    with begin() as session:
        found = {year: [row["fact"] for row in discipline_records(session, year)] for year in (2025, 2026, 2027)}
    assert found == {2025: [], 2026: [FACT], 2027: ["缺席"]}


def test_a_withdrawal_takes_one_record_and_the_other_stays_alongside(january: Acting, fact: dict[str, Any]) -> None:
    for what in ("迟报", "缺席"):
        january.do("record_discipline", **fact | {"fact": what})
    january.do("withdraw_discipline", **WITHDRAWN)
    with begin() as session:
        found = alongside_scores(session, 2026).discipline
    assert [(row["serial"], row["fact"]) for row in found["D001"]] == [(2, "缺席")]


def test_a_department_whose_records_are_all_withdrawn_has_nothing_alongside(
    january: Acting, fact: dict[str, Any]
) -> None:
    january.do("record_discipline", **fact)
    january.do("withdraw_discipline", **WITHDRAWN)
    with begin() as session:
        assert alongside_scores(session, 2026).discipline == {}


def test_what_was_withdrawn_may_be_recorded_again_with_another_reduction(
    january: Acting, fact: dict[str, Any], violations: Violations
) -> None:
    january.do("record_discipline", **fact)
    january.do("withdraw_discipline", **WITHDRAWN)
    done = january.do("record_discipline", **fact | {"reduces": "下调两档"})
    assert (done.data, done.counts["recorded"]) == ({"serial": 2}, 1)
    assert "第2项：下调两档。" in done.words
    assert violations() == []


@pytest.mark.parametrize("wrong", [{"serial": 9}, {"year": 2027}, {"department": "D002"}, {"department": "无此厅"}])
def test_a_refused_withdrawal_changes_nothing(
    january: Acting, fact: dict[str, Any], sql: Sql, wrong: dict[str, Any]
) -> None:
    january.do("record_discipline", **fact)
    before = sql.rows(ROWS)
    assert january.refused("withdraw_discipline", **WITHDRAWN | wrong)
    assert sql.rows(ROWS) == before


def test_of_two_withdrawals_at_once_one_counts(
    january: Acting, fact: dict[str, Any], together: Together, violations: Violations
) -> None:
    january.do("record_discipline", **fact)
    done = together(*[lambda session: january.within(session, "withdraw_discipline", **WITHDRAWN)] * 2)
    assert sorted(each.counts["withdrawn"] for each in done) == [0, 1]
    assert violations() == []


def test_two_facts_at_once_have_two_serials(january: Acting, fact: dict[str, Any], together: Together) -> None:
    facts = [fact, fact | {"fact": "缺席"}]
    done = together(
        *[lambda session, one=one: january.within(session, "record_discipline", **one) for one in facts],
    )
    assert sorted(each.data["serial"] for each in done) == [1, 2]


def test_a54_a_department_that_ended_in_the_year_has_no_record(march: Acting, fact: dict[str, Any], sql: Sql) -> None:
    reform: dict[str, Any] = {"department": "D001", "successor": "D002", "basis": "黔机编〔2026〕12号"}
    march.on("2026-04-02").do("merge_department", effective_on="2026-04-02", **reform)
    assert march.on("2027-01-20").refused("record_discipline", **fact)
    assert sql.rows(ROWS) == []


@pytest.mark.parametrize(
    "change", ["reduces = '不扣'", "fact = '另一事实'", "state = 'withdrawn'", "paper_date = '2026-01-01'"]
)
def test_a_record_changed_past_the_ledger_is_found(
    january: Acting, fact: dict[str, Any], sql: Sql, violations: Violations, change: str
) -> None:
    january.do("record_discipline", **fact)
    assert violations() == []
    sql(f"UPDATE discipline SET {change}")  # noqa: S608 - the four above
    assert violations() != []


@pytest.mark.parametrize("change", ["state = 'forgiven'", "serial = 1", "department_id = 0"])
def test_the_database_keeps_a_serial_once_and_no_other_state(
    january: Acting, fact: dict[str, Any], sql: Sql, change: str
) -> None:
    for what in ("迟报", "缺席"):
        january.do("record_discipline", **fact | {"fact": what})
    with pytest.raises(Unavailable):
        sql(f"UPDATE discipline SET {change}")  # noqa: S608 - the three above


def test_a_record_has_the_days_of_its_entry_and_of_its_withdrawal(january: Acting, fact: dict[str, Any]) -> None:
    january.do("record_discipline", **fact)
    january.on("2027-01-25").do("withdraw_discipline", **WITHDRAWN)
    with begin() as session:
        [row] = discipline_records(session, 2026)
    days = (row["paper_date"], row["recorded_on"], row["withdrawn_on"])
    assert days == (date(2027, 1, 12), date(2027, 1, 20), date(2027, 1, 25))
