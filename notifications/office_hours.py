"""Office hours: the only time at which anything is sent."""

from sqlmodel import Session

from models.ledger.acts import Summary
from models.ledger.calendars import calendar_of
from models.ledger.jurisdiction import home
from models.rules.business_day import BusinessDay
from models.rules.workdays import CLOSES, OPENS
from models.statements import run
from notifications.open_work import WAITING
from notifications.outlets import CHANNEL_NAMES, EXPECTED, Outlets


def in_office_hours(session: Session, day: BusinessDay) -> bool:
    """Returns whether it is 8:30 to 17:30 on a working day: the only gate for everything that is sent."""
    return OPENS <= day.at.time() <= CLOSES and calendar_of(session, home(session)).is_workday(day.at.date())


def say_closed(session: Session, outlets: Outlets) -> Summary:
    """Returns how many notices wait for office hours, and which channels are not configured."""
    waiting = run(session, WAITING).scalar_one()
    unset = "".join(f"{CHANNEL_NAMES[name]}渠道尚未设置。" for name in EXPECTED if name not in outlets.urls)
    return Summary(f"现在不是工作时间（工作日8:30—17:30），{waiting}条通知待发。{unset}", {"waiting": waiting})
