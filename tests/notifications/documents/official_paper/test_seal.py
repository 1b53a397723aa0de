"""The place of name and day, in characters from the right, and the lines that a seal needs."""

from __future__ import annotations

import pytest

from notifications.documents.official_paper.seal import lines_above, with_seal, without_seal


@pytest.mark.parametrize(("name", "right"), [("省目标办", 5.625), ("甲" * 14, 0.625), ("甲" * 20, 0.0)])
def test_with_a_seal_the_name_is_centred_over_the_day_and_never_leaves_the_text(name: str, right: float) -> None:
    assert with_seal(name, "2026年9月1日") == (right, 4)


@pytest.mark.parametrize(
    ("name", "right", "places"),
    [("省目标办", 2, (7.25, 2)), ("甲" * 14, 2, (2, 6.75)), ("省目标办", 0, (5.25, 0)), ("甲" * 14, 3, (3, 7.75))],
)
def test_without_a_seal_the_longer_one_ends_where_the_agency_has_set_it(
    name: str, right: float, places: tuple[float, float]
) -> None:
    assert without_seal(name, "2026年9月1日", right) == places


def test_a_larger_seal_needs_no_fewer_lines() -> None:
    found = [lines_above(seal) for seal in range(80)]
    assert found == sorted(found)
    assert found[0] == 1
