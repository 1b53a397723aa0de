"""The bound: set-based plain SQL."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deployments.bench.ours import DUE, IDLE
from deployments.bench.plain import Plain, open_all, remind_all

if TYPE_CHECKING:
    from deployments.bench.databases import BenchServer

OPENED, REMINDED = (
    3 * (1 + 2 + 1 + 1),
    3 * 2,
)  # of 3 departments with 2 targets: duty, lines, note, audit; note, reminder


def test_the_bound_makes_33_rows_a_department_once(bench: BenchServer) -> None:
    with bench.fresh(3, 2) as url, (plain := Plain(url)).connect() as connection:
        assert [open_all(connection, DUE), open_all(connection, DUE)] == [3, 0]
        assert plain.digest()[0] == OPENED


def test_the_bound_reminds_of_duties_due_that_day_once(bench: BenchServer) -> None:
    with bench.fresh(3, 2) as url, (plain := Plain(url)).connect() as connection:
        open_all(connection, DUE)
        assert [remind_all(connection, day) for day in (IDLE, DUE, DUE)] == [0, 3, 0]
        assert plain.digest()[0] == OPENED + REMINDED


def test_a_different_due_date_or_a_missing_line_changes_the_digest(bench: BenchServer) -> None:
    with bench.fresh(3, 2) as url, (plain := Plain(url)).connect() as connection:
        open_all(connection, DUE)
        before = plain.digest()
        for change in ("UPDATE duty SET due = due + 1 WHERE id = 1", "DELETE FROM line WHERE duty_id = 1"):
            connection.execute(change)
            assert plain.digest() != before
