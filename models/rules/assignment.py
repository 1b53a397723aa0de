"""交办事项: who assigns other work to the agency, and which days its record may state (1-5.3 f)."""

from datetime import date

from models.rules.day_order import check_not_before, check_not_future
from models.rules.errors import Refused
from models.rules.kinds import Labelled


class Giver(Labelled):
    """Who assigns other work to the agency."""

    PARTY_COMMITTEE = "party_committee", "党委"
    GOVERNMENT = "government", "政府"
    LEADING_GROUP = "leading_group", "领导小组"


def check_received(dated: date, received_on: date, limit: date | None, today: date) -> None:
    """Raise Refused if the paper was received before its date or after today, or if the limit is before its receipt."""
    check_not_future(received_on, today, "收到日期")
    if dated > received_on:
        raise Refused(f"交办文件的日期{dated}晚于收到日期{received_on}，请核对。")
    check_not_before(limit, received_on, "办理时限", "收到日期")


def check_done(done_on: date, received_on: date, today: date) -> None:
    """Raise Refused if the work was done before it was assigned, or after today."""
    check_not_future(done_on, today, "办结日期")
    check_not_before(done_on, received_on, "办结日期", "收到日期")
