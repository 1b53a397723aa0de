"""The check of parents and sums is measured only if it finds what is short."""

import pytest

from deployments.bench.breakdown import _check, _parts, adding_up
from models.rules.errors import Refused


def test_parents_and_sums_of_a_list_are_checked_within_the_target() -> None:
    (figure,) = adding_up(print, targets=5000)
    assert (figure.case, figure.note, figure.target) == ("breakdown", "5000项目标，其中4项分解不足", 5)
    assert 0 < figure.value < 5


def test_a_check_that_misses_what_is_short_is_refused() -> None:
    with pytest.raises(Refused, match="应有2项分解不足，实有1项"):
        _check(list(_parts(1000)), 2)
