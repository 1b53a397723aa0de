"""How a notice ended, and the notices to phone about."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

import pytest

from models.database import begin
from models.intake.received_mail import BouncedTo
from models.ledger.duty.agency_day import sections_in_message
from models.ledger.jurisdiction import home
from models.ledger.messages import list_notices
from models.ledger.notice_ends import (
    NO_ADDRESS,
    cancel_obsolete,
    endings_of,
    mark_unaddressed,
    reopen_addressed,
    untold_notices,
)
from models.ledger.seals import by_run
from models.rules.notices import NoticeEnd
from models.statements import run
from tests.conftest import AT
from tests.mails import mail_from, moment, take

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlmodel import Session

    from tests.conftest import Acting, Reads, Sql, Violations

FIRST = "SELECT min(id) FROM notice"
MESSAGE = """
WITH r AS (INSERT INTO recipient (jurisdiction_id, channel, address, paused_until)
        VALUES (2, 'mail', :address, CAST(:paused AS timestamptz)) RETURNING id),
    m AS (INSERT INTO message (recipient_id, business_date, wave, reference, subject, text, html, markdown, state,
            tries, claimed_by, sent_at, reason, maybe_duplicate, in_handover)
        SELECT id, '2026-03-05', 1, :address, '月度检查', '', '', '', CAST(:state AS text), 3, '',
            CASE WHEN CAST(:state AS text) = 'sent' THEN timestamptz '2026-03-05 09:00+08' END, :reason, false, false
        FROM r WHERE CAST(:state AS text) <> '' RETURNING id)
INSERT INTO delivery (notice_id, recipient_id, person, message_id, cancelled)
SELECT (SELECT min(id) FROM notice), r.id, '', (SELECT id FROM m), CAST(:cancelled AS text) FROM r
"""
UNADDRESSED = "UPDATE notice SET cancelled = :why WHERE id IN (SELECT id FROM notice ORDER BY id LIMIT 3)"
RESOLVE = "UPDATE notice SET resolved_at = now(), cancelled = :cancelled WHERE id = (SELECT min(id) FROM notice)"


def settled(day: str) -> None:
    """Settle on a day as the sweep does."""
    now = datetime.fromisoformat(f"{day}T09:00:00+08:00")
    with begin() as session:
        mark_unaddressed(session, now.date(), now, by_run(session, now))
        cancel_obsolete(session, now, by_run(session, now))


def cancelled_of(session: Session) -> int:
    return cancel_obsolete(session, moment("2026-03-05 09:00"), by_run(session, moment("2026-03-05 09:00")))


def reopened_of(session: Session) -> int:
    now = moment("2026-03-05 09:00")
    return reopen_addressed(session, now.date(), now, by_run(session, now))


def delivered(sql: Sql, address: str, state: str, *, reason: str = "", cancelled: str | None = None) -> None:
    """Give the first notice a delivery whose message has a state; without a state it has no message."""
    sql.sealed(MESSAGE, address=address, state=state, reason=reason, cancelled=cancelled, paused=None)


def end_of_first(sql: Sql, march: Acting) -> tuple[str, str]:
    with begin() as session:
        row = endings_of(session, [sql.value(FIRST)], datetime.combine(march.day, AT))[sql.value(FIRST)]
    return row.ending, row.why


def untold(acting: Acting) -> list[dict[str, Any]]:
    with begin() as session:
        return untold_notices(session, acting.day, datetime.combine(acting.day, AT))


def test_a_new_notice_waits(march: Acting, sql: Sql) -> None:
    assert end_of_first(sql, march) == ("waiting", "")
    assert untold(march) == []


@pytest.mark.parametrize(
    ("states", "end"),
    [
        (["sent"], ("sent", "")),
        (["parked", "sent"], ("sent", "邮箱不存在")),
        (["dropped", "sent"], ("sent", "邮箱不存在")),
        (["sending"], ("waiting", "")),
        (["waiting"], ("waiting", "邮箱不存在")),
        (["parked", "waiting"], ("waiting", "邮箱不存在")),
        ([""], ("waiting", "")),
        (["parked"], ("untold", "邮箱不存在")),
        (["dropped"], ("untold", "邮箱不存在")),
        (["parked", "dropped"], ("untold", "邮箱不存在")),
    ],
)
def test_one_channel_that_came_is_enough_and_only_when_all_failed_no_person_was_told(
    march: Acting, sql: Sql, states: list[str], end: tuple[str, str]
) -> None:
    for number, state in enumerate(states):
        reason = "邮箱不存在" if state in {"parked", "dropped", "waiting"} else ""
        delivered(sql, f"{number}@gz.gov.cn", state, reason=reason)
    sql.sealed(RESOLVE, cancelled=None)
    assert end_of_first(sql, march) == end


@pytest.mark.parametrize(
    ("cancelled", "end"),
    [
        ("收件地址已更换", "untold"),
        ("通知内容无法生成，请报告管理员", "untold"),
        ("事项已办结或已变更", "cancelled"),
        ("已有更新的通知", "cancelled"),
    ],
)
def test_a_delivery_that_was_cancelled_says_why(march: Acting, sql: Sql, cancelled: str, end: str) -> None:
    delivered(sql, "a@gz.gov.cn", "", cancelled=cancelled)
    sql.sealed(RESOLVE, cancelled=None)
    assert end_of_first(sql, march) == (end, cancelled)


def test_a_mailbox_that_is_paused_until_its_key_is_corrected_tells_no_one(march: Acting, sql: Sql) -> None:
    values = {"address": "geheim", "state": "", "reason": "", "cancelled": None}
    sql.sealed(MESSAGE, **values, paused="2036-03-05T00:00:00+08:00")
    sql.sealed(RESOLVE, cancelled=None)
    assert end_of_first(sql, march) == ("untold", "")
    sql("UPDATE recipient SET paused_until = timestamptz '2026-03-05 09:01+08'")
    assert end_of_first(sql, march) == ("waiting", "")


@pytest.mark.parametrize(("cancelled", "end"), [(NO_ADDRESS, "untold"), ("事项已办结或已变更", "cancelled")])
def test_a_notice_without_an_address_is_to_be_told_a_cancelled_one_is_not(
    march: Acting, sql: Sql, cancelled: str, end: str
) -> None:
    sql.sealed(RESOLVE, cancelled=cancelled)
    assert end_of_first(sql, march) == (end, cancelled)


def test_a_sent_request_is_answered_when_its_duty_is_discharged(march: Acting, sql: Sql) -> None:
    delivered(sql, "a@gz.gov.cn", "sent")
    sql.sealed(RESOLVE, cancelled=None)
    march.office("D001").report("D001", "2026-03", "T001", "T002")
    assert end_of_first(sql, march) == ("answered", "")


def test_a_notice_of_the_morning_without_an_address_is_marked_at_once(
    march: Acting, sql: Sql, violations: Violations
) -> None:
    settled("2026-03-05")
    assert [row["id"] for row in untold(march)] == sql.column("SELECT id FROM notice ORDER BY id")
    assert violations() == []
    settled("2026-03-05")
    assert sql.value("SELECT count(*) FROM seal WHERE record = 'notice' AND at IS NOT NULL") == 1


def test_a_line_says_who_to_phone_and_why(march: Acting) -> None:
    liaison = {"部门编码": "D001", "角色": "联络员", "姓名": "李明", "手机": "13800000001", "生效日期": "2026-01-01"}
    march.take("contacts", liaison)
    settled("2026-03-05")
    first, second = untold(march)
    assert (first["name"], first["about"], first["department"]) == ("月度检查开启", "2026年3月月度检查", "第001厅")
    assert (first["person"], first["mobile"], first["why"]) == ("李明", "13800000001", NO_ADDRESS)
    assert (second["person"], second["mobile"]) == (None, None)
    assert str(first["due"]) == "2026-03-31"


def test_what_no_person_was_told_is_cancelled_when_the_work_is_done(march: Acting, sql: Sql) -> None:
    settled("2026-03-05")
    march.office("D001").report("D001", "2026-03", "T001", "T002")
    settled("2026-03-06")
    assert sql.value("SELECT cancelled FROM notice WHERE id = (SELECT min(id) FROM notice)") == "事项已办结或已变更"


def test_of_several_untold_reminders_only_the_newest_is_phoned_about(march: Acting, sql: Sql) -> None:
    settled("2026-03-05")
    for day in ("2026-03-26", "2026-03-31", "2026-04-01"):
        march.on(day).system.do("remind")
        settled(day)
    rows = untold(march.on("2026-04-01"))
    assert {(row["department"], row["audience"], row["kind"]) for row in rows} == {
        (name, audience, "overdue") for name in ("第001厅", "第002厅") for audience in ("office", "liaison")
    }
    assert sql.value("SELECT count(*) FROM notice WHERE cancelled = '已有更新的通知'") >= 4


def test_of_a_marked_target_the_line_shows_only_its_pointer(april: Acting) -> None:
    april.do("mark_secret", target="T009", marking="工作秘密", reason="涉及未公开规划")
    april.lists("T009")
    settled("2026-04-02")
    shown = repr(untold(april))
    assert "农村公路" not in shown
    assert "目标T009（工作秘密）" in shown


def test_every_ending_of_the_list_is_in_the_closed_list(march: Acting) -> None:
    settled("2026-03-05")
    with begin() as session:
        rows = list_notices(session, 10, datetime.combine(march.day, AT))
    assert {NoticeEnd(row["ending"]) for row in rows} == {NoticeEnd.UNTOLD}


def person(role: str, name: str, mobile: str) -> dict[str, str]:
    """A row of the sheet of contacts of D001."""
    return {"部门编码": "D001", "角色": role, "姓名": name, "手机": mobile, "生效日期": "2026-01-01"}


@pytest.mark.parametrize(
    ("people", "called"),
    [
        ([("联络员", "李明", "13800000001"), ("目标办主任", "王芳", "13800000002")], ("李明", "13800000001")),
        ([("联络员", "李明", ""), ("目标办主任", "王芳", "13800000002")], ("王芳", "13800000002")),
        ([("目标办主任", "王芳", "13800000002")], ("王芳", "13800000002")),
        ([("主要领导", "赵立", "13800000003")], (None, None)),
        ([("联络员", "李明", "")], ("李明", "")),
    ],
)
def test_for_an_office_the_liaison_or_the_director_is_phoned_and_never_the_head(
    march: Acting, people: list[tuple[str, str, str]], called: tuple[str | None, str | None]
) -> None:
    march.take("contacts", *(person(*each) for each in people))
    settled("2026-03-05")
    first = untold(march)[0]
    assert (first["person"], first["mobile"]) == called


def test_for_the_head_the_head_is_phoned_if_he_has_a_telephone(march: Acting) -> None:
    march.take("contacts", person("联络员", "李明", "13800000001"), person("主要领导", "赵立", "13800000003"))
    march.office("D001").report("D001", "2026-03", "T001", "T002")
    settled("2026-03-05")
    [result] = [row for row in untold(march) if row["kind"] == "result"]
    assert (result["person"], result["mobile"], result["audience"]) == ("赵立", "13800000003", "head")


def test_a_person_whose_term_is_over_is_not_phoned(march: Acting) -> None:
    march.take("contacts", person("联络员", "李明", "13800000001") | {"失效日期": "2026-03-04"})
    settled("2026-03-05")
    assert untold(march)[0]["person"] is None


def test_the_lines_are_ordered_by_department_and_due_date(march: Acting) -> None:
    march.on("2026-04-01").open("quarterly_meeting", "2026Q1")
    march.on("2026-04-01").open("monthly_check", "2026-04")
    settled("2026-04-01")
    rows = [(row["department"], row["due"]) for row in untold(march.on("2026-04-01"))]
    assert rows == sorted(rows)
    assert len({day for _, day in rows}) == 3


def test_a_newer_notice_of_another_duty_repeats_nothing(march: Acting, sql: Sql) -> None:
    settled("2026-03-05")
    march.on("2026-04-01").open("monthly_check", "2026-04")
    settled("2026-04-01")
    assert sql.value("SELECT count(*) FROM notice WHERE cancelled = '已有更新的通知'") == 0


def test_of_the_days_of_the_agency_only_the_newest_stays(march: Acting, sql: Sql) -> None:
    for day in ("2026-03-05", "2026-03-06", "2026-03-09"):
        march.on(day).system.do("tell_agency_day")
        settled(day)
    ends = sql.rows("SELECT subject, cancelled FROM notice WHERE kind = 'agency_day' ORDER BY subject")
    assert ends == [
        ("2026-03-05", "已有更新的通知"),
        ("2026-03-06", "已有更新的通知"),
        ("2026-03-09", NO_ADDRESS),
    ]


def bounce(sql: Sql, address: str, at: str, words: str = "550 no such user") -> None:
    """The mail that says that our message to an address was returned."""
    reference = sql.value(
        "SELECT reference FROM message JOIN recipient r ON r.id = recipient_id WHERE address = :it", it=address
    )
    returned = (BouncedTo(address, reference, words),)
    take(mail_from("mailer-daemon@gz.gov.cn", at, return_path="", bounces=returned))


def test_a_message_that_bounced_did_not_come(march: Acting, sql: Sql) -> None:
    delivered(sql, "a@gz.gov.cn", "sent")
    sql.sealed(RESOLVE, cancelled=None)
    assert end_of_first(sql, march) == ("sent", "")
    bounce(sql, "a@gz.gov.cn", "2026-03-05 09:05")
    assert end_of_first(sql, march) == ("untold", "退信：550 no such user")
    [row] = untold(march)
    assert (row["department"], row["name"], row["why"]) == ("第001厅", "月度检查开启", "退信：550 no such user")


def test_a_bounce_of_one_channel_leaves_what_came_by_another(march: Acting, sql: Sql) -> None:
    delivered(sql, "a@gz.gov.cn", "sent")
    delivered(sql, "b@gz.gov.cn", "sent")
    sql.sealed(RESOLVE, cancelled=None)
    bounce(sql, "a@gz.gov.cn", "2026-03-05 09:05")
    assert end_of_first(sql, march) == ("sent", "退信：550 no such user")
    assert untold(march) == []
    bounce(sql, "b@gz.gov.cn", "2026-03-05 09:06", "552 mailbox full")
    assert end_of_first(sql, march) == ("untold", "退信：550 no such user；退信：552 mailbox full")


def test_a_bounce_next_to_a_message_that_may_still_come_waits(march: Acting, sql: Sql) -> None:
    delivered(sql, "a@gz.gov.cn", "sent")
    delivered(sql, "b@gz.gov.cn", "waiting")
    sql.sealed(RESOLVE, cancelled=None)
    bounce(sql, "a@gz.gov.cn", "2026-03-05 09:05")
    assert end_of_first(sql, march)[0] == "waiting"


@pytest.mark.parametrize(
    "forged", [{"return_path": "x@gz.gov.cn"}, {"bounces": (BouncedTo("a@gz.gov.cn", "0" * 32, ""),)}]
)
def test_a_forged_bounce_takes_nothing_away(march: Acting, sql: Sql, forged: dict[str, Any]) -> None:
    delivered(sql, "a@gz.gov.cn", "sent")
    sql.sealed(RESOLVE, cancelled=None)
    real = {"return_path": "", "bounces": (BouncedTo("a@gz.gov.cn", "a@gz.gov.cn", ""),)}
    take(mail_from("mailer-daemon@gz.gov.cn", "2026-03-05 09:05", **real | forged))
    assert end_of_first(sql, march) == ("sent", "")


def test_a_message_that_bounced_twice_is_one_line(march: Acting, sql: Sql) -> None:
    delivered(sql, "a@gz.gov.cn", "sent")
    sql.sealed(RESOLVE, cancelled=None)
    bounce(sql, "a@gz.gov.cn", "2026-03-05 09:05")
    bounce(sql, "a@gz.gov.cn", "2026-03-05 09:20")
    assert sql.value("SELECT count(*) FROM bounce") == 2
    assert [row["why"] for row in untold(march)] == ["退信：550 no such user"]


def test_a_bounced_notice_is_not_answered_by_the_message_and_ends_when_the_work_is_done(
    march: Acting, sql: Sql
) -> None:
    delivered(sql, "a@gz.gov.cn", "sent")
    sql.sealed(RESOLVE, cancelled=None)
    bounce(sql, "a@gz.gov.cn", "2026-03-05 09:05")
    march.office("D001").report("D001", "2026-03", "T001", "T002")
    settled("2026-03-06")
    assert end_of_first(sql, march) == ("cancelled", "事项已办结或已变更")


def test_a_bounced_notice_is_told_by_phone(march: Acting, sql: Sql) -> None:
    delivered(sql, "a@gz.gov.cn", "sent")
    sql.sealed(RESOLVE, cancelled=None)
    bounce(sql, "a@gz.gov.cn", "2026-03-05 09:05")
    told = {"told_on": "2026-03-05", "person": "张三", "told_by": "李四"}
    march.do("told_by_phone", notices=[sql.value(FIRST)], **told)
    assert end_of_first(sql, march)[0] == "told"


def test_an_address_that_comes_after_a_bounce_is_sent_to_after_all(march: Acting, sql: Sql) -> None:
    delivered(sql, "a@gz.gov.cn", "sent")
    sql.sealed(RESOLVE, cancelled=None)
    bounce(sql, "a@gz.gov.cn", "2026-03-05 09:05")
    now = moment("2026-03-05 10:00")
    with begin() as session:
        assert reopen_addressed(session, now.date(), now, by_run(session, now)) == 0
    march.take("departments", {"编码": "D001", "名称": "第001厅", "目标办邮箱": "new@gz.gov.cn"})
    with begin() as session:
        assert reopen_addressed(session, now.date(), now, by_run(session, now)) == 1
    assert end_of_first(sql, march)[0] == "waiting"


def test_a_bounce_is_a_line_of_the_agencys_day(march: Acting, sql: Sql) -> None:
    delivered(sql, "a@gz.gov.cn", "sent")
    sql.sealed(RESOLVE, cancelled=None)
    bounce(sql, "a@gz.gov.cn", "2026-03-05 09:05")
    with begin() as session:
        section, *_ = sections_in_message(session, home(session), march.day, datetime.combine(march.day, AT))
    assert section["title"] == "待电话通知"
    assert section["lines"][0].endswith("月度检查开启，2026年3月月度检查（退信：550 no such user）")


@pytest.mark.parametrize("judge", [cancelled_of, reopened_of], ids=["cancelled", "sent after all"])
def test_what_is_untold_is_found_without_a_look_at_each_sent_notice(
    reads: Reads, anyone: Acting, judge: Callable[[Session], int]
) -> None:
    def opens(session: Session) -> None:
        anyone.on("2026-03-01").system.within(session, "open_cycle", cycle="monthly_check", period="2026-03")
        run(session, "UPDATE notice SET resolved_at = now()")
        run(session, UNADDRESSED, why=NO_ADDRESS)
        run(session, "ANALYZE notice, obligation, deadline, office, contact")  # as the server does by itself

    few, many = reads(50, opens, judge)[1], reads(4000, opens, judge)[1]
    assert many < few + 4000  # one pass of a table at most: before, each notice was looked up again
