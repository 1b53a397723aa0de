"""报审: what was consulted goes to its body; what stands in the way is named draft by draft (1-2.4, 1-2.5, 1-2.22)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.doubt import leave_doubtful
from tests.models.ledger.draft.lists import (
    DUE,
    SUBMITTED,
    agree,
    bodies,
    consult,
    consulted_list,
    draft,
    states,
    submit,
)
from tests.models.ledger.target.trees import leaf

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql, Violations

FUNCTIONAL = {"category": "职能绩效目标"}
BUILDING = {"目标类别": "机关建设目标", "目标来源": "", "建设目标分类": "日常管理", "党建项目": "思想建设"}
LINES = """
SELECT r.code, y.consulted, y.why, y.decided FROM submission_line y JOIN target_draft r ON r.id = y.draft_id
ORDER BY y.submission_id, r.code
"""
URGENT = {"管理方式": "动态目标", "来源文件": "黔府发〔2026〕3号", "来源文件日期": "2026-03-03"}


def refused(march: Acting, day: str = SUBMITTED, **more: Any) -> str:
    """Submit 职能绩效目标; returns the sentence of the refusal."""
    return march.on(day).refused("submit_drafts", **FUNCTIONAL | more)


def test_consulted_drafts_are_submitted_to_the_office_of_the_group(
    march: Acting, sql: Sql, violations: Violations
) -> None:
    consulted_list(march)
    done = march.on(SUBMITTED).do("submit_drafts", **FUNCTIONAL)
    assert done.words == "已报审2026-1：7项职能绩效目标，由省直目标绩效管理领导小组办公室审批。"
    assert set(states(sql).values()) == {"submitted"}
    assert sql.rows(LINES)[0] == ("N1", "agreed", "", "waiting")
    nothing = "没有可报审的2026年职能绩效目标草案：须先与部门沟通（consult_drafts）。"
    assert refused(march) == nothing
    assert violations() == []


def test_what_a_body_is_deciding_is_in_no_second_paper(march: Acting, sql: Sql, violations: Violations) -> None:
    consulted_list(march)
    submit(march)
    for more in ({}, {"unconsulted_reason": "紧急"}):
        assert "N2“农村公路N2”：已在另一报审中，正在审批" in refused(march, targets="N2", **more)
    assert sql.value("SELECT count(*) FROM submission") == 1
    assert violations() == []


def test_targets_of_building_go_to_the_group_itself(march: Acting, sql: Sql, violations: Violations) -> None:
    bodies(march)
    draft(march, "N1", **BUILDING)
    [number] = consult(march)
    agree(march, number, "N1")
    assert submit(march, "机关建设目标") == "2026-1"
    assert sql.column("SELECT body FROM submission") == ["省直机关目标绩效管理领导小组"]
    assert violations() == []


def test_a_body_that_is_not_registered_is_asked_for(march: Acting) -> None:
    draft(march, "N1")
    consult(march)
    assert refused(march) == (
        "职能绩效目标由领导小组办公室审批，尚未登记。登记：mubiao act register_body --kind 领导小组办公室 --name 名称。"
    )


def test_silence_after_the_day_is_on_the_paper_and_ends_the_list(
    march: Acting, sql: Sql, violations: Violations
) -> None:
    bodies(march)
    draft(march, "N1")
    consult(march)
    assert "部门反馈意见的期限2026-03-13未到" in refused(march, DUE)
    done = march.on(SUBMITTED).do("submit_drafts", **FUNCTIONAL)
    assert done.words.endswith("其中1项部门未反馈意见。")
    assert done.counts == {"submitted": 1, "ended": 1}
    assert sql.rows(LINES) == [("N1", "silent", "", "waiting")]
    assert sql.rows("SELECT state, late FROM obligation WHERE kind = 'consultation'") == [("waived", True)]
    assert violations() == []


def test_while_its_notice_is_doubtful_silence_is_no_answer(march: Acting, sql: Sql) -> None:
    bodies(march)
    draft(march, "N1")
    consult(march)
    number = leave_doubtful(sql, "D001", "opened_consultation")
    assert "征求意见的通知送达不明，部门反馈意见的期限没有起算" in refused(march, SUBMITTED)
    march.on(DUE).do("confirm_message", message=number, why="电话确认已看到")
    assert "部门反馈意见的期限" in refused(march, SUBMITTED)


def test_a_waived_list_shortens_the_days_of_an_office_by_none(march: Acting, sql: Sql, violations: Violations) -> None:
    bodies(march)
    draft(march, "N1")
    [number] = consult(march)
    march.do("waive", obligation=number, reason="时间紧")
    assert "部门反馈意见的期限2026-03-13未到" in refused(march, DUE)
    submit(march)
    assert sql.rows(LINES) == [("N1", "silent", "", "waiting")]
    assert violations() == []


def test_an_objection_blocks_until_it_is_answered(march: Acting, sql: Sql, violations: Violations) -> None:
    consulted_list(march, N1="改为900公里")
    assert refused(march) == (
        "未报审：共发现1项不能报审。第001厅N1“农村公路N1”：部门的异议尚未答复（answer_objection）。"
    )
    march.do("answer_objection", target="N1", accepted=False, answer="任务已定")
    submit(march)
    assert sql.rows(LINES)[0] == ("N1", "settled", "", "waiting")
    assert violations() == []


def test_an_accepted_objection_blocks_until_the_draft_changes(march: Acting, violations: Violations) -> None:
    consulted_list(march, N1="改为900公里")
    march.do("answer_objection", target="N1", accepted=True, answer="同意调减")
    assert refused(march).endswith("部门的异议已采纳，草案尚未修改。")
    draft(march, "N1", 绩效要求="建成900公里", 数量="900", 目标来源="脱贫攻坚目标")
    assert "尚未与部门沟通，或沟通后有过修改，请先沟通再报审" in refused(march, targets="N1")
    [number] = consult(march)
    agree(march, number, "N1")
    assert submit(march) == "2026-1"
    assert violations() == []


def test_everything_in_the_way_is_named_at_once(march: Acting, sql: Sql) -> None:
    bodies(march)
    draft(march, "N1", 绩效要求="", 来源文件="")
    draft(march, "N2", 目标来源="", 来源文件日期="2026-03-17")
    [number] = consult(march)
    agree(march, number, "N1", "N2")
    words = refused(march)
    assert words.startswith("未报审：共发现2项不能报审。")
    assert "N1“农村公路N1”：没有绩效要求、没有来源文件" in words
    assert "N2“农村公路N2”：缺目标来源、来源文件日期2026-03-17在今天（2026-03-16）之后" in words
    assert sql.value("SELECT count(*) FROM submission") == 0


def test_a_quantity_without_a_unit_from_before_is_named(march: Acting, sql: Sql) -> None:
    consulted_list(march)
    sql("UPDATE target_draft SET unit = '' WHERE code = 'N1'")
    assert refused(march).endswith("N1“农村公路N1”：有数量，没有单位。")


def test_a_date_that_passed_before_the_submission_is_named(march: Acting) -> None:
    bodies(march)
    draft(march, "N1", 完成时限="2026-03-13")
    draft(march, "N2", 完成时限=SUBMITTED)
    draft(march, "N3")
    march.take("indicators", leaf("1", target="N3", 完成时限="2026-03-13"), leaf("2", target="N3", 完成时限=SUBMITTED))
    [number] = consult(march)
    agree(march, number, "N1", "N2", "N3")
    assert refused(march) == (
        "未报审：共发现2项不能报审。第001厅N1“农村公路N1”：完成时限2026-03-13已过；"
        "第001厅N3“农村公路N3”：指标1完成时限2026-03-13已过。"
    )


def test_an_unknown_target_and_a_department_without_one_are_refused(march: Acting) -> None:
    consulted_list(march)
    words = refused(march, targets=["N1", "N9"])
    assert words == "没有编号为N9的2026年职能绩效目标草案（所选部门范围内）。"
    assert refused(march, departments="D002").startswith("没有可报审的2026年职能绩效目标草案")
    assert "已经撤回" in _withdrawn(march)


def _withdrawn(march: Acting) -> str:
    march.do("withdraw_draft", target="N1", reason="重复")
    return refused(march, targets="N1")


def test_a_dynamic_target_skips_consulting_with_a_reason(march: Acting, sql: Sql, violations: Violations) -> None:
    bodies(march)
    draft(march, "N1", **URGENT)
    assert refused(march).startswith("没有可报审的")
    assert refused(march, targets="N1").endswith("动态目标不经沟通报审的，须写明原因（unconsulted_reason）。")
    submit(march, targets="N1", unconsulted_reason="防汛应急")
    assert sql.rows(LINES) == [("N1", "skipped", "防汛应急", "waiting")]
    assert violations() == []


def test_drafts_that_are_to_be_consulted_are_named_as_left_out(march: Acting) -> None:
    consulted_list(march)
    for number in range(1, 7):
        draft(march, f"M{number}", "D002")
    asked = march.on(SUBMITTED)
    given = {"category": "职能绩效目标", "departments": "D001"}
    assert "没有列入" not in asked.do("submit_drafts", **given).words
    draft(march, "N9")
    draft(asked, "N8", "D001")
    [number] = consult(march, departments="D001")
    agree(march, number, "N8", "N9")
    assert asked.do("submit_drafts", category="职能绩效目标").words.endswith(
        "另有6项待沟通，没有列入：M1、M2、M3、M4、M5等。"
    )


def test_an_initial_target_does_not_skip_consulting(march: Acting) -> None:
    bodies(march)
    draft(march, "N1")
    assert "尚未与部门沟通" in refused(march, targets="N1", unconsulted_reason="时间紧")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"来源文件": "省政府常务会议"}, "动态目标的来源文件“省政府常务会议”没有文号，如：黔府发〔2027〕3号"),
        (
            {"来源文件": "黔林发〔2026〕3号"},
            "文件系列“黔林发”未登记，可用：黔党发、黔府发、黔党办发、黔府办发、黔委厅字",
        ),
    ],
)
def test_a_dynamic_target_without_its_document_is_refused(march: Acting, change: dict[str, str], words: str) -> None:
    bodies(march)
    draft(march, "N1", **URGENT | change)
    assert refused(march, targets="N1", unconsulted_reason="应急") == (
        f"未报审：共发现1项不能报审。第001厅N1“农村公路N1”：{words}。"
    )


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ("UPDATE target_draft SET source_document = ''", "没有来源文件"),
        ("UPDATE target_draft SET source_date = NULL", "动态目标没有来源文件日期"),
    ],
)
def test_a_dynamic_target_of_an_earlier_version_without_its_document_is_refused(
    march: Acting, sql: Sql, change: str, words: str
) -> None:
    bodies(march)
    draft(march, "N1", **URGENT)
    sql(change)
    assert refused(march, targets="N1", unconsulted_reason="应急").endswith(f"第001厅N1“农村公路N1”：{words}。")


def test_a_series_of_the_agency_is_known_once_it_is_set(march: Acting) -> None:
    bodies(march)
    draft(march, "N1", **URGENT | {"来源文件": "黔林发〔2026〕3号"})
    march.do("set_policy", key="source_series", value="黔林发", basis="5号")
    assert submit(march, targets="N1", unconsulted_reason="应急") == "2026-1"


def test_what_was_returned_is_submitted_again_and_consulted_only_after_a_change(
    march: Acting, sql: Sql, violations: Violations
) -> None:
    bodies(march)
    draft(march, "N1", **URGENT)
    paper = submit(march, targets="N1", unconsulted_reason="防汛应急")
    march.on(SUBMITTED).do("return_drafts", submission=paper, targets="N1", reason="补充依据")
    assert submit(march) == "2026-2"
    assert [row[1:3] for row in sql.rows(LINES)] == [("skipped", "防汛应急")] * 2
    assert violations() == []


def test_an_opinion_on_other_words_is_not_said_of_what_was_returned(
    march: Acting, sql: Sql, violations: Violations
) -> None:
    bodies(march)
    draft(march, "N1", **URGENT)
    [number] = consult(march)
    agree(march, number, "N1")
    draft(march, "N1", 绩效要求="建成9000公里", 数量="9000", **URGENT)
    paper = submit(march, targets="N1", unconsulted_reason="防汛应急")
    march.on(SUBMITTED).do("return_drafts", submission=paper, targets="N1", reason="补充依据")
    submit(march)
    assert [row[1:3] for row in sql.rows(LINES)] == [("skipped", "防汛应急")] * 2
    assert violations() == []


def test_an_urgent_draft_that_was_objected_to_is_consulted_again(march: Acting) -> None:
    bodies(march)
    draft(march, "N1", **URGENT)
    [number] = consult(march)
    agree(march, number, N1="改为900公里")
    draft(march, "N1", 绩效要求="建成900公里", 数量="900", **URGENT)
    words = refused(march, targets="N1", unconsulted_reason="防汛应急")
    assert words.endswith("部门提出过异议，修改后的草案须再次沟通（consult_drafts）。")


def test_each_year_counts_its_papers(march: Acting) -> None:
    bodies(march)
    draft(march, "N1", 年度="2027", 完成时限="2027-12-31")
    [number] = consult(march)
    agree(march, number, "N1")
    assert submit(march, year=2027) == "2027-1"


def test_a_leaf_that_ends_after_its_draft_stops_the_submission(march: Acting) -> None:
    bodies(march)
    draft(march, "N1")
    march.take("indicators", leaf("1", target="N1"))
    draft(march, "N1", 完成时限="2026-08-31")
    [number] = consult(march)
    agree(march, number, "N1")
    words = refused(march)
    assert "第001厅N1“农村公路N1”：指标1完成时限2026年9月30日晚于目标的完成时限（2026年8月31日）" in words
