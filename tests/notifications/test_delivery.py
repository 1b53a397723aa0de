"""Delivery: in office hours, exactly once despite failures, with every attempt recorded."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from threading import Barrier
from typing import TYPE_CHECKING

import pytest

from deployments.loopback.mail import MailServer
from deployments.loopback.wecom import ACCEPTED, BAD_KEY, DROP_ACCEPTED, HTML, TOO_OFTEN, WeComServer, errcode
from models.database import begin
from models.file_store.letters import LetterFolder
from models.rules.workdays import BusinessDay
from notifications.delivery import in_office_hours, say_closed
from notifications.handover import begin_handover
from notifications.outlets import Outlets
from notifications.services import open_channel
from tests.notifications.conftest import instant

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from sqlmodel import Session

    from models.ledger.acts import Summary
    from notifications.claim import Claim
    from tests.conftest import Acting, Meanwhile, Sql, Violations
    from tests.notifications.conftest import Post


MORNING = "2026-03-05 09:00"
PASSWORD = "Geheim-71b0"  # noqa: S105 - planted, to be looked for
LATER = "451 4.3.0 try later"
STANDING = """
SELECT m.state, m.tries, m.reason, m.next_try FROM message m JOIN recipient r ON r.id = m.recipient_id
WHERE r.address = :address ORDER BY m.id
"""
FIRST, SECOND = "d001@example.org", "d002@example.org"
BLOCKS = "SELECT act_id, business_date, result FROM block WHERE act = 'deliver' ORDER BY height"


class Killed(BaseException):
    """The process ends here."""


def standing(sql: Sql, address: str) -> tuple[str, int, str]:
    state, tries, reason, _ = sql.rows(STANDING, address=address)[-1]
    return state, tries, reason


def wait(sql: Sql, address: str, since: datetime) -> timedelta | None:
    again = sql.rows(STANDING, address=address)[-1][3]
    return again - since if again else None


def sent_to(mail: MailServer) -> Counter[str]:
    return Counter(each.recipient for each in mail.received)


def message_ids(mail: MailServer, address: str) -> list[str]:
    return [str(each.message["Message-ID"]) for each in mail.received if each.recipient == address]


def send_without_settling(post: Post, claims: list[Claim]) -> None:
    for held in claims:
        with begin() as session:
            assert begin_handover(session, held, worker="甲")
        channel = open_channel(post.urls[held.channel])
        channel.send(held.letter)
        channel.close()


def minutes(start: datetime, *steps: int) -> Iterator[datetime]:
    for step in (0, *steps):
        start += timedelta(minutes=step)
        yield start


@pytest.mark.usefixtures("letters")
def test_due_notices_are_sent_on_both_channels_and_settled(
    post: Post, sql: Sql, mail: MailServer, robots: WeComServer, violations: Violations
) -> None:
    summary = post.at(MORNING)
    assert summary.words == "通知投递：发出3封。"
    assert sent_to(mail) == {FIRST: 1, SECOND: 1}
    assert [(message.key, message.kind) for message in robots.received] == [(next(iter(robots.keys)), "markdown")]
    assert sql.rows("SELECT DISTINCT state, tries, lease_until, maybe_duplicate FROM message") == [
        ("sent", 1, None, False)
    ]
    assert violations() == []


@pytest.mark.usefixtures("letters")
def test_delivering_twice_sends_nothing_more_and_says_so(post: Post, mail: MailServer) -> None:
    post.at(MORNING)
    assert post.at("2026-03-05 09:10").words == "通知投递：没有待发通知。"
    assert len(mail.received) == 2


@pytest.mark.usefixtures("letters")
def test_a_mail_bears_the_frozen_text_and_the_message_id_of_its_row(post: Post, sql: Sql, mail: MailServer) -> None:
    post.at(MORNING)
    rows = sql.rows("SELECT subject, '<' || reference || '@mubiao.example.org>' FROM message ORDER BY id")
    sent = [(str(each.message["Subject"]), str(each.message["Message-ID"])) for each in mail.received]
    assert sent == rows[:2]


@pytest.mark.parametrize(
    ("moment", "why"),
    [
        ("2026-03-05 08:29:59", "before the office opens"),
        ("2026-03-05 17:30:01", "after it has closed"),
        ("2026-03-05 23:50", "at night"),
        ("2026-03-07 10:00", "on a Saturday"),
        ("2026-04-06 10:00", "on the Monday of a holiday"),
    ],
)
@pytest.mark.usefixtures("letters")
def test_nothing_leaves_outside_office_hours(
    post: Post, sql: Sql, mail: MailServer, robots: WeComServer, moment: str, why: str
) -> None:
    assert post.at(moment).counts == {"waiting": 2}, why
    assert not mail.received + robots.received
    assert sql.value("SELECT count(*) FROM delivery") == 0


@pytest.mark.parametrize("moment", ["2026-03-05 08:30", "2026-03-05 17:30", "2026-05-09 10:00"])
@pytest.mark.usefixtures("letters")
def test_office_hours_have_both_ends_and_a_makeup_saturday_is_a_working_day(post: Post, moment: str) -> None:
    assert post.at(moment).counts["sent"] == 3


@pytest.mark.usefixtures("letters")
def test_outside_office_hours_a_retry_waits_too(post: Post, mail: MailServer) -> None:
    mail.answer(LATER, to=FIRST)
    post.at("2026-03-06 17:30")
    assert post.at("2026-03-06 17:40").counts == {"waiting": 0}
    assert post.at("2026-03-09 08:30").counts["sent"] == 1


def test_a_temporary_refusal_is_tried_again_ever_later_and_parked_after_the_fifth_try(
    letters: Acting, post: Post, sql: Sql, mail: MailServer
) -> None:
    mail.answer(*[LATER] * 5, to=FIRST)
    waits = []
    for moment in minutes(letters.context().at, 1, 5, 30, 120):
        post.at(f"{moment:%F %T}")
        waits.append(wait(sql, FIRST, moment))
    assert waits == [*(timedelta(minutes=m) for m in (1, 5, 30, 120)), None]
    assert standing(sql, FIRST) == ("parked", 5, "邮件服务器暂时无法处理（451 4.3.0 try later）")
    assert sql.column("SELECT outcome FROM attempt WHERE code = '451'") == ["retry"] * 5
    assert sent_to(mail) == {SECOND: 1}


@pytest.mark.usefixtures("letters")
def test_a_retry_does_not_come_before_its_time(post: Post, mail: MailServer) -> None:
    mail.answer(LATER, to=FIRST)
    post.at(MORNING)
    post.at("2026-03-05 09:00:59")
    assert sent_to(mail)[FIRST] == 0
    post.at("2026-03-05 09:01")
    assert sent_to(mail)[FIRST] == 1


@pytest.mark.usefixtures("letters")
def test_a_permanent_refusal_is_parked_at_once_with_its_reason(post: Post, sql: Sql, mail: MailServer) -> None:
    mail.answer("550 5.1.1 no such user", to=FIRST, stage="RCPT")
    assert post.at(MORNING).words == "通知投递：发出2封，搁置1封。"
    assert standing(sql, FIRST) == ("parked", 1, "收件地址不存在或被拒收（550 5.1.1 no such user）")


def test_a_wrong_robot_key_parks_the_message_and_pauses_the_robot(
    letters: Acting, post: Post, sql: Sql, robots: WeComServer, robot_key: str
) -> None:
    robots.answer(BAD_KEY)
    post.at(MORNING)
    assert standing(sql, robot_key)[0] == "parked"
    letters.system.do("watch_liaisons")
    post.at("2026-03-09 09:00")
    assert not robots.received
    assert (
        sql.value("SELECT count(*) FROM message m JOIN recipient r ON r.id = recipient_id AND channel = 'wecom'") == 1
    )


def test_a_robot_that_was_too_busy_is_left_alone_for_a_minute(
    letters: Acting, post: Post, sql: Sql, robots: WeComServer, robot_key: str
) -> None:
    robots.answer(TOO_OFTEN)
    post.at(MORNING)
    assert wait(sql, robot_key, letters.context().at) == timedelta(seconds=61)
    letters.system.do("watch_liaisons")
    post.at("2026-03-05 09:01")
    assert not robots.received
    post.at("2026-03-05 09:01:01")
    assert len(robots.received) == 2


@pytest.mark.usefixtures("letters")
def test_a_channel_that_is_down_does_not_delay_the_other(
    post: Post, sql: Sql, robots: WeComServer, tmp_path: Path
) -> None:
    with MailServer(tmp_path / "gone") as gone:
        post.urls["mail"] = gone.url
    assert post.at(MORNING).counts == {"sent": 1, "waiting": 2, "parked": 0}
    assert len(robots.received) == 1
    assert standing(sql, FIRST) == (
        "waiting",
        0,
        f"邮件服务器127.0.0.1:{gone.port}不通：对方拒绝连接，请检查地址、端口和服务是否启动",
    )


def test_after_two_failures_a_channel_is_left_alone_until_the_next_run(
    letters: Acting, post: Post, sql: Sql, mail: MailServer, tmp_path: Path
) -> None:
    rows = ({"编码": f"E{n}", "名称": f"第{n}局", "目标办邮箱": f"e{n}@example.org"} for n in range(4))
    letters.take("departments", *rows)
    letters.system.do("watch_liaisons")
    with MailServer(tmp_path / "gone") as gone:
        post.urls["mail"] = gone.url
    post.at(MORNING)
    assert sql.rows("SELECT code, count(*) FROM attempt WHERE outcome = 'unreachable' GROUP BY code ORDER BY code") == [
        ("paused", 4),
        ("refused", 2),
    ]
    post.urls["mail"] = mail.url
    assert post.at("2026-03-05 09:05").counts["sent"] == 6


def test_a_relay_that_falls_silent_is_left_alone_too(letters: Acting, post: Post, sql: Sql, mail: MailServer) -> None:
    rows = ({"编码": f"E{n}", "名称": f"第{n}局", "目标办邮箱": f"e{n}@example.org"} for n in range(2))
    letters.take("departments", *rows)
    letters.system.do("watch_liaisons")
    mail.answer(*["hang"] * 2)
    post.urls["mail"] += "&cto=0.2"
    post.at(MORNING)
    codes = sql.column("SELECT a.code FROM attempt a JOIN message m ON m.id = message_id AND html <> '' ORDER BY a.id")
    assert codes == ["timeout", "timeout", "paused", "paused"]


def test_when_the_time_is_over_what_was_not_begun_waits_for_the_next_run(
    letters: Acting, post: Post, sql: Sql, mail: MailServer, robots: WeComServer, violations: Violations
) -> None:
    rows = ({"编码": f"E{n}", "名称": f"第{n}局", "目标办邮箱": f"e{n}@example.org"} for n in range(2))
    letters.take("departments", *rows)
    letters.system.do("watch_liaisons")
    told = post.at(MORNING, is_over=lambda: len(mail.received) > 1)
    assert told.counts["sent"] == 2 + len(robots.received)
    held = sql.rows("SELECT state, tries, reason FROM message WHERE state <> 'sent' AND html <> ''")
    assert held == [("waiting", 0, "本次投递的时间已到，下一次发送")] * 2
    assert sql.value("SELECT count(*) FROM attempt WHERE outcome <> 'sent'") == 0
    assert post.at(MORNING, is_over=lambda: True).counts["sent"] == 0
    post.at(MORNING)
    assert sent_to(mail) == Counter({FIRST: 1, SECOND: 1, "e0@example.org": 1, "e1@example.org": 1})
    assert violations() == []


def test_an_unreachable_channel_uses_up_no_try_and_is_given_up_after_three_days(
    letters: Acting, post: Post, sql: Sql, tmp_path: Path
) -> None:
    letters.take("departments", {"编码": "D002", "名称": "第002厅"})
    with MailServer(tmp_path / "gone") as gone:
        post.urls["mail"] = gone.url
    for moment in ("2026-03-02 09:00", "2026-03-02 09:05", "2026-03-03 17:00", "2026-03-05 17:30"):
        post.at(moment)
        assert standing(sql, FIRST)[:2] == ("waiting", 0)
    post.at("2026-03-06 08:30")
    state, tries, reason = standing(sql, FIRST)
    assert (state, tries) == ("parked", 0)
    assert "不通" in reason


def test_another_service_is_reached_by_its_url_and_not_believed(
    letters: Acting, post: Post, sql: Sql, robots: WeComServer
) -> None:
    url = f"json://127.0.0.1:{robots.port}/hook"
    letters.take("departments", {"编码": "D002", "名称": "第002厅", "目标办邮箱": "", "企业微信机器人": url})
    robots.answer(ACCEPTED, ACCEPTED)
    assert post.at(MORNING).counts == {"sent": 2, "waiting": 0, "parked": 0, "doubtful": 1}
    assert standing(sql, url) == ("doubtful", 1, "json服务的答复没有说明是否收下，不能确定是否送达")


def test_an_unknown_service_url_is_parked_with_its_reason(letters: Acting, post: Post, sql: Sql) -> None:
    letters.take("departments", {"编码": "D002", "名称": "第002厅", "企业微信机器人": "nonsense://x"})
    post.at(MORNING)
    state, tries, reason = standing(sql, "nonsense://x")
    assert (state, tries) == ("parked", 1)
    assert reason.startswith("通知渠道地址无法识别")


@pytest.mark.usefixtures("letters")
def test_a_channel_without_settings_keeps_its_deliveries_and_says_so(post: Post, sql: Sql) -> None:
    url = post.urls.pop("wecom")
    assert post.at(MORNING).words == "通知投递：发出2封。1条企业微信通知待发：该渠道尚未设置好。"
    assert sql.value("SELECT count(*) FROM delivery WHERE message_id IS NULL AND cancelled IS NULL") == 1
    post.urls["wecom"] = url
    assert post.at("2026-03-05 09:10").counts["sent"] == 1


@pytest.mark.usefixtures("letters")
def test_a_channel_with_a_wrong_address_does_not_block_the_other(post: Post, robots: WeComServer) -> None:
    post.urls["mail"] = "mbmail://user:geheim@mail.example.org/"
    words = post.at(MORNING).words
    assert len(robots.received) == 1
    assert "邮件设置有误" in words
    assert "geheim" not in words


@pytest.mark.usefixtures("letters")
def test_a_notice_that_cannot_be_rendered_does_not_block_others(post: Post, sql: Sql, mail: MailServer) -> None:
    sql("UPDATE notice SET kind = 'returned' WHERE department_id = (SELECT id FROM department WHERE code = 'D001')")
    post.at(MORNING)
    assert sql.column("SELECT DISTINCT cancelled FROM delivery WHERE cancelled IS NOT NULL") == [
        "通知内容无法生成，请报告管理员"
    ]
    assert len(mail.received) == 1


@pytest.mark.usefixtures("letters")
def test_an_unsent_notice_goes_to_the_corrected_address(post: Post, sql: Sql, mail: MailServer) -> None:
    post.address("2026-03-05")
    sql("UPDATE office SET email = 'neu@example.org' WHERE email = 'd001@example.org'")

    post.at(MORNING)
    assert sent_to(mail)["neu@example.org"] == 1
    assert sent_to(mail)["d001@example.org"] == 0


@pytest.mark.usefixtures("letters")
def test_a_worker_that_died_between_sending_and_settling_causes_one_duplicate_with_the_same_message_id(
    post: Post, sql: Sql, mail: MailServer, robots: WeComServer, violations: Violations
) -> None:
    send_without_settling(post, post.hold(MORNING))
    post.at("2026-03-05 09:14", worker="乙")
    assert len(mail.received) == 2
    post.at("2026-03-05 09:15", worker="乙")
    post.at("2026-03-05 09:40", worker="乙")
    assert sent_to(mail) == {FIRST: 2, SECOND: 2}
    assert len(set(message_ids(mail, FIRST))) == 1
    assert len(robots.received) == 2
    assert sql.rows("SELECT DISTINCT state, maybe_duplicate, tries FROM message") == [("sent", True, 1)]
    assert violations() == []


@pytest.mark.usefixtures("letters")
def test_a_worker_that_died_before_sending_loses_nothing_and_marks_nothing(
    post: Post, sql: Sql, mail: MailServer
) -> None:
    post.hold(MORNING)
    post.at("2026-03-05 09:15", worker="乙")
    assert sent_to(mail) == {FIRST: 1, SECOND: 1}
    assert sql.value("SELECT bool_or(maybe_duplicate OR in_handover) FROM message") is False


@pytest.mark.usefixtures("letters")
def test_a_worker_killed_while_it_sends_sends_again_only_what_it_was_handing_over(
    post: Post, sql: Sql, mail: MailServer
) -> None:
    post.urls.pop("wecom")

    def killed(_session: Session) -> datetime:
        if mail.received:  # the first mail has left, and its answer is not settled
            raise Killed
        return instant(MORNING)

    with pytest.raises(Killed):
        post.at(MORNING, now=killed)
    [first] = [address for address, n in sent_to(mail).items() if n]
    post.at("2026-03-05 09:15", worker="乙")
    assert sent_to(mail) == {FIRST: 1, SECOND: 1} | {first: 2}
    assert sql.column("SELECT maybe_duplicate FROM message ORDER BY maybe_duplicate") == [False, True]


def test_a_worker_that_lost_its_lease_counts_nothing_and_changes_nothing(
    letters: Acting, post: Post, sql: Sql, mail: MailServer
) -> None:
    post.urls.pop("wecom")
    clock = iter([letters.context().at] * 2)

    def overtaken(_session: Session) -> datetime:
        if now := next(clock, None):
            return now
        if len(mail.received) == 1:  # the first mail has left, and its worker sleeps over its lease
            post.at("2026-03-05 10:00", worker="乙")
        return letters.context().at

    assert post.at(MORNING, now=overtaken).counts["sent"] == 0
    assert sql.rows("SELECT DISTINCT state, claimed_by, sent_at > '2026-03-05 09:30+08' FROM message") == [
        ("sent", "乙", True)
    ]


@pytest.mark.usefixtures("letters")
def test_an_answer_that_was_lost_marks_a_possible_duplicate(post: Post, sql: Sql, robots: WeComServer) -> None:
    robots.answer(DROP_ACCEPTED)
    post.at(MORNING)
    post.at("2026-03-05 09:01")
    assert len(robots.received) == 2
    assert sql.column("SELECT maybe_duplicate FROM message WHERE markdown <> ''") == [True]


def test_two_workers_at_once_send_nothing_twice(
    letters: Acting, post: Post, mail: MailServer, violations: Violations, sql: Sql
) -> None:
    rows = ({"编码": f"E{n:02d}", "名称": f"第{n}局", "目标办邮箱": f"e{n}@example.org"} for n in range(20))
    letters.take("departments", *rows)
    letters.system.do("watch_liaisons")
    barrier = Barrier(2)

    def work(worker: str) -> int:
        barrier.wait(30)
        return post.at(MORNING, worker=worker).counts["sent"]

    with ThreadPoolExecutor(2) as pool:
        assert sum(pool.map(work, "甲乙")) == 23
    assert sent_to(mail).most_common(1)[0][1] == 1
    assert len(mail.received) == 22
    assert sql.value("SELECT bool_or(maybe_duplicate) FROM message") is False
    assert violations() == []


@pytest.mark.usefixtures("letters")
def test_the_tries_of_a_run_are_sealed_in_one_block(post: Post, sql: Sql, violations: Violations) -> None:
    post.at(MORNING)
    [(act, day, result)] = sql.rows(BLOCKS)
    assert (str(day), result["counts"]["sent"]) == ("2026-03-05", 3)
    assert sql.column("SELECT DISTINCT act_id FROM attempt") == [act]
    sql("UPDATE attempt SET outcome = 'refused' WHERE id = (SELECT min(id) FROM attempt)")
    assert {words.partition("：")[2] for words in violations()} == {
        "所含的变动记录被更改、删除或增加。",
        "记为已发送，没有与之相符的投递记录。",
    }


@pytest.mark.usefixtures("letters")
def test_a_run_that_sent_nothing_leaves_no_block(post: Post, sql: Sql) -> None:
    post.at("2026-03-05 20:00")
    post.at(MORNING)
    post.at("2026-03-05 09:10")
    assert len(sql.rows(BLOCKS)) == 1


def test_the_tries_of_a_dead_run_are_sealed_by_a_later_one(
    letters: Acting, post: Post, sql: Sql, meanwhile: Meanwhile, violations: Violations
) -> None:
    def killed() -> None:
        raise Killed

    meanwhile("SELECT act_id FROM open_run", killed)
    with pytest.raises(Killed):
        post.at(MORNING)
    assert sql.rows(BLOCKS) == []
    letters.system.do("watch_liaisons")
    post.at("2026-03-05 09:20")
    (own, _, _), (dead, _, result) = sql.rows(BLOCKS)
    assert sql.column("SELECT DISTINCT act_id FROM attempt ORDER BY act_id") == [dead, own]
    assert result["words"] == "补记一次中断的通知投递。"
    assert violations() == []


def test_a_run_that_ends_first_leaves_the_tries_of_another_one_under_way_alone(
    letters: Acting, post: Post, sql: Sql, mail: MailServer, violations: Violations
) -> None:
    post.urls.pop("wecom")
    waiting = ["乙"]

    def overlapping(_session: Session) -> datetime:
        if len(mail.received) == 2 and waiting:  # one try is settled, the second is about to be
            post.at("2026-03-05 09:01", worker=waiting.pop())
        return letters.context().at

    post.at(MORNING, now=overlapping)
    assert violations() == []
    assert sql.value("SELECT count(*) FROM attempt a WHERE a.act_id NOT IN (SELECT act_id FROM block)") == 0


def test_no_secret_shows_in_reasons_rows_blocks_or_logs(
    letters: Acting, post: Post, sql: Sql, robots: WeComServer, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    [key] = robots.keys
    robots.answer(HTML, errcode(301002, f"unknown key {key}"), BAD_KEY)
    with MailServer(tmp_path / "safe", login=("mubiao", PASSWORD)) as safe:
        safe.answer(f"451 you said {PASSWORD}", f"550 you said {PASSWORD}", to=FIRST)
        post.urls["mail"] = safe.url.replace("//", f"//mubiao:{PASSWORD}@")
        for moment in minutes(letters.context().at, 1, 5):
            post.at(f"{moment:%F %T}")
        post.urls["mail"] = post.urls["mail"].replace(PASSWORD, f"{PASSWORD}-wrong")
        letters.system.do("watch_liaisons")
        post.at("2026-03-05 10:00")
    tables = ("message", "attempt", "block", "notice", "delivery", "transition")
    rows = "".join(str(sql.column(f"SELECT t::text FROM {table} t")) for table in tables)  # noqa: S608 - names above
    logged = "".join(record.getMessage() for record in caplog.records if not record.name.startswith("mail."))
    assert "***" in rows
    for secret in (key, PASSWORD):
        assert secret not in rows
        assert secret not in logged


@pytest.fixture
def parked(letters: Acting, post: Post, sql: Sql, robots: WeComServer) -> int:
    """The number of a robot's message that was parked for its key."""
    letters.system.do("watch_liaisons")
    robots.answer(BAD_KEY)
    post.at(MORNING)
    return int(sql.value("SELECT id FROM message WHERE state = 'parked'"))


def test_the_agency_has_a_parked_message_sent_again_with_its_text_unchanged(
    anyone: Acting, post: Post, sql: Sql, robots: WeComServer, parked: int, violations: Violations
) -> None:
    before = sql.value("SELECT markdown FROM message WHERE id = :id", id=parked)
    anyone.on("2026-03-05").do("retry_message", message=parked, why="机器人已恢复")
    assert sql.rows("SELECT state, tries, reason FROM message WHERE id = :id", id=parked) == [
        ("waiting", 0, "机器人已恢复")
    ]
    post.at("2026-03-05 09:10")
    assert [message.content for message in robots.received] == [before]
    assert sql.value("SELECT state FROM message WHERE id = :id", id=parked) == "sent"
    assert violations() == []


def test_a_dropped_message_is_never_sent(
    anyone: Acting, post: Post, sql: Sql, robots: WeComServer, parked: int, violations: Violations
) -> None:
    anyone.on("2026-03-05").do("drop_message", message=parked, why="已电话通知")
    post.at("2026-03-09 09:00")
    assert sql.rows("SELECT state, reason FROM message WHERE id = :id", id=parked) == [("dropped", "已电话通知")]
    assert not robots.received
    assert violations() == []


def test_a_sent_or_dropped_message_cannot_be_decided_again(anyone: Acting, sql: Sql, parked: int) -> None:
    sent = sql.value("SELECT min(id) FROM message WHERE state = 'sent'")
    words = anyone.refused("retry_message", message=sent, why="再发一次")
    assert words == f"没有编号为{sent}的待重试、已搁置或送达不明的消息。查看：mubiao messages。"
    anyone.do("drop_message", message=parked, why="已电话通知")
    assert anyone.refused("retry_message", message=parked, why="再发一次")


MAIL = "mbmail://127.0.0.1:2525/?mode=insecure&from=mubiao@example.org"


def closed(tmp_path: Path, **urls: str) -> Summary:
    """What is said with these channels."""
    outlets = Outlets(urls, "mubiao.example.org", lambda _: instant("2026-03-05 09:00"), "甲", LetterFolder(tmp_path))
    with begin() as session:
        return say_closed(session, outlets)


@pytest.mark.parametrize(
    ("moment", "opens"),
    [
        ("2026-03-05 08:29", False),
        ("2026-03-05 08:30", True),
        ("2026-03-05 12:00", True),
        ("2026-03-05 17:30", True),
        ("2026-03-05 17:31", False),
        ("2026-03-07 10:00", False),
        ("2026-02-14 10:00", True),
        ("2026-02-16 10:00", False),
    ],
)
@pytest.mark.usefixtures("march")
def test_mail_leaves_in_the_hours_of_a_working_day(moment: str, opens: bool) -> None:  # noqa: FBT001
    at = instant(moment)
    with begin() as session:
        assert in_office_hours(session, BusinessDay(at.date(), at)) is opens


def test_a_run_at_night_says_how_many_notices_wait(march: Acting, tmp_path: Path) -> None:
    assert march.day.month == 3
    summary = closed(tmp_path, mail=MAIL, wecom="mbwecoms://")
    assert summary.words.startswith("现在不是工作时间（工作日8:30—17:30），")
    assert f"{summary.counts['waiting']}条通知待发" in summary.words
    assert summary.counts["waiting"] > 0
    assert "尚未设置" not in summary.words


@pytest.mark.parametrize(
    ("urls", "unset"),
    [({"mail": MAIL}, ["企业微信"]), ({"wecom": "mbwecoms://"}, ["邮件"]), ({}, ["邮件", "企业微信"])],
)
@pytest.mark.usefixtures("march")
def test_a_channel_that_is_not_configured_is_named(urls: dict[str, str], unset: list[str], tmp_path: Path) -> None:
    words = closed(tmp_path, **urls).words
    assert [name for name in ("邮件", "企业微信") if f"{name}渠道尚未设置" in words] == unset
    assert "企业微信应用渠道" not in words
