"""年终检查备查: the line of each target in the filing of its office; those of an office are one filing (6.1.4)."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from sqlmodel import Session

from models.intake.agency_sheet import Takes, code_column, of_input, shown
from models.intake.report import ReportedLine, ReportFiled, YearLineFiled
from models.intake.values import percent
from models.ledger.agency_sheet.kind import Listed, SheetKind
from models.ledger.agency_sheet.taking import sheet_act
from models.ledger.nouns.duty import OBLIGATION_KEY
from models.ledger.year_end.completeness import STRUCK
from models.ledger.year_end.filing import file_year_end_check
from models.rules.cycles import YEAR_END_CHECK
from models.rules.kinds import LineStatus
from models.rules.states import ObligationState
from models.statements import run

# Each target of each year-end check, with its line in the newest version of the filing.
TARGETS = f"""
SELECT {OBLIGATION_KEY.format(o="o", d="d")} AS key, o.period, o.state, q.due, d.code AS department, w.name AS owner,
    w.code AS owner_code, t.year, t.code, t.name, t.requirement, g.progress, g.status, g.remark,
    {STRUCK} AS struck
FROM obligation o JOIN department d ON d.id = o.department_id JOIN department w ON w.id = o.owed_by
    JOIN deadline q ON q.id = o.deadline_id
    JOIN report_line l ON l.obligation_id = o.id AND l.version = 0
    JOIN target t ON t.id = l.target_id
    LEFT JOIN LATERAL (SELECT max(r.version) AS version FROM report r WHERE r.obligation_id = o.id) v ON true
    LEFT JOIN report_line g ON (g.obligation_id, g.version, g.target_id) = (o.id, v.version, t.id)
WHERE o.jurisdiction_id = :jurisdiction AND o.kind = :kind
ORDER BY o.period, d.code COLLATE "C", t.code COLLATE "C"
"""  # noqa: S608 - constants only


def list_filings(session: Session, jurisdiction: int, _day: date) -> Iterator[Listed]:
    """Yield a row for each target of each year-end check; those without a line are owed while it is open."""
    for row in run(session, TARGETS, jurisdiction=jurisdiction, kind=YEAR_END_CHECK.key):
        status = LineStatus(row.status) if row.status else None
        said = {"progress": row.progress, "status": status, "remark": row.remark} if row.progress is not None else {}
        yield Listed(
            key=f"{row.key}|{row.code}",
            name=f"{row.owner}“{row.name}”的年终填报",
            fields={"department": row.department, "period": row.period, "target": row.code} | said,
            shown={"责任部门": row.owner, "目标名称": row.name, "绩效要求": row.requirement, "期限": row.due},
            state=row.state,
            owed=row.state == ObligationState.OPEN and not said and not row.struck,
            subject=f"{row.year}/{row.code}",
            office=row.owner_code,
        )


def join_lines(rows: Sequence[Any]) -> ReportFiled:
    """Return the filing that the lines of one office make."""
    lines = tuple(ReportedLine.model_validate(row.model_dump(include=set(ReportedLine.model_fields))) for row in rows)
    return ReportFiled(department=rows[0].department, period=rows[0].period, lines=lines)


YEAR_END_FILINGS = SheetKind(
    key="year-end-filings",
    title="年终检查备查",
    chosen=file_year_end_check,
    columns=(
        shown("责任部门", 18),
        code_column(of_input(YearLineFiled, "department", title="部门编码", key=True, width=10)),
        of_input(YearLineFiled, "period", key=True, width=7),
        code_column(of_input(YearLineFiled, "target", key=True, width=13)),
        shown("目标名称", 26),
        shown("绩效要求", 26),
        shown("期限", 14, Takes.DAY),
        of_input(YearLineFiled, "progress", takes=Takes.NUMBER, parse=percent, share=True, width=9, example="100"),
        of_input(YearLineFiled, "status", width=10),
        of_input(YearLineFiled, "remark", width=36),
    ),
    rows=list_filings,
    hints=(
        "表中是年终检查还没有填报的全部目标；部门以纸质、电话等方式报来的，照填并写明来源，用回复表交回的不必再填。",
        "同一部门的各行（来源相同的）合为一次填报；可以分几次交，已填报的要改，在表下另起一行。",
        "印证材料用 year-end-evidence 提交；填报和材料都齐备的，该事项办结。",
    ),
    tasks=True,
    single=True,
    row_form=YearLineFiled,
    together=("department", "period"),
    join=join_lines,
)
import_year_end_filings = sheet_act(YEAR_END_FILINGS)
