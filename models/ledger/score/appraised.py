"""纳入考评的部门: which departments have a score of a year, checked before something is given for it (1-2.13, A54)."""

from datetime import date

from sqlmodel import Session

from models.ledger.acts import Context
from models.ledger.lookup import find_department
from models.ledger.settled import approving_paper
from models.records import Department
from models.rules.day_order import check_paper
from models.rules.errors import Refused


def check_year(year: int, day: date) -> None:
    """Raise Refused for a year that has not begun."""
    if year > day.year:
        raise Refused(f"{year}年尚未开始，没有考评，请核对年度。")


def check_unapproved(session: Session, ctx: Context, year: int) -> str:
    """Raise Refused if the 领导小组 approved the appraisal of a year: its grades are settled (1-2.19)."""
    if paper := approving_paper(session, ctx, year):
        raise Refused(f"{year}年的考评已经审定（{paper}），等次不再变更。")
    return ""


def check_dated(dated: date, year: int, day: date) -> None:
    """Raise Refused for a paper of a day to come, or of a year before the one that it is about."""
    check_paper(dated, day)
    if dated.year < year:
        raise Refused(f"文件日期{dated}早于{year}年，不是该年度的考评结果，请核对。")


def appraised_department(session: Session, ctx: Context, text: str, year: int) -> Department:
    """Return the department of this name. Raises Refused if it has no score of the year.

    That is the agency, and a department that ended before 31 December or was founded after it.
    """
    department, last = find_department(session, ctx.jurisdiction, text), date(year, 12, 31)
    if department.is_agency:
        raise Refused(f"“{department.name}”是管理机构，没有考评。")
    if department.valid_to and department.valid_to < last:
        raise Refused(f"“{department.name}”已于{department.valid_to}终止，没有{year}年的考评。")
    if department.valid_from and department.valid_from > last:
        raise Refused(f"“{department.name}”自{department.valid_from}起设立，没有{year}年的考评。")
    return department
