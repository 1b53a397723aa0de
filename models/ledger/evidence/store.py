"""印证材料: a file kept by its content and attached to a target's line or a filing (6.1.4, 4.5)."""

import errno
import fcntl
import os
import shutil
from collections.abc import Sequence
from hashlib import file_digest
from pathlib import Path
from typing import Any

from sqlmodel import Session

from models.database import run
from models.disk import FULL, MEGABYTE, RESERVE, free, is_short
from models.intake.evidence import Proof
from models.ledger.acts import Context
from models.ledger.duties import received_on
from models.ledger.lookup import owed_lines
from models.ledger.transitions import record
from models.records import Obligation
from models.records.evidence import place_of
from models.rules.errors import Refused, Unavailable

WHY = {errno.ENOENT: "文件不存在", errno.EACCES: "没有读取权限", errno.EISDIR: "这是一个文件夹"}
KEEP = """
INSERT INTO evidence (sha256, size)
SELECT sha256, max(size) FROM unnest(CAST(:digests AS text[]), CAST(:sizes AS int[])) AS u(sha256, size)
GROUP BY sha256 ORDER BY sha256 ON CONFLICT DO NOTHING
"""
USE = """
INSERT INTO evidence_use (evidence_id, obligation_id, target_id, file_name, about, made_on, received_on)
SELECT e.id, :obligation, u.target, u.name, u.about, u.made_on, :day
FROM unnest(CAST(:digests AS text[]), CAST(:targets AS int[]), CAST(:names AS text[]), CAST(:abouts AS date[]),
    CAST(:mades AS date[])) WITH ORDINALITY AS u(digest, target, name, about, made_on, n)
    JOIN evidence e ON e.sha256 = u.digest
ORDER BY u.n ON CONFLICT DO NOTHING RETURNING id
"""
_store: dict[str, Any] = {}


def keep_evidence_in(folder: Path, limit_mb: int, *, lasting: bool = True) -> None:
    """Say where evidence of this process is stored, how large one file may be (in megabytes), whether it has to last.

    What is kept only for as long as a simulation need not outlive a power cut.
    """
    _store.update(folder=folder, limit=limit_mb, lasting=lasting)


def attach(session: Session, ctx: Context, obligation: Obligation, proofs: Sequence[Proof]) -> int:
    """Store every file and attach it to its target's line, or to the whole; returns how many were not there before."""
    if not proofs:
        return 0
    owed = owed_lines(session, obligation)
    if strange := sorted({proof.target for proof in proofs if proof.target and proof.target not in owed}):
        raise Refused(f"目标{'、'.join(strange)}不在该部门{obligation.period}应填报的目标中。")
    digests = keep_files(session, [proof.file for proof in proofs])
    numbers = {code: line.id for code, line in owed.items()}
    uses = [(numbers.get(proof.target), proof.file.name, proof.about, proof.made_on) for proof in proofs]
    names = ("targets", "names", "abouts", "mades")
    columns = dict(zip(names, map(list, zip(*uses, strict=True)), strict=True))
    day = received_on(session, ctx, obligation)
    ids = list(run(session, USE, obligation=obligation.id, digests=digests, day=day, **columns).scalars())
    record(session, ctx, "evidence_use", ids, "attached")
    return len(ids)


def keep_files(session: Session, files: Sequence[Path], limit_mb: int = 0) -> list[str]:
    """Store these files for good, each content once; returns the SHA-256 of each.

    `limit_mb` is how many megabytes one of them may have, where that is not the limit of all evidence.

    Raises Refused for one that cannot be read, is empty or too large, Unavailable when it cannot be stored.
    """
    digests, sizes = map(list, zip(*(_store_file(file, limit_mb or _store["limit"]) for file in files), strict=True))
    _settle_names(digests)
    run(session, KEEP, digests=digests, sizes=sizes)
    return digests


def _store_file(file: Path, limit: int) -> tuple[str, int]:
    folder: Path = _store["folder"]
    try:
        size = file.stat().st_size
        if not file.is_file() or not size:
            raise Refused(f"“{file}”不是文件或为空，请选择要提交的材料。")
        if size > limit * MEGABYTE:
            raise Refused(f"“{file.name}”超过{limit}MB，请压缩或拆分后提交。")
        if is_short(folder, size):
            left = f"剩余{free(folder) // MEGABYTE}MB，其中{RESERVE // MEGABYTE}MB留作备用"
            raise Unavailable(f"印证材料“{file.name}”未保存：磁盘空间不足（{left}）。请清理“{folder}”所在磁盘后重试。")
        with file.open("rb") as content:
            digest = file_digest(content, "sha256").hexdigest()
    except OSError as error:
        raise Refused(f"无法读取文件“{file}”：{WHY.get(error.errno or 0, '系统拒绝读取')}。") from error
    _keep(file, place_of(folder, digest))
    return digest, size


def _keep(file: Path, place: Path) -> None:
    """Keep the file at its place; raises Unavailable when it cannot be written there, and leaves nothing half."""
    try:
        if place.exists():
            return
        place.parent.mkdir(parents=True, exist_ok=True)
        _copy(file, place)
    except OSError as error:
        raise _unkept(error) from error


def _unkept(error: OSError) -> Unavailable:
    said = "磁盘已满，请清理磁盘空间后重试" if error.errno in FULL else WHY.get(error.errno or 0, "系统拒绝写入")
    return Unavailable(f"无法保存印证材料：{said}。")


def _copy(file: Path, place: Path) -> None:
    """Copy a file to its place whole and for good, before the transaction that tells of it commits."""
    partial = place.with_suffix(".partial")
    with partial.open("ab") as kept:
        fcntl.flock(kept, fcntl.LOCK_EX)  # the same file at the same time is written by one of them
        try:
            if not place.exists():
                kept.truncate(0)
                with file.open("rb") as content:
                    shutil.copyfileobj(content, kept)
                kept.flush()
                if _store["lasting"]:
                    os.fsync(kept.fileno())
                partial.rename(place)
        finally:
            partial.unlink(missing_ok=True)


def _settle_names(digests: Sequence[str]) -> None:
    """Make the names of stored files last through a power cut: each folder once, however many files came to it."""
    store: Path = _store["folder"]
    folders = [*sorted({place_of(store, digest).parent for digest in digests}), store] if _store["lasting"] else []
    try:
        for folder in folders:
            handle = os.open(folder, os.O_RDONLY)
            os.fsync(handle)
            os.close(handle)
    except OSError as error:
        raise _unkept(error) from error
