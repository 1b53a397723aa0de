"""年终备查材料 and 年终复核: evidence that came on paper, and what the agency finds of each filing (6.1.4, 3.3)."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from sqlmodel import Session

from models.intake.agency_sheet import Takes, of_input
from models.intake.evidence import EvidenceGiven
from models.intake.report import ReportedLine, ReportFiled, YearLineFiled
from models.intake.values import percent
from models.intake.year_end import ReverificationFound
from models.ledger.agency_sheet.kind import Listed, SheetRows, code_column, grey, keys, white
from models.ledger.agency_sheet.taking import ImportedSheet
from models.ledger.nouns.shared_sql import OBLIGATION_KEY
from models.ledger.year_end.completeness import COMPARED, MISSING, STRUCK, describe_gap, is_gap
from models.ledger.year_end.filing import attach_evidence, file_year_end_check
from models.ledger.year_end.reverification import record_reverification
from models.rules.cycles import YEAR_END_CHECK, YEAR_END_REVERIFICATION
from models.rules.kinds import LineStatus
from models.rules.states import ObligationState
from models.statements import ResultRow, run

# Each target of each year-end check, with the first file that supports it.
TARGETS = f"""
SELECT {OBLIGATION_KEY.format(o="o", d="d")} AS key, o.period, o.state, q.due, d.code AS department, w.name AS owner,
    w.code AS owner_code, t.year, t.code, t.name, t.requirement, u.file_name AS file, u.about, u.made_on,
    {STRUCK} AS struck
FROM obligation o JOIN department d ON d.id = o.department_id JOIN department w ON w.id = o.owed_by
    JOIN deadline q ON q.id = o.deadline_id
    JOIN report_line l ON l.obligation_id = o.id AND l.version = 0
    JOIN target t ON t.id = l.target_id
    LEFT JOIN LATERAL (SELECT * FROM evidence_use e WHERE e.obligation_id = o.id AND e.target_id = t.id
        ORDER BY e.id LIMIT 1) u ON true
WHERE o.jurisdiction_id = :jurisdiction AND o.kind = :kind
ORDER BY o.period, d.code COLLATE "C", t.code COLLATE "C"
"""  # noqa: S608 - constants only
CHECKS = f"""
SELECT {OBLIGATION_KEY.format(o="o", d="d")} AS key, o.period, o.state, q.due, d.code AS department, d.name,
    r.complete, r.missing, r.beyond, r.uninspected,
    ARRAY(SELECT f.id FROM obligation f WHERE {COMPARED.format(o="o", f="f")} ORDER BY f.id) AS filings
FROM obligation o JOIN department d ON d.id = o.department_id JOIN deadline q ON q.id = o.deadline_id
    LEFT JOIN reverification r ON r.obligation_id = o.id
WHERE o.jurisdiction_id = :jurisdiction AND o.kind = :kind
ORDER BY o.period, d.code COLLATE "C"
"""  # noqa: S608 - constants only


def _evidence_listed(row: ResultRow) -> Listed:
    """Return the row of a target of a year-end check; it is owed without evidence while that is open."""
    return Listed(
        key=f"{row.key}|{row.code}",
        name=f"{row.owner}“{row.name}”的年终备查材料",
        fields=row._asdict() | {"target": row.code},
        state=row.state,
        owed=row.state == ObligationState.OPEN and not row.file and not row.struck,
        subject=f"{row.year}/{row.code}",
        office=row.owner_code,
    )


def list_reverifications(session: Session, jurisdiction: int, _day: date) -> Iterator[Listed]:
    """Yield a row for each re-verification, with what the comparison misses now; the open ones are owed."""
    rows = run(session, CHECKS, jurisdiction=jurisdiction, kind=YEAR_END_REVERIFICATION.key).all()
    gaps = _gaps(session, jurisdiction, {row.period for row in rows if row.state == ObligationState.OPEN})
    for row in rows:
        missing = "；".join(gap for filing in row.filings for gap in gaps[filing])
        yield Listed(
            key=row.key,
            name=f"“{row.name}”{row.period}年终复核",
            fields=row._asdict(),
            shown={"gaps": missing},
            row=row,
            state=f"{row.state}/{missing}" if row.state == ObligationState.OPEN else row.state,
            owed=row.state == ObligationState.OPEN,
        )


def _gaps(session: Session, jurisdiction: int, periods: set[str]) -> dict[Any, list[str]]:
    """Return what is missing of each filing, by its obligation: one statement for each year."""
    found: dict[Any, list[str]] = defaultdict(list)
    for period in sorted(periods):
        for row in run(session, MISSING, jurisdiction=jurisdiction, period=period, obligation=None):
            if is_gap(row):
                found[row.id].append(describe_gap(row))
    return found


YEAR_END_EVIDENCE = ImportedSheet(
    key="year-end-evidence",
    title="年终备查材料",
    chosen=attach_evidence,
    columns=(
        *grey(owner=("责任部门", 18)),
        *keys(EvidenceGiven, department=10),
        of_input(EvidenceGiven, "period", title="年度", key=True, width=7),
        code_column(of_input(EvidenceGiven, "target", key=True, width=13, required=True)),
        *grey(name=("目标名称", 26), requirement=("绩效要求", 26), due=("期限", 14, Takes.DAY)),
        of_input(EvidenceGiven, "file", title="印证材料", width=28),
        *white(EvidenceGiven, about=14, made_on=14),
    ),
    rows=SheetRows(TARGETS, _evidence_listed, {"kind": YEAR_END_CHECK.key}),
    hints=(
        "表中是年终检查还没有印证材料的全部目标。材料与表格放在同一文件夹，写文件名，一行一个文件。",
        "一项目标有几个文件的，在表下另起一行，写部门编码、年度和目标编号。",
        "各目标完成情况仍由部门填报；部门以其他方式报来的，用 year-end-filings 填。",
    ),
    tasks=True,
)
REVERIFICATIONS = ImportedSheet(
    key="reverifications",
    title="年终复核",
    chosen=record_reverification,
    columns=(
        *grey(name=("部门名称", 20)),
        *keys(ReverificationFound, department=10, period=7),
        *grey(due=("期限", 14, Takes.DAY), gaps=("比对缺项", 44)),
        *white(ReverificationFound, complete=10, missing=44, beyond=30, uninspected=30),
    ),
    rows=list_reverifications,
    hints=(
        "完备的填“是”，不写缺项；有缺项的填“否”，写明缺少的目标与印证材料，可照“比对缺项”写，一项一个分号或换行。",
        "比对看不出的缺项（如材料不合格），写明目标编号，并写明比对以外缺项的理由。",
        "年度核查没有总体评价的部门，写明未现场核查的原因（3.3）。",
    ),
    tasks=True,
    single=True,
)

# Each target of each year-end check, with its line in the newest version of the filing.
FILED = f"""
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


def _filing_listed(row: ResultRow) -> Listed:
    """Return the row of a target of a year-end check; it is owed without a line while that is open."""
    status = LineStatus(row.status) if row.status else None
    said = {"progress": row.progress, "status": status, "remark": row.remark} if row.progress is not None else {}
    return Listed(
        key=f"{row.key}|{row.code}",
        name=f"{row.owner}“{row.name}”的年终填报",
        fields={"department": row.department, "period": row.period, "target": row.code} | said,
        state=row.state,
        owed=row.state == ObligationState.OPEN and not said and not row.struck,
        subject=f"{row.year}/{row.code}",
        office=row.owner_code,
    )


def join_lines(rows: Sequence[Any]) -> ReportFiled:
    """Return the filing that the lines of one office make."""
    lines = tuple(ReportedLine.model_validate(row.model_dump(include=set(ReportedLine.model_fields))) for row in rows)
    return ReportFiled(department=rows[0].department, period=rows[0].period, lines=lines)


YEAR_END_FILINGS = ImportedSheet(
    key="year-end-filings",
    title="年终检查备查",
    chosen=file_year_end_check,
    columns=(
        *grey(owner=("责任部门", 18)),
        *keys(YearLineFiled, department=10, period=7, target=13),
        *grey(name=("目标名称", 26), requirement=("绩效要求", 26), due=("期限", 14, Takes.DAY)),
        of_input(YearLineFiled, "progress", takes=Takes.NUMBER, parse=percent, share=True, width=9),
        *white(YearLineFiled, status=10, remark=36),
    ),
    rows=SheetRows(FILED, _filing_listed, {"kind": YEAR_END_CHECK.key}),
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
