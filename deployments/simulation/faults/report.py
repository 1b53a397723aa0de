"""The result of trials, how they are divided among processes, and the figures of a year with faults."""

from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from deployments.simulation.faults.spec import Victim
from deployments.simulation.plan import Plan
from deployments.simulation.report import YearReport, violation_lines


@dataclass(slots=True)
class TrialResults:
    """The result of trials."""

    points: int
    digest: str
    trials: dict[Victim, int] = field(default_factory=lambda: dict.fromkeys(Victim, 0))
    sent_again: int = 0
    violations: list[str] = field(default_factory=list)

    def add(self, other: "TrialResults") -> None:
        """Add the result of another share of the same year."""
        if (self.points, self.digest) != (other.points, other.digest):
            self.violations.append("同一种子的两次推演断点数或最终状态不同。")
        self.trials = {victim: n + other.trials[victim] for victim, n in self.trials.items()}
        self.sent_again += other.sent_again
        self.violations += other.violations


class Share(NamedTuple):
    """The trials of one process: every `of`-th pair of points, starting with number `part`."""

    part: int = 0
    of: int = 1


NAMES = {Victim.PROCESS: "终止进程", Victim.DATABASE: "终止数据库"}


def tell_every(plan: Plan, tried: TrialResults, seconds: float) -> YearReport:
    """Returns the figures of the trials."""
    data = {
        "year": plan.year,
        "seed": plan.seed,
        "departments": plan.departments,
        "targets": plan.targets,
        "points": tried.points,
        "trials": {victim.value: n for victim, n in tried.trials.items()},
        "sent_again": tried.sent_again,
        "violations": tried.violations,
        "digest": tried.digest,
        "seconds": round(seconds, 1),
    }
    kinds = "，".join(f"{NAMES[victim]}{n:,}次" for victim, n in tried.trials.items())
    sound = "每次当日结束时的记录都与未受干扰时一致：不丢、不半、不重，核验无不符。"
    lines = [
        f"{plan.year}年，{plan.departments}个部门，每部门{plan.targets}项目标：全年断点{tried.points:,}处。",
        f"从快照恢复试验{sum(tried.trials.values()):,}次：{kinds}；{_resent_text(tried.sent_again)}。",
        *violation_lines(tried.violations, sound),
        f"最终状态摘要：{tried.digest}",
        f"用时{data['seconds']}秒。",
    ]
    return YearReport(data, lines)


def _resent_text(letters: int) -> str:
    return f"重发{letters}封，均标为可能重复" if letters else "没有重发"


def tell_disturbed(report: YearReport, points: int, reference: str, closing: date) -> YearReport:
    """Returns the figures of a disturbed year and the comparison; `reference` is the digest of the undisturbed one."""
    data = report.data | {"points": points, "reference": reference}
    same = data["digest"] == reference
    if not same:
        data["violations"] = [*data["violations"], f"{closing} 最终状态与未受干扰的同一年不同。"]
    verdict = "与未受干扰的同一年一致。" if same else f"与未受干扰的同一年（{reference}）不同。"
    return YearReport(data, [*report.lines, f"全年断点{points:,}处；最终状态{verdict}"])
