"""Lets a restored cell go on: what was due before the old system stopped may have been sent, and waits for a person."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, time, timedelta
from importlib import import_module

from deployments.host.changes import complete, is_unsent, turn
from deployments.host.registry import Host
from deployments.missed_work import is_first_start, missed_work
from models.cells import ACTIVE, HELD, HostCell
from models.database import begin
from models.ledger.evidence.identity import FIRST_BLOCK
from models.ledger.jurisdiction import is_rehearsal
from models.ledger.messages import count_waiting
from models.rules.errors import Refused
from models.rules.workdays import SHANGHAI, BusinessDay
from models.statements import run
from notifications.delivery import deliver
from tasks.cell import bound_to, settings_of
from tasks.cell_check import enter_cell
from tasks.clock import business_day
from tasks.flow_steps import deliver_notices, outlets
from tasks.run_record import end_run
from tasks.step import first_step, run_steps

MAYBE_SENT = "恢复前可能已发"
NEWEST_BLOCK = "SELECT max(at) FROM block"


def go(host: Host, key: str, stopped: datetime | None, say: Callable[[str], object]) -> bool:
    """Let a held cell go on. Returns whether it was held.

    For one that was restored `stopped` is the instant at which the old system stopped. What that one should have done
    by then is done without sending, and all that is unsent is parked. Raises Refused without that instant, or if it is
    in the future; also while another cell with the same ledger runs, as one does that was restored from its backup.
    """
    cell = complete(host, key)
    if cell.state == HELD:
        _refuse_twice(host, cell)
    if cell.state == HELD and is_unsent(host, key):
        with bound_to(settings_of(cell, host.key)):
            enter_cell()
            _park_unsent(cell, stopped, say)
    elif stopped:
        raise Refused(f"单元“{key}”不是刚由备份恢复的，没有恢复运行。请去掉 --unsent-before。")
    return turn(host, key, ACTIVE)


def _refuse_twice(host: Host, cell: HostCell) -> None:
    """Raises Refused if the ledger of this cell is that of one that runs, by its first block."""
    named = [each for each in host.cells().values() if each.founding["name"] == cell.founding["name"]]
    for other in (each for each in named if each.state == ACTIVE):
        if _first_block(host, other) == _first_block(host, cell):
            raise Refused(
                f"单元“{cell.key}”和正在运行的“{other.key}”是同一份台账，其一由备份恢复；都运行，通知会发两次，没有恢复运行。"
                f"要换用的，请先执行 mubiao host hold {other.key}。"
            )


def _first_block(host: Host, cell: HostCell) -> object:
    with bound_to(settings_of(cell, host.key)), begin() as session:
        return run(session, FIRST_BLOCK).scalar()


def _park_unsent(cell: HostCell, stopped: datetime | None, say: Callable[[str], object]) -> None:
    with begin() as session:
        notices, waiting, *_ = count_waiting(session)
    unsent = f"单元“{cell.key}”由备份恢复，其中有{notices}条通知、{waiting}条消息没有发出，原系统可能已经发出"
    if stopped is None:
        raise Refused(f"{unsent}。请写明原系统停止的时刻，如 --unsent-before '2027-04-01 15:00'。")
    if stopped > (now := business_day()).at:
        raise Refused(f"原系统停止的时刻{stopped:%Y-%m-%d %H:%M}在将来，没有恢复运行。")
    _check_instant(stopped)
    say(f"{unsent}。")
    _do_missed(stopped, now)
    parked = deliver(now, replace(outlets(), held=MAYBE_SENT)).counts["parked"]
    say(f"{parked}条消息搁置（{MAYBE_SENT}），请逐条决定：mubiao --cell {cell.key} messages --state parked。")


def _check_instant(stopped: datetime) -> None:
    """Raises Refused if the old system still worked after that instant; a rehearsal has no true instants."""
    with begin() as session:
        last: datetime | None = None if is_rehearsal(session) else run(session, NEWEST_BLOCK).scalar()
    if last and stopped < last:
        told = f"{stopped:%Y-%m-%d %H:%M}早于备份中的末次办理（{last.astimezone(SHANGHAI):%Y-%m-%d %H:%M}）"
        raise Refused(f"原系统停止的时刻{told}，没有恢复运行。请核对年月日。")


def _do_missed(stopped: datetime, now: BusinessDay) -> None:
    """Do what was to be done by that instant, but for the sending: that of the day before too, whose sweep is over."""
    at = stopped.astimezone(SHANGHAI)
    evening = datetime.combine(at.date() - timedelta(days=1), time.max, SHANGHAI)
    with begin() as session:
        moments = (at,) if is_first_start(session) else (evening, at)
    for moment in moments:
        with begin() as session:
            work = missed_work(session, BusinessDay(moment.date(), moment))
        for cycle, period in work:
            steps = [each for each in import_module(f"flows.{cycle.key}").STEPS if each is not deliver_notices]
            run_steps([first_step(cycle), *steps], replace(now, date=moment.date(), period=period), engine=False)
            end_run(cycle)
