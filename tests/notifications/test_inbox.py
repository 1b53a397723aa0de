"""`MUBIAO_INBOX_URL`: what is accepted, and sentences without the password for everything else."""

from __future__ import annotations

from pathlib import Path

import pytest

from models.rules.errors import Refused
from notifications.inbox import open_inbox
from notifications.inbox.imap import ImapInbox
from notifications.inbox.maildir import Maildir
from notifications.inbox.waiting import LARGEST, digest_of, fault_of

HERE = Path(__file__).parent
SECRET = "geheim"  # noqa: S105 - of no account


@pytest.mark.parametrize(
    "url",
    [
        "imaps://a:geheim@mail.example.org/INBOX",
        "imaps://a%40example.org:geheim@mail.example.org",
        "imap://a:geheim@mail.example.org:1143/%E5%9B%9E%E5%A4%8D?cto=30",
        "imap://a:geheim@127.0.0.1:1143",
        "imap://a:geheim@[::1]:1143/INBOX?verify=no",
    ],
)
def test_a_server_is_accepted_and_not_contacted_before_it_is_entered(url: str) -> None:
    inbox = open_inbox(url, HERE)
    assert isinstance(inbox, ImapInbox)
    assert SECRET not in repr(inbox._server)


@pytest.mark.parametrize(
    ("url", "tls", "plain"),
    [
        ("imaps://a:b@mail.example.org", True, False),
        ("imaps://a:b@127.0.0.1", True, False),
        ("imap://a:b@mail.example.org", False, False),  # STARTTLS
        ("imap://a:b@127.0.0.1", False, True),
        ("imap://a:b@localhost", False, True),
    ],
)
def test_only_to_this_machine_is_the_connection_not_encrypted(url: str, *, tls: bool, plain: bool) -> None:
    inbox = open_inbox(url, HERE)
    assert isinstance(inbox, ImapInbox)
    assert (inbox._server.tls, inbox._server.plain) == (tls, plain)


def test_the_parts_are_decoded() -> None:
    inbox = open_inbox("imap://a%40b:p%3A%2F@mail.example.org/%E5%9B%9E%E5%A4%8D/2026?cto=7", HERE)
    assert isinstance(inbox, ImapInbox)
    server = inbox._server
    assert (server.user, server.password, server.folder, server.seconds, server.port) == (
        "a@b",
        "p:/",
        "回复/2026",
        7,
        143,
    )


def test_a_folder_is_a_mailbox() -> None:
    assert isinstance(open_inbox("maildir:///var/mail/mubiao", HERE), Maildir)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "geheim",
        "pop3://a:geheim@mail.example.org",
        "imaps://mail.example.org/INBOX",
        "imaps://a@mail.example.org/INBOX",
        "imaps://a:geheim@/INBOX",
        "imaps://a:geheim@mail.example.org:zwei/INBOX",
        "imaps://a:geheim@mail.example.org:99999/INBOX",
        "imaps://a:geheim@[mail/INBOX",
        "imaps://a:geheim@mail.example.org/INBOX?plain=yes",
        "imaps://a:geheim@mail.example.org/INBOX?cto=viel",
        "imaps://a:geheim@mail.example.org/INBOX?verify=vielleicht",
        "imaps://a:geheim@mail.example.org/INBOX?cto",
        "maildir://host/geheim",
        "maildir:geheim",
    ],
)
def test_another_url_is_refused_without_its_password(url: str) -> None:
    with pytest.raises(Refused) as refusal:
        open_inbox(url, HERE)
    assert SECRET not in refusal.value.message
    assert "地址" in refusal.value.message


def test_a_mail_of_thirty_megabytes_is_read_and_a_larger_one_is_not() -> None:
    assert fault_of(LARGEST, HERE) == ""
    assert fault_of(LARGEST + 1, HERE).startswith("这封信有31MB，超过30MB")


def test_of_pieces_the_first_bytes_and_the_digest_are_kept() -> None:
    head, digest = digest_of([b"a" * 200_000] * 3)
    assert (len(head), len(digest)) == (262_144, 64)
