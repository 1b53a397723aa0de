"""The identity of the evidence folder: one database belongs to one folder, and a second home on it is found out."""

from contextlib import suppress
from pathlib import Path
from uuid import uuid4

from sqlmodel import Session

from models.rules.errors import Refused, Unavailable
from models.statements import run

NAME = "store.id"
OWNER_ONLY = 0o700
KEY = "SELECT key FROM evidence_store"
INSERT = "INSERT INTO evidence_store (id, key) VALUES (1, :key) ON CONFLICT DO NOTHING"


def claim_store(session: Session, folder: Path) -> None:
    """Bind database and folder to each other if the database has no folder yet.

    Raises Refused if the database has another folder, Unavailable if the folder cannot be written.
    """
    if not has_store(session, folder):
        adopt_store(session, folder)


def has_store(session: Session, folder: Path) -> bool:
    """Return whether this folder is the one of the database; raises Refused if the database has another one."""
    key = run(session, KEY).scalar()
    if fault := _fault_of(folder, key):
        raise Refused(fault)
    return key is not None


def adopt_store(session: Session, folder: Path) -> None:
    """Make this folder the one of the database, as after a restore. Raises Unavailable if it cannot be written."""
    run(session, INSERT, key=uuid4().hex)
    key = run(session, KEY).scalar_one()
    try:
        make_store(folder)
        (folder / NAME).write_text(f"{key}\n", encoding="utf-8")
    except OSError as error:
        raise Unavailable(f"无法写入印证材料文件夹“{folder}”，请检查权限和磁盘空间。") from error


def make_store(folder: Path) -> None:
    """Make the folder, which only its owner may enter: what is marked in it opens on record only (4.7)."""
    folder.mkdir(mode=OWNER_ONLY, parents=True, exist_ok=True)


def open_to_others(folder: Path) -> str:
    """Return in words that other users of the machine may enter the folder; empty if they may not."""
    if not folder.is_dir() or not folder.stat().st_mode & ~OWNER_ONLY & 0o777:
        return ""
    return f"本机其他用户可以读取“{folder}”，其中可能有涉密材料和来信原文，请执行：chmod 700 {folder}"


def foreign_store(session: Session, folder: Path) -> str:
    """Return why this folder is not the one of the database; empty if it is, or if the database has none yet."""
    return _fault_of(folder, run(session, KEY).scalar())


def lost_identity(session: Session, folder: Path) -> bool:
    """Return whether the database holds files and no identity of their folder, while the folder has one."""
    is_lost = "SELECT EXISTS (SELECT FROM evidence) AND NOT EXISTS (SELECT FROM evidence_store)"
    return bool(run(session, is_lost).scalar_one() and _read_key(folder))


def _fault_of(folder: Path, key: str | None) -> str:
    return "" if key in (None, _read_key(folder)) else _explain(folder, str(key))


def _read_key(folder: Path) -> str:
    with suppress(OSError, UnicodeDecodeError):
        return (folder / NAME).read_text(encoding="utf-8").strip()
    return ""


def _explain(folder: Path, key: str) -> str:
    return (
        f"“{folder}”不是本数据库的印证材料文件夹，另有一个 MUBIAO_HOME 在用这个数据库。"
        f"请改用原来的 MUBIAO_HOME，或把其中的 evidence 文件夹整个复制过来；"
        f"原文件夹确已丢失的，在该处建文件 {NAME}，写入编号 {key}。"
    )
