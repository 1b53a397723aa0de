"""What coverage measures: imports, fixtures and bodies of tests; not pytest, xdist, and the search for examples.

While Python 3.11 traces, every frame runs at half its speed, those that nobody measures too. What is left out of the
measurement can only count as not tested.
"""

import functools
import sys
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from itertools import count
from typing import Any

import pytest

EXAMPLES = 25  # of a property are measured


@contextmanager
def unmeasured() -> Iterator[None]:
    """Measure nothing of this thread inside. Coverage keeps a stack of frames: it begins and ends in one of them."""
    tracer = sys.gettrace()
    sys.settrace(None)
    try:
        yield
    finally:
        sys.settrace(tracer)


@pytest.hookimpl(wrapper=True)
def pytest_pycollect_makeitem() -> Generator[None, Any, Any]:
    with unmeasured():
        return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_runtestloop(session: pytest.Session) -> Generator[None, Any, Any]:
    """The process that gives tests to others runs none."""
    if session.config.getoption("dist", "no") == "no" or hasattr(session.config, "workerinput"):
        return (yield)
    with unmeasured():
        return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> Generator[None, Any, Any]:
    """Of a property measure the test itself, with its first examples."""
    handle, tracer = getattr(pyfuncitem.obj, "hypothesis", None), sys.gettrace()
    if not (handle and tracer):
        return (yield)
    with pytest.MonkeyPatch.context() as patch, unmeasured():
        patch.setattr(handle, "inner_test", measured_at_first(handle.inner_test, tracer))
        return (yield)


def measured_at_first(test: Callable[..., Any], tracer: Any) -> Callable[..., Any]:
    """The test, whose first calls are traced."""
    calls = count()

    @functools.wraps(test)
    def call(*args: Any, **options: Any) -> Any:
        sys.settrace(tracer if next(calls) < EXAMPLES else None)
        try:
            return test(*args, **options)
        finally:
            sys.settrace(None)

    return call
