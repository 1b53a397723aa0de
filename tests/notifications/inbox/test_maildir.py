"""The mailbox in a folder: delivery to `new`, flags in file names, nothing deleted."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING

import pytest

from models.rules.errors import Unavailable
from notifications.inbox import Inbox, open_inbox, waiting

if TYPE_CHECKING:
    from pathlib import Path

ONE = b"From: d001@example.org\nMessage-ID: <1@example.org>\n\none\n"
TWO = b"From: d002@example.org\n\ntwo\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("new", "cur", "tmp"):
        (tmp_path / "收件" / name).mkdir(parents=True)
    return tmp_path / "收件"


@pytest.fixture
def noon() -> datetime:
    return datetime(2026, 3, 31, 4, tzinfo=UTC)


def deliver(folder: Path, name: str, data: bytes, at: datetime) -> Path:
    (path := folder / name).write_bytes(data)
    os.utime(path, (at.timestamp(), at.timestamp()))
    return path


def opened(folder: Path) -> Inbox:
    return open_inbox(f"maildir://{folder}", folder)


def names(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def test_mails_wait_in_the_order_of_their_delivery(folder: Path, noon: datetime) -> None:
    deliver(folder, "new/2.host", TWO, noon)
    deliver(folder, "new/1.host", ONE, noon + timedelta(minutes=1))
    with opened(folder) as inbox:
        first, second = inbox.waiting()
        fetched = inbox.fetch(second)
    assert (first.key, first.size, first.received_at, first.message_id) == ("2.host", len(TWO), noon, "")
    assert (second.message_id, second.received_at) == ("<1@example.org>", noon + timedelta(minutes=1))
    assert fetched
    assert (fetched.data, fetched.digest, fetched.fault) == (ONE, sha256(ONE).hexdigest(), "")


def test_a_flagged_mail_moves_to_cur_keeps_its_time_and_waits_no_more(folder: Path, noon: datetime) -> None:
    deliver(folder, "new/1.host", ONE, noon)
    with opened(folder) as inbox:
        (mail,) = inbox.waiting()
        inbox.flag(mail)
        assert list(inbox.waiting()) == []
        assert inbox.fetch(mail)
    assert names(folder) == ["cur/1.host:2,F"]
    assert (folder / "cur" / "1.host:2,F").stat().st_mtime == noon.timestamp()


@pytest.mark.parametrize(
    ("name", "flagged"), [("cur/1.host:2,S", "FS"), ("cur/1.host:2,RS", "FRS"), ("cur/1.host", "F")]
)
def test_a_mail_that_another_program_read_still_waits_and_keeps_its_flags(
    folder: Path, noon: datetime, name: str, flagged: str
) -> None:
    deliver(folder, name, ONE, noon)
    with opened(folder) as inbox:
        (mail,) = inbox.waiting()
        inbox.flag(mail)
    assert names(folder) == [f"cur/1.host:2,{flagged}"]


def test_a_mail_that_another_program_moves_meanwhile_is_found(folder: Path, noon: datetime) -> None:
    path = deliver(folder, "new/1.host", ONE, noon)
    with opened(folder) as inbox:
        (mail,) = inbox.waiting()
        path.rename(folder / "cur" / "1.host:2,S")
        assert inbox.fetch(mail)
        inbox.flag(mail)
    assert names(folder) == ["cur/1.host:2,FS"]


def test_a_mail_that_is_gone_is_none_and_no_error(folder: Path, noon: datetime) -> None:
    path = deliver(folder, "new/1.host", ONE, noon)
    with opened(folder) as inbox:
        (mail,) = inbox.waiting()
        path.unlink()
        assert inbox.fetch(mail) is None
        inbox.flag(mail)


def test_what_is_no_mail_is_left_alone(folder: Path, noon: datetime) -> None:
    deliver(folder, "new/.lock", b"", noon)
    (folder / "new" / "folder").mkdir()
    (folder / "new" / "link").symlink_to("/etc/passwd")
    os.mkfifo(folder / "cur" / "pipe")
    with opened(folder) as inbox:
        assert list(inbox.waiting()) == []


def test_a_large_mail_is_read_in_pieces(folder: Path, noon: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(waiting, "LARGEST", 2**20)
    data = ONE + b"x" * 2_500_000
    deliver(folder, "new/1.host", data, noon)
    with opened(folder) as inbox:
        fetched = inbox.fetch(next(iter(inbox.waiting())))
    assert fetched
    assert (fetched.digest, fetched.data) == (sha256(data).hexdigest(), data[:262_144])
    assert "超过1MB，只收取了信头" in fetched.fault


@pytest.mark.parametrize("missing", ["new", "cur"])
def test_a_folder_that_is_no_mailbox_is_unavailable(folder: Path, missing: str) -> None:
    (folder / missing).rmdir()
    with pytest.raises(Unavailable, match="不是maildir文件夹"), opened(folder):
        pass


def test_a_mailbox_that_vanishes_is_unavailable(folder: Path) -> None:
    with opened(folder) as inbox:
        (folder / "new").rmdir()
        with pytest.raises(Unavailable, match="无法读写"):
            list(inbox.waiting())
