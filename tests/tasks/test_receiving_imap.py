"""The step that reads the inbox, with a real IMAP server: two readers at once, a mailbox that goes away, old mail."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TYPE_CHECKING

import pytest

from models.inbox_record import inbox_failure
from notifications.inbox.imap import ImapInbox
from tasks.receiving import receive_before
from tasks.settings import settings
from tests.by_mail import Duty, Mailing, Values, mailing_of, reply_to

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import Any

    from notifications.inbox import Fetched, Waiting
    from tests.conftest import Acting, Sql, Violations

FIRST, SECOND = "d001@example.org", "d002@example.org"
MARCH = Duty("monthly_check", "2026-03")
ROWS: Values = {"T001": {"progress": 40}, "T002": {"progress": 60}}
STATES = "SELECT sender, state FROM received_mail ORDER BY id"
TAKEN = "SELECT count(*) FROM block WHERE act = 'take_answer'"
RECEIPTS = "SELECT count(*) FROM notice WHERE kind = 'answer_receipt'"


@pytest.fixture
def mailing(march: Acting, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Mailing]:
    """Both offices were sent the sheets of March; the inbox is empty."""
    boxes = {"D001": FIRST, "D002": SECOND}
    march.take("departments", *({"编码": k, "名称": f"第{k[1:]}厅", "目标办邮箱": v} for k, v in boxes.items()))
    with mailing_of(tmp_path, monkeypatch) as opened:
        opened.send("2026-03-05 09:00")
        yield opened


@pytest.fixture
def answered(mailing: Mailing) -> Mailing:
    """Both offices have answered, the second one first."""
    mailing.answer(SECOND, MARCH, "2026-03-10 10:00", {"T003": {"progress": 20}})
    mailing.answer(FIRST, MARCH, "2026-03-10 10:05", ROWS)
    return mailing


@pytest.mark.process
def test_mails_of_an_imap_server_are_taken_once_and_starred_and_stay(
    answered: Mailing, sql: Sql, violations: Violations
) -> None:
    assert answered.receive("2026-03-10 10:10").counts["mails"] == 2
    assert sql.rows(STATES) == [(SECOND, "taken"), (FIRST, "taken")]
    assert answered.imap.flags() == [{"\\Flagged"}, {"\\Flagged"}]
    assert answered.receive("2026-03-10 10:20").words == "没有新的来信。"
    assert sql.value(TAKEN) == 2
    assert violations() == []


@pytest.mark.process
def test_a_mail_that_was_moved_into_the_folder_later_is_taken_by_its_instant(mailing: Mailing, sql: Sql) -> None:
    late: Values = {"T001": {"progress": 50}, "T002": {"progress": 70}}
    mailing.answer(FIRST, MARCH, "2026-04-01 09:00", late)
    mailing.answer(FIRST, MARCH, "2026-03-31 22:00", ROWS)  # moved here from the junk mails
    mailing.receive("2026-04-01 10:00")
    assert sql.column("SELECT state FROM received_mail ORDER BY id") == ["taken", "taken"]
    assert sql.rows("SELECT counted_on::text, late FROM obligation WHERE id = 1") == [("2026-03-31", False)]
    newest = "SELECT progress::int FROM report_line WHERE version = 2 ORDER BY progress"
    assert sql.column(newest) == [50, 70]


@pytest.mark.process
def test_two_readers_at_once_take_each_mail_once(answered: Mailing, sql: Sql, violations: Violations) -> None:
    together = Barrier(2)

    def read(_: int) -> Any:
        together.wait(30)
        return answered.receive("2026-03-10 10:10")

    with ThreadPoolExecutor(2) as pool:
        summaries = list(pool.map(read, range(2)))
    assert sum(each.counts["mails"] for each in summaries) == 2
    assert {each.words for each in summaries} <= {
        "来信1：收取1份。\n来信2：收取1份。",
        "收件箱正由另一个进程读取，本次不读。",
        "没有新的来信。",
    }
    assert (sql.value(TAKEN), sql.value(RECEIPTS)) == (2, 2)
    assert violations() == []


@pytest.mark.exhaustive(1)
@pytest.mark.process
@pytest.mark.parametrize("place", ["waiting", "fetch", "flag"])
def test_a_mailbox_that_goes_away_in_the_middle_loses_nothing(
    answered: Mailing, sql: Sql, violations: Violations, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    """The server hangs up before the second answer at this place; what was taken until then stays taken."""
    whole, calls = getattr(ImapInbox, place), []

    def hang_up(inbox: ImapInbox, *mail: Waiting) -> Fetched | None:
        calls.append(place)
        if len(calls) == (1 if place == "waiting" else 2):
            answered.imap.hang_up()
        found: Fetched | None = whole(inbox, *mail)
        return found

    with monkeypatch.context() as broken:
        broken.setattr(ImapInbox, place, hang_up)
        assert answered.receive("2026-03-10 10:10").words.startswith("收件箱未能读取：收件箱127.0.0.1:")
    failure = inbox_failure(settings().home)
    assert failure
    assert "s3cret" not in failure.words
    taken = {"waiting": 0, "fetch": 1, "flag": 2}[place]
    assert sql.value(TAKEN) == taken
    answered.receive("2026-03-10 10:20")
    assert inbox_failure(settings().home) is None
    assert sql.rows(STATES) == [(SECOND, "taken"), (FIRST, "taken")]
    assert (sql.value(TAKEN), sql.value(RECEIPTS)) == (2, 2)
    assert all(answered.imap.flags())
    assert violations() == []


@pytest.mark.process
def test_a_server_that_is_not_there_stops_nothing_and_is_remembered_from_the_first_time(mailing: Mailing) -> None:
    mailing.imap.close()
    before = mailing.receive("2026-03-10 10:10")
    assert before.words.startswith("收件箱未能读取：")
    assert mailing.receive("2026-03-10 10:20").counts == {"mails": 0, "inbox_failures": 1}
    failure = inbox_failure(settings().home)
    assert failure
    assert f"{failure.since:%H:%M}" == "10:10"


@pytest.mark.process
def test_a_wrong_password_is_said_without_the_password(
    answered: Mailing, sql: Sql, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MUBIAO_INBOX_URL", answered.imap.url.replace("s3cret", "wr0ng"))
    settings.cache_clear()
    words = answered.receive("2026-03-10 10:10").words
    assert "登录失败" in words
    assert "wr0ng" not in words
    assert sql.value("SELECT count(*) FROM received_mail") == 0


@pytest.mark.process
def test_a_mail_that_another_program_deleted_meanwhile_is_passed_over(
    answered: Mailing, sql: Sql, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = ImapInbox.fetch

    def fetch(inbox: ImapInbox, mail: Waiting) -> Fetched | None:
        if sql.value("SELECT count(*) FROM received_mail") == 0:
            with answered.imap.client() as other:
                other.store("2", "+FLAGS", r"(\Deleted)")
                other.expunge()
        return whole(inbox, mail)

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(ImapInbox, "fetch", fetch)
        answered.receive("2026-03-10 10:10")
    assert sql.rows(STATES) == [(SECOND, "taken")]


@pytest.mark.process
def test_the_day_is_that_of_the_mailbox_not_that_of_the_sender(mailing: Mailing, sql: Sql) -> None:
    """A50: the Date header is the sender's word; a mail that lay unread for days counts from its arrival."""
    letter = mailing.letter(FIRST, MARCH)
    mail = reply_to(letter.message, FIRST, "收到")
    mail["Date"] = "Fri, 20 Mar 2026 08:00:00 +0800"
    mailing.put(mail, "2026-04-01 00:30")
    mailing.receive("2026-04-07 09:00")
    assert sql.column("SELECT received_on::text FROM received_mail") == ["2026-04-01"]


@pytest.mark.process
def test_an_instant_before_our_message_counts_from_the_message(mailing: Mailing, sql: Sql) -> None:
    mailing.put(reply_to(mailing.mails_to(FIRST)[-1], FIRST, "收到"), "2026-02-28 10:00")
    mailing.put(reply_to(None, FIRST, "在途"), "2027-01-01 10:00")
    mailing.receive("2026-03-06 09:00")
    assert sorted(sql.column("SELECT received_on::text FROM received_mail")) == ["2026-03-05", "2026-03-06"]


@pytest.mark.process
def test_mails_that_were_opened_on_a_phone_are_taken(mailing: Mailing, sql: Sql) -> None:
    data = mailing.answer(FIRST, MARCH, "2026-03-10 10:00", ROWS)
    with mailing.imap.client() as phone:
        phone.store("1", "+FLAGS", r"(\Seen)")
    mailing.receive("2026-03-10 10:10")
    assert sql.rows(STATES) == [(FIRST, "taken")]
    with mailing.imap.client() as phone:
        found: Any = phone.fetch("1", "(BODY.PEEK[])")[1]
    assert found[0][1] == data  # as it came


@pytest.mark.process
def test_the_first_step_of_the_sweep_reads_the_same_inbox(answered: Mailing, sql: Sql) -> None:
    day = answered.day("2026-03-11 08:30")
    assert receive_before.fn(day).counts["mails"] == 2
    assert sql.rows(STATES) == [(SECOND, "taken"), (FIRST, "taken")]
