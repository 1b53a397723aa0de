"""下达: approved drafts become targets in one act; offices and heads are told, and the list is to be received."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.models.ledger.draft.lists import issued_list

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql, Violations

TARGET = """
SELECT name, requirement, quantity, unit, origin, issued_on::text, paper_number, paper_date::text, version
FROM target WHERE code = :code
"""
OWED = (
    "SELECT kind, state, CAST(due AS text) FROM obligation o JOIN deadline x ON x.id = o.deadline_id WHERE kind = :kind"
)


def test_what_was_approved_becomes_targets_in_one_act(march: Acting, sql: Sql, violations: Violations) -> None:
    codes = issued_list(march)
    assert sql.rows(TARGET, code="N2") == [
        ("农村公路N2", "建成1000公里", 1000, "公里", "own", "2026-03-19", "黔目标〔2026〕3号", "2026-03-19", 1)
    ]
    assert sql.column("SELECT DISTINCT state FROM target_draft") == ["issued"]
    assert sql.value("SELECT count(*) FROM target WHERE code = ANY(:codes)", codes=codes) == 7
    assert sql.rows(OWED, kind="receipt") == [("receipt", "open", "2026-03-26")]
    told = sql.column("SELECT audience FROM notice WHERE kind = 'opened_receipt' ORDER BY audience")
    assert told == ["head", "office"]
    assert violations() == []
