"""A ledger of a thousand rows, each changed, deleted, copied, swapped, or the tail cut from it: verify finds all.

CI tampers with some of the rows; `pytest tests/journeys/test_tampering.py --every 1` with each of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import TYPE_CHECKING

import pytest
from sqlmodel import Session

from deployments.loopback.mail import MailServer
from models.block import block_hash, canonical, header_of
from models.database import begin, bind, unbind
from models.file_store.folder import Folder
from models.ledger.chain.verify import verify
from models.rules.workdays import SHANGHAI, BusinessDay
from models.statements import run
from notifications.delivery import deliver
from notifications.outlets import Outlets
from tests.samples import THIRDS

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Acting, Databases
    from tests.journeys.conftest import Drawn

ROWS, SOME = 1000, 23
OFFICES, MONTHS = 31, ("2026-04", "2026-05", "2026-06")
# The columns of a row except its generated key, each with an expression for another value.
TEXT, NUMBER, JSON = "concat({}, 'x')", "{} + 1000000", "'{{\"x\": 1}}'::jsonb"
COLUMNS = {
    "transition": {
        "act_id": NUMBER,
        "record": TEXT,
        "record_id": NUMBER,
        "record_key": TEXT,
        "event": TEXT,
        "from_state": TEXT,
        "to_state": TEXT,
        "digest": TEXT,
        "detail": JSON,
    },
    "block": {
        "height": NUMBER,
        "jurisdiction_id": "3 - {}",
        "act": TEXT,
        "actor": TEXT,
        "role": TEXT,
        "business_date": "{} + 1",
        "at": "{} + interval '1 second'",
        "request_id": TEXT,
        "result": JSON,
        "source": JSON,
        "content": TEXT,
        "previous_hash": TEXT,
        "hash": TEXT,
    },
    "attempt": {
        "message_id": "(SELECT min(m.id) FROM message m WHERE m.id <> message_id)",
        "act_id": NUMBER,
        "at": "{} + interval '1 second'",
        "outcome": TEXT,
        "code": TEXT,
        "reason": TEXT,
    },
}
KEY = {"transition": "id", "block": "act_id", "attempt": "id"}
NOT_SWAPPED = {"transition": ("id", "act_id"), "attempt": ("id", "act_id")}  # columns that are not swapped
LEDGER = """
SELECT * FROM (
    SELECT 'transition' AS t, t.id AS key, b.height FROM transition t JOIN block b USING (act_id)
    UNION ALL SELECT 'block', act_id, height FROM block
    UNION ALL SELECT 'attempt', a.id, b.height FROM attempt a JOIN block b USING (act_id)) ledger
ORDER BY height, t, key
"""


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the ledger: its table, its key, and the height of its block."""

    table: str
    key: int
    height: int

    def __str__(self) -> str:
        return f"{self.table} WHERE {KEY[self.table]} = {self.key}"


Tampering = Callable[[Session, list[Row], int], None]


def change(session: Session, ledger: list[Row], at: int) -> None:
    """Update one column; the column changes from row to row of a table."""
    row = ledger[at]
    columns = list(COLUMNS[row.table])
    column = columns[sum(each.table == row.table for each in ledger[:at]) % len(columns)]
    value = COLUMNS[row.table][column].format(column)
    run(session, f"UPDATE {row.table} SET {column} = {value} WHERE {KEY[row.table]} = {row.key}")  # noqa: S608 - own names


def remove(session: Session, ledger: list[Row], at: int) -> None:
    run(session, f"DELETE FROM {ledger[at]}")  # noqa: S608 - own names


def forge(session: Session, ledger: list[Row], at: int) -> None:
    """Insert a copy of the row into the same act, or, for a block, append a whole valid block to the chain."""
    row = ledger[at]
    if row.table == "block":
        _forge_block(session, row)
        return
    names = ", ".join(COLUMNS[row.table])
    run(
        session,
        f"INSERT INTO {row.table} (id, {names})"  # noqa: S608 - own names
        f" SELECT (SELECT max(id) + 1 FROM {row.table}), {names} FROM {row}",
    )


def _forge_block(session: Session, row: Row) -> None:
    block = dict(run(session, f"SELECT * FROM {row}").mappings().one())  # noqa: S608 - own names
    head = run(session, "SELECT height, hash FROM chain_head").one()
    block |= {"act_id": row.key + 1_000_000, "height": head.height + 1, "request_id": None}
    block |= {"content": sha256(b"").hexdigest(), "previous_hash": head.hash}
    block["hash"] = block_hash(head.hash, block["content"], header_of(block))
    block |= {name: canonical(block[name]) for name in ("result", "source")}
    values = ", ".join(f"CAST(:{name} AS jsonb)" if name in {"result", "source"} else f":{name}" for name in block)
    run(session, f"INSERT INTO block ({', '.join(block)}) VALUES ({values})", **block)  # noqa: S608 - own names


def swap(session: Session, ledger: list[Row], at: int) -> None:
    """Swap the row with its neighbour.

    The moves of one act are a set, so their neighbour is the nearest row in another act.
    """
    row = ledger[at]
    others = [each for each in ledger if each.table == row.table and each.height != row.height]
    other = next((each for each in others if each.height > row.height), others[-1])
    if row.table == "block":
        for key, height in ((row.key, -1), (other.key, row.height), (row.key, other.height)):
            run(session, "UPDATE block SET height = :height WHERE act_id = :key", key=key, height=height)
        return
    swapped = [name for name in COLUMNS[row.table] if name not in NOT_SWAPPED[row.table]]
    run(
        session,
        f"UPDATE {row.table} t SET ({', '.join(swapped)}) = (SELECT {', '.join(swapped)} FROM {row.table} o"  # noqa: S608 - own
        " WHERE o.id = :a + :b - t.id) WHERE t.id IN (:a, :b)",
        a=row.key,
        b=other.key,
    )


def cut(session: Session, ledger: list[Row], at: int) -> None:
    """Delete the row and everything after it: later rows of its act, and all later blocks with their rows."""
    row = ledger[at]
    gone = [each for each in ledger[at:] if each.height > row.height or each.table == row.table]
    for table, key in KEY.items():
        keys = [each.key for each in gone if each.table == table]
        run(session, f"DELETE FROM {table} WHERE {key} = ANY(:keys)", keys=keys)  # noqa: S608 - own names


TAMPERINGS: dict[str, Tampering] = {
    "changed": change,
    "removed": remove,
    "inserted": forge,
    "swapped": swap,
    "cut": cut,
}


def live(agency: Acting, post: Path) -> None:
    """Offices that are notified by mail report, month after month, until the ledger has its thousand rows."""
    usual = {"年度": "2026", "下达日期": "2026-02-27"}
    codes = [f"D{n:03d}" for n in range(3, OFFICES + 3)]
    agency.take(
        "departments",
        *({"编码": c, "名称": f"第{c[1:]}厅", "目标办邮箱": f"{c.lower()}@example.org"} for c in codes),
    )
    agency.take("targets", *({"编号": f"N{c}", "目标名称": f"目标{c}", "责任部门": c, **usual} for c in codes))
    with MailServer(post) as mail:
        for month in MONTHS:
            agency.on(f"{month}-01").open("monthly_check", month)
            at = datetime.fromisoformat(f"{month}-09 10:00").replace(tzinfo=SHANGHAI)
            deliver(BusinessDay(at.date(), at), Outlets({"mail": mail.url}, "example.org", _standing_at(at), "甲"))
            for code in codes:
                agency.on(f"{month}-20").report(code, month, f"N{code}")


def _standing_at(at: datetime) -> Callable[[Session], datetime]:
    return lambda _session: at


@pytest.fixture(scope="module")
def thousand(databases: Databases, anyone: Acting, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The evidence folder of a ledger with a thousand rows, whose database is bound."""
    folder = tmp_path_factory.mktemp("thousand")
    databases.template("thousand", "march", lambda: live(anyone.on("2026-03-05"), folder / "post"))
    bind(databases.address("thousand"))
    yield folder / "evidence"
    unbind()


@pytest.fixture(scope="module")
def ledger(thousand: Path) -> list[Row]:
    """Returns every row of the ledger, oldest first."""
    with begin() as session:
        count, violations = verify(session, Folder(thousand))
        rows = [Row(*row) for row in run(session, LEDGER)]
    assert violations == []
    assert count < ROWS <= len(rows)
    assert {row.table for row in rows} == set(KEY)
    return rows


def found_after(tampering: Tampering, ledger: list[Row], at: int, evidence: Path) -> list[str]:
    """Returns the violations after a user with all rights tampered with that row; then rolls back."""
    with begin() as session:
        run(session, "SET LOCAL session_replication_role = replica")
        try:
            tampering(session, ledger, at)
            return verify(session, Folder(evidence))[1]
        finally:
            session.rollback()


@pytest.mark.parametrize("how", TAMPERINGS)
def test_every_tampering_with_a_row_of_the_ledger_is_found(
    thousand: Path, ledger: list[Row], how: str, drawn: Drawn
) -> None:
    positions = drawn(range(len(ledger)), SOME)
    unseen = [ledger[at] for at in positions if not found_after(TAMPERINGS[how], ledger, at, thousand)]
    assert unseen == []
    assert len(positions) >= len(ledger) // SOME // THIRDS


def test_an_untouched_row_causes_no_violation(thousand: Path, ledger: list[Row]) -> None:
    assert found_after(lambda *_: None, ledger, 0, thousand) == []
