"""The duty of a department to check its sheet: its last day, its title, who is reminded (1-2.22)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from models.database import begin
from models.ledger.appraisal.duties import last_day, still_open
from models.ledger.duties import list_open_duties
from models.rules.errors import Refused
from tests.models.ledger.appraisal.year import BASIS, number_of, objects

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql


def test_without_a_day_and_without_a_setting_it_is_asked_for(rated: Acting) -> None:
    with begin() as session, pytest.raises(Refused, match="objection_days"):
        last_day(session, rated.context(), None)


def test_the_setting_of_the_day_counts_in_working_days(rated: Acting) -> None:
    rated.do("set_policy", key="objection_days", value="10", basis=BASIS)
    with begin() as session:
        assert str(last_day(session, rated.context(), None)) == "2027-03-15"


def test_it_has_its_title_and_only_open_ones_are_open(draft: Acting, sql: Sql) -> None:
    numbers = [number_of(sql, "D001"), number_of(sql, "D002")]
    with begin() as session:
        duties = list_open_duties(session, ids=numbers)
    assert [(code, title, str(due)) for code, title, due in duties] == [
        ("D001", "2026年考评异议", "2027-03-05"),
        ("D002", "2026年考评异议", "2027-03-05"),
    ]
    objects(draft, sql)
    with begin() as session:
        assert still_open(session, numbers) == numbers[1:]


def test_an_office_is_reminded_three_working_days_before(draft: Acting, sql: Sql) -> None:
    draft.on("2027-03-02").system.do("remind")
    told = "SELECT count(*) FROM notice WHERE kind = 'reminder' AND obligation_id = :id"
    assert sql.value(told, id=number_of(sql)) == 1


def test_silence_ends_the_duty_before_it_is_overdue(draft: Acting, sql: Sql) -> None:
    draft.on("2027-03-08").system.do("record_silence")
    draft.on("2027-03-08").system.do("remind")
    assert (
        sql.value("SELECT count(*) FROM notice WHERE kind = 'overdue' AND obligation_id = :id", id=number_of(sql)) == 0
    )
