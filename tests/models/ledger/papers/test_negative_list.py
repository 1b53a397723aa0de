"""《负面清单》 as a paper: exactly as frozen, in full or for one department."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest

from models.database import begin
from models.ledger.papers.negative_list import EntryOfList, ListPaper, list_paper
from models.ledger.papers.signature import Signature
from models.rules.errors import Refused
from models.rules.states import EntryState
from tests.databases import story

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql, Violations


@pytest.fixture
@story
def frozen(roster: Acting) -> Acting:
    """T001 is to be remedied by 20 October, T003 is listed without a limit; the list was frozen on 9 October."""
    for target in ("T001", "T003"):
        roster.lists(target, "进度滞后", "2026-09-08")
    roster.do("set_limit", target="T001", limit="2026-10-20")
    roster.on("2026-10-09").do("freeze_negative_list", period="2026Q3")
    return roster.on("2026-10-09")


def paper(period: str = "2026Q3", department: str | None = None) -> ListPaper:
    with begin() as session:
        return list_paper(session, period, department)


def refused(period: str, department: str | None = None) -> str:
    with pytest.raises(Refused) as refusal:
        paper(period, department)
    return refusal.value.message


@pytest.mark.usefixtures("frozen")
def test_the_whole_list_has_its_number_its_day_and_every_line() -> None:
    found = paper(" 2026Q3 ")
    assert (found.title, found.number, found.department) == ("2026年第三季度负面清单", 1, "")
    assert found.signature == Signature("贵州省目标绩效管理机构", date(2026, 10, 9))
    assert found.lines[0] == EntryOfList(
        position=1,
        department="第001厅",
        target_code="T001",
        target="目标T001",
        occurrence=1,
        finding="进度滞后",
        found_on=date(2026, 9, 8),
        listed_on=date(2026, 9, 10),
        state=EntryState.REMEDYING,
        round=1,
        limit=date(2026, 10, 20),
        points=None,
        before=None,
        period="2026Q3",
    )
    assert [(line.target_code, line.limit, line.round) for line in found.lines[1:]] == [("T003", None, None)]


def test_the_next_list_has_the_changes(frozen: Acting) -> None:
    frozen.do("declare_completion", target="T001", completed_on="2026-10-09", measures="已补建")
    frozen.do("file_feedback", target="T001", feedback="已完成")
    frozen.rechecks("T001")
    frozen.lists("T002", "未完成", "2026-10-09")
    frozen.on("2027-01-05").do("freeze_negative_list", period="2026Q4")
    assert [(line.target_code, line.moved) for line in paper("2026Q4").lines] == [
        ("T001", "由整改中变为已补欠"),
        ("T002", "本季新列入"),
        ("T003", "与上期相同"),
    ]
    assert [line.moved for line in paper().lines] == ["本季新列入", "本季新列入"]


def test_the_next_list_says_that_limit_and_finding_changed(frozen: Acting, sql: Sql) -> None:
    frozen.do(
        "extend_limit",
        target="T001",
        limit="2027-02-10",
        reason="汛期影响施工",
        number="黔目标〔2026〕8号",
        dated="2026-10-09",
    )
    sql("UPDATE negative_entry SET finding = '改为完成九成' WHERE id = (SELECT min(entry_id) FROM negative_list_line)")
    assert standing(frozen, "2027-01-05")[2] == "认定、整改时限有变更"
    assert [line.extended for line in paper("2026Q4").lines if line.target_code == "T001"] == [
        "延期1次，原时限2026-10-20"
    ]
    assert [line.extended for line in paper().lines] == ["", ""]


@pytest.mark.parametrize(
    ("listed_on", "new", "over"),
    [
        ("2026-06-30", "此前列入", "此前列入，已补欠"),
        ("2026-07-01", "本季新列入", "本季列入，已补欠"),
        ("2026-09-30", "本季新列入", "本季列入，已补欠"),
        ("2026-10-01", "季度结束后列入", "季度结束后列入，已补欠"),
    ],
)
@pytest.mark.usefixtures("frozen")
def test_only_what_is_of_the_quarter_is_newly_listed(listed_on: str, new: str, over: str) -> None:
    line = replace(paper().lines[0], listed_on=date.fromisoformat(listed_on))
    assert [line.moved, replace(line, state=EntryState.MADE_GOOD).moved] == [new, over]


def standing(acting: Acting, day: str) -> tuple[str, date | None, str]:
    """Freeze the list of the fourth quarter; returns status, due date and change of T001."""
    acting.on(day).do("freeze_negative_list", period="2026Q4")
    line = paper("2026Q4").lines[0]
    return line.status, line.limit, line.moved


LIMIT = date(2026, 10, 20)


def test_an_entry_past_its_limit_is_overdue(frozen: Acting) -> None:
    assert standing(frozen, "2027-01-05") == ("逾期", LIMIT, "由整改中变为逾期")


@pytest.mark.parametrize(
    ("completed", "day", "status"),
    [("2027-01-04", "2027-01-05", "已申报完成，待反馈"), ("2026-10-09", "2027-01-05", "已申报完成，反馈逾期")],
)
def test_a_declared_completion_waits_for_its_feedback(frozen: Acting, completed: str, day: str, status: str) -> None:
    declared = {"target": "T001", "year": "2026", "completed_on": completed, "measures": "已补建"}
    frozen.on(completed).do("declare_completion", **declared)
    assert standing(frozen, day) == (status, LIMIT, f"由整改中变为{status}")


def test_a_declared_completion_without_a_feedback_that_is_owed(frozen: Acting, sql: Sql) -> None:
    frozen.do("declare_completion", target="T001", completed_on="2026-10-09", measures="已补建")
    frozen.do("waive", obligation=sql.value("SELECT id FROM obligation WHERE kind = 'feedback'"), reason="已现场核实")
    assert standing(frozen, "2027-01-05")[0] == "已申报完成"


def test_a_waiver_is_named_in_the_lists_from_its_day_on(frozen: Acting, sql: Sql, violations: Violations) -> None:
    number = sql.value("SELECT id FROM obligation WHERE kind = 'remediation'")
    frozen.do("waive", obligation=number, reason="项目已取消")
    standing(frozen, "2027-01-05")
    shown = [[line.waived for line in paper(period).lines] for period in ("2026Q3", "2026Q4")]
    assert shown == [["", ""], ["整改已豁免（不计逾期）", ""]]
    told = sql.rows("SELECT payload #> '{lines,0,waiver}' FROM notice WHERE kind = 'negative_list' ORDER BY id")
    assert set(map(str, told)) == {"(None,)", "({'reason': '项目已取消'},)"}
    assert violations() == []


def test_a_feedback_waits_for_its_recheck(frozen: Acting) -> None:
    frozen.do("declare_completion", target="T001", completed_on="2026-10-09", measures="已补建")
    frozen.do("file_feedback", target="T001", feedback="已完成")
    assert standing(frozen, "2027-01-05")[0] == "已反馈，待复查"


def test_an_entry_is_suspended_while_an_appeal_is_accepted(frozen: Acting) -> None:
    frozen.office("D001").do("lodge_appeal", target="T001", ground="已完成")
    frozen.do("accept_appeal", target="T001")
    assert standing(frozen, "2027-01-05") == ("中止", LIMIT, "由整改中变为中止")


def test_the_due_date_is_that_after_the_appeal(frozen: Acting, violations: Violations) -> None:
    frozen.office("D001").do("lodge_appeal", target="T001", ground="已完成")
    frozen.do("accept_appeal", target="T001")
    frozen.on("2026-10-12").do("withdraw_appeal", target="T001", reason="已协商")
    assert standing(frozen, "2027-01-05") == ("逾期", date(2026, 10, 23), "由整改中变为逾期，整改时限有变更")
    assert violations() == []


@pytest.mark.usefixtures("frozen")
def test_an_entry_closed_before_its_first_list_is_not_shown_as_new() -> None:
    line = paper().lines[0]
    ends = [replace(line, state=state).moved for state in (EntryState.MADE_GOOD, EntryState.WITHDRAWN)]
    assert ends == [f"本季列入，{state.label}" for state in (EntryState.MADE_GOOD, EntryState.WITHDRAWN)]


@pytest.mark.usefixtures("frozen")
def test_for_one_department_it_has_only_its_entries() -> None:
    found = paper(department="D002")
    assert (found.department, [line.position for line in found.lines]) == ("第002厅", [2])


def test_a_quarter_without_entries_has_an_empty_list(roster: Acting) -> None:
    roster.on("2026-10-09").do("freeze_negative_list", period="2026Q3")
    assert paper().lines == ()
    assert refused("2026Q3", "D001") == "2026年第三季度负面清单中没有“第001厅”的条目。"


@pytest.mark.usefixtures("march")
@pytest.mark.parametrize(
    ("period", "text"),
    [
        ("2026Q3", "2026年第三季度的负面清单尚未形成。"),
        ("三季度", "期间“三季度”无法识别，应为2026-03（月）、2026Q1（季）、2026H1（半年）或2026（年）。"),
    ],
)
def test_a_list_that_was_not_frozen_makes_no_paper(period: str, text: str) -> None:
    assert refused(period) == text


@pytest.mark.usefixtures("frozen")
def test_an_unknown_department_is_refused() -> None:
    assert refused("2026Q3", "第九厅").startswith("部门“第九厅”不在部门名单中")
