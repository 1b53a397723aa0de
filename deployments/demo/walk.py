"""Walks through the year by business date: each day the schedule, the offices and the agency act."""

import asyncio
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from datetime import time as hour
from importlib import import_module
from typing import Any

from prefect.client.orchestration import get_client
from prefect.client.schemas.filters import DeploymentFilter, DeploymentFilterId
from prefect.client.schemas.objects import FlowRun
from prefect.logging.handlers import APILogWorker
from prefect.schedules import Interval

from deployments.demo.offices import STRANGE_DAY, DemoAct, OfficeMail, answers, is_by_mail, is_wrong_at_first
from deployments.demo.opening import OFFICE
from deployments.demo.script import LEFT_OUT, SCRIPT, THROUGH_PREFECT, agency_acts
from deployments.demo.world import DemoWorld
from deployments.prefect_schedules import ZONE
from deployments.schedules import call, deployment_of
from deployments.server import SERVER, wait_for_server
from models.database import begin
from models.intake.source import SignedPaper
from models.ledger.acts import OPERATOR, Act, Actor, Role, Summary, read_input
from models.ledger.cycle.outage import release_notices
from models.ledger.jurisdiction import home
from models.ledger.lookup import find_department
from models.ledger.perform import perform
from models.records import id_of
from models.rules.cycle import Cycle, Routine
from models.rules.cycles import CYCLES, DAILY_SWEEP, DELIVER, MID_YEAR_REVIEW, RECEIVE
from models.rules.errors import Unavailable
from models.rules.workdays import SHANGHAI, WorkCalendar, days_between
from tasks.clock import business_day, current_instant, set_virtual_instant
from tasks.flow_shell import RunForm
from tasks.step import combine, run_steps

OPENING, SWEEPING, MORNING, AFTERNOON = hour(7, 30), hour(8, 0), hour(8, 40), hour(16, 50)
PATIENCE, PAUSE, SCHEDULED_WITHIN, HANDED_OVER = 600, 0.3, 3, 5
LAST_RUN = max(day for days in THROUGH_PREFECT.values() for day in days)
RUNNER, RUNNER_FROM = "runner", date(2026, 5, 29)  # it starts while June is lived, and asks for runs every second


def is_left_out(day: date) -> bool:
    """Returns whether a day is left out; on the next one the agency releases what it caught up with."""
    return any(since <= day <= until for since, until in LEFT_OUT)


class Walk:
    """One running demonstration: its current day and its calendar."""

    def __init__(
        self, surroundings: DemoWorld, say: Callable[[str], None], calendar: WorkCalendar, *, stay: bool
    ) -> None:
        self._surroundings = surroundings
        self._say = say
        self._stay = stay
        self._mail = OfficeMail(surroundings.mail_folder, surroundings.inbox)
        self._to_mend: list[DemoAct] = []
        self._served = False
        self.scheduled: FlowRun | None = None
        self.calendar = calendar

    def _await_prefect(self) -> None:
        """Wait for the Prefect server, which starts while the first days are lived."""
        if self._served:
            return
        wait_for_server(self._surroundings.children, self._surroundings.environment)
        self._served = True
        self._say(f"Prefect 服务已就绪：{self._surroundings.ui}")

    def _start_runner(self) -> None:
        """Start the runner for the one run that is started by its schedule."""
        at = datetime.combine(MID_YEAR_REVIEW.opens_from(MID_YEAR_REVIEW.period("2026H1")), OPENING, SHANGHAI)
        environment = self._surroundings.environment | {"MUBIAO_CLOCK": at.isoformat()}
        self._surroundings.children.start(RUNNER, ["deployments.runner", MID_YEAR_REVIEW.key], environment)

    def to(self, last: date) -> Iterator[date]:
        """Live the days up to and including `last`, except those left out. Yields the last day of each month."""
        first = current_instant().date() + timedelta(days=1)
        for day in days_between(first, last):
            if is_left_out(day):
                continue
            if day == RUNNER_FROM:
                self._start_runner()
            self._live_day(day)
            if day == LAST_RUN and not self._stay:
                APILogWorker.drain_all(HANDED_OVER)  # what is logged later than the server ends is tried for a minute
                self._surroundings.children.dismiss(SERVER)  # it ends while the last days are lived
            if (day + timedelta(days=1)).day == 1:
                yield day

    def _live_day(self, day: date) -> None:
        self._set_clock(day, OPENING)
        for cycle in CYCLES:
            if not cycle.periodic or cycle.opens_on(cycle.newest(day), self.calendar) == day:
                self._run(cycle, day)
        self._set_clock(day, SWEEPING)
        self._run(DAILY_SWEEP, day)
        if self.calendar.is_workday(day):
            self._run_workday(day)

    def _run_workday(self, day: date) -> None:
        self._set_clock(day, MORNING)
        if is_left_out(day - timedelta(days=1)):
            self._perform(release_notices, {})
        self._run(DELIVER, day)
        self._set_clock(day, OFFICE)
        self._perform_acts(day)
        if day in SCRIPT:
            self._set_clock(day, AFTERNOON)
            self._run(DELIVER, day)

    def _perform_acts(self, day: date) -> None:
        with begin() as session:
            acts = list(answers(session, day, self.calendar, self._surroundings.home / "materials"))
            acts += agency_acts(session, day)
        for answer in acts:
            if not is_by_mail(answer):
                self._perform(answer.act, answer.data, answer.office)
        self._exchange_mails([answer for answer in acts if is_by_mail(answer)], day)

    def _exchange_mails(self, answers: list[DemoAct], day: date) -> None:
        """Offices reply to their mails, and the inbox is read; a wrong sheet is mended a day later."""
        now, mended, self._to_mend = current_instant(), self._to_mend, []
        for answer in mended:
            self._mail.reply(answer, now)
        for answer in answers:
            wrong = is_wrong_at_first(answer)
            self._to_mend += [answer] if wrong else []
            self._mail.reply(answer, now, wrong=wrong)
        if day == STRANGE_DAY:
            self._mail.write_as_stranger(now)
        if mended or answers or day == STRANGE_DAY:
            self._run(RECEIVE, day)

    def _perform(self, act: Act[Any], data: Any, office: str = "") -> Summary:  # noqa: ANN401 - an act's input
        with begin() as session:
            actor = OPERATOR
            if office:
                department = find_department(session, home(session), office)
                actor = Actor(f"{department.name}目标办", Role.OFFICE, id_of(department))
            if act.by_hand:
                signed = business_day().date
                actor = replace(actor, paper=SignedPaper(number=f"演示签字{signed}", dated=signed))
            given = read_input(act, data) if act.instead else data  # as from its own command
            return perform(session, act, given, business_day(), actor)

    def _run(self, cycle: Cycle | Routine, day: date) -> None:
        if cycle is MID_YEAR_REVIEW:
            self.scheduled = asyncio.run(self._wait_for_scheduled_run(cycle))
            self._surroundings.children.dismiss(RUNNER)
        elif day in THROUGH_PREFECT.get(cycle.key, ()):
            self._await_prefect()
            asyncio.run(call(cycle, RunForm()))
        else:
            combine(run_steps(import_module(f"flows.{cycle.key}").STEPS, business_day(day), engine=False))

    async def _wait_for_scheduled_run(self, cycle: Cycle) -> FlowRun:
        """Deploy a schedule that starts once, and wait for its run. Raises Unavailable on timeout."""
        deadline = time.monotonic() + PATIENCE
        runs: list[FlowRun] = []
        deployment = await _schedule(cycle)
        async with get_client() as client:
            while time.monotonic() < deadline and not self._surroundings.children.ended():
                await asyncio.sleep(PAUSE if runs else SCHEDULED_WITHIN)
                runs = await client.read_flow_runs(deployment_filter=deployment)
                if done := [run for run in runs if run.state and run.state.is_final()]:
                    return done[0]
                if not runs:
                    deployment = await _schedule(cycle)
        raise Unavailable(f"计划运行未能完成，原因见日志：{self._surroundings.children.log('runner')}。")

    def _set_clock(self, day: date, at: hour) -> None:
        set_virtual_instant(datetime.combine(day, at, SHANGHAI))


async def _schedule(cycle: Cycle) -> DeploymentFilter:
    # An anchor that passes before the scheduler sees it never runs: the caller retries.
    once = Interval(
        timedelta(days=3650),
        anchor_date=datetime.now(SHANGHAI) + timedelta(seconds=SCHEDULED_WITHIN - 1),
        timezone=ZONE,
        slug="once",
    )
    deployment = await (await deployment_of(cycle, [once])).aapply()
    return DeploymentFilter(id=DeploymentFilterId(any_=[deployment]))
