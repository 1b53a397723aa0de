"""The commands of `mubiao host` that become one of the processes of a host: they end when it ends."""

from typing import Any

import click

from deployments.commands.answers import as_json, print_answer
from deployments.host.prefect_settings import start
from tasks.cell import key_file, read_key


@click.command("api", help="运行Prefect的接口和界面，由systemd启动。例：mubiao host api")
def api() -> None:
    """Become the API of Prefect."""
    start("api")


@click.command("services", help="运行Prefect的排程等后台服务，整台主机只一个。例：mubiao host services")
def services() -> None:
    """Become the services of Prefect."""
    start("services")


@click.command("worker", help="在本机执行各组的运行。例：mubiao host worker")
def worker() -> None:
    """Become a worker of the pool."""
    start("worker")


@click.command("pages", help="提供各单元的网页，由systemd启动，可在几台机器上运行。例：mubiao host pages")
def pages() -> None:
    """Serve the pages of the cells."""
    from deployments.portal.serve import serve_cells  # noqa: PLC0415 - loads the pages

    serve_cells(lambda words: print(words, flush=True))


@click.command("watch", help="值守：中断的运行记为中断，漏办的补开，被改的计划恢复，迟到的报告。例：mubiao host watch")
def watch() -> None:
    """Become the watcher, or a process that stands by."""
    start("watch")


@click.command("check", help="检查各单元和Prefect有无迟到、中断和占满；有问题的返回码为1。例：mubiao host check")
@as_json
def check(*, as_json: bool) -> int:
    """Look once as the watcher does, without doing anything. Returns 1 if there is any trouble."""
    from deployments.host.turn import holder, own_session  # noqa: PLC0415 - as below
    from deployments.host.watcher import Watcher  # noqa: PLC0415 - loads Prefect

    with own_session() as registry:
        troubles = Watcher(lambda _: None, acts=False).look(registry, read_key(key_file()))
        if not holder(registry):
            troubles["watch"] = "没有值守进程，请检查 mubiao host watch。"
    rows: list[dict[str, Any]] = [{"concerns": each, "words": words} for each, words in sorted(troubles.items())]
    print_answer(
        rows, "\n".join(row["words"] for row in rows) or "没有迟到、中断和占满的，值守进程在运行。", as_json=as_json
    )
    return int(bool(rows))


PROCESSES = (api, services, worker, watch, pages, check)
