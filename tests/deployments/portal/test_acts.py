"""办理: an act on the page, its fields and faults, its receipt; hands, second people, and what is marked."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

import pytest

from deployments.commands.act_help import listed_acts
from deployments.portal.act_trying import MARKED, NO_RECEIPT
from deployments.portal.acts import FORMS_OF_RATINGS, ActWay, way_of
from deployments.portal.hand import WRONG
from deployments.portal.sheet import OF_VOTES
from models.ledger.acts import Role, all_acts
from models.ledger.agency_sheet.kinds import SHEETS
from models.ledger.answer.taking import take_answer
from tests.deployments.portal.conftest import PASSWORD, Desk

if TYPE_CHECKING:
    from tests.conftest import Sql

PDF = b"%PDF-1.4 paper"
RULE = {"kind": "规章制度", "name": "目标绩效奖惩办法", "number": "黔目标办〔2026〕7号", "dated": "2026年2月20日"}
OTHER = "TEAM2345TEAM6789"
# Setting up, accounts and their slips, marked matters, secrets of samples, calendars, and single ratings and votes.
AT_THE_MACHINE = {
    *("init", "begin_rehearsal", "record_keyless_backup", "import_calendar", "import_local_calendar"),
    *("open_account", "make_slip", "confirm_slip", "first_sign_in", "change_password"),
    *("mark_secret", "lift_marking", "open_secret", "admit_reader", "dismiss_reader"),
    "commit_sample",
    *("import_leader_ratings", "import_leader_readings", "import_expert_votes", "import_onsite_votes"),
    *("enter_leader_ratings", "confirm_leader_ratings", "record_expert_round", "record_onsite_round"),
}


def other(desk: Desk, name: str = "李天", role: str = "目标办主任", day: str = "2026-03-05") -> Desk:
    """Another person of the agency is signed in."""
    acting = desk.acting.on(day)
    acting.take("contacts", {"部门编码": "AGENCY", "角色": role, "姓名": name, "邮箱": "t@example.org"})
    acting.do("open_account", people=[f"AGENCY/{name}"], code_digest=sha256(OTHER.encode()).hexdigest())
    second = Desk(desk.acting)
    entered = second.first(OTHER)
    assert entered.status_code == 303, entered.text
    return second


def test_acts_stand_by_topic_without_what_is_done_at_the_machine(agency: Desk) -> None:
    shown = agency.page("/act")
    assert "负面清单和整改：" in shown
    assert '<a href="/act/set_limit">明确整改时限</a>' in shown
    assert "标注密级" not in shown
    assert agency.get("/act/mark_secret").status_code == agency.get("/act/no_act").status_code == 404
    for name in ("init", "open_account", "commit_sample"):
        assert agency.get(f"/act/{name}").status_code == 404


def test_an_act_with_a_choice_texts_a_day_and_a_file_is_done(agency: Desk, sql: Sql) -> None:
    form = agency.page("/act/record_regulation?number=7")
    assert "第1部分5.3，由目标绩效管理机构办理。" in form
    assert 'name="number" value="7"' in form
    shown = agency.act("record_regulation", [("evidence", ("办法.pdf", PDF, "application/pdf"))], **RULE)
    assert "已办理。" in shown
    assert "目标绩效奖惩办法" in shown
    assert sql.rows("SELECT paper_number, paper_date::text FROM regulation") == [(RULE["number"], "2026-02-20")]
    block = "SELECT actor, known, entered_by, business_date::text FROM block WHERE act = 'record_regulation'"
    assert sql.rows(block) == [("管理机构经办人", "operator", "王文（网页账号2）", "2026-03-05")]
    assert sql.value("SELECT count(*) FROM page_draft") == 0


def test_a_form_says_when_a_field_is_needed_and_calls_settings_by_name(agency: Desk) -> None:
    signing = agency.page("/act/sign_off")
    assert "整改时限<small>（将列入负面清单而还没有整改时限的须填）</small>" in signing
    assert "签字页<small>（写明文号和日期的可不填）</small>" in signing
    assert '<option value="negative_points">负面清单记分</option>' in agency.page("/act/set_policy")


def test_a_refusal_advises_no_command(agency: Desk) -> None:
    shown = agency.act("register_urging", department="D002", duty="2", outcome="已联系")
    assert "没有待催办的任务。<" in shown
    assert "mubiao" not in shown


def test_a_refused_act_keeps_what_was_typed_and_names_its_field(agency: Desk, sql: Sql) -> None:
    shown = agency.act("record_regulation", **{**RULE, "dated": "二月三十日"})
    assert "没有办理，1处须改正" in shown
    assert '<a href="#dated">“文件日期”' in shown
    assert 'aria-invalid="true" aria-describedby="dated-fault"' in shown
    assert 'value="二月三十日"' in shown
    shown = agency.act("record_regulation", **{**RULE, "dated": "2026-03-06"})
    assert '<a href="#evidence">“文件”必填。' in shown
    files = [("evidence", ("办法.pdf", PDF, "application/pdf"))]
    shown = agency.act("record_regulation", files, **{**RULE, "dated": "2026-03-06"})
    assert "2026年3月6日" in shown.partition("没有办理")[2].partition("</ul>")[0]
    assert 'value="2026-03-06"' in shown
    assert sql.value("SELECT count(*) FROM regulation") == 0
    assert sql.column("SELECT name FROM page_draft_file") == ["办法.pdf"]
    removed = agency.act("record_regulation", remove=str(sql.value("SELECT id FROM page_draft_file")), do="")
    assert "已暂存" in removed
    assert sql.column("SELECT name FROM page_draft_file") == []


def test_what_is_entered_for_an_office_is_claimed_with_its_source(agency: Desk, sql: Sql) -> None:
    told = {"department": "D002", "period": "2026-03", "lines": '[{"target": "T003", "progress": "50"}]'}
    shown = agency.act("submit_report", **told)
    assert '<a href="#about.by">“由谁办理”必填。' in shown
    said = {"about.by": "D002/李明", "about.source": "电话", "about.received": "2026-03-04"}
    assert "来源须可以核对" in agency.act("submit_report", **told, **said)
    assert "“来源”必填" in agency.act("submit_report", **told, **{**said, "about.source": ""})
    said["about.source_note"] = "李明来电"
    assert "已办理" in agency.act("submit_report", **told, **said)
    block = "SELECT actor, role, known, entered_by, source ->> 'note' FROM block WHERE act = 'submit_report'"
    assert sql.rows(block) == [("第002厅 李明", "office", "claimed", "王文（网页账号2）", "李明来电")]


def test_who_does_it_is_the_signed_in_person(agency: Desk, sql: Sql) -> None:
    notice = str(sql.value("SELECT max(id) FROM notice"))
    assert 'name="told_by" value="王文"' in agency.page(f"/act/told_by_phone?notices={notice}")
    shown = agency.act("told_by_phone", notices=notice, told_by="李天", person="李明", told_on="2026-03-05")
    assert "所列的人中没有登录的本人“王文”" in shown


def test_single_ratings_and_votes_are_typed_on_no_page(agency: Desk) -> None:
    rating = {each.name for each in listed_acts() if each.form in FORMS_OF_RATINGS}
    assert rating == {SHEETS[kind][0].chosen.name for kind in OF_VOTES}
    for name in rating:
        assert agency.get(f"/act/{name}").status_code == 404
        assert f'"/act/{name}"' not in agency.get("/act").text


LIMIT = {"target": "T001", "limit": "2026-04-10", "reason": "汛期影响施工"}


@pytest.fixture
def passed(agency: Desk) -> Desk:
    """The limit of T001 has passed, and 王文 is signed in on 20 March."""
    agency.acting.lists("T001", "进度滞后", "2026-03-04")
    agency.acting.do("set_limit", target="T001", limit="2026-03-10")
    agency.at(10, day=20).sign_in("AGENCY/王文")
    return agency


def test_the_head_of_the_agency_acts_by_hand_with_his_password(passed: Desk, sql: Sql) -> None:
    head = other(passed, "周正", "主要领导", "2026-03-20")
    assert "本人口令" in head.page("/act/excuse_limit")
    shown = head.act("excuse_limit", **LIMIT, password=PASSWORD)
    assert NO_RECEIPT in shown
    assert PASSWORD not in str(sql.rows("SELECT content, faults FROM page_draft"))
    passed.acting.on("2026-03-25").do("confirm_slip", person="AGENCY/周正")
    head.at(10, day=25).sign_in("AGENCY/周正")
    assert "须由管理机构负责人本人签字" in head.act("excuse_limit", **LIMIT)
    shown = head.act("excuse_limit", **LIMIT, password="wrong-2026")  # noqa: S106 - a wrong one
    assert f'<a href="#password">{WRONG}' in shown
    assert "已办理" in head.act("excuse_limit", **LIMIT, password=PASSWORD)
    block = "SELECT source ->> 'by_hand', known FROM block WHERE act = 'excuse_limit'"
    assert sql.rows(block) == [("网页账号3（管理机构经办人开通，管理机构经办人登记回执）", "operator")]


def test_a_password_of_another_is_no_hand_and_a_paper_is(passed: Desk, sql: Sql) -> None:
    assert "本人口令" not in passed.page("/act/excuse_limit")
    assert "须由管理机构负责人本人签字" in passed.act("excuse_limit", **LIMIT, password=PASSWORD)
    paper = {"about.paper": "黔目标办签〔2026〕3号", "about.paper_date": "2026-03-19"}
    assert "已办理" in passed.act("excuse_limit", **LIMIT, **paper)
    assert sql.rows("SELECT source ->> 'paper' FROM block WHERE act = 'excuse_limit'") == [("黔目标办签〔2026〕3号",)]


def test_what_is_marked_takes_nothing(passed: Desk, sql: Sql) -> None:
    entry = {"target": "T001", "limit": "2026-04-10", "reason": "见T001"}
    passed.act("excuse_limit", do="save", **entry)
    passed.acting.on("2026-03-20").do("mark_secret", target="T001", year=2026, marking="工作秘密", reason="涉密")
    assert "T001" not in passed.page("/act/excuse_limit")
    shown = passed.act("excuse_limit", **entry)
    assert MARKED in shown
    assert sql.rows("SELECT content FROM page_draft") == [({},)]
    duty = str(sql.value("SELECT id FROM obligation WHERE kind = 'remediation'"))
    shown = passed.act("waive", obligation=duty, reason="已撤销")
    assert MARKED in shown
    assert sql.value("SELECT count(*) FROM block WHERE act IN ('excuse_limit', 'waive')") == 0


def test_an_act_that_a_sheet_can_have_leads_to_its_sheet(agency: Desk) -> None:
    assert '<a href="/sheet/limits">用表格办理多项</a>' in agency.page("/act/set_limit")
    assert "用表格办理多项" not in agency.page("/act/withdraw_appeal")


def test_what_is_typed_at_the_machine_only_stands_in_a_list() -> None:
    of_people = [act for act in all_acts() if act.roles - {Role.SYSTEM}]
    assert {act.name for act in of_people if way_of(act) is ActWay.MACHINE} == AT_THE_MACHINE
    assert way_of(take_answer) is ActWay.PAGE


def test_the_rows_of_the_sheets_of_the_page_go_by_their_sheet() -> None:
    assert way_of(SHEETS["urgings"][0].chosen) is ActWay.SHEET
