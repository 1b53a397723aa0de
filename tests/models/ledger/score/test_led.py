"""Who led a target in a year: a merger or a transfer after its last day changes nothing (A54)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from models.database import begin
from models.ledger.score.led import HEIRS_THEN, LED
from models.statements import run

if TYPE_CHECKING:
    from tests.conftest import Acting

MERGED = f"SELECT count(*) FROM {HEIRS_THEN} h"  # noqa: S608 - a constant
LEADS = f"SELECT {LED.format(before='1')} FROM (SELECT CAST(:since AS date) AS since, 2 AS department_id) x"  # noqa: S608
LAST = date(2026, 12, 31)


@pytest.mark.parametrize(("day", "successors"), [("2026-12-31", 1), ("2027-01-01", 0)])
def test_only_a_merger_by_the_last_day_has_a_successor(march: Acting, day: str, successors: int) -> None:
    reform = {"department": "D001", "successor": "D002", "basis": "黔机编〔2026〕12号"}
    march.on(day).do("merge_department", effective_on=day, **reform)
    with begin() as session:
        assert run(session, MERGED, last=LAST).scalar_one() == successors


@pytest.mark.parametrize(("since", "lead"), [(None, 2), ("2026-12-31", 2), ("2027-01-01", 1)])
def test_a_lead_since_after_the_year_was_not_it_then(march: Acting, since: str | None, lead: int) -> None:
    assert march.day.year == 2026
    with begin() as session:
        assert run(session, LEADS, since=since, last=LAST).scalar_one() == lead
