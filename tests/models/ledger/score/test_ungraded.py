"""不定等次: recorded with its paper, withdrawn with a reason, and nothing else changes (1-2.19)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from models.database import begin
from models.ledger.acts import Role
from models.ledger.jurisdiction import home
from models.ledger.score.ungraded import ungraded
from models.rules.errors import Refused, Unavailable
from tests.models.ledger.score.appraisal import refused_unchanged

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql, Together, Violations

KEPT = "SELECT year, serial, kind, state, withdrawn_because FROM ungraded ORDER BY id"
WITHDRAWN: dict[str, Any] = {"department": "D001", "year": 2026, "reason": "核实为满半年"}


@pytest.fixture
def why(policy: str) -> dict[str, Any]:
    """D001 does not take part in the grades of 2026."""
    paper = {"number": "黔目标办〔2027〕4号", "dated": "2027-01-12", "evidence": policy}
    return {
        "department": "D001",
        "year": 2026,
        "kind": "不参加",
        "reason": "年内新设",
        "basis": "办法第十二条",
        **paper,
    }


def found(year: int = 2026) -> dict[str, str]:
    with begin() as session:
        return dict(ungraded(session, home(session), year))


def test_2_19_who_has_no_grade_is_recorded_with_reason_basis_and_paper(
    january: Acting, why: dict[str, Any], sql: Sql, violations: Violations
) -> None:
    done = january.do("appraise_without_grade", **why)
    assert done.words == "已登记“第001厅”2026年的不定等次：不参加。保留得分，不占等次名额。"
    assert done.counts == {"recorded": 1, "evidence": 1}
    assert found() == {"D001": "不定等次（不参加）：年内新设，办法第十二条（黔目标办〔2027〕4号，2027-01-12）"}
    assert found(2025) == {}
    assert sql.column("SELECT record_key FROM exhibit WHERE record = 'ungraded'") == ["D001|2026|1"]
    assert violations() == []


def test_the_same_again_changes_nothing_and_another_needs_a_withdrawal(
    january: Acting, why: dict[str, Any], sql: Sql, violations: Violations
) -> None:
    january.do("appraise_without_grade", **why)
    again = january.do("appraise_without_grade", **why)
    assert (again.words, again.counts) == ("“第001厅”2026年的不定等次此前已登记，未作改动。", {"recorded": 0})
    told = january.refused("appraise_without_grade", **why | {"kind": "取消"})
    assert told == "“第001厅”2026年已登记不定等次（不参加，黔目标办〔2027〕4号），确需更正的先撤回再登记。"
    done = january.do("withdraw_without_grade", **WITHDRAWN)
    assert (done.words, found()) == ("已撤回“第001厅”2026年的不定等次，原登记仍留存。", {})
    january.do("appraise_without_grade", **why | {"kind": "取消"})
    assert sql.rows(KEPT) == [
        (2026, 1, "not_eligible", "withdrawn", "核实为满半年"),
        (2026, 2, "excluded", "recorded", ""),
    ]
    assert violations() == []


def test_it_is_withdrawn_once_and_only_where_there_is_something(january: Acting, why: dict[str, Any]) -> None:
    told = january.refused("withdraw_without_grade", **WITHDRAWN)
    assert told == "“第001厅”2026年没有登记不定等次，没有可撤回的。"
    january.do("appraise_without_grade", **why)
    january.do("withdraw_without_grade", **WITHDRAWN)
    again = january.do("withdraw_without_grade", **WITHDRAWN)
    assert again.counts == {"withdrawn": 0}
    assert "此前已撤回" in again.words


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"dated": "2027-01-21"}, "文件日期2027-01-21晚于今天（2027-01-20），请核对。"),
        ({"dated": "2025-12-31"}, "文件日期2025-12-31早于2026年，不是该年度的考评结果，请核对。"),
        ({"year": 2028}, "2028年尚未开始，没有考评，请核对年度。"),
        ({"department": "D009"}, "部门“D009”不在部门名单中。查看：mubiao departments。"),
        ({"department": "AGENCY"}, "是管理机构，没有考评。"),
    ],
)
def test_what_cannot_be_is_refused(
    january: Acting, why: dict[str, Any], sql: Sql, change: dict[str, Any], told: str
) -> None:
    assert january.refused("appraise_without_grade", **why | change).endswith(told)
    assert sql.rows(KEPT) == []


def test_a54_who_ended_before_31_december_is_not_graded_anyway(january: Acting, why: dict[str, Any]) -> None:
    reform: dict[str, Any] = {"department": "D001", "successor": "D002", "basis": "黔机编〔2026〕12号"}
    january.on("2026-11-02").do("merge_department", effective_on="2026-11-02", **reform)
    assert january.refused("appraise_without_grade", **why) == "“第001厅”已于2026-11-01终止，没有2026年的考评。"


def test_an_office_neither_records_nor_withdraws(january: Acting, why: dict[str, Any], sql: Sql) -> None:
    assert january.actor.role is Role.AGENCY
    with pytest.raises(Refused):
        january.office("D001").do("appraise_without_grade", **why)
    january.do("appraise_without_grade", **why)
    with pytest.raises(Refused):
        january.office("D001").do("withdraw_without_grade", **WITHDRAWN)
    assert [row[3] for row in sql.rows(KEPT)] == ["recorded"]


@pytest.mark.parametrize("field", ["department", "year", "kind", "reason", "basis", "number", "dated", "evidence"])
def test_no_field_of_the_record_may_lack(january: Acting, why: dict[str, Any], sql: Sql, field: str) -> None:
    fields = {name: value for name, value in why.items() if name != field}
    assert refused_unchanged(january, sql, "appraise_without_grade", fields)


@pytest.mark.parametrize(
    "other",
    [{"kind": "取消"}, {"reason": "不满半年"}, {"basis": "办法第十三条"}, {"number": "9号"}, {"dated": "2027-01-13"}],
)
def test_a_record_that_differs_in_one_field_is_refused_and_changes_nothing(
    january: Acting, why: dict[str, Any], sql: Sql, other: dict[str, Any]
) -> None:
    january.do("appraise_without_grade", **why)
    told = refused_unchanged(january, sql, "appraise_without_grade", why | other)
    assert told.endswith("已登记不定等次（不参加，黔目标办〔2027〕4号），确需更正的先撤回再登记。")


def test_another_spelling_of_the_same_is_the_same(january: Acting, why: dict[str, Any]) -> None:
    january.do("appraise_without_grade", **why)
    spelled = {"department": " 第001厅", "kind": "not_eligible", "reason": " 年内新设 "}
    assert january.do("appraise_without_grade", **why | spelled).counts == {"recorded": 0}


def test_of_two_types_at_once_one_is_refused(
    january: Acting, why: dict[str, Any], sql: Sql, together: Together
) -> None:
    def giving(kind: str) -> Any:
        return lambda session: january.within(session, "appraise_without_grade", **why | {"kind": kind})

    assert sum(isinstance(each, Refused) for each in together(giving("不参加"), giving("取消"))) == 1
    assert [row[3] for row in sql.rows(KEPT)] == ["recorded"]


def test_a_withdrawal_twice_at_once_is_one(
    january: Acting, why: dict[str, Any], sql: Sql, together: Together, violations: Violations
) -> None:
    january.do("appraise_without_grade", **why)
    together(*[lambda session: january.within(session, "withdraw_without_grade", **WITHDRAWN)] * 2)
    assert sql.value("SELECT count(*) FROM transition WHERE record = 'ungraded'") == 2
    assert violations() == []


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"department": "D002"}, "“第002厅”2026年没有登记不定等次，没有可撤回的。"),
        ({"year": 2025}, "“第001厅”2025年没有登记不定等次，没有可撤回的。"),
        ({"department": "D009"}, "部门“D009”不在部门名单中。查看：mubiao departments。"),
    ],
)
def test_of_another_department_or_year_nothing_is_withdrawn(
    january: Acting, why: dict[str, Any], sql: Sql, change: dict[str, Any], told: str
) -> None:
    january.do("appraise_without_grade", **why)
    assert refused_unchanged(january, sql, "withdraw_without_grade", WITHDRAWN | change) == told


@pytest.mark.parametrize("reason", ["", " ", None])
def test_no_withdrawal_is_without_a_reason(january: Acting, why: dict[str, Any], sql: Sql, reason: str | None) -> None:
    january.do("appraise_without_grade", **why)
    assert refused_unchanged(january, sql, "withdraw_without_grade", WITHDRAWN | {"reason": reason})


def test_each_year_has_its_own_record(january: Acting, why: dict[str, Any], sql: Sql) -> None:
    january.do("appraise_without_grade", **why)
    january.do("appraise_without_grade", **why | {"year": 2027, "kind": "取消"})
    january.do("withdraw_without_grade", **WITHDRAWN | {"year": 2027})
    assert (sorted(found()), found(2027)) == (["D001"], {})
    assert [row[:4] for row in sql.rows(KEPT)] == [
        (2026, 1, "not_eligible", "recorded"),
        (2027, 1, "excluded", "withdrawn"),
    ]


def test_the_same_after_a_withdrawal_is_a_new_record(january: Acting, why: dict[str, Any], sql: Sql) -> None:
    for _ in range(2):
        january.do("appraise_without_grade", **why)
        january.do("withdraw_without_grade", **WITHDRAWN)
    assert january.do("appraise_without_grade", **why).counts["recorded"] == 1
    assert [row[1] for row in sql.rows(KEPT)] == [1, 2, 3]
    assert sorted(found()) == ["D001"]


def test_a54_who_was_merged_after_the_year_is_recorded_and_who_was_founded_then_is_not(
    january: Acting, why: dict[str, Any], sql: Sql
) -> None:
    reform: dict[str, Any] = {"department": "D001", "successor": "D002", "basis": "黔机编〔2027〕1号"}
    january.on("2027-01-04").do("merge_department", effective_on="2027-01-04", **reform)
    assert january.do("appraise_without_grade", **why).counts["recorded"] == 1
    january.take("departments", {"编码": "D003", "名称": "第三局", "生效日期": "2027-01-05"})
    told = refused_unchanged(january, sql, "appraise_without_grade", why | {"department": "D003"})
    assert told == "“第三局”自2027-01-05起设立，没有2026年的考评。"


def test_the_database_keeps_one_record_that_is_not_withdrawn(january: Acting, why: dict[str, Any], sql: Sql) -> None:
    january.do("appraise_without_grade", **why)
    with pytest.raises(Unavailable):
        sql(
            "INSERT INTO ungraded (department_id, year, serial, kind, reason, basis, paper_number, paper_date, state,"
            " recorded_on, withdrawn_because) SELECT department_id, year, 2, kind, reason, basis, paper_number,"
            " paper_date, state, recorded_on, '' FROM ungraded"
        )
