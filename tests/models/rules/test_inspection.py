"""The parts of a plan, the pairs of forms, and the smallest team (Part 3, 4.3, 5.1, 6.2.1)."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules.errors import Refused
from models.rules.inspection import (
    PAIRS,
    PARTS,
    Form,
    InspectionKind,
    Method,
    Scope,
    check_forms,
    check_limit,
    check_people,
    check_plan,
    check_urgent,
    year_covered,
)

WHOLE = dict.fromkeys(PARTS, "有")


def test_the_lists_are_those_of_the_standard() -> None:
    assert [*PAIRS] == list("abcdefg")
    assert {form for pair in PAIRS.values() for form in pair} == set(Form)
    assert [method.label for method in Method] == [
        *("座谈了解", "查阅资料", "询问核实", "实地查看", "走访群众", "舆论监督", "在线评审", "公众评议")
    ]
    assert len(Scope) == 4


def test_a_plan_with_its_six_parts_is_complete() -> None:
    check_plan(WHOLE)


@given(st.sets(st.sampled_from(sorted(PARTS)), min_size=1))
def test_a_plan_names_every_part_that_it_lacks(missing: set[str]) -> None:
    with pytest.raises(Refused) as refused:
        check_plan({part: result for part, result in WHOLE.items() if part not in missing})
    named = "、".join(name for part, name in PARTS.items() if part in missing)
    assert refused.value.message == f"核查方案还缺：{named}。六项写齐后才能下达。"


@given(st.sets(st.sampled_from(sorted(PAIRS))))
def test_complete_pairs_are_accepted(letters: set[str]) -> None:
    check_forms([form for letter in letters for form in PAIRS[letter]])


@pytest.mark.parametrize("letter", PAIRS)
@pytest.mark.parametrize("half", [0, 1])
def test_half_a_pair_is_refused_and_says_which_half_is_missing(letter: str, half: int) -> None:
    pair = PAIRS[letter]
    with pytest.raises(Refused, match=f"^5.1 {letter}要求.*还缺{pair[1 - half].label}。$"):
        check_forms([pair[half]])


def test_two_people_are_enough_the_leader_included() -> None:
    check_people("王文", ["李天"])


def test_one_person_is_no_team() -> None:
    with pytest.raises(Refused, match=r"^核查组连组长不得少于2人（4.3），现只有1人。$"):
        check_people("王文", [])


def test_a_person_listed_twice_is_refused() -> None:
    with pytest.raises(Refused, match=r"^核查组成员王文重复，组长不再列为组员。$"):
        check_people("王文", ["王文"])


def test_an_urgent_plan_may_use_all_of_its_days_and_no_more() -> None:
    check_urgent(date(2026, 9, 17), date(2026, 9, 17), 5)
    with pytest.raises(Refused, match=r"^紧急核查应在方案下达后5个工作日内（2026-09-17前）.*请改为2026-09-17或更早。$"):
        check_urgent(date(2026, 9, 18), date(2026, 9, 17), 5)


def test_a_limit_may_be_today() -> None:
    check_limit(date(2026, 9, 10), date(2026, 9, 10), date(2026, 9, 10))


@pytest.mark.parametrize(
    ("begins", "ends", "text"),
    [
        (date(2026, 9, 11), date(2026, 9, 10), "核查时限2026-09-10早于开始日期2026-09-11。"),
        (date(2026, 9, 1), date(2026, 9, 9), "核查时限2026-09-09已过，今天是2026-09-10。"),
    ],
)
def test_an_impossible_time_limit_is_refused(begins: date, ends: date, text: str) -> None:
    with pytest.raises(Refused) as refused:
        check_limit(begins, ends, date(2026, 9, 10))
    assert refused.value.message == text


@pytest.mark.parametrize(
    ("kind", "period", "begun", "year"),
    [
        (InspectionKind.ANNUAL, "", date(2026, 12, 16), 2026),
        (InspectionKind.ANNUAL, "", date(2027, 1, 5), 2026),  # 3.3: December to January
        (InspectionKind.ANNUAL, "2027", date(2027, 1, 5), 2027),
        (InspectionKind.MID_TERM, "", date(2027, 1, 5), 2027),
        (InspectionKind.MID_TERM, "2026H1", date(2026, 7, 1), 2026),
    ],
)
def test_an_inspection_is_about_the_targets_of_a_year(
    kind: InspectionKind, period: str, begun: date, year: int
) -> None:
    assert year_covered(kind, period, begun) == year
