"""What the watcher of a host does in each look: crash dead runs, start missing ones, put schedules back, report.

It says each trouble once, when it begins. `host check` makes the same look without doing anything.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime, timedelta

import redis
from cryptography.fernet import Fernet
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from deployments.host.group_schedules import CYCLE_NAMES, groups_of, planned_schedules
from deployments.host.pool import Pool, host_pool
from deployments.host.standing import CellStanding, look_at
from deployments.missed_work import TAG
from deployments.prefect_schedules import ZONE
from models.cells import is_upgrading, list_cells
from models.rules.errors import MubiaoError, Unavailable
from models.rules.watching import FlowRun, pool_troubles, repairs, runs_to_start, silent_runs
from models.rules.workdays import SHANGHAI
from tasks.cell import host_settings

NOT_DEPLOYED = "Prefect中没有这些周期的部署：{}。请执行 mubiao host deploy。"
PAUSED = "工作池被暂停，没有运行会开始。"
Troubles = dict[str, str]


def database_clock(registry: Connection) -> datetime:
    """Returns the time of the registry's server, the same for every watcher."""
    now: datetime = registry.exec_driver_sql("SELECT now()").scalar_one()
    return now.astimezone(SHANGHAI)


class Watcher:
    """Looks at the host; `acts`: it does what is to be done, else it only says so.

    `silence` is that of a dead run, by default that of the settings.
    """

    def __init__(
        self,
        say: Callable[[str], None],
        *,
        acts: bool = True,
        silence: timedelta | None = None,
        clock: Callable[[Connection], datetime] = database_clock,
    ) -> None:
        self._say, self._acts, self._clock = say, acts, clock
        self._silence = silence or timedelta(seconds=host_settings().silence)
        self._answering_since: datetime | None = None
        self._reported: set[str] = set()

    def look(self, registry: Connection, key: Fernet) -> Troubles:
        """Look once. Returns the troubles in words, by what they concern. Raises Unavailable without the registry."""
        try:
            return self._look(registry, key)
        except (MubiaoError, DBAPIError):
            self._answering_since = None
            raise

    def _look(self, registry: Connection, key: Fernet) -> Troubles:
        now = self._clock(registry)
        cells = list_cells(registry).values()
        standings = list(look_at(cells, key))
        troubles = {f"cell {each.cell}": each.late for each in standings if each.late}
        try:
            with host_pool() as pool:
                runs = pool.runs(now)
                _ping_redis()
                self._answering_since = self._answering_since or now
                troubles |= pool_troubles(pool.facts.concurrency_limit, runs, pool.heard(), now)
                if is_upgrading(registry):  # after the pool was read: an upgrade is noted before it pauses the pool
                    troubles["upgrade"] = "升级没有完成，值守只看不办；请再执行 mubiao host upgrade。"
                else:
                    troubles |= self._repair(pool, groups_of(cells))
                    troubles |= self._end_dead_runs(pool, runs, now)
                    troubles |= self._start_missing(pool, standings, runs, now)
        except MubiaoError as error:
            self._answering_since = None
            troubles["prefect"] = error.message
        self._report(troubles)
        return troubles

    def _report(self, troubles: Troubles) -> None:
        for concern in troubles.keys() - self._reported:
            self._say(troubles[concern])
        self._reported = set(troubles)

    def _end_dead_runs(self, pool: Pool, runs: Iterable[FlowRun], now: datetime) -> Troubles:
        since = (self._acts and self._answering_since) or now - 2 * self._silence  # one look cannot wait
        troubles = {}
        for run in silent_runs(runs, now, since, self._silence):
            heard = pool.newest_event(run)
            if silent_runs([replace(run, heard=heard)], now, since, self._silence):
                time = heard.astimezone(SHANGHAI)
                words = f"{CYCLE_NAMES[run.flow]}（组“{run.group}”）的运行自{time:%m-%d %H:%M}没有消息"
                if self._acts:
                    pool.crash(run)
                    self._say(f"{words}，已记为中断。")
                else:
                    troubles[f"run {run.id}"] = f"{words}。"
        return troubles

    def _start_missing(
        self, pool: Pool, standings: Iterable[CellStanding], runs: list[FlowRun], now: datetime
    ) -> Troubles:
        missing = [each for standing in standings for each in standing.missing if each.flow in pool.deployments]
        starts, given_up = runs_to_start(missing, runs, now)
        for start in starts if self._acts else ():
            pool.start(start)
            what = f"{CYCLE_NAMES[start.flow]} {start.period}".strip()
            self._say(f"{what}：组“{start.group}”的{'、'.join(start.cells)}漏办，已开始运行（标签“{TAG}”）。")
        return {
            f"missing {each.flow} {each.group}": f"{CYCLE_NAMES[each.flow]}：组“{each.group}”的{'、'.join(each.cells)}"
            "补开三次仍没有办成，不再补开，请查看运行的说明。"
            for each in given_up
        }

    def _repair(self, pool: Pool, groups: list[str]) -> Troubles:
        planned = planned_schedules(groups)
        lacking = dict.fromkeys(CYCLE_NAMES[each.flow] for each in planned if each.flow not in pool.deployments)
        troubles = {"deployments": NOT_DEPLOYED.format("、".join(lacking))} if lacking else {}
        if pool.facts.is_paused:
            troubles["paused"] = PAUSED
        if pool.facts.is_paused and self._acts:
            pool.pause(paused=False)
            self._say(f"{PAUSED}已恢复。")
            del troubles["paused"]
        deployed = [each for each in planned if each.flow in pool.deployments]
        for repair in repairs(deployed, pool.schedules(), ZONE):
            plan = repair.schedule
            words = f"计划{repair.why}：{CYCLE_NAMES[plan.flow]}（组“{plan.group}”）"
            if self._acts:
                pool.put_back(repair)
                self._say(f"{words}，已恢复。")
            else:
                troubles[f"schedule {plan.flow} {plan.slug}"] = f"{words}。"
        return troubles


def _ping_redis() -> None:
    """Raises Unavailable if Redis does not answer; where no address of it is set it is not asked."""
    if not (url := host_settings().redis_url):
        return
    try:
        with redis.Redis.from_url(url.get_secret_value(), socket_timeout=5, socket_connect_timeout=5) as client:
            client.ping()
    except (redis.RedisError, ValueError) as error:
        raise Unavailable("Redis没有应答，请检查 MUBIAO_HOST_REDIS_URL。") from error
