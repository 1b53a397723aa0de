"""Import of reports from sheets: all rows or none."""

from collections.abc import Mapping
from functools import partial

from sqlmodel import Session

from models.intake.complaints import Checked, Located
from models.intake.report import ReportedLine, ReportGiven, ReportRow
from models.intake.values import folded
from models.ledger.acts import Context, Role, Summary, act, entering
from models.ledger.report.given_lines import read_lines
from models.ledger.report.reports import find_report_duty, save_report
from models.ledger.report.self_check import find_check_duty, save_check
from models.ledger.sheets import CODE, complain_unknown, names_of, refuse_if, unknown_departments
from models.records import Department
from models.rules.cycles import MONTHLY_CHECK
from models.rules.errors import Refused
from models.rules.periods import Span, parse_period
from models.rules.self_check import SELF_CHECK
from models.statements import run

TAKEN_OVER = """
SELECT o.owed_by, o.period, t.code AS target, d.code FROM obligation o JOIN department d ON d.id = o.department_id
    JOIN report_line l ON l.obligation_id = o.id AND l.version = 0 JOIN target t ON t.id = l.target_id
WHERE o.jurisdiction_id = :jurisdiction AND o.kind = ANY(:kinds) AND o.period = ANY(:periods)
    AND o.owed_by <> o.department_id
"""


TITLE = "导入填报"


@act("import_reports", TITLE, clause="3-6.1.1", roles={Role.OFFICE, Role.AGENCY}, claims_for="表中各部门目标办")
def import_reports(session: Session, data: Checked[ReportRow], ctx: Context) -> Summary:
    """6.1.1, 7.1: import reports from a sheet: one report per department and month, one self-check per quarter.

    Raises Refused with all complaints if a row or report is invalid.
    """
    known, reports = names_of(session, ctx), 0
    complaints = [*data.complaints, *unknown_departments(data, CODE, known)]
    groups, unread = _group_rows(session, data, ctx, known), {folded(row.cells[CODE]) for row in data.unsound}
    for (department, period), rows in groups.items():
        if not known.get(department):
            complaints.append(complain_unknown(rows[0], CODE, department, known))
            continue
        lines = tuple(_build_line(located.row) for located in rows)
        if data.complaints and len({line.name for line in lines}) < len(lines):
            continue  # the cell already has a complaint
        report = ReportGiven(department=department, period=period, lines=lines, reason=data.reason)
        complete = unread.isdisjoint(located.row.department for located in rows)
        try:
            reports += _save_or_validate(session, ctx, report, whole=complete)
        except Refused as refusal:
            complaints.append(rows[0].source.complain("", refusal.message))
    refuse_if(complaints)
    same = len(groups) - reports
    words = f"填报共{len(data.rows)}行，{len(groups)}份：新增或更改{reports}份，未变{same}份。"
    return Summary(words, {"rows": len(data.rows), "new": reports, "changed": 0, "same": same})


def _save_or_validate(session: Session, ctx: Context, report: ReportGiven, *, whole: bool) -> int:
    """Save the report if all of its rows were readable; otherwise only validate it. Returns 1 if it changed."""
    monthly = parse_period(report.period).span is Span.MONTH
    find_duty, save = (find_report_duty, save_report) if monthly else (find_check_duty, save_check)
    obligation = find_duty(session, report, ctx)
    if whole:
        done = entering(session, ctx, obligation.owed_by, TITLE, partial(save, session, ctx, obligation, report))
        return done.counts["reports"]
    read_lines(session, obligation, report.lines)
    return 0


def _group_rows(
    session: Session, data: Checked[ReportRow], ctx: Context, known: Mapping[str, Department | None]
) -> dict[tuple[str, str], list[Located[ReportRow]]]:
    """Group the rows by department and period; a line that was taken over belongs to the former department's report."""
    periods = sorted({located.row.period for located in data.rows})
    kinds = [MONTHLY_CHECK.key, SELF_CHECK.key]
    rows = run(session, TAKEN_OVER, jurisdiction=ctx.jurisdiction, kinds=kinds, periods=periods)
    former = {(row.owed_by, row.period, row.target): row.code for row in rows}
    groups: dict[tuple[str, str], list[Located[ReportRow]]] = {}
    for located in data.rows:
        row = located.row
        department = known.get(row.department)
        code = former.get((department.id if department else None, row.period, row.target), row.department)
        groups.setdefault((code, row.period), []).append(located)
    return groups


def _build_line(row: ReportRow) -> ReportedLine:
    values = {name: getattr(row, name) for name in ("target", "indicator", "progress", "status", "quantity", "remark")}
    return ReportedLine(**values)
