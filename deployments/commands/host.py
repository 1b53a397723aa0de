"""`mubiao host`: runs many agencies on one host, each as a cell with its own database."""

import os
import sys
from pathlib import Path
from typing import Any

import click

from deployments.commands.answers import DATE, PATH, as_json, print_answer, send_to
from deployments.commands.host_care import CARE
from deployments.commands.host_changes import CHANGES
from deployments.commands.host_processes import PROCESSES
from deployments.host import registry
from deployments.host.group_schedules import groups_of
from deployments.host.options import read_options_file, with_host_places
from deployments.host.prefect_settings import POOL
from deployments.host.prefect_tables import make_prefect_tables
from deployments.text_table import table
from models.cells import STATES, HostCell
from models.rules.errors import Refused
from tasks.cell import key_file, open_registry

TITLES = ("编号", "管辖", "启用日期", "上级", "组", "状态", "数据库")
DEPLOYED = "工作池“{pool}”已就绪：{flows}个流程；按组运行：{groups}；同时至多{at_once}个运行。"
INITIALIZED = "主机的登记库已建立。密钥文件：{file}，请另存一份；没有它读不了各单元的密码。"
CLOSING = "为使单元只能连接自己的数据库，将收回任何角色都有的连接权限，数据库：{names}。靠它连接的其他程序会连不上。"


@click.group(help="一台主机上的许多机构，各为一个单元：建立、列出、设置、暂停、移除。例：mubiao host list")
def command() -> None:
    """Group the commands of a host."""


@command.command("init", help="建立主机的登记库、密钥文件、单元的模板和Prefect的数据库。例：mubiao host init")
@click.option("--yes", is_flag=True, help="同意收回其他数据库上任何角色都有的连接权限，不再询问")
def init(*, yes: bool) -> None:
    """Make the registry, after asking if the server holds the databases of others."""
    planned = registry.plan()
    if planned.foreign and not yes:
        click.echo(CLOSING.format(names="、".join(planned.closed)), err=True)
        if not (sys.stdin.isatty() and click.confirm("照此办理吗", err=True)):
            raise Refused("没有任何改动。同意的，请加 --yes 再执行一次。")
    registry.make(planned)
    print(INITIALIZED.format(file=key_file()))
    if make_prefect_tables():
        print("Prefect的数据库已建立或升级。")


@command.command("add", help="建立一个单元。例：mubiao host add gz --jurisdiction 贵州省 --go-live 2027-01-01")
@click.argument("key", metavar="编号")
@click.option("--jurisdiction", "name", required=True, metavar="名称", help="管辖名称，如贵州省")
@click.option("--go-live", required=True, metavar="日期", type=DATE, help="启用日期；此前开始的期间一律不开启")
@click.option("--organ-word", metavar="称谓", default="", help="本级机关的称谓，如市直；默认由管辖名称的最后一个字而来")
@click.option("--rehearsal", is_flag=True, help="演练：可以另定日期和时刻，所出具的都标明【演练】，以后不能改为正式")
@send_to
@click.option("--parent", metavar="编号", help="上级单元")
@click.option("--group", metavar="组名", help="同组的单元一起运行，最多50个；默认 main")
@click.option("--settings", "file", metavar="文件", type=PATH, help="单元的设置，写法同 settings.toml")
@as_json
def add(
    *,
    key: str,
    parent: str | None,
    group: str | None,
    file: Path | None,
    as_json: bool,
    **founding: Any,  # noqa: ANN401 - the fields of the initialization
) -> None:
    """Add a cell; a call that was killed is ended by the same call."""
    if founding["send_to"] and not founding["rehearsal"]:
        raise click.UsageError("--send-to 只用于演练，请同时写 --rehearsal。")
    from deployments.host.adding import add_cell, read_words  # noqa: PLC0415 - loads the acts

    options = with_host_places(read_options_file(file), key)
    words = read_words(key, founding, parent, group, options)
    with registry.changing() as host:
        summary = add_cell(host, words)
        cell = host.find(key)
    print_answer(_facts(cell), f"单元“{key}”已建成。{summary.words}", as_json=as_json)


@command.command("list", help="各单元的状态。例：mubiao host list")
@as_json
def list_them(*, as_json: bool) -> None:
    """List the cells, also those that were removed."""
    rows = [_facts(cell) for cell in open_registry().cells.values()]
    listed = table(TITLES, map(_cells, rows), whole=(0,)) if rows else "还没有单元。"
    print_answer(rows, listed, as_json=as_json)


@command.command("deploy", help="部署各流程，每组单元一个计划。例：mubiao host deploy --at-once 2")
@click.option("--at-once", metavar="个数", type=click.IntRange(1, 64), help="同时至多几个运行；默认为本机的核数")
def deploy_flows(*, at_once: int | None) -> None:
    """Make the pool, the deployments and the schedules, or renew them."""
    registry_now = open_registry()
    if registry_now.upgrading:
        raise Refused("升级没有完成，没有部署。请先执行 mubiao host upgrade。")
    from deployments.host.deploying import FLOWS, deploy  # noqa: PLC0415 - loads Prefect
    from deployments.host.pool import host_pool  # noqa: PLC0415 - the same

    groups, at_once = groups_of(registry_now.cells.values()), at_once or os.cpu_count() or 1
    deploy(groups, at_once)
    if open_registry().upgrading:  # begun meanwhile: it wants the pool paused
        with host_pool() as pool:
            pool.pause(paused=True)
    print(DEPLOYED.format(pool=POOL, flows=len(FLOWS), groups="、".join(groups) or "没有组", at_once=at_once))


def _facts(cell: HostCell) -> dict[str, Any]:
    """Returns the row of a cell without its secrets."""
    place = {"parent": cell.parent, "group": cell.group, "state": cell.state, "database": cell.database}
    return {"key": cell.key, "jurisdiction": cell.founding["name"], "go_live": cell.founding["go_live"], **place}


def _cells(row: dict[str, Any]) -> list[str]:
    return [str(value or "") for value in (row | {"state": STATES[row["state"]]}).values()]


for each in (*CHANGES, *CARE, *PROCESSES):
    command.add_command(each)
