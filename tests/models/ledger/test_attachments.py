"""Kept files of messages: found by digest if they are what they were, and not handed out if they tell a secret."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from typing import TYPE_CHECKING
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from models.database import begin
from models.ledger.attachments import contents_of, digest_of, file_of, keep, names_one
from models.rules.errors import Refused
from tests.models.ledger.chain.test_files import FILE, carried, now

if TYPE_CHECKING:
    from tests.conftest import Sql


def packed(text: str) -> bytes:
    buffer = BytesIO()
    with ZipFile(buffer, "w", ZIP_DEFLATED) as archive:
        archive.writestr("xl/sheet1.xml", text)
    return buffer.getvalue()


@pytest.mark.parametrize(
    "content", ["农村公路A&B".encode(), packed("<t>农村公路A&amp;B</t>"), packed("<t>农村公路A&#38;B</t>")]
)
def test_a_name_is_found_in_a_text_and_in_an_office_file_however_it_is_spelt(content: bytes) -> None:
    assert names_one(content, ["别的", "农村公路A&B"])
    assert not names_one(content, ["农村公路C"])
    assert not names_one(content, [])


@pytest.mark.usefixtures("march")
def test_files_are_found_by_their_digest(sql: Sql) -> None:
    with begin() as session:
        keep(session, [b"1", b"2"], now())
        assert contents_of(session, map(digest_of, (b"1", b"3"))) == {digest_of(b"1"): b"1"}
    sql("UPDATE attachment SET content = 'x'")
    with begin() as session:
        assert contents_of(session, [digest_of(b"1")]) == {}


@pytest.mark.usefixtures("march")
def test_files_that_are_kept_together_keep_their_own_bytes() -> None:
    files = [bytes(range(256)), b"", "说明\\\0".encode(), b"2" * 70_000]
    with begin() as session:
        keep(session, [*files, files[0]], now())
        assert contents_of(session, map(digest_of, files)) == {digest_of(each): each for each in files}


@pytest.mark.usefixtures("march")
def test_a_file_of_a_message_is_read_by_its_name_or_as_the_only_one() -> None:
    carried("sent", timedelta(days=1))
    with begin() as session:
        assert file_of(session, 1, None) == file_of(session, 1, "表.xlsx") == ("表.xlsx", FILE)
        for number, name, words in ((2, None, "消息2没有附件"), (1, "甲", "消息1的附件有：表.xlsx。")):
            with pytest.raises(Refused, match=words):
                file_of(session, number, name)
