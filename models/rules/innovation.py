"""创新项目评选: the days of applications, who may apply, and what is the same project (1-2.16)."""

from dataclasses import dataclass
from datetime import date

from models.rules.errors import Refused
from models.rules.kinds import Management
from models.rules.personal_names import one_spelling
from models.rules.score.innovation import ENTITLED, Rank

RULE = "创新项目由直接管理单位和副厅级以上的委托管理单位申报（第1部分2.16）"
UNMANAGED = "没有填写管理类别，不能判断可否申报，请先在部门表中补填。"
UNRANKED = "是委托管理单位，没有登记级别，不能判断可否申报，请先登记（register_rank）。"


@dataclass(frozen=True, slots=True)
class Window:
    """The days of a year's applications, both included."""

    year: int
    opens_on: date
    closes_on: date


def check_window(window: Window, today: date, before: Window | None) -> None:
    """Raise Refused unless the days are in order and none that has passed is set now.

    Once applications are open the opening day stays; the year is that of the opening day, or the one before it.
    """
    begun = before is not None and before.opens_on <= today
    if before and begun and window.opens_on != before.opens_on:
        raise Refused(f"{window.year}年的申报已于{before.opens_on}开始，开始日期不能再改，请照写。")
    if not begun and window.opens_on < today:
        raise Refused(f"申报开始日期{window.opens_on}已过，不能追溯，最早从{today}起。")
    if window.closes_on < max(window.opens_on, today):
        raise Refused(f"申报截止日期{window.closes_on}早于开始日期或今天（{today}），请核对。")
    if window.opens_on.year - window.year not in (0, 1):
        raise Refused(f"申报日期{window.opens_on}不是{window.year}年评选的，请核对年度。")


def check_open(window: Window, today: date) -> None:
    """Raise Refused if no applications of the year are received today."""
    if today < window.opens_on:
        raise Refused(f"{window.year}年的创新项目自{window.opens_on}起申报，今天（{today}）尚未开始。")
    if today > window.closes_on:
        raise Refused(f"{window.year}年的创新项目申报已于{window.closes_on}截止，不再收取、撤回，也不能补录。")


def check_may_apply(name: str, management: Management | None, rank: Rank | None) -> Management:
    """2.16: return how a unit is managed: directly, or delegated and of 副厅级 or above; others are refused."""
    if management is None:
        raise Refused(f"“{name}”{UNMANAGED}{RULE}。")
    if management is Management.DELEGATED and rank is None:
        raise Refused(f"“{name}”{UNRANKED}{RULE}。")
    if management is Management.DELEGATED and rank not in ENTITLED:
        raise Refused(f"“{name}”是副厅级以下的委托管理单位，不可申报：{RULE}。")
    return management


def check_application_paper(dated: date, called: date, today: date) -> None:
    """Raise Refused for a paper of a day to come, or older than the paper that asks for applications."""
    if dated > today:
        raise Refused(f"申报文件日期{dated}晚于今天（{today}），请核对。")
    if dated < called:
        raise Refused(f"申报文件日期{dated}早于申报通知（{called}），不是对其的申报，请核对。")


def is_same_project(one: str, other: str) -> bool:
    """Return whether two names are those of one project, apart from blanks, wide letters and what is not seen."""
    return one_spelling(one).replace(" ", "").casefold() == one_spelling(other).replace(" ", "").casefold()
