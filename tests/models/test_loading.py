"""`load` and `insert`: records by statements of the driver, as those of the session itself make and write them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from sqlmodel import Session, select

from models.database import begin
from models.loading import first, having, insert, load
from models.records import Deadline, Department, Jurisdiction, Obligation, Policy, id_of
from models.rules.states import ObligationState
from models.statements import run

if TYPE_CHECKING:
    from sqlmodel import SQLModel

KINDS = (Department, Jurisdiction, Obligation, Policy)
CONTENT = "SELECT to_jsonb(r) - 'id' FROM {} r WHERE id = ANY(:ids) ORDER BY id"


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


@pytest.mark.usefixtures("march")
@pytest.mark.parametrize("kind", [Deadline, Department, Obligation], ids=lambda kind: kind.__name__)
def test_a_record_is_written_as_the_session_itself_writes_it(kind: type[SQLModel]) -> None:
    written = []
    for write in (insert, Session.add_all):
        with begin() as session:
            rows = [another(each) for each in load(session, kind, "true ORDER BY r.id LIMIT 2")]  # type: ignore[type-var]
            write(session, rows)
            session.flush()
            numbers = [id_of(each) for each in rows]
            assert rows == [session.get(kind, number) for number in numbers]
            written.append(run(session, CONTENT.format(kind.__tablename__), ids=numbers).scalars().all())
            session.rollback()
    assert written[0] == written[1] != []


@pytest.mark.usefixtures("march")
def test_a_written_record_can_be_changed_at_once_and_the_change_is_written() -> None:
    with begin() as session:
        office = another(first(session, Department, "NOT r.is_agency ORDER BY r.id"))
        insert(session, [office])
        office.name = "后改的名称"
        assert having(session, Department, name="后改的名称") is office
    with begin() as session:
        assert having(session, Department, name="后改的名称") == office


def another(record: Any) -> Any:
    """Returns a new record with other texts and numbers, but the same references."""
    more = {str: "又一", int: 1000}
    own = {name: value for name, value in record.model_dump().items() if name != "id"}
    changed = {
        name: value + more[type(value)]
        for name, value in own.items()
        if type(value) in more and not name.endswith(("_id", "_by"))
    }
    return type(record)(**own | changed)
