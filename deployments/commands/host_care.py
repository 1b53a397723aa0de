"""The commands of `mubiao host` that care for its cells: upgraded, backed up."""

import time
from collections.abc import Sequence
from pathlib import Path

import click

from deployments.commands.answers import PATH, as_json, print_json
from deployments.host.options import read_options_file, with_host_places
from deployments.host.registry import changing
from models.rules.errors import Refused


@click.command("upgrade", help="升级各单元的数据表：暂停工作池，等运行结束，逐个升级，再恢复。例：mubiao host upgrade")
def upgrade() -> None:
    """Migrate all cells. Raises Refused, naming them, if some failed and are held."""
    from deployments.host.upgrading import upgrade as upgrade_cells  # noqa: PLC0415 - loads Prefect

    with changing() as host:
        failed = upgrade_cells(host, lambda words: print(words, flush=True), time.sleep)
    if failed:
        raise Refused(
            f"没有升级、已暂停的单元：{'、'.join(failed)}。排除原因后请再执行一次，再用 mubiao host go 恢复。"
        )
    print("各单元都已升级，工作池已恢复。")


@click.command("backup", help="备份各单元，每个单元一个文件；系统照常运行。例：mubiao host backup /srv/backup")
@click.argument("folder", metavar="文件夹", type=PATH)
@click.option("--cell", "keys", metavar="编号", multiple=True, help="只备份这个单元；可写多次")
@as_json
def backup(*, folder: Path, keys: Sequence[str], as_json: bool) -> int:
    """Back up the cells. Returns 1 if one failed."""
    from deployments.host.saving import save_cells  # noqa: PLC0415 - loads the records

    rows = []
    for each in save_cells(folder, keys):
        rows.append(each._asdict())
        if not as_json:
            missing = f"；{each.missing}份印证材料的文件不存在，备份中没有" if each.missing else ""
            print(f"{each.key}：{each.fault or f'{each.file}，台账第{each.height}块{missing}。'}", flush=True)
    if as_json:
        print_json(rows)
    return int(any(row["fault"] for row in rows))


@click.command("restore", help="将备份恢复到新的单元，暂停待命；原单元改名保留。例：mubiao host restore gz gz.mubiao")
@click.argument("key", metavar="编号")
@click.argument("file", metavar="文件", type=PATH)
@click.option("--settings", "chosen", metavar="文件", type=PATH, help="单元的设置；原来有这个单元的，沿用原来的设置")
def restore(*, key: str, file: Path, chosen: Path | None) -> None:
    """Restore a cell. Raises Refused if its ledger violates anything."""
    options = with_host_places(read_options_file(chosen), key)
    from deployments.host.restoring import restore_cell  # noqa: PLC0415 - loads the records

    with changing() as host:
        done = restore_cell(host, key, file, options)
    if done.violations:
        raise Refused("\n".join([f"已恢复，但台账核验发现{len(done.violations)}处不符：", *done.violations]))
    renamed = f"原单元改名为“{done.renamed}”，没有删除。" if done.renamed else ""
    print(f"单元“{key}”已恢复到台账第{done.manifest.height}块，与备份逐项一致，暂停待命。{renamed}")
    print(f"备份以后发出的通知不在其中。恢复运行时请写明原系统停止的时刻：mubiao host go {key} --unsent-before 时刻。")


CARE = (upgrade, backup, restore)
