"""The list of regulations: those of the agency first, in force on a day, repealed ones on request."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from models.database import begin
from models.ledger.regulation.register import list_regulations

if TYPE_CHECKING:
    from tests.conftest import Acting


@pytest.fixture
def recorded(march: Acting, policy: str) -> Acting:
    """D001 has a mechanism; the agency has rules of 20 February that a paper of 2 March repeals from 1 April."""
    paper: dict[str, Any] = {"dated": "2026-02-20", "evidence": policy}
    march.do("record_regulation", kind="绩效评价结果运用机制", department="D001", name="办法", number="1号", **paper)
    march.do("record_regulation", kind="规章制度", name="目标管控办法", number="4号", **paper)
    repeal = {"number": "9号", "dated": "2026-03-02", "repealed_on": "2026-04-01", "evidence": policy}
    march.do("repeal_regulation", regulation="2026-2", **repeal)
    return march


def listed(day: date, *, former: bool = False) -> list[tuple[str, str | None, bool]]:
    """Return number, department and whether it is in force."""
    with begin() as session:
        rows = list_regulations(session, day, former=former)
    return [(row["regulation"], row["department_code"], row["in_force"]) for row in rows]


@pytest.mark.parametrize(
    ("day", "former", "rows"),
    [
        (date(2026, 2, 19), True, []),
        (date(2026, 3, 31), False, [("2026-2", None, True), ("2026-1", "D001", True)]),
        (date(2026, 4, 1), False, [("2026-1", "D001", True)]),
        (date(2026, 4, 1), True, [("2026-2", None, False), ("2026-1", "D001", True)]),
    ],
)
def test_the_agencys_come_first_and_a_repealed_one_on_request(
    recorded: Acting, day: date, *, former: bool, rows: list[tuple[str, str | None, bool]]
) -> None:
    assert recorded.day == date(2026, 3, 5)
    assert listed(day, former=former) == rows


def test_a_row_has_its_files(recorded: Acting) -> None:
    assert recorded.day == date(2026, 3, 5)
    with begin() as session:
        (row,) = list_regulations(session, date(2026, 4, 1))
    assert len(row["evidence"]) == 1
    assert "id" not in row
