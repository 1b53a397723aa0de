"""Sheets of reports taken over, all rows or none."""

from collections.abc import Mapping

from sqlmodel import Session

from models.database import run
from models.intake.acts import Line, ReportGiven
from models.intake.complaints import Checked, Located
from models.intake.reports import ReportRow
from models.ledger.acting import Context, Role, Summary, act
from models.ledger.reporting import keep_report, report_owed
from models.ledger.tallying import names_of, refuse_if, unknown
from models.records import Department
from models.rules.cycles import MONTHLY_CHECK
from models.rules.errors import Refused

TAKEN_OVER = """
SELECT o.owed_by, o.period, t.code AS target, d.code FROM obligation o JOIN department d ON d.id = o.department_id
    JOIN report_line l ON l.obligation_id = o.id AND l.version = 0 JOIN target t ON t.id = l.target_id
WHERE o.jurisdiction_id = :jurisdiction AND o.kind = :kind AND o.period = ANY(:periods) AND o.owed_by <> o.department_id
"""


@act("import_reports", "导入填报", clause="3-6.1.1", roles={Role.OFFICE, Role.AGENCY})
def import_reports(session: Session, said: Checked[ReportRow], ctx: Context) -> Summary:
    """6.1.1: reports of one or many offices from a sheet; each department and month is one report."""
    complaints, reports = list(said.complaints), 0
    known = names_of(session, ctx)
    groups = _groups(session, said, ctx, known)
    for (department, period), rows in groups.items():
        if not known.get(department):
            complaints.append(unknown(rows[0], "部门编码", department, known))
            continue
        lines = tuple(_line(located.row) for located in rows)
        if said.complaints and len({line.target for line in lines}) < len(lines):
            continue  # said already, at the cell
        given = ReportGiven(department=department, period=period, lines=lines, reason=said.reason)
        try:
            reports += keep_report(session, ctx, report_owed(session, given, ctx), given).counts["reports"]
        except Refused as refusal:
            complaints.append(rows[0].source.complain("", refusal.message))
    refuse_if(complaints)
    same = len(groups) - reports
    words = f"填报共{len(said.rows)}行，{len(groups)}份：新增或更改{reports}份，未变{same}份。"
    return Summary(words, {"rows": len(said.rows), "new": reports, "changed": 0, "same": same})


def _groups(
    session: Session, said: Checked[ReportRow], ctx: Context, known: Mapping[str, Department | None]
) -> dict[tuple[str, str], list[Located[ReportRow]]]:
    """The rows by department and month; a target of a report that was taken over belongs to that report."""
    periods = sorted({located.row.period for located in said.rows})
    rows = run(session, TAKEN_OVER, jurisdiction=ctx.jurisdiction, kind=MONTHLY_CHECK.key, periods=periods)
    former = {(row.owed_by, row.period, row.target): row.code for row in rows}
    groups: dict[tuple[str, str], list[Located[ReportRow]]] = {}
    for located in said.rows:
        row = located.row
        named = known.get(row.department)
        code = former.get((named.id if named else None, row.period, row.target), row.department)
        groups.setdefault((code, row.period), []).append(located)
    return groups


def _line(row: ReportRow) -> Line:
    return Line(target=row.target, progress=row.progress, status=row.status, remark=row.remark)
