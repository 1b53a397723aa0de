"""What a rehearsal sends: marked, to its own addresses, and the rest into a folder."""

from __future__ import annotations

import stat
from dataclasses import replace
from datetime import datetime, time
from typing import TYPE_CHECKING

import pytest

from models.database import begin
from models.file_store.letters import LetterFolder
from models.intake.jurisdiction import RehearsalBegun
from models.ledger.acts import OPERATOR
from models.ledger.perform import perform
from models.ledger.rehearsal import begin_rehearsal
from models.rules.errors import Refused
from models.rules.workdays import SHANGHAI, BusinessDay
from notifications.channels import File, Letter, Outcome
from notifications.delivery import deliver
from notifications.outlets import Outlets
from notifications.rehearsal import FolderChannel

if TYPE_CHECKING:
    from pathlib import Path

    from deployments.loopback.mail import MailServer
    from deployments.loopback.wecom import WeComServer
    from tests.conftest import Acting, Sql
    from tests.notifications.conftest import Post

NOTE = "【演练】本通知由演练系统生成，不必办理。"
LETTER = Letter("a@x.cn", "请填报", "内容", message_id="<abc@example.org>")
REOPENED = "UPDATE notice SET cancelled = NULL"


def begin_at(march: Acting, sql: Sql, *addresses: str) -> None:
    """The restored installation becomes a rehearsal; its notices are taken up again."""
    day = BusinessDay(march.day, datetime.combine(march.day, time(8), SHANGHAI))
    with begin() as session:
        perform(session, begin_rehearsal, RehearsalBegun(send_to=addresses), day, OPERATOR)
    sql(REOPENED)


def test_letters_to_other_addresses_go_to_a_folder(
    letters: Acting, post: Post, mail: MailServer, robots: WeComServer, sql: Sql, tmp_path: Path
) -> None:
    begin_at(letters, sql, "d002@example.org")
    at = datetime(2026, 3, 5, 9, tzinfo=SHANGHAI)
    outlets = Outlets(post.urls, "example.org", lambda _: at, "甲", LetterFolder(tmp_path / "rehearsal"))
    summary = deliver(BusinessDay(at.date(), at), outlets)
    assert (summary.counts["sent"], summary.words) == (3, "通知投递：发出1封，【演练】写入文件夹2封。")
    assert [each.recipient for each in mail.received] == ["d002@example.org"]
    assert robots.received == []
    files = [file.read_text(encoding="utf-8") for file in (tmp_path / "rehearsal").glob("*.txt")]
    assert sorted(text.partition("\n")[0] for text in files) == ["致：d001@example.org", "致：jiqiren-key-9f31c2d7"]
    assert all(NOTE in text for text in files)


def test_a_rehearsal_without_channels_writes_everything_into_its_folder(
    letters: Acting, sql: Sql, tmp_path: Path
) -> None:
    begin_at(letters, sql)
    at = datetime(2026, 3, 5, 9, tzinfo=SHANGHAI)
    outlets = Outlets({}, "example.org", lambda _: at, "甲", LetterFolder(tmp_path / "rehearsal"))
    summary = deliver(BusinessDay(at.date(), at), outlets)
    assert (summary.counts["sent"], summary.words) == (3, "通知投递：【演练】写入文件夹3封。")
    assert len(list((tmp_path / "rehearsal").glob("*.txt"))) == 3


def test_every_text_of_a_message_says_that_it_is_a_rehearsal(letters: Acting, post: Post, sql: Sql) -> None:
    begin_at(letters, sql, "*")
    post.at("2026-03-05 09:00")
    for subject, text, html, markdown in sql.rows("SELECT subject, text, html, markdown FROM message"):
        assert subject.startswith("【演练】")
        assert all(NOTE in part for part in (text, html, markdown) if part)


@pytest.mark.usefixtures("letters")
def test_nothing_is_sent_under_a_virtual_clock_outside_a_rehearsal(post: Post, sql: Sql) -> None:
    at = datetime(2026, 3, 5, 9, tzinfo=SHANGHAI)
    with pytest.raises(Refused, match="设置了虚拟时刻"):
        deliver(BusinessDay(at.date(), at, virtual=True), Outlets(post.urls, "example.org", lambda _: at, "甲"))
    assert sql.value("SELECT count(*) FROM message") == 0


def test_a_letter_is_a_file_that_a_second_sending_replaces(tmp_path: Path) -> None:
    channel = FolderChannel(LetterFolder(tmp_path / "rehearsal"))
    results = [channel.send(LETTER) for _ in range(2)]
    assert {(result.outcome, result.code) for result in results} == {(Outcome.SENT, "folder")}
    file = tmp_path / "rehearsal" / "a@x.cn abc.txt"
    assert file.read_text(encoding="utf-8") == "致：a@x.cn\n请填报\n\n内容\n"
    assert stat.S_IMODE((tmp_path / "rehearsal").stat().st_mode) == 0o700
    channel.close()


def test_no_address_leaves_the_folder(tmp_path: Path) -> None:
    FolderChannel(LetterFolder(tmp_path / "rehearsal")).send(replace(LETTER, address="../../外/" + "a" * 300))
    (file,) = (tmp_path / "rehearsal").iterdir()
    assert file.name == f".._.._外_{'a' * 52} abc.txt"


def test_attached_files_are_written_next_to_the_letter_in_the_folder(tmp_path: Path) -> None:
    files = File("../../省厅回复表.xlsx", b"sheet"), File("", b"nameless")
    for _ in range(2):
        FolderChannel(LetterFolder(tmp_path / "rehearsal")).send(replace(LETTER, files=files))
    written = {file.name: file.read_bytes() for file in (tmp_path / "rehearsal").iterdir()}
    assert written.pop("a@x.cn abc.txt").decode().startswith("致：a@x.cn")
    assert written == {"a@x.cn abc 附件1.xlsx": b"sheet", "a@x.cn abc 附件2": b"nameless"}


def test_a_folder_that_cannot_be_written_is_tried_again(tmp_path: Path) -> None:
    (tmp_path / "rehearsal").write_text("")
    result = FolderChannel(LetterFolder(tmp_path / "rehearsal")).send(LETTER)
    assert (result.outcome, "无法写入" in result.reason) == (Outcome.RETRY, True)
