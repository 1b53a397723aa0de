"""Tries every deed in every state that deeds can reach: each is done, or refused in words."""

from __future__ import annotations

from collections import deque
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from models.database import begin
from models.intake.complaints import Checked
from models.ledger.acts import ACTS
from models.ledger.perform import perform
from models.rules.errors import MubiaoError
from models.rules.workdays import BusinessDay
from models.statements import run
from tests.conftest import AT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlmodel import Session

    from tests.conftest import Acting

NEWEST = "SELECT coalesce(max(id), 0) FROM obligation WHERE kind = :kind"
# A deed: its name and the acts that it does, each with its input. `kind` stands for the newest obligation of it.
Step = tuple[str, "dict[str, Any] | Checked[Any]"]
Deed = tuple[str, tuple[Step, ...]]


def one(name: str, fields: dict[str, Any] | Checked[Any]) -> Deed:
    """Returns the deed that is one act."""
    return name, ((name, fields),)


class _Done(Exception):  # noqa: N818 - it only rolls the transaction back
    pass


@dataclass
class Explorer:
    """Tries every deed in every state that is reached by at most `longest` deeds; each state in its own transaction.

    `state` is the query that tells states apart.
    """

    acting: Acting
    deeds: Sequence[Deed]
    state: str
    longest: int
    states: set[tuple[object, ...]] = field(default_factory=set)
    faults: list[str] = field(default_factory=list)
    done: set[str] = field(default_factory=set)

    def explore(self) -> None:
        paths = deque[tuple[int, ...]]([()])
        while paths:
            with suppress(_Done), begin() as session:
                path = paths.popleft()
                for deed in path:
                    assert self.do(session, deed)
                paths += [(*path, deed) for deed in range(len(self.deeds)) if self.leads_on(session, path, deed)]
                raise _Done

    def leads_on(self, session: Session, path: tuple[int, ...], deed: int) -> bool:
        """Returns whether a deed is done and reaches a state that is new, and not too far."""
        nested = session.begin_nested()
        try:
            done = self.do(session, deed)
            state = tuple(run(session, self.state).one()) if done else ()
        except Exception as error:  # noqa: BLE001 - what is looked for
            self.faults.append(f"{'→'.join(self.deeds[each][0] for each in (*path, deed))}：{error!r}")
            return False
        finally:
            nested.rollback()
        known = not done or state in self.states
        self.states |= {state} if done else set()
        self.done |= {self.deeds[deed][0]} if done else set()
        return not known and len(path) + 1 < self.longest

    def do(self, session: Session, deed: int) -> bool:
        """Do a deed; returns whether it was done, and not refused in words."""
        try:
            for name, fields in self.deeds[deed][1]:
                session.info.clear()  # what the transaction remembers of the act before
                self._act(session, name, fields)
            session.flush()
        except MubiaoError:
            return False
        return True

    def _act(self, session: Session, name: str, fields: dict[str, Any] | Checked[Any]) -> None:
        if isinstance(fields, Checked):
            day = BusinessDay(self.acting.day, datetime.combine(self.acting.day, AT))
            perform(session, ACTS[name], fields, day, self.acting.actor)
            return
        given = dict(fields)
        if kind := given.pop("of_kind", None):
            given["obligation"] = run(session, NEWEST, kind=kind).scalar_one()
        by = given.pop("by", None)
        (self.acting if by is None else replace(self.acting, actor=by)).within(session, name, **given)
