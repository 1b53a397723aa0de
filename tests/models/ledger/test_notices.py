"""Notices: once per occasion and audience, addressed to a department or to the agency."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.database import begin
from models.ledger.notices import notify, notify_agency
from models.rules.duties import Audience

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql

TOLD = """
SELECT n.subject, n.occasion, n.audience, d.code, n.payload FROM notice n JOIN department d ON d.id = n.department_id
WHERE n.kind = 'result' ORDER BY n.subject, n.audience
"""


def test_each_obligation_has_a_notice_per_audience_with_its_natural_key(march: Acting, sql: Sql) -> None:
    ids = sql.column("SELECT id FROM obligation")
    with begin() as session:
        audiences = [Audience.OFFICE, Audience.AGENCY]
        assert notify(session, march.context(), "result", ids, audiences, occasion="1", payload={"n": 1}) == 4
    keys = ["monthly_check|2026-03|D001||0", "monthly_check|2026-03|D002||0"]
    assert sql.rows(TOLD) == [
        (key, "1", audience, code, {"n": 1})
        for key, own in zip(keys, ("D001", "D002"), strict=True)
        for audience, code in (("agency", "AGENCY"), ("office", own))
    ]


def test_an_occasion_has_one_notice_and_another_occasion_a_second(march: Acting, sql: Sql) -> None:
    ids = sql.column("SELECT id FROM obligation")
    with begin() as session:
        ctx = march.context()
        counts = [notify(session, ctx, "result", ids, [Audience.HEAD], occasion=o) for o in ("1", "1", "2")]
    assert counts == [2, 0, 2]


def test_without_obligations_no_notice_is_queued(march: Acting) -> None:
    with begin() as session:
        assert notify(session, march.context(), "result", [], [Audience.HEAD]) == 0


def test_the_agency_gets_one_notice_per_subject_and_occasion(march: Acting, sql: Sql) -> None:
    with begin() as session:
        ctx = march.context()
        assert [notify_agency(session, ctx, "result", "x", occasion=o) for o in ("", "", "1")] == [1, 0, 1]
    assert [row[2:4] for row in sql.rows(TOLD)] == [("agency", "AGENCY")] * 2
