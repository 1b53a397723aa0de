"""Proof that nothing was changed, removed or added behind the ledger's back: chain, records, deadlines, evidence."""

from collections.abc import Iterator
from hashlib import file_digest
from pathlib import Path
from typing import Any

from sqlmodel import Session

from models.database import GENESIS, block_hash, header_of, run
from models.ledger.recording import NOUNS

TITLES = {
    "jurisdiction": "管辖",
    "calendar_day": "工作日历",
    "department": "部门",
    "contact": "联系人",
    "target": "目标",
    "cycle_run": "周期",
    "deadline": "期限",
    "obligation": "应办事项",
    "report": "填报",
    "evidence_use": "印证材料",
    "meeting": "会议",
    "negative_entry": "负面清单条目",
    "remediation": "整改",
    "urging": "催办",
    "acknowledgement": "已阅",
    "reverification": "年终复核",
    "message": "消息",
}
DISAGREE = """
SELECT coalesce(q.key, t.record_key) AS key, q.key IS NULL AS removed, t.record_key IS NULL AS added
FROM ({digests}) q FULL JOIN (
    SELECT DISTINCT ON (record_key) record_key, digest FROM transition WHERE record = :noun ORDER BY record_key, id DESC
) t ON t.record_key = q.key
WHERE q.digest IS DISTINCT FROM t.digest ORDER BY 1
"""
SEALED = """
SELECT b.*, c.content AS actual FROM block b LEFT JOIN LATERAL (
    SELECT encode(sha256(convert_to(coalesce(
        string_agg(line, E'\\n' ORDER BY a COLLATE "C", b COLLATE "C", n), ''), 'UTF8')), 'hex') AS content
    FROM (
        SELECT record AS a, record_key AS b, id AS n,
            jsonb_build_array(record, record_key, event, from_state, to_state, digest, detail)::text AS line
        FROM transition WHERE act_id = b.act_id
        UNION ALL
        SELECT m.reference, '', a.id,
            jsonb_build_array(m.reference, extract(epoch FROM a.at), a.outcome, a.code, a.reason)::text
        FROM attempt a JOIN message m ON m.id = a.message_id WHERE a.act_id = b.act_id
    ) moves(a, b, n, line)) c ON true
ORDER BY b.height
"""
UNSEALED = """
SELECT record, record_key FROM transition t WHERE NOT EXISTS (SELECT 1 FROM block b WHERE b.act_id = t.act_id)
ORDER BY t.id
"""
STRAY_LINES = """
SELECT DISTINCT l.obligation_id, l.version FROM report_line l WHERE l.version > 0 AND NOT EXISTS (
    SELECT 1 FROM report r WHERE r.obligation_id = l.obligation_id AND r.version = l.version)
"""
COUNT = "SELECT count(*) FROM transition"


def verify(session: Session, evidence: Path) -> tuple[int, list[str]]:
    """Recompute everything; returns how many moves were checked and what disagrees, in words."""
    violations = [*_chain(session), *_records(session), *_deadlines(session), *_evidence(session, evidence)]
    return int(run(session, COUNT).scalar_one()), violations


def _chain(session: Session) -> Iterator[str]:
    previous, height = GENESIS, 0
    for block in map(dict, run(session, SEALED).mappings()):
        name = f"台账第{block['height']}块（{block['act']}，{block['business_date']}）"
        if block["height"] != height + 1 or block["previous_hash"] != previous:
            yield f"{name}：与上一块不相接，中间有记录被删除或插入。"
        if block["actual"] != block["content"]:
            yield f"{name}：所含的变动记录被更改、删除或增加。"
        if block_hash(block["previous_hash"], block["content"], header_of(block)) != block["hash"]:
            yield f"{name}：本块内容被更改。"
        previous, height = block["hash"], block["height"]
    head = run(session, "SELECT height, hash FROM chain_head").one()
    if (head.height, head.hash) != (height, previous):
        yield f"台账末尾：应有{head.height}块，实有{height}块，末尾记录被删除或增加。"
    for move in run(session, UNSEALED):
        yield f"{TITLES.get(move.record, move.record)} {move.record_key}：有不属于任何操作的变动记录。"


def _records(session: Session) -> Iterator[str]:
    for noun, spec in ((noun, spec) for noun, spec in NOUNS.items() if spec.verified):
        for row in run(session, DISAGREE.format(digests=spec.digests), noun=noun):
            happened = "被删除" if row.removed else "被增加" if row.added else "被更改"
            yield f"{TITLES[noun]} {row.key}：{happened}，与台账不符。"
    for row in run(session, STRAY_LINES):
        yield f"填报 事项{row.obligation_id}第{row.version}版：有不属于任何填报的行。"


def _deadlines(session: Session) -> Iterator[str]:
    for row in run(session, "SELECT id, rule, anchor, n, due, proof FROM deadline ORDER BY id"):
        if not _follows(row, row.proof):
            yield f"期限 {row.rule}（{row.anchor}起）：期限{row.due}与其依据不符。"


def _follows(row: Any, proof: dict[str, Any]) -> bool:  # noqa: ANN401 - a result row
    try:
        counted = [day["date"] for day in proof["counted"]]
        stated = (proof["rule"], proof["anchor"], proof["n"], proof["due"])
    except (KeyError, TypeError):
        return False
    proves = not row.n or (len(counted) == row.n and counted[-1] == proof["due"])
    return proves and stated == (row.rule, row.anchor.isoformat(), row.n, row.due.isoformat())


def _evidence(session: Session, folder: Path) -> Iterator[str]:
    for row in run(session, "SELECT sha256 FROM evidence ORDER BY sha256"):
        place = folder / row.sha256[:2] / row.sha256
        if not place.is_file():
            yield f"印证材料 {row.sha256[:12]}：文件不存在。"
            continue
        with place.open("rb") as content:
            if file_digest(content, "sha256").hexdigest() != row.sha256:
                yield f"印证材料 {row.sha256[:12]}：文件内容被更改。"
