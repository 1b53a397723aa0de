"""委托: a person is represented from a day to a day by another of the department, in three hops at most (6.1.6)."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from models.rules.errors import FieldRefused
from models.rules.personal_names import NUMBERED

HOPS = 3


@dataclass(frozen=True, slots=True)
class Term:
    """From `first` to `last`, both included, `representative` stands for `person`."""

    person: str
    representative: str
    first: date
    last: date

    def holds(self, day: date) -> bool:
        """Return whether the term holds on a day."""
        return self.first <= day <= self.last

    @property
    def days(self) -> str:
        """Return 2026-03-10至2026-03-20."""
        return f"{self.first}至{self.last}"


def check_term(new: Term, others: Sequence[Term]) -> None:
    """Raise Refused if a person cannot be represented so, next to the other terms of the department.

    A term ends on its first day at the earliest and names two people; a person has one at a time; on no day do terms
    form a circle, or more than three hops.
    """
    if new.last < new.first:
        raise FieldRefused(f"委托的结束日期{new.last}早于起始日期{new.first}，请核对。", "last_day")
    if new.person == new.representative:
        words = f"“{new.person}”不能委托给自己，请写明另一位受托人；同名的另一人，{NUMBERED}。"
        raise FieldRefused(words, "representative")
    _check_alone(new, others)
    for day in _turns(new, others):
        _check_chains(day, [*others, new])


def _check_alone(new: Term, others: Sequence[Term]) -> None:
    for other in others:
        if other.person == new.person and other.first <= new.last and new.first <= other.last:
            words = f"“{new.person}”{other.days}已委托“{other.representative}”，"
            raise FieldRefused(words + "同一时间只能委托一人，请改日期，或先撤销原委托。", "person")


def _turns(new: Term, others: Sequence[Term]) -> Iterator[date]:
    """Yield the first day of a term, and each later day of it on which another begins: no chain is longer between."""
    yield new.first
    yield from sorted({other.first for other in others if new.first < other.first <= new.last})


def _check_chains(day: date, terms: Iterable[Term]) -> None:
    standing = {term.person: term.representative for term in terms if term.holds(day)}
    for person in sorted(standing):
        chain = _follow(person, standing)
        words = f"{'→'.join(chain)}（{day}）"
        if chain[-1] in chain[:-1]:
            raise FieldRefused(f"委托不能循环：{words}，请另选受托人。", "representative")
        if len(chain) > HOPS + 1:
            raise FieldRefused(f"委托最多转{HOPS}次：{words}，请直接委托最后的受托人。", "representative")


def _follow(person: str, standing: Mapping[str, str]) -> tuple[str, ...]:
    chain = [person]
    while chain[-1] in standing and len(chain) <= HOPS + 1 and chain[-1] not in chain[:-1]:
        chain.append(standing[chain[-1]])
    return tuple(chain)


def last_day(last: date, withdrawn_on: date | None) -> date:
    """Return the last day of a term: one that is withdrawn ends the day before."""
    return min(last, withdrawn_on - timedelta(days=1)) if withdrawn_on else last
