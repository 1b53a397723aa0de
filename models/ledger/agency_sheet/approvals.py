"""目标审批: the sheet that goes to a body with its paper, a row for each draft; it is one decision (1-2.4, 1-2.5)."""

from collections.abc import Mapping, Sequence
from typing import Any

from models.intake.draft import DraftDecided, SubmissionApproved
from models.ledger.agency_sheet.kind import Listed, SheetRows, grey, keys, white
from models.ledger.agency_sheet.taking import ImportedSheet
from models.ledger.draft.approval import approve_drafts
from models.rules.draft import ApprovalDecision

# Each draft of each paper, with what was decided of it.
DRAFTS = """
SELECT concat(p.year, '-', p.number) AS submission, p.body, p.approval_number, p.approval_date, p.year, r.code, r.name,
    r.requirement, d.name AS department, y.decided
FROM submission p JOIN submission_line y ON y.submission_id = p.id JOIN target_draft r ON r.id = y.draft_id
    LEFT JOIN target_draft_department x ON x.draft_id = r.id AND x.position = 0
    LEFT JOIN department d ON d.id = x.department_id
WHERE p.jurisdiction_id = :jurisdiction ORDER BY p.year, p.number, r.code COLLATE "C"
"""
WAITING = "waiting"


def _listed(row: Any) -> Listed:  # noqa: ANN401 - a result row
    """Return the row of a draft in a paper; it is owed until the body has decided it."""
    said = {"number": row.approval_number, "dated": row.approval_date} if row.decided != WAITING else {}
    return Listed(
        key=f"{row.submission}|{row.code}",
        name=f"报审{row.submission}中“{row.name}”的审批",
        fields={"submission": row.submission, "target": row.code} | said,
        state=row.decided,
        owed=row.decided == WAITING and not row.approval_number,
        subject=f"{row.year}/{row.code}",
    )


def join_decisions(rows: Sequence[Any]) -> SubmissionApproved:
    """Return the approval that the rows of one paper make."""
    returned = {row.target: row.reason.strip() for row in rows if row.decision is ApprovalDecision.RETURNED}
    return SubmissionApproved(
        submission=rows[0].submission,
        number=rows[0].number,
        dated=rows[0].dated,
        returned=tuple(returned),
        reason=_reason_of(returned),
        evidence=tuple({piece.file: piece for row in rows for piece in row.evidence}.values()),
        decided=tuple(row.target for row in rows),
    )


def _reason_of(returned: Mapping[str, str]) -> str:
    """Return the one reason of all returned drafts, or each reason with its target."""
    reasons = set(returned.values())
    return "；".join(f"{code}：{why}" for code, why in returned.items()) if len(reasons) > 1 else "".join(reasons)


APPROVALS = ImportedSheet(
    key="approvals",
    title="目标审批",
    chosen=approve_drafts,
    columns=(
        *grey(body=("审批单位", 24)),
        *keys(DraftDecided, submission=12, target=13),
        *grey(name=("目标名称", 26), requirement=("绩效要求", 34), department=("责任部门", 18)),
        *white(DraftDecided, decision=10, reason=26, number=20, dated=14, evidence=20),
    ),
    rows=SheetRows(DRAFTS, _listed),
    hints=(
        "表中是已报审、审批单位还没有意见的全部目标草案。可以随报审件送审批单位，由其逐项填写审批意见。",
        "只写一个审批单位的，用 mubiao export approvals --body 单位名称，一个单位一份。",
        "同一报审的各行合为一次登记，须逐项写明：批准，或退回并写退回原因；没有写明的不作为批准，整份不登记。",
        "批件文号、日期各行相同，批件与表格放在同一文件夹，写文件名。",
    ),
    tasks=True,
    grows=False,
    sent=True,
    single=True,
    row_form=DraftDecided,
    together=("submission", "number", "dated"),
    join=join_decisions,
)
