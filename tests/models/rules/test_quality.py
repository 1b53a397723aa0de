"""The figures of a quality report: a number is the count of its rows."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules.quality import Figure, Section, groups_of, read_figure, share

DONE = Figure(Section.COMPLETION, "全部目标", "自查完成", ("2026/T001", "2026/T002"))
OPEN = Figure(Section.COMPLETION, "全部目标", "自查未完成", ("2026/T003",))
MEAN = Figure(Section.RUNNING, "平均进度", "2026年7月", ("2026/T001",), "62.5")


def test_the_sections_are_those_of_the_standard_in_its_order() -> None:
    assert [section.label for section in Section] == [
        "目标完成情况及特点",
        "目标运行情况及特点",
        "存在的问题及原因",
        "下步打算",
        "负面清单",
    ]


@pytest.mark.parametrize("figure", [DONE, OPEN, MEAN])
def test_a_figure_that_was_written_down_is_the_same(figure: Figure) -> None:
    assert read_figure(figure.as_json()) == figure
    assert figure.count == len(figure.as_json()["rows"])


@pytest.mark.parametrize(
    ("part", "whole", "text"),
    [(0, 0, ""), (0, 3, "0.0%"), (1, 3, "33.3%"), (2, 3, "66.7%"), (1, 2000, "0.1%"), (3, 3, "100.0%")],
)
def test_a_share_has_one_decimal_rounded_half_up(part: int, whole: int, text: str) -> None:
    assert share(part, whole) == text


@given(st.integers(1, 10**6), st.data())
def test_a_share_is_never_further_off_than_half_of_its_last_digit(whole: int, data: st.DataObject) -> None:
    part = data.draw(st.integers(0, whole))
    assert abs(float(share(part, whole)[:-1]) - 100 * part / whole) <= 0.05 + 1e-9


def test_figures_are_grouped_by_their_group() -> None:
    assert groups_of([DONE, MEAN, OPEN], Section.COMPLETION) == {"全部目标": [DONE, OPEN]}
    assert groups_of([DONE], Section.PLANS) == {}


def test_a_figure_is_stored_with_its_mean_only_if_it_has_one() -> None:
    assert DONE.as_json() == {
        "section": "completion",
        "group": "全部目标",
        "name": "自查完成",
        "rows": ["2026/T001", "2026/T002"],
    }
    assert MEAN.as_json() == {
        "section": "running",
        "group": "平均进度",
        "name": "2026年7月",
        "rows": ["2026/T001"],
        "mean": "62.5",
    }


@pytest.mark.parametrize(
    ("part", "whole", "text"),
    [
        (1, 2000, "0.1%"),  # exactly half of the last digit
        (3, 2000, "0.2%"),
        (4999, 100_000, "5.0%"),
        (49_949, 100_000, "49.9%"),
        (4995, 10_000, "50.0%"),
        (999, 1000, "99.9%"),
        (9995, 10_000, "100.0%"),
        (9994, 10_000, "99.9%"),
        (1, 10**6, "0.0%"),
        (1, 1, "100.0%"),
    ],
)
def test_a_tie_is_rounded_up_and_less_is_rounded_down(part: int, whole: int, text: str) -> None:
    assert share(part, whole) == text


def test_groups_keep_the_order_in_which_they_first_come() -> None:
    figures = [Figure(Section.PLANS, group, name, ()) for group, name in ("bx", "ax", "by", "cx", "ay")]
    found = groups_of([*figures, DONE], Section.PLANS)
    assert [(group, [each.name for each in members]) for group, members in found.items()] == [
        ("b", ["x", "y"]),
        ("a", ["x", "y"]),
        ("c", ["x"]),
    ]
    assert groups_of(iter([DONE]), Section.COMPLETION) == {"全部目标": [DONE]}
