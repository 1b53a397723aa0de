"""Score sheets with derivations are measured against plain SQL only if both wrote the same lines (1-8)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from deployments.bench.plain import Plain
from deployments.bench.scores import TABLE, check_same, fill, scoring, write
from models.rules.errors import Refused

if TYPE_CHECKING:
    from deployments.bench.databases import BenchServer


def test_both_write_the_same_lines_and_derivations(bench: BenchServer) -> None:
    ratio, seconds = scoring(bench, 10, 10, print)
    assert (ratio.case, ratio.departments, ratio.target) == ("scores", 10, None)
    assert ratio.bound is not None
    assert (seconds.case, seconds.bound, seconds.target) == ("scores_time", None, 30)
    assert seconds.value == ratio.value > 0


def test_what_is_not_the_same_is_not_compared(bench: BenchServer) -> None:
    with bench.fresh(10, 10) as url, Plain(url).connect() as plain, Plain(url, "public").connect() as own:
        fill()
        for each in (plain, own):
            each.execute(TABLE)
        check_same(plain)
        write()
        with pytest.raises(Refused, match="写出90行，SQL下限写出0行，相同的0行"):
            check_same(plain)
