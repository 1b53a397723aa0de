"""`mubiao restore`: restores a backup into an empty installation and verifies that both are equal."""

import tomllib
import zipfile
from pathlib import Path
from shutil import copyfileobj

from sqlmodel import Session

from deployments.act_entry import kept_closed
from deployments.backup.archive import EVIDENCE, PIECE, RECORDS, SETTINGS, Manifest, digest_of
from deployments.backup.records import digests_of, load
from deployments.backup.save import NOT_SAVED, SCHEMA
from deployments.calendar_copy import save_calendar
from deployments.pauses_copy import save_pauses
from models.database import begin, bind
from models.file_store.port import FileStore
from models.file_store.private import make_private
from models.ledger.chain.verify import verify
from models.ledger.evidence.identity import adopt_store
from models.ledger.evidence.store import evidence_store
from models.ledger.jurisdiction import calendar_of, home
from models.migrations import refuse_unknown, unmake
from models.rules.errors import Refused
from models.statements import run

FORGED = "备份的“{}”不是本程序写的，没有恢复。"
UNMARKED = """
SELECT EXISTS (SELECT FROM transition WHERE record = 'rehearsal') AND NOT EXISTS (SELECT FROM rehearsal)
"""
# What a manifest says of the ledger before anything proves it; of older tables too.
STATED = """
SELECT (SELECT name FROM jurisdiction WHERE go_live IS NOT NULL ORDER BY id LIMIT 1) AS name, height, hash
FROM chain_head
"""


def refuse_used(session: Session) -> None:
    """Raises Refused if the installation holds records: a restore never mixes two."""
    if run(session, "SELECT EXISTS (SELECT 1 FROM block)").scalar_one():
        raise Refused("本系统已有数据，不能恢复到其中。请另设 MUBIAO_HOME（或空的数据库）后再恢复。")


def refuse_foreign(archive: zipfile.ZipFile, manifest: Manifest) -> None:
    """Raises Refused if it is an audit copy, not of a version that leads to this one, or with settings of no backup."""
    if manifest.left_out:
        raise Refused("这是不含密钥的备份，只供查看和核验，不能恢复。请核验：mubiao verify 备份文件。")
    refuse_unknown({manifest.schema_version}, "备份由更新版本的程序制作，请先升级程序再恢复。")
    try:
        names = tomllib.loads(archive.read(SETTINGS).decode())
    except (KeyError, ValueError) as error:
        raise Refused(FORGED.format(SETTINGS)) from error
    if foreign := [name for name in names if NOT_SAVED.intersection(_spellings(name))]:
        raise Refused(f"备份的设置中有“{'、'.join(foreign)}”，备份从不含这些，不是本程序写的，没有恢复。")


def _spellings(name: str) -> set[str]:
    return {name.lower(), name.lower().removeprefix("mubiao_")}


def restore_all(archive: zipfile.ZipFile, manifest: Manifest, owner_url: str, folder: Path, store: FileStore) -> None:
    """Restore evidence, settings and records, all or nothing.

    Raises Refused if the backup is not of this program, or if the digests differ; then all tables are dropped again.
    """
    refuse_foreign(archive, manifest)
    refuse_other_store(manifest, store)
    make_private(store.scratch)
    for name in archive.namelist():
        if found := EVIDENCE.fullmatch(name):
            with archive.open(name) as content:  # one that was changed before the backup stays so, and is named
                store.put(content, found[2], checked=False)
    _restore_settings(archive, folder / SETTINGS)
    bind(owner_url)
    unmake()
    with archive.open(RECORDS) as dump:
        load(owner_url, dump, manifest.schema_version)
    with begin() as session:
        versions_found = run(session, SCHEMA).scalars().all()
        digest = digest_of(digests_of(session))
        stated = [tuple(row) for row in run(session, STATED)]
    same = stated == [(manifest.jurisdiction, manifest.height, manifest.head)]
    if not same or (versions_found, digest) != ([manifest.schema_version], manifest.digest):
        unmake()
        raise Refused("恢复后的数据与备份不一致，已全部撤销。请换一份备份，或重试。")


def refuse_other_store(manifest: Manifest, store: FileStore) -> None:
    """Raise Refused if the bucket is another database's, or if the evidence is in a bucket that is not set."""
    if manifest.elsewhere and not store.address:
        left = f"备份不含印证材料，{len(manifest.elsewhere)}份留在“{manifest.store}”"
        raise Refused(f"{left}，没有恢复。请先设置 MUBIAO_EVIDENCE_URL。")
    if store.address and store.read_key() not in ("", manifest.key):
        raise Refused(f"“{store.address}”存放的是另一个数据库的印证材料，没有恢复。请核对 MUBIAO_EVIDENCE_URL。")


def undo(owner_url: str) -> None:
    """Drop all tables of a restore that is refused."""
    bind(owner_url)
    unmake()


def lost_mark(session: Session) -> bool:
    """Returns whether the ledger is that of a rehearsal whose mark was taken out of the backup (A51)."""
    return bool(run(session, UNMARKED).scalar_one())


def update_copies(session: Session, folder: Path) -> None:
    """Bind the evidence folder to the database, and update the copies that commands read without it."""
    adopt_store(session, evidence_store())
    save_calendar(folder, calendar_of(session, home(session)))
    save_pauses(folder, kept_closed(session))


def find_violations(session: Session, manifest: Manifest, store: FileStore) -> list[str]:
    """Returns the violations in the restored ledger, except evidence listed as missing in the backup."""
    known = {f"印证材料 {digest[:12]}：文件不存在。" for digest in manifest.missing}
    return [words for words in verify(session, store)[1] if words not in known]


def _extract(archive: zipfile.ZipFile, name: str, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f"{path.name}.partial")
    with archive.open(name) as content, partial.open("wb") as target:
        copyfileobj(content, target, PIECE)
    partial.rename(path)


def _restore_settings(archive: zipfile.ZipFile, path: Path) -> None:
    """Extract the settings, unless the installation already has some."""
    if not path.exists():
        _extract(archive, SETTINGS, path)
