"""Changes of a cell that runs: its settings, its place, held and let go, removed."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from deployments.host import server
from deployments.host.options import HIDDEN, OPTIONS, read_options
from deployments.host.place import KEY_FORM, KEY_RULE, check_page, check_place
from deployments.host.registry import Host
from models.cells import ACTIVE, ADDING, REMOVED, RESTORED, STATES, HostCell, connected
from models.database import begin
from models.rules.errors import Refused
from tasks.cell import DESK, bound_to, settings_of
from tasks.settings import Settings, is_secret

UNFINISHED = "移除，没有建完，保留数据库"  # on record; no key is used twice
PLACE = ("parent", "group")  # changed like settings, though they are columns


def change_settings(host: Host, key: str, pairs: Mapping[str, str]) -> list[str]:
    """Change settings or the place of a cell; an empty value takes a setting back. Returns what was changed.

    Raises Refused if a name is unknown or a value invalid; then nothing is changed.
    """
    cell = complete(host, key)
    secrets = host.secrets_of(cell)
    own = {name: value for name, value in pairs.items() if name not in PLACE}
    if unknown := sorted(own.keys() - set(OPTIONS)):
        raise Refused(f"单元没有设置“{'、'.join(unknown)}”。可以设：{'、'.join((*OPTIONS, *PLACE))}。")
    values = {name: value for name, value in (cell.settings | secrets["settings"] | own).items() if value != ""}
    plain, secret = read_options(values)
    parent, group = pairs.get("parent", cell.parent) or None, pairs.get("group", cell.group)
    if not KEY_FORM.fullmatch(group):
        raise Refused(f"组名“{group}”有误，应为{KEY_RULE}。")
    cells = host.cells()
    check_place(cells, key, parent, group)
    check_page(cells, key, str(plain.get("page_url", "")))
    changed = [f"{name}={HIDDEN if _hides(name, value) else value}" for name, value in pairs.items()]
    encrypted = host.encrypt(secrets | {"settings": secret})
    kept = cell._replace(settings=plain, secrets=encrypted, parent=parent, group=group)
    host.keep(kept, f"设置：{'、'.join(changed)}")
    return changed


def _hides(name: str, value: str) -> bool:
    return name not in PLACE and is_secret(name) and value != ""


def shown_settings(host: Host, key: str) -> list[dict[str, Any]]:
    """Returns the settings of a cell with their meaning; secret ones hidden."""
    cell = host.find(key)
    given = cell.settings | dict.fromkeys(host.secrets_of(cell)["settings"], HIDDEN)
    return [{"name": name, "meaning": Settings.model_fields[name].title, "value": given.get(name)} for name in OPTIONS]


def turn(host: Host, key: str, state: str) -> bool:
    """Hold a cell or let it go. Returns whether that changed anything.

    Its desk is closed before it is held and opened after it was let go, so that a call that was killed leaves no desk
    open; a second call ends it.
    """
    cell = complete(host, key)
    if state != ACTIVE:
        _turn_desk(host, cell, state)
    if changed := cell.state != state:
        host.keep(cell._replace(state=state), STATES[state])
    if state == ACTIVE:
        _turn_desk(host, cell, state)
    return changed


def _turn_desk(host: Host, cell: HostCell, state: str) -> None:
    with connected(host.admin, server.ADMIN_SETTING, each=True) as connection:
        server.allow_login(connection, server.role_of(cell, DESK), allowed=state == ACTIVE)


def is_unsent(host: Host, key: str) -> bool:
    """Returns whether a cell was restored and not let go since: what its backup has to send may have been sent."""
    return host.newest_of(key, RESTORED, STATES[ACTIVE]) == RESTORED


def complete(host: Host, key: str) -> HostCell:
    """Returns a cell. Raises Refused if it is not complete."""
    cell = host.find(key)
    if cell.state == ADDING:
        raise Refused(f"单元“{key}”还没有建完，请用原来的内容再执行一次 mubiao host add。")
    return cell


def remove(host: Host, key: str, *, drop: str | None, backup: Path | None) -> bool:
    """Remove a held cell; its database goes only if `drop` repeats the key, and `backup` has its newest block.

    One that was never complete may be removed too, and needs no backup: nothing was done in it. Returns whether the
    database is gone. Raises Refused if the cell runs, or without such a backup. A call that was killed is ended by a
    second one.
    """
    cell = host.cells().get(key)
    if cell is None or (cell.state == REMOVED and not drop):
        cell = host.find(key)
    if cell.state == ACTIVE:
        raise Refused(f"单元“{key}”{STATES[cell.state]}中，没有移除。请先执行 mubiao host hold {key}。")
    if drop is not None:
        _check_drop(host, cell, drop, backup)
    below = [each.key for each in host.cells().values() if each.parent == key and each.state != REMOVED]
    if below:
        raise Refused(
            f"单元“{key}”是{'、'.join(below)}的上级，没有移除。请先改其上级：mubiao host set 编号 parent=上级。"
        )
    with connected(host.admin, server.ADMIN_SETTING, each=True) as connection:
        server.end_role(connection, server.role_of(cell, DESK))
    kept = UNFINISHED if cell.state == ADDING else "移除，保留数据库"
    host.keep(cell._replace(state=REMOVED), "移除，删除数据库" if drop else kept)
    if drop:
        server.drop_cell_database(host.admin, cell)
    return bool(drop)


def _check_drop(host: Host, cell: HostCell, drop: str, backup: Path | None) -> None:
    from deployments.backup.archive import open_backup  # noqa: PLC0415 - only to drop a database
    from models.ledger.chain.export import chain_head  # noqa: PLC0415 - the same

    if drop != cell.key:
        raise Refused(f"--drop-database 应再写一遍编号“{cell.key}”，没有移除。")
    with connected(host.admin, server.ADMIN_SETTING) as connection:
        if not server.exists(connection, cell.database):
            return
    if cell.state == ADDING or host.newest_of(cell.key, UNFINISHED):
        return
    if backup is None:
        raise Refused("删除数据库须有最新的备份：请先 mubiao backup，再用 --backup 写明这个文件。")
    with bound_to(settings_of(cell, host.key)), begin() as session:
        head = chain_head(session)
    with open_backup(backup) as (_, manifest):
        if manifest.left_out or (manifest.height, manifest.head) != (head["height"], head["hash"]):
            raise Refused(
                f"“{backup}”不含单元“{cell.key}”的最新记录（台账第{head['height']}块），没有移除。请重新备份。"
            )
