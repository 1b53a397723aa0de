"""参与单位 and 内设机构 in sheets, each row one of them (1-2.2, 1-2.12)."""

from collections.abc import Iterator
from datetime import date

from sqlmodel import Session

from models.intake.agency_sheet import of_input
from models.intake.body import BodyNamed, DivisionNamed
from models.ledger.agency_sheet.kind import Listed, grey, keys, white
from models.ledger.agency_sheet.taking import ImportedSheet
from models.ledger.registry.bodies import list_bodies, list_divisions, register_body, register_division


def _list_bodies(session: Session, _jurisdiction: int, day: date) -> Iterator[Listed]:
    """Yield every registered body."""
    for row in list_bodies(session, day, former=True):
        yield Listed(key=row["name"], name=row["name"], fields=row)


def _list_divisions(session: Session, _jurisdiction: int, day: date) -> Iterator[Listed]:
    """Yield every registered part of a department."""
    for row in list_divisions(session, day, former=True):
        key, fields = f"{row['department_code']}|{row['name']}", {**row, "department": row["department_code"]}
        yield Listed(
            key=key, name=f"{row['department']}{row['name']}", fields=fields, shown={"department": row["department"]}
        )


BODIES = ImportedSheet(
    key="bodies",
    title="参与单位",
    chosen=register_body,
    columns=(
        of_input(BodyNamed, "name", key=True, width=36),
        *white(BodyNamed, kind=18, member=18, basis=28, email=28, contact=14, mobile=16, valid_from=16, valid_to=16),
    ),
    rows=_list_bodies,
    hints=(
        "部门（管理单位目标办）在部门表中登记；领导小组、机关工委、督查室等在这里登记。",
        "领导小组成员单位填是的，依据文件写确定它为成员单位的文件的文号。",
    ),
)
DIVISIONS = ImportedSheet(
    key="divisions",
    title="内设机构",
    chosen=register_division,
    columns=(
        *keys(DivisionNamed, department=14),
        *grey(department=("部门名称", 28)),
        of_input(DivisionNamed, "name", key=True, width=28),
        *white(DivisionNamed, valid_from=16, valid_to=16),
    ),
    rows=_list_divisions,
)
