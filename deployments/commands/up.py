"""`mubiao up`: database, Prefect server and UI, deployments with their schedules, runner; Ctrl-C stops all of it."""

import os
import time

import click

from deployments import embedded
from deployments.acting import do
from deployments.installation import installation, sole_run
from deployments.interrupting import until_interrupted
from deployments.server import claim_port, prefect_environment, start_server, wait_for_server
from deployments.supervising import Children
from models.rules.errors import Refused
from tasks.settings import Settings, settings


@click.command(help="运行：数据库、Prefect服务与界面、全部周期的计划；按 Ctrl-C 全部停止。例：mubiao up")
def command() -> None:
    """Serve the installation until it is told to stop."""
    chosen = settings()
    if chosen.clock:
        raise Refused("设置了虚拟时刻 MUBIAO_CLOCK，仅供演示；请取消该设置后再运行。")
    with sole_run(chosen.home), Children(chosen.home / "logs") as children, installation() as url:
        _serve(chosen, children, url)
        print("正在停止……", flush=True)
    print("已停止。", flush=True)


def _serve(chosen: Settings, children: Children, url: str) -> None:
    environment = prefect_environment(chosen.home, claim_port(chosen.port), chosen.retention_days)
    print(f"数据目录 {chosen.home}", flush=True)
    print(do("reconcile", {}).words, flush=True)
    environment |= {"DATABASE_URL": url, "MUBIAO_HOME": str(chosen.home)}
    began = time.monotonic()
    start_server(children, environment)
    wait_for_server(children, environment, _tick)
    children.start("runner", ["deployments.runner"], environment)
    print(f"Prefect界面 http://127.0.0.1:{chosen.port}/runs（{time.monotonic() - began:.0f}秒）", flush=True)
    print("全部周期已按计划运行。按 Ctrl-C 停止。", flush=True)
    until_interrupted(children, (lambda: None) if chosen.database_url else (lambda: _keep_up(chosen)))


def _keep_up(chosen: Settings) -> None:
    # A killed database comes back without a person; its address does not change.
    if not embedded.running(chosen.home):
        embedded.start(chosen.home)


def _tick() -> None:
    if os.isatty(2):
        click.echo(".", nl=False, err=True)
