"""The mailbox on an IMAP server: waiting mails are listed, read and flagged; none is moved, deleted or read by us."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from hashlib import sha256
from socket import socket
from typing import TYPE_CHECKING

import pytest

from models.rules.errors import Unavailable
from notifications.inbox import Inbox, Unreadable, open_inbox, waiting
from notifications.inbox.imap import FLAGGED, KEYWORD, Reply, body_of, parse_listing
from notifications.inbox.waiting import UNLISTED
from tests.imap_server import PASSWORD, ImapServer
from tests.notifications.inbox.conftest import Stored

if TYPE_CHECKING:
    from pathlib import Path
    from ssl import SSLContext

    from tests.notifications.inbox.conftest import Behaving


ONE = b"From: d001@example.org\r\nMessage-ID: <1@example.org>\r\n\r\none\r\n"
TWO = b"From: d002@example.org\r\n\r\ntwo\r\n"


@pytest.fixture
def disk(tmp_path: Path) -> Path:
    return tmp_path


def listed(inbox: Inbox) -> list[tuple[str, int]]:
    return [(mail.message_id, mail.size) for mail in inbox.waiting()]


def test_waiting_mails_are_listed_in_their_order_with_size_and_instant(
    server: ImapServer, disk: Path, noon: datetime
) -> None:
    server.deliver(ONE, noon + timedelta(hours=1))
    server.deliver(TWO, noon)
    with open_inbox(server.url, disk) as inbox:
        first, second = inbox.waiting()
    assert (first.message_id, first.size, first.received_at) == ("<1@example.org>", len(ONE), noon + timedelta(hours=1))
    assert (second.message_id, second.size, second.received_at) == ("", len(TWO), noon)


def test_the_instant_has_its_zone(small: Behaving, disk: Path) -> None:
    small.mails[1] = Stored(ONE, " 1-Apr-2026 00:00:00 +0800")
    with open_inbox(f"imap://{small.address}", disk) as inbox:
        (mail,) = inbox.waiting()
    assert mail.received_at == datetime(2026, 4, 1, tzinfo=timezone(timedelta(hours=8)))


def test_the_bytes_are_those_that_came_with_their_digest(server: ImapServer, disk: Path) -> None:
    server.deliver(ONE)
    with open_inbox(server.url, disk) as inbox:
        fetched = inbox.fetch(next(iter(inbox.waiting())))
    assert fetched
    assert (fetched.data, fetched.digest, fetched.fault) == (ONE, sha256(ONE).hexdigest(), "")
    assert server.flags() == [set()]  # not even \Seen


def test_a_flagged_mail_waits_no_more_and_stays_where_it_is(server: ImapServer, disk: Path) -> None:
    for data in (ONE, TWO):
        server.deliver(data)
    with open_inbox(server.url, disk) as inbox:
        inbox.flag(next(iter(inbox.waiting())))
        assert listed(inbox) == [("", len(TWO))]
    with open_inbox(server.url, disk) as inbox:
        assert listed(inbox) == [("", len(TWO))]
    assert server.flags() == [{FLAGGED}, set()]


def test_a_mail_that_was_read_on_a_phone_still_waits(server: ImapServer, disk: Path) -> None:
    server.deliver(ONE, flags=r"(\Seen)")
    with open_inbox(server.url, disk) as inbox:
        assert len(listed(inbox)) == 1


def test_a_mail_that_others_marked_as_deleted_is_not_removed_by_our_flag(server: ImapServer, disk: Path) -> None:
    server.deliver(ONE, flags=r"(\Deleted)")
    server.deliver(TWO)
    with open_inbox(server.url, disk) as inbox:
        for mail in inbox.waiting():
            inbox.flag(mail)
    assert server.flags() == [{FLAGGED, "\\Deleted"}, {FLAGGED}]


def test_an_empty_mailbox_has_no_mails(server: ImapServer, disk: Path) -> None:
    with open_inbox(server.url, disk) as inbox:
        assert listed(inbox) == []


def test_two_hundred_and_fifty_mails_are_all_listed(small: Behaving, disk: Path) -> None:
    small.mails |= {uid: Stored(TWO) for uid in range(1, 251)}
    with open_inbox(f"imap://{small.address}", disk) as inbox:
        assert [mail.key for mail in inbox.waiting()] == [str(uid) for uid in range(1, 251)]
    assert sum("FETCH" in command for command in small.commands) == 3


def test_a_server_that_asks_for_id_gets_it_before_select(small: Behaving, disk: Path) -> None:
    with open_inbox(f"imap://{small.address}/INBOX", disk):
        pass
    names = [command.split()[0] for command in small.commands]
    assert names.index("ID") < names.index("SELECT")


def test_where_keywords_are_kept_the_mark_is_ours_alone(small: Behaving, disk: Path) -> None:
    small.mails |= {1: Stored(ONE, flags={FLAGGED}), 2: Stored(TWO)}
    with open_inbox(f"imap://{small.address}", disk) as inbox:
        for mail in inbox.waiting():
            inbox.flag(mail)
    assert small.mails[1].flags == {FLAGGED, KEYWORD}
    assert not any("EXPUNGE" in command for command in small.commands)


@pytest.mark.parametrize("whole", [False, True])
def test_of_a_large_mail_only_headers_and_digest_are_kept(
    small: Behaving, disk: Path, monkeypatch: pytest.MonkeyPatch, *, whole: bool
) -> None:
    monkeypatch.setattr(waiting, "LARGEST", 3 * 2**20)
    small.whole, data = whole, ONE + b"x" * 5_000_000
    small.mails[1] = Stored(data)
    with open_inbox(f"imap://{small.address}", disk) as inbox:
        fetched = inbox.fetch(next(iter(inbox.waiting())))
    assert fetched
    assert (fetched.digest, fetched.data.startswith(ONE), len(fetched.data)) == (
        sha256(data).hexdigest(),
        True,
        262_144,
    )
    assert fetched.fault == "这封信有5MB，超过3MB，只收取了信头，请压缩后分几封重新发来。"


def test_a_server_that_tells_a_smaller_size_is_not_believed(
    small: Behaving, disk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("waiting", "imap"):
        monkeypatch.setattr(f"notifications.inbox.{module}.LARGEST", 2**20)
    small.mails[1] = Stored(ONE + b"x" * 2**21, size=100)
    with open_inbox(f"imap://{small.address}", disk) as inbox:
        fetched = inbox.fetch(next(iter(inbox.waiting())))
    assert fetched
    assert "只收取了信头" in fetched.fault


def test_on_a_full_disk_only_headers_are_kept(server: ImapServer, disk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(waiting, "free", lambda _: 2**30)
    server.deliver(ONE)
    with open_inbox(server.url, disk) as inbox:
        fetched = inbox.fetch(next(iter(inbox.waiting())))
    assert fetched
    assert (fetched.digest, "磁盘只剩1024MB，不足2048MB" in fetched.fault) == (sha256(ONE).hexdigest(), True)


def test_a_mail_that_is_gone_is_none(small: Behaving, disk: Path) -> None:
    small.mails[1] = Stored(ONE)
    with open_inbox(f"imap://{small.address}", disk) as inbox:
        (mail,) = inbox.waiting()
        small.mails.clear()
        assert inbox.fetch(mail) is None


def test_a_mail_that_the_server_cannot_give_keeps_no_other_out(small: Behaving, disk: Path) -> None:
    small.mails |= {1: Stored(ONE, broken=True), 2: Stored(TWO)}
    with open_inbox(f"imap://{small.address}", disk) as inbox:
        broken, sound = inbox.waiting()
        with pytest.raises(Unreadable, match="服务器没有完成请求"):
            inbox.fetch(broken)
        assert inbox.fetch(sound)


@pytest.mark.parametrize("kind", ["imap", "imaps"])
def test_tls_is_spoken_and_the_certificate_checked(
    small: Behaving, disk: Path, ours: SSLContext, certificate: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    small.tls, small.at_once = ours, kind == "imaps"
    monkeypatch.setattr("notifications.inbox.is_loopback", lambda _: False)
    with pytest.raises(Unavailable, match="对方证书未通过验证"), open_inbox(f"{kind}://{small.address}", disk):
        pass
    with open_inbox(f"{kind}://{small.address}?verify=no", disk) as inbox:
        assert listed(inbox) == []
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with open_inbox(f"{kind}://{small.address}", disk) as inbox:
        assert listed(inbox) == []


def test_another_machine_without_tls_is_never_logged_into(
    small: Behaving, disk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("notifications.inbox.is_loopback", lambda _: False)
    with (
        pytest.raises(Unavailable, match="不支持STARTTLS加密，请改用imaps"),
        open_inbox(f"imap://{small.address}", disk),
    ):
        pass
    assert not any("LOGIN" in command for command in small.commands)


def test_a_wrong_login_is_told_without_the_password(small: Behaving, disk: Path) -> None:
    url = f"imap://{small.address}".replace("answers", "other")
    with pytest.raises(Unavailable, match=r"登录失败.+授权码") as failed, open_inbox(url, disk):
        pass
    assert PASSWORD not in failed.value.message
    assert "***" in failed.value.message


def test_a_real_server_refuses_a_wrong_login_too(server: ImapServer, disk: Path) -> None:
    with pytest.raises(Unavailable, match="登录失败"), open_inbox(server.url.replace("s3cret", "wrong"), disk):
        pass


def test_a_server_that_refuses_every_login_as_unsafe_says_what_to_do(
    small: Behaving, disk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "tests.notifications.inbox.conftest.Conversation.do_id", lambda self, tag, _: self.say(f"{tag} OK done")
    )
    with (
        pytest.raises(Unavailable, match=r"Unsafe Login.+开启IMAP，并使用授权码"),
        open_inbox(f"imap://{small.address}", disk),
    ):
        pass


def test_a_wrong_folder_is_named(server: ImapServer, disk: Path) -> None:
    url = server.url.replace("INBOX", "%E5%B7%B2%E5%A4%84%E7%90%86")
    with pytest.raises(Unavailable, match="无法打开文件夹“已处理”"), open_inbox(url, disk):
        pass


def test_a_folder_with_a_chinese_name_is_opened(server: ImapServer, disk: Path) -> None:
    with server.client() as client:
        client.create('"&XfJZBHQG-"')
    with open_inbox(server.url.replace("INBOX", "%E5%B7%B2%E5%A4%84%E7%90%86"), disk) as inbox:
        assert listed(inbox) == []


def test_a_server_that_does_not_listen_is_unavailable(disk: Path) -> None:
    with socket() as link:
        link.bind(("127.0.0.1", 0))  # taken, but not listened on
        url = f"imap://a:b@127.0.0.1:{link.getsockname()[1]}"
        with pytest.raises(Unavailable, match="对方拒绝连接"), open_inbox(url, disk):
            pass


@pytest.mark.parametrize("at", ["LOGIN", "SELECT", "SEARCH"])
def test_an_answer_that_drips_in_is_cut_off(small: Behaving, disk: Path, at: str) -> None:
    small.silent_at = at
    with (
        pytest.raises(Unavailable, match="等待对方应答超时"),
        open_inbox(f"imap://{small.address}?cto=0.3", disk) as inbox,
    ):
        listed(inbox)


@pytest.mark.parametrize("odd", [Stored(ONE, ""), Stored(ONE, unlisted=True), Stored(ONE, refused=True)])
def test_a_mail_that_cannot_be_listed_is_named_and_keeps_no_other_out(small: Behaving, disk: Path, odd: Stored) -> None:
    small.mails |= {1: odd, 2: Stored(TWO), 3: Stored(TWO)}
    with open_inbox(f"imap://{small.address}", disk) as inbox:
        found = list(inbox.waiting())
        assert [(mail.key, mail.received_at == UNLISTED) for mail in found] == [("1", True), ("2", False), ("3", False)]
        assert inbox.fetch(found[0]) is None
        assert inbox.fetch(found[1])


def test_a_mail_that_the_server_answers_without_data_is_none(small: Behaving, disk: Path) -> None:
    small.mails |= {1: Stored(ONE, empty=True), 2: Stored(TWO)}
    with open_inbox(f"imap://{small.address}", disk) as inbox:
        first, second = inbox.waiting()
        assert inbox.fetch(first) is None
        assert inbox.fetch(second)


def test_the_same_mail_after_a_new_start_has_another_key_and_the_same_digest(disk: Path) -> None:
    digests = []
    for _ in range(2):
        with ImapServer() as server:
            server.deliver(ONE, datetime(2026, 3, 31, tzinfo=UTC))
            with open_inbox(server.url, disk) as inbox:
                digests += [fetched.digest for mail in inbox.waiting() if (fetched := inbox.fetch(mail))]
    assert len(digests) == 2
    assert len({*digests}) == 1


RECEIVED = b'INTERNALDATE "31-Mar-2026 12:00:00 +0800"'
HEADER = b"Message-ID: <1@x>\r\n\r\n"
NOON = datetime(2026, 3, 31, 4, tzinfo=UTC)


@pytest.mark.parametrize(
    "reply",
    [
        [(b"1 (UID 7 RFC822.SIZE 90 " + RECEIVED + b" BODY[HEADER.FIELDS (MESSAGE-ID)] {21}", HEADER), b")"],
        [(b"1 (BODY[HEADER.FIELDS (MESSAGE-ID)] {21}", HEADER), b" UID 7 RFC822.SIZE 90 " + RECEIVED + b")"],
        [(b'1 (RFC822.SIZE 90 UID 7 BODY[HEADER.FIELDS ("Message-Id")] {21}', HEADER), b" " + RECEIVED + b")", None],
        [b"3 (UID 9 FLAGS (\\Seen))", (b"1 (UID 7 RFC822.SIZE 90 " + RECEIVED + b" BODY[HEADER] {21}", HEADER), b")"],
    ],
)
def test_the_parts_may_stand_in_any_order(reply: Reply) -> None:
    (mail,) = parse_listing(reply)
    assert (mail.key, mail.size, mail.received_at, mail.message_id) == ("7", 90, NOON, "<1@x>")


def test_several_mails_are_told_apart_and_one_without_header_is_a_mail() -> None:
    start = b" RFC822.SIZE 90 " + RECEIVED
    reply: Reply = [
        (b"1 (UID 7" + start + b" BODY[X] {21}", HEADER),
        b")",
        (b"2 (UID 8" + start + b" BODY[X] {2}", b"\r\n"),
        b")",
        b"3 (UID 9" + start + b' BODY[X] "")',
    ]
    assert [(mail.key, mail.message_id) for mail in parse_listing(reply)] == [("7", "<1@x>"), ("8", ""), ("9", "")]


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        (b" 1-Apr-2026 00:00:00 +0800", datetime(2026, 3, 31, 16, tzinfo=UTC)),
        (b"01-apr-2026 00:00:00 +0000", datetime(2026, 4, 1, tzinfo=UTC)),
        (b"31-DEC-2026 23:59:59 -0330", datetime(2027, 1, 1, 3, 29, 59, tzinfo=UTC)),
    ],
)
def test_the_instant_of_receipt_is_aware(text: bytes, instant: datetime) -> None:
    (mail,) = parse_listing([b'1 (UID 7 RFC822.SIZE 90 INTERNALDATE "' + text + b'")'])
    assert mail.received_at == instant


@pytest.mark.parametrize(
    "reply",
    [
        [b"1 (UID 7 RFC822.SIZE 90)"],
        [b"1 (UID 7 " + RECEIVED + b")"],
        [b"1 (RFC822.SIZE 90 " + RECEIVED + b")"],
        [b'1 (UID 7 RFC822.SIZE 90 INTERNALDATE "31-Xxx-2026 12:00:00 +0800")'],
        [b'1 (UID 7 RFC822.SIZE 90 INTERNALDATE "31-Feb-2026 12:00:00 +0800")'],
    ],
)
def test_a_mail_of_which_something_is_missing_is_passed_over(reply: Reply) -> None:
    assert list(parse_listing(reply)) == []


def test_nothing_is_no_mail() -> None:
    assert list(parse_listing([None])) == []
    assert body_of([None]) is None
    assert body_of([(b"1 (UID 7 BODY[] {3}", b"abc"), b")"]) == b"abc"
