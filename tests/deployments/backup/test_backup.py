"""A ledger of an older version: it is upgraded, verifies, and gives the same answers and the same documents.

`tests/data/ledger_0018` holds the backup of that ledger (schema 0018, a simulated year of six departments with an
appeal, a transfer, a merger, a marking and covert lists added by hand) and the answers of the older version: the text
of each command line, or the SHA-256 of the file that it wrote.
"""

from __future__ import annotations

import gzip
import json
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from models.rules.business_day import SHANGHAI
from tasks.clock import clear_virtual_instant, set_virtual_instant

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.conftest import Databases
    from tests.deployments.conftest import Mubiao

KEPT = Path(__file__).parents[2] / "data" / "ledger_0018"
ANSWERS: dict[str, str] = json.loads(gzip.decompress((KEPT / "answers.json.gz").read_bytes()))
WRITES = " > "


@pytest.fixture
def restored(mubiao: Mubiao, databases: Databases) -> Iterator[Mubiao]:
    """The command line on the older ledger, restored and upgraded; it is the morning on which it was saved."""
    set_virtual_instant(datetime(2026, 3, 31, 9, tzinfo=SHANGHAI))
    with databases.fresh() as url:
        mubiao.set(DATABASE_URL=url)
        assert "与备份逐项一致，台账核验无误" in mubiao.done("restore", str(KEPT / "ledger.mubiao"))
        yield mubiao
    clear_virtual_instant()


def answer(mubiao: Mubiao, line: str, folder: Path) -> str:
    """Returns the current answer of a command line, or the SHA-256 of the file that it writes."""
    words, _, suffix = line.partition(WRITES)
    if not suffix:
        return mubiao.done(*words.split())
    place = folder / f"file{suffix}"
    place.unlink(missing_ok=True)
    mubiao.done(*words.split(), *(["-o"] if words.startswith("document") else []), str(place))
    return sha256(place.read_bytes()).hexdigest()


@pytest.mark.process
def test_an_older_ledger_is_upgraded_and_answers_as_before(restored: Mubiao, tmp_path: Path) -> None:
    assert "台账核验无误" in restored.done("verify")
    assert {line: answer(restored, line, tmp_path) for line in ANSWERS} == ANSWERS


def test_the_stored_answers_cover_proofs_and_every_kind_of_document() -> None:
    kinds = {tuple(line.split()[:2]) for line in ANSWERS if WRITES in line}
    papers = {"plan", "remediation", "urging", "negative-list", "quality-report", "covert-list"}
    assert kinds >= {("document", paper) for paper in papers} | {("export", "ledger"), ("export", "results")}
    assert sum(line.startswith("why ") for line in ANSWERS) > 60
