"""The desk of a cell: the settings with which its operator works at another machine, under a separate role."""

import json
import os
from pathlib import Path
from secrets import token_urlsafe

from deployments.host import server
from deployments.host.registry import Host
from models.cells import ACTIVE, HELD, STATES, connected
from models.rules.errors import Refused
from tasks.cell import APP, DESK, address_of

HEADER = "# 单元“{key}”的工作台设置，由 mubiao host desk 写入。放在经办人的 $MUBIAO_HOME/settings.toml，只让本人读。\n"


def write_desk(host: Host, key: str, file: Path) -> bool:
    """Write the settings of a desk to a new file that only its owner may read, after putting that on record.

    That of a held cell opens once the cell is let go. Returns whether the desk reaches the evidence, which it does in
    object storage only. Raises Refused if the file exists or cannot be written.
    """
    cell = host.find(key)
    if cell.state not in {ACTIVE, HELD}:
        raise Refused(f"单元“{key}”{STATES[cell.state]}，没有写。")
    if file.exists() or not file.parent.is_dir():
        raise Refused(f"“{file}”已经存在，或没有它的文件夹，没有写。")
    secrets = host.secrets_of(cell)
    passwords = {DESK: token_urlsafe()} | secrets["passwords"]
    role, app = server.role_of(cell, DESK), server.role_of(cell, APP)
    with connected(host.admin, server.ADMIN_SETTING, each=True) as connection:
        server.refuse_powerful(connection, role, cell.database, within=[app])
        server.make_role(connection, role, passwords[DESK], within=[app], login=cell.state == ACTIVE)
    host.keep(cell._replace(secrets=host.encrypt(secrets | {"passwords": passwords})), f"写出工作台设置：{file.name}")
    values = {"cell": key, "database_url": address_of(cell, DESK, passwords)} | cell.settings | secrets["settings"]
    lines = [f"{name} = {json.dumps(value, ensure_ascii=False)}\n" for name, value in values.items()]
    try:
        with os.fdopen(os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w", encoding="utf-8") as made:
            made.write(HEADER.format(key=key) + "".join(lines))
    except OSError as error:
        raise Refused(f"无法写入“{file}”，请检查权限和磁盘空间。") from error
    return "evidence_url" in values


def end_desk(host: Host, key: str) -> bool:
    """End the role of a cell's desk with its sessions: the files written for it open nothing any more.

    Returns whether there was one.
    """
    cell = host.find(key)
    secrets = host.secrets_of(cell)
    with connected(host.admin, server.ADMIN_SETTING, each=True) as connection:
        server.end_role(connection, server.role_of(cell, DESK))
    passwords = {role: word for role, word in secrets["passwords"].items() if role != DESK}
    if passwords == secrets["passwords"]:
        return False
    host.keep(cell._replace(secrets=host.encrypt(secrets | {"passwords": passwords})), "停用工作台")
    return True
