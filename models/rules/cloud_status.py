"""目标云 at a glance: a key project's state in a month, for how long, and its progress against time (7.5, A22)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import takewhile

from models.rules.cloud import UploadWarning, elapsed, in_tenths, is_behind, percent
from models.rules.kinds import Labelled
from models.rules.periods import Period


class UploadStatus(Labelled):
    """The state of a key project in a month; an upload can be behind and reuse a picture at the same time."""

    UPLOADED = "uploaded", "已上传"
    WAITING = "waiting", "待上传"
    MISSING = "missing", "逾期未上传"
    BEHIND = "behind", "进度滞后"
    REUSED = "reused", "图片重复"
    DOUBTFUL = "doubtful", "图片存疑"
    EXCUSED = "excused", "无需上传"


@dataclass(frozen=True, slots=True)
class MonthUpload:
    """The newest upload of a month: its progress in percent (None if it did not come) and the day it is judged for.

    `warnings` are the open ones; a warning that a person cleared is left out.
    """

    month: Period
    progress: Decimal | None
    day: date
    warnings: frozenset[UploadWarning]


@dataclass(frozen=True, slots=True)
class Pace:
    """Progress against elapsed time on `day`, both in tenths of a percent; `behind` if late (时间过半任务过半)."""

    day: date
    done: int
    gone: int
    behind: bool

    @property
    def words(self) -> str:
        """Return both figures and their difference in one sentence."""
        ahead = self.done - self.gone
        if self.behind:
            compared = f"落后{percent(-ahead)[:-1]}个百分点"
        else:
            compared = f"超前{percent(ahead)[:-1]}个百分点" if ahead > 0 else "与时间同步"
        day = f"{self.day.month}月{self.day.day}日"
        return f"完成{percent(self.done)}，截至{day}时间过去{percent(self.gone)}，{compared}"


STATUSES = {
    UploadWarning.BEHIND: UploadStatus.BEHIND,
    UploadWarning.REUSED: UploadStatus.REUSED,
    UploadWarning.DOUBTFUL: UploadStatus.DOUBTFUL,
}


def statuses(upload: MonthUpload | None, *, excused: bool, overdue: bool) -> tuple[UploadStatus, ...]:
    """Return the states of a project in a month from its newest upload.

    If `upload` is None, or has no progress, it counts as missing. `excused`: the project no longer has to upload;
    `overdue`: the due date has passed.
    """
    if upload is None or upload.progress is None:
        missing = UploadStatus.MISSING if overdue else UploadStatus.WAITING
        return (UploadStatus.EXCUSED if excused else missing,)
    return UploadStatus.UPLOADED, *(status for warning, status in STATUSES.items() if warning in upload.warnings)


def unbroken(months: Sequence[MonthUpload], warning: UploadWarning) -> list[MonthUpload]:
    """Return the newest consecutive months that have the warning; input and result have the oldest month first."""
    return list(takewhile(lambda upload: warning in upload.warnings, reversed(months)))[::-1]


def pace(progress: Decimal, day: date, time: tuple[date, date]) -> Pace:
    """Return the progress in percent against the days of `time` that have passed by the end of `day`."""
    share, exact = elapsed(day, *time), Fraction(progress)
    return Pace(day, *in_tenths(exact, share), is_behind(exact, share))
