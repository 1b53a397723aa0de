"""`mubiao up`: runs database, Prefect server and UI, deployments with their schedules, and runner until Ctrl-C."""

import os
import sys
import time
from contextlib import suppress
from datetime import date

import click

from deployments.act_entry import perform_act
from deployments.board.page import KeptBoard
from deployments.child_processes import Children
from deployments.commands.answers import DATE
from deployments.home_locks import sole_run
from deployments.installation import installation, require_data
from deployments.missed_work import describe_work, is_first_start, missed_work
from deployments.page_address import free_address, page_at
from deployments.recovery import PAGE, Healer
from deployments.server import PREFECT_KEY, claim_port, keep_key, prefect_environment, start_server, wait_for_server
from deployments.standstill import seen_by_up, watching
from deployments.start_record import end_start, record_listener, record_start
from deployments.stop_signals import until_interrupted
from deployments.upkeep import Caretaker
from models.database import begin
from models.ledger.calendar.missing_notice import missing_on
from models.ledger.chain.clock import confirm_clock
from models.ledger.evidence.identity import claim_store
from models.ledger.evidence.store import evidence_store
from models.ledger.jurisdiction import home
from models.outages import FAULTS
from models.rules.errors import MubiaoError, Refused
from tasks.alerts import tell
from tasks.clock import business_day, current_instant
from tasks.clock_check import require_trusted_clock
from tasks.settings import Settings, settings

HOW_TO_OPEN = f"，打开时输入数据目录中 {PREFECT_KEY} 的那一行"


@click.command(help="运行：数据库、Prefect服务与界面、全部周期的计划；按 Ctrl-C 全部停止。例：mubiao up")
@click.option("--today", metavar="日期", type=DATE, help="确认今天的日期：停机多日后，或校准本机时钟后")
def command(*, today: date | None) -> None:
    """Run the installation until it is stopped."""
    current = settings()
    if current.clock:
        raise Refused("设置了虚拟时刻 MUBIAO_CLOCK，计划只按本机时钟运行；请取消该设置后再运行。")
    require_data(current)
    with installation() as url, sole_run(current.home), Children(current.home / "logs") as children:
        if today:
            print(perform_act(confirm_clock, {"today": today}).words, flush=True)
        record_start(current.home)
        try:
            _serve(current, children, url)
        except (MubiaoError, *FAULTS):
            tell({"up_away": 1})
            raise
        finally:
            end_start(current.home)
        print("正在停止……", flush=True)
    print("已停止。", flush=True)


def _serve(current: Settings, children: Children, url: str) -> None:
    key = keep_key(current.home, current.prefect_listen, always=current.prefect_key)
    environment = prefect_environment(
        current.home, claim_port(current.port), current.retention_days, current.prefect_listen
    )
    print(f"数据目录 {current.home}", flush=True)
    _refuse_unknown_year()
    with begin() as session:
        claim_store(session, evidence_store())
    environment |= {"DATABASE_URL": url, "MUBIAO_HOME": str(current.home)}
    began = time.monotonic()
    start_server(children, environment)
    wait_for_server(children, environment, _tick)
    board = KeptBoard(current)
    caretaker = Caretaker(
        environment,
        lambda: _restart_runner(children, environment),
        _report,
        lambda: end_start(current.home),
        board.renew,
    )
    caretaker.register()
    listen = free_address(current)
    record_listener(current.home, listen)
    children.start(PAGE, ["deployments.portal.serve"], environment | {"MUBIAO_PAGE_LISTEN": listen})
    print(f"网页 {page_at(current, listen)}", flush=True)
    ui = environment["PREFECT_API_URL"].removesuffix("/api")
    print(f"Prefect界面 {ui}/runs（{time.monotonic() - began:.0f}秒）{HOW_TO_OPEN if key else ''}", flush=True)
    healer = Healer(
        current, children, environment, say=_report, catch_up=lambda: _open_missed_periods(children, environment)
    )
    healer.open_missed_periods()
    print("全部周期已按计划运行。按 Ctrl-C 停止。", flush=True)
    with watching(current, lambda: seen_by_up(current)):
        until_interrupted(healer.look, caretaker.look)
    board.stop()


def _open_missed_periods(children: Children, environment: dict[str, str]) -> None:
    try:
        warning = require_trusted_clock().words
    except Refused as doubt:
        _report(doubt.message)
        return
    with begin() as session:
        work, first = missed_work(session, business_day()), is_first_start(session)
    if work:
        children.start_once("catch-up", ["deployments.catch_up"], environment)
    with suppress(OSError):  # on a full disk the message is lost
        print(warning + describe_work(work, first=first), flush=True)


def _restart_runner(children: Children, environment: dict[str, str]) -> None:
    record_start(settings().home)
    children.stop("runner")
    children.start("runner", ["deployments.runner"], environment)


def _refuse_unknown_year() -> None:
    today = business_day().date
    with begin() as session:
        missing = missing_on(session, home(session), today)
    if missing and missing.lacks_today(today):
        raise Refused(
            f"{missing.year}年放假安排尚未导入，今天是不是工作日都无法确定，没有启动。"
            "请先导入：mubiao import calendar 文件（先加 --dry-run 可看哪些期限会变）。"
        )


def _report(words: str) -> None:
    """Report to the operator at once and in a log; on a full disk the message is lost, but nothing stops."""
    line = f"{current_instant():%Y-%m-%d %H:%M:%S} {words}"
    with suppress(OSError):
        print(line, file=sys.stderr, flush=True)
    with suppress(OSError), (settings().home / "logs" / "up.log").open("a", encoding="utf-8") as log:
        log.write(f"{line}\n")


def _tick() -> None:
    if os.isatty(2):
        click.echo(".", nl=False, err=True)
