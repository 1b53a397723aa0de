"""A small simulated year, run up to 20 March once per session and copied for every test that reads or continues it."""

from __future__ import annotations

import copy
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime, time
from typing import TYPE_CHECKING

import pytest

from deployments.simulation.digest import digest_of
from deployments.simulation.outside_world import Outside
from deployments.simulation.people.draft_sheets import BODIES
from deployments.simulation.people.planned_acts import PlannedAct, Scene, carry_out, plan_act
from deployments.simulation.people.ratings import paper_of, uninspected
from deployments.simulation.plan import Plan
from deployments.simulation.world import World, settings_of
from deployments.simulation.year import Year
from models.database import begin
from models.ledger.acts import ACTS
from models.ledger.evidence.store import configured_store
from models.rules.score.gate import GateKind
from models.rules.workdays import SHANGHAI, days_between
from tasks.clock import business_day, clear_virtual_instant, set_virtual_instant
from tasks.settings import read_settings
from tests.databases import STORIES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from tests.conftest import Databases, Sql

UNPROTECTED = "SET LOCAL session_replication_role = replica; "
DUTY = """(SELECT o.id FROM obligation o JOIN department d ON d.id = o.department_id
    WHERE o.kind = 'monthly_check' AND o.period = '{period}' AND d.code = '{code}')"""
# Placeholders in planted statements: a duty never answered, one answered, and the columns of a move.
WORDS = {
    "SILENT": DUTY.format(period="2025-02", code="D004"),
    "DONE": DUTY.format(period="2025-01", code="D002"),
    "MOVE": """INSERT INTO transition (act_id, record, record_id, record_key, event, from_state, to_state, digest,
        detail)""",
}
Plant = Callable[[str], None]
Merge = Callable[[str, str], None]
Steadily = Callable[[Callable[[], list[PlannedAct]]], None]
# All lists are issued before this year. With this seed D004 reports January wrongly at first and February never, and
# D002-04 is listed in March.
PLAN = Plan(2025, departments=4, targets=5, seed=2475, drafters=0)
# D002 drafts its list, which is too short for 1+6+N; its parts are short of their whole.
DRAFTING = Plan(2025, departments=4, targets=5, seed=4)
TODAY = date(2025, 3, 20)


@contextmanager
def settings_for(year: Year) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        for name, value in settings_of(year.world.home).items():
            patch.setenv(name, value)
        read_settings.cache_clear()
        year.outside.connect()
        try:
            with configured_store(year.world.evidence, 1):
                yield
        finally:
            clear_virtual_instant()
            read_settings.cache_clear()


def _copy_of(year: Year) -> Year:
    """Returns a year that goes on from this one and has no violations so far."""
    continued = copy.copy(year)
    continued.outside = copy.deepcopy(year.outside)
    continued.watch = copy.deepcopy(year.watch)
    continued.watch.outside = continued.outside
    assert continued.watch.violations == []
    return continued


def _run_until_today(year: Year) -> None:
    year.found()
    for day in days_between(year.plan.go_live, TODAY):
        year.live_day(day)


def _lived(databases: Databases, name: str, plan: Plan, home: Path) -> Year:
    """Returns a year that was lived until today in the database that `reset` knows by this name."""
    year = Year(plan, World(home, databases.address(STORIES)), Outside(plan))
    year.world.materials.mkdir()
    with settings_for(year):
        databases.base(name, "migrated", lambda: _run_until_today(year))
    return year


def digest() -> str:
    """Returns the digest of the records that are bound."""
    with begin() as session:
        return digest_of(session)


def seeded(year: Year, fits: Callable[[Plan], bool]) -> Year:
    """Returns the year with the first seed that fits."""
    other = copy.copy(year)
    other.plan = next(p for p in (replace(year.plan, seed=seed) for seed in range(100_000)) if fits(p))
    return other


@pytest.fixture(scope="session")
def winter(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Year:
    """The year up to 20 March; `reset` knows it as `winter`."""
    return _lived(databases, "winter", PLAN, tmp_path_factory.mktemp("simulation"))


@pytest.fixture
def year(winter: Year, databases: Databases) -> Iterator[Year]:
    """The year on the evening of 20 March, in a separate database and without violations so far."""
    continued = _copy_of(winter)
    with databases.reset("winter"), settings_for(continued):
        yield continued


@pytest.fixture(scope="session")
def drafted_winter(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Year:
    """The year with a drafted list up to 20 March; `reset` knows it as `drafted`."""
    return _lived(databases, "drafted", DRAFTING, tmp_path_factory.mktemp("drafting"))


@pytest.fixture
def drafted(drafted_winter: Year, databases: Databases) -> Iterator[Year]:
    """The year with a drafted list on the evening of 20 March, without violations so far."""
    continued = _copy_of(drafted_winter)
    with databases.reset("drafted"), settings_for(continued):
        yield continued


def planting(year: Year, sql: Sql, words: Mapping[str, str]) -> Plant:
    """Returns a function that updates rows of a sound year directly, bypassing the ledger and its protection.

    Each of these words in a statement stands for its meaning.
    """
    assert year.watch.violations == []

    def change(statement: str) -> None:
        for word, meaning in words.items():
            statement = statement.replace(word, meaning)
        sql(UNPROTECTED + statement)

    return change


@pytest.fixture
def plant(year: Year, sql: Sql) -> Plant:
    """Returns a function that updates rows of the year."""
    return planting(year, sql, WORDS)


@pytest.fixture
def merge(year: Year) -> Merge:
    """`merge("D004", "D003")`: on the evening of 20 March merge the first department into the second."""

    def go(department: str, successor: str) -> None:
        data = {"department": department, "successor": successor, "effective_on": TODAY, "basis": "推演"}
        set_virtual_instant(datetime.combine(TODAY, time(20), SHANGHAI))
        carry_out(PlannedAct(ACTS["merge_department"], data, "merger"), business_day())

    assert year.watch.violations == []
    return go


@pytest.fixture
def steadily() -> Steadily:
    """`steadily(decide)`: perform the acts of a day; after each one, all that is decided must be as before."""

    def day(decide: Callable[[], list[PlannedAct]]) -> None:
        decided = decide()
        for number, step in enumerate(decided, 1):
            carry_out(step, business_day())
            assert [each for each in decide() if each not in decided[:number]] == decided[number:]

    return day


def appraisal_acts(year: Year, day: date) -> list[PlannedAct]:
    """Returns what people decide to do for the appraisal on a day."""
    with begin() as session:
        return year._appraise(Scene(year.plan, day, year.calendar, session))


def appraise(
    year: Year, first: date, last: date, acts: Callable[[Year, date], list[PlannedAct]] = appraisal_acts
) -> None:
    """Perform what people do for the appraisal from one day to another; silence is recorded each working day."""
    for day in days_between(first, last):
        if year.calendar.is_workday(day):
            set_virtual_instant(datetime.combine(day, time(8), SHANGHAI))
            carry_out(PlannedAct(ACTS["record_silence"], {}, f"silence|{day}"), business_day())
            perform_all(acts(year, day), day)


def perform_all(steps: list[PlannedAct], day: date) -> None:
    set_virtual_instant(datetime.combine(day, time(10, 30), SHANGHAI))
    for step in steps:
        carry_out(step, business_day())


def exception_acts(year: Year, day: date) -> list[PlannedAct]:
    """Papers of the leading group stand for what the months that were left out would have brought."""
    with begin() as session:
        scene = Scene(year.plan, day, year.calendar, session)
        decided, missed = paper_of(scene, "例外", year.world.materials), uninspected(scene)
    decided |= {"year": year.plan.year, "decided_by": BODIES["领导小组"], "reason": "当年未开展"}
    of = {GateKind.REVERIFICATION: year.plan.codes(), GateKind.SURVEY: [], GateKind.INSPECTION: missed}
    return [
        plan_act(ACTS["except_line"], line, line=line.label, departments=codes, **decided)
        for line, codes in of.items()
        if codes or line is GateKind.SURVEY
    ]


def _rate(year: Year) -> None:
    appraise(year, date(2026, 1, 15), date(2026, 1, 16))
    appraise(year, date(2026, 1, 16), date(2026, 1, 16), exception_acts)


@pytest.fixture(scope="session")
def rated_winter(winter: Year, databases: Databases) -> Year:
    """The year whose ratings were entered in January, up to the cut-off day; `reset` knows it as `rated`."""
    year = _copy_of(winter)
    with settings_for(year):
        databases.base("rated", "winter", lambda: _rate(year))
    return year


@pytest.fixture
def rated(rated_winter: Year, databases: Databases) -> Iterator[Year]:
    """The year on the evening of 31 January, rated; no target was declared complete."""
    continued = _copy_of(rated_winter)
    with databases.reset("rated"), settings_for(continued):
        yield continued


@pytest.fixture(scope="session")
def appraised_winter(rated_winter: Year, databases: Databases) -> Year:
    """The year up to 31 March after it, with approved sheets; `reset` knows it as `appraised`."""
    year = _copy_of(rated_winter)
    with settings_for(year):
        databases.base("appraised", "rated", lambda: appraise(year, date(2026, 2, 14), date(2026, 3, 31)))
    return year


@pytest.fixture
def appraised(appraised_winter: Year, databases: Databases) -> Iterator[Year]:
    """The year with approved sheets; one was corrected."""
    continued = _copy_of(appraised_winter)
    with databases.reset("appraised"), settings_for(continued):
        yield continued
