"""Sample notices of the year-end check under the year's 现场复核通知, and of 目标到期."""

from datetime import date
from typing import Any

from models.intake.shipped import shipped_calendar
from models.rules.cycles import YEAR_END_CHECK, by_notice, subject_of
from models.rules.deadlines import compute_deadline
from models.rules.target.due import TARGET_DUE
from notifications.samples.parts import ROAD, WATER, Context, context_of, duty_of, of_remediation

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


DUE, OPENS, MISSED = date(2026, 6, 30), date(2026, 6, 15), date(2026, 7, 1)
LEAF = f"{WATER}（指标1-2）"
PASSED = [f"省交通运输厅：{ROAD}，完成时限2026年1月31日", f"省水利厅：{LEAF}，完成时限2026年2月28日"]

TAKEN = ["省水利厅2026年：缺脱贫攻坚目标1项、缺本级目标2项"]


def samples() -> dict[str, tuple[Context, ...]]:
    """Returns the contexts of each kind of notice."""
    passed: dict[str, Any] = {"number": 23, "lines": PASSED, "keys": ["2026/T001", "2026/T002//1-2"]}
    taken: dict[str, Any] = {"number": "黔目标〔2026〕3号", "dated_on": "2026-03-10", "targets": 9}
    of_paper = [context_of("agency", date(2026, 3, 12), **taken, lines=lines) for lines in (TAKEN, [])]
    return {
        "targets_taken_over": tuple(of_paper),
        "opened_target_due": (
            _own_date(OPENS, ROAD),
            _own_date(OPENS, LEAF),
            _own_date(date(2026, 7, 3), ROAD, why="新的填报不再申报已完成"),
        ),
        "target_dates_passed": (context_of("agency", date(2026, 3, 2), **passed),),
        "year_end_notice": year_end_notices(),
    }


def reminded_dates() -> list[Context]:
    """Returns the contexts of the reminders three working days before the day and on it."""
    return [_own_date(date(2026, 6, 25), LEAF), _own_date(DUE, ROAD)]


def missed_dates() -> list[Context]:
    """Returns the contexts of the reminders after the day, for office, liaison and head."""
    days = {"office": MISSED, "liaison": MISSED, "head": date(2026, 7, 3)}
    return [_own_date(day, ROAD, audience) for audience, day in days.items()]


def _own_date(today: date, target: str, audience: str = "office", **payload: str) -> Context:
    return context_of(audience, today, of_remediation(TARGET_DUE, DUE, target, today), **payload)
