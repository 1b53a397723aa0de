"""Questions of the steps of a run: one statement says which of them have anything to do (6.2.2)."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

from sqlmodel import Session

from models.ledger.acts import Summary
from models.ledger.jurisdiction import home
from models.statements import run


@dataclass(frozen=True, slots=True)
class Question:
    """SQL that is true on `:day` in `:jurisdiction` whenever its step would write, and what the step says if not.

    It may be true in vain, never false in vain.
    """

    sql: str
    nothing: Summary = field(default_factory=Summary)


ALWAYS = Question("true")


def with_work(session: Session, questions: Sequence[Question], day: date) -> list[bool]:
    """Return for each question whether its step has anything to do on a day, by one statement."""
    statement = _statement(tuple(each.sql for each in questions))
    found: list[bool] = run(session, statement, jurisdiction=home(session), day=day).scalar_one()
    return found


@lru_cache(maxsize=100)
def _statement(conditions: tuple[str, ...]) -> str:
    return f"SELECT ARRAY[{', '.join(f'({each})' for each in conditions)}]"
