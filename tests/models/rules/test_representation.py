"""委托: one person at a time, three hops at most, no circle, on each of its days."""

from contextlib import suppress
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules.errors import Refused
from models.rules.representation import HOPS, Term, check_term, last_day

START = date(2026, 3, 2)
PEOPLE = ("甲", "乙", "丙", "丁", "戊", "己")
DAYS = st.integers(0, 12).map(lambda number: START + timedelta(days=number))
TERMS = st.builds(Term, st.sampled_from(PEOPLE), st.sampled_from(PEOPLE), DAYS, DAYS)


def term(people: str, first: int, last: int) -> Term:
    return Term(people[0], people[1], date(2026, 3, first), date(2026, 3, last))


def admitted(terms: list[Term]) -> list[Term]:
    """The terms that are entered one after the other, without those that are refused."""
    found: list[Term] = []
    for each in terms:
        with suppress(Refused):
            check_term(each, found)
            found.append(each)
    return found


@pytest.mark.parametrize(
    ("new", "others", "why"),
    [
        (term("甲乙", 10, 9), [], "委托的结束日期2026-03-09早于起始日期2026-03-10"),
        (term("甲甲", 10, 12), [], "“甲”不能委托给自己"),
        (term("甲丙", 12, 15), [term("甲乙", 10, 12)], "“甲”2026-03-10至2026-03-12已委托“乙”，同一时间只能委托一人"),
        (term("甲丙", 8, 20), [term("甲乙", 10, 12)], "“甲”2026-03-10至2026-03-12已委托“乙”，同一时间只能委托一人"),
        (term("甲丙", 8, 10), [term("甲乙", 10, 12)], "“甲”2026-03-10至2026-03-12已委托“乙”，同一时间只能委托一人"),
        (term("乙甲", 10, 12), [term("甲乙", 10, 12)], "委托不能循环：乙→甲→乙（2026-03-10）"),
        (term("乙甲", 1, 31), [term("甲乙", 31, 31)], "委托不能循环：乙→甲→乙（2026-03-31）"),
        (
            term("丙甲", 9, 20),
            [term("甲乙", 1, 12), term("乙丙", 12, 31)],
            "委托不能循环：丙→甲→乙→丙（2026-03-12）",
        ),
        (
            term("丁戊", 1, 31),
            [term("甲乙", 5, 9), term("乙丙", 7, 9), term("丙丁", 9, 9)],
            "委托最多转3次：甲→乙→丙→丁→戊（2026-03-09）",
        ),
        (
            term("乙丙", 1, 31),
            [term("甲乙", 5, 9), term("丙丁", 1, 9), term("丁戊", 9, 9)],
            "委托最多转3次：甲→乙→丙→丁→戊（2026-03-09）",
        ),
    ],
)
def test_a_term_that_cannot_stand_is_refused_with_the_reason(new: Term, others: list[Term], why: str) -> None:
    with pytest.raises(Refused) as refused:
        check_term(new, others)
    assert refused.value.message.startswith(why)


@pytest.mark.parametrize(
    ("new", "others"),
    [
        (term("甲乙", 10, 10), []),
        (term("甲丙", 13, 15), [term("甲乙", 10, 12)]),
        (term("甲丙", 8, 9), [term("甲乙", 10, 12)]),
        (term("乙甲", 13, 14), [term("甲乙", 10, 12)]),
        (term("丙乙", 10, 12), [term("甲乙", 10, 12)]),
        (term("丙丁", 1, 31), [term("甲乙", 5, 9), term("乙丙", 7, 9)]),
        (term("丁戊", 10, 31), [term("甲乙", 5, 9), term("乙丙", 7, 9), term("丙丁", 9, 12)]),
    ],
)
def test_what_meets_on_no_day_does_not_disturb(new: Term, others: list[Term]) -> None:
    check_term(new, others)


@pytest.mark.parametrize(("withdrawn", "last"), [(None, 12), (15, 12), (13, 12), (12, 11), (10, 9)])
def test_a_term_that_is_withdrawn_ends_the_day_before(withdrawn: int | None, last: int) -> None:
    day = date(2026, 3, withdrawn) if withdrawn else None
    assert last_day(date(2026, 3, 12), day) == date(2026, 3, last)


def chain_of(person: str, day: date, terms: list[Term]) -> list[str]:
    """Returns a person and those who stand for the person on a day, until one comes again or there are too many."""
    standing = {each.person: each.representative for each in terms if each.holds(day)}
    chain = [person]
    while chain[-1] in standing and len(chain) <= HOPS + 1 and chain[-1] not in chain[:-1]:
        chain.append(standing[chain[-1]])
    return chain


@given(st.lists(TERMS, max_size=12))
def test_each_chain_of_entered_terms_ends_after_three_hops_at_most(terms: list[Term]) -> None:
    entered = admitted(terms)
    for day in (START + timedelta(days=number) for number in range(13)):
        for person in PEOPLE:
            chain = chain_of(person, day, entered)
            assert len(chain) <= HOPS + 1
            assert len(set(chain)) == len(chain)
            assert all(not each.holds(day) for each in entered if each.person == chain[-1])


@given(st.lists(TERMS, max_size=12))
def test_a_person_has_one_representative_a_day_who_is_another(terms: list[Term]) -> None:
    entered = admitted(terms)
    assert all(each.person != each.representative and each.first <= each.last for each in entered)
    for day in (START + timedelta(days=number) for number in range(13)):
        people = [each.person for each in entered if each.holds(day)]
        assert len(people) == len(set(people))


@given(st.lists(TERMS, max_size=8), TERMS)
def test_what_is_refused_would_break_a_rule_on_one_of_its_days(terms: list[Term], new: Term) -> None:
    entered = admitted(terms)
    try:
        check_term(new, entered)
    except Refused:
        days = [new.first + timedelta(days=number) for number in range((new.last - new.first).days + 1)]
        assert new.last < new.first or any(broken(day, entered, new) for day in days)


def broken(day: date, entered: list[Term], new: Term) -> bool:
    holding = [each for each in [*entered, new] if each.holds(day)]
    if len({each.person for each in holding}) < len(holding) or new.person == new.representative:
        return True
    chains = [chain_of(person, day, holding) for person in PEOPLE]
    return any(len(chain) > HOPS + 1 or len(set(chain)) < len(chain) for chain in chains)
