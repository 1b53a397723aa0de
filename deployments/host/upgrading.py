"""Upgrades the cells of a host to the tables of this program, while no run touches them."""

from collections.abc import Callable
from contextlib import suppress
from time import monotonic

from sqlalchemy.exc import DBAPIError

from deployments.host import server
from deployments.host.adding import grant_rights
from deployments.host.changes import turn
from deployments.host.group_schedules import CYCLE_NAMES
from deployments.host.pool import Pool, host_pool
from deployments.host.registry import Host
from models.cells import ACTIVE, HELD, UPGRADED, UPGRADING, HostCell
from models.outages import FAULTS, explain
from models.rules.errors import MubiaoError, Unavailable
from models.rules.watching import ALIVE, SILENCE
from tasks.cell import settings_of
from tasks.clock import current_instant

NOT_UPGRADED = "没有升级"
LONGEST, EVERY = 900.0, 5.0  # seconds that runs may take to end, and between two looks
Say = Callable[[str], object]


def upgrade(host: Host, say: Say, wait: Callable[[float], object]) -> list[str]:
    """Pause the pool, wait for the runs, migrate cell by cell, let the pool go on. Returns the keys that failed.

    A cell that fails is held. A second call goes on where one was killed: what is migrated stays so. Raises Unavailable
    if Prefect does not answer or a run does not end; then nothing is migrated, and the pool goes on.
    """
    with host_pool() as pool:
        pool.facts  # noqa: B018 - raises if Prefect does not answer, before anything is stopped
        host.note(UPGRADING)
        pool.pause(paused=True)
        try:
            _wait_for_runs(pool, wait)
        except Unavailable:
            pool.pause(paused=False)
            host.note(NOT_UPGRADED)
            raise
    server.make_template(host.admin)
    cells = [each for each in host.cells().values() if each.state in {ACTIVE, HELD}]
    failed = [each.key for each in cells if not _migrate(host, each, say)]
    with host_pool() as pool:
        pool.pause(paused=False)
    host.note(UPGRADED)
    return failed


def _wait_for_runs(pool: Pool, wait: Callable[[float], object]) -> None:
    """Wait until no run is alive; one that was not heard for 15 minutes has died."""
    until = monotonic() + LONGEST
    while left := [
        each
        for each in pool.runs(current_instant())
        if each.state in ALIVE and current_instant() - pool.newest_event(each) <= SILENCE
    ]:
        if monotonic() >= until:
            names = "、".join(sorted({f"{CYCLE_NAMES[each.flow]}（组“{each.group}”）" for each in left}))
            raise Unavailable(f"等了{LONGEST / 60:.0f}分钟，还有运行没有结束：{names}。没有升级，请稍后再执行。")
        wait(EVERY)


def _migrate(host: Host, cell: HostCell, say: Say) -> bool:
    """Migrate a cell and grant its rights. Returns whether that succeeded; if not, the cell is held."""
    try:
        grant_rights(settings_of(cell, host.key))
    except (MubiaoError, DBAPIError, *FAULTS) as error:
        words = error.message if isinstance(error, MubiaoError) else f"程序出错（{type(error).__name__}）。"
        words = explain(error) if isinstance(error, DBAPIError) else words
        host.keep(cell._replace(state=HELD), f"升级失败，暂停：{words}")
        with suppress(MubiaoError):  # the cell is held already; this closes its desk too
            turn(host, cell.key, HELD)
        say(f"单元“{cell.key}”没有升级，已暂停：{words}")
        return False
    say(f"单元“{cell.key}”已是本程序的版本。")
    return True
