"""A correction sets typing errors right, on the source page; what a target asks changes by adjustment (6.1.7)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from models.intake.complaints import ImportRefused
from models.rules.errors import Refused

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql, Violations

ROAD = {"编号": "T009", "年度": "2026", "目标名称": "农村公路", "责任部门": "D001", "说明": "另有出处"}
TYPO = "录入时看错行"
HEAD = "SELECT hash FROM chain_head"
TOLD = """SELECT d.code, n.audience, n.payload -> 'changes', n.payload -> 'deadline', n.payload ->> 'reason'
FROM notice n JOIN department d ON d.id = n.department_id WHERE n.kind = 'target_corrected' ORDER BY n.id"""
FILES = "SELECT record, record_key, file_name FROM exhibit WHERE record = 'target_version' ORDER BY id"


def corrected(acting: Acting, **more: Any) -> str:
    return acting.take("targets", ROAD | more, reason=TYPO).words


def refused(acting: Acting, **more: Any) -> str:
    with pytest.raises(ImportRefused) as refusal:
        corrected(acting, **more)
    return "\n".join(each.message for each in refusal.value.complaints)


def test_a_correction_without_the_source_page_is_refused(april: Acting, sql: Sql) -> None:
    before = sql.value(HEAD)
    with pytest.raises(Refused, match="须附目标原件的该页作为依据：--evidence 文件"):
        april.take("targets", ROAD | {"数量": "100"}, reason=TYPO, evidence=())
    assert sql.value(HEAD) == before
    assert april.take("targets", ROAD, reason=TYPO, evidence=()).counts["same"] == 1


def test_the_office_is_told_and_the_source_page_is_kept(april: Acting, sql: Sql, violations: Violations) -> None:
    corrected(april, 数量="100", 完成时限="2026-11-30")
    changed: tuple[Any, ...] = ([["数量", "1000", "100"]], {"from": "2026-12-31", "to": "2026-11-30"}, TYPO)
    assert sql.rows(TOLD) == [("D001", "office", *changed), ("D001", "head", *changed)]
    assert sql.rows(FILES) == [("target_version", "2026|T009|1|1", "现场核查记录.txt")]
    assert violations() == []


def test_both_offices_are_told_of_a_corrected_lead(april: Acting, sql: Sql) -> None:
    corrected(april, 责任部门="D002")
    assert [(row[0], row[1]) for row in sql.rows(TOLD)] == [
        ("D002", "office"), ("D002", "head"), ("D001", "office"), ("D001", "head"),
    ]  # fmt: skip
    assert sql.rows(TOLD)[0][2] == [["责任部门", "第001厅", "第002厅"]]


def test_nothing_is_corrected_while_an_entry_or_an_appeal_is_open(april: Acting, sql: Sql) -> None:
    april.lists("T009", "进度滞后", "2026-04-02")
    april.do("set_limit", target="T009", limit="2026-04-27")
    before = sql.value(HEAD)
    assert refused(april, 数量="500") == "数量：该目标第1次列入负面清单，尚未了结，此时不能更正"
    assert sql.value(HEAD) == before
    april.office("D001").do("lodge_appeal", target="T009", ground="已完成", evidence=__file__)
    assert "第1次列入负面清单，尚未了结；第1次申诉正在办理，此时不能更正" in refused(april, 目标名称="农存公路")


def test_nothing_is_corrected_while_an_adjustment_is_under_way(asked: Acting) -> None:
    assert refused(asked, 单位="里") == "单位：该目标第1次调整正在办理，此时不能更正"
    asked.do("withdraw_adjustment", target="T009", reason="不再调整")
    assert "更正1项" in corrected(asked, 单位="里")


def test_another_target_is_no_typing_error(april: Acting) -> None:
    assert refused(april, 目标名称="农村危房改造") == "目标名称改动过大，不是录入错误，不能更正"
    assert refused(april, 绩效要求="改造农村危房1000户") == (
        "绩效要求改动过大，不是录入错误，不能更正；目标下达后的调整须按6.1.7办理（申请目标调整，request_adjustment）"
    )


def test_many_small_corrections_rewrite_no_target(april: Acting, sql: Sql, violations: Violations) -> None:
    corrected(april, 目标名称="县乡公路", 绩效要求="建好1000公里")
    further = {"目标名称": "县乡医院", "绩效要求": "规划1000公里"}
    now = {"目标名称": "县乡公路", "绩效要求": "建好1000公里"}
    assert refused(april, **now | {"目标名称": further["目标名称"]}) == "目标名称改动过大，不是录入错误，不能更正"
    assert "更正1项" in corrected(april, **now | {"绩效要求": "规划1000公里"})
    assert "绩效要求改动过大" in refused(april, **now | {"绩效要求": "规划一千公里"})
    corrected(april, 目标名称="农村公路", 绩效要求="建成1000公里")
    assert sql.rows("SELECT name, requirement FROM target WHERE code = 'T009'") == [("农村公路", "建成1000公里")]
    assert violations() == []


FIGURES = [
    ("数量", "500"), ("单位", "里"), ("完成时限", "2027-01-31"), ("绩效要求", "建成500公里"),
    ("是否重点项目", "是"), ("下达日期", "2026-01-27"),
]  # fmt: skip


@pytest.mark.parametrize(("column", "value"), FIGURES)
def test_6_1_7_no_figure_is_corrected_after_something_was_reported(april: Acting, column: str, value: str) -> None:
    april.office("D001").report("D001", "2026-04", "T001", "T002", "T009")
    assert refused(april, **{column: value}) == (
        f"{column}：该目标已有填报，不能再作为录入错误更正；"
        "目标下达后的调整须按6.1.7办理（申请目标调整，request_adjustment）"
    )


def test_words_are_corrected_after_a_report(april: Acting, sql: Sql) -> None:
    april.office("D001").report("D001", "2026-04", "T001", "T002", "T009")
    corrected(april, 绩效要求="建好1000公里", 来源文件="黔府发〔2026〕1号")
    assert sql.value("SELECT requirement FROM target WHERE code = 'T009'") == "建好1000公里"


def test_a_correction_frees_no_target_that_stands_in_an_opened_report(april: Acting, sql: Sql) -> None:
    assert "该目标已列入开启的填报，不能再作为录入错误更正" in refused(april, 下达日期="2026-12-27")
    corrected(april, 下达日期="2026-01-27", 是否重点项目="是")
    assert "该目标已列入开启的填报，不能再作为录入错误更正" in refused(april, 是否重点项目="否")
    assert sql.value("SELECT key_project FROM target WHERE code = 'T009'")


def test_a_target_in_no_report_may_have_another_day(april: Acting, sql: Sql) -> None:
    april.take("targets", ROAD | {"编号": "T010", "下达日期": "2026-04-02"})
    assert "在今天（2026-04-02）之后" in refused(april, 编号="T010", 下达日期="2026-05-02")
    april.take("targets", ROAD | {"编号": "T010", "下达日期": "2026-03-02"}, reason=TYPO)
    assert sql.value("SELECT issued_on::text FROM target WHERE code = 'T010'") == "2026-03-02"


@pytest.mark.parametrize("change", [{"责任部门": "D002"}, {"是否重点项目": "是"}])
def test_after_the_cut_off_day_no_correction_moves_entries_of_the_year(
    april: Acting, sql: Sql, change: dict[str, str]
) -> None:
    setting = {"key": "appraisal_cut_off", "value": "2月26日", "basis": "黔目标办〔2026〕5号"}
    april.do("set_policy", **setting, valid_from="2026-01-01")
    before, late = sql.value(HEAD), april.on("2027-02-27")
    words = refused(late, **change)
    assert "2026年的考评截止日2027-02-26已过，条目计入哪个部门、哪个项目已经确定，不再更正" in words
    assert sql.value(HEAD) == before
    assert corrected(april.on("2027-02-26"), **change)
