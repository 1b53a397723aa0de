"""收取回复: an answer is the act that its duty asks for, done whole or not at all, once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest
from openpyxl import load_workbook

from models.ledger.acts import ACTS, Role
from models.ledger.answer.taking import TAKEN, take_answer
from models.rules.errors import Refused, Unavailable
from models.rules.matter_form import ALL_FORMS
from tests.answers import Cells, duty_number, faults, fill_in, give_back, sent

if TYPE_CHECKING:
    from pathlib import Path

    from models.ledger.acts import Summary
    from tests.conftest import Acting, Sql, Violations

PROGRESS, STATUS, FILES = "进度（%）", "状态", "印证材料（附件名）"
MEETING = {"召开日期": "2026-04-09", "参加人员": "张三、李四", "存在问题": "资金到位慢", "改进措施": "按月调度"}
STATES = "SELECT state, counted_on::text, late FROM obligation WHERE id = :id"


@pytest.fixture
def form(tmp_path: Path) -> Path:
    return tmp_path / "回复表.xlsx"


def test_a_month_is_reported_by_its_sheet(march: Acting, sql: Sql, form: Path, violations: Violations) -> None:
    number = duty_number(sql, "monthly_check", "2026-03")
    fill_in(sent(march, form, number), rows={"T001": {PROGRESS: 40}, "T002": {PROGRESS: 60, "说明": "已开工"}})
    answer = give_back(march, form)
    assert answer.words == "“第001厅”2026-03已填报2项。"
    assert answer.counts == {"reports": 1, "lines": 2, "late": 0, "notices": 1, "answers": 1}
    assert sql.rows(STATES, id=number) == [("discharged", "2026-03-05", False)]
    assert sql.rows("SELECT act, known FROM block ORDER BY height DESC LIMIT 1") == [("take_answer", "claimed")]
    assert violations() == []


def test_a_quantity_that_the_percentage_does_not_fit_is_named_in_the_receipt(
    march: Acting, sql: Sql, form: Path
) -> None:
    sql("UPDATE target SET quantity = 120, unit = '公里' WHERE code = 'T001'")
    number = duty_number(sql, "monthly_check", "2026-03")
    fill_in(sent(march, form, number), rows={"T001": {PROGRESS: 85, "完成数量": 80}, "T002": {PROGRESS: 60}})
    words = "目标T001的进度85%与数量不符：完成80公里，要求120公里，应为约66.6667%。"
    assert give_back(march, form).words == f"“第001厅”2026-03已填报2项。{words}"
    assert sql.column("SELECT quantity FROM report_line WHERE version = 1 AND quantity IS NOT NULL") == [80]


def test_a_second_sheet_amends_the_first(march: Acting, sql: Sql, form: Path) -> None:
    sent(march, form, duty_number(sql, "monthly_check", "2026-03"))
    give_back(march, fill_in(form, rows={"T001": {PROGRESS: 40}, "T002": {PROGRESS: 60}}))
    assert give_back(march, form).words == "与已填报内容相同，未作改动。"
    give_back(march.on("2026-03-20"), fill_in(form, rows={"T001": {PROGRESS: 45}}))
    assert sql.value("SELECT max(version) FROM report") == 2


def test_a_self_check_takes_the_evidence_that_came_with_it(
    march: Acting, sql: Sql, form: Path, tmp_path: Path, store: Path
) -> None:
    assert not store.exists()
    april = march.on("2026-04-01")
    april.open("self_check", "2026Q1")
    number = duty_number(sql, "self_check", "2026Q1")
    proof = tmp_path / "验收单.pdf"
    proof.write_bytes(b"%PDF accepted")
    rows: dict[str, Cells] = {"T001": {PROGRESS: 100, STATUS: "已完成", FILES: "验收单"}, "T002": {PROGRESS: 10}}
    fill_in(sent(april, form, number), rows=rows)
    with pytest.raises(Refused, match="“验收单”没有随表交来"):
        give_back(april, form)
    assert give_back(april, form, proof).counts["evidence"] == 1
    assert sql.column("SELECT file_name FROM evidence_use") == ["验收单.pdf"]


def test_a_meeting_is_recorded_by_the_day_it_was_held(march: Acting, sql: Sql, form: Path) -> None:
    march.on("2026-04-01").open("quarterly_meeting", "2026Q1")
    april = march.on("2026-04-10")
    number = duty_number(sql, "quarterly_meeting", "2026Q1")
    fill_in(sent(april, form, number), {**MEETING, "各项目标完成情况": "按计划"})
    assert give_back(april, form).counts["meetings"] == 1
    assert sql.rows(STATES, id=number) == [("discharged", "2026-04-09", False)]


@pytest.mark.parametrize(("held", "why"), [("2026-04-12", "之后"), ("2026-03-31", "不在2026年第一季度结束")])
def test_a_day_on_which_no_meeting_can_be_is_refused_at_its_cell(
    march: Acting, sql: Sql, form: Path, held: str, why: str
) -> None:
    march.on("2026-04-01").open("quarterly_meeting", "2026Q1")
    april = march.on("2026-04-10")
    number = duty_number(sql, "quarterly_meeting", "2026Q1")
    fill_in(sent(april, form, number), {**MEETING, "各项目标完成情况": "按计划", "召开日期": held})
    ((cell, words),) = faults(april, form)
    assert (str(load_workbook(form).worksheets[1][cell].value)[:10], why in words) == (held, True)
    assert sql.rows(STATES, id=number) == [("open", None, None)]


def test_a_review_has_four_parts_and_may_count_as_the_meeting(march: Acting, sql: Sql, form: Path) -> None:
    july = march.on("2026-07-01")
    july.open("mid_year_review", "2026H1")
    july.open("quarterly_meeting", "2026Q2")
    fields = {
        "召开日期": "2026-07-09", "参加人员": "张三", "半年目标完成情况讲评": "按计划", "存在问题": "无",
        "统筹进度安排": "下半年补齐", "改进措施和方案": "按月调度", "同时作为第二季度分析会": "是",
    }  # fmt: skip
    fill_in(sent(july, form, duty_number(sql, "mid_year_review", "2026H1")), fields)
    assert give_back(july.on("2026-07-10"), form).counts["meetings"] == 2


def test_a_remediation_is_declared_and_fed_back_in_one_sheet(march: Acting, sql: Sql, form: Path) -> None:
    september = march.on("2026-09-10")
    september.lists("T001")
    september.do("set_limit", target="T001", limit="2026-10-20")
    number = duty_number(sql, "remediation", "")
    fields = {"整改措施": "增加两个施工班组", "完成日期": "2026-09-28", "整改情况（反馈）": "已全部完工"}
    fill_in(sent(september, form, number), fields)
    words = give_back(september.on("2026-09-30"), form).words
    assert words.startswith("已申报完成（2026-09-28）")
    assert words.endswith("已反馈“目标T001”整改情况。")
    assert sql.column("SELECT state FROM obligation WHERE kind IN ('remediation', 'feedback')") == ["discharged"] * 2


def test_feedback_has_a_sheet_of_its_own(march: Acting, sql: Sql, form: Path) -> None:
    september = march.on("2026-09-10")
    september.lists("T001")
    september.do("set_limit", target="T001", limit="2026-10-20")
    office = september.on("2026-09-28").office("D001")
    office.do("declare_completion", target="T001", completed_on="2026-09-28", measures="增加班组")
    fill_in(sent(september, form, duty_number(sql, "feedback", "")), {"整改情况": "已全部完工"})
    assert give_back(september.on("2026-09-30"), form).counts == {"late": 0, "notices": 1, "answers": 1}


def test_a_year_end_filing_is_taken_in_parts(december: Acting, sql: Sql, form: Path, tmp_path: Path) -> None:
    sent(december, form, number := duty_number(sql, "year_end_check", "2026"))
    proof = tmp_path / "验收单.pdf"
    proof.write_bytes(b"%PDF accepted")
    give_back(december, fill_in(form, rows={"T001": {PROGRESS: 100, FILES: "验收单.pdf"}}), proof)
    assert sql.rows(STATES, id=number) == [("open", None, None)]
    give_back(december, fill_in(form, rows={"T002": {PROGRESS: 100, FILES: "验收单.pdf"}}), proof)
    assert sql.rows(STATES, id=number) == [("discharged", "2026-12-20", False)]


def test_an_opinion_is_fed_back(march: Acting, sql: Sql, form: Path) -> None:
    march.do("record_opinion", department="D001", content="路灯不亮", channel="来信", limit="2026-03-20")
    number = sql.value("SELECT id FROM obligation WHERE kind = 'opinion_feedback'")
    fill_in(sent(march, form, number), {"整改情况": "已更换路灯"})
    assert give_back(march, form).counts["late"] == 0
    assert sql.column("SELECT feedback FROM opinion") == ["已更换路灯"]


def test_a_marked_target_is_awaited_on_paper_and_the_rest_is_taken(march: Acting, sql: Sql, form: Path) -> None:
    march.do("mark_secret", target="T001", marking="工作秘密", reason="涉及工作秘密")
    number = duty_number(sql, "monthly_check", "2026-03")
    answer = give_back(march, fill_in(sent(march, form, number), rows={"T002": {PROGRESS: 60}}))
    assert "标有密级，送交纸质材料并由管理机构登记后办结" in answer.words
    assert sql.rows(STATES, id=number) == [("open", None, None)]
    march.on("2026-03-09").report("D001", "2026-03", "T001")
    assert sql.rows(STATES, id=number) == [("discharged", "2026-03-09", False)]


def test_a_self_check_awaits_a_marked_target_too(march: Acting, sql: Sql, form: Path) -> None:
    april = march.on("2026-04-01")
    april.open("self_check", "2026Q1")
    march.do("mark_secret", target="T001", marking="工作秘密", reason="涉及工作秘密")
    number = duty_number(sql, "self_check", "2026Q1")
    give_back(april, fill_in(sent(april, form, number), rows={"T002": {PROGRESS: 60}}))
    assert sql.rows(STATES, id=number) == [("open", None, None)]


def test_what_the_duty_refuses_is_refused_with_its_sentence(march: Acting, sql: Sql, form: Path) -> None:
    april = march.on("2026-04-01")
    april.open("self_check", "2026Q1")
    rows: dict[str, Cells] = {"T001": {PROGRESS: 40}, "T002": {PROGRESS: 100, STATUS: "已完成"}}
    fill_in(sent(april, form, duty_number(sql, "self_check", "2026Q1")), rows=rows)
    with pytest.raises(Refused, match="以下1项目标申报已完成，没有印证材料：T002"):
        give_back(april, form)


def test_a_sheet_that_two_people_import_at_once_is_taken_once(
    march: Acting, sql: Sql, form: Path, violations: Violations
) -> None:
    sent(march, form, duty_number(sql, "monthly_check", "2026-03", "D002"))
    fill_in(form, rows={"T003": {PROGRESS: 40}})

    def import_it(_: int) -> Summary:
        try:
            return give_back(march, form, office="D002")
        except Unavailable:  # the other one was first: the command asks to try again
            return give_back(march, form, office="D002")

    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(import_it, range(2)))
    assert sorted(answer.counts.get("same", 0) for answer in answers) == [0, 1]
    assert sql.value("SELECT count(*) FROM report") == 1
    assert violations() == []


def test_the_sheet_of_a_merged_department_is_good_from_its_successor(march: Acting, sql: Sql, form: Path) -> None:
    sent(march, form, duty_number(sql, "monthly_check", "2026-03", "D002"))
    fill_in(form, rows={"T003": {PROGRESS: 40}})
    march.do("merge_department", department="D002", successor="D001", effective_on="2026-03-05", basis="1号文")
    with pytest.raises(Refused, match="已并入"):
        give_back(march, form, office="D002")
    assert give_back(march, form, office="D001").counts["answers"] == 1


def test_a_remediation_that_was_handed_over_with_its_target_is_answered_by_the_new_lead(
    march: Acting, sql: Sql, form: Path
) -> None:
    september = march.on("2026-09-10")
    september.lists("T001")
    september.do("set_limit", target="T001", limit="2026-10-20")
    fill_in(
        sent(september, form, duty_number(sql, "remediation", "")), {"整改措施": "增加班组", "完成日期": "2026-09-28"}
    )
    move = {"department": "D001", "successor": "D002", "targets": "T001", "basis": "2号文"}
    september.do("transfer_targets", **move, effective_on="2026-09-10")
    later = march.on("2026-09-30")
    with pytest.raises(Refused):
        give_back(later, form, office="D001")
    assert give_back(later, form, office="D002").words.startswith("已申报完成（2026-09-28）")


def test_a_target_that_was_adjusted_since_keeps_the_line_of_its_report(filed: Acting, sql: Sql, form: Path) -> None:
    number = duty_number(sql, "monthly_check", "2026-04")
    rows: dict[str, Cells] = {code: {PROGRESS: 50} for code in ("T001", "T002", "T009")}
    fill_in(sent(filed, form, number), rows=rows)
    give_back(filed, form)
    line = "SELECT l.target_version FROM report_line l JOIN target t ON t.id = l.target_id WHERE t.code = 'T009'"
    assert set(sql.column(f"{line} AND l.version = 1")) == {1}


@pytest.mark.parametrize("state", ["waived", "closed"])
def test_a_duty_that_is_over_takes_no_answer(march: Acting, sql: Sql, form: Path, state: str) -> None:
    number = duty_number(sql, "monthly_check", "2026-03", "D002")
    fill_in(sent(march, form, number), rows={"T003": {PROGRESS: 40}})
    if state == "waived":
        march.do("waive", obligation=number, reason="该部门当月筹建")
    day = march if state == "waived" else march.on("2026-05-06")
    with pytest.raises(Refused, match=r"已豁免|已于2026-04-30截止"):
        give_back(day, form, office="D002")
    assert sql.value("SELECT count(*) FROM report") == 0


def test_an_answer_signs_and_consents_to_nothing() -> None:
    assert all("head" not in form.key and "consent" not in form.key for form in ALL_FORMS.values())
    assert take_answer.by_hand == ""
    assert take_answer.roles == {Role.OFFICE}
    assert not any(ACTS[name].by_hand for form in ALL_FORMS.values() for name in form.acts)


def test_an_answer_becomes_the_acts_that_its_form_names() -> None:
    named = {form.key: [ACTS[name] for name in form.acts] for form in ALL_FORMS.values()}
    assert set(TAKEN) < set(named)
    assert all(Role.OFFICE in chosen.roles for acts in named.values() for chosen in acts)
    assert all(len(acts) == 1 for key, acts in named.items() if key not in TAKEN)


def test_a_text_that_says_nothing_is_named_with_its_cell(march: Acting, sql: Sql, form: Path) -> None:
    april = march.on("2026-04-09")
    april.open("quarterly_meeting", "2026Q1")
    sent(april, form, duty_number(sql, "quarterly_meeting", "2026Q1"))
    fill_in(form, {**MEETING, "各项目标完成情况": "——"})
    assert faults(april, form) == [("B6", "各项目标完成情况“——”没有文字或数字，请写明")]
