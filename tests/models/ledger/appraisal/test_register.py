"""What was approved stays as it is, recomputes to the same bytes, or is named (1-8.2, A53)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from models.database import begin
from models.ledger.appraisal.register import Frozen, doubtful_sheets, frozen_sheets
from tests.models.ledger.appraisal.test_drafting import mark

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql, Violations

LATER = date(2027, 4, 1)


def approved() -> dict[str, Frozen]:
    with begin() as session:
        return frozen_sheets(session, 2026, LATER)


def doubtful() -> list[str]:
    with begin() as session:
        return [each.code for each in doubtful_sheets(session, LATER)]


def test_every_approved_sheet_recomputes_to_the_same_bytes(frozen: Acting) -> None:
    assert frozen.day == LATER
    found = approved()["D001"]
    assert (found.version, found.total, found.number, found.dated) == (
        1,
        Decimal("94.1"),
        "黔绩领〔2027〕1号",
        date(2027, 3, 8),
    )
    assert (found.intact, found.same) == (True, True)
    assert doubtful() == []


def test_before_the_approval_there_is_nothing_to_recompute(draft: Acting) -> None:
    assert draft.day.year == 2027
    assert (approved(), doubtful()) == ({}, [])


def test_what_the_ledger_gives_otherwise_later_is_named_and_changes_nothing(frozen: Acting) -> None:
    mark(frozen, "10")
    found = approved()["D001"]
    assert (found.intact, found.same, found.total) == (True, False, Decimal("94.1"))
    assert found.now is not None
    assert found.now.total == Decimal("92")
    assert doubtful() == ["D001"]


def test_an_entry_that_is_listed_after_the_cut_off_changes_nothing(frozen: Acting) -> None:
    frozen.lists("T003", year=2026)
    assert doubtful() == []


@pytest.mark.parametrize(
    "change",
    [
        'content = replace(content, \'"total":"94.1"\', \'"total":"99.1"\')',
        "digest = repeat('0', 64)",
        "total = 99.1",
    ],
)
def test_an_approved_sheet_that_is_changed_in_the_database_is_named(
    frozen: Acting, sql: Sql, violations: Violations, change: str
) -> None:
    assert frozen.day == LATER
    sql(f"UPDATE score_sheet SET {change} WHERE total = 94.1")  # noqa: S608 - the parameters above
    assert not approved()["D001"].intact
    assert doubtful() == ["D001"]
    assert violations() == ["得分表 D001|2026|1：被更改，与台账不符。"]


def test_one_who_changes_text_and_digest_together_is_found_by_the_chain(
    frozen: Acting, sql: Sql, violations: Violations
) -> None:
    assert frozen.day == LATER
    sql('UPDATE score_sheet SET content = replace(content, \'"points":"48"\', \'"points":"49"\')')
    sql("UPDATE score_sheet SET digest = encode(sha256(convert_to(content, 'UTF8')), 'hex')")
    assert doubtful() == ["D001"]
    assert violations() == ["得分表 D001|2026|1：被更改，与台账不符。"]


def test_a_department_that_is_merged_later_keeps_its_approved_sheet(frozen: Acting) -> None:
    reform = {"department": "D001", "successor": "D002", "basis": "黔机编〔2027〕1号", "effective_on": "2027-04-01"}
    frozen.do("merge_department", **reform)
    assert set(approved()) == {"D001", "D002"}
    assert doubtful() == []
