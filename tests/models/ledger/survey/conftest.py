"""What the tests of surveys share: a sheet of 2026 that was handed out to a third party."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.databases import story
from tests.surveys import commission

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Acting


@pytest.fixture
def contract(tmp_path: Path) -> str:
    """The contract with the third party as a file."""
    path = tmp_path / "合同.pdf"
    path.write_bytes(b"%PDF-1.4\n%%EOF\n")
    return str(path)


@pytest.fixture
def october(march: Acting) -> Acting:
    """D001 and D002 are there; today is 15 October 2026."""
    return march.on("2026-10-15")


@pytest.fixture
@story
def handed_out(october: Acting, contract: str) -> Acting:
    """2026-1 has a row for two groups of D001 and of D002; today is 10 December."""
    commission(october, contract)
    return october.on("2026-12-10")
