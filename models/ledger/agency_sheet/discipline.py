"""讲规矩守纪律 in a sheet: a new fact in each row, with what it reduces and its paper (1-6.1, A44)."""

from collections.abc import Iterator
from datetime import date

from sqlmodel import Session, select

from models.intake.agency_sheet import code_column, of_input
from models.intake.discipline import DisciplineRecorded
from models.ledger.agency_sheet.kind import Listed, SheetKind
from models.ledger.agency_sheet.taking import sheet_act
from models.ledger.score.discipline import DISCIPLINE_OF_YEAR, record_discipline
from models.records import Department
from models.rules.score.given import year_appraised


def list_discipline(session: Session, jurisdiction: int, day: date) -> Iterator[Listed]:
    """Yield every record in force of this year and the last; a sheet has those of the appraised year."""
    asked = select(Department).where(Department.jurisdiction_id == jurisdiction)
    departments = {each.code: each for each in session.exec(asked)}
    for year in (day.year - 1, day.year):
        for code, rows in DISCIPLINE_OF_YEAR.of_year(session, jurisdiction, year).items():
            for row in reversed(rows):
                yield Listed(
                    key=f"{year}/{code}/{row.serial}",
                    name=DISCIPLINE_OF_YEAR.name(departments[code], year, row.serial),
                    fields={"department": code, "year": year} | DISCIPLINE_OF_YEAR.fields_of(row),
                    owed=year == year_appraised(day),
                )


DISCIPLINE_SHEET = SheetKind(
    key="discipline",
    title="讲规矩守纪律",
    chosen=record_discipline,
    columns=(
        code_column(of_input(DisciplineRecorded, "department", title="部门编码", key=True, width=11, example="SJYT")),
        of_input(DisciplineRecorded, "year", key=True, width=9, example="2026"),
        of_input(DisciplineRecorded, "fact", key=True, width=50, example="未按规定报告重大事项"),
        of_input(DisciplineRecorded, "reduces", width=28, example="年度目标绩效奖下调一档"),
        of_input(DisciplineRecorded, "number", key=True, width=24, example="黔纪通〔2027〕2号"),
        of_input(DisciplineRecorded, "dated", width=14, example="2027-01-12"),
        of_input(DisciplineRecorded, "evidence", width=20, example="通报.pdf", fresh=True),
    ),
    rows=list_discipline,
    hints=(
        "一行一项事实；只扣奖不扣分，得分不变；扣减写档次或比例，不写分数和金额。",
        "部门、年度、事实、文号都与已登记的相同的是同一项，不登记两次；有误的先撤回（withdraw_discipline）再登记。",
    ),
    single=True,
)
import_discipline = sheet_act(DISCIPLINE_SHEET)
