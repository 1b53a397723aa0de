"""verify: every row changed, removed or added without a block is named."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import pytest
from PIL import Image
from sqlalchemy import Column, Enum
from sqlalchemy.dialects import postgresql
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from deployments.loopback.mail import MailServer
from models.database import begin, bind, unbind
from models.file_store.folder import Folder
from models.intake.received_mail import BouncedTo
from models.ledger.account.drafts import DraftKey, Typed, save_draft
from models.ledger.account.sessions import begin_session
from models.ledger.account.tries import take_try
from models.ledger.acts import Actor, Role
from models.ledger.chain.files import check_strangers
from models.ledger.chain.records import check_records
from models.ledger.chain.seals import check_seals
from models.ledger.chain.verify import Tip, chain_since, verify
from models.ledger.evidence.store import configure_store, store_files
from models.ledger.nouns import NOUNS
from models.ledger.registry.bodies import register_body, register_division
from models.records import all_tables
from models.rules.item_weights import EXAMPLE
from models.rules.workdays import BusinessDay
from models.statements import run
from notifications.delivery import deliver
from notifications.outlets import Outlets
from tests.answers import duty_number, fill_in, sent
from tests.conftest import SEEN_THERE, Sql, rehearse
from tests.mails import mail_from, take
from tests.models.ledger.appraisal.year import mailing
from tests.models.ledger.draft.lists import submitted_list
from tests.models.ledger.target.trees import leaf
from tests.models.ledger.year_end.by_papers import by_papers
from tests.page_clerks import APPOINTED, at_page
from tests.surveys import commission, filled_survey, give_back

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.conftest import Acting, Databases, Violations
    from tests.samples import Some

LOCAL_DAY = {
    "date": "2026-04-22",
    "kind": "放假",
    "name": "三月三",
    "notice_title": "放假通知",
    "notice_number": "1号",
    "notice_date": "2026-03-01",
}
# The column that makes a copied row a different record.
OTHER = {
    "jurisdiction": {"name": "'云南省'"},
    "calendar_day": {"date": "date '2026-04-23'"},
    "department": {"code": "'D009'", "name": "'第009厅'"},
    "contact": {"name": "'赵六'"},
    "representation": {"number": "9"},
    "account": {"serial": "9"},
    "slip": {"number": "9", "code_digest": "repeat('9', 64)"},
    "target": {"code": "'T009'"},
    "reform": {"basis": "'另一文件'"},
    "cycle_run": {"period": "'2026-09'"},
    "cycle_start": {"cycle": "'another'"},
    "answer_key": {"number": "99"},
    "received_mail": {"digest": "'another'"},
    "answer": {"sheet": "'另一张'"},
    "bounce": {"message_id": "(SELECT max(id) FROM message)"},
    "pause": {"paused_from": "date '2026-09-30'"},
    "year_end_notice": {"number": "'9号'"},
    "deadline": {"anchor": "date '2026-09-30'"},
    "obligation": {"period": "'2026-09'"},
    "report": {"version": "9"},
    "evidence_use": {"target_id": "NULL"},
    "meeting": {"period": "'2026Q3'"},
    "negative_entry": {"occurrence": "9"},
    "entry_receipt": {"department_id": "(SELECT max(id) FROM department)"},
    "remediation": {"round": "9"},
    "urging": {"step": "9"},
    "telling": {"notice_id": "(SELECT max(id) FROM notice)"},
    "acknowledgement": {"version": "9"},
    "reverification": {"obligation_id": "(SELECT min(id) FROM obligation)"},
    "sample": {"subject": "'另一事项'"},
    "body": {"name": "'另一单位'"},
    "target_draft": {"code": "'N9'"},
    "draft_line": {"obligation_id": "(SELECT min(id) FROM obligation)"},
    "submission": {"number": "9"},
    "gap_waiver": {"gap": "'另一缺项'"},
    "division": {"name": "'另一处室'"},
    "third_party": {"name": "'另一机构'"},
    "inspector": {"name": "'赵六'"},
    "tie": {"department_id": "(SELECT max(id) FROM department)"},
    "inspection": {"number": "9", "document_number": "''"},
    "issued_paper": {"serial": "9", "subject": "'另一对象'"},
    "team_member": {"team": "9"},
    "finding": {"serial": "9"},
    "suggestion": {"text": "'另一建议'"},
    "negative_list": {"period": "'2026Q1'", "number": "9"},
    "quality_report": {"period": "'2026Q1'", "number": "9"},
    "opinion": {"number": "9"},
    "assignment": {"number": "9"},
    "regulation": {"number": "9"},
    "policy": {"version": "9"},
    "rehearsal": {"jurisdiction_id": "1"},
    "evaluation": {"serial": "9"},
    "field_visit": {"serial": "9"},
    "cloud_upload": {"number": "9"},
    "cloud_medium": {"upload_id": "(SELECT max(id) FROM cloud_upload)"},
    "cloud_delegation": {"number": "9"},
    "covert_list": {"period": "'2026Q1'", "number": "9"},
    "covert_item": {"position": "9", "target_id": "(SELECT max(id) FROM target)"},
    "covert_result": {"version": "9"},
    "appeal": {"number": "9", "state": "'ruled'"},
    "adjustment": {"number": "9"},
    "target_version": {"version": "9"},
    "indicator": {"version": "9"},
    "exhibit": {"record_id": "9", "record_key": "'另一记录'"},
    "review_task": {"period": "'2026Q9'"},
    "review": {"serial": "9"},
    "single_review": {"period": "'2026Q9'"},
    "confirmation": {"entry_id": "(SELECT min(id) FROM negative_entry)"},
    "entry_origin": {"entry_id": "(SELECT id FROM another)"},
    "second_level": {"serial": "9"},
    "innovation": {"serial": "9"},
    "department_rank": {"serial": "9"},
    "innovation_call": {"serial": "9"},
    "juror": {"name": "'另一人'"},
    "juror_tie": {"juror_id": "(SELECT max(id) FROM juror)"},
    "innovation_round": {"serial": "9"},
    "innovation_project": {"number": "9", "name": "'另一项目'"},
    "exemption": {"serial": "9"},
    "score_exception": {"serial": "9"},
    "asked": {"serial": "9"},
    "cycle_order": {"period": "'2025'"},
    "stranger_day": {"day": "date '2026-09-30'"},
    "appraisal": {"serial": "9"},
    "score_sheet": {"version": "9", "state": "'superseded'"},
    "score_objection": {"component": "'leaders'"},
    "result_delivery": {"version": "9"},
    "unit_class": {"serial": "9"},
    "tie_decision": {"serial": "9"},
    "stand_in": {"serial": "9"},
    "signer_change": {"serial": "9"},
    "appraisal_day": {"day": "'2030-01-01'"},
    "individuals": {"serial": "9"},
    "ungraded": {"serial": "9", "state": "'withdrawn'"},
    "discipline": {"serial": "9", "state": "'withdrawn'"},
    "survey": {"number": "9"},
    "survey_item": {"position": "9", "respondents": "'另一群体'"},
    "survey_return": {"serial": "9"},
    "survey_cell": {"return_id": "(SELECT id FROM another)"},
    "leader_sheet": {"serial": "9", "state": "'withdrawn'"},
    "secrecy": {"serial": "9"},
    "secrecy_reader": {"serial": "9"},
    "secrecy_access": {"serial": "9"},
}
# Every entry has its origin, every return its cells: another one needs another entry or return.
FIRST = {
    "survey_cell": """WITH another AS (INSERT INTO survey_return (survey_id, serial, returned_on, reason)
        SELECT survey_id, 9, returned_on, reason FROM survey_return LIMIT 1 RETURNING id) """,
    "entry_origin": """WITH another AS (INSERT INTO negative_entry (target_id, occurrence, department_id, finding,
        found_on, listed_on, state) SELECT target_id, 9, department_id, finding, found_on, listed_on, state
        FROM negative_entry ORDER BY id LIMIT 1 RETURNING id) """,
}
VERIFIED = {noun for noun, spec in NOUNS.items() if spec.verified}
PAGE = Path(__file__).parents[4] / "docs" / "operator" / "verification.md"
# The columns and tables that the page excepts, each with a reason.
NOT_COMPARED = set(re.findall(r"^\| `([\w.]+)` \| \S", PAGE.read_text(encoding="utf-8"), re.MULTILINE))
FORGOTTEN = {
    "last_run",
    "run_count",
    "inbox_state",
    "send_turn",
    "page_draft",
    "page_draft_file",
    "page_session",
    "sign_in_code",
    "sign_in_tries",
}  # not compared as a whole
NEXT_TO = set(all_tables()) - VERIFIED - FORGOTTEN
MAY_GO = {"stranger_mail", "unregistered_mail"}  # a row that is gone is not named, the page says why
# For a copied row of these tables, the columns whose values must be other ones.
COPIED = {
    "report_leaf": {"indicator": "'9'"},
    "notice": {"occasion": "'另一次'"},
    "recipient": {"address": "'x@example.org'"},
    "delivery": {"recipient_id": "recipient_id + 1000"},
    "message": {"wave": "9", "reference": "'另一封'"},
    "report_line": {"version": "9"},
    "negative_list_line": {"position": "9"},
    "target_department": {"department_id": "1", "position": "9"},
    "target_draft_department": {"department_id": "1", "position": "9"},
    "draft_indicator": {"code": "'9'"},
    "submission_line": {"draft_id": "(SELECT min(id) FROM target_draft)"},
    "office": {"department_id": "999"},
    "account_place": {"department_id": "1"},
    "password": {"account_id": "999"},
    "evidence": {"sha256": "repeat('0', 64)"},
    "sealed_secret": {"sample_id": "999"},
    "sealed_answer_key": {"answer_key_id": "999"},
    "sealed_rating": {"leader_sheet_id": "999"},
    "attachment": {"digest": "'x'"},
    "stranger_mail": {"mail_id": "(SELECT min(id) FROM received_mail)"},
    "unregistered_mail": {"digest": "repeat('0', 64)", "id": "999"},
    "block": {
        "act_id": "999999",
        "height": "999",
        "previous_hash": "'x'",
        "hash": "'y'",
        "request_id": "NULL",
    },
    "chain_head": {"id": "2"},
    "evidence_store": {"id": "2"},
}
ONE_ROW = {"chain_head", "evidence_store"}  # a constraint allows no second one
LAST = "(SELECT max(height) FROM block)"
STANDS_IN = {
    "department": "D002",
    "person": "李厅长",
    "representative": "王副厅长",
    "email": "wang@example.org",
    "first_day": "2027-02-01",
    "last_day": "2027-02-28",
}
PROOF: dict[str, Any] = {"evidence": [str(SEEN_THERE)]}

# Changes that leave the words of a natural key as they were, or change no row that its record knows.
RUN_TOGETHER = [
    (
        """UPDATE exhibit SET record = concat(record, '|', split_part(record_key, '|', 1)),
            record_key = substr(record_key, strpos(record_key, '|') + 1) WHERE record = 'covert_result'""",
        "佐证材料 covert_result|2026Q3-1|1|1|",
    ),
    (
        "UPDATE inspector SET third_party_id = NULL, name = '中鼎评估公司/王文' WHERE name = '王文'",
        "核查人员 中鼎评估公司/王文：被更改",
    ),
    (
        """UPDATE contact SET name = concat(name, '|', valid_from), valid_from = NULL
            WHERE name = '王五' AND valid_from IS NOT NULL""",
        "联系人 D001|liaison|王五|2026-03-05：被更改",
    ),
    (
        "UPDATE reform SET kind = 'withdrawn_rename' WHERE kind = 'rename'",
        "机构改革 D002|withdrawn_rename|2026-05-10|黔机编〔2026〕12号：被增加",
    ),
    (
        "UPDATE secrecy SET record_id = record_id + 1 WHERE id = (SELECT min(id) FROM secrecy)",
        "：所指的记录编号被更改。",
    ),
    (
        """INSERT INTO report_line SELECT obligation_id, -1, target_id, target_version, progress, status, remark
            FROM report_line WHERE obligation_id = 2 AND version = 0 LIMIT 1""",
        "填报 事项2第-1版：有不属于任何填报的行。",
    ),
]


def remedied(agency: Acting) -> None:
    """An entry with its limit and its notice, whose department took delivery of it and declared that it is done."""
    agency.on("2026-04-03").lists("T001", "进度滞后", "2026-04-02")
    agency.on("2026-04-03").do("set_limit", target="T001", limit="2026-04-30")
    paper = {"kind": "整改通知", "subject": "T001", "number": "黔目标办发〔2026〕7号"}
    agency.on("2026-04-03").do("issue_paper", **paper)
    agency.on("2026-04-07").do("confirm_receipt", target="T001")
    agency.on("2026-04-08").do("declare_completion", target="T001", completed_on="2026-04-08", measures="已补建")


def lived(agency: Acting, folder: Path) -> None:
    """An installation in which every noun has a row."""
    monitored(agency, folder)
    agency.take("local_calendar", LOCAL_DAY)
    agency.do("appoint_liaison", department="D001", name="王五")
    agency.report("D002", "2026-03", "T003")
    agency.do("attach_evidence", department="D002", period="2026-03", target="T003", file=str(folder / "现场.jpg"))
    agency.take("contacts", {"部门编码": "D002", "角色": "主要领导", "姓名": "李厅长"})
    agency.do("record_read", obligation=2, read_on="2026-03-05", read_by="李厅长")
    agency.on("2026-04-01").open("quarterly_meeting", "2026Q1")
    agency.on("2026-04-02").meet("D001", "2026Q1", "2026-04-02")
    agency.on("2026-04-03").system.do("propose_urgings")
    remedied(agency)
    voiced(agency.on("2026-04-08"))
    assigned(agency.on("2026-04-08"), folder)
    adjusted(agency.on("2026-04-09"), str(folder / "现场.jpg"))
    replied(agency.on("2026-04-09"), folder)
    reform = {"effective_on": "2026-05-10", "basis": "黔机编〔2026〕12号"}
    moved = {"department": "D001", "successor": "D002", "targets": "T002"}
    agency.on("2026-05-10").do("transfer_targets", **moved, **reform)
    agency.on("2026-05-10").do("rename_department", department="D002", name="第二局", **reform)
    agency.on("2026-05-10").do("pause_cycle", cycle="mid_year_review", reason="机构改革")
    with_bodies(agency)
    inspected(agency.on("2026-09-15"), folder)
    ended(agency)
    rehearse()


def told(post: Path) -> None:
    """What was to be told by then is sent, tried in vain, or parked."""
    at = datetime.fromisoformat("2026-04-09 10:00+08:00")
    with MailServer(post) as mail:
        mail.answer("550 no such mailbox", to="d002@example.org")
        deliver(BusinessDay(at.date(), at), Outlets({"mail": mail.url}, "example.org", lambda _session: at, "甲"))


def replied(agency: Acting, folder: Path) -> None:
    """An office has sent a sheet with a wrong cell, and one of our messages came back."""
    form = sent(agency, folder / "回复表.xlsx", duty_number(Sql(), "monthly_check", "2026-03"))
    fill_in(form, rows={"T001": {"进度（%）": "过半"}})
    take(mail_from("d001@example.org", "2026-04-09 10:30", form))
    [reference] = Sql().column("SELECT reference FROM message WHERE state = 'sent' ORDER BY id LIMIT 1")
    bounce = BouncedTo("d001@example.org", reference, "550 no such user")
    take(mail_from("mailer-daemon@example.org", "2026-04-09 11:00", bounces=(bounce,), return_path=""))
    for minute in (10, 20):  # of a list of one mail that is moved to another day nothing would be left to compare
        take(mail_from("shop@example.com", f"2026-04-08 11:{minute}"))
    agency.system.do("note_strangers")


def ended(agency: Acting) -> None:
    """The year ends with its notice and with the re-verification of D001; a backup without keys was restored."""
    agency.on("2026-11-20").do("register_year_end_notice", year=2026, number="31号", requirements="备齐原件")
    agency.on("2026-11-20").system.do("record_sweep", "record_sweep|2026-11-20")  # what did not run by now is new
    cut_off = {"key": "appraisal_cut_off", "value": "12月31日", "basis": "7号", "valid_from": "2025-01-01"}
    agency.on("2026-11-20").do("set_policy", **cut_off)
    agency.on("2027-01-11").open("year_end_reverification", "2026")
    by_papers(agency)
    fields: dict[str, Any] = {"department": "D001", "period": "2026"}
    agency.on("2027-01-12").do("record_reverification", **fields, complete=True)
    agency.on("2027-01-12").do("appoint_representative", **STANDS_IN)
    signed_in(agency.on("2027-01-12"))
    appraised(agency.on("2027-01-12"))


def signed_in(agency: Acting) -> None:
    """The head of D002 has an account, has signed in, and what he typed for his office is kept with a file."""
    agency.do("open_account", people=["D002/李厅长"], code_digest="1" * 64)
    agency.head("D002").do("first_sign_in", code_digest="1" * 64, password_hash="$argon2id$")  # noqa: S106 - no password
    at, [(duty, office)] = agency.business_day.at, Sql().rows("SELECT max(id), 2 FROM obligation")
    with begin() as session:
        begin_session(session, 1, "2" * 64, "token", at, "browser")
        take_try(session, "name 5", at)
        save_draft(session, DraftKey(duty, office), Typed(0, "李厅长", at, {}), [("evidence", "a.jpg", "3" * 64, 1)])
    agency.head("D002").do("change_password", account=1, password_hash="$argon2id$2")  # noqa: S106 - as above
    agency.system.do("send_sign_in_code", account=1, code_digest="6" * 64)


def appraised(agency: Acting) -> None:
    """D001 has its value of 二级考评 and the rating of a leader, which a second person has read."""
    agency.take("contacts", {"部门编码": "AGENCY", "角色": "省领导", "姓名": "张平"})
    agency.do("set_policy", key="leader_scale", value="0-100", basis="5号", valid_from="2025-01-01")
    rated: dict[str, Any] = {"rated_by": "张平", "year": 2026, "ratings": [{"department": "D001", "mark": "88"}]}
    agency.do("enter_leader_ratings", **rated, **PROOF, rated_on=agency.day)
    reader = replace(agency, actor=replace(agency.actor, entered_by="李明"))
    reader.do("confirm_leader_ratings", **rated)
    paper = {"number": "黔目标办〔2027〕3号", "dated": "2027-01-12", **PROOF}
    agency.do("exempt_target", target="T001", year=2026, reason="任务取消", decided_by="领导小组", **paper)
    line = {"line": "没有公众测评", "reason": "另行测评", "decided_by": "领导小组"}
    agency.do("except_line", year=2026, **line, **paper)
    without: dict[str, Any] = {"year": 2024, "component": "二级考评", "way": "不计", "decided_by": "领导小组"}
    agency.do("record_absent_component", **without, **paper)
    given_for_year(agency, paper)
    commission(agency, str(SEEN_THERE))
    with TemporaryDirectory() as folder:
        give_back(agency, filled_survey(Path(folder)))
    agency.on("2026-01-09").do(
        "open_cycle", cycle="public_opinion", period="2025Q4", before_go_live="是", reason="补开"
    )
    innovative(agency, paper)
    Sql()("UPDATE jurisdiction SET go_live = '2025-01-01' WHERE go_live IS NOT NULL")  # 2025 has a total, too
    even(agency, paper)
    approved(agency, paper)
    Sql()("UPDATE jurisdiction SET go_live = '2026-01-01' WHERE go_live IS NOT NULL")


def excepted(agency: Acting, paper: dict[str, Any], *lines: str, **named: str) -> None:
    """Papers end these lines of 2025."""
    for line in lines:
        agency.do("except_line", year=2025, line=line, reason="另行考评", decided_by="领导小组", **named, **paper)


def given_for_year(agency: Acting, paper: dict[str, Any]) -> None:
    """What departments are given for a year, each with its paper."""
    agency.do("record_second_level", department="D001", year=2026, value="87.5", **paper)
    agency.do("record_innovation", department="D001", year=2026, prize="未参加", **paper)
    why = {"kind": "不参加", "reason": "年内新设", "basis": "办法第十二条"}
    agency.do("appraise_without_grade", department="D002", year=2026, **why, **paper)
    agency.do("set_policy", key="unit_classes", value="甲类", basis="6号", valid_from="2025-01-01")
    agency.do("classify_unit", department="D001", year=2026, unit_class="甲类", **paper)
    fact = {"fact": "迟报重大事项", "reduces": "绩效奖下调一档"}
    agency.do("record_discipline", department="D001", year=2026, **fact, **paper)


def even(agency: Acting, paper: dict[str, Any]) -> None:
    """All departments have the same total of 2025; the tie is decided, and the people of one are counted."""
    values = {"leader_least": "3", "party_item_weights": EXAMPLE, "innovation_absent": "0分"}
    values |= {"grade_quotas": "一等奖50%、其余二等奖", "individual_ratios": "一等奖25%、二等奖20%"}
    for key, value in values.items():
        agency.do("set_policy", key=key, value=value, basis="7号", valid_from="2025-01-01")
    codes = Sql().column("SELECT code FROM department WHERE NOT is_agency AND valid_to IS NULL ORDER BY code")
    ratings = [{"department": code, "mark": "88"} for code in codes]
    leaders = ("张平", "陈省长", "李省长")
    agency.take("contacts", *({"部门编码": "AGENCY", "角色": "省领导", "姓名": name} for name in leaders))
    reader = replace(agency, actor=replace(agency.actor, entered_by="李明"))
    for name in leaders:
        rated: dict[str, Any] = {"rated_by": name, "year": 2025, "ratings": ratings}
        agency.do("enter_leader_ratings", **rated, **PROOF, rated_on=agency.day)
        reader.do("confirm_leader_ratings", **rated)
    for code in codes:
        of_year: dict[str, Any] = {"department": code, "year": 2025, **paper}
        agency.do("record_second_level", value="87.5", **of_year)
        agency.do("record_innovation", prize="未参加", **of_year)
        agency.do("classify_unit", unit_class="甲类", **of_year)
    best = len(codes) // 2
    chosen = [{"department": code, "grade": "一等奖" if n < best else "二等奖"} for n, code in enumerate(codes)]
    excepted(agency, paper, "没有公众测评")
    excepted(agency, paper, "没有签字的核查", departments="、".join(codes))
    agency.do("decide_tie", year=2025, grades=chosen, reason="会议决定", **paper)
    numbers: dict[str, Any] = {"people": 20, "excellent": 4, "reached": 15, "not_reached": 1}
    agency.do("record_individuals", department=codes[0], year=2025, **numbers)


def approved(agency: Acting, decided: dict[str, Any]) -> None:
    """The sheets of 2025 are drafted; D001 objects in vain, the others say nothing, and the sheets are approved."""
    of_year = {"编号": "T025", "目标名称": "上年任务", "责任部门": "D001", "年度": "2025", "下达日期": "2025-03-01"}
    agency.take("targets", of_year)
    excepted(agency, decided, "目标未申报完成也未列入负面清单", "未作年终复核", departments="D001")
    agency.do("draft_appraisal", year=2025, due="2027-01-18")
    agency.system.do("watch_appraisal")
    said: dict[str, Any] = {"agreed": "否", "objections": [{"component": "二级考评", "reason": "漏计"}]}
    number = duty_number(Sql(), "appraisal_objection", "2025", "D001")
    mailing(agency.on("2027-01-13")).do("answer_score_sheet", obligation=number, **said)
    answer: dict[str, Any] = {"component": "二级考评", "answer": "不属实", "accepted": "否"}
    other = replace(agency, actor=replace(agency.actor, entered_by="孙立"))
    other.on("2027-01-14").do("answer_score_objection", department="D001", year=2025, **answer)
    paper = {"number": "黔绩领〔2027〕1号", "dated": "2027-01-19", **PROOF}
    agency.on("2027-01-19").do("approve_appraisal", year=2025, **paper)
    agency.on("2027-01-19").do("deliver_results", year=2025, kind="部门")


def innovative(agency: Acting, paper: dict[str, Any]) -> None:
    """D002, of 副厅级, applies with a project of 2027."""
    agency.take("departments", {"编码": "D002", "名称": "第二局", "管理类别": "委托管理"})
    agency.do("register_rank", department="D002", rank="副厅级", since="2018-12-01", **paper)
    agency.do("call_innovation", year=2027, opens_on="2027-01-12", closes_on="2027-01-29", **paper)
    project: dict[str, Any] = {"department": "D002", "year": 2027, "project": "一次办", "content": "一次办结"}
    agency.office("D002").do("apply_innovation", **project, **paper)
    for name in ("陈一", "陈二", "陈三"):
        agency.do("register_juror", name=name, unit="省社会科学院")
    agency.do("declare_juror_tie", juror="陈一", department="D001", reason="曾任职")
    agency.do("set_policy", key="innovation_quorum", value="3", basis="6号", valid_from="2027-01-12")
    votes = [{"juror": name, "project": "2027-1", "vote": "入围"} for name in ("陈一", "陈二", "陈三")]
    held: dict[str, Any] = {"year": 2027, "held_on": "2027-02-01", "number": "评1", "dated": "2027-02-01", **PROOF}
    results = [{"project": "2027-1", "result": "入围"}]
    agency.on("2027-02-01").do("record_expert_round", **held, votes=votes, results=results)


def monitored(agency: Acting, folder: Path) -> None:
    """D001 uploads for a key project of the agency; its warning is confirmed, and a month is missing."""
    offices = ({"编码": f"D00{n}", "名称": f"第00{n}厅", "目标办邮箱": f"d00{n}@example.org"} for n in (1, 2))
    agency.take("departments", *offices)
    (folder / "现场.jpg").write_bytes(b"a picture")
    Image.new("L", (90, 80)).save(folder / "项目.png")
    fields = {"编号": "K001", "年度": "2026", "目标名称": "农村公路", "责任部门": "D001", "下达日期": "2026-02-27"}
    agency.take("targets", {**fields, "是否重点项目": "是"})
    for month in ("2026-03", "2026-04"):
        agency.on(f"{month}-05").open("cloud_monitoring", month)
    agency.on("2026-03-06").do("delegate_upload", target="K001")
    given = {"target": "K001", "period": "2026-03", "progress": "1", "media": str(folder / "项目.png")}
    agency.on("2026-04-08").office("D001").do("upload_progress", **given)
    agency.on("2026-04-08").do("confirm_warning", target="K001", period="2026-03", reason="属实")
    agency.on("2026-04-26").do("judge_missing_uploads")
    agency.on("2026-04-27").do("take_back_upload", target="K001", reason="部门无设备")


def voiced(agency: Acting) -> None:
    """An opinion of the public is remedied and published, another is dismissed."""
    fields = {"department": "D001", "channel": "问卷", "limit": "2026-04-20"}
    for content in ("没有班车", "线路太少"):
        agency.do("record_opinion", **fields, content=content)
    agency.do("feed_back_opinion", opinion="2026-1", feedback="已增开")
    agency.do("publish_opinion", opinion="2026-1", published_in="门户网站")
    agency.do("dismiss_opinion", opinion="2026-2", reason="重复")


def assigned(agency: Acting, folder: Path) -> None:
    """The leading group assigns work, which is done, and work that it takes back."""
    paper = {
        "giver": "领导小组",
        "number": "黔绩领〔2026〕3号",
        "dated": "2026-04-02",
        "evidence": str(folder / "项目.png"),
    }
    for content in ("专题报告", "数据比对"):
        agency.do("record_assignment", **paper, content=content, limit="2026-04-20")
    agency.do("complete_assignment", assignment="2026-1", result="已报送")
    agency.do("cancel_assignment", assignment="2026-2", reason="领导小组收回")
    del paper["giver"]
    agency.do("record_regulation", kind="规章制度", name="目标管控办法", **paper)
    agency.do("answer_not_set_up", what="公众测评", reason="上级统一组织", **paper)
    agency.do("leave_out_period", cycle="quarterly_meeting", period="2025Q4", reason="由原系统办理")


def reviewed(agency: Acting) -> None:
    """The second quarter is reviewed online: T002 is undone, and an inspection is assigned to confirm it on site."""
    agency.open("self_check", "2026Q2")
    agency.open("online_review", "2026Q2")
    for name in ("王文", "认定甲", "认定乙"):
        agency.do("declare_tie", inspector=name, department="D001", reason="曾在该部门任职")
    paper = {"number": "黔目标办〔2026〕30号", "dated": str(agency.day), "reason": "其余人员均须回避"}
    agency.do("allow_single_review", period="2026Q2", departments="D001", **paper)
    agency.do("withdraw_single_review", period="2026Q2", departments="D001", reason="文号有误")
    agency.do("allow_single_review", period="2026Q2", departments="D001", **paper)
    agency.do("register_inspector", name="张三")
    agency.do("assign_reviews", period="2026Q2", reviewers="张三")
    lines = [{"target": code, "outcome": "未完成", "note": "未开工"} for code in ("T001", "T002")]
    agency.do("record_online_review", period="2026Q2", reviewer="张三", lines=lines)
    agency.do("register_inspector", name="李四")
    agency.do("record_online_review", period="2026Q2", reviewer="李四", lines=lines)
    agency.do("draft_inspection", kind="专项核查", title="现场认定")
    agency.do("assign_confirmation", target="T002", inspection="2026-3")


def adjusted(agency: Acting, proof: str) -> None:
    """T001 is adjusted; the filing is returned and made again. What there was to tell before has been delivered."""
    told(Path(proof).parent / "post")
    with begin() as session:
        lost = run(session, "SELECT min(id) FROM notice WHERE cancelled = '没有可用的收件地址'").scalar_one()
    agency.do("told_by_phone", notices=lost, told_on="2026-04-09", person="张三", told_by="李四")
    fields = {"ground": "重大政策", "reason": "任务调减", "quantity": "3", "evidence": proof}
    agency.do("request_adjustment", target="T001", **fields)
    for who in ("head", "leader"):
        by = {"head": "李厅长", "leader": "赵省长"}[who]
        consent = {"consented_on": "2026-04-09", "number": "厅签1号", "consented_by": by}
        agency.do(f"consent_{who}", target="T001", **consent)
    agency.do("file_adjustment", target="T001")
    agency.do("return_adjustment", target="T001", reason="材料不全")
    agency.do("file_adjustment", target="T001")


def issued(agency: Acting, team: dict[str, str], number: str, *targets: str) -> None:
    """A drafted inspection draws one of these targets, has its team, and is issued."""
    inspection, strata = team["inspection"], [{"name": "全部", "ids": targets}]
    why = {"left_out_reason": "只核查这几项"}
    agency.do("set_policy", key="draw_special", value="承诺后抽取", basis=number, valid_from=agency.day)
    agency.do("commit_sample", subject=inspection, strata=strata, take=1, secret="1" * 64, **why)
    agency.do("draw_sample", subject=inspection)
    agency.do("appoint_team", **team, members="李天")
    agency.do("issue_plan", inspection=inspection, document_number=number)


def judged(agency: Acting, plan: dict[str, Any], team: dict[str, str]) -> None:
    """A mid-term inspection judges a department."""
    agency.do("draft_inspection", kind="中期核查", title="中期核查", **plan | {"departments": "D001、D002"})
    agency.do("register_inspector", name="郑玲")
    stand_in = {"first": "李明", "person": "郑玲", "number": "黔目标办〔2026〕22号", "reason": "外出核查"}
    agency.do("name_stand_in", **stand_in, dated=agency.day, valid_from=agency.day, valid_to=agency.day)
    issued(agency, team | {"inspection": "2026-3", "leader": "郑玲"}, "黔目标办〔2026〕21号", "2026/T001", "2026/T003")
    agency.do("evaluate_department", inspection="2026-3", department="D002", overall="一般", made_good="未补欠")


def with_bodies(agency: Acting) -> None:
    """The leading group, a part of a department, a draft, and indicators."""
    for kind in ("领导小组", "领导小组办公室"):
        agency.do(register_body.name, name=kind, kind=kind)
    agency.do(register_division.name, department="D001", name="办公室")
    named = {"编号": "N1", "年度": "2026", "目标名称": "公路"}
    agency.take("drafts", named | {"责任部门": "D001", "配合部门": "D002"})
    agency.take("indicators", leaf("1"), leaf("1", target="N1"))
    submitted_list(agency)


def entered_by_one(agency: Acting, folder: Path) -> None:
    """A head is registered at the page, with the page of his appointment; no second person confirms it."""
    (folder / "任免.pdf").write_bytes(b"%PDF-1.7 appointed")
    with begin() as session:
        page = store_files(session, [folder / "任免.pdf"])[0]
    paper = replace(APPOINTED, page=page)
    at_page(agency, paper=paper).take("contacts", {"部门编码": "D001", "角色": "主要领导", "姓名": "郑玲"})


def inspected(agency: Acting, folder: Path) -> None:
    """The other nouns: an inspection in which T003 failed, and T001 proposed before it."""
    party = {"credit_code": "91520100MA6DL0000X", "qualification": "甲级", "independence": "独立"}
    agency.do("register_third_party", name="中鼎评估公司", **party)
    for name in ("王文", "李天"):
        agency.do("register_inspector", name=name, third_party="中鼎评估公司")
    agency.do("declare_tie", inspector="王文", department="D001", reason="曾在该部门任职")
    agency.do("propose_entry", target="T002", way="在线", finding="材料显示未完成", found_on="2026-09-02")
    plan = dict.fromkeys(("purpose", "content", "standard", "requirements"), "按方案")
    plan |= {"methods": "实地查看", "ends_on": "2026-09-30", "departments": "D002"}
    agency.do("draft_inspection", kind="专项核查", title="专项核查", **plan)
    team = {"inspection": "2026-2", "leader": "王文"}
    issued(agency, team, "黔目标办〔2026〕20号", "2026/T003")
    found: dict[str, Any] = {"found": "未完工", "methods": "实地查看", "found_on": agency.day, "found_by": "王文、李天"}
    declared = {"declared_complete": "是", "declared_reason": "书面申报", "conclusion": "未按质按量完成"}
    agency.do("record_finding", inspection="2026-2", target="T003", **found, **declared, **PROOF)
    agency.do("sign_off", **team, limit="2026-10-20")
    agency.do("make_suggestion", inspection="2026-2", department="D002", kind="惩罚", text="通报")
    agency.do(
        "record_field_visit",
        target="T003",
        visitors="王文、李天",
        leader="王文",
        result="有困难",
        problems="用地未批",
        assistance="已协调",
    )
    judged(agency, plan, team)
    agency.do("lodge_appeal", target="T003", ground="已完工，附验收单")
    agency.do("lodge_appeal", kind="总体评价", key="2026-3/D002", ground="一项目标误计")
    agency.do("set_policy", key="negative_points", value="-1、-2", basis="5号", valid_from="2027-01-01")
    agency.do("freeze_negative_list", period="2026Q2")
    agency.do("compile_quality_report", period="2026Q2", problems="进度不均衡", plans="按月调度")
    reviewed(agency)
    visited(agency.on("2026-09-16"), folder)


def classified(agency: Acting) -> None:
    """A target, a finding and a file are marked; the liaison of D001 opens each."""
    digest = sha256(b"a picture").hexdigest()
    things = ({"target": "T003"}, {"target": "T003", "inspection": "2026-2"}, {"evidence": digest})
    reader = replace(agency, actor=Actor("第001厅 王五", Role.OFFICE, agency.office("D001").actor.department))
    for thing in things:
        agency.do("mark_secret", **thing, marking="工作秘密", reason="涉及未公开规划")
        agency.do("admit_reader", **thing, reader="D001/王五", reason="承办")
        reader.do("open_secret", **thing, purpose="核对")


def visited(agency: Acting, folder: Path) -> None:
    """A third party has a list and has returned its results with a picture."""
    handed = {"period": "2026Q3", "third_party": "中鼎评估公司"}
    agency.do("hand_out_covert_list", **handed, targets=[{"target": "T002", "place": "工地"}, {"target": "T001"}])
    agency.give_back(folder, "2026Q3-1", {1: {"印证材料": "现场.jpg"}})
    entered_by_one(agency, folder)
    classified(agency)


@pytest.fixture(scope="module")
def evidence(databases: Databases, tmp_path_factory: pytest.TempPathFactory, anyone: Acting) -> Path:
    """The evidence store of the installation in the template database `lived`."""
    folder = tmp_path_factory.mktemp("lived")
    configure_store(folder / "evidence", 1)
    databases.template("lived", "march", lambda: lived(anyone.on("2026-03-05"), folder))
    return folder / "evidence"


@pytest.fixture
def life(databases: Databases, evidence: Path) -> Iterator[Path]:
    """That installation itself, for tests that change nothing."""
    bind(databases.address("lived"))
    yield evidence
    unbind()


@pytest.fixture
def found(databases: Databases, evidence: Path) -> Iterator[Violations]:
    """Return the errors that verify reports for a copy of that installation."""

    def find() -> list[str]:
        with begin() as session:
            return verify(session, Folder(evidence))[1]

    with databases.fresh("lived"):
        yield find


def named_first(session: Session, table: str) -> Iterator[str]:
    """Yield the errors of verify that a change of this table is likely to be: a tenth of the work of all."""
    nouns = {table} & VERIFIED
    if table and not nouns:
        yield from check_seals(session)
        yield from chain_since(session, Tip())[1]
        yield from check_strangers(session)
        nouns = {key.column.table.name for key in all_tables()[table].foreign_keys} & VERIFIED
    yield from check_records(session, nouns=nouns)


def after(statement: str, folder: Path, table: str = "") -> list[str] | None:
    """Return the errors after that change, None if a constraint refuses it; the change is rolled back.

    Of the errors of verify, those of that table are asked for first.
    """
    with begin() as session:
        run(session, "SET LOCAL session_replication_role = replica")  # no foreign keys: an attacker may be superuser
        try:
            assert run(session, statement).rowcount == 1
            return [*named_first(session, table)] or verify(session, Folder(folder))[1]
        except IntegrityError:
            return None
        finally:
            session.rollback()


def another(session: Session, column: Column[Any], row: str) -> str:
    """Return SQL for a value that differs from this column of the row."""
    name, kind = f'"{column.name}"', column.type
    if isinstance(kind, Enum):
        now = run(session, f"SELECT {name} FROM {column.table.name} WHERE {row}").scalar()  # noqa: S608 - own names
        return next(f"'{value}'" for value in kind.enums if value != now)
    if column.foreign_keys:
        key = next(iter(column.foreign_keys)).column
        return f"(SELECT max(x.{key.name}) FROM {key.table.name} x WHERE x.{key.name} IS DISTINCT FROM {name})"  # noqa: S608 - own names
    values = {
        "BOOLEAN": f"NOT coalesce({name}, false)",
        "TIMESTAMP WITH TIME ZONE": f"coalesce({name}, '2026-01-01') + interval '1 second'",
        "DATE": f"coalesce({name}, '2026-01-01') + 1",
        "INTEGER": f"coalesce({name}, 0) + 1",
        "BIGINT": f"coalesce({name}, 0) + 1",
        "BYTEA": f"coalesce({name}, '') || decode('00', 'hex')",
        "BIGINT[]": f"coalesce({name}, '{{}}') || CAST(1 AS bigint)",
        "NUMERIC": f"coalesce({name}, 0) + 1",
        "JSONB": "'{\"x\": 1}'::jsonb",
        "VARCHAR": f"concat({name}, '改')",
        "VARCHAR[]": f"array_append({name}, '改')",
        "INTEGER[]": f"array_append({name}, 1)",
    }
    return values[kind.compile(postgresql.dialect())]  # type: ignore[no-untyped-call]


def changes(table: str) -> list[tuple[str, str]]:
    """Return one statement for each column of two rows that changes only that column."""
    columns = all_tables()[table].columns
    made = []
    with begin() as session:
        for pick in ("min", "max"):
            row = f"ctid = (SELECT {pick}(ctid) FROM {table})"  # noqa: S608 - own names
            for column in columns:
                if f"{table}.{column.name}" not in NOT_COMPARED:
                    value = another(session, column, row)
                    made.append((column.name, f'UPDATE {table} SET "{column.name}" = {value} WHERE {row}'))  # noqa: S608
    return made


def test_verify_names_what_the_check_of_the_records_names(life: Path) -> None:
    with begin() as session:
        run(session, "SET LOCAL session_replication_role = replica")
        for noun in VERIFIED:
            run(session, f"DELETE FROM {noun} WHERE id = (SELECT max(id) FROM {noun})")  # noqa: S608 - own names
        named = [*check_records(session)]
        assert {NOUNS[noun].title for noun in VERIFIED} <= {words.split()[0] for words in named}
        assert set(named) <= set(verify(session, Folder(life))[1])
        session.rollback()


def test_a_life_without_cheating_is_clean_and_has_every_noun(life: Path, sql: Sql) -> None:
    with begin() as session:
        count, violations = verify(session, Folder(life))
    assert violations == []
    assert count == sql.value("SELECT count(*) FROM transition")
    assert set(sql.column("SELECT DISTINCT record FROM transition")) == VERIFIED == set(OTHER)
    assert all(noun.title for noun in NOUNS.values())


TOGETHER = {
    "DELETE FROM block WHERE height = 3": "台账第4块（open_cycle，2026-03-01）：与上一块不相接",
    "UPDATE block SET jurisdiction_id = 1 WHERE height = 5": "台账第5块：所属管辖被更改。",
    "UPDATE block SET sealed_at = sealed_at - interval '1 year' WHERE height = 6": "封存时间缺失或早于上一块。",
    "UPDATE exhibit SET record = '没有的' WHERE id = (SELECT max(id) FROM exhibit)": "佐证材料",
    "UPDATE deadline SET proof = '{}' WHERE id = (SELECT max(id) FROM deadline)": "与其依据不符。",
    "DELETE FROM evidence_store": "印证材料文件夹：它的编号在数据库中被删除。",
}


def test_changes_that_are_made_together_are_each_named(life: Path) -> None:
    with begin() as session:
        run(session, "SET LOCAL session_replication_role = replica")
        assert [run(session, statement).rowcount for statement in TOGETHER] == [1] * len(TOGETHER)
        found = verify(session, Folder(life))[1]
        session.rollback()
    assert [words for words in TOGETHER.values() if not any(words in each for each in found)] == []


@pytest.mark.exhaustive(2, thirds=True)
@pytest.mark.parametrize("noun", sorted(VERIFIED))
def test_a_change_in_any_column_of_a_record_is_named(life: Path, noun: str, some: Some) -> None:
    for column, statement in some(changes(noun), 4):
        violations = after(statement, life, noun)
        assert violations is None or any(NOUNS[noun].title in words for words in violations), column


@pytest.mark.exhaustive(2, thirds=True)
@pytest.mark.parametrize("table", sorted(NEXT_TO))
def test_a_change_in_any_column_outside_the_records_is_named(life: Path, table: str, some: Some) -> None:
    for column, statement in some(changes(table), 4):
        violations = after(statement, life, table)
        assert violations is None or violations, column


@pytest.mark.exhaustive(2, thirds=True)
@pytest.mark.parametrize("table", sorted(NEXT_TO - MAY_GO))
def test_a_row_outside_the_records_that_was_removed_is_named(life: Path, table: str) -> None:
    for pick in ("min", "max"):
        assert after(f"DELETE FROM {table} WHERE ctid = (SELECT {pick}(ctid) FROM {table})", life, table)  # noqa: S608


@pytest.mark.exhaustive(2, thirds=True)
@pytest.mark.parametrize("table", sorted(NEXT_TO))
def test_a_row_outside_the_records_that_was_added_is_named(life: Path, table: str) -> None:
    names = [column.name for column in all_tables()[table].columns]
    values = {name: f'"{name}"' for name in names} | {"id": "id + 1000"} | COPIED.get(table, {})
    columns = ", ".join(f'"{name}"' for name in names)
    copy = f"SELECT {', '.join(values[name] for name in names)} FROM {table} ORDER BY ctid DESC LIMIT 1"  # noqa: S608
    violations = after(f"INSERT INTO {table} ({columns}) {copy}", life, table)
    assert violations is None or violations
    assert violations is not None or table in ONE_ROW


@pytest.mark.exhaustive(2, thirds=True)
@pytest.mark.parametrize(
    "table",
    sorted({table.name for table in all_tables().values() if table.foreign_keys} - FORGOTTEN),
)
def test_a_pointer_to_a_row_that_does_not_exist_is_named(life: Path, table: str, some: Some) -> None:
    for key in some(sorted(all_tables()[table].foreign_keys, key=str), 2):
        row = f"ctid = (SELECT max(ctid) FROM {table})"  # noqa: S608 - own names
        assert after(f'UPDATE {table} SET "{key.parent.name}" = 999999 WHERE {row}', life, table), key.parent.name  # noqa: S608


@pytest.mark.usefixtures("life")
def test_every_table_has_a_row_and_what_is_not_compared_exists(sql: Sql) -> None:
    tables = {name: table for name, table in all_tables().items() if name not in FORGOTTEN}
    assert [name for name in tables if not sql.value(f"SELECT count(*) FROM {name}")] == []  # noqa: S608 - own names
    columns = {f"{name}.{column.name}" for name, table in tables.items() for column in table.columns}
    assert NOT_COMPARED - columns == {"alembic_version"} | FORGOTTEN


@pytest.mark.exhaustive(2, thirds=True)
@pytest.mark.parametrize("noun", sorted(VERIFIED))
def test_a_record_that_was_removed_is_named(life: Path, noun: str) -> None:
    violations = after(f"DELETE FROM {noun} WHERE id = (SELECT max(id) FROM {noun})", life, noun)  # noqa: S608 - own names
    assert any(words.startswith(NOUNS[noun].title) and "被删除" in words for words in violations or [])


@pytest.mark.exhaustive(2, thirds=True)
@pytest.mark.parametrize("noun", sorted(VERIFIED))
def test_a_record_that_was_added_is_named(life: Path, noun: str) -> None:
    names = [column.name for column in all_tables()[noun].columns]
    values = {name: f'"{name}"' for name in names} | {"id": "id + 1000"} | OTHER[noun]
    columns = ", ".join(f'"{name}"' for name in names)
    row = f"SELECT {', '.join(values[name] for name in names)} FROM {noun} WHERE id = (SELECT max(id) FROM {noun})"  # noqa: S608
    violations = after(f"{FIRST.get(noun, '')}INSERT INTO {noun} ({columns}) {row}", life, noun)
    assert any(words.startswith(NOUNS[noun].title) and "被增加" in words for words in violations or [])


@pytest.mark.exhaustive(3)
@pytest.mark.parametrize(
    ("statement", "text"),
    [
        ("DELETE FROM report_line WHERE version = 1", "填报 monthly_check|2026-03|D002||0|1：被更改"),
        ("UPDATE report_line SET progress = 99 WHERE version = 1", "填报 monthly_check|2026-03|D002||0|1：被更改"),
        (
            "DELETE FROM report_line WHERE version = 0 AND target_id = 3 AND obligation_id = 2",
            "应办事项 monthly_check|2026-03|D002||0：被更改",
        ),
        ("UPDATE report SET version = 2", "填报 事项2第1版：有不属于任何填报的行。"),
        ("UPDATE deadline SET due = due + 1 WHERE rule = 'completion_5'", "期限2026-04-16与其依据不符"),
        (
            "UPDATE obligation SET late = NOT late WHERE kind = 'remediation' AND state = 'discharged'",
            "应办事项 remediation||D001|2026/T001/1|1：被更改",
        ),
        ("UPDATE target_department SET department_id = 2 WHERE target_id = 3", "目标 2026|T003：被更改"),
        ("UPDATE office SET email = 'x@y.cn' WHERE department_id = 2", "部门 D001：被更改"),
        ("UPDATE transition SET digest = repeat('0', 64) WHERE record = 'meeting'", "所含的变动记录被更改、删除或增加"),
        ("DELETE FROM transition WHERE record = 'meeting'", "会议 D001|quarterly_meeting|2026Q1：被增加"),
        (
            "UPDATE block SET actor = '别人' WHERE height = 3",
            "台账第3块（import_targets，2026-02-27）：本块内容被更改。",
        ),
        ("UPDATE block SET jurisdiction_id = 1 WHERE height = 3", "台账第3块：所属管辖被更改。"),
        (
            "UPDATE transition SET record_id = record_id + 1 WHERE record = 'meeting'",
            "会议 D001|quarterly_meeting|2026Q1：变动记录所指的编号被更改。",
        ),
        (
            "UPDATE transition SET id = id + 9999 WHERE record_key = '2026|T001|1|1' AND from_state = ''",
            "整改 2026|T001|1|1：变动记录的先后次序被更改。",
        ),
        (
            "DELETE FROM sealed_secret WHERE sample_id = 1",
            "样本 2026-2|targets|1：封存的密数被更改、删除或增加，与承诺时公布的校验码不符。",
        ),
        (
            """UPDATE sealed_rating SET marks = '{"D001": "89"}'
                WHERE leader_sheet_id = (SELECT min(leader_sheet_id) FROM sealed_rating)""",
            "省领导评价 2026|张平|1：封存的评价被更改、删除或增加，与录入时的校验码不符。",
        ),
        ("DELETE FROM block WHERE height = 3", "台账第4块（open_cycle，2026-03-01）：与上一块不相接"),
        ("UPDATE chain_head SET height = height + 1", "末尾记录被删除或增加"),
        ("UPDATE chain_head SET id = 2", "末尾记录被删除或增加"),
        ("DELETE FROM block WHERE height = (SELECT max(height) FROM block)", "末尾记录被删除或增加"),
    ],
)
def test_the_error_names_the_record_and_the_change(life: Path, statement: str, text: str) -> None:
    assert any(text in words for words in after(statement, life) or [])


@pytest.mark.exhaustive(3)
@pytest.mark.parametrize("value", ["50", '"x"', "[]", "{}", "null"])
@pytest.mark.parametrize("part", ["due", "computed", "n"])
@pytest.mark.parametrize("counts", ["n > 0", "n = 0"])
def test_a_proof_of_another_shape_is_named(life: Path, part: str, value: str, counts: str) -> None:
    made = f"jsonb_set(proof, '{{{part}}}', '{value}')"
    row = f"id = (SELECT max(id) FROM deadline WHERE {counts})"  # noqa: S608 - own words
    violations = after(f"UPDATE deadline SET proof = {made} WHERE {row}", life)  # noqa: S608 - own words
    assert any("与其依据不符" in words for words in violations or [])


def test_a_tail_cut_off_with_all_its_moves_and_records_is_noticed(found: Violations, sql: Sql) -> None:
    sql(f"DELETE FROM transition WHERE act_id = (SELECT act_id FROM block WHERE height = {LAST})")  # noqa: S608
    sql(f"DELETE FROM block WHERE height = {LAST}")  # noqa: S608 - constant
    sql("DELETE FROM reverification")
    assert any("末尾记录被删除或增加" in words for words in found())


@pytest.mark.parametrize(
    "tampering",
    [
        "UPDATE obligation SET reminded = NULL WHERE id = 2",
        "UPDATE obligation SET reminded = 3 WHERE id = 2",
        "DELETE FROM notice WHERE kind = 'reminder' AND obligation_id = 2",
        "UPDATE notice SET occasion = '1|T-3' WHERE kind = 'reminder' AND obligation_id = 2",
        "UPDATE notice SET occasion = '甲|T+乙' WHERE kind = 'reminder' AND obligation_id = 2",
    ],
)
def test_the_last_rung_of_an_obligation_is_verified_against_its_notices(
    march: Acting, sql: Sql, violations: Violations, tampering: str
) -> None:
    march.on("2026-03-31").do("remind")
    assert violations() == []
    assert sql(tampering) == 1
    words = "应办事项 monthly_check|2026-03|D002||0：记载的提醒级次被更改，与已有的提醒不符。"
    assert [each for each in violations() if not each.startswith("通知 ")] == [words]


@pytest.mark.parametrize(("table", "pointer"), [("entry_origin", "finding_id"), ("remediation", "recheck_finding_id")])
def test_a_pointer_to_the_result_of_another_target_is_named(
    found: Violations, sql: Sql, table: str, pointer: str
) -> None:
    other = "SELECT max(f.id) FROM finding f JOIN negative_entry e ON e.target_id <> f.target_id WHERE e.id = entry_id"
    assert sql(f"UPDATE {table} SET {pointer} = ({other}) WHERE entry_id = 1") == 1  # noqa: S608 - own names
    assert any(words.startswith(f"{NOUNS[table].title} 2026|T001|1") for words in found())


def test_a_move_that_belongs_to_no_act_is_named(found: Violations, sql: Sql) -> None:
    sql(
        "INSERT INTO transition (act_id, record, record_id, record_key, event, from_state, to_state, digest, detail)"
        " SELECT 999999, record, record_id, record_key, event, from_state, to_state, digest, detail FROM transition"
        " WHERE record = 'meeting'"
    )
    assert found() == ["会议 D001|quarterly_meeting|2026Q1：有不属于任何操作的变动记录。"]


def test_a_move_slipped_into_an_act_is_named(found: Violations, sql: Sql) -> None:
    sql("UPDATE transition SET act_id = (SELECT max(act_id) FROM block) WHERE record = 'meeting'")
    assert sum("所含的变动记录被更改" in words for words in found()) == 2


def test_rewriting_a_record_and_its_digest_still_breaks_the_chain(found: Violations, sql: Sql) -> None:
    sql("UPDATE meeting SET held_on = '2026-04-01'")
    digests = f"({NOUNS['meeting'].digests})"
    sql(f"UPDATE transition t SET digest = q.digest FROM {digests} q WHERE t.record = 'meeting'")  # noqa: S608 - constant
    assert [words.endswith("所含的变动记录被更改、删除或增加。") for words in found()] == [True]


def test_evidence_that_was_changed_or_removed_is_named(evidence: Path, found: Violations, sql: Sql) -> None:
    digest = sql.value("SELECT sha256 FROM evidence WHERE size = 9")
    file = evidence / digest[:2] / digest
    file.write_bytes(b"another picture")
    assert found() == [f"印证材料 {digest[:12]}：文件内容被更改。"]
    file.unlink()
    assert found() == [f"印证材料 {digest[:12]}：文件不存在。"]
    file.symlink_to("/proc/self/mem")  # a file whose first byte cannot be read
    assert found() == [f"印证材料 {digest[:12]}：文件无法读取（Input/output error），请检查权限和磁盘。"]
    file.unlink()
    file.write_bytes(b"a picture")
    assert found() == []


@pytest.mark.parametrize("piece", [1, 2, 1000])
def test_the_chain_says_the_same_however_it_is_cut_into_pieces(march: Acting, sql: Sql, piece: int) -> None:
    march.take("departments", {"编码": "D003", "名称": "第003厅"})
    sql("UPDATE block SET actor = '别人' WHERE height = 2")
    with begin() as session:
        tip, faults = chain_since(session, Tip(), piece)
        assert (tip, faults) == chain_since(session, Tip())
    assert [fault.partition("（")[0] for fault in faults] == ["台账第2块"]
    assert tip.height == sql.value("SELECT max(height) FROM block")


def test_verification_has_no_limit_in_time(march: Acting, tmp_path: Path) -> None:
    assert march.day.year == 2026
    with begin() as session:
        verify(session, Folder(tmp_path))
        assert run(session, "SHOW statement_timeout").scalar_one() == "0"


@pytest.mark.exhaustive(2)
@pytest.mark.parametrize(("change", "words"), RUN_TOGETHER)
def test_a_change_that_a_natural_key_does_not_tell_is_named(life: Path, change: str, words: str) -> None:
    with begin() as session:
        run(session, "SET LOCAL session_replication_role = replica")  # no foreign keys: an attacker may be superuser
        assert run(session, change).rowcount == 1
        assert any(words in each for each in verify(session, Folder(life))[1])
        session.rollback()


@pytest.mark.exhaustive(1)
@pytest.mark.parametrize(
    "change",
    [
        "request_id = ''",
        "source = '[]'",
        "source = 'null'",
    ],
)
def test_a_column_of_a_block_that_is_empty_in_another_way_is_named(life: Path, change: str) -> None:
    with begin() as session:
        assert run(session, f"UPDATE block SET {change} WHERE height = 3").rowcount == 1  # noqa: S608 - own words
        assert [words for words in verify(session, Folder(life))[1] if words.endswith("本块内容被更改。")]
        session.rollback()
