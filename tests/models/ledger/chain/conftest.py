"""Tables may be changed here: `violations` says all that `mubiao verify` would."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from models.database import begin
from models.file_store.folder import Folder
from models.ledger.chain.verify import verify

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Violations


@pytest.fixture
def violations(tmp_path: Path) -> Violations:
    def find() -> list[str]:
        with begin() as session:
            return verify(session, Folder(tmp_path / "evidence"))[1]

    return find
