"""季度负面清单: frozen, numbered, sent to each head; later changes do not alter a list (1-2.23, A10)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from models.database import begin
from models.ledger.negative_list.snapshot import lines_of
from models.rules.errors import Refused
from tests.databases import story

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql

COLUMNS = ("position", "department", "target_code", "state", "before")


@pytest.fixture
@story
def listed(roster: Acting) -> Acting:
    """T001 is to be remedied by 20 October, T003 is listed without a limit; T002 is only proposed; 9 October."""
    for target in ("T001", "T003"):
        roster.lists(target, "进度滞后", "2026-09-08")
    roster.do("set_limit", target="T001", limit="2026-10-20")
    roster.do("propose_entry", target="T002", way="在线", finding="未完成", found_on="2026-09-08")
    return roster.on("2026-10-09")


def lines(period: str) -> list[tuple[object, ...]]:
    with begin() as session:
        return [tuple(line[name] for name in COLUMNS) for line in lines_of(session, period)]


def test_the_list_of_a_quarter_has_every_confirmed_entry_with_its_current_state(listed: Acting, sql: Sql) -> None:
    done = listed.do("freeze_negative_list", period="2026Q3")
    assert done.words == "2026年第三季度负面清单已形成（第1号），共2项。"
    assert lines("2026Q3") == [(1, "第001厅", "T001", "remedying", None), (2, "第002厅", "T003", "listed", None)]
    shown = sql.rows("SELECT occasion, audience FROM notice WHERE kind = 'negative_list' ORDER BY id")
    assert shown == [("D001", "head"), ("D001", "office"), ("D002", "head"), ("D002", "office")]


def test_the_notice_has_the_points_of_each_entry_if_they_are_configured(roster: Acting, sql: Sql) -> None:
    roster.do("set_policy", key="negative_points", value="-1.50、-2", basis="5号", valid_from="2026-01-01")
    roster.lists("T001", "进度滞后", "2026-09-08")
    roster.on("2026-10-09").do("freeze_negative_list", period="2026Q3")
    query = "SELECT DISTINCT payload #> '{lines,0}' ->> 'points' FROM notice WHERE kind = 'negative_list'"
    assert sql.column(query) == ["-1.5"]


def test_without_configured_points_the_notice_has_no_points(listed: Acting, sql: Sql) -> None:
    listed.do("freeze_negative_list", period="2026Q3")
    query = "SELECT DISTINCT payload #> '{lines,0}' ->> 'points' FROM notice WHERE kind = 'negative_list'"
    assert sql.column(query) == [""]


DUTY = "SELECT max(id) FROM obligation WHERE kind = :kind"
STANDING = "SELECT standing FROM negative_list_line WHERE target_code = 'T001'"


@pytest.mark.parametrize(("day", "standing"), [("2026-10-20", [None]), ("2026-10-26", ["overdue"])])
def test_a_remediation_that_was_overdue_before_it_was_waived_is_overdue_in_the_list(
    listed: Acting, sql: Sql, day: str, standing: list[str | None]
) -> None:
    listed.on(day).do("waive", obligation=sql.value(DUTY, kind="remediation"), reason="项目已取消")
    listed.on("2026-10-27").do("freeze_negative_list", period="2026Q3")
    assert sql.column(STANDING) == standing


@pytest.mark.parametrize(("day", "standing"), [("2026-10-14", ["declared"]), ("2026-10-26", ["feedback_overdue"])])
def test_a_feedback_that_was_overdue_before_it_was_waived_is_overdue_in_the_list(
    listed: Acting, sql: Sql, day: str, standing: list[str | None]
) -> None:
    listed.do("declare_completion", target="T001", completed_on="2026-10-09", measures="已补建")
    listed.on(day).do("waive", obligation=sql.value(DUTY, kind="feedback"), reason="项目已取消")
    listed.on("2026-10-27").do("freeze_negative_list", period="2026Q3")
    assert sql.column(STANDING) == standing


def test_later_changes_alter_no_list_and_appear_in_the_next(listed: Acting, sql: Sql) -> None:
    listed.do("freeze_negative_list", period="2026Q3")
    before = lines("2026Q3")
    listed.do("declare_completion", target="T001", completed_on="2026-10-09", measures="已补建")
    listed.do("file_feedback", target="T001", feedback="已完成")
    listed.rechecks("T001")
    listed.do("set_limit", target="T003", limit="2026-11-10")
    assert lines("2026Q3") == before
    january = listed.on("2027-01-05")
    assert january.do("freeze_negative_list", period="2026Q4").words.startswith("2026年第四季度负面清单已形成（第2号）")
    moved = [(1, "第001厅", "T001", "made_good", "remedying"), (2, "第002厅", "T003", "remedying", "listed")]
    assert lines("2026Q4") == moved
    listed.on("2027-04-06").do("freeze_negative_list", period="2027Q1")
    assert lines("2027Q1") == [(1, "第002厅", "T003", "remedying", "remedying")]
    assert sql.column("SELECT number FROM negative_list ORDER BY id") == [1, 2, 3]


def test_a_list_is_frozen_once(listed: Acting) -> None:
    listed.do("freeze_negative_list", period="2026Q3")
    again = listed.on("2026-10-12").do("freeze_negative_list", period="2026Q3")
    assert again.words == "2026年第三季度负面清单已于2026-10-09形成（第1号），未作改动。"


def test_a_merged_department_is_listed_under_its_successor(listed: Acting, sql: Sql) -> None:
    reform = {"effective_on": "2026-10-09", "basis": "黔机编〔2026〕12号"}
    listed.do("merge_department", department="D001", successor="D002", **reform)
    listed.do("freeze_negative_list", period="2026Q3")
    assert [line[1] for line in lines("2026Q3")] == ["第002厅", "第002厅"]
    assert sql.column("SELECT DISTINCT occasion FROM notice WHERE kind = 'negative_list'") == ["D002"]


@pytest.mark.parametrize(
    ("period", "text"),
    [
        ("2026Q4", "2026年第四季度尚未结束（2026-12-31），不能形成负面清单。"),
        ("2026-09", "负面清单按季度形成，“2026-09”不是季度，正确写法如2026Q3。"),
    ],
)
def test_a_quarter_that_is_not_over_has_no_list(listed: Acting, period: str, text: str) -> None:
    assert listed.refused("freeze_negative_list", period=period) == text


@pytest.mark.usefixtures("march")
def test_a_list_that_was_not_frozen_is_not_shown() -> None:
    with pytest.raises(Refused, match=r"^2026年第三季度的负面清单尚未形成。$"):
        lines("2026Q3")


DUE = ("2026-11-16", "2026-11-17")


def test_on_the_day_the_report_of_a_quarter_opens_its_list_is_frozen_by_itself(listed: Acting, sql: Sql) -> None:
    opens = listed.on(DUE[0]).system
    assert opens.do("freeze_list_due").words == "没有到期应形成的季度负面清单。"
    opens.do("open_cycle", cycle="quality_report", period="2026Q3")
    assert opens.do("freeze_list_due").words == "2026年第三季度负面清单已形成（第1号），共2项。"
    assert opens.do("freeze_list_due").counts == {"frozen": 0}
    assert sql.column("SELECT period FROM negative_list") == ["2026Q3"]


def test_a_list_of_a_missed_run_is_made_up_for_by_the_sweep(listed: Acting, sql: Sql) -> None:
    done = listed.on(DUE[1]).system.do("reconcile")
    assert "；补做季度负面清单。" in done.words
    assert sql.column("SELECT period FROM negative_list") == ["2026Q1"]
    assert "；补做季度负面清单。" in listed.on(DUE[1]).system.do("reconcile").words
    assert sql.column("SELECT period FROM negative_list ORDER BY id") == ["2026Q1", "2026Q2"]


def test_lists_are_frozen_in_the_order_of_their_quarters(march: Acting) -> None:
    july = march.on("2026-07-20")
    july.do("freeze_negative_list", period="2026Q2")
    assert july.refused("freeze_negative_list", period="2026Q1") == (
        "2026年第二季度负面清单已经形成，不能再形成2026年第一季度的：清单按季度依次编号。"
    )
    assert july.do("freeze_negative_list", period="2026Q2").counts == {"frozen": 0}


def test_an_earlier_quarter_that_waits_for_its_list_comes_first(march: Acting) -> None:
    march.on("2026-05-14").open("quality_report", "2026Q1")
    assert march.on("2026-07-20").refused("freeze_negative_list", period="2026Q2") == (
        "2026年第一季度负面清单还没有形成，请先形成（--period 2026Q1）：清单按季度依次编号。"
    )


APPROVED = """
INSERT INTO appraisal (jurisdiction_id, year, serial, body, paper_number, paper_date, approved_on, reason, left_out,
    facts)
VALUES (2, 2026, 1, '领导小组', '黔绩领〔2027〕1号', '2027-03-08', '2027-03-08', '', '[]', '{}')
"""
SHEET = """
INSERT INTO score_sheet (department_id, year, version, content, digest, total, state, drafted_on, appraisal_id, facts)
SELECT d.id, 2026, 1, :content, '', 0, 'frozen', '2027-03-01', a.id, '{}'
FROM department d, appraisal a WHERE d.code = 'D001'
"""
EXCEPTED = """
INSERT INTO score_exception (jurisdiction_id, year, serial, kind, departments, reason, body_id, paper_number,
    paper_date, recorded_on)
SELECT 2, 2026, 1, 'proposed', '["D002"]', '', id, '黔绩办〔2027〕2号', '2027-02-20', '2027-02-20' FROM body LIMIT 1
"""


def unscored(period: str = "2027Q1") -> dict[str, str | None]:
    with begin() as session:
        return {line["target_code"]: line["unscored"] for line in lines_of(session, period)}


def test_a53_an_entry_of_an_earlier_year_that_no_approved_sheet_counts_says_so(listed: Acting, sql: Sql) -> None:
    listed.do("freeze_negative_list", period="2026Q3")
    listed.do("register_body", kind="领导小组", name="省绩效领导小组")
    sql(APPROVED + ";" + EXCEPTED)
    sql(SHEET, content='{"lines": [{"entries": [{"entry":"2026/T001/1"}]}]}')
    april = listed.on("2027-04-07")
    april.do("set_policy", key="negative_points", value="-2", basis="5号", valid_from="2027-04-07")
    april.lists("T002", year=2026)
    april.do("freeze_negative_list", period="2027Q1")
    assert unscored() == {
        "T001": None,
        "T002": "上年度条目，不计分（黔绩领〔2027〕1号）",
        "T003": "上年度条目，不计分（黔绩办〔2027〕2号）",
    }
    query = "SELECT target_code FROM negative_list_line WHERE points = 0 ORDER BY 1"
    assert sql.column(query) == ["T002", "T003"]


def test_a53_before_the_approval_only_what_was_found_after_the_cut_off_is_not_scored(roster: Acting) -> None:
    roster.do("propose_entry", target="T002", way="在线", finding="未完成", found_on="2026-09-08")
    roster.do("set_policy", key="appraisal_cut_off", value="1月31日", basis="5号", valid_from="2026-12-31")
    for target in ("T001", "T002"):
        roster.on("2027-02-24").lists(target, year=2026)
    roster.on("2027-04-07").do("freeze_negative_list", period="2027Q1")
    assert unscored() == {"T001": "上年度条目，不计分", "T002": None}
