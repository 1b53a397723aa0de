"""`mubiao backup`: saves one state of everything while the installation goes on working."""

import json
from pathlib import Path
from secrets import token_hex

from sqlmodel import Session, select

from deployments.act_entry import Around, perform_act
from deployments.backup.archive import (
    FORMAT,
    PIECE,
    RECORDS,
    SETTINGS,
    WITH_KEYS,
    BackupWriter,
    Manifest,
    create_backup,
)
from deployments.backup.keys import IN_NO_BACKUP, IN_PLACE, copy_rows, find_left_out, rows_as_saved
from deployments.backup.records import digests_of, dump, snapshot
from models.database import begin
from models.intake.keyless_restore import KeylessBackup
from models.ledger.jurisdiction import home
from models.ledger.keyless_backup import KEY_TABLES, MADE, masked_digests, record_keyless_backup
from models.records import Evidence, Jurisdiction
from models.rules.errors import Unavailable
from models.rules.request_ids import BACKUP
from models.statements import run
from tasks.clock import current_instant
from tasks.settings import Settings

SCHEMA = "SELECT version_num FROM alembic_version"
HEAD = "SELECT height, hash FROM chain_head"
HEIGHT = "SELECT height FROM block WHERE request_id = :request"
# Settings of the machine, not of the installation.
OF_THE_MACHINE = {"home", "port", "clock"}


def save(path: Path, url: str, chosen: Settings, *, without_keys: bool = False) -> Manifest:
    """Write a backup to `path`. Returns its manifest, which lists evidence whose file is missing.

    What strangers wrote is in none. `without_keys` leaves out what `keys.IN_PLACE` names; the manifest says of what.
    """
    apart = sorted(IN_PLACE) if without_keys else []
    noted = _put_on_record() if without_keys else None
    with create_backup(path) as backup, begin() as session, snapshot(session) as snapshot_id:
        jurisdiction = session.get_one(Jurisdiction, home(session))
        if noted:
            _check_still(session, noted)
        with backup.part(RECORDS) as part:
            dump(url, snapshot_id, part, [*apart, *IN_NO_BACKUP])
        for table in apart:
            with backup.part(f"rows/{table}.copy") as part:
                copy_rows(session, table, part)
        with backup.part(SETTINGS) as part:
            part.write(format_settings(chosen).encode())
        head = run(session, HEAD).one()
        manifest = Manifest(
            format=FORMAT if without_keys else WITH_KEYS,
            left_out=noted.left_out if noted else None,
            jurisdiction=jurisdiction.name,
            made_at=current_instant(),
            schema_version=str(run(session, SCHEMA).scalar_one()),
            height=head.height,
            head=head.hash,
            tables=digests_of(session, {*apart, *IN_NO_BACKUP}),
            missing=tuple(_copy_evidence(session, chosen.home / "evidence", backup)),
        )
        return backup.finish(manifest)


def _put_on_record() -> KeylessBackup:
    """Perform the act that records the digests of what the backup masks; returns it with the number of its block."""
    number = f"{BACKUP}{token_hex(8)}"
    around = Around(prepare=lambda session, _none, _day: _masked(session))
    perform_act(record_keyless_backup, None, request_id=number, around=around)
    with begin() as session:
        noted = _masked(session)
        proof = run(session, HEIGHT, request=number).scalar_one()
    return noted.model_copy(update={"left_out": noted.left_out.model_copy(update={"proof": proof})})


def _masked(session: Session) -> KeylessBackup:
    left = find_left_out(session)
    tables = set(KEY_TABLES.values())
    rows = {table: rows_as_saved(session, table) for table in tables}
    return KeylessBackup(left_out=left, masked=masked_digests(session, left, rows))


def _check_still(session: Session, noted: KeylessBackup) -> None:
    """Raises Unavailable if the rows have changed since they went on record: the backup would not be restored."""
    proof = noted.left_out.proof
    result = run(session, MADE, act=record_keyless_backup.name).one()
    now = _masked(session)
    if result.height != proof or result.result["data"] != {
        "left_out": now.left_out.model_dump(mode="json", exclude={"proof"}),
        "masked": now.masked,
    }:
        raise Unavailable("备份时台账正有变动，没有备份，请重试。")


def format_settings(current: Settings) -> str:
    """Returns the settings that differ from their defaults as lines of settings.toml, without secrets."""
    values = current.model_dump(mode="json", exclude_defaults=True, exclude=NOT_SAVED)
    return "".join(f"{name} = {json.dumps(value, ensure_ascii=False)}\n" for name, value in values.items())


def _is_secret(name: str) -> bool:
    return "SecretStr" in str(Settings.model_fields[name].annotation)


# The settings that no backup holds.
NOT_SAVED = OF_THE_MACHINE | {name for name in Settings.model_fields if _is_secret(name)}


def _copy_evidence(session: Session, folder: Path, backup: BackupWriter) -> list[str]:
    """Copy every file of evidence. Returns the digests of missing files."""
    missing = []
    for digest in session.exec(select(Evidence.sha256).order_by(Evidence.sha256)):
        name = f"{digest[:2]}/{digest}"
        try:
            with (folder / name).open("rb") as content, backup.part(f"evidence/{name}") as part:
                while piece := content.read(PIECE):
                    part.write(piece)
        except FileNotFoundError:
            missing.append(digest)
    return missing
