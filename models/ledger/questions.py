"""Questions of the steps of a run: one statement says which of them have anything to do (6.2.2)."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from sqlmodel import Session

from models.ledger.acts import Summary
from models.ledger.jurisdiction import home
from models.rules.workdays import BusinessDay
from models.statements import run


@dataclass(frozen=True, slots=True)
class Question:
    """SQL that is true on `:day`, at `:now`, in `:jurisdiction` whenever its step would write; what it says if not.

    It may be true in vain, never false in vain. `given` computes the other parameters by the rules; no two questions
    name one alike.
    """

    sql: str
    nothing: Summary = field(default_factory=Summary)
    given: Callable[[Session, BusinessDay], Mapping[str, Any]] = lambda *_: {}


ALWAYS = Question("true")
# It takes longer to plan the statement than to answer it, and its plan does not depend on the day.
ONE_PLAN = "SET LOCAL plan_cache_mode = force_generic_plan"


def with_work(session: Session, questions: Sequence[Question], day: BusinessDay) -> list[bool]:
    """Return for each question whether its step has anything to do on a day, by one statement."""
    run(session, ONE_PLAN)
    statement = _statement(tuple(each.sql for each in questions))
    given = {name: value for each in questions for name, value in each.given(session, day).items()}
    found: list[bool] = run(
        session, statement, jurisdiction=home(session), day=day.date, now=day.at, **given
    ).scalar_one()
    return found


@lru_cache(maxsize=100)
def _statement(conditions: tuple[str, ...]) -> str:
    return f"SELECT ARRAY[{', '.join(f'({each})' for each in conditions)}]"
