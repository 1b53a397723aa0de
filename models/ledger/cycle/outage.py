"""停机以后: reminders, overdue notices and 催办 wait until the agency says that they may leave (6.2.2, A76)."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from sqlmodel import Session

from models.intake.input import NoInput
from models.ledger.acts import Context, Role, Summary, act
from models.ledger.cycle.starts import LAST_DAY, record_sweep
from models.ledger.duty.held import held_notices
from models.ledger.duty.reminders import OFFSETS, REACHED, open_groups
from models.ledger.jurisdiction import calendar_of, home
from models.ledger.notice_ends import RELEASED_ON, is_held
from models.ledger.questions import Question
from models.rules.cycles import DUTY_OF
from models.rules.duties import Audience
from models.rules.reminders import URGING_STEPS, reach, reached, rung_day, still_to_tell
from models.rules.workdays import BusinessDay, WorkCalendar
from models.statements import ResultRow, run, transaction

# Who has released has seen what waits: a sweep that comes after it on the same day holds nothing again.
LAST_SEEN = f"SELECT greatest(({LAST_DAY}), ({RELEASED_ON}))"
OUTAGE, AT_ONCE = 3, 200  # working days without a sweep, reminders that catch up: more than these are held
ONE_DAY = timedelta(days=1)
HOW = "核对（mubiao notices --held）后放行：mubiao act release_notices。"


def _given(session: Session, day: BusinessDay) -> Mapping[str, date | Sequence[Any]]:
    calendar = calendar_of(session, home(session))
    passed = [reach(offset, day.date - ONE_DAY, calendar) for offset in OFFSETS]
    return {
        "offsets": OFFSETS,
        "passed": passed,
        "act": record_sweep.name,
        "swept_by": calendar.nth_before(day.date, OUTAGE + 1),
    }


MAY_CATCH_UP = Question(
    f"({LAST_SEEN}) < CAST(:swept_by AS date) OR {REACHED.format(reach='passed')}",
    Summary("", {"held": 0}),
    _given,
)


@act("hold_notices", "暂缓停机后的提醒", clause="3-6.2.2", roles={Role.SYSTEM})
def hold_notices(session: Session, _data: NoInput, ctx: Context) -> Summary:
    """6.2.2: hold what catches up with an outage of more than three working days, or more than 200 reminders at once.

    A reminder catches up if its own day lies before today, unless the opening of its duty tells of it today. No row
    changes: the block says it.
    """
    calendar = calendar_of(session, ctx.jurisdiction)
    last = run(session, LAST_SEEN, act=record_sweep.name).scalar()
    missed = calendar.count(last, ctx.date - ONE_DAY) if last else 0
    groups = open_groups(session, ctx)
    late = sum(row.open * _passed_rungs(row, ctx.date, calendar) for row in groups)
    was_long = (
        missed > OUTAGE and last and (late or any(_has_passed_step(row, last, ctx.date, calendar) for row in groups))
    )
    if is_held(session) or not (was_long or late > AT_ONCE):
        return MAY_CATCH_UP.nothing
    transaction(session).moved = True
    why = f"{missed}个工作日没有巡检，" if was_long else ""
    return Summary(f"{why}补上的提醒{late}条，到期提醒、逾期提醒和催办暂缓。{HOW}", {"held": late})


def _passed_rungs(row: ResultRow, day: date, calendar: WorkCalendar) -> int:
    """Return how many reminders to offices about one duty of a group catch up."""
    ladder = DUTY_OF[row.kind].ladder(delegated=row.delegated)
    untold = still_to_tell(reached(ladder, row.due, day, calendar, earliest=row.earliest), row.reminded)
    return sum(
        audience is not Audience.AGENCY
        and rung_day(rung.offset, row.due, calendar, earliest=row.earliest) < day
        and (rung.offset > 0 or row.opened_on < day)
        for audience, rung in untold.items()
    )


def _has_passed_step(row: ResultRow, last: date, day: date, calendar: WorkCalendar) -> bool:
    """Return whether a step of 催办 about an office's duty was reached after the last sweep and before today."""
    of_office = any(rung.audiences != (Audience.AGENCY,) for rung in DUTY_OF[row.kind].ladder(delegated=row.delegated))
    return of_office and any(last < rung_day(offset, row.due, calendar) < day for offset, _ in URGING_STEPS)


@act("release_notices", "放行暂缓的提醒", clause="3-6.2.2", roles={Role.AGENCY})
def release_notices(session: Session, _data: NoInput, ctx: Context) -> Summary:
    """6.2.2: let the held reminders and overdue notices leave with the next delivery, and 催办 with the next sweep."""
    if not is_held(session):
        return Summary("没有暂缓的提醒和催办。", {"released": 0})
    numbers: dict[str, int] = {}
    for row in held_notices(session, ctx.jurisdiction, ctx.date):
        numbers[row["kind"]] = numbers.get(row["kind"], 0) + row["number"]
    transaction(session).moved = True
    words = "、".join(f"{kind}{number}项" for kind, number in numbers.items() if number)
    released = f"已放行：{words}。" if words else "已放行。"
    return Summary(
        f"{released}通知由下一次投递发出，催办由下一次巡检生成。",
        {"released": sum(numbers.values())},
        {"kinds": numbers},
    )
