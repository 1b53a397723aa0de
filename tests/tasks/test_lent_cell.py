"""A cell that is lent to a request: there its settings, database and store hold, and nowhere else."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from typing import TYPE_CHECKING

import pytest
from pydantic import SecretStr

from models.database import begin, engine
from models.file_store.folder import Folder
from models.ledger.evidence.store import evidence_store
from models.rules.errors import Refused
from models.statements import run
from tasks.cell import checked_settings
from tasks.lent_cell import lend
from tasks.settings import settings

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.usefixtures("acting")
def test_only_the_context_of_the_request_works_with_the_cell(tmp_path: Path) -> None:
    before, store = engine(), evidence_store()
    url = SecretStr(before.url.render_as_string(hide_password=False))
    lent = lend(checked_settings(cell="gz", home=tmp_path, database_url=url))
    with lent.in_use(), ThreadPoolExecutor(1) as pool:
        assert (settings().cell, engine(), evidence_store()) == ("gz", lent.engine, Folder(tmp_path / "evidence"))
        with begin() as session:
            assert run(session, "SELECT 1").scalar() == 1
        assert pool.submit(copy_context().run, engine).result() is lent.engine
        assert pool.submit(engine).result() is before
    assert (settings().cell, engine(), evidence_store()) == ("", before, store)
    lent.close()


def test_a_cell_without_a_database_is_not_lent(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="没有数据库地址"):
        lend(checked_settings(cell="gz", home=tmp_path))
