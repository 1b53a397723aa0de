"""目标制定进展: which departments have no list yet and what stands in the way; the agency is told once a day."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from models.database import begin
from models.ledger.draft.progress import standings_of, watch_target_setting
from tests.models.ledger.draft.lists import (
    APPROVED,
    agree,
    approve,
    consult,
    consulted_list,
    draft,
    submit,
    whole_list,
)

if TYPE_CHECKING:
    from tests.conftest import Acting, Make, Sql, Violations

WATCH = watch_target_setting.name


def test_departments_with_targets_and_without_drafts_need_nothing(march: Acting) -> None:
    assert march.system.do(WATCH).words == "2026年目标均已下达，没有在办的草案。"


def test_each_department_says_what_it_waits_for(
    march: Acting, departments: Make, sql: Sql, violations: Violations
) -> None:
    departments(1)
    codes = whole_list(march, "D001")
    [number] = consult(march)
    agree(march, number, *codes, N2="改为900公里")
    draft(march, "M1", "D002")
    told = march.system.do(WATCH)
    assert told.words == "2026年目标：3个部门尚未全部下达。"
    assert told.data["table"] == [
        {"部门": "第001厅", "进展": "异议待答复1项，待报审6项"},
        {"部门": "第002厅", "进展": "待沟通1项，缺脱贫攻坚目标1项，缺本级目标5项"},
        {"部门": "第003厅", "进展": "尚未拟定"},
    ]
    assert sql.rows("SELECT audience, occasion FROM notice WHERE kind = 'target_setting'") == [("agency", "2026-03-05")]
    assert march.system.do(WATCH).counts["notices"] == 0
    assert violations() == []


def test_each_faulty_draft_is_named_with_what_it_lacks_and_a_waived_gap_is_none(march: Acting, sql: Sql) -> None:
    draft(march, "M1", "D002", 绩效要求="", 数量="", 单位="", 来源文件="")
    march.do("waive_gap", department="D002", gap="缺本级目标5项", reason="职能单一")
    [row] = march.system.do(WATCH).data["table"]
    words = "待沟通1项，缺脱贫攻坚目标1项，内容不全：M1（绩效要求、来源文件）"
    assert row == {"部门": "第002厅", "进展": words}
    assert sql.value("SELECT payload -> 'lines' ->> 0 FROM notice WHERE kind = 'target_setting'") == f"第002厅：{words}"


def test_the_message_names_those_with_an_obstacle_first(march: Acting, departments: Make, sql: Sql) -> None:
    departments(1)
    for lead in ("D001", "D002"):
        draft(march, f"{lead}-1", lead)
    for gap in ("缺脱贫攻坚目标1项", "缺本级目标5项"):
        march.do("waive_gap", department="D001", gap=gap, reason="职能单一")
    march.system.do(WATCH)
    told = sql.value("SELECT payload ->> 'lines' FROM notice WHERE kind = 'target_setting'")
    assert json.loads(told) == [
        "第002厅：待沟通1项，缺脱贫攻坚目标1项，缺本级目标5项",
        "第001厅：待沟通1项",
        "第003厅：尚未拟定",
    ]


def test_what_was_returned_waits_for_no_opinion(march: Acting) -> None:
    codes, _ = consulted_list(march)
    paper = submit(march)
    approve(march, paper, returned=codes, reason="另行研究")
    assert march.on(APPROVED).system.do(WATCH).data["table"][0] == {"部门": "第001厅", "进展": "已退回7项"}


def test_after_march_it_is_a_warning(march: Acting, sql: Sql) -> None:
    draft(march, "M1", "D002")
    words = march.on("2026-04-01").system.do(WATCH).words
    assert words == "2026年目标：1个部门尚未全部下达，已过通常下达的三月份。"
    assert sql.value("SELECT payload ->> 'late' FROM notice WHERE kind = 'target_setting'") == "true"


NEXT = {"年度": "2027", "完成时限": "2027-12-31"}


def test_from_november_on_the_drafts_of_the_next_year_are_watched_too(
    march: Acting, departments: Make, violations: Violations
) -> None:
    departments(1)
    november = march.on("2026-11-02")
    draft(november, "M1", "D002")
    draft(november, "P1", "D001", **NEXT)
    told = november.system.do(WATCH)
    assert told.words == ("2026年目标：2个部门尚未全部下达，已过通常下达的三月份。2027年目标：1个部门尚未全部下达。")
    assert told.counts == {"departments": 3, "notices": 2}
    gaps = "待沟通1项，缺脱贫攻坚目标1项，缺本级目标5项"
    assert told.data["table"] == [
        {"部门": "第002厅", "进展": gaps},
        {"部门": "第003厅", "进展": "尚未拟定"},
        {"部门": "第001厅", "进展": f"2027年：{gaps}"},
    ]
    assert violations() == []


def test_each_year_has_a_message_of_its_own_once_a_day(march: Acting, sql: Sql) -> None:
    november = march.on("2026-11-02")
    draft(november, "M1", "D002")
    draft(november, "P1", "D001", **NEXT)
    assert november.system.do(WATCH).counts["notices"] == 2
    assert november.system.do(WATCH).counts["notices"] == 0
    asked = "SELECT subject, payload ->> 'late', payload -> 'number' FROM notice WHERE kind = 'target_setting'"
    assert sql.rows(f"{asked} ORDER BY subject") == [("2026", "true", 1), ("2027", "false", 1)]


def test_without_drafts_of_the_next_year_nothing_is_said_of_it(march: Acting) -> None:
    told = march.on("2026-11-02").system.do(WATCH)
    assert (told.words, told.counts["departments"]) == ("2026年目标均已下达，没有在办的草案。", 0)


def test_before_november_the_next_year_is_not_watched(march: Acting) -> None:
    with begin() as session:
        context = march.on("2026-10-31").context()
        for year in (2026, 2027):
            assert standings_of(session, context.jurisdiction, year, context.date) == []
    assert march.on("2026-10-31").system.do(WATCH).counts == {"departments": 0, "notices": 0}


def test_from_february_each_department_has_what_the_year_before_left(march: Acting, sql: Sql) -> None:
    march.on("2026-03-10").lists("T001")
    sql("UPDATE target SET deadline = '2027-06-30' WHERE code = 'T003'")
    draft(march.on("2027-01-25"), "M1", "D002", 年度="2027", 完成时限="2027-12-31")
    [*_, row] = march.on("2027-01-25").system.do(WATCH).data["table"]
    assert "上年遗留" not in row
    told = march.on("2027-02-01").system.do(WATCH)
    assert [each["上年遗留"] for each in told.data["table"]] == ["整改未完成1项（T001）", "跨年度目标1项（T003）"]
    assert sql.rows("SELECT payload -> 'left' FROM notice WHERE kind = 'target_setting' ORDER BY id") == [(0,), (2,)]


def test_a_department_that_is_done_is_shown_with_what_it_was_left(march: Acting, sql: Sql) -> None:
    march.on("2026-03-10").lists("T001")
    sql("UPDATE target SET year = 2027 WHERE code IN ('T002', 'T003')")
    told = march.on("2027-02-01").system.do(WATCH)
    assert told.words == "2027年目标均已下达，没有在办的草案。"
    assert told.data["table"] == [{"部门": "第001厅", "进展": "", "上年遗留": "整改未完成1项（T001）"}]
    assert sql.value("SELECT count(*) FROM notice WHERE kind = 'target_setting'") == 0
