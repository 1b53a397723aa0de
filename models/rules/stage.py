"""环节 of a year by figure 1: what is done in each, when, and which follows which (1-2.10, 1-2.20, 1-4)."""

from dataclasses import dataclass
from datetime import date

from models.rules.kinds import Labelled
from models.rules.target_setting import usual_end

TARGETS_FROM = (2, 1)
APPRAISED_FROM = (1, 11)  # of the next year: the year-end re-verification is over (6.2.7)


class Stage(Labelled):
    """The five stages of figure 1, in their order."""

    TARGETS = "targets", "绩效目标制定"
    EXECUTION = "execution", "绩效实施"
    EVALUATION = "evaluation", "绩效评价"
    FEEDBACK = "feedback", "绩效反馈"
    USE = "use", "绩效结果运用"


# Figure 1: what is done in a stage, and the time that it names.
FIGURE: dict[Stage, tuple[str, str]] = {
    Stage.TARGETS: ("目标制定、审核、下达", "新绩效周期的开始"),
    Stage.EXECUTION: ("目标执行、记录、总结以及督查、指导", "整个绩效期间"),
    Stage.EVALUATION: ("评价各机关绩效目标实施的相关情况", "整个绩效期间"),
    Stage.FEEDBACK: ("反馈目标绩效评价结果", "整个绩效期间结束时"),
    Stage.USE: ("核算绩效奖励、评价工作实绩，与奖励、问责、晋职晋级相挂钩", "整个绩效期间结束时"),
}
# Which stage follows which; the use of results leads to the targets of the next year.
NEXT: dict[Stage, tuple[Stage, ...]] = {
    Stage.TARGETS: (Stage.EXECUTION,),
    Stage.EXECUTION: (Stage.EVALUATION,),
    Stage.EVALUATION: (Stage.FEEDBACK, Stage.EXECUTION),
    Stage.FEEDBACK: (Stage.USE,),
    Stage.USE: (Stage.TARGETS,),
}


@dataclass(frozen=True, slots=True)
class StageOfYear:
    """A stage of a year: its first and last day, None while the day is not known, and what is on record of it."""

    stage: Stage
    first: date | None
    last: date | None
    facts: tuple[str, ...] = ()

    def is_running(self, day: date) -> bool:
        """Return whether the day is in the stage."""
        return self.first is not None and self.first <= day <= (self.last or date.max)


def days_of(stage: Stage, year: int, cut_off: date | None, approved_on: date | None) -> tuple[date | None, date | None]:
    """1-4: return the first and the last day of a stage of a year.

    The evaluation ends with the cut-off day (A53), the feedback with the approval, from which on results are used.
    """
    if stage is Stage.TARGETS:
        return date(year, *TARGETS_FROM), usual_end(year)
    if stage is Stage.EXECUTION:
        return date(year, 1, 1), date(year, 12, 31)
    if stage is Stage.EVALUATION:
        return date(year, 1, 1), cut_off
    if stage is Stage.FEEDBACK:
        return date(year + 1, *APPRAISED_FROM), approved_on
    return approved_on, None
