"""未被引用的印证材料: a stored file that no record names is found; whatever names it makes it known."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

import pytest

from models.database import begin
from models.ledger.evidence.unreferenced import describe_unreferenced, unreferenced_evidence
from tests.answers import duty_number, fill_in, sent
from tests.mails import ADDRESS, mail_from, take

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Acting, Sql

ADDED = "INSERT INTO evidence (sha256, size) VALUES (:digest, 3)"


def found() -> list[str]:
    """The files that no record names."""
    with begin() as session:
        return list(unreferenced_evidence(session))


def added(sql: Sql, *letters: str) -> list[str]:
    """Files that were added past the ledger, each with a digest of one letter."""
    digests = [letter * 64 for letter in letters]
    for digest in digests:
        sql(ADDED, digest=digest)
    return digests


@pytest.mark.usefixtures("march")
def test_a_ledger_without_evidence_has_nothing_to_name() -> None:
    assert found() == []


@pytest.mark.usefixtures("march")
def test_a_file_that_was_added_past_the_ledger_is_found(sql: Sql) -> None:
    digests = added(sql, "a", "b")
    assert found() == digests


def test_the_evidence_of_a_record_is_named_by_it(asked: Acting, sql: Sql) -> None:
    assert asked.day.month == 4
    assert sql.value("SELECT count(*) FROM evidence") == 1
    assert found() == []


def test_a_file_is_found_again_when_its_record_is_gone(asked: Acting, sql: Sql) -> None:
    assert asked.day.month == 4
    sql("DELETE FROM exhibit")
    assert found() == [sql.value("SELECT sha256 FROM evidence")]


def test_the_page_of_a_signature_is_named_by_its_block(march: Acting, sql: Sql) -> None:
    assert march.day.month == 3
    [digest] = added(sql, "c")
    page = """UPDATE block SET source = jsonb_build_object('page', CAST(:digest AS text))
        WHERE height = (SELECT max(height) FROM block)"""
    sql(page, digest=digest)
    assert found() == []


def test_the_files_of_a_mail_are_named_by_it(march: Acting, sql: Sql, tmp_path: Path, store: Path) -> None:
    march.take("departments", {"编码": "D001", "名称": "第001厅", "目标办邮箱": ADDRESS})
    number = duty_number(sql, "monthly_check", "2026-03")
    form = fill_in(sent(march, tmp_path / "回复表.xlsx", number), rows={"T001": {"进度（%）": 140}})
    take(mail_from(ADDRESS, "2026-03-05 10:20", form))
    digest = sha256(form.read_bytes()).hexdigest()
    assert sql.column("SELECT sha256 FROM evidence") == [digest]
    assert (store / digest[:2] / digest).read_bytes() == form.read_bytes()
    assert found() == []
    [other] = added(sql, "d")
    assert found() == [other]


@pytest.mark.parametrize(
    ("digests", "words"),
    [
        ([], ""),
        (["a" * 64], "未被引用的印证材料1件（aaaaaaaaaaaa）：没有记录引用，不能证明什么，请查明来历"),
        (
            [letter * 64 for letter in "abcd"],
            "未被引用的印证材料4件（aaaaaaaaaaaa、bbbbbbbbbbbb、cccccccccccc等）：没有记录引用，不能证明什么，请查明来历",
        ),
    ],
)
def test_the_first_three_are_named_by_the_beginning_of_their_digest(digests: list[str], words: str) -> None:
    assert describe_unreferenced(digests) == words
