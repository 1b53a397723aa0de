"""交办事项: who assigns other work to the agency, and which days its record may state (1-5.3 f)."""

from datetime import date

from models.rules.errors import Refused
from models.rules.kinds import Labelled


class Giver(Labelled):
    """Who assigns other work to the agency."""

    PARTY_COMMITTEE = "party_committee", "党委"
    GOVERNMENT = "government", "政府"
    LEADING_GROUP = "leading_group", "领导小组"


def check_received(dated: date, received_on: date, limit: date | None, today: date) -> None:
    """Raise Refused if the paper was received before its date or after today, or if the limit is before its receipt."""
    if received_on > today:
        raise Refused(f"收到日期{received_on}在今天（{today}）之后，请核对。")
    if dated > received_on:
        raise Refused(f"交办文件的日期{dated}晚于收到日期{received_on}，请核对。")
    if limit and limit < received_on:
        raise Refused(f"办理时限{limit}早于收到日期{received_on}，请核对。")


def check_done(done_on: date, received_on: date, today: date) -> None:
    """Raise Refused if the work was done before it was assigned, or after today."""
    if done_on > today:
        raise Refused(f"办结日期{done_on}在今天（{today}）之后，请核对。")
    if done_on < received_on:
        raise Refused(f"办结日期{done_on}早于收到日期{received_on}，请核对。")
