"""Departments that are entered after a year is over and would be appraised for it (A54)."""

from collections.abc import Iterable, Mapping
from datetime import date

from sqlmodel import Session

from models.intake.complaints import Checked, Complaint
from models.intake.department import DepartmentRow
from models.ledger.acts import Context
from models.ledger.jurisdiction import go_live
from models.ledger.target.taken_over import FOUNDED
from models.records import Department
from models.rules.issue_day import first_month_ends
from models.statements import run

HAD_TARGETS = """
SELECT EXISTS (SELECT FROM target WHERE jurisdiction_id = :jurisdiction AND year = :year AND withdrawn_on IS NULL)
"""


def entered_late(
    session: Session, data: Checked[DepartmentRow], existing: Mapping[str, Department], ctx: Context
) -> Iterable[Complaint]:
    """A54: complain about new departments of a year that is over and has targets: they were asked nothing in it.

    In the first month after go-live, or after the founding if that is later, they are registered freely.
    """
    year = ctx.date.year - 1
    late = [
        each
        for each in data.rows
        if each.row.code not in existing
        and (each.row.valid_from or date.min) <= date(year, 12, 31)
        and (each.row.valid_to or date.max) >= date(year, 12, 31)
    ]
    if not late or not run(session, HAD_TARGETS, jurisdiction=ctx.jurisdiction, year=year).scalar():
        return
    if ctx.date <= first_month_ends(max(go_live(session, ctx), run(session, FOUNDED).scalar_one())):
        return
    for each in late:
        yield each.complain(
            "生效日期",
            f"应在{year + 1}年1月1日以后：{year}年已经结束，其间没有登记“{each.row.name}”，不再纳入该年度的考评",
        )
