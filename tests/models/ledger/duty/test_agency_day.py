"""管理机构今日工作: one message on a working day with what there is to do, and none if there is nothing."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

import pytest

from models.database import begin
from models.inbox_record import note_failure, note_read
from models.ledger.day_runs import count_end
from models.ledger.duty.agency_day import SHOWN, sections_in_message
from models.ledger.duty.agency_work import SECTIONS, STANDING, STRANGERS, scene_of, sections_of
from models.ledger.jurisdiction import home
from models.ledger.secrets import secrets_of
from models.ledger.strangers import DAY_LIMIT
from tests.acting import SEEN_THERE
from tests.answers import duty_number, fill_in, sent
from tests.conftest import AT
from tests.databases import story
from tests.mails import in_transaction, mail_from, moment, take
from tests.models.ledger.draft.lists import agree, consult, draft, issued_list
from tests.models.ledger.test_messages import SENT

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Acting, Sql, Together, Violations

MONDAY, TUESDAY = "2026-03-09", "2026-03-10"
STRANGER, OFFICE = "liming@example.com", "a@example.org"
ASKED = "什么时候报月度检查？"
MAILBOXES = [{"编码": code, "名称": name, "目标办邮箱": "a@example.org"} for code, name in (
    ("AGENCY", "贵州省目标绩效管理机构"), ("D001", "第001厅"), ("D002", "第002厅"))]  # fmt: skip
DAYS = "SELECT subject, audience FROM notice WHERE kind = 'agency_day' ORDER BY id"


@pytest.fixture
@story
def reached(march: Acting) -> Acting:
    """Everyone has a mailbox, but no department has a liaison or a head; what the year lacks is answered."""
    march.take("departments", *MAILBOXES)
    why: dict[str, Any] = {
        "reason": "上级统一设置",
        "number": "黔目标〔2026〕9号",
        "dated": march.day,
        "evidence": str(SEEN_THERE),
    }
    for what in ("规章制度", "绩效评价结果运用机制", "第三方机构"):
        march.do("answer_not_set_up", what=what, **why)
    return march


def sections(acting: Acting) -> dict[str, list[str]]:
    with begin() as session:
        found = sections_in_message(session, home(session), acting.day, datetime.combine(acting.day, AT))
    return {each["title"]: each["lines"] for each in found}


def test_without_work_there_is_no_message(reached: Acting, sql: Sql) -> None:
    answer = reached.on("2026-03-05").system.do("tell_agency_day")
    assert (answer.words, answer.counts) == ("今日没有须管理机构办理的工作。", {"notices": 0})
    assert sql.rows(DAYS) == []


def test_the_agencys_own_overdue_duties_are_counted(reached: Acting, sql: Sql) -> None:
    reached.on("2026-03-05").system.do("tell_agency_day")
    sql("UPDATE obligation SET owed_by = (SELECT id FROM department WHERE is_agency) WHERE kind = 'monthly_check'")
    answer = reached.on("2026-04-01").system.do("tell_agency_day")
    assert "管理机构逾期未办的事项2项" in answer.words


def test_on_a_rest_day_there_is_no_message(reached: Acting, sql: Sql) -> None:
    reached.on("2026-04-03").system.do("propose_urgings")
    answer = reached.on("2026-04-04").system.do("tell_agency_day")
    assert (answer.words, answer.counts) == ("今日不是工作日，不发今日工作。", {"notices": 0})
    assert sql.rows(DAYS) == []


@pytest.mark.parametrize("day", ["2026-03-05", "2026-03-07"])
def test_what_cannot_be_sent_is_marked_by_a_block_of_its_own_on_a_rest_day_too(
    march: Acting, sql: Sql, violations: Violations, day: str
) -> None:
    march.on(day).system.do("tell_agency_day")
    assert sql.value("SELECT count(*) FROM notice WHERE cancelled IS NOT NULL") > 0
    assert sql.value("SELECT act FROM block ORDER BY height DESC LIMIT 1") == "tell_agency_day"
    assert violations() == []


def test_one_message_a_day_however_often_the_sweep_runs(
    reached: Acting, sql: Sql, together: Together, violations: Violations
) -> None:
    reached.on("2026-04-01").system.do("propose_urgings")
    day = reached.on("2026-04-01").system
    results = together(*[lambda session: day.within(session, "tell_agency_day")] * 3)
    assert sorted(result.counts["notices"] for result in results) == [0, 0, 1]
    reached.on("2026-04-02").system.do("tell_agency_day")
    assert sql.rows(DAYS) == [("2026-04-01", "agency"), ("2026-04-02", "agency")]
    assert violations() == []


def test_the_answer_of_the_act_counts_each_kind_of_work(reached: Acting) -> None:
    reached.on("2026-04-01").system.do("propose_urgings")
    answer = reached.on("2026-04-01").system.do("tell_agency_day")
    assert answer.words == "今日工作：待催办2项，待补的部门信息2项。"
    assert answer.counts == {"notices": 1, "work": 4}


def test_an_urging_has_its_number_method_and_the_telephone_of_the_office(reached: Acting, sql: Sql) -> None:
    people = {"部门编码": "D001", "角色": "联络员", "姓名": "李明", "手机": "13800000001", "生效日期": "2026-01-01"}
    reached.take("contacts", people)
    reached.on("2026-04-01").system.do("propose_urgings")
    first, second = sql.column("SELECT id FROM urging ORDER BY id")
    assert sections(reached.on("2026-04-01"))["待催办"] == [
        f"任务{first}：2026年3月月度检查，电话询问，第001厅，联络员李明 13800000001",
        f"任务{second}：2026年3月月度检查，电话询问，第002厅",
    ]


def test_a_person_without_a_telephone_is_named_without_one(reached: Acting) -> None:
    reached.take("contacts", {"部门编码": "D001", "角色": "联络员", "姓名": "李明", "生效日期": "2026-01-01"})
    reached.on("2026-04-01").system.do("propose_urgings")
    assert sections(reached.on("2026-04-01"))["待催办"][0].endswith("，电话询问，第001厅，联络员李明")


def test_a_notice_without_an_address_is_a_line_on_the_same_morning(march: Acting, sql: Sql) -> None:
    answer = march.on("2026-03-05").system.do("tell_agency_day")
    assert answer.words == "今日工作：待电话通知2项，待补的部门信息3项。"
    number = sql.value("SELECT min(id) FROM notice")
    line = f"通知{number}：第001厅，月度检查开启，2026年3月月度检查（没有可用的收件地址）"
    assert sections(march.on("2026-03-05"))["待电话通知"][0] == line


def test_a_notice_that_was_told_is_no_line_any_more(march: Acting, sql: Sql) -> None:
    march.on("2026-03-05").system.do("tell_agency_day")
    numbers = sql.column("SELECT id FROM notice WHERE kind = 'opened_monthly_check'")
    told = {"told_on": "2026-03-05", "person": "张三", "told_by": "李四"}
    march.on("2026-03-05").do("told_by_phone", notices=numbers, **told)
    assert "月度检查开启" not in repr(sections(march.on("2026-03-05")))


def test_a_parked_message_is_a_line(reached: Acting, sql: Sql) -> None:
    sql.sealed(SENT, channel="mail", address="a@example.org", state="parked")
    assert sections(reached.on("2026-03-05"))["未发出的消息"] == ["消息1 a@example.org 邮箱不存在"]


def test_of_a_robot_no_key_is_shown(reached: Acting, sql: Sql) -> None:
    sql.sealed(SENT, channel="wecom", address="geheim-key", state="parked")
    assert "geheim" not in repr(sections(reached.on("2026-03-05")))


def test_an_entry_waits_for_its_limit_until_one_is_set(reached: Acting) -> None:
    reached.lists("T001", "未完成", "2026-03-04")
    [line] = sections(reached.on("2026-03-05"))["待明确整改时限"]
    assert line.startswith("第001厅 ")
    reached.do("set_limit", target="T001", limit="2026-03-20")
    assert "待明确整改时限" not in sections(reached.on("2026-03-05"))


def test_an_appeal_waits_for_its_answer_and_then_for_its_ruling(contested: Acting) -> None:
    assert "待答复是否受理" in sections(contested)["待答复的申诉"][0]
    contested.do("accept_appeal", target="T001")
    assert "待裁定" in sections(contested)["待答复的申诉"][0]


def test_a_filing_is_to_be_checked_on_the_next_working_day_only(consented: Acting) -> None:
    consented.office("D001").do("file_adjustment", target="T009")
    assert "待核对的调整备案" not in sections(consented)
    [line] = sections(consented.on("2026-04-13"))["待核对的调整备案"]
    assert line == "第001厅 农村公路 （第1次调整，2026-04-10报备）"
    assert "待核对的调整备案" not in sections(consented.on("2026-04-14"))


def test_the_plans_that_the_agency_owes_are_told_on_their_first_working_day_only(reached: Acting) -> None:
    october = reached.on("2026-10-01")  # a holiday
    october.system.do("open_owed_plans")
    first = reached.on("2026-10-08")
    assert sections(first)["开始拟制的核查方案"] == ["2026Q4核查方案，2026-10-20以前下达"]
    assert "开始拟制的核查方案1项" in first.system.do("tell_agency_day").words
    assert "开始拟制的核查方案" not in sections(reached.on("2026-10-09"))


def test_a_returned_filing_is_not_checked_again(filed: Acting) -> None:
    filed.do("return_adjustment", target="T009", reason="缺签批件")
    assert "待核对的调整备案" not in sections(filed.on("2026-04-16"))


def test_of_a_marked_target_only_the_pointer_is_a_line(filed: Acting) -> None:
    filed.do("mark_secret", target="T009", marking="工作秘密", reason="涉及未公开规划")
    filed.lists("T009")
    shown = repr(sections(filed.on("2026-04-16")))
    assert "农村公路" not in shown
    assert "目标T009（工作秘密）" in shown


def test_a_long_section_shows_its_first_lines_and_the_number_of_all(reached: Acting, sql: Sql) -> None:
    for number in range(SHOWN + 2):
        sql.sealed(
            SENT.replace(", 1, :address,", f", {number + 1}, :address,"),
            channel="mail",
            address=f"{number}@b.cn",
            state="parked",
        )
    with begin() as session:
        found, _ = sections_in_message(session, home(session), reached.day, datetime.combine(reached.day, AT))
    assert (found["number"], len(found["lines"]), found["command"]) == (12, 10, "mubiao messages --state parked")


def test_a_mail_that_waits_is_a_line_with_its_reason_and_a_stranger_is_not_named(reached: Acting) -> None:
    take(mail_from(STRANGER, "2026-03-04 07:10"))
    take(mail_from(STRANGER, "2026-03-05 07:10"))
    take(mail_from(OFFICE, "2026-03-05 07:20", text=ASKED))
    reached.on("2026-03-05").system.do("note_strangers")
    shown = sections(reached.on("2026-03-05"))
    assert shown["待处理的来信"] == [f"来信3：{OFFICE}，第001厅（来信里没有回复表，正文待答复（提问））"]
    assert shown["陌生地址的来信"] == ["2026-03-04收到陌生地址的来信1封，没有回复表，来自1个地址"]


def test_mails_that_wait_come_first_with_their_number_and_command(reached: Acting, sql: Sql) -> None:
    take(mail_from(OFFICE, "2026-03-05 07:10", text=ASKED))
    sql.sealed(SENT, channel="mail", address="a@example.org", state="parked")
    with begin() as session:
        first, second, *_ = sections_in_message(session, home(session), reached.day, datetime.combine(reached.day, AT))
    assert (first["title"], first["number"], first["command"]) == ("待处理的来信", 1, "mubiao inbox")
    assert second["title"] == "未发出的消息"
    assert list(SECTIONS)[:2] == ["停机后暂缓的提醒", "待处理的来信"]


def test_the_message_of_the_day_counts_mails_that_wait(reached: Acting, violations: Violations) -> None:
    take(mail_from(OFFICE, "2026-03-05 07:10", text=ASKED))
    answer = reached.on("2026-03-05").system.do("tell_agency_day")
    assert answer.words == "今日工作：待处理的来信1项，待补的部门信息2项。"
    assert answer.counts == {"notices": 1, "work": 3}
    assert violations() == []


def test_a_mail_that_was_decided_is_no_line_any_more(reached: Acting) -> None:
    take(mail_from(OFFICE, "2026-03-05 07:10", text=ASKED))
    take(mail_from(OFFICE, "2026-03-05 07:11", text=ASKED))
    reached.on("2026-03-05").do("dismiss_mail", mail=1, reason="广告")
    assert [line[:4] for line in sections(reached)["待处理的来信"]] == ["来信2："]


def test_a_mail_that_was_taken_or_needs_no_one_is_no_line(reached: Acting, sql: Sql, tmp_path: Path) -> None:
    form = sent(reached, tmp_path / "回复表.xlsx", duty_number(sql, "monthly_check", "2026-03"))
    take(mail_from(OFFICE, "2026-03-05 07:10", fill_in(form, rows={c: {"进度（%）": 40} for c in ("T001", "T002")})))
    take(mail_from(OFFICE, "2026-03-05 07:20", automatic=True))
    assert sql.column("SELECT state FROM received_mail ORDER BY id") == ["taken", "automatic"]
    assert sections(reached.on("2026-03-05")) == {}


def test_a_forged_sheet_waits_with_its_reason(reached: Acting, sql: Sql, tmp_path: Path) -> None:
    form = sent(reached, tmp_path / "回复表.xlsx", duty_number(sql, "monthly_check", "2026-03"))
    take(mail_from(STRANGER, "2026-03-05 07:10", fill_in(form, rows={"T001": {"进度（%）": 40}})))
    [line] = sections(reached.on("2026-03-05"))["待处理的来信"]
    assert line == "来信1：陌生地址（待管理机构处理1份）"


def test_what_strangers_wrote_since_the_last_working_day_is_told_once(reached: Acting) -> None:
    take(mail_from("", "2026-03-06 07:10"))
    for minute in range(DAY_LIMIT + 1):
        take(mail_from(STRANGER, "2026-03-07 07:10", size=minute))
    for day in ("2026-03-07", "2026-03-08", "2026-03-09", "2026-03-10"):
        reached.on(day).system.do("note_strangers")
    assert sections(reached.on("2026-03-09"))["陌生地址的来信"] == [
        "2026-03-06收到陌生地址的来信1封，没有回复表，来自1个地址",
        "2026-03-07收到陌生地址的来信201封，没有回复表，来自1个地址，其中1封只计数",
    ]
    assert "陌生地址的来信" not in sections(reached.on("2026-03-10"))


def test_more_strangers_of_one_day_than_fifty_are_one_line_and_offices_are_always_named(
    reached: Acting, sql: Sql, tmp_path: Path
) -> None:
    form = sent(reached, tmp_path / "回复表.xlsx", duty_number(sql, "monthly_check", "2026-03"))
    fill_in(form, rows={"T001": {"进度（%）": 40}})
    take(mail_from(STRANGER, "2026-03-04 23:50", form))
    for number in range(STRANGERS + 3):
        take(mail_from(f"{number}@example.com", f"2026-03-05 07:{number:02}", form))
    take(mail_from(OFFICE, "2026-03-05 08:10", text=ASKED))
    with begin() as session:
        scene = scene_of(session, home(session), reached.day, moment("2026-03-05 08:30"))
        lines = sections_of(session, scene, secrets_of(session))[0].lines
    assert len(lines) == 1 + STRANGERS + 1 + 1
    assert lines[-2] == "2026-03-05另有3封陌生地址的来信"
    assert lines[-1].startswith(f"来信{STRANGERS + 5}：{OFFICE}，第001厅")
    assert sql.value("SELECT count(*) FROM received_mail WHERE state = 'waiting'") == STRANGERS + 5


def test_a_marked_target_that_a_reason_names_is_a_pointer(filed: Acting, sql: Sql) -> None:
    filed.take("departments", {"编码": "D001", "名称": "第001厅", "目标办邮箱": OFFICE})
    filed.do("mark_secret", target="T009", marking="工作秘密", reason="涉及未公开规划")
    take(mail_from(OFFICE, "2026-04-16 07:10", text=ASKED))
    sql.sealed("UPDATE received_mail SET sentence = '问“农村公路”'")
    shown = repr(sections(filed.on("2026-04-16"))["待处理的来信"])
    assert "农村公路" not in shown


def lacking(acting: Acting) -> list[str]:
    return sections(acting).get(STANDING, [])


@pytest.fixture
def staffed(reached: Acting) -> Acting:
    """Everyone has a mailbox, a liaison and a head."""
    titles = {"D001": ("联络员", "主要领导"), "D002": ("联络员", "主要领导")}
    people = [{"部门编码": code, "角色": role, "姓名": "周正"} for code, roles in titles.items() for role in roles]
    reached.take("contacts", *people)
    return reached


def test_a_week_begins_with_what_departments_lack(reached: Acting, sql: Sql) -> None:
    answer = reached.on(MONDAY).system.do("tell_agency_day")
    assert (answer.words, answer.counts) == ("今日工作：待补的部门信息2项。", {"notices": 1, "work": 2})
    assert lacking(reached.on(MONDAY)) == ["第001厅：没有联络员、主要领导", "第002厅：没有联络员、主要领导"]
    assert sql.rows(DAYS) == [(MONDAY, "agency")]


def test_a_week_begins_without_a_message_when_every_department_is_complete(staffed: Acting, sql: Sql) -> None:
    staffed.on(MONDAY).system.do("tell_agency_day")
    assert sql.rows(DAYS) == []


def test_what_departments_lack_makes_no_message_later_in_the_week(reached: Acting, sql: Sql) -> None:
    for day in (TUESDAY, "2026-03-11", "2026-03-12", "2026-03-13"):
        reached.on(day).system.do("tell_agency_day")
        assert sections(reached.on(day)) == {}
    assert sql.rows(DAYS) == []


def test_what_departments_lack_stands_in_a_message_that_is_sent_anyway(reached: Acting) -> None:
    take(mail_from(OFFICE, "2026-03-10 07:10", text=ASKED))
    assert list(sections(reached.on(TUESDAY))) == ["待处理的来信", STANDING]


def test_a_message_whose_work_is_done_before_it_is_sent_does_not_speak_of_what_is_lacking(reached: Acting) -> None:
    take(mail_from(OFFICE, "2026-03-10 07:10", text=ASKED))
    reached.on(TUESDAY).system.do("tell_agency_day")
    reached.on(TUESDAY).do("dismiss_mail", mail=1, reason="广告")
    assert sections(reached.on(TUESDAY)) == {}


@pytest.mark.parametrize(
    ("day", "begins"),
    [
        ("2026-02-13", False),
        ("2026-02-14", False),  # a Saturday that is worked for the Spring Festival belongs to its week
        ("2026-02-24", True),  # the first working day after the festival is a Tuesday
        ("2026-02-25", False),
        ("2026-02-28", False),
        ("2026-03-02", True),
        ("2026-04-07", True),
        ("2026-09-20", False),  # a Sunday that is worked ends its week
        ("2026-09-21", True),
        ("2026-01-04", False),  # the first working day of the year was a Sunday, after a holiday
        ("2026-01-05", True),
    ],
)
def test_a_week_begins_on_its_first_working_day(reached: Acting, day: str, *, begins: bool) -> None:
    assert bool(lacking(reached.on(day))) is begins


def test_each_department_is_one_line_with_all_that_it_lacks(reached: Acting) -> None:
    reached.take("departments", {"编码": "D001", "名称": "第001厅", "目标办邮箱": ""})
    reached.take("contacts", {"部门编码": "D001", "角色": "联络员", "姓名": "周正"})
    reached.take("contacts", {"部门编码": "D002", "角色": "主要领导", "姓名": "周正"})
    assert lacking(reached.on(MONDAY)) == ["第001厅：没有目标办邮箱、主要领导", "第002厅：没有联络员"]


def test_an_agency_without_an_address_is_the_first_line(staffed: Acting) -> None:
    staffed.take("departments", {"编码": "AGENCY", "名称": "省目标绩效管理机构", "目标办邮箱": ""})
    name = "省目标绩效管理机构"
    assert lacking(staffed.on(MONDAY)) == [f"{name}：没有邮箱和企业微信机器人"]


def test_of_many_departments_ten_are_named_and_all_are_counted(staffed: Acting) -> None:
    codes = [f"N{number:03}" for number in range(12)]
    people = {"目标办邮箱": "a@example.org", "联络员": "周正"}
    staffed.take("departments", *({"编码": code, "名称": f"新{code}局"} | people for code in codes))
    staffed.on(MONDAY).system.do("tell_agency_day")
    with begin() as session:
        [found] = sections_in_message(session, home(session), staffed.on(MONDAY).day, moment(f"{MONDAY} 08:30"))
    assert (found["title"], found["number"], found["command"]) == (STANDING, 12, "mubiao departments")
    assert found["lines"] == [f"新{code}局：没有主要领导" for code in codes[:10]]


def test_a_head_who_is_registered_is_lacking_no_more(reached: Acting) -> None:
    reached.take("contacts", *({"部门编码": code, "角色": "主要领导", "姓名": "周正"} for code in ("D001", "D002")))
    assert lacking(reached.on(MONDAY)) == ["第001厅：没有联络员", "第002厅：没有联络员"]


def test_what_is_lacking_comes_last(reached: Acting) -> None:
    assert list(SECTIONS)[-1] == STANDING
    reached.on("2026-04-07").system.do("propose_urgings")
    assert list(sections(reached.on("2026-04-07"))) == ["待催办", STANDING]


def test_an_objection_to_a_draft_waits_until_it_is_answered(reached: Acting) -> None:
    draft(reached, "N1")
    draft(reached, "N2")
    [number] = consult(reached)
    assert "待答复的沟通异议" not in sections(reached)
    agree(reached, number, "N1", "N2", N2="改为900公里")
    assert sections(reached)["待答复的沟通异议"] == ["第001厅 N2 农村公路N2（2026-03-05反馈）"]
    reached.do("answer_objection", target="N2", accepted=True, answer="已采纳")
    assert "待答复的沟通异议" not in sections(reached)


def test_an_objection_to_a_marked_draft_is_a_line_with_its_pointer(reached: Acting) -> None:
    draft(reached, "N2")
    reached.do("mark_secret", target="N2", marking="工作秘密", reason="涉密任务")
    [number] = consult(reached)
    agree(reached, number, N2="改为900公里")
    assert sections(reached)["待答复的沟通异议"] == ["第001厅 N2 目标N2（工作秘密）（2026-03-05反馈）"]


def test_a_question_about_a_received_list_is_told_once_with_its_words(reached: Acting, sql: Sql) -> None:
    issued_list(reached)
    number = duty_number(sql, "receipt", "2026")
    question = {"target": "N2", "question": "里程未见依据"}
    reached.on("2026-03-20").office("D001").do("receive_targets", obligation=number, lines=[question])
    asked = [sections(reached.on(day)).get("签收时提出的疑问") for day in ("2026-03-20", "2026-03-23", "2026-03-24")]
    assert asked == [None, ["第001厅 N2 农村公路N2：里程未见依据"], None]


def test_a_draft_that_changed_since_asks_for_no_answer(reached: Acting) -> None:
    draft(reached, "N2")
    [number] = consult(reached)
    agree(reached, number, N2="改为900公里")
    draft(reached, "N2", 数量="900", 绩效要求="建成900公里")
    assert "待答复的沟通异议" not in sections(reached)


def test_an_inbox_that_was_silent_for_two_working_hours_is_work_of_the_day(reached: Acting, sql: Sql) -> None:
    in_transaction(note_failure, moment("2026-03-09 16:31"), "登录失败")
    day = reached.on(TUESDAY)
    assert AT.hour == 9  # an hour and a half of work, half an hour before the first two hours are over
    assert sections(day) == {}
    in_transaction(note_read)
    in_transaction(note_failure, moment("2026-03-09 16:00"), "登录失败")
    assert sections(day)["未能读取的收件箱"] == ["自2026-03-09 16:00起未能读取：登录失败"]
    assert day.system.do("tell_agency_day").words.startswith("今日工作：未能读取的收件箱1项，")
    assert sql.rows(DAYS) == [(TUESDAY, "agency")]
    in_transaction(note_read)
    assert sections(day) == {}


def test_where_runs_are_counted_the_message_comes_on_each_working_day(reached: Acting, sql: Sql) -> None:
    in_transaction(count_end, "deliver", moment("2026-03-04 17:45"))
    answer = reached.on("2026-03-05").system.do("tell_agency_day")
    assert (answer.words, answer.counts["notices"]) == ("今日工作：没有要办的。", 1)
    assert reached.on("2026-03-07").system.do("tell_agency_day").counts == {"notices": 0}
    assert len(sql.rows(DAYS)) == 1
