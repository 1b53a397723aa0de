"""回复码密钥: one from the founding on, renewed on record; a reader of the database does not see it."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

import pytest

from models.database import begin
from models.ledger.answer_keys import find_key, key_of, keys_of
from models.rules.errors import Refused

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql, Violations

KEYS = "SELECT number, installation, digest, made_on::text, reason FROM answer_key ORDER BY number"
EMPTY = "TRUNCATE sealed_answer_key, answer_key"


def test_an_installation_has_a_key_of_32_bytes_from_its_founding_on(acting: Acting, sql: Sql) -> None:
    with begin() as session:
        key = key_of(session)
    assert acting.day.isoformat() == "2026-01-01"
    assert len(key.secret) == 32
    digest = sha256(key.secret.hex().encode()).hexdigest()
    assert [(row[0], row[2], row[4]) for row in sql.rows(KEYS)] == [(1, digest, "初始化")]


def test_a_renewed_key_keeps_the_name_of_the_installation_and_the_old_key_stays(
    acting: Acting, sql: Sql, violations: Violations
) -> None:
    answer = acting.on("2026-03-02").do("renew_answer_key", reason="经办人离岗")
    assert answer.words == "已更换回复码密钥，以前发出的回复表作废，随下次通知发出新表。"
    first, second = sql.rows(KEYS)
    assert (first[1], second[0], second[3], second[4]) == (second[1], 2, "2026-03-02", "经办人离岗")
    with begin() as session:
        keys = keys_of(session)
    assert [key.number for key in keys] == [2, 1]
    assert keys[0].secret != keys[1].secret
    assert violations() == []


def test_without_a_key_no_sheet_is_made_and_the_first_one_is_made_by_hand(acting: Acting, sql: Sql) -> None:
    sql(EMPTY)
    with begin() as session:
        assert find_key(session) is None
        with pytest.raises(Refused, match="renew_answer_key"):
            key_of(session)
    assert acting.do("renew_answer_key", reason="密钥丢失").words == "已生成回复码密钥。"


@pytest.mark.parametrize(
    "tampering",
    [
        "UPDATE sealed_answer_key SET secret = repeat('cd', 32)",
        "DELETE FROM sealed_answer_key",
        "UPDATE answer_key SET digest = repeat('cd', 32)",
        "UPDATE answer_key SET installation = '另一套'",
    ],
)
@pytest.mark.usefixtures("acting")
def test_a_changed_key_is_found(sql: Sql, violations: Violations, tampering: str) -> None:
    assert not any("回复码密钥" in words for words in violations())
    sql(tampering)
    assert any("回复码密钥" in words for words in violations())


def test_a_restored_rehearsal_has_a_key_and_a_name_of_its_own(acting: Acting, sql: Sql) -> None:
    acting.do("begin_rehearsal")
    (real, *_), (rehearsed, *_) = (row[1:] for row in sql.rows(KEYS))
    assert real != rehearsed


def test_each_key_is_another_one_and_is_on_record_in_order(acting: Acting, sql: Sql) -> None:
    for number in (2, 3):
        acting.do("renew_answer_key", reason=f"第{number}次")
    assert sql.column("SELECT number FROM answer_key ORDER BY number") == [1, 2, 3]
    assert sql.value("SELECT count(DISTINCT secret) FROM sealed_answer_key") == 3
    assert sql.value("SELECT count(DISTINCT installation) FROM answer_key") == 1


def test_a_key_needs_its_reason(acting: Acting) -> None:
    assert "“原因”不能为空" in acting.refused("renew_answer_key", reason=" ")
    assert "没有这个字段" in acting.refused("renew_answer_key", reason="更换", secret="1" * 64)
