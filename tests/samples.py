"""Exhaustive sets: all of them with `--all`, else a sample that the day draws. What is left out is not collected.

A set is a file of FILES, of which one is drawn, or the cases of a test marked `exhaustive(n)`, of which n are. A file
that the command line names is always collected.
"""

import time
from collections.abc import Generator
from pathlib import Path
from random import Random
from typing import Any

import pytest

HERE = Path(__file__).parent
FILES = tuple(
    HERE / name
    for name in (
        "deployments/simulation/faults/test_disturbed_year.py",
        "deployments/simulation/faults/test_events.py",
        "deployments/simulation/faults/test_every_point.py",
        "deployments/simulation/faults/test_trials.py",
        "deployments/test_cli_told_year.py",
        "journeys/test_answers_by_mail.py",
        "journeys/test_appraised_year.py",
        "journeys/test_disturbed.py",
        "journeys/test_full_disk.py",
        "journeys/test_healing.py",
        "journeys/test_inspected_quarter.py",
        "journeys/test_kills.py",
        "journeys/test_libreoffice_measures.py",
        "journeys/test_libreoffice_papers.py",
        "journeys/test_own_year.py",
        "journeys/test_receive_killed.py",
        "journeys/test_region.py",
        "journeys/test_simulation.py",
        "journeys/test_tampering.py",
        "journeys/test_time.py",
        "journeys/test_year_of_targets.py",
    )
)
MEANING = "exhaustive(n): a set of which n, by default none, are collected without --all; drawn again each day"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--all", action="store_true", dest="everything", help="collect the exhaustive sets too")
    parser.addoption("--drawn-by", type=int, help="the number that draws the samples; when not said, the date")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", MEANING)
    config.option.drawn_by = config.option.drawn_by or int(
        time.strftime("%Y%m%d")
    )  # given to the workers with the others


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    if config.option.everything or collection_path not in FILES:
        return None
    return collection_path != drawn_file(config.option.drawn_by) or None


def drawn_file(number: int) -> Path:
    return Random(number).choice(FILES)  # noqa: S311 - no secret


@pytest.hookimpl(wrapper=True)
def pytest_pycollect_makeitem(collector: pytest.Collector) -> Generator[None, Any, Any]:
    found = yield
    if collector.config.option.everything or not isinstance(found, list):
        return found
    return draw(found, collector.config.option.drawn_by)


def draw(cases: list[pytest.Item], number: int) -> list[pytest.Item]:
    """The cases of one test without those that the sample leaves out."""
    left_out: list[pytest.Item] = []
    for mark in {id(mark): mark for case in cases if (mark := case.get_closest_marker("exhaustive"))}.values():
        marked = [case for case in cases if case.get_closest_marker("exhaustive") is mark]
        size = min(mark.args[0] if mark.args else 0, len(marked))
        drawn = Random(f"{number} {marked[0].nodeid}").sample(marked, size)  # noqa: S311 - no secret
        left_out += [case for case in marked if case not in drawn]
    return [case for case in cases if case not in left_out]


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    if not config.option.everything:
        number, name = config.option.drawn_by, drawn_file(config.option.drawn_by).relative_to(HERE)
        terminalreporter.write_line(f"drawn of the exhaustive sets: {name} and cases; again with --drawn-by {number}")
