"""What the tests of the appraisal share: a year whose sheets can be drafted, and one whose sheets are."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from models.ledger import four_eyes
from models.rules.policy import FourEyes
from tests.databases import story
from tests.models.ledger.appraisal.year import APPROVAL, complete, drafted, objects

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql, Violations


@pytest.fixture
def violations(violations: Violations) -> Violations:
    """What `verify` finds, but for the targets: the story sets their category in the database."""
    return lambda *given: [each for each in violations(*given) if not each.startswith("目标 2026|T00")]


@pytest.fixture
@story
def rated(march: Acting, sql: Sql) -> Acting:
    """Nothing is lacking from the sheets of 2026; T001 of D001 was listed. Today is 1 March 2027."""
    complete(march, sql)
    return march.on("2027-03-01")


@pytest.fixture
@story
def draft(rated: Acting) -> Acting:
    """The sheets of 2026 are drafted; objections until 5 March 2027."""
    drafted(rated)
    return rated


@pytest.fixture
@story
def heard(draft: Acting, sql: Sql) -> Acting:
    """D001 agrees, D002 says nothing; today is 8 March 2027."""
    objects(draft, sql)
    return draft.on("2027-03-08")


@pytest.fixture
@story
def frozen(heard: Acting) -> Acting:
    """The sheets of 2026 are approved; today is 1 April 2027."""
    heard.do("approve_appraisal", year=2026, **APPROVAL)
    return heard.on("2027-04-01")


@pytest.fixture
def another(monkeypatch: pytest.MonkeyPatch) -> None:
    """The agency asks for another person where one account makes and checks."""
    monkeypatch.setattr(four_eyes, "UNSET", FourEyes.ON)
