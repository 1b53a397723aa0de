"""Duties of many departments, opened in one statement."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.database import begin
from models.ledger.opened_duties import open_each
from models.rules.draft import CONSULTATION
from models.statements import run

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql

ROUNDS = """
SELECT o.period, o.round, o.state, o.owed_by = o.department_id FROM obligation o
WHERE o.kind = 'consultation' ORDER BY o.round
"""


def test_a_second_list_of_a_department_is_its_second_round(march: Acting, sql: Sql) -> None:
    with begin() as session:
        row = run(session, "SELECT department_id, deadline_id FROM obligation ORDER BY id LIMIT 1").one()
        for _ in range(2):
            opened = open_each(session, march.context(), CONSULTATION, 2026, [row.department_id], row.deadline_id)
            assert len(opened) == 1
    assert sql.rows(ROUNDS) == [("2026", 1, "open", True), ("2026", 2, "open", True)]
