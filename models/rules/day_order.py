"""The order of days that a person wrote: none is to come, and none is before what it follows."""

from datetime import date

from models.rules.errors import Refused


def check_not_future(given: date | None, day: date, what: str) -> None:
    """Raise Refused if a date is after `day`; `what` is its title in the message."""
    if given and given > day:
        raise Refused(f"{what}{given}在今天（{day}）之后，请核对。")


def check_not_before(given: date | None, earlier: date | None, what: str, than: str) -> None:
    """Raise Refused if a date is before an earlier one; `what` and `than` are the titles of both in the message."""
    if given and earlier and given < earlier:
        raise Refused(f"{what}{given}早于{than}{earlier}，请核对。")


def check_paper(dated: date, day: date) -> None:
    """Raise Refused for a paper of a day to come."""
    if dated > day:
        raise Refused(f"文件日期{dated}晚于今天（{day}），请核对。")
