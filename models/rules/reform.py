"""机构改革: between which days a department exists, and what a merger, a transfer or a new name asks of them."""

from dataclasses import dataclass
from datetime import date, timedelta

from models.rules.errors import Refused


@dataclass(frozen=True, slots=True)
class Standing:
    """A department by its name and the first and last day of its existence; an open end is not known."""

    name: str
    valid_from: date | None = None
    valid_to: date | None = None

    def on(self, day: date) -> bool:
        """Whether it exists on that day."""
        return (self.valid_from or day) <= day <= (self.valid_to or day)


def last_day(effective_on: date) -> date:
    """The last day of a department that is merged into another: the day before."""
    return effective_on - timedelta(days=1)


def check_day(effective_on: date, today: date) -> None:
    """Refuse a reform that has not come: it is registered on its day or later."""
    if effective_on > today:
        raise Refused(f"生效日期{effective_on}在今天（{today}）之后，请在生效当日或之后办理。")


def check_exists(department: Standing, *days: date) -> None:
    """Refuse where the department does not exist on one of the days."""
    for day in days:
        if not department.on(day):
            raise Refused(f"“{department.name}”{day}不在有效期内{_validity(department)}，请核对部门和生效日期。")


def check_takes_over(successor: Standing, effective_on: date, today: date) -> None:
    """Refuse a successor that does not exist from the day of the reform until today."""
    for day in (effective_on, today):
        if not successor.on(day):
            raise Refused(
                f"承接部门“{successor.name}”{day}不在有效期内{_validity(successor)}，请先导入该部门并填写生效日期。"
            )


def check_ends(department: Standing, effective_on: date) -> None:
    """Refuse a merger that does not follow upon the department's last day."""
    end = last_day(effective_on)
    if department.valid_from and department.valid_from > end:
        raise Refused(f"“{department.name}”{department.valid_from}才设立，合并的生效日期{effective_on}应在其后。")
    if department.valid_to and department.valid_to < end:
        follows = department.valid_to + timedelta(days=1)
        raise Refused(f"“{department.name}”已于{department.valid_to}终止，合并的生效日期应为{follows}。")


def _validity(department: Standing) -> str:
    since = f"{department.valid_from}起" if department.valid_from else ""
    until = f"至{department.valid_to}止" if department.valid_to else ""
    return f"（{since}{until}）"
