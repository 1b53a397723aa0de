"""级别: the rank of a unit from a day on, with its paper; only 2.16 asks for it (1-2.16)."""

from datetime import date

from sqlmodel import Session, col, select

from models.intake.innovation import RankRegistered
from models.ledger.acts import Context, Role, Summary, act
from models.ledger.evidence.exhibits import attach_exhibits
from models.ledger.lookup import find_department
from models.ledger.transitions import record
from models.ledger.turns import lock
from models.records import Department, DepartmentRank, id_of
from models.rules.errors import Refused
from models.rules.score.innovation import Rank


@act("register_rank", "登记部门级别", clause="1-2.16", roles={Role.AGENCY})
def register_rank(session: Session, data: RankRegistered, ctx: Context) -> Summary:
    """2.16: insert the rank of a unit from a day on, with its paper; earlier ones stay. The same changes nothing.

    Raises Refused for the agency, and for a paper of a day to come.
    """
    department = find_department(session, ctx.jurisdiction, data.department)
    if department.is_agency:
        raise Refused(f"“{department.name}”是管理机构，不参加创新项目评选，不登记级别。")
    if data.dated > ctx.date:
        raise Refused(f"文件日期{data.dated}晚于今天（{ctx.date}），请核对。")
    lock(session, "department_rank")
    last = _newest(session, department, date.max)
    given = (data.rank, data.since, data.number, data.dated)
    if last and (last.rank, last.since, last.paper_number, last.paper_date) == given:
        return Summary(f"“{department.name}”的级别此前已登记，未作改动。", {"registered": 0})
    new = DepartmentRank(
        department_id=id_of(department),
        serial=last.serial + 1 if last else 1,
        rank=data.rank,
        since=data.since,
        paper_number=data.number,
        paper_date=data.dated,
        recorded_on=ctx.date,
    )
    session.add(new)
    session.flush()
    record(session, ctx, "department_rank", [id_of(new)], "registered")
    files = attach_exhibits(session, ctx, "department_rank", id_of(new), data.evidence)
    words = f"已登记“{department.name}”自{data.since}起为{data.rank.label}（{data.number}）。"
    return Summary(words, {"registered": 1, "evidence": files})


def rank_on(session: Session, department: Department, day: date) -> Rank | None:
    """Return the rank of a unit on a day, if it is on record."""
    found = _newest(session, department, day)
    return found.rank if found else None


def _newest(session: Session, department: Department, day: date) -> DepartmentRank | None:
    ranks = select(DepartmentRank).where(DepartmentRank.department_id == department.id, DepartmentRank.since <= day)
    return session.exec(ranks.order_by(col(DepartmentRank.serial).desc())).first()
