"""Each act of registry, papers and settings by two sessions at once: the second reads what the first has committed."""

from __future__ import annotations

from contextlib import chdir
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest

from deployments.reference.acts import stories
from models.database import begin
from models.ledger.act_index import ACT_INDEX
from models.ledger.acts import ONE_BY_ONE, Summary
from models.ledger.evidence.store import configure_store
from models.rules.errors import Refused, Unavailable
from tests.meanwhile import executed
from tests.models.ledger.stories import Teller, Told, attempt, within

if TYPE_CHECKING:
    from tests.conftest import Acting, Databases

OF_THOSE = sorted(name for name, row in ACT_INDEX.items() if ONE_BY_ONE & {*row.module.split(".")})
MOVED = "SELECT count(*) FROM transition"


@dataclass(slots=True)
class Racer(Teller):
    """Tells the stories in which an act of those modules is done by two sessions the first time."""

    raced: dict[str, tuple[Any, ...]] = field(default_factory=dict)

    def first(self, acting: Acting, name: str, text: Any) -> Told:
        if name not in OF_THOSE:
            assert isinstance(attempt(acting, name, text), Summary)
            return Told(name, {})
        with begin() as session:
            done = within(session, acting, name, text)
            with executed() as begun:
                waiting = attempt(acting, name, text)
        moved = self.sql.value(MOVED)
        later = attempt(acting, name, text)
        self.raced[name] = done, waiting, begun, later, self.sql.value(MOVED) - moved
        return Told(name, {})


@pytest.fixture(scope="module")
def raced(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Any, ...]]:
    """Per act: what the first session was told, what the second while the first was at it, and what afterwards."""
    found: dict[str, tuple[Any, ...]] = {}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("models.ledger.acts.PATIENT", "SET LOCAL lock_timeout = '50ms'")
        for number, steps in enumerate(stories().values()):
            if {step.act for step in steps} & set(OF_THOSE) - found.keys():
                place = tmp_path_factory.mktemp(f"story{number}")
                with databases.reset("migrated"), chdir(place):
                    configure_store(place / "evidence", 50)
                    racer = Racer(place, known=set(found))
                    for step in steps:
                        list(racer.tell(step))
                    assert racer.verified() == []
                    found |= racer.raced
    return found


@pytest.mark.exhaustive(6)
@pytest.mark.parametrize("name", OF_THOSE)
def test_of_two_sessions_the_second_waits_and_then_changes_nothing_more(
    raced: dict[str, tuple[Any, ...]], name: str
) -> None:
    done, waiting, begun, later, moved = raced[name]
    assert isinstance(done, Summary)
    assert isinstance(waiting, Unavailable)
    assert [each for each in begun if not each.startswith("SET LOCAL") and "pg_advisory_xact_lock" not in each] == []
    assert isinstance(later, Summary | Refused)
    assert moved == 0
