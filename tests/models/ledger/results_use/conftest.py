"""What the tests of 结果运用 share: approved results, and results that are delivered."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.databases import story
from tests.models.ledger.results_use.results import approved_year, deliver, number_papers

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql, Violations


@pytest.fixture
def violations(violations: Violations) -> Violations:
    """What `verify` finds, but for the targets: the story sets their category in the database."""
    return lambda *given: [each for each in violations(*given) if not each.startswith("目标 2026|T00")]


@pytest.fixture
@story
def approved(march: Acting, sql: Sql) -> Acting:
    """The results of 2026 are approved; today is 9 March 2027."""
    return approved_year(march, sql)


@pytest.fixture
@story
def delivered(approved: Acting) -> Acting:
    """They are delivered to three bodies and two departments on 9 March 2027, due on 16 March."""
    number_papers(approved)
    deliver(approved)
    return approved
