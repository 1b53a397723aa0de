"""Sample notices of the year-end check under the year's 现场复核通知."""

from datetime import date

from models.intake.shipped import shipped_calendar
from models.rules.cycles import YEAR_END_CHECK, by_notice, subject_of
from models.rules.deadlines import compute_deadline
from notifications.samples.parts import Context, context_of, duty_of

NUMBER = "黔目标办〔2026〕31号"
REQUIRED = {"number": NUMBER, "requirements": "重点项目须附现场照片，现场备齐台账和印证材料原件"}


def opened_under_notice() -> Context:
    """Returns the check opened after the notice was issued."""
    today = date(2026, 12, 1)
    return context_of("office", today, _duty_under_notice(today, date(2027, 1, 5)), **REQUIRED)


def year_end_notices() -> tuple[Context, ...]:
    """Returns two notices issued after the check was opened: one moves the date, one keeps it."""
    today = date(2026, 12, 7)
    moved = context_of(
        "office", today, _duty_under_notice(today, date(2026, 12, 31)), **REQUIRED, **{"from": "2027-01-10"}
    )
    unchanged = context_of("office", today, _duty_under_notice(today, date(2027, 1, 10)), **REQUIRED, **{"from": ""})
    return moved, unchanged


def _duty_under_notice(today: date, due: date) -> Context:
    value = compute_deadline(by_notice(NUMBER, due), due, shipped_calendar())
    title = subject_of(YEAR_END_CHECK.duty, "2026")
    return duty_of(YEAR_END_CHECK.duty, value, title, today, period="2026", lines=27)
