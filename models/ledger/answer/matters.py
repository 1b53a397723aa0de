"""What an answer sheet can be about: a duty, or a matter without a duty, found by the key in its code."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from sqlmodel import Session

from models.ledger.answer.content import duty_named
from models.ledger.answer.contested import contested_sheets, gaps_keyed, result_title, results_keyed
from models.ledger.answer.matter_sheet import MatterSheet
from models.ledger.answer.people import offices_keyed, people_sheet, vacancies_keyed
from models.ledger.answer_keys import Key
from models.rules.matter_form import APPEAL, GAPS, LIAISON, MATTERS, PEOPLE_FORM
from models.rules.secrecy import Secrets

Keyed = Callable[[Session, Sequence[str]], Sequence[Any]]
KEYED: Mapping[str, Keyed] = {
    LIAISON.key: vacancies_keyed,
    PEOPLE_FORM.key: offices_keyed,
    APPEAL.key: results_keyed,
    GAPS.key: gaps_keyed,
}


def matter_named(session: Session, key: str) -> Any:  # noqa: ANN401 - a result row
    """Return the duty or the matter with this natural key; None if it does not exist."""
    keyed = KEYED.get(key.partition("|")[0])
    return next(iter(keyed(session, [key])), None) if keyed else duty_named(session, key)


def matter_title(session: Session, key: str, secrets: Secrets) -> str:
    """Return how people name a matter that is no duty; empty if it does not exist."""
    matter = matter_named(session, key)
    if matter is None:
        return ""
    return result_title(matter, secrets) if matter.kind == APPEAL.key else MATTERS[matter.kind].title


def matter_sheets(session: Session, keys: Iterable[str], key: Key) -> list[MatterSheet]:
    """Return the newest sheet of each matter that is no duty; the number of statements does not grow with them."""
    by_kind: defaultdict[str, list[str]] = defaultdict(list)
    for each in sorted(set(keys)):
        by_kind[each.partition("|")[0]].append(each)
    return [each for kind in KEYED if kind in by_kind for each in _sheets(session, kind, by_kind[kind], key)]


def _sheets(session: Session, kind: str, keys: Sequence[str], key: Key) -> list[MatterSheet]:
    rows = KEYED[kind](session, keys)
    if kind in (APPEAL.key, GAPS.key):
        return contested_sheets(session, rows, key)
    return [people_sheet(row, key) for row in rows]
