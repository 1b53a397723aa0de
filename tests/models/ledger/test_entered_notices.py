"""代为办理告知: what others do in an office's name is told to it once a working day, a line an act (A81)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from models.ledger.acts import ACTS, OPERATOR, Role
from models.rules.kinds import Known
from tests.answers import fill_in, sent
from tests.databases import story
from tests.mails import ADDRESS, mail_from, moment, send, take
from tests.models.ledger.written import WRITES

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Acting, Sql, Violations

TOLD = """
SELECT d.code, n.audience, n.occasion, n.created_on::text, jsonb_array_length(n.payload -> 'lines') FROM notice n
    JOIN department d ON d.id = n.department_id WHERE n.kind = 'entered' ORDER BY n.id
"""
LINES = "SELECT jsonb_path_query(payload, '$.lines[*]') FROM notice WHERE kind = 'entered' ORDER BY id"
OFFICE = ("D001", "office", "2026-03-05", "2026-03-05", 1)


@pytest.fixture
@story
def office(march: Acting) -> Acting:
    """D001 has a mailbox, its head his own; the openings of March are sent."""
    march.take("departments", {"编码": "D001", "名称": "第001厅", "目标办邮箱": ADDRESS})
    march.take("contacts", {"部门编码": "D001", "角色": "主要领导", "姓名": "王厅", "邮箱": "head@example.org"})
    return march


def by_clerk(acting: Acting, code: str = "D001", clerk: str = "王芳") -> Acting:
    """What this actor does is entered for the office by a clerk of the agency."""
    of_office = acting.office(code)
    return replace(of_office, actor=replace(of_office.actor, entered_by=clerk))


def test_an_entered_report_is_told_with_clerk_source_and_day(office: Acting, sql: Sql, violations: Violations) -> None:
    by_clerk(office).on_behalf("电话", "李明", "2026-03-04").report("D001", "2026-03", "T001", "T002")
    assert sql.rows(TOLD) == [OFFICE]
    assert sql.column(LINES) == [
        {
            "title": "填报检查情况",
            "words": "“第001厅”2026-03已填报2项。",
            "by": "王芳",
            "kind": "经办人代录",
            "source": "电话：李明",
            "received_on": "2026-03-04",
            "dated_on": "2026-03-05",
        }
    ]
    assert violations() == []


def test_a_later_act_of_the_day_adds_its_line_until_the_message_goes(
    office: Acting, sql: Sql, tmp_path: Path, violations: Violations
) -> None:
    by_clerk(office).report("D001", "2026-03", "T001", "T002")
    by_clerk(office, clerk="赵").report("D001", "2026-03", "T001", "T002", progress=60, name="amend_report")
    assert sql.rows(TOLD) == [(*OFFICE[:-1], 2)]
    send(tmp_path, moment("2026-03-05 09:30"))
    by_clerk(office).report("D001", "2026-03", "T001", "T002", progress=70, name="amend_report")
    assert sql.rows(TOLD) == [(*OFFICE[:-1], 2), ("D001", "office", "2026-03-06", "2026-03-06", 1)]
    assert violations() == []


def test_the_rest_of_a_day_goes_with_the_next_working_day_and_once(office: Acting, sql: Sql, tmp_path: Path) -> None:
    by_clerk(office).report("D001", "2026-03", "T001", "T002")
    send(tmp_path, moment("2026-03-05 09:30"))
    by_clerk(office).report("D001", "2026-03", "T001", "T002", progress=60, name="amend_report")
    counts = []
    for at in ("2026-03-05 10:30", "2026-03-06 09:00", "2026-03-06 09:10"):
        send(tmp_path, moment(at))
        counts.append(sql.value("SELECT count(*) FROM message WHERE subject LIKE '【代为办理】%'"))
    assert counts == [1, 2, 2]


def test_what_is_entered_on_a_day_off_is_told_on_the_next_working_day(office: Acting, sql: Sql) -> None:
    by_clerk(office.on("2026-03-07")).report("D001", "2026-03", "T001", "T002")
    by_clerk(office.on("2026-03-09")).report("D001", "2026-03", "T001", "T002", progress=60, name="amend_report")
    assert sql.rows(TOLD) == [("D001", "office", "2026-03-09", "2026-03-09", 2)]


def test_what_changes_nothing_tells_nothing(office: Acting, sql: Sql) -> None:
    for name in ("submit_report", "amend_report"):
        by_clerk(office).report("D001", "2026-03", "T001", "T002", name=name)
    assert sql.rows(TOLD) == [OFFICE]


@pytest.mark.parametrize("known", [Known.SIGNED, Known.KNOWN, Known.CODED, Known.OWN_MAIL])
def test_what_an_office_does_itself_is_not_told(office: Acting, sql: Sql, known: Known) -> None:
    acting = office.office("D001")
    replace(acting, actor=replace(acting.actor, known=known)).report("D001", "2026-03", "T001", "T002")
    assert sql.rows(TOLD) == []


@pytest.mark.parametrize(
    ("day", "received", "told"),
    [
        ("2026-03-31", "2026-03-30", ["office"]),
        ("2026-04-01", "2026-03-31", ["head", "office"]),
        ("2026-04-01", None, ["head", "office"]),
    ],
)
def test_the_head_is_told_of_a_lateness_that_the_entry_moves(
    office: Acting, sql: Sql, day: str, received: str | None, told: list[str]
) -> None:
    by_clerk(office.on(day)).on_behalf("电话", "李明", received).report("D001", "2026-03", "T001", "T002")
    assert sorted(sql.column("SELECT audience FROM notice WHERE kind = 'entered'")) == told


def test_the_head_is_told_of_a_reading_in_his_name(office: Acting, sql: Sql) -> None:
    office.report("D001", "2026-03", "T001", "T002")
    head = office.head("D001").actor
    clerk = replace(office, actor=replace(head, name="第001厅 王厅", entered_by="王芳"))
    clerk.do("record_read", obligation=1, read_on="2026-03-05")
    assert {row[1] for row in sql.rows(TOLD)} == {"office", "head"}


def test_a_sheet_of_reports_tells_each_of_its_offices(office: Acting, sql: Sql) -> None:
    sheet = replace(office, actor=replace(OPERATOR, known=Known.CLAIMED, entered_by="王芳"))
    rows = ({"部门编码": code, "期间": "2026-03", "目标编号": target, "进度": "40"} for code, target in
            (("D001", "T001"), ("D001", "T002"), ("D002", "T003")))  # fmt: skip
    sheet.take("reports", *rows)
    assert [(row[0], row[-1]) for row in sql.rows(TOLD)] == [("D001", 1), ("D002", 1)]


def test_an_accepted_answer_that_replaces_a_report_is_told(office: Acting, sql: Sql, tmp_path: Path) -> None:
    form = sent(office, tmp_path / "回复表.xlsx", 1)
    office.office("D001").report("D001", "2026-03", "T001", "T002")
    take(
        mail_from(
            "x@example.com",
            "2026-03-05 10:00",
            fill_in(form, rows={code: {"进度（%）": 90} for code in ("T001", "T002")}),
        )
    )
    office.on("2026-03-06").do("accept_answer", mail=1, reason="已电话核实")
    [line] = sql.column(LINES)
    assert (line["title"], line["received_on"]) == ("收取回复", "2026-03-05")
    assert line["words"].startswith("“第001厅”2026-03修改填报（第2版），改动")


def test_a_mail_that_is_not_taken_is_told_and_a_strangers_is_not(office: Acting, sql: Sql) -> None:
    for number, sender in enumerate((ADDRESS, "x@example.com"), 1):
        take(mail_from(sender, f"2026-03-05 10:0{number}", text="请问第二项的完成时限可否按季度填？"))
    office.do("dismiss_mail", mail=1, reason="与填报无关")
    assert [each["words"] for each in sql.column(LINES)] == ["2026-03-05收到的来信1不予收取：与填报无关。"]


def test_corrected_minutes_are_told_and_another_day_of_them_to_the_head_too(office: Acting, sql: Sql) -> None:
    april = office.on("2026-04-10")
    april.open("quarterly_meeting", "2026Q1")
    april.meet("D001", "2026Q1", "2026-04-09")
    for changed in ({"problems": "无"}, {"held_on": "2026-04-08", "evidence": "tests/conftest.py"}):
        april.do("correct_meeting", department="D001", period="2026Q1", reason="看错", **changed)
    assert [row[1:3] + row[4:] for row in sql.rows(TOLD)] == [
        ("office", "2026-04-10", 2),
        ("head", "2026-04-10", 1),
    ]


def test_people_that_the_agency_registers_or_changes_are_told_but_for_the_first_of_an_office(
    office: Acting, sql: Sql
) -> None:
    sql("DELETE FROM contact")
    person = {"部门编码": "D001", "角色": "联络员", "姓名": "李明", "邮箱": "a@example.org"}
    office.take("contacts", person)
    assert sql.rows(TOLD) == []
    office.take("contacts", person | {"邮箱": "b@example.org"})
    office.take("contacts", person | {"角色": "目标办主任", "姓名": "张三"})
    told = [each["words"] for each in sql.column(LINES)]
    assert told == ["登记或者更改联络员李明。", "登记或者更改目标办主任张三。"]


def test_what_the_agency_enters_for_itself_is_not_told(office: Acting, sql: Sql) -> None:
    for address in ("a@example.org", "b@example.org"):
        office.take("contacts", {"部门编码": "AGENCY", "角色": "联络员", "姓名": "王芳", "邮箱": address})
    assert sql.rows(TOLD) == []


def test_what_is_marked_is_not_told(office: Acting, sql: Sql, tmp_path: Path) -> None:
    evidence = {"department": "D001", "period": "2026-03", "target": "T001", "file": "tests/conftest.py"}
    by_clerk(office).do("attach_evidence", **evidence)
    assert sql.column(LINES)[0]["words"] == "2026年3月月度检查目标T001：已提交印证材料“conftest.py”。"
    office.do("mark_secret", target="T001", year=2026, marking="工作秘密", reason="涉密")
    send(tmp_path, moment("2026-03-05 09:30"))
    [text] = sql.column("SELECT text FROM message WHERE subject LIKE '%2项%' AND text LIKE '%代为办理%'")
    assert "目标T001" not in text.replace("目标T001（工作秘密）", "")


def test_a_merged_office_is_told_at_its_successor(office: Acting, sql: Sql) -> None:
    office.take("departments", {"编码": "D002", "名称": "第002厅", "目标办邮箱": "d002@example.org"})
    take(mail_from("d002@example.org", "2026-03-05 10:00", text="请问第二项的完成时限可否按季度填？"))
    merged = office.on("2026-03-06")
    merged.do("merge_department", department="D002", successor="D001", effective_on="2026-03-06", basis="黔机编1号")
    merged.do("dismiss_mail", mail=1, reason="已经合并")
    assert [row[0] for row in sql.rows(TOLD)] == ["D001"]


# Acts of offices that the operator does without naming one.
OWN = {
    "correct_meeting": "tells it explicitly",
    "open_secret": "changes nothing; every opening is on record",
    "upload_progress": "without a delegation the duty is the agency's own",
    "withdraw_representative": "office and head are told by 委托登记",
}


# What the agency alone does with records that offices give too, and why it is told, or needs no line.
BY_AGENCY = {
    "told by this notice": ["accept_answer", "confirm_signers", "import_contacts", "tell_result"],
    "its rows are entered for their offices, and told": [
        *("import_meetings", "import_mid_year_reviews", "import_year_end_evidence", "import_year_end_filings"),
    ],
    "told by its own notice if an office is concerned": ["import_targets", "withdraw_waiver"],
    "receipts and uses of bodies, which are no offices": [
        *("import_result_receipts", "import_result_uses", "record_receipt", "record_use"),
    ],
    "signed by the person himself": ["confirm_slip"],
    "the agency's own decision or duty": [
        *("approve_appraisal", "arrange_inspection", "assign_reinspection", "close_online_review", "confirm_warning"),
        *("conclude_inspection", "hand_out_covert_list", "import_inspections", "import_opinion_publications"),
        *("import_reverifications", "issue_plan", "publish_opinion", "publish_opinions", "record_online_review"),
        *("record_reverification", "return_covert_results"),
    ],
}
SHARED = {"deadline", "exhibit"}  # rows of every noun


def of_offices() -> set[str]:
    return {name for name, act in ACTS.items() if act.roles & {Role.OFFICE, Role.HEAD, Role.LEADER}}


def test_the_operator_does_an_act_of_an_office_in_its_name_only_or_the_act_is_its_own_too() -> None:
    assert {name for name in of_offices() if ACTS[name].own} == OWN.keys()


def test_what_the_agency_alone_does_with_records_that_offices_give_is_told_or_has_its_reason() -> None:
    given = {moved.split()[0] for name in of_offices() for moved in WRITES[name][0]} - SHARED
    found = set()
    for name, act in ACTS.items():
        moves, notices = WRITES[name]
        agency = name not in of_offices() and Role.SYSTEM not in act.roles
        told = any(notice.endswith(" office") and not notice.startswith("entered") for notice in notices)
        if agency and not told and given & {moved.split()[0] for moved in moves}:
            found.add(name)
    assert found == {name for names in BY_AGENCY.values() for name in names}


def test_the_words_of_the_ways_are_those_of_the_choice() -> None:
    words = ["流程", "管理机构经办", "经办人代录", "来信", "凭回复码", "本人邮件", "本人登录"]
    assert [each.label for each in Known] == words


def test_an_office_is_told_at_its_former_mailbox_that_the_agency_replaced_it(
    office: Acting, sql: Sql, tmp_path: Path
) -> None:
    new = {"编码": "D001", "名称": "第001厅", "目标办邮箱": "new@example.org"}
    for mailbox in ("typed-wrong@example.org", ADDRESS):
        office.take("departments", new | {"目标办邮箱": mailbox})
    assert sql.column(LINES) == []  # nothing had gone to either
    send(tmp_path, moment("2026-03-05 09:30"))
    office.on("2026-03-06").take("departments", new)
    assert [line["words"] for line in sql.column(LINES)] == ["目标办邮箱的登记有更改。"]
    send(tmp_path, moment("2026-03-06 09:30"))
    to = """SELECT r.address FROM delivery v JOIN notice n ON n.id = v.notice_id
        JOIN recipient r ON r.id = v.recipient_id WHERE n.kind = 'entered' ORDER BY 1"""
    assert {ADDRESS, "new@example.org"} <= set(sql.column(to))


def test_an_office_whose_first_liaison_the_agency_appoints_is_told(march: Acting, sql: Sql) -> None:
    march.do("appoint_liaison", department="D002", name="周涛", email="zt@example.org")
    assert [line["words"] for line in sql.column(LINES)] == ["“周涛”自2026-03-05起任联络员。"]


def test_an_office_whose_liaison_the_agency_replaces_or_readdresses_is_told(march: Acting, sql: Sql) -> None:
    liaison = {"部门编码": "D001", "角色": "联络员", "姓名": "李明"}
    march.take("contacts", liaison | {"邮箱": "ming@example.org"})
    march.take("contacts", liaison | {"邮箱": "other@example.org"})
    march.do("appoint_liaison", department="D001", name="赵云", email="yun@example.org")
    told = [(line["words"], line["former"]) for line in sql.column(LINES)]
    assert told == [
        ("登记或者更改联络员李明。", ["ming@example.org"]),
        ("“赵云”自2026-03-05起任联络员，此前为“李明”。", ["other@example.org"]),
    ]
    office = march.office("D001")
    office.do("appoint_liaison", department="D001", name="钱七", email="q@example.org", valid_from="2026-03-06")
    assert len(sql.column(LINES)) == 2  # the office itself did it
    by_clerk(march).do("appoint_liaison", department="D001", name="孙九", valid_from="2026-03-07")
    assert [(line["title"], line["former"]) for line in sql.column(LINES)[2:]] == [("指派联络员", ["q@example.org"])]
