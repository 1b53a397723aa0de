"""Shares of trials run in processes of their own (what they find in a whole year is a journey)."""

from __future__ import annotations

import os

import pytest

from deployments.simulation.faults.every_point import try_every
from deployments.simulation.faults.spec import Faults
from deployments.simulation.plan import Plan
from models.rules.errors import Refused


def test_a_share_that_cannot_go_on_says_why(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0})
    with pytest.raises(Refused, match=r"(?s)推演中断：未导入.*年份应在2013到2100之间"):
        try_every(Plan(2012, 1, 1), Faults(every=1000))
    assert capfd.readouterr() == ("", "")
