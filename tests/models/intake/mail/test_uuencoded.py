"""Files that old mail programs write into the text of a mail are attachments, and no words of the sender."""

from __future__ import annotations

from binascii import b2a_uu
from typing import TYPE_CHECKING

import pytest

from models.intake.mail.body import own_text
from tests.models.intake.mail.mails import ANSWER, mail, parts_of
from tests.models.intake.mail.test_attachments import collected
from tests.models.intake.mail.test_reading import took

if TYPE_CHECKING:
    from pathlib import Path

BOOK = ANSWER
BEGIN = "begin 644 回复表.xlsx"
LINES = [b2a_uu(BOOK[at : at + 45]).decode().rstrip("\n") for at in range(0, len(BOOK), 45)]


def test_a_file_in_the_text_is_an_attachment(tmp_path: Path) -> None:
    found = took(mail("\n".join(["请查收。", "", BEGIN, *LINES, "`", "end", "", "李明"])), tmp_path)
    [file] = found.files
    assert (file.name, file.path.read_bytes(), len(file.sheets)) == ("回复表.xlsx", BOOK, 2)
    assert (found.text.split(), found.missing) == (["请查收。", "李明"], ())


def test_a_file_that_is_cut_off_is_named(tmp_path: Path) -> None:
    found = took(mail("\n".join(["请查收。", BEGIN, *LINES[:5]])), tmp_path)
    assert (found.text.split(), found.files) == (["请查收。"], ())
    assert found.missing == ("正文中以uuencode编码的文件“回复表.xlsx”不完整，没有打开，请作为普通附件重新发来。",)


@pytest.mark.parametrize("text", ["begin 644 a", "begin 644 a\n我厅已办结", "begin again at 644\nend", f"> {BEGIN}"])
def test_words_stay_words(tmp_path: Path, text: str) -> None:
    data = mail(text)
    assert collected(data, tmp_path).files == []
    assert own_text(parts_of(data)[1]) == took(data, tmp_path).text
