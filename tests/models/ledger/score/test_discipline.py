"""讲规矩守纪律: recorded with its paper, withdrawn with a reason, and never part of the score (1-6.1, A1, A44)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from models.database import begin
from models.ledger.acts import Role
from models.ledger.score.discipline import discipline_records
from models.rules.errors import Refused

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql, Violations

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
