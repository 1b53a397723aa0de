"""目标云上传: the key projects whose progress the agency uploads itself, a row for each month (7.5)."""

from typing import Any

from models.intake.agency_sheet import Takes, of_input
from models.intake.cloud import ProgressUploaded
from models.intake.values import names, percent
from models.ledger.agency_sheet.kind import Listed, SheetRows, grey, keys
from models.ledger.agency_sheet.taking import ImportedSheet
from models.ledger.cloud.uploads import upload_progress
from models.ledger.nouns.shared_sql import LED_BY, NAMED_BY, OBLIGATION_KEY
from models.rules.cloud import CLOUD_MONITORING
from models.rules.states import ObligationState

# Each duty to upload, with the newest upload of its month and the one of the month before.
DUTIES = f"""
SELECT {OBLIGATION_KEY.format(o="o", d="w")} AS key, o.period, o.state, q.due, t.year, t.code, t.name, z.is_agency,
    d.name AS department, u.number, u.progress, u.text, b.progress AS before,
    (SELECT json_agg(m.file_name ORDER BY m.id) FROM cloud_medium m WHERE m.upload_id = u.id) AS media
FROM obligation o JOIN department w ON w.id = o.department_id JOIN department z ON z.id = o.owed_by
    JOIN deadline q ON q.id = o.deadline_id
    JOIN target t ON t.jurisdiction_id = o.jurisdiction_id AND {NAMED_BY.format(key="o.subject")}
    {LED_BY}
    LEFT JOIN LATERAL (SELECT * FROM cloud_upload y WHERE y.target_id = t.id AND y.period = o.period
        AND y.progress IS NOT NULL ORDER BY y.number DESC LIMIT 1) u ON true
    LEFT JOIN LATERAL (SELECT y.progress FROM cloud_upload y WHERE y.target_id = t.id AND y.period < o.period
        AND y.progress IS NOT NULL ORDER BY y.period DESC, y.number DESC LIMIT 1) b ON true
WHERE o.jurisdiction_id = :jurisdiction AND o.kind = :kind
ORDER BY q.due, d.code COLLATE "C", t.year, t.code COLLATE "C"
"""  # noqa: S608 - constants only


def _listed(row: Any) -> Listed:  # noqa: ANN401 - a result row
    """Return the row of a duty to upload; the open ones of the agency itself are owed."""
    return Listed(
        key=row.key,
        name=f"“{row.name}”{row.period}的目标云上传",
        fields=row._asdict() | {"target": row.code, "media": tuple(row.media or ())},
        state=f"{row.state}/{row.number or 0}{'' if row.is_agency else '，已委托'}",
        owed=row.state == ObligationState.OPEN and row.is_agency,
        subject=f"{row.year}/{row.code}",
    )


UPLOADS = ImportedSheet(
    key="uploads",
    title="目标云上传",
    chosen=upload_progress,
    columns=(
        *grey(department=("责任部门", 18)),
        *keys(ProgressUploaded, target=13, period=10),
        *grey(name=("目标名称", 28), due=("期限", 14, Takes.DAY), before=("上次进度", 10, Takes.NUMBER)),
        of_input(ProgressUploaded, "progress", takes=Takes.NUMBER, parse=percent, share=True, width=9),
        of_input(ProgressUploaded, "media", takes=Takes.FILES, parse=names, width=30),
        of_input(ProgressUploaded, "text", width=32),
    ),
    rows=SheetRows(DUTIES, _listed, {"kind": CLOUD_MONITORING.key}),
    hints=(
        "图片、视频与表格放在同一文件夹，在“图片和视频”中写文件名，每项至多20个。",
        "已委托部门上传的项目不在表中。上传后再改的，重新导出后填写，或用单项操作。",
    ),
    tasks=True,
)
