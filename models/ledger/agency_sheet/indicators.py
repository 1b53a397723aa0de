"""绩效指标 as a sheet: the trees of targets and of drafts, with check codes for the next import (1-2.9)."""

from typing import Any

from models.intake.agency_sheet import of_input
from models.intake.indicator import IndicatorRow
from models.ledger.agency_sheet.kind import Listed, SheetKind, SheetRows, white
from models.ledger.draft.tree_import import import_indicators
from models.rules.requirements import shown_value
from models.rules.target.amount import Direction

INDICATORS_ROWS = """
SELECT t.year, t.code AS target, n.*, concat_ws('/', n.version, n.correction) AS state,
    concat_ws('/', t.year, t.code) AS subject
FROM target t CROSS JOIN LATERAL (SELECT DISTINCT ON (i.code) i.version, i.correction, i.position, i.code, i.parent,
        i.words, i.quantity, i.unit, i.direction, i.standard, i.deadline
    FROM indicator i WHERE i.target_id = t.id ORDER BY i.code, i.version DESC, i.correction DESC) n
WHERE t.jurisdiction_id = :jurisdiction AND t.withdrawn_on IS NULL
UNION ALL SELECT r.year, r.code, 0, 0, n.position, n.code, n.parent, n.words, n.quantity, n.unit, n.direction,
    n.standard, n.deadline, r.state, concat_ws('/', r.year, r.code)
FROM target_draft r JOIN draft_indicator n ON n.draft_id = r.id
WHERE r.jurisdiction_id = :jurisdiction AND r.state NOT IN ('issued', 'withdrawn')
ORDER BY 1, 2, position
"""


def _listed(row: Any) -> Listed:  # noqa: ANN401 - a result row
    """Return the row of an indicator that is in force, or of a draft that is not issued."""
    quantity = "" if row.quantity is None else shown_value(row.quantity)
    direction = Direction(row.direction) if row.direction else None
    return Listed(
        key=f"{row.year}/{row.target}/{row.code}",
        name=row.words,
        fields=row._asdict() | {"quantity": quantity, "direction": direction},
        state=row.state,
        subject=row.subject,
    )


INDICATORS = SheetKind(
    key="indicators",
    title="指标",
    chosen=import_indicators,
    columns=(
        of_input(IndicatorRow, "year", key=True, width=8),
        of_input(IndicatorRow, "target", key=True, width=14),
        of_input(IndicatorRow, "code", key=True, width=10),
        *white(IndicatorRow, parent=10, words=28, quantity=10, unit=8, direction=10, standard=28, deadline=14),
    ),
    rows=SheetRows(INDICATORS_ROWS, _listed),
    hints=(
        "一行一项指标，最多三级；上级指标空的，直接在目标之下。有下级的指标，数量、单位、完成时限留空。",
        "最下一级指标写明完成时限：有数量的写明数量、单位、方向，没有数量的写明可核查的标准。",
        "目标下达后，指标不在表中更改：调整须经同意和备案，录入错误的用 --correction 更正。",
        "草案的指标报审以前可以更改、增加，更改后须再沟通；表中少一行不删，要删的用 remove_indicator。",
    ),
)
