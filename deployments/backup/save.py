"""`mubiao backup`: one state of everything, taken while the installation goes on working."""

import json
from pathlib import Path

from sqlmodel import Session, select

from deployments.backup.archive import PIECE, RECORDS, SETTINGS, Manifest, Writing, written
from deployments.backup.records import digests_of, dump, snapshot
from models.database import begin, run
from models.ledger.lookup import home
from models.records import Evidence, Jurisdiction
from tasks.clock import present
from tasks.settings import Settings

SCHEMA = "SELECT version_num FROM alembic_version"
HEAD = "SELECT height, hash FROM chain_head"
# What a machine, not an installation, has of its own.
OF_THE_MACHINE = {"home", "port", "clock"}


def save(path: Path, url: str, chosen: Settings) -> Manifest:
    """Write a backup to `path` and return its manifest; evidence whose file is gone or altered is named in it."""
    with written(path) as writing, begin() as session, snapshot(session) as seen:
        place = session.get_one(Jurisdiction, home(session))
        with writing.part(RECORDS) as into:
            dump(url, seen, into)
        with writing.part(SETTINGS) as into:
            into.write(settings_kept(chosen).encode())
        head = run(session, HEAD).one()
        manifest = Manifest(
            jurisdiction=place.name,
            made_at=present(),
            schema_version=str(run(session, SCHEMA).scalar_one()),
            height=head.height,
            head=head.hash,
            tables=digests_of(session),
            missing=tuple(_evidence(session, chosen.home / "evidence", writing)),
        )
        return writing.finish(manifest)


def settings_kept(chosen: Settings) -> str:
    """The settings that differ from their defaults as lines of settings.toml, without secrets."""
    said = chosen.model_dump(mode="json", exclude_defaults=True, exclude=OF_THE_MACHINE)
    lines = [f"{name} = {json.dumps(value, ensure_ascii=False)}" for name, value in said.items() if not _secret(name)]
    return "".join(f"{line}\n" for line in lines)


def _secret(name: str) -> bool:
    return "SecretStr" in str(Settings.model_fields[name].annotation)


def _evidence(session: Session, folder: Path, writing: Writing) -> list[str]:
    """Copy every file of evidence; returns those that are gone."""
    missing = []
    for digest in session.exec(select(Evidence.sha256).order_by(Evidence.sha256)):
        name = f"{digest[:2]}/{digest}"
        try:
            with (folder / name).open("rb") as content, writing.part(f"evidence/{name}") as into:
                while piece := content.read(PIECE):
                    into.write(piece)
        except FileNotFoundError:
            missing.append(digest)
    return missing
