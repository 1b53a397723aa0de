"""The block of an act: its header, its hash, and the statement that appends it to the chain.

A block has two instants: `at` is when its act began, `sealed_at` when the block was appended. The second is read while
the head of the chain is locked, and it never goes back.
"""

import json
from collections.abc import Mapping
from dataclasses import fields
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from sqlmodel import Session

from models.rules.errors import Refused
from models.rules.workdays import SHANGHAI
from models.statements import run, transaction

GENESIS = "0" * 64
TOLERANCE = timedelta(minutes=10)  # by how much the clock may be behind the head of the chain
SEALED_MARK = '"sealed_at":""'
CLOCK_ADVICE = (
    "，未作任何改动。请校准本机时间；"
    "确认时间无误而台账的时间在将来的，执行：mubiao act confirm_clock --today 今天的日期。"
)


def canonical(value: Any) -> str:  # noqa: ANN401 - any JSON value
    """Return JSON in one canonical form, so that equal values have equal digests."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest_of(value: Any) -> str:  # noqa: ANN401 - any JSON value
    """Return the SHA-256 digest of a JSON value in its canonical form."""
    return sha256(canonical(value).encode()).hexdigest()


def block_hash(previous: str, content: str, header: dict[str, Any]) -> str:
    """Return the hash of a block: of the previous hash, the digest of its moves, and its header."""
    return digest_of([previous, content, header])


def header_of(block: Mapping[str, Any]) -> dict[str, str]:
    """Return the header that a block's hash covers: actor, act, times, and the source if there is one.

    Of its result it has the digest, so that a reader who may not see the result can check the block.
    """
    header = {
        "act": block["act"],
        "actor": block["actor"],
        "role": block["role"],
        "business_date": str(block["business_date"]),
        "at": block["at"].astimezone(SHANGHAI).isoformat(),
        "request_id": block["request_id"] or "",
        "result": digest_of(block["result"]),
    }
    if block["source"]:
        header["source"] = canonical(block["source"])
    header |= {name: block[name] for name in ("input_digest", "known", "entered_by") if block[name]}
    if block["sealed_at"]:  # of a block that is being appended the database gives it
        header["sealed_at"] = format_instant(block["sealed_at"])
    return header


def format_instant(at: datetime) -> str:
    """Return an instant as it stands in a header: in Asia/Shanghai, with microseconds."""
    return at.astimezone(SHANGHAI).isoformat(timespec="microseconds")


# What the block with the number {act} covers: one line per transition, per attempt to send a message and per seal,
# ordered by a, b, n.
TRANSITIONS = """
SELECT record AS a, record_key AS b, id AS n,
    json_build_array(record, record_key, event, from_state, to_state, digest, detail)::text AS line
FROM transition WHERE act_id = {act}
"""
ATTEMPTS = """
SELECT m.reference AS a, '' AS b, a.id AS n,
    json_build_array(m.reference, extract(epoch FROM a.at), a.outcome, a.code, a.reason)::text AS line
FROM attempt a JOIN message m ON m.id = a.message_id WHERE a.act_id = {act}
"""
SEALS = """
SELECT 'seal' AS a, record AS b, id AS n,
    json_build_array('seal', record, extract(epoch FROM at), ids, digests, number)::text AS line
FROM seal WHERE act_id = {act}
"""
# The digest of the lines' digests: a line that a reader may not see is shown by its digest.
DIGEST = """
SELECT count(*) AS n, encode(sha256(convert_to(coalesce(string_agg(
    encode(sha256(convert_to(line, 'UTF8')), 'hex'), E'\\n' ORDER BY a COLLATE "C", b COLLATE "C", n
    ), ''), 'UTF8')), 'hex') AS content
FROM ({lines}) covered
"""
CONTENT = DIGEST.format(lines=f"{TRANSITIONS} UNION ALL {SEALS}").format(act=":act_id")
SEALED_RUN = DIGEST.format(lines=f"{ATTEMPTS} UNION ALL {SEALS}").format(act=":act_id")
# One round trip while the head row is locked, and the content is computed first: this lock is the last one taken. The
# hashed text is that of `block_hash`: the JSON of the previous hash, the content and the header, in which the instant
# of sealing stands between `start` and `end`. A clock behind the head by more than the tolerance appends nothing.
APPEND = """
WITH c(n, content) AS MATERIALIZED ({content}),
head AS MATERIALIZED (
    SELECT c.content, h.height + 1 AS height, h.hash AS previous, h.sealed_at AS earliest FROM c
    CROSS JOIN LATERAL (SELECT height, hash, sealed_at FROM chain_head WHERE id = 1 AND c.n >= 0 FOR UPDATE) AS h),
clock AS MATERIALIZED (SELECT head.*, coalesce(CAST(:instant AS timestamptz), clock_timestamp()) AS now FROM head),
timed AS MATERIALIZED (
    SELECT content, height, previous, now,
        CASE WHEN :confirmed THEN now ELSE greatest(now, earliest) END AS sealed_at
    FROM clock WHERE :confirmed OR :any_instant OR earliest IS NULL OR now >= earliest - :tolerance),
sealed AS MATERIALIZED (
    SELECT timed.*, encode(sha256(convert_to(concat('["', previous, '","', content, '",', CAST(:start AS text),
        to_char(sealed_at AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM-DD"T"HH24:MI:SS.US"+08:00"'), CAST(:end AS text), ']'
        ), 'UTF8')), 'hex') AS hash FROM timed),
moved AS (
    UPDATE chain_head SET height = sealed.height, hash = sealed.hash, sealed_at = sealed.sealed_at
    FROM sealed WHERE id = 1),
appended AS (
    INSERT INTO block (act_id, height, jurisdiction_id, act, actor, role, business_date, at, request_id, result, source,
        input_digest, known, entered_by, sealed_at, content, previous_hash, hash)
    SELECT :act_id, height, :jurisdiction_id, :act, :actor, :role, :business_date, :at, :request_id,
        CAST(:result AS jsonb), CAST(:source AS jsonb), :input_digest, :known, :entered_by, sealed_at,
        content, previous, hash
    FROM sealed)
SELECT clock.now, clock.earliest, sealed.sealed_at FROM clock LEFT JOIN sealed ON true
"""


def append_block(session: Session) -> None:
    """Insert the block of this transaction's act; without moves it inserts one only if there is a request id.

    Raises Refused if the clock is more than ten minutes behind the newest block; up to then the block is sealed at the
    instant of the newest one, and the transaction says so in `sealing`.
    """
    state = transaction(session)
    block, state.block = state.block, None
    if block is None or not (block.request_id or block.content or state.moved):
        return
    values = {field.name: getattr(block, field.name) for field in fields(block)}
    texts = {name: canonical(values[name]) for name in ("result", "source")}
    start, mark, end = canonical(header_of(values | {"sealed_at": None}) | {"sealed_at": ""}).partition(SEALED_MARK)
    seal = run(
        session,
        APPEND.format(content=values.pop("content") or CONTENT),
        **values | texts,
        instant=block.at if block.any_instant else None,
        start=start + mark[:-1],
        end=mark[-1:] + end,
        tolerance=TOLERANCE,
        confirmed=state.clock_confirmed,
    ).one()
    if seal.sealed_at is None:
        raise Refused(_describe_delay(seal.now, seal.earliest) + CLOCK_ADVICE)
    if seal.now < seal.sealed_at and not block.any_instant:
        state.sealing = f"{_describe_delay(seal.now, seal.earliest)}，本次按后者的时间封存。请校准本机时间。"


def _describe_delay(now: datetime, newest: datetime) -> str:
    now, newest = (each.astimezone(SHANGHAI) for each in (now, newest))
    return f"数据库时钟现为{now:%Y-%m-%d %H:%M:%S}，早于台账最新一块的封存时间{newest:%Y-%m-%d %H:%M:%S}"
