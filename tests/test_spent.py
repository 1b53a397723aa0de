"""What a process that runs tests tells the one that prints."""

from types import SimpleNamespace
from typing import Any

import pytest

from tests import spent


def told(monkeypatch: pytest.MonkeyPatch, *outcomes: tuple[str, bool], **options: Any) -> list[str] | None:
    """The parts of a test that are told; None when pytest tells them itself."""
    said: list[str] = []
    reports = [SimpleNamespace(when=when, passed=passed) for when, passed in outcomes]
    monkeypatch.setattr(spent, "runtestprotocol", lambda *_args, **_options: reports)
    config = SimpleNamespace(option=SimpleNamespace(**{"durations": None, "xmlpath": None} | options), workerinput={})
    hook = SimpleNamespace(pytest_runtest_logreport=lambda report: said.append(report.when))
    item: Any = SimpleNamespace(config=config, ihook=hook)
    return said if spent.pytest_runtest_protocol(item, None) else None


def test_of_a_test_that_passes_one_thing_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    assert told(monkeypatch, ("setup", True), ("call", True), ("teardown", True)) == ["call"]


def test_what_fails_before_or_after_a_test_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    assert told(monkeypatch, ("setup", False), ("teardown", True)) == ["setup"]
    assert told(monkeypatch, ("setup", True), ("call", True), ("teardown", False)) == ["call", "teardown"]


def test_who_asks_how_long_each_part_takes_is_told_all(monkeypatch: pytest.MonkeyPatch) -> None:
    assert told(monkeypatch, ("setup", True), ("call", True), ("teardown", True), durations=5) is None
