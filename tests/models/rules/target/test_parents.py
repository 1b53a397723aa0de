"""Parents: unknown, itself, a second one, a circle."""

from graphlib import CycleError, TopologicalSorter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules.target.parents import ParentFault, circles, full_name, own_parent, parent_faults

FAULTY = [
    ([("A", "B")], "A", "上级目标“B”不存在，请核对其编号"),
    ([("A", ""), ("B", ""), ("C", "A、B")], "C", "上级目标“A、B”写了几个编号，只有一个上级目标，请只填一个"),
    ([("A", "A")], "A", "上级目标不能是它自己，没有上级目标的请留空"),
    ([("A", ""), ("B", ""), ("C", "A"), ("C", "B")], "C", "已有上级目标“A”，不能再填“B”，只能有一个上级目标"),
    ([("A", ""), ("C", "A"), ("C", "")], "C", "已有上级目标“A”，不能再填“无”，只能有一个上级目标"),
    ([("A", "B"), ("B", "A")], "A", "上级目标首尾相接：“A”、“B”，请改正其中一项"),
    ([("T", "B"), ("B", "C"), ("C", "B")], "B", "上级目标首尾相接：“B”、“C”，请改正其中一项"),
    (
        [(str(n), str((n + 1) % 7)) for n in range(7)],
        "0",
        "上级目标首尾相接：“0”、“1”、“2”、“3”、“4”等7项，请改正其中一项",
    ),
]


@pytest.mark.parametrize(("links", "code", "words"), FAULTY)
def test_a_wrong_parent_is_named_once(links: list[tuple[str, str]], code: str, words: str) -> None:
    assert parent_faults(links) == [ParentFault(code, words)]


@pytest.mark.parametrize(
    "links",
    [[], [("A", "")], [("B", "A"), ("A", "")], [("A", "省01")], [("A", ""), ("B", "A"), ("B", "A")]],
)
def test_a_right_parent_is_not_named(links: list[tuple[str, str]]) -> None:
    assert parent_faults(links, elsewhere={"省01"}) == []


def test_faults_come_in_the_order_of_the_rows_with_the_noun_of_their_list() -> None:
    found = parent_faults([("3", "9"), ("1", ""), ("2", "2")], noun="指标")
    assert [(each.code, each.words[:4]) for each in found] == [("3", "上级指标"), ("2", "上级指标")]


CODES = st.sampled_from("ABCDEFGH")


@given(st.dictionaries(CODES, CODES))
def test_a_circle_is_found_exactly_if_there_is_no_order(parents: dict[str, str]) -> None:
    try:
        list(TopologicalSorter({code: [parent] for code, parent in parents.items()}).static_order())
        assert circles(parents) == []
    except CycleError:
        assert circles(parents) != []


@given(st.dictionaries(CODES, CODES))
def test_every_circle_is_closed_and_no_code_is_in_two(parents: dict[str, str]) -> None:
    found = circles(parents)
    for circle in found:
        assert [parents[code] for code in circle] == [*circle[1:], circle[0]]
    members = [code for circle in found for code in circle]
    assert len(members) == len(set(members))


@given(st.dictionaries(CODES, CODES))
def test_a_code_without_a_fault_leads_to_the_top_or_into_a_named_circle(parents: dict[str, str]) -> None:
    named = {fault.code for fault in parent_faults(parents.items())}
    for start in parents.values():
        path, code = set[str](), start
        while code in parents and code not in path and code not in named:
            path.add(code)
            code = parents[code]
        assert code in named or code not in parents


@pytest.mark.parametrize(
    ("parent", "name"),
    [("T001", (2026, "T001")), ("2025/T001", (2025, "T001")), ("25/T1", (2026, "25/T1")), ("", (2026, ""))],
)
def test_a_parent_has_the_year_of_its_part_unless_it_says_another(parent: str, name: tuple[int, str]) -> None:
    assert full_name(2026, parent) == name


@pytest.mark.parametrize(
    ("parent", "own"), [("T001", "T001"), ("2026/T001", "T001"), ("2025/T001", "2025/T001"), ("", "")]
)
def test_a_parent_of_the_same_year_needs_no_year(parent: str, own: str) -> None:
    assert own_parent(2026, parent) == own
