"""早已过时限的目标: one list for the agency, with the first lines and the keys of all (A47)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.ledger.target.passed_dates import SHOWN

if TYPE_CHECKING:
    from tests.conftest import Acting, Make, Sql

PAYLOAD = "SELECT payload FROM notice WHERE kind = 'target_dates_passed' ORDER BY id"


def test_a_long_list_shows_its_first_lines_and_keeps_all_keys(march: Acting, targets: Make, sql: Sql) -> None:
    march.on("2026-06-30")
    targets("D001", SHOWN + 5, 完成时限="2026-05-29")
    assert march.on("2026-06-30").system.do("open_target_dates").counts["passed"] == SHOWN + 5
    (payload,) = sql.column(PAYLOAD)
    assert (payload["number"], len(payload["lines"]), len(payload["keys"])) == (SHOWN + 5, SHOWN, SHOWN + 5)
    assert payload["lines"][0] == "第001厅：目标T004，完成时限2026年5月29日"


def test_nothing_passed_is_no_notice(march: Acting, sql: Sql) -> None:
    march.system.do("open_target_dates")
    assert sql.column(PAYLOAD) == []
