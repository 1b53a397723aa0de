"""机构改革: between which days a department exists, and the conditions of a merger, a transfer or a new name."""

from dataclasses import dataclass
from datetime import date, timedelta

from models.rules.errors import Refused


@dataclass(frozen=True, slots=True)
class Existence:
    """A department's name and the first and last day of its existence; None if the day is unknown."""

    name: str
    valid_from: date | None = None
    valid_to: date | None = None

    def on(self, day: date) -> bool:
        """Return whether it exists on that day."""
        return (self.valid_from or day) <= day <= (self.valid_to or day)


def last_day(effective_on: date) -> date:
    """Return the last day of a department that is merged into another: the day before."""
    return effective_on - timedelta(days=1)


def check_day(effective_on: date, today: date) -> None:
    """Raise Refused if the reform lies in the future: it is registered on its effective day or later."""
    if effective_on > today:
        raise Refused(f"生效日期{effective_on}在今天（{today}）之后，请在生效当日或之后办理。")


def check_exists(department: Existence, *days: date) -> None:
    """Raise Refused if the department does not exist on one of the days."""
    for day in days:
        if not department.on(day):
            raise Refused(f"“{department.name}”{day}不在有效期内{_validity(department)}，请核对部门和生效日期。")


def check_takes_over(successor: Existence, effective_on: date, today: date) -> None:
    """Raise Refused if the successor does not exist on the day of the reform or today."""
    for day in (effective_on, today):
        if not successor.on(day):
            raise Refused(
                f"承接部门“{successor.name}”{day}不在有效期内{_validity(successor)}，请先导入该部门并填写生效日期。"
            )


def check_ends(department: Existence, effective_on: date) -> None:
    """Raise Refused if a merger does not take effect on the day after the department's last day."""
    end = last_day(effective_on)
    if department.valid_from and department.valid_from > end:
        raise Refused(f"“{department.name}”{department.valid_from}才设立，合并的生效日期{effective_on}应在其后。")
    if department.valid_to and department.valid_to < end:
        follows = department.valid_to + timedelta(days=1)
        raise Refused(f"“{department.name}”已于{department.valid_to}终止，合并的生效日期应为{follows}。")


def _validity(department: Existence) -> str:
    since = f"{department.valid_from}起" if department.valid_from else ""
    until = f"至{department.valid_to}止" if department.valid_to else ""
    return f"（{since}{until}）"
