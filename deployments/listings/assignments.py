"""`mubiao assignments`: other work that was assigned to the agency; the JSON has results and files."""

from datetime import date

from sqlmodel import Session

from deployments.listings.listing import Column, Filter, Listing
from models.ledger.assignment.assignments import list_assignments
from models.rules.assignment import Giver
from models.rules.states import AssignmentState


def _none(_session: Session, _day: date, *, done: bool) -> str:
    return f"没有{'' if done else '未办结的'}交办事项。登记：mubiao act record_assignment。"


LISTING = Listing(
    "assignments",
    "交办事项",
    "交办事项：党委、政府和领导小组交办的其他工作。例：mubiao assignments --all",
    list_assignments,
    (
        Column("编号", "assignment", kept=True),
        Column("交办单位", "giver", Giver),
        Column("交办文号", "paper_number", kept=True),
        Column("交办内容", "content"),
        Column("办理时限", lambda row: f"{row['limit'] or ''}{'（超过时限）' if row['late'] else ''}", kept=True),
        Column("状态", "state", AssignmentState),
        Column("办结", "done_on"),
    ),
    none=_none,
    filters=(Filter("done", "也列已办结的和已撤销的", option="all"),),
)
