"""The two times that callers pass down: the business date and the instant."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True, slots=True)
class BusinessDay:
    """The day that a run or act belongs to, and the instant at which it is recorded (both in Asia/Shanghai).

    `period` is set when a run is for a period other than the newest one; None is the default. With `virtual` the
    instant is not the clock's: in a rehearsal. Raises ValueError if `at` is naive.
    """

    date: date
    at: datetime
    period: str | None = None
    virtual: bool = False

    def __post_init__(self) -> None:
        if self.at.tzinfo is None:  # a naive instant would be read as local time
            raise ValueError(self.at)
        object.__setattr__(self, "at", self.at.astimezone(SHANGHAI))
