"""创新项目申报 in a sheet: a row for each project with the paper of its application (1-2.16)."""

from collections.abc import Iterator
from datetime import date

from sqlmodel import Session

from models.intake.agency_sheet import code_column, of_input, shown
from models.intake.innovation import InnovationApplied
from models.ledger.agency_sheet.kind import Listed, SheetKind
from models.ledger.agency_sheet.taking import sheet_act
from models.ledger.innovation.applications import apply_innovation
from models.statements import run

APPLIED = """
SELECT p.year, p.number, p.name, p.content, p.paper_number, p.paper_date, d.code, d.name AS department
FROM innovation_project p JOIN department d ON d.id = p.department_id
WHERE p.jurisdiction_id = :jurisdiction AND p.year >= :first AND p.state <> 'withdrawn' ORDER BY p.year, p.number
"""


def list_projects(session: Session, jurisdiction: int, day: date) -> Iterator[Listed]:
    """Yield the projects of this year and the last that were not withdrawn; a sheet has those of this year."""
    for row in run(session, APPLIED, jurisdiction=jurisdiction, first=day.year - 1):
        yield Listed(
            key=f"{row.year}/{row.number}",
            name=f"创新项目{row.year}-{row.number}“{row.name}”",
            fields={
                "department": row.code,
                "year": row.year,
                "project": row.name,
                "content": row.content,
                "number": row.paper_number,
                "dated": row.paper_date,
            },
            shown={"项目编号": f"{row.year}-{row.number}", "部门名称": row.department},
            owed=row.year == day.year,
            office=row.code,
        )


INNOVATION_PROJECTS = SheetKind(
    key="innovation-projects",
    title="创新项目申报",
    chosen=apply_innovation,
    columns=(
        shown("项目编号", 11),
        shown("部门名称", 24),
        code_column(of_input(InnovationApplied, "department", title="部门编码", key=True, width=11, example="SJYT")),
        of_input(InnovationApplied, "year", key=True, width=9, example="2026"),
        of_input(InnovationApplied, "project", key=True, width=28, example="学生就近入学一次办"),
        of_input(InnovationApplied, "content", width=50, example="报名、审核、录取一次办结"),
        of_input(InnovationApplied, "number", width=24, example="黔教函〔2026〕9号"),
        of_input(InnovationApplied, "dated", width=14, example="2026-10-12"),
        of_input(InnovationApplied, "evidence", width=20, example="申报书.pdf", fresh=True),
    ),
    rows=list_projects,
    hints=(
        "一行一个项目，新申报的写在末尾；项目编号由系统编。申报截止以前收到的当日登记，截止以后不再收取。",
        "内容或文件有误的，先撤回（withdraw_innovation）再申报。",
    ),
    single=True,
)
import_innovation_projects = sheet_act(INNOVATION_PROJECTS)
