"""A year that is told by acts gives the kept answers: what people read, JSON, and the text of every document.

After a change on purpose: `pytest tests/deployments/test_cli_told_year.py --keep-answers`, and read what git shows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from deployments.simulation.digest import PARTS
from deployments.simulation.outside_world import Outside
from deployments.simulation.world import World, settings_of
from models.database import begin
from models.ledger.evidence.store import configure_store
from tasks.clock import clear_virtual_instant, set_virtual_instant
from tasks.settings import read_settings
from tests.compare_years import facts_in
from tests.deployments.told_year import ACTS, MORNING, PLAN, WRITES, act_by_hand, answer, keep, kept_answers, live

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.conftest import Databases
    from tests.deployments.conftest import Mubiao

ANSWERS = kept_answers()
LINES = [line for answers in ANSWERS.values() for line in answers]


@pytest.fixture
def told(mubiao: Mubiao, databases: Databases, tmp_path: Path) -> Iterator[Mubiao]:
    """The command line on the home of the told year, on the morning after it."""
    with databases.fresh("migrated") as url:
        world, outside = World(mubiao.home, url), Outside(PLAN)
        mubiao.set(**settings_of(world.home)).database = url
        world.materials.mkdir(parents=True)
        read_settings.cache_clear()
        configure_store(world.evidence, 1)
        outside.connect()
        live(world, outside)
        mubiao.set(DATABASE_URL=url)
        set_virtual_instant(MORNING)
        act_by_hand(mubiao, tmp_path)
        yield mubiao
        clear_virtual_instant()


@pytest.mark.journey
def test_a_told_year_gives_the_kept_answers(told: Mubiao, tmp_path: Path, pytestconfig: pytest.Config) -> None:
    with begin() as session:
        assert facts_in(session).keys() >= {*PARTS, "text of message"}
    found = {file: {line: answer(told, line, tmp_path) for line in answers} for file, answers in ANSWERS.items()}
    if pytestconfig.getoption("--keep-answers", default=False):
        for file, answers in found.items():
            keep(file, answers)
    else:
        assert found == ANSWERS


def test_the_kept_answers_cover_proofs_and_every_kind_of_document() -> None:
    kinds = {tuple(line.split()[:2]) for line in LINES if WRITES in line}
    papers = {"plan", "remediation", "urging", "negative-list", "quality-report", "covert-list"}
    papers |= {
        "submission",
        "answer-sheet",
        "appraisal",
        "adjustment",
        "issued-list",
        "sample-commitment",
        "sample-result",
    }
    assert kinds >= {("document", paper) for paper in papers} | {("export", "ledger"), ("export", "results")}
    assert sum(line.startswith("why ") for line in LINES) > 80
    assert len(LINES) >= 148
    assert "merge_department" in ACTS
