"""合计例外: a paper ends a line of named departments, makes no number, is shown wherever their totals are (A37)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from models.database import begin
from models.ledger.score.sheets import ScoreSheet, score_sheets
from models.rules.appraisal import lines_in_words
from models.rules.score.canonical import canonical_sheet, excepted_of
from models.rules.score.gate import GateKind
from tests.databases import story

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql, Violations

JANUARY = date(2027, 1, 20)
WORDS = "例外：目标未申报完成也未列入负面清单，年内改革（省目标领导小组，黔目标〔2027〕4号，2027-01-15）"


@pytest.fixture
@story
def group(january: Acting) -> Acting:
    """The leading group and its office are in office; today is 20 January 2027."""
    january.do("register_body", name="省目标领导小组", kind="领导小组", basis="1号", valid_from="2025-01-01")
    january.do("register_body", name="省目标办公室", kind="领导小组办公室", basis="1号", valid_from="2027-01-10")
    january.do("register_body", name="省委组织部", kind="组织部", basis="1号", valid_from="2025-01-01")
    return january


@pytest.fixture
def paper(policy: str) -> dict[str, Any]:
    """What ends the open targets of D002."""
    line = {"line": "目标未申报完成也未列入负面清单", "departments": "D002", "reason": "年内改革"}
    decided = {"decided_by": "省目标领导小组", "number": "黔目标〔2027〕4号", "dated": "2027-01-15"}
    return {"year": 2026, **line, **decided, "evidence": policy}


def sheet(code: str = "D002", day: date = JANUARY) -> ScoreSheet:
    with begin() as session:
        return next(each for each in score_sheets(session, 2026, day) if each.code == code)


def kinds(code: str = "D002") -> list[GateKind]:
    return [each.kind for each in sheet(code).open]


def test_a_paper_ends_a_line_of_the_departments_that_it_names(
    group: Acting, paper: dict[str, Any], violations: Violations
) -> None:
    before = sheet()
    told = group.do("except_line", **paper)
    assert told.words.startswith("已登记2026年合计例外第1项：第002厅目标未申报完成也未列入负面清单，年内改革。")
    assert GateKind.TARGETS in kinds("D001")
    assert GateKind.TARGETS not in kinds()
    assert [each.words for each in sheet().excepted] == [WORDS]
    assert sheet().lines == before.lines
    assert violations() == []


def test_the_same_again_changes_nothing_and_another_paper_is_refused(group: Acting, paper: dict[str, Any]) -> None:
    group.do("except_line", **paper)
    assert group.do("except_line", **paper).counts == {"excepted": 0}
    later = {"number": "黔目标〔2027〕5号", "dated": "2027-01-18"}
    for other in ({"number": "黔目标〔2027〕5号"}, {"departments": "D001、D002"}, later):
        assert "已了结这一事项" in group.refused("except_line", **paper | other)


def test_what_is_taken_back_stays_on_record_and_stands_open_again(
    group: Acting, paper: dict[str, Any], sql: Sql, violations: Violations
) -> None:
    group.do("except_line", **paper)
    group.do("withdraw_exception", year=2026, serial=1, reason="部门有误")
    assert GateKind.TARGETS in kinds()
    assert sheet().excepted == ()
    assert sql.rows("SELECT serial, lifts FROM score_exception ORDER BY serial") == [(1, None), (2, 1)]
    assert "不需要撤回" in group.refused("withdraw_exception", year=2026, serial=1, reason="部门有误")
    group.do("except_line", **paper)
    assert violations() == []


@pytest.mark.parametrize(
    ("other", "words"),
    [
        ({"dated": "2026-12-31"}, "还不知道缺什么"),
        ({"dated": "2027-01-21"}, "晚于今天"),
        ({"decided_by": "省委组织部"}, "须由领导小组或领导小组办公室决定"),
        ({"decided_by": "省某某局"}, "省某某局"),
        ({"decided_by": "省目标办公室", "dated": "2027-01-09"}, "须由领导小组或领导小组办公室决定"),
        ({"number": ""}, "依据文号"),
        ({"number": "会议研究"}, "会议研究"),
        ({"line": "省领导评价"}, "“省领导评价”不在可选范围内"),
        ({"line": "申诉未办结"}, "没有办结的申诉不能例外"),
        ({"departments": ""}, "须逐个写明部门"),
        ({"line": "拟列入未决定"}, "没有“拟列入未决定”这一项"),
        ({"departments": "AGENCY"}, "没有考评"),
        ({"year": 2028}, "尚未开始"),
    ],
)
def test_what_no_paper_can_end_is_refused_with_a_sentence(
    group: Acting, paper: dict[str, Any], sql: Sql, other: dict[str, Any], words: str
) -> None:
    assert words in group.refused("except_line", **paper | other)
    assert sql.rows("SELECT id FROM score_exception") == []


def test_what_is_proposed_after_the_day_of_a_paper_needs_a_later_one(group: Acting, paper: dict[str, Any]) -> None:
    found: dict[str, Any] = {"year": 2026, "finding": "未完成", "found_on": "2027-01-12", "way": "在线"}
    group.on("2027-01-15").do("propose_entry", target="T001", **found)
    paper |= {"line": "拟列入未决定", "departments": "D001"}
    group.do("except_line", **paper)
    assert GateKind.PROPOSED not in kinds("D001")
    group.on("2027-01-16").do("propose_entry", target="T002", **found)
    assert GateKind.PROPOSED in kinds("D001")
    later = paper | {"number": "黔目标〔2027〕5号", "dated": "2027-01-16"}
    assert group.do("except_line", **later).counts["excepted"] == 1
    assert GateKind.PROPOSED not in kinds("D001")


@pytest.mark.parametrize(
    ("line", "first", "last", "kind"),
    [
        ("目标未申报完成也未列入负面清单", 100, 10, GateKind.TARGETS),
        ("申报完成缺印证材料", 10, 100, GateKind.EVIDENCE),
    ],
)
def test_what_is_filed_otherwise_after_the_day_of_a_paper_needs_a_later_one(
    group: Acting, paper: dict[str, Any], line: str, kind: GateKind, *, first: int, last: int
) -> None:
    def file(day: str, t001: int, t002: int) -> None:
        lines = [{"target": "T001", "progress": t001}, {"target": "T002", "progress": t002}]
        filed: Any = {"department": "D001", "period": "2026", "lines": lines, "reason": "更正"}
        group.on(day).on_behalf("纸质", "来函", "2027-01-11").do("file_year_end_check", **filed)

    paper |= {"line": line, "departments": "D001"}
    group.on("2026-12-10").open("year_end_check", "2026")
    file("2027-01-15", last, first)
    group.do("except_line", **paper)
    assert kind not in kinds("D001")
    file("2027-01-16", last, last)
    assert kind in kinds("D001")
    group.do("except_line", **paper | {"number": "黔目标〔2027〕5号", "dated": "2027-01-18"})
    assert kind not in kinds("D001")


def test_the_office_of_the_group_may_decide_from_its_first_day(group: Acting, paper: dict[str, Any]) -> None:
    group.do("except_line", **paper | {"decided_by": "领导小组办公室"})
    assert GateKind.TARGETS not in kinds()


def test_the_sheet_that_is_kept_names_the_paper(group: Acting, paper: dict[str, Any]) -> None:
    group.do("except_line", **paper)
    found = sheet()
    content = canonical_sheet("D002", 2026, JANUARY, found.lines, [each.words for each in found.excepted])
    assert excepted_of(content) == (WORDS,)
    assert ("例外", WORDS.removeprefix("例外：")) in lines_in_words(content)
    assert excepted_of(canonical_sheet("D002", 2026, JANUARY, found.lines)) == ()


def test_once_the_sheets_are_approved_none_is_recorded_or_taken_back(
    group: Acting, paper: dict[str, Any], sql: Sql
) -> None:
    group.do("except_line", **paper)
    sql(
        "INSERT INTO appraisal (jurisdiction_id, year, serial, body, paper_number, paper_date, approved_on, reason,"
        " facts, left_out) VALUES (2, 2026, 1, '领导小组', '1号', '2027-03-08', '2027-03-08', '', '{}', '[]')"
    )
    for name, fields in (("except_line", paper), ("withdraw_exception", {"year": 2026, "serial": 1, "reason": "误"})):
        assert "已经审定（1号）" in group.refused(name, **fields)
