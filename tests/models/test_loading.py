"""`load`: records by one statement, as the session's own SELECT makes them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlmodel import select

from models.database import begin
from models.loading import first, having, load
from models.records import Department, Jurisdiction, Obligation, Policy
from models.rules.states import ObligationState

if TYPE_CHECKING:
    from sqlmodel import SQLModel

KINDS = (Department, Jurisdiction, Obligation, Policy)


@pytest.mark.usefixtures("march")
@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_a_record_is_what_the_sessions_own_select_makes(kind: type[SQLModel]) -> None:
    with begin() as session:
        loaded = load(session, kind, "true ORDER BY r.id")  # type: ignore[type-var]  # each has a number
    with begin() as session:
        selected = session.exec(select(kind).order_by(kind.id)).all()  # type: ignore[attr-defined]
        assert loaded == [*selected]
        for one, other in zip(loaded, selected, strict=True):
            kinds = [{name: type(value) for name, value in each.model_dump().items()} for each in (one, other)]
            assert kinds[0] == kinds[1]


@pytest.mark.usefixtures("march")
def test_a_record_that_the_session_knows_is_the_same_and_changes_are_written() -> None:
    with begin() as session:
        own = first(session, Department, "NOT r.is_agency ORDER BY r.id")
        assert own is not None
        assert own is having(session, Department, id=own.id) is session.get(Department, own.id)
        own.name = "新名称"
        assert having(session, Department, name="新名称") is own
    with begin() as session:
        assert having(session, Department, name="新名称") == own


@pytest.mark.usefixtures("march")
def test_values_may_be_members_or_missing_and_the_order_decides_which_comes() -> None:
    with begin() as session:
        newest = having(session, Obligation, by="id DESC", state=ObligationState.OPEN, counted_on=None)
        oldest = having(session, Obligation, state=ObligationState.OPEN, counted_on=None)
        assert newest is not None
        assert oldest is not None
        assert id(newest) != id(oldest)
        assert having(session, Obligation, counted_on=None, state=ObligationState.DISCHARGED) is None
