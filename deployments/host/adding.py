"""Adds a cell to a host: its row, its roles and database, its jurisdiction.

Each step leaves what it finds done as it is, so that a second call with the same words ends one that was killed.
"""

from collections.abc import Mapping
from secrets import token_urlsafe
from typing import Any, NamedTuple

from deployments.act_entry import perform_act
from deployments.host import server
from deployments.host.options import Options
from deployments.host.place import KEY_FORM, KEY_RULE, USUAL_GROUP, check_page, check_place
from deployments.host.registry import Host
from models.cells import ACTIVE, ADDING, REMOVED, STATES, HostCell, connected
from models.database import bind, unbind
from models.intake.jurisdiction import Founding
from models.ledger.acts import Summary, read_input
from models.ledger.registry.installation import initialize
from models.migrations import migrate
from models.migrations.rights import allow
from models.rules.errors import Refused
from models.rules.organ_word import organ_word
from tasks.cell import APP, OWNER, READER, CellSettings, bound_to, settings_of


class Words(NamedTuple):
    """What a cell is added with."""

    key: str
    founding: dict[str, Any]
    parent: str | None
    group: str
    options: Options


def read_words(key: str, founding: Mapping[str, Any], parent: str | None, group: str | None, options: Options) -> Words:
    """Returns the words of a cell. Raises Refused if the key, the group or the jurisdiction is invalid."""
    group = group or USUAL_GROUP
    for title, name in (("单元编号", key), ("组名", group)):
        if not KEY_FORM.fullmatch(name):
            raise Refused(f"{title}“{name}”有误，应为{KEY_RULE}。")
    given = read_input(initialize, dict(founding))
    if not isinstance(given, Founding):
        raise TypeError(given)
    organ_word(given.name, given.organ_word.strip())
    return Words(key, given.model_dump(mode="json"), parent, group, options)


def add_cell(host: Host, words: Words) -> Summary:
    """Add a cell, or end what a killed call with the same words began. Returns the summary of its initialization.

    Raises Refused if the key is taken, the words are others, or a role that is already there may do too much.
    """
    cells = host.cells()
    found = cells.get(words.key)
    if found:
        _check_same(host, found, words)
    else:
        check_place(cells, words.key, words.parent, words.group)
        check_page(cells, words.key, str(words.options.plain.get("page_url", "")))
    check_server(host, words.key, is_new=not found)
    cell = found or _begin(host, words)
    secrets = host.secrets_of(cell)
    server.make_template(host.admin)
    server.make_cell_database(host.admin, cell, secrets["passwords"])
    chosen = settings_of(cell, host.key)
    grant_rights(chosen)
    with bound_to(chosen):
        summary = perform_act(initialize, cell.founding)
    host.keep(cell._replace(state=ACTIVE), "建成")
    return summary


def _check_same(host: Host, found: HostCell, words: Words) -> None:
    if found.state != ADDING:
        state = "它已移除，编号不能再用" if found.state == REMOVED else "没有改动"
        raise Refused(f"已有单元“{found.key}”（{found.founding['name']}），{state}。")
    kept = (found.founding, found.parent, found.group, found.settings, host.secrets_of(found)["settings"])
    if kept != (words.founding, words.parent, words.group, *words.options):
        raise Refused(
            f"单元“{found.key}”{STATES[ADDING]}，原来的内容是：{found.founding['name']}，"
            f"{found.founding['go_live']}启用，组“{found.group}”，上级“{found.parent or '无'}”。"
            "请用原来的内容（设置文件也用原来的）再执行一次。"
        )


def check_server(host: Host, key: str, *, is_new: bool) -> None:
    """Raises Refused if a role of the cell may do too much, or if a new cell's database is there already."""
    cell = HostCell(key, ADDING, {}, None, "", {}, "")
    with connected(host.admin, server.ADMIN_SETTING) as connection:
        for role in (OWNER, APP, READER):
            server.refuse_powerful(connection, server.role_of(cell, role), cell.database)
        if is_new and server.exists(connection, cell.database):
            raise Refused(f"数据库“{cell.database}”已经存在，不是登记库中的单元的。请先改名或删除它。")


def _begin(host: Host, words: Words) -> HostCell:
    passwords = {role: token_urlsafe() for role in (OWNER, APP, READER)}
    secrets = host.encrypt({"passwords": passwords, "settings": words.options.secret})
    cell = HostCell(words.key, ADDING, words.founding, words.parent, words.group, words.options.plain, secrets)
    host.keep(cell, f"开始建立：{words.founding['name']}，{words.founding['go_live']}启用")
    return cell


def grant_rights(chosen: CellSettings) -> None:
    """Migrate the tables of a cell as their owner, and grant the rights of its roles."""
    if chosen.owner_url:
        bind(chosen.owner_url.get_secret_value())
    try:
        migrate()
        allow(chosen.app_role, chosen.read_role)
    finally:
        unbind()
