"""Days on which more than one file of these tests takes place."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Acting


@pytest.fixture
def december(march: Acting, store: Path) -> Acting:
    """The year-end check is open; today is 20 December."""
    assert not store.exists()
    march.on("2026-12-01").open("year_end_check", "2026")
    return march.on("2026-12-20")


@pytest.fixture
def january(december: Acting) -> Acting:
    """Nobody filed anything; the re-verification opened today, 11 January."""
    december.on("2027-01-11").open("year_end_reverification", "2026")
    return december.on("2027-01-11")
