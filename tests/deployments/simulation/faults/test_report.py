"""The lines and figures of years with faults."""

from __future__ import annotations

from datetime import date

from deployments.simulation.faults.report import TrialResults, tell_disturbed, tell_every
from deployments.simulation.faults.spec import Victim
from deployments.simulation.plan import Plan
from deployments.simulation.report import YearReport

PLAN = Plan(2025, 2, 3)


def test_trials_without_a_violation() -> None:
    report = tell_every(PLAN, TrialResults(26000, "abc", {Victim.PROCESS: 1300, Victim.DATABASE: 0}, 4), 61.26)
    assert report.lines == [
        "2025年，2个部门，每部门3项目标：全年断点26,000处。",
        "从快照恢复试验1,300次：终止进程1,300次，终止数据库0次；重发4封，均标为可能重复。",
        "每次当日结束时的记录都与未受干扰时一致：不丢、不半、不重，核验无不符。",
        "最终状态摘要：abc",
        "用时61.3秒。",
    ]
    assert (report.data["points"], report.data["trials"]) == (26000, {"process": 1300, "database": 0})


def test_without_repeated_letters_the_report_says_so() -> None:
    assert tell_every(PLAN, TrialResults(9, "abc"), 1).lines[1].endswith("；没有重发。")


def test_of_many_violations_the_first_are_listed_and_the_rest_counted() -> None:
    report = tell_every(PLAN, TrialResults(9, "abc", violations=[f"第{n}处" for n in range(25)]), 1)
    assert report.lines[2:4] == ["发现25处不符：", "第0处"]
    assert "（其余5处见 --json）" in report.lines
    assert len(report.data["violations"]) == 25


def test_a_disturbed_year_is_compared_with_the_undisturbed_one() -> None:
    lived = YearReport({"digest": "abc", "violations": []}, ["用时1秒。"])
    same = tell_disturbed(lived, 26000, "abc", date(2026, 1, 31))
    assert same.lines[-1] == "全年断点26,000处；最终状态与未受干扰的同一年一致。"
    assert same.data == {"digest": "abc", "violations": [], "points": 26000, "reference": "abc"}
    other = tell_disturbed(lived, 26000, "abd", date(2026, 1, 31))
    assert other.lines[-1] == "全年断点26,000处；最终状态与未受干扰的同一年（abd）不同。"
    assert other.data["violations"] == ["2026-01-31 最终状态与未受干扰的同一年不同。"]


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
