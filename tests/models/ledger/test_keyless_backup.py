"""不含密钥的备份: the digests of masked rows are in the chain before it is made, and compared when it is restored."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from models.database import begin
from models.intake.keyless_restore import LeftOut
from models.ledger.keyless_backup import masked_digests
from models.ledger.keyless_restore import UNPROVED, keyless_restores

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql, Violations

MADE: dict[str, Any] = {"digest": "ab" * 32, "made_at": "2026-03-04T23:00:00+08:00", "height": 3, "head": "cd" * 32}
MASKS = {
    "office": "SELECT department_id, email, '' AS wecom_robot FROM public.office",
    "rehearsal": "SELECT id, jurisdiction_id, begun_on, CAST('[]' AS jsonb) AS send_to FROM public.rehearsal",
}
MASK = ("UPDATE office SET wecom_robot = ''", "UPDATE rehearsal SET send_to = '[]'")
LEFT: dict[str, Any] = {"robots": ["D001"], "send_to": 1}


@pytest.fixture
def proof(march: Acting, sql: Sql) -> int:
    """The block of a backup of a rehearsal in which D001 has a robot; afterwards the rows are as it has them."""
    march.take("departments", {"编码": "D001", "名称": "第001厅", "企业微信机器人": "key-1"})
    march.do("begin_rehearsal", send_to=["jiqiren-1"])
    with begin() as session:
        masked = masked_digests(session, LeftOut(**LEFT), MASKS)
    march.do("record_keyless_backup", request_id="backup:1", left_out=LEFT, masked=masked)
    for statement in MASK:
        sql(statement)
    return int(sql.value("SELECT height FROM block WHERE act = 'record_keyless_backup'"))


def test_only_rows_with_a_key_have_a_digest_without_it(proof: int, sql: Sql) -> None:
    [(height, masked)] = sql.rows(
        "SELECT height, result -> 'data' -> 'masked' FROM block WHERE request_id = 'backup:1'"
    )
    assert height == proof
    assert {noun: len(rows) for noun, rows in masked.items()} == {"department": 1, "rehearsal": 1}


def test_unchanged_rows_are_restored_and_proved(march: Acting, proof: int, violations: Violations) -> None:
    march.do("record_keyless_restore", left_out=LEFT | {"proof": proof}, **MADE)
    with begin() as session:
        [sentence] = keyless_restores(session)
    assert UNPROVED not in sentence
    assert violations() == []


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ("UPDATE office SET email = 'evil@example.org'", "部门 D001与备份时记入台账的校验码不符"),
        ("UPDATE department SET name = '别的厅' WHERE code = 'D001'", "部门 D001与备份时记入台账的校验码不符"),
        ("UPDATE rehearsal SET begun_on = '2026-01-01'", "与备份时记入台账的校验码不符"),
    ],
)
def test_a_changed_row_is_refused(march: Acting, proof: int, sql: Sql, change: str, what: str) -> None:
    sql(change)
    assert what in march.refused("record_keyless_restore", left_out=LEFT | {"proof": proof}, **MADE)


def test_what_was_left_out_is_what_the_ledger_says(march: Acting, proof: int) -> None:
    other = {"robots": ["D001", "D002"], "send_to": 1, "proof": proof}
    assert "略去的内容与备份时记入台账的不符" in march.refused("record_keyless_restore", left_out=other, **MADE)


@pytest.mark.parametrize("wrong", [0, 1])
def test_a_backup_that_is_not_on_record_is_refused(march: Acting, proof: int, wrong: int) -> None:
    assert proof > wrong
    text = march.refused("record_keyless_restore", left_out=LEFT | {"proof": wrong}, **MADE)
    assert text.startswith("台账的末尾没有登记这份备份")


def test_a_backup_cannot_name_a_record_that_is_not_there(march: Acting) -> None:
    text = march.refused("record_keyless_restore", left_out={"proof": 7}, **MADE)
    assert text.startswith("台账的末尾没有登记这份备份")
