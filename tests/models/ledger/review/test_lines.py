"""The lines of a quarter: order, declaration, and changes since the review (7.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from models.database import begin
from models.ledger.review.lines import lines_of, with_paces, without_secrets
from models.ledger.review.reviewable import Reviewable
from models.rules.periods import parse_period
from models.rules.review import LineStanding
from tests.models.ledger.report.leaf_reports import OTHER, line
from tests.models.ledger.target.trees import tree

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Acting, Sql
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.conftest import Acting


def lines(period: str = "2026Q1") -> list[Reviewable]:
    with begin() as session:
        return lines_of(session, 2, parse_period(period))


def codes(found: list[Reviewable]) -> list[str]:
    return [each.row.code for each in found]


def test_7_2_every_line_of_the_self_checks_is_there_and_who_is_silent_too(surveyed: Acting) -> None:
    assert surveyed.day.year == 2026
    assert [(each.row.code, each.declared, len(each.row.evidence), each.reported) for each in lines()] == [
        ("T001", "已完成 100%", 1, True),
        ("T002", "50%", 0, True),
        ("T003", "未报", 0, False),
    ]


def test_a_waived_self_check_has_no_lines(surveyed: Acting, sql: Sql) -> None:
    number = sql.value("SELECT id FROM obligation WHERE kind = 'self_check' AND state = 'open'")
    surveyed.do("waive", obligation=number, reason="新设部门")
    assert codes(lines()) == ["T001", "T002"]


def test_what_was_found_outlasts_the_waiver_of_its_self_check(paired: Acting, sql: Sql) -> None:
    found = {"target": "T003", "outcome": "材料不足", "note": "没有上传"}
    paired.do("record_online_review", period="2026Q1", reviewer="张三", lines=[found])
    number = sql.value("SELECT id FROM obligation WHERE kind = 'self_check' AND state = 'open'")
    paired.do("waive", obligation=number, reason="新设部门")
    assert lines()[-1].standing is LineStanding.UNCONFIRMED
    assert "T003" in paired.refused("close_online_review", period="2026Q1", reason="其余不复核")
    paired.do("record_online_review", period="2026Q1", reviewer="李四", lines=[found])
    assert lines()[-1].standing is LineStanding.SETTLED


def test_a_returned_self_check_shows_its_last_version(surveyed: Acting) -> None:
    surveyed.do("return_report", department="D001", period="2026Q1", reason="进度不符")
    assert lines()[1].declared == "50%"


def test_the_newest_version_is_the_declaration(surveyed: Acting) -> None:
    half = [{"target": code, "progress": 60, "status": "进行中"} for code in ("T001", "T002")]
    surveyed.office("D001").do("file_self_check", department="D001", period="2026Q1", lines=half)
    assert [each.declared for each in lines()] == ["进行中 60%", "进行中 60%", "未报"]


def test_a_change_after_the_review_is_seen(undone: Acting, tmp_path: Path) -> None:
    first = lines()[0]
    assert (first.reviewed, first.changed_since, first.seen) == (True, False, first.mark)
    (tmp_path / "补充.jpg").write_bytes(b"more")
    fields = {"department": "D001", "period": "2026Q1", "target": "T001", "file": str(tmp_path / "补充.jpg")}
    undone.office("D001").do("attach_evidence", **fields)
    assert lines()[0].changed_since
    assert (lines()[1].reviewed, lines()[1].seen, lines()[1].changed_since) == (False, "", False)


def test_the_order_of_a_quarter_follows_the_quarters_before_and_stays(undone: Acting) -> None:
    assert codes(lines()) == ["T001", "T002", "T003"]
    undone.on("2026-07-01").open("self_check", "2026Q2")
    assert codes(lines("2026Q2")) == ["T002", "T003", "T001"]
    assert str(lines("2026Q2")[2].row.last_reviewed) == "2026-04-20"


def test_a_line_has_these_json_fields(undone: Acting) -> None:
    listed = lines()[0].as_json()
    assert undone.day.isoformat() == "2026-04-20"
    assert len(listed.pop("evidence")) == 1
    assert len(listed.pop("mark")) == 12
    assert {name: str(value) for name, value in listed.items() if value not in {None, "", False}} == {
        "target": "T001",
        "name": "目标T001",
        "department": "第001厅",
        "assigned": "张三",
        "declared": "已完成 100%",
        "progress": "100",
        "status": "done",
        "reviewer": "张三",
        "outcome": "undone",
        "note": "验收报告未盖章，仅完成86公里",
        "reviewed_on": "2026-04-20",
        "entry": "proposed",
        "single": "黔目标办〔2026〕9号",
        "standing": "settled",
        "result": "undone",
    }


def test_4_7_a_marked_target_hides_its_declaration_and_keeps_its_check_code(undone: Acting) -> None:
    before = [line.mark for line in lines()]
    undone.do("mark_secret", target="T001", marking="工作秘密", reason="涉及未公开规划")
    with begin() as session:
        found = without_secrets(session, lines_of(session, 2, parse_period("2026Q1")))
    assert [line.mark for line in found] == before
    [secret] = [line for line in found if line.secret]
    listed = secret.as_json()
    assert (listed["name"], listed["declared"], listed["progress"], listed["status"]) == (
        *("目标T001（工作秘密）", "内容不在此显示", None, None),
    )
    assert (listed["note"], listed["outcome"]) == ("内容不在此显示", "undone")
    assert {line.declared for line in found} == {"内容不在此显示", "50%", "未报"}


def shown(period: str = "2026Q1") -> list[Reviewable]:
    quarter = parse_period(period)
    with begin() as session:
        return without_secrets(session, with_paces(session, quarter, lines_of(session, 2, quarter)))


def paces(period: str = "2026Q1") -> dict[str, str]:
    return {each.row.code: each.pace for each in shown(period)}


@pytest.mark.usefixtures("surveyed")
def test_a22_the_declaration_of_each_target_has_its_colour_and_silence_is_grey() -> None:
    assert paces() == {"T001": "绿", "T002": "绿", "T003": "灰"}


@pytest.mark.parametrize(("progress", "pace"), [(25, "绿"), (24, "黄"), (19, "红")])
def test_a22_the_day_is_the_last_of_the_quarter_and_not_that_of_the_list(
    surveyed: Acting, progress: int, pace: str
) -> None:
    lines = [{"target": code, "progress": progress} for code in ("T001", "T002")]
    surveyed.on("2026-04-30").office("D001").do("file_self_check", department="D001", period="2026Q1", lines=lines)
    assert paces() == {"T001": pace, "T002": pace, "T003": "灰"}


def test_a22_a_later_month_leaves_the_colour_of_the_quarter(surveyed: Acting) -> None:
    surveyed.on("2026-04-01").open("monthly_check", "2026-04")
    lines = [{"target": code, "progress": 1} for code in ("T001", "T002")]
    surveyed.on("2026-04-20").office("D001").do("submit_report", department="D001", period="2026-04", lines=lines)
    assert paces() == {"T001": "绿", "T002": "绿", "T003": "灰"}


def test_a22_the_yellow_is_that_of_the_agency_on_that_day(surveyed: Acting) -> None:
    surveyed.on("2026-03-02").do("set_policy", key="pace_yellow", value="99%", basis="5号")
    lines = [{"target": code, "progress": 24} for code in ("T001", "T002")]
    surveyed.office("D001").do("file_self_check", department="D001", period="2026Q1", lines=lines)
    assert paces()["T001"] == "红"


def test_a22_a_target_with_leaves_has_the_colour_of_its_slowest(march: Acting) -> None:
    march.take("indicators", *tree())
    july = march.on("2026-07-01")
    july.open("self_check", "2026Q2")
    assert paces("2026Q2")["T001"] == "灰"
    leaves = (line("1-1", 85, quantity=80, status="进行中"), line("1-2", 30, quantity=3), line("2", 90))
    july.do("file_self_check", department="D001", period="2026Q2", lines=[*leaves, OTHER])
    assert paces("2026Q2")["T001"] == "红"
    better = (line("1-1", 80, quantity=80), line("1-2", 60), line("2", 90))
    july.do("file_self_check", department="D001", period="2026Q2", lines=[*better, OTHER])
    assert paces("2026Q2")["T001"] == "绿"


def test_4_7_a_marked_target_has_no_colour(surveyed: Acting) -> None:
    surveyed.do("mark_secret", target="T001", marking="工作秘密", reason="涉及未公开规划")
    [secret] = [each for each in shown() if each.secret]
    assert (secret.pace, secret.as_json()["pace"]) == ("", None)
    assert paces()["T002"] == "绿"


@pytest.mark.usefixtures("surveyed")
def test_a_line_without_paces_has_none_in_its_json() -> None:
    with begin() as session:
        [first, *_] = lines_of(session, 2, parse_period("2026Q1"))
    assert first.as_json()["pace"] is None
    assert shown()[0].as_json()["pace"] == "绿"


WORDS = "进行中 40%：指标1-1 进行中 85%，完成80公里（与数量不符）；指标1-2 30%，完成3；指标2 5%"


def declared(acting: Acting) -> list[str]:
    """What a list and a sheet of the quarter say of T001."""
    with begin() as session:
        lines = lines_of(session, 2, parse_period("2026Q2"))
        shown = without_secrets(session, lines)
    assert acting.day.month == 7
    return [each.declared for each in (*lines, *shown) if each.row.code == "T001"]


def test_a_review_names_each_leaf_and_a_percentage_that_its_quantity_does_not_give(march: Acting) -> None:
    march.take("indicators", *tree())
    july = march.on("2026-07-01")
    july.open("self_check", "2026Q2")
    assert declared(july) == ["未报", "未报"]
    leaves = (line("1-1", 85, quantity=80, status="进行中"), line("1-2", 30, quantity=3), line("2", 5))
    july.do("file_self_check", department="D001", period="2026Q2", lines=[*leaves, OTHER])
    assert declared(july) == [WORDS, WORDS]
    july.do("mark_secret", target="T001", marking="工作秘密", reason="涉及未公开规划")
    assert "指标" not in declared(july)[1]
