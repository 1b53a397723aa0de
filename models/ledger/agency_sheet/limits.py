"""整改时限: the listed entries without a limit; the limit of each is filled in (6.2.4)."""

from typing import Any

from models.intake.agency_sheet import Takes, of_input
from models.intake.negative_list import LimitSet
from models.ledger.agency_sheet.kind import Listed, SheetRows, grey, keys
from models.ledger.agency_sheet.taking import ImportedSheet
from models.ledger.negative_list.entries import set_limit

# Every entry with the limit of its first round. Of those without one, only the listed ones take it, and not while an
# appeal is accepted.
ENTRIES = """
SELECT t.code, t.year, t.name, e.occurrence, e.state, e.listed_on, e.found_on, e.finding, w.name AS department,
    r."limit", coalesce(a.accepted, false) AS accepted
FROM negative_entry e JOIN target t ON t.id = e.target_id JOIN department w ON w.id = e.department_id
    LEFT JOIN remediation r ON r.entry_id = e.id AND r.round = 1
    LEFT JOIN LATERAL (SELECT true AS accepted FROM appeal p WHERE p.entry_id = e.id AND p.state = 'accepted' LIMIT 1) a
        ON true
WHERE t.jurisdiction_id = :jurisdiction
ORDER BY w.code COLLATE "C", t.year, t.code COLLATE "C", e.occurrence
"""


def _listed(row: Any) -> Listed:  # noqa: ANN401 - a result row
    """Return the row of an entry of the negative list; it is owed without a limit."""
    return Listed(
        key=f"{row.year}/{row.code}/{row.occurrence}",
        name=f"{row.department}“{row.name}”的整改时限",
        fields={"target": row.code, "year": row.year, "limit": row.limit},
        state=f"{row.state}{'，申诉中' if row.accepted else ''}",
        owed=row.state == "listed" and not row.accepted,
        subject=f"{row.year}/{row.code}",
    )


LIMITS = ImportedSheet(
    key="limits",
    title="整改时限",
    chosen=set_limit,
    columns=(
        *grey(department=("责任部门", 20)),
        *keys(LimitSet, target=14, year=8),
        *grey(name=("目标名称", 30), listed_on=("列入日期", 14, Takes.DAY), finding=("核查情况", 44)),
        of_input(LimitSet, "limit", width=16),
    ),
    rows=SheetRows(ENTRIES, _listed),
    hints=("表中是已列入负面清单、还没有明确整改时限的全部条目，填上整改时限即可，不填的以后再办。",),
    tasks=True,
    single=True,
)
