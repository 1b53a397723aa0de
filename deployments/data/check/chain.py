"""The ledger: each block holds the digest of its moves and the hash of the block before it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from deployments.data.check.digest import digest

DAY, GENESIS = timedelta(days=1), "0" * 64
KNOWN = re.compile(r"(\d+:[0-9A-Fa-f-]{16,})?")  # a block as the monthly report prints it
WITHHELD = re.compile(r"[0-9a-f]{64}")  # a move of which only the digest is shown
REHEARSED = '"[\\"rehearsal\\", '  # the block that makes an installation a rehearsal
BROKEN = (ValueError, KeyError, TypeError, AttributeError, IndexError, ArithmeticError, RecursionError)


def what_broke(error: Exception) -> str:
    """An error of this program in its words; one of Python says which file is not there, or that one is broken."""
    if isinstance(error, OSError):
        return f"文件“{Path(str(error.filename)).name}”读不出来"
    return str(error) if re.search("[一-龥]", str(error)) else "有文件被截断、破坏或者不是同一次写出的"


def check_chain(lines: list[str], known: str) -> Iterator[str]:
    known = known.replace("：", ":")
    if not KNOWN.fullmatch(known):
        raise ValueError(f"校验码“{known}”应写成“块数:校验码”")
    previous, height, sealed, hashes = GENESIS, 0, "", dict[str, str]()
    for row, line in enumerate(lines[:-1], 1):
        try:
            block = json.loads(line)
            yield from check_block(block, previous, height + 1, sealed)
            previous, height, sealed = block["hash"], block["height"], block["header"].get("sealed_at", "")
            hashes[str(height)] = previous
        except BROKEN:
            yield f"第{row}行：不是完整的一块，内容被破坏。"
    try:
        head = json.loads(lines[-1])["head"]
        if (head["height"], head["hash"]) != (height, previous):
            yield f"台账末尾：应有{head['height']}块，实有{height}块，末尾被截去、增加或更改。"
    except (*BROKEN, IndexError):
        yield "末行：不是台账末块的说明，文件被截断。"
    number, _, code = known.partition(":")
    if known and not hashes.get(number, "").startswith(code.replace("-", "").lower()):
        yield f"第{number}块：校验码与月报的{code}不同，或台账已没有这一块；末尾被截去，或之前的记录被改写。"


def describe_instants(lines: list[str]) -> Iterator[str]:
    """Each block whose act began more than a day before or after it was sealed: a clock that was wrong or chosen."""
    for line in lines[:-1]:
        block = json.loads(line)
        begun, sealed = block["header"]["at"], block["header"].get("sealed_at", "")
        if sealed and abs(datetime.fromisoformat(sealed) - datetime.fromisoformat(begun)) > DAY:
            name = f"第{block['height']}块（{block['header']['act']}）"
            yield f"注意：{name}记为{begun[:16]}开始，{sealed[:16]}封存，相差一天以上，请核对当时的时钟。"


def describe_head(lines: list[str]) -> str:
    """The last block in words, with its hash in full and as the monthly report prints it."""
    head = json.loads(lines[-1])["head"]
    code = head["hash"]
    short = "-".join(code[at : at + 4] for at in range(0, 16, 4))
    return f"共{len(lines) - 1}块，末块是第{head['height']}块，校验码{short}（全文{code}）"


def check_block(block: dict[str, Any], previous: str, height: int, earliest: str) -> Iterator[str]:
    header = block["header"]
    name = f"第{block['height']}块（{header['act']}，{header['business_date']}）"
    if (block["height"], block["previous"]) != (height, previous):
        yield f"{name}：与上一块不相接，其间有块被删除、插入或调换。"
    if (
        digest("\n".join(line if WITHHELD.fullmatch(line) else digest(line) for line in block["moves"]))
        != block["content"]
    ):
        yield f"{name}：所含的变动记录被更改、删除或增加。"
    if digest(block.get("result", "")) not in (header["result"], digest("")):
        yield f"{name}：办理结果被更改。"
    sealed = [block["previous"], block["content"], header]
    if digest(json.dumps(sealed, ensure_ascii=False, sort_keys=True, separators=(",", ":"))) != block["hash"]:
        yield f"{name}：经办人、日期、结果等内容被更改。"
    at = header.get("sealed_at", "")
    if at < earliest and not (at and header["act"] == "confirm_clock"):
        yield f"{name}：封存时间缺失或早于上一块。"
