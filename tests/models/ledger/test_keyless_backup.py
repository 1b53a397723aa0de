"""不含密钥的备份: the digests of masked rows are in the chain before it is made, and each record has its text."""

from __future__ import annotations

import json
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from models.database import begin
from models.intake.keyless_backup import LeftOut
from models.ledger.keyless_backup import digests_of_texts, exported_records, masked_texts

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql

MASKS = {
    "office": "SELECT department_id, email, '' AS wecom_robot FROM public.office",
    "reform": "SELECT * FROM public.reform",
    "rehearsal": "SELECT id, jurisdiction_id, begun_on, CAST('[]' AS jsonb) AS send_to FROM public.rehearsal",
}
LEFT: dict[str, Any] = {"robots": ["D001"], "send_to": 1}
NEWEST = """SELECT DISTINCT ON (record, record_key) record, record_key, digest FROM transition
    WHERE record <> 'message' ORDER BY record, record_key, id DESC"""


def test_only_rows_with_a_key_have_a_digest_without_it(march: Acting, sql: Sql) -> None:
    march.take("departments", {"编码": "D001", "名称": "第001厅", "企业微信机器人": "key-1"})
    march.do("begin_rehearsal", send_to=["jiqiren-1"])
    with begin() as session:
        masked = digests_of_texts(masked_texts(session, LeftOut(**LEFT), MASKS))
    march.do("record_keyless_backup", request_id="backup:1", left_out=LEFT, masked=masked)
    [noted] = sql.column("SELECT result -> 'data' FROM block WHERE request_id = 'backup:1'")
    assert noted["masked"] == masked
    assert {noun: len(rows) for noun, rows in masked.items()} == {"department": 1, "rehearsal": 1}
    [robot] = sql.column("SELECT digest FROM transition WHERE record_key = 'D001' ORDER BY id DESC LIMIT 1")
    assert masked["department"]["D001"] != robot


def test_the_text_of_each_record_gives_its_newest_digest(march: Acting, sql: Sql) -> None:
    march.do("begin_rehearsal", send_to=["a@example.org"])
    with begin() as session:
        lines = [json.loads(line) for line in exported_records(session, {})]
    given = {(line["record"], line["key"]): sha256(line["text"].encode()).hexdigest() for line in lines}
    assert given == {(record, key): digest for record, key, digest in sql.rows(NEWEST)}
