"""A text that may be left out is left out too if it is only spaces: they are no reason."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, Field, ValidationError

from models.intake.adjustment import AdjustmentRequested
from models.intake.cloud import WarningConfirmed
from models.intake.duty import ObligationWaived, UrgingDone
from models.intake.faults import complain
from models.intake.input import Input, NoInput, OfTarget, Text
from models.intake.meeting import ReviewHeld
from models.intake.report import ReportedLine, ReportReturned
from models.intake.source import read_paper
from models.intake.year_end import YearEndNoticeGiven
from models.ledger.acts import ACTS, read_input
from models.rules.errors import Refused
from models.rules.kinds import LineStatus
from models.rules.periods import Span, parse_period, periods_of_year
from models.rules.reminders import UrgingMethod
from tests.models.intake.complaint import complaint

if TYPE_CHECKING:
    from collections.abc import Iterable


class Asked(Input):
    """An act that asks for a text, and takes a reason."""

    said: Text = Field(default="无", title="内容")
    reason: str = Field(default="", title="原因")
    unit: str = Field(title="单位")
    on: date | None = None


@pytest.mark.parametrize("spaces", ["", " ", "\t", "\n", "　", "  \r\n "])
def test_spaces_are_no_reason(spaces: str) -> None:
    assert Asked(unit="公里", reason=spaces).reason == ""


@pytest.mark.parametrize("reason", ["复核更正", " 复核更正 ", "第1次"])
def test_a_reason_stays_as_it_was_written(reason: str) -> None:
    assert Asked(unit="公里", reason=reason).reason == reason


@pytest.mark.parametrize("sign", ["—", "/", "。。", "?!"])
def test_a_reason_of_signs_is_refused(sign: str) -> None:
    with pytest.raises(ValidationError, match="没有文字或数字，请写明"):
        Asked(unit="公里", reason=sign)


def test_characters_that_cannot_be_seen_are_refused() -> None:
    with pytest.raises(ValidationError, match="只有看不见的字符"):
        Asked(unit="公里", reason="\u200b")


def test_a_text_that_is_asked_for_is_not_left_out_by_spaces() -> None:
    with pytest.raises(ValidationError, match="at least 1 character"):
        Asked(unit="公里", said=" ")
    assert Asked(unit=" ").unit == " "


def test_a_unit_may_be_a_sign_and_an_unknown_field_is_refused() -> None:
    assert Asked(unit="%").unit == "%"
    with pytest.raises(ValidationError, match="Extra inputs"):
        Asked(unit="%", units="%")  # type: ignore[call-arg]


REASON = {"reason": "情况变化"}
TARGET = {"target": "T001"}
INSPECTION = {"inspection": "2026-1"}
REPORT = {"department": "D001", "period": "2026-03", "lines": [{"target": "T001", "progress": 30}]}
MINUTES = {"held_on": "2026-04-08", "attendees": "张三", "completion": "按计划", "problems": "无", "measures": "无"}
REFORM = {"department": "D001", "effective_on": "2026-06-01", "basis": "黔机编〔2026〕1号"}
PAPER = {"submission": "2026-1", "number": "黔目标〔2026〕3号", "dated": "2026-03-18"}
DATED_PAPER = {"number": "黔编〔2018〕7号", "dated": "2018-12-01", "evidence": "文件.pdf"}
GIVEN = {
    "department": "D001",
    "year": 2026,
    "number": "黔目标办〔2027〕3号",
    "dated": "2027-01-12",
    "evidence": "文件.pdf",
}
ROUND = DATED_PAPER | {
    "year": 2026,
    "held_on": "2026-11-05",
    "votes": [{"juror": "陈一", "project": "2026-1", "vote": "入围"}],
    "results": [{"project": "2026-1", "result": "入围"}],
}
SAMPLE = {"subject": "2026-Q3-1"}
# The smallest valid input of each act.
SMALLEST: dict[str, dict[str, Any]] = {
    "accept_answer": REASON | {"mail": 1},
    "accept_appeal": TARGET,
    "admit_reader": TARGET | REASON | {"reader": "D001/李明"},
    "amend_report": REPORT,
    "answer_suggestion": INSPECTION | {"department": "D001", "answer": "采纳"},
    "appoint_liaison": {"department": "D001", "name": "李明"},
    "appoint_representative": {
        "department": "D001",
        "person": "李明",
        "representative": "王芳",
        "email": "wangfang@example.gov.cn",
        "first_day": "2026-03-10",
        "last_day": "2026-03-20",
    },
    "begin_rehearsal": {},
    "appoint_team": INSPECTION | {"leader": "王文", "members": "李天"},
    "assign_confirmation": TARGET | INSPECTION,
    "assign_opinion": {"opinion": "2026-1", "limit": "2026-05-01"},
    "assign_reinspection": TARGET | INSPECTION,
    "draft_appraisal": {"year": 2026},
    "answer_score_sheet": {"obligation": 7, "agreed": True},
    "answer_score_objection": {
        "department": "D001",
        "year": 2026,
        "component": "二级考评",
        "accepted": "是",
        "answer": "属实",
    },
    "recompute_sheet": {"department": "D001", "year": 2026},
    "approve_appraisal": {
        "year": 2026,
        "number": "黔绩领〔2027〕1号",
        "dated": "2027-03-08",
        "evidence": "审定.pdf",
    },
    "supersede_sheet": {
        "department": "D001",
        "year": 2026,
        "number": "黔绩领〔2027〕2号",
        "dated": "2027-04-01",
        "evidence": "更正.pdf",
    }
    | REASON,
    "deliver_results": {"year": 2026},
    "receive_results": {"obligation": 7, "receiver": "周涛"},
    "record_receipt": {
        "year": 2026,
        "body": "省委组织部",
        "kind": "personnel",
        "receiver": "王强",
        "received_on": "2027-03-15",
        "evidence": "签收单.pdf",
    },
    "state_use": {"year": 2026, "department": "D001", "use": "选人用人", "text": "作为任用依据"},
    "record_use": {
        "year": 2026,
        "body": "省委组织部",
        "use": "选人用人",
        "text": "作为任用依据",
        "evidence": "回函.pdf",
    },
    "tell_result": {"year": 2026, "person": "周涛", "told_on": "2027-04-09", "told_by": "赵敏"},
    "remove_indicator": TARGET | {"indicator": "1.2"} | REASON,
    "assign_reviews": {"period": "2026Q1", "reviewers": "张三"},
    "cancel_assignment": {"assignment": "2026-1"} | REASON,
    "complete_assignment": {"assignment": "2026-1", "result": "已报送专题报告"},
    "record_regulation": {
        "kind": "规章制度",
        "name": "目标管控办法",
        "number": "黔目标〔2026〕1号",
        "dated": "2026-01-05",
        "evidence": "办法.pdf",
    },
    "repeal_regulation": {
        "regulation": "2026-1",
        "number": "黔目标〔2027〕1号",
        "dated": "2027-01-05",
        "evidence": "废止.pdf",
    },
    "record_assignment": {
        "giver": "领导小组",
        "content": "起草专题报告",
        "number": "黔绩办〔2026〕3号",
        "dated": "2026-03-02",
        "evidence": "交办通知.pdf",
    },
    "register_rank": DATED_PAPER | {"department": "D001", "rank": "副厅级", "since": "2018-12-01"},
    "call_innovation": DATED_PAPER | {"year": 2026, "opens_on": "2026-10-12", "closes_on": "2026-10-30"},
    "apply_innovation": DATED_PAPER | {"department": "D001", "year": 2026, "project": "一次办", "content": "办结"},
    "register_juror": {"name": "陈一", "unit": "省社会科学院"},
    "declare_juror_tie": REASON | {"juror": "陈一", "department": "D001"},
    "record_expert_round": ROUND,
    "record_onsite_round": ROUND | {"place": "省政府会议中心"},
    "withdraw_innovation": REASON | {"project": "2026-1"},
    "record_innovation": GIVEN | {"prize": "一等奖"},
    "exempt_target": {
        "target": "T001",
        "year": 2026,
        "reason": "任务取消",
        "decided_by": "领导小组",
        "number": "黔目标办〔2027〕2号",
        "dated": "2027-01-11",
        "evidence": "批复.pdf",
    },
    "withdraw_exemption": {"target": "T001", "year": 2026} | REASON,
    "except_line": {
        "year": 2026,
        "line": "未作年终复核",
        "departments": "D001",
        "reason": "年内改革",
        "decided_by": "领导小组",
        "number": "黔目标办〔2027〕2号",
        "dated": "2027-01-11",
        "evidence": "批复.pdf",
    },
    "record_absent_component": {
        "year": 2026,
        "component": "省领导评价",
        "way": "不计",
        "decided_by": "领导小组",
        "number": "黔目标〔2027〕2号",
        "dated": "2027-01-11",
        "evidence": "批复.pdf",
    },
    "answer_not_set_up": {
        "what": "公众测评",
        "number": "黔目标〔2026〕2号",
        "dated": "2026-10-12",
        "evidence": "函.pdf",
    }
    | REASON,
    "withdraw_not_set_up": {"what": "公众测评"} | REASON,
    "end_year": {
        "year": 2026,
        "reason": "年底启用",
        "decided_by": "领导小组",
        "number": "黔目标〔2026〕9号",
        "dated": "2026-12-22",
        "evidence": "决定.pdf",
    },
    "withdraw_exception": {"year": 2026, "serial": 1} | REASON,
    "record_discipline": GIVEN | {"fact": "迟报重大事项", "reduces": "绩效奖下调一档"},
    "withdraw_discipline": {"department": "D001", "year": 2026, "serial": 1} | REASON,
    "hand_out_survey": {"year": 2026, "number": "合同8", "dated": "2026-10-12", "evidence": "合同.pdf"},
    "record_second_level": GIVEN | {"value": "87.5"},
    "classify_unit": GIVEN | {"unit_class": "甲类"},
    "appraise_without_grade": GIVEN | {"kind": "不参加", "reason": "年内新设", "basis": "考评办法第十二条"},
    "withdraw_without_grade": {"department": "D001", "year": 2026} | REASON,
    "name_stand_in": {"first": "王文", "person": "李明", "valid_from": "2027-01-20", "valid_to": "2027-02-10"}
    | {"number": "黔目标办〔2027〕8号", "dated": "2027-01-18"}
    | REASON,
    "decide_tie": {
        "year": 2026,
        "grades": [{"department": "D001", "grade": "一等奖"}, {"department": "D002", "grade": "二等奖"}],
        "reason": "会议决定",
        "number": "黔目标办〔2027〕8号",
        "dated": "2027-01-18",
        "evidence": "纪要.pdf",
    },
    "record_individuals": {
        "department": "D001",
        "year": 2026,
        "people": 20,
        "excellent": 3,
        "reached": 17,
        "not_reached": 0,
    },
    "enter_leader_ratings": {"rated_by": "张平", "year": 2026},
    "confirm_leader_ratings": {"rated_by": "张平", "year": 2026},
    "withdraw_leader_ratings": {"rated_by": "张平", "year": 2026} | REASON,
    "declare_target_due": {"target": "T001", "evidence": "验收单.pdf"},
    "adopt_letterhead": {"evidence": "红头.docx", "basis": "公文处理办法"},
    "issue_paper": {"kind": "整改通知", "subject": "T001"},
    "void_number": {"number": "黔目标办发〔2026〕1号", "reason": "印错"},
    "allow_single_review": {
        "period": "2026Q1",
        "departments": "D001",
        "number": "黔目标〔2026〕9号",
        "dated": "2026-04-15",
    }
    | REASON,
    "withdraw_single_review": {"period": "2026Q1", "departments": "D001"} | REASON,
    "attach_evidence": {"department": "D001", "period": "2026-03", "file": "照片.jpg"},
    "cancel_inspection": INSPECTION | REASON,
    "clear_warning": TARGET | REASON | {"period": "2026-03"},
    "close_online_review": {"period": "2026Q1"},
    "commit_sample": SAMPLE | {"secret": "ab" * 32, "year": 2026},
    "compile_quality_report": {"period": "2026Q3", "problems": "资金到位慢", "plans": "按月调度"},
    "conclude_inspection": INSPECTION,
    "confirm_clock": {"today": "2026-03-02"},
    "confirm_receipt": TARGET,
    "confirm_warning": TARGET | {"period": "2026-03"},
    "consent_head": TARGET,
    "consent_leader": TARGET,
    "declare_completion": TARGET | {"completed_on": "2026-05-01", "measures": "已补建"},
    "declare_tie": {"inspector": "王文", "department": "D001", "reason": "亲属"},
    "delegate_upload": TARGET,
    "dismiss_opinion": {"opinion": "2026-1"} | REASON,
    "dismiss_reader": TARGET | REASON | {"reader": "D001/李明"},
    "answer_mail": {"mail": 1, "answer": "请按期报送"},
    "dismiss_mail": REASON | {"mail": 1},
    "draft_inspection": {},
    "arrange_inspection": {},
    "handle_appeal": TARGET | {"answer": "受理"},
    "draw_sample": SAMPLE,
    "confirm_message": {"message": 7, "why": "对方已看到"},
    "drop_message": {"message": 7, "why": "已电话告知"},
    "enter_opinion": {"opinion": "2026-1"},
    "evaluate_department": INSPECTION | {"department": "D001", "overall": "良好"},
    "exchange_reviewer": {"period": "2026Q1", "reviewer": "张三", "successor": "李四"},
    "excuse_limit": TARGET | REASON | {"limit": "2026-05-01"},
    "extend_limit": TARGET | REASON | {"limit": "2026-05-01", "number": "黔目标〔2026〕8号", "dated": "2026-04-01"},
    "feed_back_opinion": {"opinion": "2026-1", "feedback": "已增开"},
    "file_adjustment": TARGET,
    "file_feedback": TARGET | {"feedback": "已完成"},
    "file_self_check": REPORT | {"period": "2026Q1"},
    "file_year_end_check": REPORT | {"period": "2026"},
    "freeze_negative_list": {"period": "2026Q1"},
    "hand_out_covert_list": {"period": "2026Q3", "third_party": "中鼎", "targets": "T001"},
    "init": {"name": "贵州省", "go_live": "2026-01-01"},
    "issue_plan": INSPECTION | {"document_number": "黔目标办〔2026〕3号"},
    "lift_marking": TARGET | REASON,
    "list_finding": TARGET | {"inspection": "2026-1", "leader": "王文"},
    "lodge_appeal": TARGET | {"ground": "已完工"},
    "make_suggestion": INSPECTION | {"department": "D001", "kind": "reward", "text": "通报表扬"},
    "mark_secret": TARGET | REASON | {"marking": "内部"},
    "merge_department": REFORM | {"successor": "D002"},
    "open_cycle": {"cycle": "monthly_check", "period": "2026-03"},
    "open_secret": TARGET | {"purpose": "核查"},
    "pause_cycle": {"cycle": "monthly_check"} | REASON,
    "leave_out_period": {"cycle": "monthly_check", "period": "2025-12"} | REASON,
    "propose_entry": TARGET | {"way": "暗访", "finding": "未开工", "found_on": "2026-05-01"},
    "publish_opinion": {"opinion": "2026-1", "published_in": "门户网站"},
    "publish_opinions": {"period": "2026Q1", "published_in": "门户网站"},
    "recheck": TARGET | {"passed": "是", "found": "已完成", "inspection": "2026-2"},
    "record_field_visit": TARGET
    | {"visitors": "王文", "leader": "王文", "result": "符合", "problems": "无", "assistance": "无"},
    "record_finding": INSPECTION
    | TARGET
    | {
        "declared_complete": "是",
        "declared_reason": "书面申报",
        "conclusion": "符合目标要求",
        "found": "属实",
        "methods": "查阅资料",
    }
    | {"found_on": "2026-05-01", "found_by": "王文"},
    "record_meeting": {"department": "D001", "period": "2026Q1"} | MINUTES,
    "record_keyless_backup": {"left_out": {}, "masked": {}},
    "record_online_review": {"period": "2026Q1", "reviewer": "张三", "lines": [TARGET | {"outcome": "未完成"}]},
    "record_opinion": {"department": "D001", "content": "没有班车", "channel": "来信"},
    "record_read": {"obligation": 3},
    "record_reverification": {"department": "D001", "period": "2026", "complete": "是"},
    "record_review": {"department": "D001", "period": "2026H1", "coordination": "下半年补齐"} | MINUTES,
    "refuse_appeal": TARGET | REASON,
    "register_body": {"name": "领导小组", "kind": "领导小组"},
    "register_division": {"department": "D001", "name": "办公室"},
    "propose_urgings": {},
    "remind": {"duties": "remediation、feedback"},
    "register_inspector": {"name": "王文"},
    "register_third_party": {"name": "中鼎", "credit_code": "91520100MA6DL0000X", "qualification": "甲级"}
    | {"independence": "独立"},
    "register_urging": {"urging": 5, "outcome": "已答复"},
    "correct_meeting": {"department": "D001", "period": "2026Q1", "reason": "误录"},
    "correct_field_visit": {"target": "T001", "visited_on": "2026-05-01", "reason": "误录"},
    "retract_urging": {"urging": 5, "reason": "误登记"},
    "register_year_end_notice": {"year": 2026, "number": "黔目标办〔2026〕31号", "requirements": "备齐原件"},
    "rename_department": REFORM | {"name": "省体育局"},
    "replace_member": INSPECTION | REASON | {"member": "李天", "successor": "周涛"},
    "renew_answer_key": REASON,
    "open_account": {"people": "D001/李明", "code_digest": "0" * 64},
    "make_slip": {"person": "D001/李明", "code_digest": "0" * 64},
    "confirm_slip": {"person": "D001/李明"},
    "end_account": {"person": "D001/李明"} | REASON,
    "stop_account": {"person": "D001/李明"} | REASON,
    "confirm_signers": {"number": 3},
    "return_signers": {"number": 3} | REASON,
    "change_password": {"account": 1, "password_hash": "$argon2id$"},
    "send_sign_in_code": {"account": 1, "code_digest": "0" * 64},
    "first_sign_in": {"code_digest": "0" * 64, "password_hash": "$argon2id$"},
    "request_adjustment": TARGET | REASON | {"ground": "重大政策", "unit": "千米", "evidence": "通知.pdf"},
    "resume_cycle": {"cycle": "monthly_check"} | REASON,
    "retry_message": {"message": 7, "why": "地址已更正"},
    "return_adjustment": TARGET | REASON,
    "return_report": {"department": "D001", "period": "2026-03"} | REASON,
    "reveal_sample": SAMPLE,
    "rule_appeal": TARGET | REASON | {"ruling": "维持"},
    "set_limit": TARGET | {"limit": "2026-05-01"},
    "set_policy": {"key": "appeal_lodging_days", "value": "10", "basis": "黔目标办〔2026〕5号"},
    "sign_off": INSPECTION | {"leader": "王文"},
    "submit_report": REPORT,
    "take_back_upload": TARGET | REASON,
    "transfer_targets": REFORM | {"successor": "D002", "targets": "T001"},
    "upload_progress": TARGET | {"period": "2026-03", "progress": 30, "media": "三月.jpg"},
    "waive": {"obligation": 3} | REASON,
    "withdraw_waiver": {"obligation": 3} | REASON,
    "told_by_phone": {"notices": "12", "told_on": "2026-03-05", "person": "张三", "told_by": "李四"},
    "withdraw_adjustment": TARGET | REASON,
    "withdraw_appeal": TARGET | REASON,
    "withdraw_completion": TARGET | REASON,
    "withdraw_merger": {"department": "D001", "evidence": "原件.pdf"} | REASON,
    "withdraw_rename": {"department": "D001", "evidence": "原件.pdf"} | REASON,
    "withdraw_representative": {"department": "D001", "person": "李明"} | REASON,
    "withdraw_draft": TARGET | REASON,
    "withdraw_target": TARGET | {"evidence": "原件.pdf"} | REASON,
    "answer_objection": TARGET | {"accepted": "否", "answer": "已明确"},
    "approve_drafts": PAPER | {"evidence": "批件.pdf"},
    "consult_drafts": {"due": "2026-03-16"},
    "give_opinions": {"obligation": 1, "lines": [{"target": "N1", "opinion": "同意"}]},
    "issue_targets": PAPER,
    "receive_targets": {"obligation": 1},
    "return_drafts": {"submission": "2026-1", "targets": "N1"} | REASON,
    "submit_drafts": {"category": "职能绩效目标"},
    "waive_gap": {"department": "D001", "gap": "缺本级目标1项"} | REASON,
}


def form_of(act: str) -> type[BaseModel]:
    form = ACTS[act].form
    assert form is not None
    return form


FORMS = {form_of(name): data for name, data in SMALLEST.items()}  # several acts may share one input
OTHER_TYPES: list[object] = [None, 3, 2.5, True, ["T001"], {"target": "T001"}]
NO_DATES: list[object] = ["", "明天", "2026-02-30", "2026-13-01", "2026/06/30", "2026年6月30日", "２０２６-06-30", True]
every_form = pytest.mark.parametrize("form", FORMS)
Form = type[BaseModel]


def titles(form: Form, kind: str = "", *, required: bool = True) -> dict[str, str]:
    """Returns the titles of the fields by the name under which they are given, optionally those of one type."""
    fields = ((field.alias or name, field) for name, field in form.model_fields.items())
    return {
        name: str(field.title)
        for name, field in fields
        if kind in str(field.annotation) and (field.is_required() or not required)
    }


def texts(form: Form) -> dict[str, str]:
    """Returns the titles of the required fields that take any text; the code of a third party has a fixed form."""
    free = {name: title for name, title in titles(form).items() if form.model_fields[name].annotation is str}
    return {name: title for name, title in free.items() if name != "credit_code"}


def complaints(form: Form, names: Iterable[str], values: Iterable[object]) -> dict[str, set[str]]:
    """Returns the complaints about each field when it alone has one of these values."""
    tried = list(values)
    return {name: {complaint(form, FORMS[form] | {name: value}) for value in tried} for name in names}


def test_every_act_with_an_input_has_an_example_here() -> None:
    assert set(SMALLEST) == {name for name, act in ACTS.items() if act.form not in (None, NoInput)}


@pytest.mark.parametrize("act", SMALLEST)
def test_the_required_fields_are_enough(act: str) -> None:
    assert isinstance(read_input(ACTS[act], SMALLEST[act]), form_of(act))


def test_every_field_has_a_chinese_title() -> None:
    found = [title for form in FORMS for title in titles(form, required=False).values()]
    assert [title for title in found if title.isascii()] == []


def test_no_two_fields_of_an_input_have_the_same_title() -> None:
    doubled = [form for form in FORMS if len(set(titles(form, required=False).values())) < len(form.model_fields)]
    assert doubled == []


@every_form
def test_each_missing_field_is_named_by_its_title(form: Form) -> None:
    without = {name: {key: value for key, value in FORMS[form].items() if key != name} for name in titles(form)}
    found = {name: complaint(form, given) for name, given in without.items()}
    assert found == {name: f"“{title}”必填。" for name, title in titles(form).items()}


@every_form
def test_a_required_text_is_not_blank(form: Form) -> None:
    found = complaints(form, texts(form), ["", " ", "\u3000\n"])
    assert found == {name: {f"“{title}”不能为空。"} for name, title in texts(form).items()}


@every_form
def test_a_required_text_is_a_text(form: Form) -> None:
    found = complaints(form, texts(form), OTHER_TYPES)
    assert found == {name: {f"“{title}”应为文字。"} for name, title in texts(form).items()}


@every_form
def test_blanks_around_a_required_text_are_dropped(form: Form) -> None:
    spaced = {name: f" \u3000{FORMS[form][name]}\n" for name in texts(form)}
    assert form.model_validate(FORMS[form] | spaced) == form.model_validate(FORMS[form])


@pytest.mark.parametrize("form", [form for form in FORMS if titles(form, "datetime.date", required=False)])
def test_a_date_is_written_with_hyphens(form: Form) -> None:
    dates = titles(form, "datetime.date", required=False)
    dates.pop("deadline", None)  # read as in a sheet
    found = complaints(form, dates, NO_DATES)
    assert found == {name: {f"“{title}”不是有效日期，应为2026-06-30这样的写法。"} for name, title in dates.items()}


@every_form
def test_an_unknown_field_is_refused_with_all_fields_that_exist(form: Form) -> None:
    fields = "、".join(f"{name}（{title}）" for name, title in titles(form, required=False).items())
    assert complaint(form, FORMS[form] | {"Target": "T001"}) == f"“Target”没有这个字段，可填：{fields}。"


@every_form
def test_an_input_cannot_be_changed(form: Form) -> None:
    checked = form.model_validate(FORMS[form])
    with pytest.raises(ValidationError, match="frozen"):
        setattr(checked, next(iter(form.model_fields)), "T999")


@every_form
def test_reading_a_checked_input_again_changes_nothing(form: Form) -> None:
    checked = form.model_validate(FORMS[form])
    assert form.model_validate(checked.model_dump(by_alias=True, exclude_unset=True)) == checked


@settings(max_examples=settings().max_examples * 3 // 5)
@given(written=st.text(st.characters(codec="utf-8"), max_size=40), form=st.sampled_from(list(FORMS)))
def test_any_text_in_any_field_is_accepted_or_refused_in_chinese(written: str, form: Form) -> None:
    for name in titles(form, required=False):
        try:
            form.model_validate(FORMS[form] | {name: written})
        except ValidationError as error:
            words = complain(error, form)
            assert words.endswith("。")
            assert not re.search("Input should|Value error|填写有误", words.replace(written, ""))


RETURNED = {"department": "D001", "period": "2026-03", "reason": "数据有误"}
URGED = {"urging": 5, "outcome": "已答复"}
FORMS_OF_PERIODS = "应为2026-03（月）、2026Q1（季）、2026H1（半年）或2026（年）"


@pytest.mark.parametrize("period", ["2026-03", "2026-12", "2026Q1", "2026Q4", "2026H1", "2026H2", "2026"])
def test_a_period_has_one_of_four_forms(period: str) -> None:
    assert ReportReturned.model_validate(RETURNED | {"period": f" {period}\n"}).period == period


@pytest.mark.parametrize("typed", ["2026年3月", "２０２６－０３"])
def test_a_period_in_chinese_is_kept_in_its_one_spelling(typed: str) -> None:
    assert ReportReturned.model_validate(RETURNED | {"period": typed}).period == "2026-03"


@given(year=st.integers(2013, 2100), span=st.sampled_from([Span.MONTH, Span.QUARTER, Span.HALF, Span.YEAR]))
def test_every_period_of_a_year_is_accepted_as_it_is_named(year: int, span: Span) -> None:
    for period in periods_of_year(span, year):
        given = ReportReturned.model_validate(RETURNED | {"period": str(period)})
        assert parse_period(given.period) == period


@pytest.mark.parametrize(
    "period",
    [
        "2026-3",
        "2026-00",
        "2026-13",
        "2026/03",
        "202603",
        "2026年13月",
        "2026Q0",
        "2026Q5",
        "2026q1",
        "2026H3",
        "26-03",
    ],
)
def test_a_period_of_another_form_is_refused_with_the_four(period: str) -> None:
    assert complaint(ReportReturned, RETURNED | {"period": period}) == f"“期间”“{period}”无法识别，{FORMS_OF_PERIODS}。"


@pytest.mark.parametrize("period", ["0000", "0000Q1", "0000-12", "9999", "9999H2"])
def test_a_period_outside_the_calendar_is_refused(period: str) -> None:
    assert complaint(ReportReturned, RETURNED | {"period": period}) == f"“期间”“{period}”的年份超出范围。"


@pytest.mark.parametrize(
    ("year", "read"), [(None, None), (2026, 2026), ("2026", 2026), (" 2026 ", 2026), (2026.0, 2026)]
)
def test_a_year_is_a_whole_number_or_left_out(year: object, read: int | None) -> None:
    assert OfTarget.model_validate({"target": "T001", "year": year}).year == read


@pytest.mark.parametrize("year", ["今年", "2026年", "", 2026.5, "2026.5", [2026], "二〇二六"])
def test_a_year_of_another_form_is_refused(year: object) -> None:
    assert complaint(OfTarget, {"target": "T001", "year": year}) == "“年度”不是整数。"


@pytest.mark.parametrize(
    ("form", "data", "words"),
    [
        (ObligationWaived, {"obligation": "第三项", "reason": "撤并"}, "“事项编号”不是整数。"),
        (ObligationWaived, {"obligation": None, "reason": "撤并"}, "“事项编号”不是整数。"),
        (UrgingDone, URGED | {"urging": "5号"}, "“催办任务编号”不是整数。"),
        (UrgingDone, URGED | {"urging": 5.5}, "“催办任务编号”不是整数。"),
        (YearEndNoticeGiven, {"year": "明年", "number": "3", "requirements": "备齐"}, "“年度”不是整数。"),
    ],
)
def test_a_number_of_a_record_is_whole(form: type[BaseModel], data: dict[str, Any], words: str) -> None:
    assert complaint(form, data) == words


@pytest.mark.parametrize(("answer", "read"), [("是", True), ("否", False), (True, True), (False, False)])
def test_yes_and_no_are_given_in_chinese_or_as_json(answer: object, *, read: bool) -> None:
    assert UrgingDone.model_validate(URGED | {"skipped": answer}).skipped is read


@pytest.mark.parametrize(
    ("form", "title"),
    [(UrgingDone, "跳过"), (ReviewHeld, "同时作为第二季度分析会"), (WarningConfirmed, "是否提出列入负面清单")],
)
@pytest.mark.parametrize("answer", ["对", "", "是的", "是 否", None, 2, 0.5])
def test_any_other_answer_is_refused(form: type[BaseModel], title: str, answer: object) -> None:
    name = next(name for name, field in form.model_fields.items() if field.title == title)
    assert f"“{title}”应填是或否" in complaint(form, {name: answer})


@pytest.mark.parametrize("method", UrgingMethod)
def test_a_member_of_a_closed_list_is_given_by_label_key_or_as_such(method: UrgingMethod) -> None:
    given = [UrgingDone.model_validate(URGED | {"replaced_by": each}) for each in (method.label, method.value, method)]
    assert [each.replaced_by for each in given] == [method] * 3


@pytest.mark.parametrize("status", LineStatus)
def test_a_status_is_given_by_its_label_or_key(status: LineStatus) -> None:
    lines = [ReportedLine(target="T001", progress=0, status=each) for each in (status.label, status.value)]
    assert [line.status for line in lines] == [status, status]


@pytest.mark.parametrize("method", ["传真", "电话", "PHONE", "电话询问、发函", " "])
def test_a_label_outside_the_list_is_refused_with_the_list(method: str) -> None:
    expected = f"“改用方式”“{method}”不在可选范围内，可填：电话询问、发函、实地催办。"
    assert complaint(UrgingDone, URGED | {"replaced_by": method}) == expected


@pytest.mark.parametrize("method", ["", 3, False, ["发函"], {"method": "发函"}])
def test_what_is_no_label_is_refused(method: object) -> None:
    assert complaint(UrgingDone, URGED | {"replaced_by": method}) == "“改用方式”不在可选范围内。"


@pytest.mark.parametrize("reason", ["。", "---", "/", "“ ”", "？！"])
def test_signs_alone_are_no_reason_and_no_number_of_a_paper(reason: str) -> None:
    shown = reason.strip()
    assert complaint(ReportReturned, RETURNED | {"reason": reason}) == f"“退回原因”“{shown}”没有文字或数字，请写明。"
    with pytest.raises(Refused, match="没有文字或数字，请写明"):
        read_paper({"number": reason, "dated": "2026-03-05"})


def test_a_unit_and_a_remark_may_be_a_sign() -> None:
    asked = AdjustmentRequested(
        target="T001", ground="重大政策", reason="调减", unit="%", note="/", evidence=({"file": "a.pdf"},)
    )
    assert (asked.unit, asked.note) == ("%", "/")


@pytest.mark.parametrize("reason", ["\u200b", "\u3164 \u2800"])
def test_a_text_of_which_nothing_is_seen_is_no_reason(reason: str) -> None:
    words = complaint(ReportReturned, RETURNED | {"reason": reason})
    assert words == "“退回原因”只有看不见的字符，请重新填写。"
