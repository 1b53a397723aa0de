"""核查人员名册 in sheets: third parties and inspectors, each row one of them (1-2.24, 4.3)."""

from typing import Any

from models.intake.agency_sheet import of_input
from models.intake.inspection import InspectorNamed, ThirdPartyNamed
from models.ledger.agency_sheet.kind import Listed, SheetRows, code_column, keys, white
from models.ledger.agency_sheet.taking import ImportedSheet
from models.ledger.inspection.roster import register_inspector, register_third_party

PARTIES = """
SELECT r.name, r.credit_code, r.qualification, r.independence, r.valid_from, r.valid_to
FROM third_party r WHERE r.jurisdiction_id = :jurisdiction ORDER BY r.name COLLATE "C"
"""
INSPECTORS = """
SELECT r.name, coalesce(y.name, '') AS third_party, r.position, r.valid_from, r.valid_to
FROM inspector r LEFT JOIN third_party y ON y.id = r.third_party_id
WHERE r.jurisdiction_id = :jurisdiction ORDER BY y.name COLLATE "C" NULLS FIRST, r.name COLLATE "C"
"""


def _party_listed(row: Any) -> Listed:  # noqa: ANN401 - a result row
    return Listed(key=row.name, name=row.name, fields=row._asdict())


def _inspector_listed(row: Any) -> Listed:  # noqa: ANN401 - a result row
    return Listed(key=f"{row.third_party}/{row.name}", name=row.name, fields=row._asdict())


THIRD_PARTIES = ImportedSheet(
    key="third-parties",
    title="第三方机构",
    chosen=register_third_party,
    columns=(
        of_input(ThirdPartyNamed, "name", key=True, width=28),
        code_column(of_input(ThirdPartyNamed, "credit_code", width=24)),
        *white(ThirdPartyNamed, qualification=24, independence=36, valid_from=16, valid_to=16),
    ),
    rows=SheetRows(PARTIES, _party_listed),
)
INSPECTORS_SHEET = ImportedSheet(
    key="inspectors",
    title="核查人员",
    chosen=register_inspector,
    columns=(
        *keys(InspectorNamed, name=14, third_party=28),
        *white(InspectorNamed, position=20, valid_from=16, valid_to=16),
    ),
    rows=SheetRows(INSPECTORS, _inspector_listed),
    hints=("管理机构自己的人员，“第三方机构”不填；第三方机构的人员，先用 third-parties 表登记机构。",),
)
