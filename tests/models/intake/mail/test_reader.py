"""Taking mails apart in a process with limits: a mail that is too much has a fault, and the next one is read."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

import pytest

from models.intake.mail.reader import MailReader
from models.intake.mail.reading import read_mail
from models.intake.received_mail import ReceivedMail
from tests.models.intake.mail.mails import ANSWER, NOON, OURS, REFERENCE, SAVED, mail, multipart, workbook

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.process

BOMB = multipart(b"Content-Type: text/plain\r\n\r\n" + b"a\n" * 12_000_000)


@pytest.fixture(scope="module")
def reader() -> Iterator[MailReader]:
    with MailReader() as opened:
        yield opened


def test_a_mail_from_the_process_is_the_same_as_one_taken_apart_here(reader: MailReader, tmp_path: Path) -> None:
    data = mail("已收到", {"回复表.xlsx": ANSWER, "验收单.pdf": b"%PDF"}, In_Reply_To=OURS)
    there = reader.read(data, NOON, tmp_path / "a")
    (tmp_path / "b").mkdir()
    here = read_mail(data, NOON, tmp_path / "b")
    assert [(file.name, file.digest, file.sheets) for file in there.files] == [
        (file.name, file.digest, file.sheets) for file in here.files
    ]
    assert (there.text, there.answered, there.received_at, there.fault) == ("已收到", (REFERENCE,), NOON, "")
    assert (there.digest, there.size) == (sha256(data).hexdigest(), len(data))
    assert [file.path.read_bytes() for file in there.files] == [ANSWER, b"%PDF"]


def test_a_mail_that_takes_too_much_memory_has_a_fault_and_the_next_one_is_read(
    reader: MailReader, tmp_path: Path
) -> None:
    bad = reader.read(BOMB, NOON, tmp_path / "a")
    assert (bad.sender, bad.files, bad.digest) == ("d001@example.org", (), sha256(BOMB).hexdigest())
    assert bad.fault == "拆开这封信需要的内存过多，没有拆开，请重新写一封，把回复表作为普通附件发来。"
    assert reader.read(mail(), NOON, tmp_path / "b").fault == ""


def test_a_process_that_was_killed_is_replaced(tmp_path: Path) -> None:
    with MailReader() as reader:
        reader.read(mail(), NOON, tmp_path / "a")
        assert reader._process
        reader._process.kill()
        reader._process.wait()
        assert reader.read(mail(), NOON, tmp_path / "b").text == "收到"


def test_headers_are_read_alone(reader: MailReader) -> None:
    known = ReceivedMail("ab" * 32, 50_000_000, NOON, fault="太大")
    found = reader.read_headers(mail(In_Reply_To=OURS), known)
    assert (found.digest, found.size, found.fault) == (known.digest, known.size, "太大")
    assert (found.sender, found.answered, found.text) == ("d001@example.org", (REFERENCE,), "")


def test_an_old_workbook_is_read_by_a_process_of_its_own(reader: MailReader, tmp_path: Path) -> None:

    found = reader.read(mail("附表", {"表.xls": (SAVED / "回复表.xls").read_bytes()}), NOON, tmp_path / "a")
    assert [(len(file.sheets), file.fault) for file in found.files] == [(2, "")]


def test_a_sheet_of_a_million_rows_has_a_fault_and_the_other_files_come(reader: MailReader, tmp_path: Path) -> None:
    found = reader.read(
        mail("附表", {"大表.xlsx": workbook(60_000, code="ABC"), "回复表.xlsx": ANSWER}), NOON, tmp_path / "a"
    )
    assert [(file.name, len(file.sheets), bool(file.fault)) for file in found.files] == [
        ("大表.xlsx", 0, True),
        ("回复表.xlsx", 2, False),
    ]
