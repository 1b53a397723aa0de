"""Restores a backup into a new cell, which is held; a cell that had the key before is renamed, never dropped."""

from pathlib import Path
from secrets import token_urlsafe
from typing import Any, NamedTuple
from zipfile import ZipFile

from deployments.backup import restore
from deployments.backup.archive import Manifest, open_backup
from deployments.host import server
from deployments.host.adding import check_server, grant_rights
from deployments.host.changes import is_unsent
from deployments.host.options import Options
from deployments.host.place import KEY_FORM, KEY_RULE, USUAL_GROUP, check_place, former_keys
from deployments.host.registry import Host
from models.cells import ADDING, HELD, RESTORED, STATES, HostCell
from models.database import begin
from models.file_store.opening import open_store
from models.ledger.evidence.store import evidence_store
from models.ledger.jurisdiction import home
from models.records import Jurisdiction
from models.rules.errors import Refused
from tasks.cell import APP, OWNER, READER, CellSettings, bound_to, settings_of


class Restored(NamedTuple):
    """What was restored: its description, the key under which the old cell goes on, and what its ledger violates."""

    manifest: Manifest
    renamed: str
    violations: list[str]


def restore_cell(host: Host, key: str, file: Path, options: Options) -> Restored:
    """Restore a backup into a new cell of that key. A second call ends one that was killed.

    It has the settings of the old cell; without one, these.

    Raises Refused if the backup is not sound, or if a cell of that key works; then nothing is changed.
    """
    if not KEY_FORM.fullmatch(key):
        raise Refused(f"单元编号“{key}”有误，应为{KEY_RULE}。")
    with open_backup(file) as (archive, manifest):
        restore.refuse_foreign(archive, manifest)
        old = host.cells().get(key)
        if old and old.state not in {HELD, ADDING}:
            raise Refused(f"单元“{key}”{STATES[old.state]}，没有恢复。请先执行 mubiao host hold {key}。")
        if old:
            _check_same(old, manifest)
        check_place(host.cells(), key, old.parent if old else None, old.group if old else USUAL_GROUP)
        check_server(host, key, is_new=old is None)
        cell = _planned(host, key, manifest, old, options)
        chosen = settings_of(cell, host.key)
        folder, _, url = chosen.evidence
        restore.refuse_other_store(manifest, open_store(folder, url))
        renamed = _rename(host, old) if old and old.state == HELD else ""
        if cell != old:
            host.keep(cell, f"开始恢复：{manifest.made_at:%Y-%m-%d %H:%M}的备份")
        server.make_template(host.admin)
        server.make_cell_database(host.admin, cell, host.secrets_of(cell)["passwords"])
        founding, violations = _fill(archive, manifest, chosen)
        founding |= {"rehearsal": manifest.is_rehearsal}
    host.keep(cell._replace(state=HELD, founding=cell.founding | founding), RESTORED)
    return Restored(manifest, renamed, violations)


def _check_same(old: HostCell, manifest: Manifest) -> None:
    """Raises Refused if the backup is another agency's, or if one of the two is a rehearsal."""
    if old.founding["name"] != manifest.jurisdiction:
        name = old.founding["name"]
        raise Refused(f"单元“{old.key}”是“{name}”，备份是“{manifest.jurisdiction}”的，没有恢复。请核对文件。")
    if old.state == HELD and bool(old.founding.get("rehearsal")) is not manifest.is_rehearsal:
        of = "演练" if manifest.is_rehearsal else "正式系统"
        raise Refused(f"备份是{of}的，单元“{old.key}”不是，没有恢复。请核对文件，或另写一个编号。")


def _rename(host: Host, old: HostCell) -> str:
    """Give the old cell another key, with its database, roles and folder; the new one has its page. Returns the key."""
    cells = host.cells()
    made = next((each.key for each in cells.values() if each.secrets == old.secrets and each.key != old.key), "")
    key = made or next(each for each in former_keys(old.key) if each not in cells)
    new = old._replace(key=key, settings={name: value for name, value in old.settings.items() if name != "page_url"})
    server.rename_cell(host.admin, old, new)
    here = settings_of(old, host.key).home
    if here.is_dir() and not here.with_name(key).exists():
        here.rename(here.with_name(key))
    if is_unsent(host, old.key):
        host.keep(new, RESTORED)
    host.keep(new, f"原为单元“{old.key}”，恢复前改名")
    return key


def _planned(host: Host, key: str, manifest: Manifest, old: HostCell | None, options: Options) -> HostCell:
    """Returns the row of the new cell, with the settings of the old one and new passwords."""
    if old and old.state == ADDING:
        return old
    secret = host.secrets_of(old)["settings"] if old else options.secret
    passwords = {role: token_urlsafe() for role in (OWNER, APP, READER)}
    secrets = host.encrypt({"passwords": passwords, "settings": secret})
    founding = old.founding if old else {"name": manifest.jurisdiction, "go_live": ""}
    place = (old.parent, old.group, old.settings) if old else (None, USUAL_GROUP, options.plain)
    return HostCell(key, ADDING, founding, *place, secrets)


def _fill(archive: ZipFile, manifest: Manifest, chosen: CellSettings) -> tuple[dict[str, Any], list[str]]:
    """Fill the database and the store. Returns name and go-live date by the ledger, and what it violates."""
    owner = chosen.owner_url.get_secret_value() if chosen.owner_url else ""
    with bound_to(chosen):
        restore.restore_all(archive, manifest, owner, chosen.home, evidence_store())
        with begin() as session:
            if restore.lost_mark(session):
                restore.undo(owner)
                raise Refused("这是演练的备份，其演练标记已被去掉，没有恢复。")
    grant_rights(chosen)
    with bound_to(chosen):
        with begin() as session:
            restore.update_copies(session, chosen.home)
        with begin() as session:
            found = session.get_one(Jurisdiction, home(session))
            founding = {"name": found.name, "go_live": str(found.go_live)}
            return founding, restore.find_violations(session, manifest, evidence_store())
