"""每季核查: every key project is visited at least once a quarter, with help and its open entries (7.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.databases import story
from tests.models.ledger.inspection.namesakes import BOTH, REMARK, register_namesake

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Acting, Make, Sql, Violations


SAID = {
    "target": "T001",
    "visitors": "王文、李天",
    "leader": "王文",
    "result": "有困难",
    "problems": "用地批复未下达",
    "assistance": "已协调自然资源部门",
}
DUTIES = """
SELECT o.subject, d.code, o.state, x.due::text, x.target::text, o.counted_on::text, o.late
FROM obligation o JOIN department d ON d.id = o.owed_by JOIN deadline x ON x.id = o.deadline_id
WHERE o.kind = 'field_inspection' ORDER BY o.id
"""
VISITS = """
SELECT t.code, r.period, r.serial, r.visited_on::text, r.recorded_on::text, r.place, r.visitors, r.problems, r.help,
    r.pressed FROM field_visit r JOIN target t ON t.id = r.target_id ORDER BY r.id
"""
TOLD = "SELECT subject, audience, payload ->> 'pressed' FROM notice WHERE kind = 'field_visited' ORDER BY id"


@pytest.fixture
@story
def july(roster: Acting) -> Acting:
    """T001 of D001 is a key project, and the visits of the third quarter are owed; today is 20 August."""
    project = {"编号": "T001", "年度": "2026", "目标名称": "目标T001", "责任部门": "D001", "下达日期": "2026-02-27"}
    roster.take("targets", {**project, "是否重点项目": "是"}, reason="录入时漏填")
    roster.on("2026-07-01").open("field_inspection", "2026Q3")
    return roster.on("2026-08-20")


def test_each_key_project_has_a_visit_due_by_the_end_of_the_quarters_second_month(july: Acting, sql: Sql) -> None:
    assert july.day.isoformat() == "2026-08-20"
    assert sql.rows(DUTIES) == [("2026/T001", "AGENCY", "open", "2026-08-31", "2026-08-31", None, None)]
    assert sql.rows("SELECT audience, payload ->> 'projects' FROM notice WHERE kind = 'opened_for_agency'") == [
        ("agency", "1")
    ]


def test_a_visit_is_stored_discharges_the_duty_and_notifies_the_office(
    july: Acting, sql: Sql, store: Path, tmp_path: Path, violations: Violations
) -> None:
    july.lists("T002", "进度滞后", "2026-08-10")
    photo = tmp_path / "现场.jpg"
    photo.write_bytes(b"picture")
    done = july.do("record_field_visit", **SAID, visited_on="2026-08-19", place="第3标段", evidence=[{"file": photo}])
    assert done.words.startswith("已登记“目标T001”（第001厅）2026-08-19的现场核查。2026年第三季度没有已下达的核查方案")
    assert done.counts == {"recorded": 1, "late": 0, "evidence": 1, "notices": 1}
    pressed = ["T002 目标T002：进度滞后"]
    text = ("第3标段", ["王文", "李天"], SAID["problems"], SAID["assistance"], pressed)
    assert sql.rows(VISITS) == [("T001", "2026Q3", 1, "2026-08-19", "2026-08-20", *text)]
    assert sql.rows(DUTIES)[0][2:] == ("discharged", "2026-08-31", "2026-08-31", "2026-08-19", False)
    assert sql.rows(TOLD) == [("2026/T001/2026Q3/1", "office", '["T002 目标T002：进度滞后"]')]
    assert store.exists()
    assert violations() == []


def test_a_project_can_be_visited_again_and_a_visit_after_the_day_was_late(july: Acting, sql: Sql) -> None:
    september = july.on("2026-09-10")
    assert september.do("record_field_visit", **SAID).counts["late"] == 1
    assert september.do("record_field_visit", **SAID, visited_on="2026-09-09").counts["late"] == 0
    assert [row[1:4] for row in sql.rows(VISITS)] == [("2026Q3", 1, "2026-09-10"), ("2026Q3", 2, "2026-09-09")]
    assert sql.rows(DUTIES)[0][5:] == ("2026-09-10", True)


def test_an_identical_visit_is_stored_once_and_another_of_that_day_separately(
    july: Acting, sql: Sql, store: Path, tmp_path: Path
) -> None:
    photo = tmp_path / "现场.jpg"
    photo.write_bytes(b"picture")
    july.do("record_field_visit", **SAID)
    again = july.do("record_field_visit", **SAID | {"visitors": "李天、王文"})
    assert again.words == "“目标T001”（第001厅）2026-08-20的现场核查此前已登记，未作改动。"
    assert again.counts == {"recorded": 0, "late": 0, "evidence": 0, "notices": 0}
    late = july.do("record_field_visit", **SAID, evidence=[{"file": photo}]).words
    assert late.endswith("此前已登记，未作改动，所附材料没有另行登记。")
    assert july.do("record_field_visit", **SAID, place="第3标段").counts["recorded"] == 1
    assert [row[2] for row in sql.rows(VISITS)] == [1, 2]
    assert len(sql.rows(TOLD)) == 2
    assert list(store.rglob("*.jpg")) == []


def test_other_targets_can_be_visited_too(july: Acting, sql: Sql) -> None:
    assert july.do("record_field_visit", **SAID | {"target": "T003"}).counts["recorded"] == 1
    assert sql.rows(DUTIES)[0][2] == "open"


@pytest.mark.parametrize(
    ("fields", "refusal"),
    [
        ({"visitors": "王文"}, "现场核查不少于2人（4.3），只写了1人。"),
        ({"visitors": "王文、王文"}, "现场核查不少于2人（4.3），只写了1人。"),
        ({"visitors": "王文、赵六"}, "核查人员名册中没有“赵六”"),
        ({"visited_on": "2026-08-21"}, "核查日期2026-08-21在今天（2026-08-20）之后"),
        ({"visited_on": "2025-12-31"}, "核查日期2025-12-31不在其2026年度内"),
        ({"target": "T009"}, "T009"),
    ],
)
def test_a_visit_that_cannot_be_changes_nothing(july: Acting, sql: Sql, fields: dict[str, str], refusal: str) -> None:
    assert refusal in july.refused("record_field_visit", **SAID | fields)
    assert sql.rows(VISITS) == []
    assert sql.rows(DUTIES)[0][2] == "open"


def test_an_inspector_who_is_off_the_roster_that_day_does_not_visit(july: Acting, sql: Sql) -> None:
    july.do("register_inspector", name="李天", valid_to="2026-08-18")
    refused = july.refused("record_field_visit", **SAID, visited_on="2026-08-19")
    assert refused == "李天于2026-08-19不在名册有效期内（本人或其第三方机构），不能参加核查。"
    assert sql.rows(VISITS) == []
    assert july.do("record_field_visit", **SAID, visited_on="2026-08-18").counts["recorded"] == 1


def test_an_inspector_with_a_tie_does_not_visit(july: Acting, sql: Sql) -> None:
    july.do("declare_tie", inspector="李天", department="D001", reason="配偶在该厅工作")
    assert "李天”与“第001厅”有回避情形（配偶在该厅工作）" in july.refused("record_field_visit", **SAID)
    assert sql.rows(VISITS) == []


def test_a_target_issued_during_a_quarter_has_a_visit_from_the_next(roster: Acting, targets: Make, sql: Sql) -> None:
    targets("D001", 是否重点项目="是", 下达日期="2026-07-01")
    roster.on("2026-07-01").open("field_inspection", "2026Q3")
    assert sql.rows(DUTIES) == []
    roster.on("2026-10-01").open("field_inspection", "2026Q4")
    assert [row[3] for row in sql.rows(DUTIES)] == ["2026-11-30"]


def test_4_3_two_of_one_name_visit_no_project(roster: Acting) -> None:
    project = {"编号": "T001", "年度": "2026", "目标名称": "目标T001", "责任部门": "D001", "下达日期": "2026-02-27"}
    roster.take("targets", {**project, "是否重点项目": "是"}, reason="录入时漏填")
    roster.on("2026-07-01").open("field_inspection", "2026Q3")
    register_namesake(roster)
    august = roster.on("2026-08-20")
    visit = {"target": "T001", "result": "符合", "problems": "无", "assistance": "无", "visited_on": "2026-08-19"}
    assert august.do("record_field_visit", **visit, visitors=BOTH, leader="本机构/王文").words.endswith(REMARK)


def test_a_visit_before_the_go_live_date_needs_a_reason(roster: Acting, sql: Sql) -> None:
    sql("UPDATE jurisdiction SET go_live = '2026-06-01' WHERE go_live IS NOT NULL")
    roster.do("register_inspector", name="王文", valid_from="2026-01-01")
    before = {**SAID, "visited_on": "2026-05-20"}
    assert roster.refused("record_field_visit", **before) == (
        "核查日期2026-05-20早于启用日期2026-06-01，请核对；启用前确已到现场核查的，写明原因（reason）。"
    )
    done = roster.do("record_field_visit", **before, reason="启用前已核查，补记")
    assert done.words == "已登记“目标T001”（第001厅）2026-05-20的现场核查，启用前已核查，原因：启用前已核查，补记。"
    detail = "SELECT detail ->> 'reason' FROM transition WHERE record = 'field_visit'"
    assert sql.column(detail) == ["启用前已核查，补记"]


def test_a_visit_since_the_go_live_date_has_no_such_reason(july: Acting) -> None:
    text = july.refused("record_field_visit", **SAID, reason="补记")
    assert text == "核查日期2026-08-20不早于启用日期2026-01-01，请去掉原因（reason）。"


VISIT = {
    "target": "T001",
    "visited_on": "2026-09-09",
    "result": "有困难",
    "problems": "用地未批",
    "assistance": "已协调",
}
THIS = {"target": "T001", "visited_on": "2026-09-09", "reason": "录错"}
HISTORY = "SELECT detail -> 'was', detail ->> 'reason' FROM transition WHERE event = 'corrected'"


@pytest.fixture
def visited(roster: Acting, sql: Sql) -> Acting:
    """王文 and 李天 visited T001 on 9 September; today is 10 September."""
    sql("UPDATE target SET key_project = true WHERE code = 'T001'")
    roster.do("record_field_visit", **VISIT, visitors="王文、李天", leader="王文", place="第3标段")
    return roster


def test_place_and_text_are_corrected_and_the_office_is_told_again(visited: Acting, sql: Sql) -> None:
    done = visited.do("correct_field_visit", **THIS, place="第4标段", assistance="已约定限期办理")
    assert (done.words, done.counts) == (
        "已更正“目标T001”2026-09-09现场核查的登记。",
        {"corrected": 1, "notices": 1},
    )
    assert sql.rows("SELECT place, help, problems FROM field_visit") == [("第4标段", "已约定限期办理", "用地未批")]
    assert sql.rows(HISTORY) == [({"place": "第3标段", "help": "已协调"}, "录错")]
    helps = sql.column("SELECT payload ->> 'help' FROM notice WHERE kind = 'field_visited' ORDER BY id")
    assert helps == ["已协调", "已约定限期办理"]


def test_the_visitors_are_two_without_a_tie_after_the_correction_too(visited: Acting, sql: Sql) -> None:
    assert visited.refused("correct_field_visit", **THIS, visitors="王文") == "现场核查不少于2人（4.3），只写了1人。"
    visited.do("declare_tie", inspector="郑玲", department="D001", reason="曾在该部门任职")
    assert visited.refused("correct_field_visit", **THIS, visitors="王文、郑玲").startswith("“郑玲”与“第001厅”有回避")
    visited.do("correct_field_visit", **THIS, visitors="王文、韩丽")
    assert sql.column("SELECT visitors FROM field_visit") == [["王文", "韩丽"]]


def test_what_is_the_same_changes_nothing(visited: Acting, sql: Sql) -> None:
    assert visited.do("correct_field_visit", **THIS, place="第3标段").counts == {"corrected": 0, "notices": 0}
    assert visited.refused("correct_field_visit", **THIS) == "没有写明要更正的内容。"
    assert sql.rows(HISTORY) == []


def test_a_visit_is_found_by_its_day_and_if_there_are_several_by_its_number(
    visited: Acting, sql: Sql, violations: Violations
) -> None:
    assert visited.refused("correct_field_visit", **THIS | {"visited_on": "2026-09-08"}, place="甲") == (
        "目标T001没有登记2026-09-08的现场核查，请核对日期和序号。"
    )
    visited.do("record_field_visit", **VISIT, visitors="郑玲、韩丽", leader="郑玲", place="第5标段")
    assert visited.refused("correct_field_visit", **THIS, place="甲") == (
        "目标T001在2026-09-09登记了2次现场核查，请写明是本季第几次（--number）：1、2。"
    )
    visited.do("correct_field_visit", **THIS, place="第6标段", number=2)
    assert sql.column("SELECT place FROM field_visit ORDER BY serial") == ["第3标段", "第6标段"]
    assert [words for words in violations() if words.startswith("现场核查")] == []
