"""目标云: which warnings an upload of a key project gets (7.5, A22), and its first and last day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise
from math import ceil, floor
from typing import Any

from models.rules.cycle import Cycle
from models.rules.deadlines import undated
from models.rules.duties import Debtor, Duty, FromStart, OpenedFor
from models.rules.kinds import Labelled, ManagementMode
from models.rules.periods import Period, Span, parse_period

# The outermost points of China, in degrees: 曾母暗沙, 漠河, 帕米尔, 黑瞎子岛.
SOUTHERNMOST, NORTHERNMOST = Decimal("3.8"), Decimal("53.6")
WESTERNMOST, EASTERNMOST = Decimal("73.4"), Decimal("135.1")

MOST_FILES = 20  # of one upload
NAMED_MONTHS = 3  # more are given as first and last


class UploadWarning(Labelled):
    """自动判定 of an upload (A22): no upload came, the work is behind schedule, or a picture is in doubt.

    A picture is in doubt if it was used before or shows nothing, or by its metadata was taken after its receipt or
    abroad.
    """

    MISSING = "missing", "缺报"
    BEHIND = "behind", "进度滞后"
    REUSED = "reused", "图片重复"
    DOUBTFUL = "doubtful", "图片存疑"


class Medium(Labelled):
    """The kind of file that shows the progress."""

    PICTURE = "picture", "图片"
    VIDEO = "video", "视频"


@dataclass(frozen=True, slots=True)
class Warned:
    """One warning of an upload, with its grounds in words."""

    warning: UploadWarning
    words: str

    def as_json(self) -> dict[str, str]:
        """Return the warning as a JSON structure."""
        return {"warning": self.warning.value, "words": self.words}


@dataclass(frozen=True, slots=True)
class Reuse:
    """A picture that an earlier upload already had: both file names, the earlier upload's target and its month."""

    file: str
    earlier: str
    target: str
    month: str


@dataclass(frozen=True, slots=True)
class TakenPicture:
    """A picture of an upload: its name, whether it shows nothing, and when and where it was taken by its metadata."""

    file: str
    blank: bool
    day: date | None = None
    place: tuple[Decimal, Decimal] | None = None


def doubts(pictures: Iterable[TakenPicture], received_on: date) -> list[Warned]:
    """A22: return the warnings of pictures that show nothing, were taken after their receipt, or abroad."""
    found = []
    for picture in pictures:
        if picture.blank:
            found.append(f"“{picture.file}”只有一种颜色，没有内容")
        if picture.day and picture.day > received_on:
            found.append(f"“{picture.file}”的拍摄日期{picture.day}晚于收到日期{received_on}")
        if picture.place and not is_in_china(*picture.place):
            latitude, longitude = picture.place
            found.append(f"“{picture.file}”的拍摄地点（纬度{latitude}，经度{longitude}）在境外")
    return [Warned(UploadWarning.DOUBTFUL, words) for words in found]


def is_in_china(latitude: Decimal, longitude: Decimal) -> bool:
    """Return whether a place in degrees lies between the outermost points of China; some places abroad do too."""
    return SOUTHERNMOST <= latitude <= NORTHERNMOST and WESTERNMOST <= longitude <= EASTERNMOST


def time_of(year: int, issued_on: date, deadline: date | None, management: ManagementMode | None) -> tuple[date, date]:
    """Return the first and last day of a target (A22): 1 January to its deadline, or to 31 December by default.

    A target added during the year (动态目标) starts on the day it was issued. Our choice: targets are usually issued in
    March (A19), and still start on 1 January.
    """
    first = issued_on if management is ManagementMode.DYNAMIC else date(year, 1, 1)
    return first, max(first, deadline or date(year, 12, 31))


@lru_cache(maxsize=256)  # most lines of a sheet have the same days
def elapsed(day: date, first: date, last: date) -> Fraction:
    """Return the share of the days `first` to `last` that has passed by the end of `day`, 0 to 1."""
    gone = Fraction((day - first).days + 1, (last - first).days + 1)
    return min(max(gone, Fraction(0)), Fraction(1))


def is_behind(progress: Fraction, share: Fraction) -> bool:
    """时间过半任务过半: return whether a progress in percent is less than the share of elapsed time."""
    return progress < 100 * share


def judge(progress: Fraction, day: date, time: tuple[date, date], reused: list[Reuse]) -> list[Warned]:
    """A22: return the list of warnings of an upload made for `day`; empty if it passes."""
    share = elapsed(day, *time)
    warnings = [_behind_warning(progress, share, day)] if is_behind(progress, share) else []
    return warnings + [_reused_warning(each) for each in reused]


def missing(month: str, due: date) -> Warned:
    """A22: return the warning that no upload came by the due date."""
    words = f"{parse_period(month).label}实施进度应于{_format_day(due)}前上传，至今未上传"
    return Warned(UploadWarning.MISSING, words)


def read_warning(data: dict[str, Any]) -> Warned:
    """Return the warning stored by `as_json`."""
    return Warned(UploadWarning(data["warning"]), data["words"])


def in_tenths(progress: Fraction, share: Fraction) -> tuple[int, int]:
    """Return progress (percent) and elapsed share as displayed, both in tenths of a percent.

    The time is rounded up and the progress down, so that a progress that is just short never shows as equal.
    """
    return floor(10 * progress), ceil(1000 * share)


def percent(tenths: int) -> str:
    """Format tenths of a percent: 49.6%, 50%."""
    return f"{tenths // 10}.{tenths % 10}%" if tenths % 10 else f"{tenths // 10}%"


def _behind_warning(progress: Fraction, share: Fraction, day: date) -> Warned:
    done, gone = map(percent, in_tenths(progress, share))
    words = f"截至{_format_day(day)}时间过去{gone}，申报进度{done}，未达到时间进度"
    return Warned(UploadWarning.BEHIND, words)


def _reused_warning(reuse: Reuse) -> Warned:
    words = f"“{reuse.file}”与“{reuse.target}”{parse_period(reuse.month).label}上传的“{reuse.earlier}”相同或几乎相同"
    return Warned(UploadWarning.REUSED, words)


def _format_day(day: date) -> str:
    return f"{day.month}月{day.day}日"


CLOUD_MONITORING = Cycle(
    Duty(
        key="cloud_monitoring",
        name="目标云上传",
        clause="3-7.5",
        due=undated("month_25", "每月上传，当月25日前，逢休息日不顺延", "《目标管控》7.5", choice="A25"),
        to_do="上传重点项目当月实施进度（图片和视频）",
        debtor=Debtor.AGENCY,
        delegable=True,
        judged_by="收到上传的日期",
    ),
    name="目标云监测",
    covers=("C196",),
    span=Span.MONTH,
    cron="30 7 1 * *",
    anchor=FromStart(24),
    whose=OpenedFor.PROJECTS,
    delegable=True,
)


def months_in_words(months: Iterable[str]) -> str:
    """Return months in words: 2026年4月、5月、6月; more than three as first and last: 2026年4月至9月共5个月."""
    periods = sorted({parse_period(month) for month in months}, key=lambda each: each.start)
    first, last = periods[0], periods[-1]
    if len(periods) > NAMED_MONTHS:
        return f"{first.label}至{_name_month(last, first)}共{len(periods)}个月"
    return "、".join([first.label, *(_name_month(each, before) for before, each in pairwise(periods))])


def _name_month(month: Period, before: Period) -> str:
    """Return the month without its year if it is that of the one before: 5月."""
    return f"{month.number}月" if month.year == before.year else month.label
