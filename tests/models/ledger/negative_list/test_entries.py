"""负面清单: a finding is listed, its limit set, and the head notified at once (6.2.4)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from models.database import begin
from models.ledger.lookup import newest_entry
from models.ledger.negative_list.entries import withdraw_entry
from models.ledger.negative_list.points import score_departments
from models.records import Target
from models.rules.states import EntryEvent
from tests.conftest import PAGE

if TYPE_CHECKING:
    from models.ledger.acts import Summary
    from tests.conftest import Acting, Sql


OWED = """
SELECT o.kind, o.subject, o.round, d.code, x.due::text, x.rule FROM obligation o
JOIN department d ON d.id = o.department_id JOIN deadline x ON x.id = o.deadline_id
WHERE o.subject LIKE '2026/%' AND NOT d.is_agency
"""


@pytest.fixture
def september(march: Acting) -> Acting:
    return march.on("2026-09-10")


def listed(acting: Acting, target: str = "T001") -> Summary:
    return acting.lists(target, "进度滞后", "2026-09-08")


def test_a_finding_enters_the_list_with_the_day_found_and_the_day_listed(september: Acting, sql: Sql) -> None:
    listed(september)
    entry = sql.rows("SELECT occurrence, finding, found_on::text, listed_on::text, state FROM negative_entry")
    assert entry == [(1, "进度滞后", "2026-09-08", "2026-09-10", "listed")]


def test_a_second_listing_is_refused_until_the_first_is_made_good(september: Acting, sql: Sql) -> None:
    listed(september)
    text = september.refused("list_finding", **september.finds("T001", "进度滞后", "2026-09-09"))
    assert text == "目标T001已在负面清单中（2026-09-10列入），尚未补欠，不能重复列入。"
    assert sql.value("SELECT count(*) FROM negative_entry") == 1


def test_a_target_made_good_may_be_listed_again_as_another_occurrence(september: Acting, sql: Sql) -> None:
    listed(september)
    september.do("set_limit", target="T001", limit="2026-09-30")
    september.do("declare_completion", target="T001", completed_on="2026-09-10", measures="已补建")
    september.do("file_feedback", target="T001", feedback="已完成")
    september.rechecks("T001")
    listed(september)
    assert sql.column("SELECT occurrence FROM negative_entry ORDER BY id") == [1, 2]
    september.do("set_limit", target="T001", limit="2026-10-30")
    assert [row[1] for row in sql.rows(OWED + " AND o.kind = 'remediation' ORDER BY 2")] == [
        "2026/T001/1",
        "2026/T001/2",
    ]


def test_the_limit_opens_the_remediation_due_that_very_day(september: Acting, sql: Sql) -> None:
    listed(september)
    summary = september.do("set_limit", target="T001", limit="2026-10-03")
    assert sql.rows(OWED) == [("remediation", "2026/T001/1", 1, "D001", "2026-10-03", "given_limit")]
    assert summary.data == {"limit": "2026-10-03", "outer": "2026-10-13"}


def test_a21_head_and_office_are_notified_at_once_of_finding_and_latest_day(september: Acting, sql: Sql) -> None:
    listed(september)
    september.do("set_limit", target="T001", limit="2026-09-30")
    shown = sql.rows("SELECT audience, payload FROM notice WHERE kind = 'listed' ORDER BY audience")
    payload = {"outer": "2026-10-13", "found_on": "2026-09-08", "finding": "进度滞后"}
    assert shown == [("head", payload), ("office", payload)]


@pytest.mark.parametrize("limit", ["2026-09-07", "2026-09-09"])
def test_a_limit_before_the_finding_or_the_listing_is_refused(september: Acting, limit: str, sql: Sql) -> None:
    listed(september)
    text = september.refused("set_limit", target="T001", limit=limit)
    assert text == f"整改时限{limit}不能早于列入日期2026-09-10和今天（2026-09-10）。"
    assert sql.value("SELECT state FROM negative_entry") == "listed"


def test_a_limit_for_a_target_that_is_not_listed_is_refused(september: Acting) -> None:
    assert september.refused("set_limit", target="T001", limit="2026-09-30").startswith("目标T001没有列入负面清单。")


def test_a_second_limit_is_refused(september: Acting) -> None:
    listed(september)
    september.do("set_limit", target="T001", limit="2026-09-30")
    assert "整改时限已经明确" in september.refused("set_limit", target="T001", limit="2026-10-30")


@pytest.mark.parametrize(
    ("day", "last", "after", "words"),
    [
        ("2026-09-10", "2027-02-19", "2027-02-20", "2026年第四季度"),
        ("2027-02-22", "2027-05-17", "2099-01-01", "2027年第一季度"),
    ],
)
def test_a_limit_beyond_the_fourth_list_of_the_year_is_refused(
    september: Acting, sql: Sql, day: str, last: str, after: str, words: str
) -> None:
    listed(september)
    target: dict[str, Any] = {"target": "T001", "year": 2026}
    assert september.on(day).refused("set_limit", **target, limit=after) == (
        f"整改时限{after}在{words}负面清单形成的日期（{last}）以后，最迟明确为该日；"
        "确需更晚的，明确后凭领导小组的文件延长（extend_limit）。"
    )
    assert sql.value("SELECT count(*) FROM remediation") == 0
    assert september.on(day).do("set_limit", **target, limit=last).data["limit"] == last


UNTIL = "SELECT DISTINCT payload ->> 'contest_until' FROM notice WHERE kind = 'listed' ORDER BY 1"


def test_a14_the_notice_with_the_limit_names_the_last_day_for_an_appeal(september: Acting, sql: Sql) -> None:
    september.do("set_policy", key="appeal_lodging_days", value="10", basis="5号")
    listed(september)
    september.do("set_limit", target="T001", limit="2026-09-30")
    assert sql.column(UNTIL) == ["2026-09-23"]  # Sunday the 20th is a working day
    appeal = {"target": "T001", "ground": "数量有误", "evidence": [str(page) for page in PAGE]}
    late = september.on("2026-09-24").office("D001").refused("lodge_appeal", **appeal)
    assert late.startswith("申诉应于2026-09-23前提出")


def test_a14_without_a_limit_for_appeals_no_day_is_named(september: Acting, sql: Sql) -> None:
    listed(september)
    september.do("set_limit", target="T001", limit="2026-09-30")
    assert sql.column(UNTIL) == [None]


DUTIES = "SELECT kind, state FROM obligation WHERE kind NOT IN ('monthly_check', 'inspection') ORDER BY id"


@pytest.fixture
def listed_of_withdrawal(march: Acting) -> Acting:
    """T001 is listed under a limit since 5 March and costs one point."""
    march.do("set_policy", key="negative_points", value="-1", basis="1号", valid_from="2026-01-01")
    march.lists("T001")
    march.do("set_limit", target="T001", limit="2026-04-10")
    return march


def withdraw(acting: Acting) -> None:
    with begin() as session:
        target = session.get_one(Target, 1)
        entry = newest_entry(session, target)
        assert entry is not None
        withdraw_entry(session, acting.context(), target, entry, {"reason": "核查结果更正"}, EntryEvent.CORRECT)


def points() -> list[str]:
    with begin() as session:
        return [str(score.points) for score in score_departments(session, 2026)]


def test_the_rounds_and_duties_of_a_withdrawn_entry_end(listed_of_withdrawal: Acting, sql: Sql) -> None:
    listed_of_withdrawal.office("D001").do(
        "declare_completion", target="T001", completed_on="2026-03-05", measures="补建"
    )
    withdraw(listed_of_withdrawal)
    assert sql.column("SELECT state FROM negative_entry") == ["corrected"]
    assert sql.column("SELECT state FROM remediation") == ["void"]
    assert sql.rows(DUTIES) == [("limit_owed", "void"), ("remediation", "void"), ("feedback", "void")]
    details = "SELECT DISTINCT detail ->> 'reason' FROM transition WHERE to_state IN ('corrected', 'void')"
    assert sql.column(details) == ["核查结果更正"]


def test_the_points_of_a_withdrawn_entry_are_0(listed_of_withdrawal: Acting) -> None:
    assert points() == ["-1", "0"]
    withdraw(listed_of_withdrawal)
    assert points() == ["0", "0"]
