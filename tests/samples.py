"""Exhaustive sets: all of them with `--all`, else a sample of each that the day draws. The rest is not collected.

A set is a row of SETS, of which one file is drawn and OF_A_FILE tests of it, or the cases of a test marked
`exhaustive(n)`, of which n are. What is LONG is not drawn. A file that the command line names is always collected.
With `--all --third`, as in `.ci/run`, the third of the day runs: of the files that are LONG or of a set, of what is
marked `exhaustive` outside `models`, and of the cases marked `thirds=True`.
Of the DEAR tests that no clause names the whole suite without `--all` has the third of the day, too.
"""

import os
import re
import sys
import time
from collections.abc import Callable, Generator, Iterable, Sequence
from datetime import date
from pathlib import Path
from random import Random
from typing import Any
from zlib import crc32

import pytest
from coverage import Coverage

HERE = Path(__file__).parent
OF_A_FILE = 2
Some = Callable[[Iterable[Any], int], list[Any]]
SIMULATION = "deployments/simulation"
NAMES = {  # of the files, by set and folder
    "bench": {
        "deployments/bench": "answers cases databases dates everything papers people plain quarter scores uploads",
    },
    "faults": {
        f"{SIMULATION}/faults": "children disturbed_year events points snapshots trials",
        "journeys": "disturbed",
    },
    "simulated year": {
        SIMULATION: "answer_time digest report world year",
        f"{SIMULATION}/invariants": """appraisal counts drafting inspections messages moves nightly
            moves_target_versions reminders reminders_deadlines second_core""",
        f"{SIMULATION}/people": """adjustments agency agency_sheets answers_by_sheet appeals covert_visits
            draft_opinions drafting inspection_rounds inspections key_projects negative_list offices opinions own_dates
            planned_acts points ratings results reviews score_sheets site_rounds surveys
            uploads uploads_confirmations""",
    },
    "LibreOffice": {"journeys": "libreoffice_measures libreoffice_papers"},
    "mails": {"journeys": "mails_of_all_kinds remedied_by_mail"},
    "kills": {"journeys": "page_killed receive_killed"},
    "years": {"journeys": "inspected_quarter region time"},
}
LONG_NAMES = {  # every third of them takes about as long as the next
    "journeys": """simulation own_year up_page lawyers_walk full_disk up answers_by_mail healing appraised_year
        quarter_by_mail_programs year_of_targets kills tampering""",
    "deployments": "catch_up cli_told_year",
    SIMULATION: "year_left_out",
    "models/ledger/appeal": "time_limits_suspension_in_every_state",
    "models/ledger/draft": "submission_in_every_state",
}


def _files(folders: dict[str, str]) -> tuple[Path, ...]:
    return tuple(HERE / folder / f"test_{each}.py" for folder, names in folders.items() for each in names.split())


SETS = {name: _files(folders) for name, folders in NAMES.items()}
LONG = _files(LONG_NAMES)  # 10 CPU seconds and more
FILES = (*LONG, *(path for files in SETS.values() for path in files))
DEAR = tuple(HERE / each for each in ("models", "notifications", "tasks", "deployments"))  # with database or processes
# Of these each case counts: an act, a refusal of each act, a sheet.
WHOLE = _files({"models/ledger": "perform acts act_index", "models/ledger/agency_sheet": "kind kinds registers"})
CLAUSES = HERE.parent / "docs" / "clauses.csv"
MEASURED = _files({"journeys": "answered_in_words answered_quarter read_by_mail"})  # what no other test reaches
OF_CHILDREN = "COVERAGE_PROCESS_CONFIG"  # by it coverage measures the processes that tests start
MEANING = """exhaustive(n, thirds=False, days=3): a set of which n, by default none, are collected without --all, drawn
again each day; thirds=True: its cases are uniform, so that with --third it is enough if `days` days take each once"""
THIRDS = 3
CLUSTER = "test_cluster.py"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--all", action="store_true", dest="everything", help="collect the exhaustive sets too")
    parser.addoption("--cluster", action="store_true", help="collect the test of a host of several machines too")
    parser.addoption("--third", action="store_true", help="with --all: of exhaustive sets the third of the day")
    parser.addoption("--drawn-by", type=int, help="the number that draws the samples; when not said, the date")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", MEANING)
    config.addinivalue_line("markers", "cluster: a host of several machines; collected with --cluster only")
    # A fork leaves without saving what was measured in it.
    os.register_at_fork(after_in_child=lambda: sys.settrace(None))
    config.option.drawn_by = config.option.drawn_by or int(
        time.strftime("%Y%m%d")
    )  # given to the workers with the others


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    if collection_path.name == CLUSTER:
        return not config.option.cluster
    if collection_path not in FILES:
        return None
    if config.option.third:
        return FILES.index(collection_path) % THIRDS != third_of(config.option.drawn_by) or None
    if config.option.everything:
        return None
    return collection_path not in drawn_files(config.option.drawn_by) or None


def drawn_files(number: int) -> list[Path]:
    """One file of each set."""
    return [Random(f"{number} {name}").choice(files) for name, files in SETS.items()]  # noqa: S311 - no secret


@pytest.fixture
def some(pytestconfig: pytest.Config) -> Some:
    """`some(cases, 3)`: three of the cases, drawn by the day; with `--all` each."""

    def draw_some(cases: Iterable[Any], size: int) -> list[Any]:
        every = list(cases)
        chance = Random(pytestconfig.option.drawn_by)  # noqa: S311 - no secret
        return every if pytestconfig.option.everything else chance.sample(every, min(size, len(every)))

    return draw_some


@pytest.fixture
def a_third(pytestconfig: pytest.Config) -> Callable[[Sequence[Any]], Sequence[Any]]:
    """`a_third(cases)`: with `--third` the third of the day, as of uniform cases; else all of them."""
    option = pytestconfig.option
    return lambda cases: cases[third_of(option.drawn_by) :: THIRDS] if option.third else cases


@pytest.hookimpl(wrapper=True)
def pytest_pycollect_makeitem(collector: pytest.Collector) -> Generator[None, Any, Any]:
    found, option = (yield), collector.config.option
    if not isinstance(found, list) or (option.everything and not option.third):
        return found
    return draw_third(found, option.drawn_by) if option.everything else draw(found, option.drawn_by)


def is_uniform(case: pytest.Item) -> bool:
    """Whether it is one of uniform cases."""
    mark = case.get_closest_marker("exhaustive")
    return bool(mark and mark.kwargs.get("thirds"))


def draw_third(cases: list[pytest.Item], number: int) -> list[pytest.Item]:
    """The cases of one test; of uniform ones a third, or another share, unless their file is drawn as a whole."""
    uniform = [case for case in cases if is_uniform(case) and case.path not in FILES]
    marks = [mark for case in uniform if (mark := case.get_closest_marker("exhaustive"))]
    days = max((mark.kwargs.get("days", THIRDS) for mark in marks), default=THIRDS)
    drawn = uniform[third_of(number, days) :: days]
    return [case for case in cases if case not in uniform or case in drawn]


def draw(cases: list[pytest.Item], number: int) -> list[pytest.Item]:
    """The cases of one test without those that the sample leaves out."""
    left_out: list[pytest.Item] = []
    for mark in {id(mark): mark for case in cases if (mark := case.get_closest_marker("exhaustive"))}.values():
        marked = [case for case in cases if case.get_closest_marker("exhaustive") is mark]
        size = min(mark.args[0] if mark.args else 0, len(marked))
        drawn = Random(f"{number} {marked[0].nodeid}").sample(marked, size)  # noqa: S311 - no secret
        left_out += [case for case in marked if case not in drawn]
    return [case for case in cases if case not in left_out]


def pytest_collection_modifyitems(session: pytest.Session, config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.option.third:
        items[:] = third_of_the_marked(items, config.option.drawn_by)
    if not config.option.everything:
        drawn = {path for path in drawn_files(config.option.drawn_by) if not session.isinitpath(path)}
        items[:] = draw_of_files(items, drawn, config.option.drawn_by)
        if is_whole_suite(config):
            items[:] = third_of_the_dear(items, config.option.drawn_by)


def third_of(number: int, days: int = THIRDS) -> int:
    """Which third a number draws: three days that follow each other draw three. Or another share than a third."""
    try:
        return date.fromisoformat(str(number)).toordinal() % days
    except ValueError:  # no date
        return number % days


def _without_two_thirds(items: list[pytest.Item], may_wait: Callable[[Any], bool], number: int) -> list[pytest.Item]:
    """A test has its third by its name: what else is collected on a day does not count."""
    of_today = third_of(number)
    return [item for item in items if crc32(item.nodeid.encode()) % THIRDS == of_today or not may_wait(item)]


def third_of_the_marked(items: list[pytest.Item], number: int) -> list[pytest.Item]:
    """The tests without two thirds of the exhaustive ones.

    Those of `models` stay, because its coverage counts each line, those of a file that was drawn as a whole, and those
    that take a third of their cases each day.
    """

    def may_wait(item: Any) -> bool:
        draws_itself = is_uniform(item) or "a_third" in item.fixturenames
        if draws_itself or item.path in FILES or item.path.is_relative_to(HERE / "models"):
            return False
        return item.get_closest_marker("exhaustive") is not None

    return _without_two_thirds(items, may_wait, number)


def is_whole_suite(config: pytest.Config) -> bool:
    """Whether no folder, file or word was named: who names one wants all of it."""
    return not config.option.keyword and {Path(each).resolve() for each in config.args} == {HERE}


def third_of_the_dear(items: list[pytest.Item], number: int) -> list[pytest.Item]:
    """The tests without two thirds of the dear ones that no clause names."""
    named = set(re.findall(r"\btest_\w+", CLAUSES.read_text(encoding="utf-8")))
    drawn_already = {*WHOLE, *FILES}

    def may_wait(item: Any) -> bool:
        is_dear = "databases" in item.fixturenames or item.get_closest_marker("process")
        here = item.path not in drawn_already and any(item.path.is_relative_to(folder) for folder in DEAR)
        return here and is_dear and not (item.get_closest_marker("exhaustive") or item.originalname in named)

    return _without_two_thirds(items, may_wait, number)


def draw_of_files(items: list[pytest.Item], drawn: set[Path], number: int) -> list[pytest.Item]:
    """The tests without those of drawn files that the sample leaves out."""
    kept = [item for item in items if item.path not in drawn]
    for path in sorted(drawn):
        tests = sorted((item for item in items if item.path == path), key=lambda item: item.nodeid)
        kept += Random(f"{number} {path.name}").sample(tests, min(OF_A_FILE, len(tests)))  # noqa: S311 - no secret
    return kept


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, Any, Any]:
    """Leave journeys, the longest files and uniform cases out of the coverage: measuring takes a third longer.

    What only they reach would count as not tested, and is tested by a smaller one.
    """
    measuring = Coverage.current()
    if measuring is None or not is_unmeasured(item):
        return (yield)
    measuring.stop()
    try:
        with pytest.MonkeyPatch.context() as patch:
            patch.delenv(OF_CHILDREN, raising=False)
            return (yield)
    finally:
        measuring.start()


def is_unmeasured(item: pytest.Item) -> bool:
    """Whether a test is a journey but a MEASURED one, in a file of LONG, or one of uniform cases."""
    is_journey = item.path.parent.name == "journeys" and item.path not in MEASURED
    return is_journey or item.path in LONG or is_uniform(item)


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    number = config.option.drawn_by
    if config.option.third:
        terminalreporter.write_line(f"drawn of the exhaustive sets: a third; again with --third --drawn-by {number}")
    if not config.option.cluster:
        terminalreporter.write_line("left out: a host of several machines; `.ci/run --cluster` runs it")
    if not config.option.everything:
        names = "、".join(str(path.relative_to(HERE)) for path in drawn_files(number))
        terminalreporter.write_line(f"drawn of the exhaustive sets: {names} and cases; again with --drawn-by {number}")
        if is_whole_suite(config):
            terminalreporter.write_line("drawn of the tests with a database or processes that no clause names: a third")
