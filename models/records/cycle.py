"""周期: the row of one cycle for one period, its pauses, and the year-end notices."""

from datetime import date, datetime
from typing import ClassVar

from models.records.record import OfJurisdiction, Record, instant


class CycleRun(OfJurisdiction, table=True):
    """A cycle opened for a period; late when opened on a business date after its opening day."""

    noun: ClassVar = Record("周期", ("cycle", "period"), updated=True)

    cycle: str
    period: str
    opens_on: date
    opened_on: date
    opened_at: datetime = instant()
    opened_late: bool = False


class CycleStart(OfJurisdiction, table=True):
    """The day on which a duty or routine first ran here: what was over by then is not asked about (A47, A62)."""

    noun: ClassVar = Record("首次运行", ("cycle",))

    cycle: str
    first_run: date


class Pause(OfJurisdiction, table=True):
    """A cycle paused by the agency: a period does not open if its opening day lies between the two days."""

    noun: ClassVar = Record("周期暂停", ("cycle", "paused_from"), updated=True)

    cycle: str
    paused_from: date
    resumed_on: date | None = None
    reason: str
    resume_reason: str = ""


class CycleOrder(OfJurisdiction, table=True):
    """Whether a period that began before the go-live date opens on its own day, by decision of the agency."""

    noun: ClassVar = Record("启用前期间的安排", ("cycle", "period"), updated=True)

    cycle: str
    period: str
    opens: bool
    reason: str
    recorded_on: date


class YearEndNotice(OfJurisdiction, table=True):
    """现场复核通知: the year's requirements of the year-end check, possibly with an earlier date (A29)."""

    noun: ClassVar = Record("现场复核通知", ("year", "number"), updated=True)

    year: int
    number: str
    requirements: str
    due: date
    received_on: date
