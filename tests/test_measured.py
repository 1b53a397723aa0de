"""Coverage measures the first examples of a property, and nothing of the search for them."""

from __future__ import annotations

import sys
from types import FrameType, SimpleNamespace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests import measured


def body() -> bool:
    """Whether this call is traced."""
    return sys.gettrace() is not None


def run_traced(test: Any) -> list[str]:
    """Returns the names of the functions that a tracer sees of this test, and says whether it goes on afterwards."""
    seen: list[str] = []

    def trace(frame: FrameType, event: str, _value: Any) -> None:
        seen.append(f"{frame.f_code.co_name}, {event}")

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        hook = measured.pytest_pyfunc_call(SimpleNamespace(obj=test))  # type: ignore[arg-type]
        next(hook)
        test()
        with pytest.raises(StopIteration):
            next(hook)
        assert sys.gettrace() is trace
    finally:
        sys.settrace(before)
    return seen


def test_of_a_property_the_first_examples_are_measured_and_no_search() -> None:
    traced: list[bool] = []

    @settings(max_examples=2 * measured.EXAMPLES, database=None)
    @given(st.integers())
    def wide(number: int) -> None:
        traced.append(body())
        assert isinstance(number, int)

    inner = wide.hypothesis.inner_test  # type: ignore[attr-defined]
    seen = run_traced(wide)
    assert traced == [True] * measured.EXAMPLES + [False] * measured.EXAMPLES
    assert [name for name in seen if "execute_once" in name] == []
    assert wide.hypothesis.inner_test is inner  # type: ignore[attr-defined]


def test_any_other_test_is_measured_whole() -> None:
    traced: list[bool] = []
    seen = run_traced(lambda: traced.append(body()))
    assert traced == [True]
    assert "body, call" in seen


def test_nothing_is_measured_where_the_tracer_rests_and_then_it_goes_on() -> None:
    before = sys.gettrace()
    with measured.unmeasured():
        assert not body()
    assert sys.gettrace() is before
