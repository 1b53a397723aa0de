"""公众意见: by when its remediation is published, and which days an opinion can name (6.2.7)."""

from datetime import date

from models.rules.errors import Refused
from models.rules.periods import Span, period_of


def quarter_end(received_on: date) -> date:
    """A23, A25: the last day of the quarter in which an opinion was received; its publication is counted from here."""
    return period_of(Span.QUARTER, received_on).end


def check_limit(limit: date, publication: date, day: date) -> None:
    """6.2.7: refuses a limit in the past, or after the day by which the feedback is to be published.

    An opinion whose publication is overdue when it is handed over can have any limit from `day` on.
    """
    if limit < day:
        raise Refused(f"整改时限{limit}不能早于今天（{day}）。")
    if limit > publication >= day:
        raise Refused(f"整改时限{limit}晚于该意见整改情况应公布的日期{publication}，请提前，届时反馈整改进展。")


def check_not_future(said: date, day: date, what: str) -> None:
    """Refuses a day after `day`; `what` is how people call it."""
    if said > day:
        raise Refused(f"{what}{said}在今天（{day}）之后，请核对。")


def check_published(published_on: date, fed_back_on: date, day: date) -> None:
    """6.2.7: refuses a publication in the future, or before there was anything to publish."""
    check_not_future(published_on, day, "公布日期")
    if published_on < fed_back_on:
        raise Refused(f"公布日期{published_on}早于整改情况反馈的日期{fed_back_on}，请核对。")
