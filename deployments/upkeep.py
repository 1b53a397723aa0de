"""Periodic checks while `mubiao up` runs: the schedules in Prefect, the clock, the daily sweep."""

import time
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from functools import partial

from deployments.health import check_clock_trust, check_sweep
from deployments.prefect_schedules import Schedules, join_names, name_runs, read_schedules, resume
from deployments.start_record import LONGEST
from models.database import begin
from models.ledger.chain.export import chain_head
from models.rules.errors import MubiaoError, Unavailable
from tasks.clock import business_day
from tasks.prefect_api import call_api
from tasks.tables import renew_tables

EVERY, SOON = 60.0, 1.0


class Caretaker:
    """Registers every schedule, then checks every minute and reports each trouble once, when it begins.

    Registration resumes every schedule paused in Prefect's UI; a later pause is reported and lasts until the next
    registration. Schedules deleted there, one by one or with the whole database, are registered again. `registered` is
    called when a registration is complete, or given up; `board` each minute, it returns what is in its way.
    """

    def __init__(
        self,
        environment: dict[str, str],
        register: Callable[[], None],
        say: Callable[[str], None],
        registered: Callable[[], None] = lambda: None,
        board: Callable[[], dict[str, str]] = dict,
    ) -> None:
        self._board = board
        self._environment, self._register, self._say, self._registered = environment, register, say, registered
        self._next, self._patient_until = 0.0, 0.0
        self._resuming = False
        self._resumed: dict[str, None] = {}  # names in order: a busy server may need several checks
        self._reported: set[str] = set()
        self._renewed: tuple[int, date] | None = None

    def register(self) -> None:
        """Make the runner register every schedule; paused ones are resumed and reported."""
        self._resuming = True
        with suppress(Unavailable):  # a new server may be busy: later checks retry
            self._resume(read_schedules(self._environment))
        self._register()
        self._patient_until = time.monotonic() + LONGEST

    def look(self) -> None:
        """Run the checks if a minute has passed."""
        now = time.monotonic()
        if now < self._next:
            return
        self._next = now + EVERY
        troubles = _find_troubles() | self._board()
        try:
            troubles |= self._check_schedules(read_schedules(self._environment), now)
            name_runs(self._environment)
            with suppress(MubiaoError):  # next minute
                self._renew_tables()
        except Unavailable:
            self._next = now + SOON
        for trouble, words in troubles.items():
            if trouble not in self._reported:
                self._say(words)
        self._reported = set(troubles)

    def _check_schedules(self, schedules: Schedules, now: float) -> dict[str, str]:
        """Returns the paused schedules as a trouble; lost ones are registered again."""
        if schedules.lost and now < self._patient_until:
            self._next = now + SOON
            return {}
        if self._patient_until:  # the runner has registered everything, or timed out
            self._patient_until = 0.0
            self._registered()
        if schedules.lost:
            self._say(f"Prefect中缺少以下计划，或已被改动，正在重新登记：{join_names(schedules.lost)}。")
            self.register()
            return {}
        if self._resuming or not schedules.paused:
            self._resume(schedules)
            return {}
        names = join_names(schedules.paused)
        return {names: f"以下计划在Prefect界面中被暂停，不会自动执行：{names}。请在界面恢复，或重新启动。"}

    def _resume(self, schedules: Schedules) -> None:
        self._resumed |= dict.fromkeys(schedules.paused)
        resume(self._environment, schedules)
        if self._resumed:
            self._say(f"以下计划曾在Prefect界面中被暂停，现已恢复：{join_names(self._resumed)}。")
        self._resuming, self._resumed = False, {}

    def _renew_tables(self) -> None:
        """Renew the tables in Prefect if anything was recorded, or a day began, since they were."""
        today = business_day()
        with begin() as session:
            state = (int(chain_head(session)["height"]), today.date)
        if state != self._renewed:
            renew_tables(partial(call_api, self._environment), today)
            self._renewed = state


def _find_troubles() -> dict[str, str]:
    """Returns the troubles of clock and sweep by item; an empty dict while the database is unavailable."""
    with suppress(MubiaoError), begin() as session:
        standings = (check_clock_trust(session), check_sweep(session))
        return {each.item: f"{each.item}：{each.advice}" for each in standings if not each.ok}
    return {}
