"""The block of an act: its header, its hash, and the statement that appends it to the chain."""

import json
from collections.abc import Mapping
from dataclasses import fields
from hashlib import sha256
from typing import Any

from sqlmodel import Session

from models.rules.business_day import SHANGHAI
from models.statements import run
from models.transaction import transaction

GENESIS = "0" * 64


def canonical(value: Any) -> str:  # noqa: ANN401 - any JSON value
    """Return JSON in one canonical form, so that equal values have equal digests."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def block_hash(previous: str, content: str, header: dict[str, Any]) -> str:
    """Return the hash of a block: of the previous hash, the digest of its moves, and its header."""
    return sha256(canonical([previous, content, header]).encode()).hexdigest()


def header_of(block: Mapping[str, Any]) -> dict[str, str]:
    """Return the header that a block's hash covers: actor, act, times, result, and the source if there is one."""
    header = {
        "act": block["act"],
        "actor": block["actor"],
        "role": block["role"],
        "business_date": str(block["business_date"]),
        "at": block["at"].astimezone(SHANGHAI).isoformat(),
        "request_id": block["request_id"] or "",
        "result": canonical(block["result"]),
    }
    # Blocks older than the column have no source and keep their hash.
    return header | {"source": canonical(block["source"])} if block["source"] else header


CONTENT = """
SELECT count(*), encode(sha256(convert_to(coalesce(string_agg(
    json_build_array(record, record_key, event, from_state, to_state, digest, detail)::text, E'\\n'
    ORDER BY record COLLATE "C", record_key COLLATE "C", id), ''), 'UTF8')), 'hex')
FROM transition WHERE act_id = :act_id
"""
SEALED_ATTEMPTS = """
SELECT count(*), encode(sha256(convert_to(coalesce(string_agg(
    json_build_array(m.reference, extract(epoch FROM a.at), a.outcome, a.code, a.reason)::text, E'\\n'
    ORDER BY m.reference COLLATE "C", a.id), ''), 'UTF8')), 'hex')
FROM attempt a JOIN message m ON m.id = a.message_id WHERE a.act_id = :act_id
"""
# One round trip while the head row is locked, and the content is computed first: this lock is the last one taken. The
# hashed text is that of `block_hash`: the JSON of the previous hash, the content and the header.
APPEND = """
WITH c(n, content) AS MATERIALIZED ({content}),
head AS MATERIALIZED (
    SELECT c.content, h.height + 1 AS height, h.hash AS previous FROM c
    CROSS JOIN LATERAL (SELECT height, hash FROM chain_head WHERE id = 1 AND c.n >= 0 FOR UPDATE) AS h),
sealed AS MATERIALIZED (
    SELECT content, height, previous, encode(sha256(convert_to(
        concat('["', previous, '","', content, '",', CAST(:header AS text), ']'), 'UTF8')), 'hex') AS hash FROM head),
moved AS (UPDATE chain_head SET height = sealed.height, hash = sealed.hash FROM sealed WHERE id = 1)
INSERT INTO block (act_id, height, jurisdiction_id, act, actor, role, business_date, at, request_id, result, source,
    content, previous_hash, hash)
SELECT :act_id, height, :jurisdiction_id, :act, :actor, :role, :business_date, :at, :request_id,
    CAST(:result AS jsonb), CAST(:source AS jsonb), content, previous, hash
FROM sealed
"""


def append_block(session: Session) -> None:
    """Insert the block of this transaction's act; without moves it inserts one only if there is a request id."""
    state = transaction(session)
    block, state.block = state.block, None
    if block is None or not (block.request_id or block.content or state.moved):
        return
    values = {field.name: getattr(block, field.name) for field in fields(block)}
    texts = {name: canonical(values[name]) for name in ("result", "source")} | {"header": canonical(header_of(values))}
    run(session, APPEND.format(content=values.pop("content") or CONTENT), **values | texts)
