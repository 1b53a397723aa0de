"""Recipients: roles resolved to addresses on the day of sending, and obsolete notices cancelled."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

import pytest

from models.database import begin
from models.statements import run
from notifications.recipients import address_notices
from tests.conftest import AT

if TYPE_CHECKING:
    from sqlmodel import Session

    from deployments.loopback.mail import MailServer
    from tests.conftest import Acting, Reads, Sql, Violations
    from tests.notifications.conftest import Post

GONE = """
SELECT n.kind, r.channel, r.address, v.person FROM delivery v JOIN notice n ON n.id = v.notice_id
    JOIN recipient r ON r.id = v.recipient_id WHERE v.cancelled IS NULL AND n.cancelled IS NULL
ORDER BY n.kind, r.channel, r.address
"""
DROPPED = "SELECT kind, cancelled FROM notice WHERE cancelled IS NOT NULL ORDER BY id"
FINISHED = "事项已办结或已变更"
NEWER = "已有更新的通知"
NOWHERE = "没有可用的收件地址"
REPORTED = ("T001", "T002")


def named(letters: Acting, role: str, *people: tuple[str, str, str]) -> None:
    """People of D001 in a role: mailbox, first and last day."""
    letters.take(
        "contacts",
        *(
            {"部门编码": "D001", "角色": role, "姓名": box, "邮箱": f"{box}@example.org", "生效日期": a, "失效日期": b}
            for box, a, b in people
        ),
    )


@pytest.mark.usefixtures("letters")
def test_an_office_is_reached_at_its_mailbox_and_by_its_robot(post: Post, sql: Sql, robot_key: str) -> None:
    assert post.address("2026-03-05") == 0
    assert sql.rows(GONE) == [
        ("opened_monthly_check", "mail", "d001@example.org", ""),
        ("opened_monthly_check", "mail", "d002@example.org", ""),
        ("opened_monthly_check", "wecom", robot_key, ""),
    ]


@pytest.mark.parametrize(
    ("day", "box"), [("2026-03-09", "jia"), ("2026-03-10", "jia"), ("2026-03-11", "yi"), ("2026-04-30", "yi")]
)
def test_a_result_goes_to_the_head_on_the_day_of_sending(
    letters: Acting, post: Post, sql: Sql, day: str, box: str
) -> None:
    named(letters, "主要领导", ("jia", "2026-01-01", "2026-03-10"), ("yi", "2026-03-11", ""))
    letters.office("D001").report("D001", "2026-03", *REPORTED)
    post.address(day)
    assert ("result", "mail", f"{box}@example.org", box) in sql.rows(GONE)
    assert sql.value("SELECT count(*) FROM delivery v JOIN notice n ON n.id = v.notice_id AND n.kind = 'result'") == 1


def test_two_current_liaisons_are_both_notified(letters: Acting, post: Post, sql: Sql) -> None:
    named(letters, "联络员", ("jia", "2026-01-01", ""), ("yi", "2026-02-01", ""))
    letters.on("2026-04-01").system.do("remind")
    post.address("2026-04-01")
    listed = [person for kind, _, _, person in sql.rows(GONE) if kind == "overdue"]
    assert sorted(listed) == ["", "", "", "jia", "yi"]


def stands_in(letters: Acting, person: str, representative: str, first: int, last: int) -> None:
    """A representative of a person of D001 in March."""
    days = {"first_day": f"2026-03-{first:02}", "last_day": f"2026-03-{last:02}"}
    names = {"department": "D001", "person": person, "representative": representative}
    letters.do("appoint_representative", **names, email=f"{representative}@example.org", **days)


@pytest.mark.parametrize(
    ("day", "box", "person"),
    [
        ("2026-03-05", "jia", "jia"),
        ("2026-03-06", "bing", "bing（代jia）"),
        ("2026-03-09", "wu", "wu（代jia）"),
        ("2026-03-10", "wu", "wu（代jia）"),
        ("2026-03-11", "jia", "jia"),
    ],
)
def test_what_is_for_a_person_goes_to_the_representative_of_that_day_and_back(
    letters: Acting, post: Post, sql: Sql, day: str, box: str, person: str
) -> None:
    named(letters, "主要领导", ("jia", "", ""))
    for pair in (("jia", "bing", 6, 10), ("bing", "ding", 9, 20), ("ding", "wu", 9, 9), ("ding", "wu", 10, 10)):
        stands_in(letters, *pair)
    letters.office("D001").report("D001", "2026-03", *REPORTED)
    post.address(day)
    assert [row for row in sql.rows(GONE) if row[0] == "result"] == [("result", "mail", f"{box}@example.org", person)]


@pytest.mark.parametrize("day", ["2026-03-05", "2026-03-06"])  # sent on the day it is entered, or when it holds already
def test_a_head_hears_of_the_own_representative_at_the_own_address(
    letters: Acting, post: Post, sql: Sql, day: str
) -> None:
    named(letters, "主要领导", ("jia", "", ""))
    stands_in(letters, "jia", "bing", 5, 20)
    post.address(day)
    told = [row[2:] for row in sql.rows(GONE) if row[0] == "represented" and row[3]]
    assert told == [("jia@example.org", "jia")]


def test_a_head_whose_address_was_changed_is_told_at_the_former_one_too(letters: Acting, post: Post, sql: Sql) -> None:
    named(letters, "主要领导", ("jia", "", ""))
    letters.take("contacts", {"部门编码": "D001", "角色": "主要领导", "姓名": "jia", "邮箱": "yi@example.org"})
    post.address("2026-03-05")
    told = [row[2] for row in sql.rows(GONE) if row[0] == "signer_changed"]
    assert told[:2] == ["jia@example.org", "yi@example.org"]


def test_from_the_day_of_withdrawal_on_the_person_is_told_again(letters: Acting, post: Post, sql: Sql) -> None:
    named(letters, "主要领导", ("jia", "", ""))
    stands_in(letters, "jia", "bing", 5, 20)
    letters.on("2026-03-09").do("withdraw_representative", department="D001", person="jia", reason="返回")
    letters.office("D001").report("D001", "2026-03", *REPORTED)
    post.address("2026-03-09")
    assert ("result", "mail", "jia@example.org", "jia") in sql.rows(GONE)


def test_what_waits_for_a_person_follows_to_the_representative(
    letters: Acting, post: Post, sql: Sql, violations: Violations
) -> None:
    named(letters, "主要领导", ("jia", "", ""))
    letters.office("D001").report("D001", "2026-03", *REPORTED)
    post.address("2026-03-05")
    stands_in(letters, "jia", "bing", 6, 20)
    post.address("2026-03-06")
    assert [row[2] for row in sql.rows(GONE) if row[0] == "result"] == ["bing@example.org"]
    assert violations() == []


def test_a_representative_is_reached_by_the_app_under_the_own_name(letters: Acting, sql: Sql) -> None:
    named(letters, "主要领导", ("jia", "", ""))
    names = {"department": "D001", "person": "jia", "representative": "bing", "email": "bing@example.org"}
    days = {"first_day": "2026-03-05", "last_day": "2026-03-09"}
    letters.do("appoint_representative", **names, **days, wecom_id="b07")
    letters.office("D001").report("D001", "2026-03", *REPORTED)
    with begin() as session:
        address_notices(session, date(2026, 3, 5), datetime.combine(date(2026, 3, 5), AT), to_members=True)
    assert ("result", "wecom_app", "b07", "bing（代jia）") in sql.rows(GONE)


def test_notices_to_the_agency_go_to_its_office(letters: Acting, post: Post, sql: Sql) -> None:
    row = {"编码": "AGENCY", "名称": "贵州省目标绩效管理机构", "目标办邮箱": "agency@example.org"}
    letters.take("departments", row)
    letters.on("2026-04-01").system.do("propose_urgings")
    letters.on("2026-04-01").system.do("tell_agency_day")
    post.address("2026-04-01")
    assert ("agency_day", "mail", "agency@example.org", "") in sql.rows(GONE)


@pytest.mark.usefixtures("march")
def test_a_notice_without_an_address_says_so(post: Post, sql: Sql) -> None:
    post.address("2026-03-05")
    assert sql.rows(DROPPED) == [("opened_monthly_check", NOWHERE)] * 2
    assert not sql.rows(GONE)


def test_a_person_without_a_mailbox_is_no_address(letters: Acting, post: Post, sql: Sql) -> None:
    letters.take("contacts", {"部门编码": "D001", "角色": "主要领导", "姓名": "李厅长"})
    letters.office("D001").report("D001", "2026-03", *REPORTED)
    post.address("2026-03-05")
    assert ("result", NOWHERE) in sql.rows(DROPPED)


@pytest.mark.parametrize(
    ("cell", "channel"),
    [
        ("key-1", "wecom"),
        ("https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=key-1", "wecom"),
        ("json://127.0.0.1/hook", "apprise"),
    ],
)
def test_the_robot_cell_holds_a_robot_or_the_url_of_another_service(
    letters: Acting, post: Post, sql: Sql, cell: str, channel: str
) -> None:
    letters.take("departments", {"编码": "D002", "名称": "第002厅", "企业微信机器人": cell})
    post.address("2026-03-05")
    assert ("opened_monthly_check", channel, cell, "") in sql.rows(GONE)


def test_offices_that_share_a_mailbox_are_one_recipient(letters: Acting, post: Post, sql: Sql) -> None:
    letters.take("departments", {"编码": "D002", "名称": "第002厅", "目标办邮箱": "d001@example.org"})
    post.address("2026-03-05")
    assert sql.column("SELECT address FROM recipient WHERE channel = 'mail'") == ["d001@example.org"]
    assert sql.value("SELECT count(*) FROM delivery") == 3


@pytest.mark.usefixtures("letters")
def test_addressing_twice_adds_nothing(post: Post, sql: Sql) -> None:
    post.address("2026-03-05")
    before = sql.rows(GONE)
    post.address("2026-03-05")
    assert sql.rows(GONE) == before


def test_a_request_for_a_finished_duty_is_cancelled_before_it_is_addressed(
    letters: Acting, post: Post, sql: Sql, violations: Violations
) -> None:
    letters.office("D001").report("D001", "2026-03", *REPORTED)
    assert post.address("2026-03-05") == 1
    assert ("opened_monthly_check", FINISHED) in sql.rows(DROPPED)
    assert [address for _, _, address, _ in sql.rows(GONE)] == ["d002@example.org"]
    assert violations() == []


def test_a_delivery_waiting_for_a_channel_is_cancelled_when_the_duty_is_done(
    letters: Acting, post: Post, sql: Sql
) -> None:
    post.address("2026-03-05")
    letters.office("D001").report("D001", "2026-03", *REPORTED)
    assert post.address("2026-03-05") == 2
    assert sql.column("SELECT cancelled FROM delivery ORDER BY id") == [FINISHED, FINISHED, None]


def test_a_waived_duty_is_not_requested(letters: Acting, post: Post, sql: Sql) -> None:
    number = sql.value("SELECT o.id FROM obligation o JOIN department d ON d.id = o.department_id AND d.code = 'D002'")
    letters.do("waive", obligation=number, reason="机构改革")
    post.address("2026-03-05")
    assert [kind for kind, _, address, _ in sql.rows(GONE) if address == "d002@example.org"] == ["waived"]


def test_the_result_of_a_finished_duty_is_still_sent(letters: Acting, post: Post, sql: Sql) -> None:
    named(letters, "主要领导", ("jia", "2026-01-01", ""))
    letters.office("D001").report("D001", "2026-03", *REPORTED)
    post.address("2026-03-05")
    assert ("result", "mail", "jia@example.org", "jia") in sql.rows(GONE)


def test_a_reminder_of_an_older_due_date_is_dropped_when_the_report_was_returned(
    letters: Acting, post: Post, sql: Sql
) -> None:
    letters.on("2026-03-26").system.do("remind")
    letters.on("2026-03-26").office("D001").report("D001", "2026-03", *REPORTED)
    letters.on("2026-03-26").do("return_report", department="D001", period="2026-03", reason="数据不实")
    post.address("2026-03-26")
    assert ("reminder", FINISHED) in sql.rows(DROPPED)
    kinds = [kind for kind, channel, address, _ in sql.rows(GONE) if address == "d001@example.org"]
    assert kinds == ["opened_monthly_check", "returned"]


def test_an_older_year_end_notice_is_cancelled_when_another_replaces_it(letters: Acting, post: Post, sql: Sql) -> None:
    def register(day: str, number: str) -> None:
        letters.on(day).do("register_year_end_notice", year=2026, number=number, requirements="备齐原件")

    register("2026-11-20", "31号")
    letters.on("2026-12-01").open("year_end_check", "2026")
    register("2026-12-07", "33号")
    register("2026-12-07", "35号")
    post.address("2026-12-07")
    dropped = [row for row in sql.rows(DROPPED) if "year_end" in row[0]]
    assert dropped == [("opened_year_end_check", FINISHED)] * 2 + [("year_end_notice", FINISHED)] * 2
    asked = [address for kind, channel, address, _ in sql.rows(GONE) if kind == "year_end_notice" and channel == "mail"]
    assert asked == ["d001@example.org", "d002@example.org"]
    text = sql.column("SELECT DISTINCT payload ->> 'number' FROM notice WHERE cancelled IS NULL AND kind LIKE 'year%'")
    assert text == ["35号"]


def test_rows_read_grow_with_the_addresses_and_not_with_their_square(reads: Reads, anyone: Acting) -> None:
    def opens(session: Session) -> None:
        run(session, "UPDATE office SET email = concat(department_id, '@example.org')")
        anyone.on("2026-03-01").system.within(session, "open_cycle", cycle="monthly_check", period="2026-03")
        run(session, "ANALYZE notice, office, contact")  # as the server does by itself; addresses are still unknown

    def addresses(session: Session) -> None:
        day = anyone.on("2026-03-02").day
        address_notices(session, day, datetime.combine(day, AT))

    _, read = reads(4000, opens, addresses)
    assert read <= 20 * 4000


# Notices that a later one supersedes


def test_an_opening_is_not_sent_with_the_reminder_that_it_is_overdue(
    letters: Acting, post: Post, sql: Sql, violations: Violations
) -> None:
    letters.on("2026-04-02").system.do("remind")
    post.address("2026-04-02")
    kinds = {kind for kind, *_ in sql.rows(GONE)}
    assert "overdue" in kinds
    assert "opened_monthly_check" not in kinds
    assert set(sql.rows(DROPPED)) >= {("opened_monthly_check", NEWER)}
    assert violations() == []


def test_an_opening_that_waits_for_a_channel_is_dropped_when_its_duty_is_overdue(
    letters: Acting, post: Post, sql: Sql
) -> None:
    post.address("2026-03-05")
    letters.on("2026-04-02").system.do("remind")
    post.address("2026-04-02")
    kept = [kind for kind, channel, address, _ in sql.rows(GONE) if address == "d001@example.org"]
    assert kept == ["overdue"]


def test_only_the_newest_result_of_a_duty_is_sent(letters: Acting, post: Post, sql: Sql) -> None:
    named(letters, "主要领导", ("jia", "2026-01-01", ""))
    letters.office("D001").report("D001", "2026-03", *REPORTED)
    letters.office("D001").report("D001", "2026-03", *REPORTED, name="amend_report", progress="60", reason="误报")
    post.address("2026-03-05")
    assert sql.rows("SELECT occasion, cancelled FROM notice WHERE kind = 'result' ORDER BY id") == [
        ("1", NEWER),
        ("2", None),
    ]


@pytest.mark.parametrize("limited", [True, False])
def test_a_listing_is_not_sent_with_the_withdrawal_of_its_entry(
    letters: Acting,
    post: Post,
    sql: Sql,
    limited: bool,  # noqa: FBT001 - a column of the table
) -> None:
    letters.lists("T001")
    if limited:
        letters.do("set_limit", target="T001", limit="2026-03-27")
    sql.sealed("UPDATE negative_entry SET state = 'withdrawn'")
    sql.sealed("UPDATE obligation SET state = 'void' WHERE kind = 'remediation'")
    post.address("2026-03-05")
    assert ("listed" if limited else "listed_without_limit", NEWER) in sql.rows(DROPPED)
    assert not {kind for kind, *_ in sql.rows(GONE)} & {"listed", "listed_without_limit"}


# Sent after all, because an address came


def later(letters: Acting, **cells: str) -> None:
    letters.take("departments", {"编码": "D001", "名称": "第001厅"} | cells)


@pytest.fixture
def unreached(march: Acting, post: Post) -> Acting:
    """The notices of March were addressed on 5 March; there is no address."""
    post.address("2026-03-05")
    return march


def test_a_notice_is_sent_after_all_when_an_address_comes_while_its_duty_is_open(
    unreached: Acting, post: Post, sql: Sql, mail: MailServer, violations: Violations
) -> None:
    later(unreached, 目标办邮箱="d001@example.org")
    post.at("2026-03-09 09:00")
    assert [letter.recipient for letter in mail.received] == ["d001@example.org"]
    assert sql.rows(GONE) == [("opened_monthly_check", "mail", "d001@example.org", "")]
    assert violations() == []
    post.at("2026-03-09 10:00")
    assert len(mail.received) == 1


def test_a_notice_told_by_phone_is_never_sent_when_an_address_comes(
    unreached: Acting, post: Post, sql: Sql, mail: MailServer, violations: Violations
) -> None:
    number = sql.value("SELECT min(id) FROM notice")
    unreached.on("2026-03-06").do("told_by_phone", notices=number, told_on="2026-03-06", person="张三", told_by="李四")
    later(unreached, 目标办邮箱="d001@example.org")
    post.at("2026-03-09 09:00")
    assert not mail.received
    assert violations() == []


def test_a_notice_whose_duty_is_done_is_not_sent_to_a_late_address(
    unreached: Acting, post: Post, mail: MailServer, sql: Sql
) -> None:
    unreached.office("D001").report("D001", "2026-03", *REPORTED)
    later(unreached, 目标办邮箱="d001@example.org")
    post.at("2026-03-09 09:00")
    assert not mail.received
    assert ("opened_monthly_check", FINISHED) in sql.rows(DROPPED)


@pytest.mark.parametrize(("day", "letters_sent"), [("2026-05-07", 1), ("2026-05-08", 0)])
def test_a_result_without_a_duty_is_sent_to_a_late_address_for_sixty_days(
    unreached: Acting, post: Post, mail: MailServer, sql: Sql, day: str, letters_sent: int
) -> None:
    unreached.system.on("2026-03-06").do("watch_liaisons")
    post.address("2026-03-06")
    sql.sealed("UPDATE notice SET cancelled = '测试' WHERE kind <> 'liaison_missing'")
    sql.sealed("UPDATE notice SET created_on = date '2026-03-09'")
    later(unreached, 目标办邮箱="d001@example.org")
    post.at(f"{day} 09:00")
    assert len(mail.received) == letters_sent


def test_a_refused_mailbox_is_replaced_and_the_notice_goes_to_the_new_one(
    letters: Acting, post: Post, sql: Sql, mail: MailServer, violations: Violations
) -> None:
    later(letters, 目标办邮箱="wrong@example.org", 企业微信机器人="")
    mail.answer("550 5.1.1 no such user", to="wrong@example.org", stage="RCPT")
    post.at("2026-03-05 09:00")
    assert sql.column("SELECT state FROM message ORDER BY state") == ["parked", "sent"]
    later(letters, 目标办邮箱="right@example.org", 企业微信机器人="")
    post.at("2026-03-06 09:00")
    assert sorted(letter.recipient for letter in mail.received) == ["d002@example.org", "right@example.org"]
    assert violations() == []


@pytest.mark.usefixtures("letters")
def test_a_delivery_whose_notice_was_cancelled_meanwhile_is_not_sent(post: Post, sql: Sql) -> None:
    post.address("2026-03-05")
    sql.sealed("UPDATE notice SET cancelled = '豁免已撤回' WHERE kind = 'opened_monthly_check'")
    assert post.address("2026-03-05") == 3
    assert sql.column("SELECT DISTINCT cancelled FROM delivery") == ["豁免已撤回"]


def test_what_is_held_after_an_outage_leaves_when_it_is_released_and_openings_leave_at_once(
    letters: Acting, mail: MailServer, post: Post, sql: Sql, violations: Violations
) -> None:
    letters.on("2026-03-06").system.do("record_sweep", "record_sweep|2026-03-06")
    late = letters.on("2026-04-02")
    for step in ("hold_notices", "remind"):
        late.system.do(step)
    post.at("2026-04-02 09:00")
    assert {kind for kind, *_ in sql.rows(GONE)} == {"opened_monthly_check"}
    assert sql.rows(DROPPED) == []
    assert post.at("2026-04-02 09:10").counts == {"sent": 0, "waiting": 0, "parked": 0}
    late.do("release_notices")
    late.report("D002", "2026-03", "T003")
    post.at("2026-04-02 09:20")
    told = [letter.recipient for letter in mail.received]
    assert sorted(told) == ["d001@example.org", "d001@example.org", "d002@example.org"]
    assert ("overdue", "事项已办结或已变更") in sql.rows(DROPPED)
    assert violations() == []


def test_an_office_gets_one_mail_about_a_duty_on_its_first_day(
    letters: Acting, mail: MailServer, post: Post, sql: Sql
) -> None:
    letters.report("D001", "2026-03", *REPORTED)
    letters.report("D002", "2026-03", "T003")
    first_day = letters.on("2026-04-29")
    first_day.open("monthly_check", "2026-04")  # T-3 was the day before
    post.at("2026-04-29 08:40")
    first_day.system.do("remind")
    post.at("2026-04-29 09:00")
    assert sorted(each.recipient for each in mail.received) == ["d001@example.org", "d002@example.org"]
    assert ("reminder", "当日已通知开启") in sql.rows(DROPPED)


def test_what_happens_to_an_account_is_told_to_its_person_in_any_role(letters: Acting, post: Post, sql: Sql) -> None:
    named(letters, "分管省领导", ("li", "", ""))
    named(letters, "主要领导", ("head", "", ""))
    letters.do("open_account", people=["D001/li"], code_digest="a" * 64)
    given = {"department": "D001", "person": "head", "representative": "周涛", "email": "zhou@example.org"}
    letters.do("appoint_representative", **given, first_day="2026-03-05", last_day="2026-03-20")
    post.address("2026-03-05")
    told = [row[2] for row in sql.rows(GONE) if row[:2] == ("account_slip", "mail")]
    assert told == ["d001@example.org", "head@example.org", "li@example.org"]
