"""The constraints of the tables, which hold for any writer."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from models.database import begin
from models.records import Contact, Department, Meeting, Obligation, id_of
from models.rules.errors import Unavailable
from models.rules.kinds import ContactRole, Management
from models.rules.states import ObligationState

if TYPE_CHECKING:
    from sqlmodel import SQLModel

    from tests.conftest import Acting, Sql


def insert(*records: SQLModel) -> None:
    with begin() as session:
        session.add_all(records)


@pytest.mark.usefixtures("march")
@pytest.mark.parametrize("column", ["state"])
def test_a_state_that_does_not_exist_cannot_be_stored(sql: Sql, column: str) -> None:
    with pytest.raises(Unavailable):
        sql(f"UPDATE obligation SET {column} = 'forgotten'")  # noqa: S608 - constant


def test_states_come_back_as_members_of_their_enumeration(march: Acting) -> None:
    march.take("departments", {"编码": "D001", "名称": "第001厅", "管理类别": "委托管理"})
    with begin() as session:
        assert session.get_one(Obligation, 1).state is ObligationState.OPEN
        assert session.get_one(Department, 2).management is Management.DELEGATED


@pytest.mark.usefixtures("march")
def test_an_obligation_exists_once_for_its_kind_period_department_subject_and_round(sql: Sql) -> None:
    columns = "jurisdiction_id, kind, period, department_id, subject, round, owed_by, clause, deadline_id, due_version"
    copy = (
        f"INSERT INTO obligation ({columns}, state, opened_on, opened_late) SELECT {columns}, 'open', opened_on, false"
    )
    with pytest.raises(Unavailable):
        sql(f"{copy} FROM obligation WHERE id = 1")


@pytest.mark.usefixtures("march")
def test_a_person_without_a_first_day_is_in_a_role_once() -> None:
    def head(since: date | None = None) -> Contact:
        return Contact(department_id=2, role=ContactRole.HEAD, name="李厅长", valid_from=since)

    insert(head(), head(date(2026, 1, 1)))
    with pytest.raises(Unavailable):
        insert(head())


def test_a_record_that_was_not_written_has_no_key() -> None:
    result: dict[str, Any] = {"attendees": "", "completion": "", "problems": "", "measures": ""}
    day = date(2026, 4, 1)
    meeting = Meeting(
        department_id=1, kind="quarterly_meeting", period="2026Q1", held_on=day, recorded_on=day, **result
    )
    with pytest.raises(ValueError, match="quarterly_meeting"):
        id_of(meeting)
