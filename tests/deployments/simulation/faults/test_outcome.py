"""The results of shares are added if they ran the same year."""

from __future__ import annotations

from deployments.simulation.faults.outcome import TrialResults
from deployments.simulation.faults.spec import Victim

ONE = {Victim.PROCESS: 1, Victim.DATABASE: 1}


def test_trials_letters_and_violations_are_added() -> None:
    found = TrialResults(10, "abc", dict(ONE), 2, ["甲"])
    found.add(TrialResults(10, "abc", {Victim.PROCESS: 3, Victim.DATABASE: 0}, 1, ["乙"]))
    assert found == TrialResults(10, "abc", {Victim.PROCESS: 4, Victim.DATABASE: 1}, 3, ["甲", "乙"])


def test_shares_that_saw_different_years_are_a_violation() -> None:
    for other in (TrialResults(11, "abc"), TrialResults(10, "abd")):
        found = TrialResults(10, "abc")
        found.add(other)
        assert found.violations == ["同一种子的两次推演断点数或最终状态不同。"]
