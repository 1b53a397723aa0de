"""收取回复: an answer is the act that its duty asks for, done whole or not at all, once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pytest
from openpyxl import load_workbook

from models.database import begin
from models.intake.complaints import ImportRefused
from models.ledger.acts import ACTS, Role
from models.ledger.answer.content import answer_book
from models.ledger.answer.open_books import open_books
from models.ledger.answer.taking import take_answer
from models.rules.answer_form import CODE
from models.rules.errors import Refused, Unavailable
from models.rules.matter_form import ALL_FORMS
from tests.answers import Cells, duty_number, faults, fill_in, give_back, sent
from tests.databases import story
from tests.mails import ADDRESS, mail_from, take
from tests.models.ledger.results_use.results import CORRECTION, approved_year, deliver, duty_of, number_papers

if TYPE_CHECKING:
    from pathlib import Path

    from models.ledger.acts import Summary
    from tests.conftest import Acting, Photograph, Sql, Violations


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


def test_a_complete_target_without_evidence_is_refused_at_its_cell(march: Acting, sql: Sql, form: Path) -> None:
    april = march.on("2026-04-01")
    april.open("self_check", "2026Q1")
    rows: dict[str, Cells] = {"T001": {PROGRESS: 40}, "T002": {PROGRESS: 100, STATUS: "已完成"}}
    fill_in(sent(april, form, duty_number(sql, "self_check", "2026Q1")), rows=rows)
    ((cell, words),) = faults(april, form)
    page = load_workbook(form).worksheets[1]
    assert page[f"A{page[cell].row}"].value == "T002"
    assert words.startswith("已完成的目标没有印证材料，请在这里写文件名")


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


def test_an_answer_becomes_acts_of_offices() -> None:
    assert all(Role.OFFICE in ACTS[name].roles for form in ALL_FORMS.values() for name in form.acts)


def test_a_text_that_says_nothing_is_named_with_its_cell(march: Acting, sql: Sql, form: Path) -> None:
    april = march.on("2026-04-09")
    april.open("quarterly_meeting", "2026Q1")
    sent(april, form, duty_number(sql, "quarterly_meeting", "2026Q1"))
    fill_in(form, {**MEETING, "各项目标完成情况": "——"})
    assert faults(april, form) == [("B6", "各项目标完成情况“——”没有文字或数字，请写明")]


SIGNED = {"结果收到": "已签收", "签收人": "周涛"}
USED = {"结果用于": "评优评先", "运用情况": "评选先进处室"}
STATE = "SELECT state, receiver, uses FROM result_delivery WHERE obligation_id = :duty"


@pytest.fixture
@story
def delivered(march: Acting, sql: Sql) -> Acting:
    """The results of 2026 are approved and delivered on 9 March 2027."""
    approved = approved_year(march, sql)
    number_papers(approved)
    deliver(approved)
    return approved


def sheet_of(acting: Acting, sql: Sql, folder: Path, **cells: Any) -> Path:
    """The sheet of D001, filled in."""
    return fill_in(sent(acting, folder / "签收.xlsx", duty_of(sql)), cells)


def texts(place: Path) -> str:
    book = load_workbook(place)
    return "\n".join(str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.value)


def test_the_sheet_shows_the_departments_own_results(delivered: Acting, sql: Sql, tmp_path: Path) -> None:
    shown = texts(sheet_of(delivered, sql, tmp_path))
    assert "条目2026/T001/1扣2.00分" in shown
    assert "第002厅" not in shown
    assert "张平" not in shown


def test_the_sheet_withholds_a_marked_entry(delivered: Acting, sql: Sql, tmp_path: Path) -> None:
    delivered.do("mark_secret", target="T001", year=2026, marking="工作秘密", reason="涉及未公开规划")
    assert "2026/T001" not in texts(sheet_of(delivered, sql, tmp_path))


def test_an_office_receives_by_its_sheet(delivered: Acting, sql: Sql, tmp_path: Path, violations: Violations) -> None:
    done = give_back(delivered, sheet_of(delivered, sql, tmp_path, **SIGNED))
    assert done.words == "2026年考评结果已由周涛于2027-03-09签收。"
    assert sql.rows(STATE, duty=duty_of(sql)) == [("received", "周涛", [])]
    assert [
        each for each in violations() if not each.startswith("目标 2026|T00")
    ] == []  # the story sets their category


def test_the_same_sheet_states_a_use_later(delivered: Acting, sql: Sql, tmp_path: Path) -> None:
    give_back(delivered, sheet_of(delivered, sql, tmp_path, **SIGNED))
    later = delivered.on("2027-04-20")
    done = give_back(later, sheet_of(later, sql, tmp_path, **SIGNED, **USED))
    assert done.words == "2026年考评结果此前已签收（周涛），未作改动。已登记“第001厅”2026年考评结果用于评优评先。"
    [(state, _, uses)] = sql.rows(STATE, duty=duty_of(sql))
    assert (state, [each["text"] for each in uses]) == ("used", ["评选先进处室"])


def test_receipt_and_use_may_come_together_with_a_paper(delivered: Acting, sql: Sql, tmp_path: Path) -> None:
    paper = {"运用文件文号": "黔教人〔2027〕6号", "运用文件日期": "2027-03-10"}
    later = delivered.on("2027-03-11")
    give_back(later, sheet_of(later, sql, tmp_path, **SIGNED, **USED, **paper))
    [(_, _, [use])] = sql.rows(STATE, duty=duty_of(sql))
    assert (use["number"], use["dated"], use["on"]) == ("黔教人〔2027〕6号", "2027-03-10", "2027-03-11")


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ({"结果收到": "已签收"}, "签收人"),
        ({"结果收到": "收到", "签收人": "周涛"}, "结果收到"),
        (SIGNED | {"结果用于": "旅游"}, "结果用于"),
        (SIGNED | {"结果用于": "评优评先"}, "B33：写结果运用的，“结果用于”和“运用情况”两格都须填写$"),
        (SIGNED | {"运用情况": "评选先进"}, "B32：写结果运用的，“结果用于”和“运用情况”两格都须填写$"),
        (SIGNED | USED | {"运用文件文号": "1号"}, "须同时写明文号和日期"),
    ],
)
def test_a_sheet_that_says_half_is_refused_whole(
    delivered: Acting, sql: Sql, tmp_path: Path, cells: dict[str, str], words: str
) -> None:
    with pytest.raises((Refused, ImportRefused), match=words):
        give_back(delivered, sheet_of(delivered, sql, tmp_path, **cells))
    assert sql.rows(STATE, duty=duty_of(sql)) == [("delivered", "", [])]


def test_the_sheet_of_corrected_results_is_not_taken(delivered: Acting, sql: Sql, tmp_path: Path) -> None:
    place = sheet_of(delivered, sql, tmp_path, **SIGNED)
    later = delivered.on("2027-03-12")
    later.do("supersede_sheet", **CORRECTION)
    deliver(later)
    with pytest.raises(Refused, match="已经更正"):
        give_back(later, place)


def test_the_sheet_of_another_office_is_not_taken(delivered: Acting, sql: Sql, tmp_path: Path) -> None:
    with pytest.raises((Refused, ImportRefused)):
        give_back(delivered, sheet_of(delivered, sql, tmp_path, **SIGNED), office="D002")
    assert sql.rows(STATE, duty=duty_of(sql)) == [("delivered", "", [])]


PROGRESS_UPLOAD, TEXT, MEDIA = "进度（%）", "进展说明", "图片和视频（附件名）"
MARKED = "该目标标有密级，不得在表中或邮件里填写，请按保密规定送纸质材料（4.7）"
NUMBER = "SELECT id FROM obligation WHERE kind = 'cloud_monitoring' AND subject = '2026/K001' AND period = '2026-03'"
STATES_UPLOAD = f"SELECT state, counted_on::text, late FROM obligation WHERE id = ({NUMBER})"  # noqa: S608 - a constant
UPLOADS = """
SELECT u.number, u.progress::int, u.text, u.state, u.uploaded_by FROM cloud_upload u JOIN target t ON t.id = u.target_id
WHERE t.code = 'K001' ORDER BY u.id
"""
GOOD: Cells = {PROGRESS_UPLOAD: 35, TEXT: "路基完成", MEDIA: "三月"}


@pytest.fixture
def delegated(cloud: Acting) -> Acting:
    """D001 uploads of K001 since 10 March; that is today."""
    cloud.on("2026-03-10").do("delegate_upload", target="K001")
    return cloud.on("2026-03-10")


@pytest.fixture
@story
def sheet(delegated: Acting, sql: Sql, tmp_path: Path) -> Path:
    """The empty sheet of D001 for March."""
    return sent(delegated, tmp_path / "回复表.xlsx", sql.value(NUMBER))


def test_the_sheet_names_project_month_requirement_and_what_to_do(delegated: Acting, sql: Sql) -> None:
    with begin() as session:
        (shown,) = answer_book(session, [sql.value(NUMBER)], delegated.day).sheets
    assert (shown.department, shown.title) == ("第001厅", "2026年3月目标云上传“农村公路”")
    assert (str(shown.due), shown.to_do) == ("2026-03-25", "上传重点项目当月实施进度（图片和视频）")
    assert dict(shown.about)["目标编号"] == "K001"
    assert shown.rows == ()


def test_only_a_delegated_upload_has_a_sheet(delegated: Acting, sql: Sql) -> None:
    other = sql.value("SELECT id FROM obligation WHERE subject = '2026/K002'")
    with begin() as session, pytest.raises(Refused, match="由管理机构办理，没有回复表"):
        answer_book(session, [other], delegated.day)
    with begin() as session:
        titles = [sheet.title for sheet in open_books(session, delegated.day)["D001"].sheets]
    assert titles == ["2026年3月目标云上传“农村公路”", "2026年3月月度检查"]


def test_progress_remark_and_pictures_are_taken(
    delegated: Acting, sql: Sql, sheet: Path, photograph: Photograph, violations: Violations
) -> None:
    pictures = photograph("三月.jpg", 1), photograph("桥梁.png", 2)
    done = give_back(delegated.on("2026-03-20"), fill_in(sheet, {**GOOD, MEDIA: "三月、桥梁.png"}), *pictures)
    assert (done.counts["uploaded"], done.counts["media"], done.counts["answers"]) == (1, 2, 1)
    assert sql.rows(STATES_UPLOAD) == [("discharged", "2026-03-20", False)]
    ((number, progress, text, state, by),) = sql.rows(UPLOADS)
    assert (number, progress, text, state) == (1, 35, "路基完成", "fine")
    assert by.startswith("D001目标办")
    assert sorted(sql.column("SELECT file_name FROM cloud_medium")) == ["三月.jpg", "桥梁.png"]
    assert sql.column("SELECT known FROM block ORDER BY height DESC LIMIT 1") == ["claimed"]
    assert violations() == []


def test_an_upload_behind_schedule_is_warned_about_as_any_other(
    delegated: Acting, sql: Sql, sheet: Path, picture: str, tmp_path: Path
) -> None:
    assert picture
    done = give_back(delegated.on("2026-03-20"), fill_in(sheet, {**GOOD, PROGRESS_UPLOAD: "5%"}), tmp_path / "三月.jpg")
    assert done.counts["warnings"] == 1
    assert "未达到时间进度" in done.words
    told = "SELECT DISTINCT audience FROM notice WHERE kind = 'upload_warned' ORDER BY 1"
    assert sql.column(told) == ["agency", "office"]


def test_a_late_sheet_is_taken_and_marked(delegated: Acting, sql: Sql, sheet: Path, photograph: Photograph) -> None:
    give_back(delegated.on("2026-03-27"), fill_in(sheet, GOOD), photograph("三月.jpg"))
    assert sql.rows(STATES_UPLOAD) == [("discharged", "2026-03-27", True)]


def test_a_second_sheet_supersedes_the_first_and_the_same_changes_nothing(
    delegated: Acting, sql: Sql, sheet: Path, photograph: Photograph
) -> None:
    picture = photograph("三月.jpg")
    give_back(delegated, fill_in(sheet, GOOD), picture)
    assert give_back(delegated, sheet, picture).words == "“农村公路”2026年3月的该次上传此前已收到，未作改动。"
    give_back(delegated.on("2026-03-12"), fill_in(sheet, {PROGRESS_UPLOAD: 40}), picture)
    assert [row[:4] for row in sql.rows(UPLOADS)] == [
        (1, 35, "路基完成", "superseded"),
        (2, 40, "路基完成", "fine"),
    ]


@pytest.mark.parametrize(
    ("cells", "fault"),
    [
        ({PROGRESS_UPLOAD: None}, ("B11", "进度（%）不能为空")),
        ({PROGRESS_UPLOAD: 101}, ("B11", "进度（%）“101”应在0到100之间，请填数字或百分数")),
        ({MEDIA: None}, ("B13", f"{MEDIA}不能为空")),
        ({MEDIA: "、；"}, ("B13", f"{MEDIA}没有文件名")),
        ({MEDIA: "四月"}, ("B13", f"{MEDIA}“四月”没有随表交来，请把文件放在一起，文件名写全")),
        (
            {MEDIA: "说明.pdf"},
            ("B13", f"{MEDIA}“说明.pdf”从内容看是PDF文件，应为JPEG或PNG图片，或MP4视频，请转换或更换后重新上传"),
        ),
        ({MEDIA: "空.jpg"}, ("B13", f"{MEDIA}“空.jpg”不是文件或为空，请选择要上传的图片或视频")),
    ],
)
def test_a_wrong_cell_is_named_and_nothing_is_taken(
    delegated: Acting,
    sql: Sql,
    sheet: Path,
    photograph: Photograph,
    tmp_path: Path,
    cells: Cells,
    fault: tuple[str, str],
) -> None:
    paper, empty = tmp_path / "说明.pdf", tmp_path / "空.jpg"
    paper.write_bytes(b"%PDF-1.7 accepted")
    empty.touch()
    assert faults(delegated, fill_in(sheet, GOOD | cells), photograph("三月.jpg"), paper, empty) == [fault]
    assert sql.rows(UPLOADS) == []


def test_more_pictures_than_an_upload_takes_are_refused_at_their_cell(
    delegated: Acting, sheet: Path, photograph: Photograph
) -> None:
    picture = photograph("三月.jpg")
    files = [picture.with_name(f"{number}.jpg") for number in range(21)]
    for file in files:
        file.write_bytes(picture.read_bytes())
    many = fill_in(sheet, {**GOOD, MEDIA: "、".join(file.name for file in files)})
    assert faults(delegated, many, *files) == [("B13", f"{MEDIA}有21个文件，最多20个")]
    twice = fill_in(sheet, {MEDIA: "0.jpg、0.jpg、1.jpg"})
    assert give_back(delegated, twice, *files).counts["media"] == 1  # one content


def test_a_sheet_that_comes_after_the_agency_took_the_upload_back_is_refused(
    delegated: Acting, sheet: Path, photograph: Photograph
) -> None:
    delegated.do("take_back_upload", target="K001", reason="部门无设备")
    answered = fill_in(sheet, GOOD)
    assert faults(delegated, answered, photograph("三月.jpg")) == [("B5", f"{CODE}所指的事项已不存在，或不由部门办理")]


def test_the_sheet_is_good_from_the_department_that_leads_the_project_now(
    delegated: Acting, sql: Sql, sheet: Path, photograph: Photograph
) -> None:
    move: dict[str, Any] = {"department": "D001", "successor": "D002", "targets": "K001", "basis": "2号文"}
    delegated.do("transfer_targets", **move, effective_on="2026-03-10")
    with pytest.raises(Refused):
        give_back(delegated, fill_in(sheet, GOOD), photograph("三月.jpg"))
    assert give_back(delegated, sheet, photograph("三月.jpg"), office="D002").counts["uploaded"] == 1
    assert sql.rows(UPLOADS)[0][4].startswith("D002目标办")


def test_an_older_sheet_does_not_displace_what_the_agency_entered_for_the_office_since(
    delegated: Acting, sheet: Path, photograph: Photograph
) -> None:
    picture = photograph("三月.jpg")
    given = {"target": "K001", "period": "2026-03", "progress": "40", "media": str(picture)}
    delegated.on("2026-03-20").office("D001").do("upload_progress", **given)
    with pytest.raises(Refused, match="较早的这份不再收取"):
        give_back(delegated.on("2026-03-19"), fill_in(sheet, GOOD), picture)
    assert give_back(delegated.on("2026-03-20"), sheet, picture).counts["uploaded"] == 1


def test_a_month_that_was_found_missing_is_still_answered(
    delegated: Acting, sql: Sql, sheet: Path, photograph: Photograph
) -> None:
    delegated.on("2026-03-27").system.do("judge_missing_uploads")
    give_back(delegated.on("2026-03-26"), fill_in(sheet, GOOD), photograph("三月.jpg"))
    assert [row[3] for row in sql.rows(UPLOADS)] == ["superseded", "fine"]


@pytest.mark.parametrize(("given", "cells"), [(GOOD, ["B11", "B12", "B13"]), ({}, ["B5"])])
def test_a_project_that_was_marked_since_takes_nothing(
    delegated: Acting, sheet: Path, photograph: Photograph, given: Cells, cells: list[str]
) -> None:
    delegated.do("mark_secret", target="K001", marking="工作秘密", reason="涉及工作秘密")
    assert faults(delegated, fill_in(sheet, given), photograph("三月.jpg")) == [(cell, MARKED) for cell in cells]


def test_it_is_taken_from_a_mail_with_its_pictures(
    delegated: Acting, sql: Sql, sheet: Path, photograph: Photograph, violations: Violations
) -> None:
    delegated.take("departments", {"编码": "D001", "名称": "第001厅", "目标办邮箱": ADDRESS})
    mail = mail_from(ADDRESS, "2026-03-20 09:10", fill_in(sheet, GOOD), photograph("三月.jpg"))
    take(mail, "2026-03-20 09:20")
    assert sql.rows(STATES_UPLOAD) == [("discharged", "2026-03-20", False)]
    assert sql.column("SELECT outcome FROM answer") == ["taken"]
    assert violations() == []
