"""`mubiao backup`: saves one state of everything while the installation goes on working."""

import json
from collections.abc import Container, Sequence
from pathlib import Path
from secrets import token_hex
from shutil import copyfileobj

from sqlmodel import Session, select

from deployments.act_entry import Around, perform_act
from deployments.backup import archive
from deployments.backup.keys import IN_NO_BACKUP, IN_PLACE, copy_rows, find_left_out, rows_as_saved
from deployments.backup.records import TABLES, digests_of, dump, snapshot
from deployments.start_record import record_backup
from models.database import begin
from models.file_store.port import ChangedFile
from models.intake.keyless_backup import KeylessBackup, LeftOut
from models.ledger import keyless_backup
from models.ledger.chain.export import exported_chain
from models.ledger.evidence.identity import STORE
from models.ledger.evidence.store import evidence_store
from models.ledger.jurisdiction import home
from models.records import Evidence, Jurisdiction
from models.rules.errors import Refused, Unavailable
from models.rules.keys import BACKUP
from models.statements import run
from tasks.clock import current_instant
from tasks.settings import Settings, is_secret

SCHEMA = "SELECT version_num FROM alembic_version"
HEAD = "SELECT height, hash FROM chain_head"
# Settings of the machine, not of the installation.
OF_THE_MACHINE = {"home", "port", "clock", "page_listen", "page_certificate", "page_key", "backup_days"}


def save(path: Path, url: str, chosen: Settings, *, with_evidence: bool = True) -> archive.Manifest:
    """Write a backup to `path`. Returns its manifest, which lists evidence whose file is missing.

    What strangers wrote is in none. Without evidence, which must be in a bucket, the manifest lists all of it.
    """
    if not (with_evidence or evidence_store().address):
        raise Refused("印证材料在本机的文件夹中，备份须含印证材料，请不要加 --without-evidence。")
    with archive.create_backup(path) as backup, begin() as session, snapshot(session) as snapshot_id:
        with backup.part(archive.RECORDS) as part:
            dump(url, snapshot_id, part, IN_NO_BACKUP)
        manifest = _finish(session, backup, chosen, IN_NO_BACKUP, with_evidence=with_evidence)
    if not (chosen.cell or manifest.missing):  # nothing watches the backups of cells
        record_backup(chosen.home, manifest.made_at)
    return manifest


def save_audit_copy(path: Path, chosen: Settings) -> archive.Manifest:
    """Write what others may see, without keys: chain, digested texts, rows as CSV, evidence. Returns its manifest."""
    noted = _put_on_record()
    with archive.create_backup(path) as backup, begin() as session, snapshot(session):
        texts = _check_still(session, noted)
        for name, lines in (
            (archive.CHAIN, exported_chain(session)),
            (archive.TEXTS, keyless_backup.exported_records(session, texts)),
        ):
            with backup.part(name) as part:
                for line in lines:
                    part.write(f"{line}\n".encode())
        for table in run(session, TABLES).scalars():
            with backup.part(f"rows/{table}.csv") as part:
                copy_rows(session, table, part)
        return _finish(session, backup, chosen, {*IN_PLACE, *IN_NO_BACKUP}, noted.left_out)


def _finish(
    session: Session,
    backup: archive.BackupWriter,
    chosen: Settings,
    apart: Container[str],
    left_out: LeftOut | None = None,
    *,
    with_evidence: bool = True,
) -> archive.Manifest:
    """Write settings, evidence and manifest; of the tables in `apart` only what the backup has is counted."""
    with backup.part(archive.SETTINGS) as part:
        part.write(format_settings(chosen).encode())
    head, store = run(session, HEAD).one(), run(session, STORE).first()
    digests = session.exec(select(Evidence.sha256).order_by(Evidence.sha256)).all()
    manifest = archive.Manifest(
        format=archive.FORMAT if left_out else archive.WITH_KEYS,
        left_out=left_out,
        jurisdiction=session.get_one(Jurisdiction, home(session)).name,
        made_at=current_instant(),
        schema_version=str(run(session, SCHEMA).scalar_one()),
        height=head.height,
        head=head.hash,
        tables=digests_of(session, apart),
        missing=tuple(_copy_evidence(digests, backup)) if with_evidence else (),
        elsewhere=() if with_evidence else tuple(digests),
        store=store.address if store else "",
        key=store.key if store else "",
    )
    return backup.finish(manifest)


def _put_on_record() -> KeylessBackup:
    """Perform the act that records the digests of what the copy masks; returns what it recorded."""
    around = Around(prepare=lambda session, _none, _day: _masked(session)[0])
    perform_act(keyless_backup.record_keyless_backup, None, request_id=f"{BACKUP}{token_hex(8)}", around=around)
    with begin() as session:
        return _masked(session)[0]


def _masked(session: Session) -> tuple[KeylessBackup, keyless_backup.Texts]:
    left = find_left_out(session)
    rows = {table: rows_as_saved(session, table) for table in keyless_backup.KEY_TABLES.values()}
    texts = keyless_backup.masked_texts(session, left, rows)
    return KeylessBackup(left_out=left, masked=keyless_backup.digests_of_texts(texts)), texts


def _check_still(session: Session, noted: KeylessBackup) -> keyless_backup.Texts:
    """Returns the masked texts. Raises Unavailable if rows have changed since they went on record."""
    now, texts = _masked(session)
    on_record = run(session, keyless_backup.MADE, act=keyless_backup.record_keyless_backup.name).one().result["data"]
    if now != noted or on_record != now.model_dump(mode="json"):
        raise Unavailable("备份时台账正有变动，没有备份，请重试。")
    return texts


def format_settings(current: Settings) -> str:
    """Returns the settings that differ from their defaults as lines of settings.toml, without secrets."""
    values = current.model_dump(mode="json", exclude_defaults=True, exclude=NOT_SAVED)
    return "".join(f"{name} = {json.dumps(value, ensure_ascii=False)}\n" for name, value in values.items())


# The settings that no backup holds.
NOT_SAVED = OF_THE_MACHINE | {name for name in Settings.model_fields if is_secret(name)}


def _copy_evidence(digests: Sequence[str], backup: archive.BackupWriter) -> list[str]:
    """Copy every file of evidence. Returns the digests of missing files."""
    missing, store = [], evidence_store()
    for digest in digests:
        try:
            with store.open(digest) as content, backup.part(f"evidence/{digest[:2]}/{digest}") as part:
                copyfileobj(content, part, archive.PIECE)
        except (FileNotFoundError, ChangedFile):
            missing.append(digest)
    return missing
