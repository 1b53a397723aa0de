"""Verifies that no row changed without a block: chain, records, deadlines, evidence (1-5.1)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session

from models.block import ATTEMPTS, DIGEST, GENESIS, SEALS, TRANSITIONS, block_hash, header_of
from models.file_store.port import FileStore
from models.ledger.chain.clock import confirm_clock
from models.ledger.chain.files import check_attachments, check_evidence_files, check_strangers
from models.ledger.chain.records import check_records, check_tables
from models.ledger.chain.references import check_references
from models.ledger.chain.seals import check_seals
from models.ledger.duty.reminders import DELEGABLE, OF_DUE_VERSION, RUNG_TOLD, TO_DEBTOR
from models.ledger.jurisdiction import INIT
from models.ledger.nouns import NOUNS
from models.ledger.nouns.shared_sql import OBLIGATION_KEY, RATINGS_DIGEST
from models.ledger.perform import NATION
from models.statements import ResultRow, run

# Rows of a table that name a record of any kind, by its number and natural key.
NAMING = ("exhibit", "secrecy")
RECORDS_NAMED = "SELECT DISTINCT record FROM {table} ORDER BY 1"
WRONG_NUMBERS = """
SELECT concat_ws('|', x.record, x.record_key) AS key FROM {table} x
    LEFT JOIN (SELECT r.id, {key} AS key FROM {source}) q ON q.id = x.record_id
WHERE x.record = :noun AND q.key IS DISTINCT FROM x.record_key ORDER BY 1
"""
# No hash covers the jurisdiction of a block.
WRONG_JURISDICTION = """
SELECT height FROM block WHERE jurisdiction_id <> CASE act
    WHEN :init THEN :nation ELSE (SELECT min(id) FROM jurisdiction WHERE go_live IS NOT NULL) END ORDER BY 1
"""
# The content of block `b`.
SEALED_LINES = " UNION ALL ".join((TRANSITIONS, ATTEMPTS, SEALS)).format(act="b.act_id")
SEALED = f"""
SELECT b.*, c.content AS actual FROM block b LEFT JOIN LATERAL ({DIGEST.format(lines=SEALED_LINES)}) c ON true
WHERE b.height > :above ORDER BY b.height LIMIT :piece
"""  # noqa: S608 - constants only
PIECE = 200  # blocks that one statement reads
# What compares all records of a kind may take longer than an act may.
NO_LIMIT = "SET LOCAL statement_timeout = 0"
UNSEALED = """
SELECT record, record_key FROM transition t WHERE NOT EXISTS (SELECT 1 FROM block b WHERE b.act_id = t.act_id)
ORDER BY t.id
"""
# The last rung sent to the debtor also follows from the notices of the obligation.
WRONG_RUNGS = f"""
SELECT {OBLIGATION_KEY.format(o="o", d="d")} AS key FROM obligation o JOIN department d ON d.id = o.department_id
    LEFT JOIN (
        SELECT o.id, {RUNG_TOLD} AS rung FROM notice n JOIN obligation o ON o.id = n.obligation_id AND {OF_DUE_VERSION}
        WHERE n.kind IN ('reminder', 'overdue') AND (o.kind <> ALL(:delegable) OR {TO_DEBTOR}) GROUP BY o.id
    ) n ON n.id = o.id
WHERE o.reminded IS DISTINCT FROM n.rung ORDER BY 1
"""  # noqa: S608 - constants only
# No digest covers a sealed secret, because digests are public; its published hash verifies it instead.
WRONG_SECRETS = """
SELECT {key} AS key FROM sample r FULL JOIN sealed_secret z
    ON z.sample_id = r.id
WHERE r.id IS NULL OR encode(sha256(convert_to(coalesce(z.secret, ''), 'UTF8')), 'hex') <> r.secret_hash
ORDER BY 1
"""
WRONG_KEYS = """
SELECT coalesce(k.number, 0) AS number FROM answer_key k FULL JOIN sealed_answer_key z ON z.answer_key_id = k.id
WHERE k.id IS NULL OR encode(sha256(convert_to(coalesce(z.secret, ''), 'UTF8')), 'hex') <> k.digest ORDER BY 1
"""
WRONG_RATINGS = f"""
SELECT {{key}} AS key FROM leader_sheet r FULL JOIN sealed_rating z
    ON z.leader_sheet_id = r.id
WHERE r.id IS NULL OR z.leader_sheet_id IS NULL OR {RATINGS_DIGEST.format(salt="z.salt", marks="z.marks")} <> r.digest
ORDER BY 1
"""  # noqa: S608 - constants only
MAY_SEE_SECRETS = "SELECT has_table_privilege('sealed_secret', 'SELECT')"  # a read-only role may not
COUNT = "SELECT count(*) FROM transition"


def verify(session: Session, evidence: FileStore) -> tuple[int, list[str]]:
    """Recompute every hash, digest and deadline; returns the number of transitions and the list of errors in words.

    Chain, records and seals are read in pieces; the limit in time of a statement is lifted for the rest of the
    transaction.
    """
    run(session, NO_LIMIT)
    violations = [*check_tables(session)] or check_rows(session, evidence)
    return int(run(session, COUNT).scalar_one()), violations


def check_rows(session: Session, evidence: FileStore) -> list[str]:
    """Return in words what is wrong, in tables of which `check_tables` found nothing."""
    return [
        *_check_chain(session),
        *check_records(session),
        *_check_rungs(session),
        *_check_secrets(session),
        *(fault for table in NAMING for fault in _check_numbers(session, table)),
        *_check_deadlines(session),
        *check_references(session),
        *check_seals(session),
        *check_attachments(session),
        *check_strangers(session),
        *check_evidence_files(session, evidence),
    ]


@dataclass(frozen=True, slots=True)
class Tip:
    """Height, hash and instant of sealing of the last block that was checked; none before the first one."""

    height: int = 0
    hash: str = GENESIS
    sealed_at: datetime | None = None


def chain_since(session: Session, tip: Tip, piece: int = PIECE) -> tuple[Tip, list[str]]:
    """Check the blocks above `tip`, and the head against the last of them; returns the new tip and the errors."""
    faults: list[str] = []
    while blocks := run(session, SEALED, above=tip.height, piece=piece).mappings().all():
        for block in map(dict, blocks):
            faults += _block_faults(block, tip)
            tip = Tip(block["height"], block["hash"], block["sealed_at"])
    heads = run(session, "SELECT id, height, hash, sealed_at FROM chain_head").all()
    if [tuple(head) for head in heads] != [(1, tip.height, tip.hash, tip.sealed_at)]:
        stated = "、".join(str(head.height) for head in heads) or "无"
        faults.append(f"台账末尾：应有{stated}块，实有{tip.height}块，末尾记录被删除或增加。")
    return tip, faults


def _block_faults(block: dict[str, Any], tip: Tip) -> Iterator[str]:
    """Yield what is wrong with the block after `tip`."""
    name = f"台账第{block['height']}块（{block['act']}，{block['business_date']}）"
    if block["height"] != tip.height + 1 or block["previous_hash"] != tip.hash:
        yield f"{name}：与上一块不相接，中间有记录被删除或插入。"
    if block["actual"] != block["content"]:
        yield f"{name}：所含的变动记录被更改、删除或增加。"
    if block_hash(block["previous_hash"], block["content"], header_of(block)) != block["hash"] or _is_blurred(block):
        yield f"{name}：本块内容被更改。"
    if is_sealed_early(tip.sealed_at, block["sealed_at"], block["act"]):
        yield f"{name}：封存时间缺失或早于上一块。"


def _is_blurred(block: dict[str, Any]) -> bool:
    """Return whether a column has a value that the header spells as another one: empty in another way."""
    return block["request_id"] == "" or not isinstance(block["source"], dict)


def is_sealed_early(before: datetime | None, sealed_at: datetime, act: str) -> bool:
    """Return whether a block is sealed before the one before it, which only the confirmation of the clock may be."""
    return before is not None and sealed_at < before and act != confirm_clock.name


def _check_chain(session: Session) -> Iterator[str]:
    yield from chain_since(session, Tip())[1]
    for block in run(session, WRONG_JURISDICTION, init=INIT, nation=NATION):
        yield f"台账第{block.height}块：所属管辖被更改。"
    for move in run(session, UNSEALED):
        yield f"{_title(move.record)} {move.record_key}：有不属于任何操作的变动记录。"


def _check_rungs(session: Session) -> Iterator[str]:
    for row in run(session, WRONG_RUNGS, delegable=DELEGABLE):
        yield f"{NOUNS['obligation'].title} {row.key}：记载的提醒级次被更改，与已有的提醒不符。"


def _check_secrets(session: Session) -> Iterator[str]:
    if run(session, MAY_SEE_SECRETS).scalar_one():
        sample, key, ratings = (NOUNS[name] for name in ("sample", "answer_key", "leader_sheet"))
        for row in run(session, WRONG_SECRETS.format(key=sample.key)):
            yield f"{sample.title} {row.key}：封存的密数被更改、删除或增加，与承诺时公布的校验码不符。"
        for row in run(session, WRONG_KEYS):
            yield f"{key.title} {row.number}：密钥被更改、删除或增加，与生成时的校验码不符。"
        for row in run(session, WRONG_RATINGS.format(key=ratings.key)):
            yield f"{ratings.title} {row.key}：封存的评价被更改、删除或增加，与录入时的校验码不符。"


def _check_numbers(session: Session, table: str) -> Iterator[str]:
    for noun in run(session, RECORDS_NAMED.format(table=table)).scalars():
        if noun in NOUNS:
            wrong = WRONG_NUMBERS.format(table=table, key=NOUNS[noun].key, source=NOUNS[noun].source)
            for row in run(session, wrong, noun=noun):
                yield f"{NOUNS[table].title} {row.key}：所指的记录编号被更改。"


def _check_deadlines(session: Session) -> Iterator[str]:
    for row in run(session, "SELECT id, rule, anchor, n, due, proof FROM deadline ORDER BY id"):
        if not _matches_proof(row, row.proof):
            yield f"{NOUNS['deadline'].title} {row.rule}（{row.anchor}起）：期限{row.due}与其依据不符。"


def _matches_proof(row: ResultRow, proof: dict[str, Any]) -> bool:
    try:
        counted = [day["date"] for day in proof["counted"]]
        stated = (proof["rule"], proof["anchor"], proof["n"], proof["due"])
        computed = proof.get("computed", proof["due"])
        moved = computed <= proof["due"]
    except (AttributeError, KeyError, TypeError):
        return False
    proves = not row.n or (len(counted) == row.n and counted[-1] == computed)
    return proves and moved and stated == (row.rule, row.anchor.isoformat(), row.n, row.due.isoformat())


def _title(noun: str) -> str:
    return NOUNS[noun].title if noun in NOUNS else noun
