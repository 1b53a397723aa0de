"""印证材料: a file stored by SHA-256 and attached to a target's line or to a filing (6.1.4, 4.5)."""

import errno
import fcntl
import os
from collections.abc import Mapping, Sequence
from datetime import date
from hashlib import file_digest, sha256
from pathlib import Path
from typing import Any

from sqlmodel import Session

from models.disk import FULL, MEGABYTE, RESERVE, free, is_short
from models.intake.evidence import Piece, Proof
from models.ledger.acts import Context
from models.ledger.duties import received_on
from models.ledger.evidence.identity import claim_store, has_store, make_store
from models.ledger.report_lines import OwedLine, owed_lines
from models.ledger.transitions import record
from models.records import Obligation
from models.records.evidence import place_of
from models.rules.errors import Refused, Unavailable
from models.statements import run, transaction

READ_ERRORS = {errno.ENOENT: "文件不存在", errno.EACCES: "没有读取权限", errno.EISDIR: "这是一个文件夹"}
INSERT_EVIDENCE = """
INSERT INTO evidence (sha256, size)
SELECT sha256, max(size) FROM unnest(CAST(:digests AS text[]), CAST(:sizes AS int[])) AS u(sha256, size)
GROUP BY sha256 ORDER BY sha256 ON CONFLICT DO NOTHING
"""
INSERT_USES = """
INSERT INTO evidence_use (evidence_id, obligation_id, target_id, indicator, file_name, about, made_on, received_on)
SELECT e.id, :obligation, u.target, u.leaf, u.name, u.about, u.made_on, :day
FROM unnest(CAST(:digests AS text[]), CAST(:targets AS int[]), CAST(:leaves AS text[]), CAST(:names AS text[]),
    CAST(:abouts AS date[]), CAST(:mades AS date[])) WITH ORDINALITY
    AS u(digest, target, leaf, name, about, made_on, n)
    JOIN evidence e ON e.sha256 = u.digest
ORDER BY u.n ON CONFLICT DO NOTHING RETURNING id
"""
PIECE = 1 << 20
_store: dict[str, Any] = {}


def configure_store(folder: Path, limit_mb: int, *, lasting: bool = True) -> None:
    """Configure the evidence store of this process: folder, limit per file in megabytes, and whether to fsync.

    A simulation sets `lasting` to False, because its files need not survive a power failure.
    """
    _store.update(folder=folder, limit=limit_mb, lasting=lasting)


def store_folder() -> Path:
    """Return the folder of the evidence store of this process."""
    folder: Path = _store["folder"]
    return folder


def attach_to_obligation(session: Session, ctx: Context, obligation: Obligation, proofs: Sequence[Proof]) -> int:
    """Store the files and attach each to its target's or leaf's line, or to the obligation; returns how many are new.

    Raises Refused if a target or leaf is not among the obligation's lines, or a date in the future.
    """
    if not proofs:
        return 0
    check_dates(proofs, ctx.date)
    lines = owed_lines(session, obligation)
    if unknown := sorted({proof.target for proof in proofs if proof.target and proof.target not in lines}):
        raise Refused(f"目标{'、'.join(unknown)}不在该部门{obligation.period}应填报的目标中。")
    _check_leaves(proofs, lines)
    return attach_proofs(session, ctx, obligation, proofs, {code: line.id for code, line in lines.items()})


def attach_proofs(
    session: Session, ctx: Context, obligation: Obligation, proofs: Sequence[Proof], numbers: Mapping[str, int]
) -> int:
    """Store the files and attach each to the obligation, about its target; returns how many are new.

    `numbers` are the ids of the targets by code. Raises Refused if a file is not taken.
    """
    digests = store_files(session, [proof.file for proof in proofs])
    uses = [
        (numbers.get(proof.target), proof.indicator, proof.file.name, proof.about, proof.made_on) for proof in proofs
    ]
    names = ("targets", "leaves", "names", "abouts", "mades")
    columns = dict(zip(names, map(list, zip(*uses, strict=True)), strict=True))
    day = received_on(session, ctx, obligation)
    ids = list(run(session, INSERT_USES, obligation=obligation.id, digests=digests, day=day, **columns).scalars())
    record(session, ctx, "evidence_use", ids, "attached")
    return len(ids)


def _check_leaves(proofs: Sequence[Proof], lines: Mapping[str, OwedLine]) -> None:
    """Raise Refused if a file is about a leaf that its target is not asked for (1-2.9)."""
    for proof in proofs:
        if proof.indicator and not proof.target:
            raise Refused(f"“{proof.file.name}”填了指标编号{proof.indicator}，没有填目标编号，请补填。")
        if proof.indicator and proof.indicator not in (asked := lines[proof.target].leaves):
            known = f"应填报的指标：{'、'.join(asked)}" if asked else "本期按目标填报，请不要填指标编号"
            raise Refused(f"“{proof.file.name}”：目标{proof.target}没有要填报的指标{proof.indicator}，{known}。")


def check_dates(pieces: Sequence[Piece], today: date) -> None:
    """Raise Refused if a file is about a day in the future, or made on one."""
    for piece in pieces:
        for title, day in (("反映的日期", piece.about), ("形成日期", piece.made_on)):
            if day and day > today:
                raise Refused(f"“{piece.file.name}”的{title}{day}在今天（{today}）之后，请核对。")


def store_files(session: Session, files: Sequence[Path], limit_mb: int = 0) -> list[str]:
    """Store these files durably, each content once; returns the list of their SHA-256.

    `limit_mb` is the limit per file in megabytes if it differs from the configured default. A trial checks the files
    and stores none.

    Raises Refused if a file is unreadable, empty, too large or changed meanwhile, or if the database has another
    evidence folder; Unavailable if it cannot be stored.
    """
    _check_folder(session)
    checked = [_check_file(file, limit_mb or _store["limit"]) for file in files]
    digests, sizes = map(list, zip(*checked, strict=True))
    if not transaction(session).is_trial:
        _keep_files(session, files, digests)
    run(session, INSERT_EVIDENCE, digests=digests, sizes=sizes)
    return digests


def _check_folder(session: Session) -> None:
    """Raise Refused if the database has another evidence folder; once, if it has this one."""
    state = transaction(session)
    if _store["lasting"] and not state.has_own_store:
        state.has_own_store = has_store(session, _store["folder"])


def _keep_files(session: Session, files: Sequence[Path], digests: Sequence[str]) -> None:
    for file, digest in zip(files, digests, strict=True):
        _write_file(file, _store["folder"], digest)
    if _store["lasting"] and not transaction(session).has_own_store:
        claim_store(session, _store["folder"])
    _sync_folders(digests)


def _check_file(file: Path, limit: int) -> tuple[str, int]:
    """Return SHA-256 and size of a file in bytes; raises Refused if it cannot be taken, Unavailable without room."""
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
        raise Refused(f"无法读取文件“{file}”：{READ_ERRORS.get(error.errno or 0, '系统拒绝读取')}。") from error
    return digest, size


def _write_file(file: Path, folder: Path, digest: str) -> None:
    """Write the file to its place; raises Unavailable if that fails, and leaves no partial file."""
    place = place_of(folder, digest)
    try:
        if place.exists():
            return
        make_store(folder)
        place.parent.mkdir(exist_ok=True)
        _copy_file(file, place, digest)
    except OSError as error:
        raise _storage_error(error) from error


def _storage_error(error: OSError) -> Unavailable:
    reason = (
        "磁盘已满，请清理磁盘空间后重试" if error.errno in FULL else READ_ERRORS.get(error.errno or 0, "系统拒绝写入")
    )
    return Unavailable(f"无法保存印证材料：{reason}。")


def _copy_file(file: Path, place: Path, digest: str) -> None:
    """Copy a file atomically and durably, before the transaction that inserts its row commits.

    The copy is hashed while it is written. Raises Refused if the file changed after its digest was taken.
    """
    partial = place.with_suffix(".partial")
    with partial.open("ab") as target:
        fcntl.flock(target, fcntl.LOCK_EX)  # one writer at a time if the same file is stored twice at once
        try:
            if not place.exists():
                target.truncate(0)
                copied = sha256()
                with file.open("rb") as content:
                    while piece := content.read(PIECE):
                        copied.update(piece)
                        target.write(piece)
                if copied.hexdigest() != digest:
                    raise Refused(f"“{file.name}”在提交时还在改动，没有保存，请等它写完后再提交。")
                target.flush()
                if _store["lasting"]:
                    os.fsync(target.fileno())
                partial.rename(place)
        finally:
            partial.unlink(missing_ok=True)


def _sync_folders(digests: Sequence[str]) -> None:
    """Sync each folder of the stored files once, so that the new file names survive a power failure."""
    store: Path = _store["folder"]
    folders = [*sorted({place_of(store, digest).parent for digest in digests}), store] if _store["lasting"] else []
    try:
        for folder in folders:
            handle = os.open(folder, os.O_RDONLY)
            os.fsync(handle)
            os.close(handle)
    except OSError as error:
        raise _storage_error(error) from error
