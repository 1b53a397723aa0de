"""目标云 at a glance: how a key project stands in a month, for how long, and its work against its time (7.5, A22)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import takewhile

from models.rules.cloud import UploadWarning, elapsed, in_tenths, is_behind, percent
from models.rules.kinds import Labelled
from models.rules.periods import Period


class Standing(Labelled):
    """How a key project stands in a month; what was uploaded can be behind and show old pictures at once."""

    UPLOADED = "uploaded", "已上传"
    WAITING = "waiting", "待上传"
    MISSING = "missing", "逾期未上传"
    BEHIND = "behind", "进度滞后"
    REUSED = "reused", "图片重复"
    EXCUSED = "excused", "无需上传"


@dataclass(frozen=True, slots=True)
class Told:
    """What the newest upload of a month tells: the progress in percent, if it came, and by which day it is judged.

    `warnings` are those that stand; what a person cleared is not among them.
    """

    month: Period
    progress: Decimal | None
    day: date
    warnings: frozenset[UploadWarning]


@dataclass(frozen=True, slots=True)
class Pace:
    """Work against time on `day`, both in tenths of a percent, and whether it is behind (时间过半任务过半)."""

    day: date
    done: int
    gone: int
    behind: bool

    @property
    def words(self) -> str:
        """Both and the difference in one sentence."""
        ahead = self.done - self.gone
        if self.behind:
            compared = f"落后{percent(-ahead)[:-1]}个百分点"
        else:
            compared = f"超前{percent(ahead)[:-1]}个百分点" if ahead > 0 else "与时间同步"
        day = f"{self.day.month}月{self.day.day}日"
        return f"完成{percent(self.done)}，截至{day}时间过去{percent(self.gone)}，{compared}"


STANDINGS = {UploadWarning.BEHIND: Standing.BEHIND, UploadWarning.REUSED: Standing.REUSED}


def standings(told: Told | None, *, excused: bool, overdue: bool) -> tuple[Standing, ...]:
    """How a project stands in a month of which `told` is the newest upload; without progress none came.

    `excused`: it owes none any more; `overdue`: its day has gone.
    """
    if told is None or told.progress is None:
        missing = Standing.MISSING if overdue else Standing.WAITING
        return (Standing.EXCUSED if excused else missing,)
    return Standing.UPLOADED, *(standing for warning, standing in STANDINGS.items() if warning in told.warnings)


def unbroken(months: Sequence[Told], warning: UploadWarning) -> list[Told]:
    """The newest of these months (oldest first) that have the warning one after the other, oldest first."""
    return list(takewhile(lambda told: warning in told.warnings, reversed(months)))[::-1]


def pace(progress: Decimal, day: date, time: tuple[date, date]) -> Pace:
    """A progress in percent against the days of `time` that have gone by the end of `day`."""
    share, exact = elapsed(day, *time), Fraction(progress)
    return Pace(day, *in_tenths(exact, share), is_behind(exact, share))
