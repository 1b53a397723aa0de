"""A ledger of an older version: it is upgraded, verifies, and gives the same answers and the same documents.

`tests/data/ledger_0018` holds the backup of that ledger (schema 0018, a simulated year of six departments with an
appeal, a transfer, a merger, a marking and covert lists added by hand) and its answers: the text of each command line,
or the SHA-256 of the file that it wrote. They are those of the older version; where a later version answers otherwise
on purpose, they are of that version: urging tasks, entries without a signed finding, the form of a public number, 补录
in the results of a year, what a quarterly list asks for, the column 签收 in the ledger of a department, fixed days in
`why` and 催办函, the title of 整改通知, the shares in the results of a year, the kinds of a target, a setting more,
Chinese words for each event, the last day for an appeal in 整改通知, the count under `owed`, notices not sent yet in
`why`, how wide sheets are printed, nine settings more, the layout of official papers (GB/T 9704) with the imprint at
the foot of the page, the pace of each target in the ledger of a department, twelve settings of the appraisal more, and
one line between text and seal of a paper.
"""

from __future__ import annotations

import gzip
import json
import re
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from models.ledger.papers import department_ledger, signature

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.conftest import Databases
    from tests.deployments.conftest import Mubiao

KEPT = Path(__file__).parents[2] / "data" / "ledger_0018"
ANSWERS: dict[str, str] = json.loads(gzip.decompress((KEPT / "answers.json.gz").read_bytes()))
WRITES = " > "
IN_FULL = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日")
ADDED = {"role", "known", "entered_by", "found_by_upgrade", "bounced"}
ADDED_TO = {
    "notices --json": {"ending", "why", "told_on", "person", "told_by"},
    "messages --json": {"attachments"},
}


@pytest.fixture
def restored(mubiao: Mubiao, databases: Databases) -> Iterator[Mubiao]:
    """The command line on the older ledger, restored and upgraded."""
    with databases.fresh() as url:
        mubiao.set(DATABASE_URL=url)
        text = mubiao.done("restore", str(KEPT / "ledger.mubiao"))
        assert "与备份逐项一致，台账核验无误" in text
        assert "请先停用" in text
        yield mubiao


def answer(mubiao: Mubiao, line: str, folder: Path) -> str:
    """Returns the current answer of a command line, or the SHA-256 of the file that it writes."""
    words, _, suffix = line.partition(WRITES)
    if not suffix:
        return mubiao.done(*words.split())
    place = folder / f"file{suffix}"
    place.unlink(missing_ok=True)
    day = ["--on", "2026-03-31"] if words.startswith("export") else []  # the morning on which it was saved
    mubiao.done(*words.split(), *day, *(["-o"] if words.startswith("document") else []), str(place))
    return sha256(place.read_bytes()).hexdigest()


def comparable(line: str, words: str) -> Any:
    """Returns an answer without what was added since then: how an author is known, and what the upgrade sealed.

    Also how a notice ended, and what a message carried. Dates are compared, however they are written.
    """
    if line == "verify":
        return words.partition("\n")[0]
    if "--json" not in line:
        same = words.replace("（未区分）", "").replace("（升级时封存）", "")
        return IN_FULL.sub(lambda day: date(*map(int, day.groups())).isoformat(), same)

    added = ADDED | ADDED_TO.get(line, set())

    def without(value: Any) -> Any:
        if isinstance(value, list):
            return [without(each) for each in value]
        if isinstance(value, dict):
            return {key: without(each) for key, each in value.items() if key not in added}
        return value

    return without(json.loads(words))


@pytest.mark.process
def test_an_older_ledger_is_upgraded_and_answers_as_before(
    restored: Mubiao, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = restored.done("verify")
    assert "台账核验无误" in text
    assert "（升级时封存），只证明其后没有改动。" in text
    assert "（升级时封存）" in restored.done("why", "1")
    # Documents now name a block; without it they are the same, byte by byte.
    monkeypatch.setattr(signature, "LAST_BEFORE", f"{signature.LAST_BEFORE} OFFSET 1000000")
    # The block of the upgrade is a newer head.
    before = "(SELECT 1 AS id, height, hash FROM block WHERE act_id > 0 ORDER BY height DESC LIMIT 1) h"
    monkeypatch.setattr(department_ledger, "HEAD", department_ledger.HEAD.replace("chain_head h", before))
    found = {line: comparable(line, answer(restored, line, tmp_path)) for line in ANSWERS}
    assert found == {line: comparable(line, words) for line, words in ANSWERS.items()}


def test_the_stored_answers_cover_proofs_and_every_kind_of_document() -> None:
    kinds = {tuple(line.split()[:2]) for line in ANSWERS if WRITES in line}
    papers = {"plan", "remediation", "urging", "negative-list", "quality-report", "covert-list"}
    assert kinds >= {("document", paper) for paper in papers} | {("export", "ledger"), ("export", "results")}
    assert sum(line.startswith("why ") for line in ANSWERS) > 60
