"""`mubiao backup`: saves one state of everything while the installation goes on working."""

import json
from pathlib import Path

from sqlmodel import Session, select

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
from deployments.backup.keys import IN_PLACE, copy_rows, find_left_out
from deployments.backup.records import digests_of, dump, snapshot
from models.database import begin
from models.ledger.jurisdiction import home
from models.records import Evidence, Jurisdiction
from models.statements import run
from tasks.clock import current_instant
from tasks.settings import Settings

SCHEMA = "SELECT version_num FROM alembic_version"
HEAD = "SELECT height, hash FROM chain_head"
# Settings of the machine, not of the installation.
OF_THE_MACHINE = {"home", "port", "clock"}


def save(path: Path, url: str, chosen: Settings, *, without_keys: bool = False) -> Manifest:
    """Write a backup to `path`. Returns its manifest, which lists evidence whose file is missing.

    `without_keys` leaves out what `keys.IN_PLACE` names; the manifest says of what.
    """
    apart = sorted(IN_PLACE) if without_keys else []
    with create_backup(path) as backup, begin() as session, snapshot(session) as snapshot_id:
        jurisdiction = session.get_one(Jurisdiction, home(session))
        with backup.part(RECORDS) as part:
            dump(url, snapshot_id, part, apart)
        for table in apart:
            with backup.part(f"rows/{table}.copy") as part:
                copy_rows(session, table, part)
        with backup.part(SETTINGS) as part:
            part.write(format_settings(chosen).encode())
        head = run(session, HEAD).one()
        manifest = Manifest(
            format=FORMAT if without_keys else WITH_KEYS,
            left_out=find_left_out(session) if without_keys else None,
            jurisdiction=jurisdiction.name,
            made_at=current_instant(),
            schema_version=str(run(session, SCHEMA).scalar_one()),
            height=head.height,
            head=head.hash,
            tables=digests_of(session, without_keys=without_keys),
            missing=tuple(_copy_evidence(session, chosen.home / "evidence", backup)),
        )
        return backup.finish(manifest)


def format_settings(current: Settings) -> str:
    """Returns the settings that differ from their defaults as lines of settings.toml, without secrets."""
    values = current.model_dump(mode="json", exclude_defaults=True, exclude=OF_THE_MACHINE)
    lines = [
        f"{name} = {json.dumps(value, ensure_ascii=False)}" for name, value in values.items() if not _is_secret(name)
    ]
    return "".join(f"{line}\n" for line in lines)


def _is_secret(name: str) -> bool:
    return "SecretStr" in str(Settings.model_fields[name].annotation)


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
