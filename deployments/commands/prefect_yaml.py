"""`mubiao prefect-yaml`: the flows as a prefect.yaml, for `prefect deploy --all` on a work pool of one's own."""

from pathlib import Path
from typing import Any

import click
import yaml

from deployments.commands.answers import PATH, write_file
from deployments.prefect_schedules import ZONE, deployment_name, entrypoint_of, planned_crons
from models.rules.cycle import Cycle, Routine
from models.rules.cycles import IN_YEAR

HEAD = """\
# 各周期的流程和计划，由 mubiao prefect-yaml 写出。部署：prefect deploy --all
# 执行的机器装有本系统（与这里相同的版本），并设置 MUBIAO_HOME、DATABASE_URL；代码不另外拉取。
# 同一套数据只在一处按计划运行：已用 mubiao up 的，不要再部署。
"""


@click.command(
    help="写出prefect.yaml：全部流程和计划，供 prefect deploy --all 使用。例：mubiao prefect-yaml -o prefect.yaml"
)
@click.option("-o", "file", metavar="文件", type=PATH, help="写入的文件；不写即在屏幕显示")
@click.option("--pool", metavar="名称", default="mubiao", help="工作池的名称，默认mubiao")
def command(*, file: Path | None, pool: str) -> None:
    """Print the file, or write it. It needs no server and no database."""
    text = HEAD + yaml.safe_dump(_content(pool), allow_unicode=True, sort_keys=False, width=120)
    if file:
        write_file(file, text.encode())
        print(f"已写入 {file}：{len(IN_YEAR)}个流程。")
    else:
        print(text, end="")


def _content(pool: str) -> dict[str, Any]:
    return {"name": "mubiao", "pull": [], "deployments": [_deployment(cycle, pool) for cycle in IN_YEAR]}


def _deployment(cycle: Cycle | Routine, pool: str) -> dict[str, Any]:
    schedules = [{"slug": slug, "cron": cron, "timezone": ZONE} for slug, cron in planned_crons(cycle)]
    return {
        "name": deployment_name(cycle),
        "entrypoint": entrypoint_of(cycle),
        "tags": [cycle.name, cycle.clause],
        "schedules": schedules,
        "work_pool": {"name": pool},
    }
