"""印证材料: a file stored by SHA-256 and attached to a target's line or to a filing (6.1.4, 4.5)."""

import errno
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date
from hashlib import file_digest
from pathlib import Path
from typing import Any

from sqlmodel import Session

from models.disk import MEGABYTE
from models.file_store.opening import open_store
from models.file_store.port import ChangedFile, FileStore
from models.intake.evidence import Piece, Proof
from models.ledger.acts import Context
from models.ledger.duties import received_on
from models.ledger.evidence.identity import claim_store, has_store
from models.ledger.report_lines import OwedLine, owed_lines
from models.ledger.transitions import record
from models.records import Obligation
from models.rules.errors import Refused
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
_store: dict[str, Any] = {}
_lent: ContextVar[dict[str, Any]] = ContextVar("store")  # to a request, by a process of many cells


def configure_store(folder: Path, limit_mb: int, url: str = "", *, lasting: bool = True) -> None:
    """Configure the evidence store of this process: folder, limit per file in megabytes, and whether to fsync.

    With a `url` the store is the bucket there. A simulation sets `lasting` to False, because its files need not survive
    a power failure. Raises Refused if the URL is wrong.
    """
    _store.update(store=open_store(folder, url, lasting=lasting), limit=limit_mb)


@contextmanager
def configured_store(folder: Path, limit_mb: int, url: str = "") -> Iterator[None]:
    """Configure the evidence store of this process, and afterwards the one of before."""
    before = dict(_store)
    configure_store(folder, limit_mb, url)
    try:
        yield
    finally:
        _store.clear()
        _store.update(before)


@contextmanager
def lent_store(store: FileStore, limit_mb: int) -> Iterator[None]:
    """Use this store in the current context, such as a request, instead of the one of the process."""
    token = _lent.set({"store": store, "limit": limit_mb})
    try:
        yield
    finally:
        _lent.reset(token)


def evidence_store() -> FileStore:
    """Return the evidence store of this process."""
    store: FileStore = _lent.get(_store)["store"]
    return store


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

    Raises Refused if a file is unreadable, empty, too large or changed meanwhile, or if the database has another store;
    Unavailable if it cannot be stored.
    """
    _check_store(session)
    checked = [_check_file(file, limit_mb or _lent.get(_store)["limit"]) for file in files]
    digests, sizes = map(list, zip(*checked, strict=True))
    if not transaction(session).is_trial:
        _keep_files(session, files, digests)
    run(session, INSERT_EVIDENCE, digests=digests, sizes=sizes)
    return digests


def _check_store(session: Session) -> None:
    """Raise Refused if the database has another store; once, if it has this one."""
    state = transaction(session)
    if evidence_store().lasting and not state.has_own_store:
        state.has_own_store = has_store(session, evidence_store())


def _keep_files(session: Session, files: Sequence[Path], digests: Sequence[str]) -> None:
    store = evidence_store()
    for file, digest in zip(files, digests, strict=True):
        try:
            with file.open("rb") as content:
                store.put(content, digest)
        except ChangedFile as change:
            raise Refused(f"“{file.name}”在提交时还在改动，没有保存，请等它写完后再提交。") from change
        except OSError as error:
            raise _unreadable(file, error) from error
    if store.lasting and not transaction(session).has_own_store:
        claim_store(session, store)
    store.settle(digests)


def _check_file(file: Path, limit: int) -> tuple[str, int]:
    """Return SHA-256 and size of a file in bytes; raises Refused if it cannot be taken, Unavailable without room."""
    try:
        size = file.stat().st_size
        if not file.is_file() or not size:
            raise Refused(f"“{file}”不是文件或为空，请选择要提交的材料。")
        if size > limit * MEGABYTE:
            raise Refused(f"“{file.name}”超过{limit}MB，请压缩或拆分后提交。")
        evidence_store().require_room(file.name, size)
        with file.open("rb") as content:
            digest = file_digest(content, "sha256").hexdigest()
    except OSError as error:
        raise _unreadable(file, error) from error
    return digest, size


def _unreadable(file: Path, error: OSError) -> Refused:
    return Refused(f"无法读取文件“{file}”：{READ_ERRORS.get(error.errno or 0, '系统拒绝读取')}。")
