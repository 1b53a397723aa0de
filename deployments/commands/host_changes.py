"""The commands of `mubiao host` that change a cell: its settings, held and let go, removed, its desk."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import click

from deployments.commands.answers import INSTANT, PATH, as_json, print_answer
from deployments.host import changes, desk
from deployments.host.options import read_pairs
from deployments.host.place import RESERVED
from deployments.host.prefect_settings import shown_environment
from deployments.host.registry import changing
from deployments.text_table import table
from models.cells import HELD

key_argument = click.argument("key", metavar="编号")


@click.command("set", help="改一个单元的设置；取值空即取消。例：mubiao host set gz mail_domain=gz.gov.cn")
@key_argument
@click.argument("pairs", metavar="名称=取值", nargs=-1, required=True)
def set_them(*, key: str, pairs: Sequence[str]) -> None:
    """Change settings of a cell."""
    values = read_pairs(pairs)
    with changing() as host:
        changed = changes.change_settings(host, key, values)
    print(f"单元“{key}”已设置：{'、'.join(changed)}。")


@click.command(
    "settings", help="一个单元的设置；编号写 prefect 为Prefect各进程的环境变量。密码不显示。例：mubiao host settings gz"
)
@key_argument
@as_json
def show(*, key: str, as_json: bool) -> None:
    """List the settings of a cell, or the environment of Prefect's processes."""
    if key == RESERVED:
        made = shown_environment()
        print_answer(
            made, table(["变量", "取值", "进程"], [[*row.values()] for row in made], whole=(0,)), as_json=as_json
        )
        return
    with changing() as host:
        rows = changes.shown_settings(host, key)
    cells = [[row["name"], row["meaning"], "（默认）" if row["value"] is None else row["value"]] for row in rows]
    print_answer(rows, table(["设置", "含义", "取值"], cells, whole=(0,), wrapped=(1, 2)), as_json=as_json)


@click.command("hold", help="暂停一个单元：此后不运行它的任何周期。例：mubiao host hold gz")
@key_argument
def hold(*, key: str) -> None:
    """Hold a cell."""
    with changing() as host:
        _tell_turn(key, "暂停", changed=changes.turn(host, key, HELD))


@click.command("go", help="恢复暂停的单元。例：mubiao host go gz")
@key_argument
@click.option(
    "--unsent-before",
    "stopped",
    metavar="时刻",
    type=INSTANT,
    help="由备份恢复的单元：原系统停止的时刻；此前应发的一律搁置，由人决定",
)
def go(*, key: str, stopped: datetime | None) -> None:
    """Let a held cell go on; of a restored one all that was due before that instant is parked."""
    from deployments.host.resuming import go as go_on  # noqa: PLC0415 - loads the steps

    with changing() as host:
        _tell_turn(key, "恢复运行", changed=go_on(host, key, stopped, lambda words: print(words, flush=True)))


def _tell_turn(key: str, words: str, *, changed: bool) -> None:
    print(f"单元“{key}”{'已' if changed else '此前已'}{words}。")


@click.command("remove", help="移除暂停的单元；数据库保留。例：mubiao host remove gz")
@key_argument
@click.option("--drop-database", "drop", metavar="编号", help="连同数据库删除：再写一遍编号，并附最新的备份")
@click.option("--backup", metavar="文件", type=PATH, help="最新的备份，含台账的末块")
def remove(*, key: str, drop: str | None, backup: Path | None) -> None:
    """Remove a held cell."""
    with changing() as host:
        dropped = changes.remove(host, key, drop=drop, backup=backup)
    print(f"单元“{key}”已移除，数据库{'已删除' if dropped else '保留'}。")


@click.command("desk", help="经办人在另一台机器上工作所用的设置。例：mubiao host desk gz --to settings.toml")
@key_argument
@click.option("--to", "file", metavar="文件", type=PATH, help="写到这个新文件，只有本人能读；含密码")
@click.option("--end", is_flag=True, help="停用：此前写出的设置都不能再连接")
def desk_of(*, key: str, file: Path | None, end: bool) -> None:
    """Write the settings of a desk, or end its database role."""
    if (file is None) is not end:
        raise click.UsageError("请写 --to 文件 或 --end，二者之一。")
    with changing() as host:
        if file:
            has_bucket = desk.write_desk(host, key, file)
            print(f"已写入：{file}。其中有密码，请放到经办人机器的 settings.toml，不要另存。")
            if not has_bucket:
                print(
                    f"印证材料在一台机器的文件夹中，工作台收存、读取不了。请先：mubiao --cell {key} evidence move s3://…"
                )
        else:
            print(f"单元“{key}”{'的工作台已停用' if desk.end_desk(host, key) else '没有工作台'}。")


CHANGES = (set_them, show, hold, go, remove, desk_of)
