"""Shares of trials run in child processes (a journey covers the trials of a whole year)."""

from __future__ import annotations

import os

import pytest

from deployments.simulation.faults.every_point import try_every
from deployments.simulation.faults.spec import Faults
from deployments.simulation.plan import Plan
from models.rules.errors import Refused

pytestmark = pytest.mark.process


def test_a_share_that_fails_gives_its_reason(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0})
    with pytest.raises(Refused, match=r"(?s)推演中断：未导入.*年份应在2013到2100之间"):
        try_every(Plan(2012, 1, 1), Faults(every=1000))
    assert capfd.readouterr() == ("", "")
