"""What `mubiao up` looks at now and then while it runs: the plans in Prefect, the clock, the daily sweep."""

import time
from collections.abc import Callable
from contextlib import suppress

from deployments.health import clock_stands, sweep_stands
from deployments.prefect_schedules import Plans, in_words, read_plans, resume
from models.database import begin
from models.rules.errors import MubiaoError, Unavailable

EVERY, SOON = 60.0, 1.0
PATIENCE = 180.0  # a runner that was just started registers its deployments one after the other


class Caretaker:
    """Has every plan registered, then looks every minute and says each trouble once, when it arises.

    Whenever the plans are registered, whatever was paused in Prefect's UI is set going again; a later pause is told,
    and lasts until then. What was lost there, by a click or with its whole database, is registered anew.
    """

    def __init__(self, environment: dict[str, str], register: Callable[[], None], say: Callable[[str], None]) -> None:
        self._environment, self._register, self._say = environment, register, say
        self._next, self._patient_until = 0.0, 0.0
        self._resuming = False
        self._resumed: dict[str, None] = {}  # those it is at, in order: a busy server may take several looks
        self._told: set[str] = set()

    def register(self) -> None:
        """Have the runner register every plan; what was paused before goes on, and that is said."""
        self._resuming = True
        with suppress(Unavailable):  # a server that has just started may be busy: the looks go on with it
            self._resume(read_plans(self._environment))
        self._register()
        self._patient_until = time.monotonic() + PATIENCE

    def look(self) -> None:
        """Look, if it is time to."""
        now = time.monotonic()
        if now < self._next:
            return
        self._next = now + EVERY
        found = _troubles()
        try:
            found |= self._plans(read_plans(self._environment), now)
        except Unavailable:
            self._next = now + SOON
        for trouble, words in found.items():
            if trouble not in self._told:
                self._say(words)
        self._told = set(found)

    def _plans(self, plans: Plans, now: float) -> dict[str, str]:
        if plans.lost and now < self._patient_until:
            self._next = now + SOON
            return {}
        self._patient_until = 0.0  # everything was there once, or should have been
        if plans.lost:
            self._say(f"Prefect中缺少以下计划，或已被改动，正在重新登记：{in_words(plans.lost)}。")
            self.register()
            return {}
        if self._resuming or not plans.paused:
            self._resume(plans)
            return {}
        names = in_words(plans.paused)
        return {names: f"以下计划在Prefect界面中被暂停，不会自动执行：{names}。请在界面恢复，或重新启动。"}

    def _resume(self, plans: Plans) -> None:
        self._resumed |= dict.fromkeys(plans.paused)
        resume(self._environment, plans)
        if self._resumed:
            self._say(f"以下计划曾在Prefect界面中被暂停，现已恢复：{in_words(self._resumed)}。")
        self._resuming, self._resumed = False, {}


def _troubles() -> dict[str, str]:
    """What is wrong with the clock or the sweep, by item; nothing while the database is coming back."""
    with suppress(MubiaoError), begin() as session:
        stands = (clock_stands(session), sweep_stands(session))
        return {each.item: f"{each.item}：{each.advice}" for each in stands if not each.ok}
    return {}
