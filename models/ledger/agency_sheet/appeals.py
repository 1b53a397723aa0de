"""申诉办理: the open appeals; answer, re-inspection and ruling of each are filled in (4.3 a)."""

from typing import Any

from models.intake.agency_sheet import Takes, of_input
from models.intake.appeal import AppealHandled
from models.intake.values import text
from models.ledger.agency_sheet.kind import Listed, SheetRows, grey, keys, white
from models.ledger.agency_sheet.taking import ImportedSheet
from models.ledger.appeal.appeals import RUNNING
from models.ledger.appeal.handling import handle_appeal
from models.ledger.nouns import NOUNS
from models.ledger.nouns.shared_sql import APPEAL, HEIRS, OF_APPEAL
from models.rules.appeal import AppealAnswer, SubjectKind
from models.rules.states import AppealState

# Each appeal with its target, if it is about one, and the duty that is open about it.
APPEALS = f"""
SELECT {NOUNS["appeal"].key_of("a.id")} AS appeal, a.subject_kind AS kind, a.subject_key, a.state, a.ground,
    a.lodged_on, a.ruling, a.reason, coalesce(t.year, y.year) AS year, coalesce(t.code, y.code) AS code,
    coalesce(t.name, y.name) AS name, w.name AS department, i.year || '-' || i.number AS inspection,
    (SELECT max(x.due) FROM obligation o
        JOIN deadline x ON x.id = o.deadline_id WHERE o.jurisdiction_id = w.jurisdiction_id AND o.state = 'open'
            AND o.kind IN ('appeal_answer', 'appeal_ruling') AND o.subject = {OF_APPEAL}) AS due
FROM {APPEAL} LEFT JOIN inspection i ON i.id = a.inspection_id
    LEFT JOIN {HEIRS} h ON h.department_id = a.department_id
    JOIN department w ON w.id = coalesce(h.heir, a.department_id)
WHERE w.jurisdiction_id = :jurisdiction
ORDER BY a.lodged_on, w.code COLLATE "C", a.id
"""  # noqa: S608 - constants only
ANSWERED = {AppealState.ACCEPTED, AppealState.RULED}


def _listed(row: Any) -> Listed:  # noqa: ANN401 - a result row
    """Return the row of an appeal; it is owed until it is refused, ruled on or withdrawn."""
    state, kind = AppealState(row.state), SubjectKind(row.kind)
    of_entry = kind is SubjectKind.ENTRY
    named = {"target": row.code, "year": row.year} if of_entry else {"key": row.subject_key}
    answer = AppealAnswer.REFUSED if state is AppealState.REFUSED else AppealAnswer.ACCEPTED
    done = {"answer": answer} if state in ANSWERED or state is AppealState.REFUSED else {}
    return Listed(
        key=row.appeal,
        name=f"{row.department}“{row.name or row.subject_key}”的申诉",
        fields={"kind": kind.label, **named, **done, "inspection": row.inspection, "reason": row.reason},
        state=row.state,
        owed=state in RUNNING,
        subject=f"{row.year}/{row.code}" if row.code else "",
    )


APPEALS_SHEET = ImportedSheet(
    key="appeals",
    title="申诉办理",
    chosen=handle_appeal,
    columns=(
        *grey(department=("责任部门", 18)),
        of_input(AppealHandled, "kind", key=True, width=12, parse=text),
        *keys(AppealHandled, target=13, year=7, key=18),
        *grey(name=("目标名称", 26), ground=("申诉理由", 32), lodged_on=("提出日期", 14, Takes.DAY)),
        *grey(due=("期限", 14, Takes.DAY)),
        *white(AppealHandled, answer=10, inspection=12, ruling=8, reason=30, finding=26, new_limit=14, made_good=20),
        *white(AppealHandled, evidence=20),
    ),
    rows=SheetRows(APPEALS, _listed),
    hints=(
        "表中是还没有办结的申诉。先答复（受理或不予受理），受理后填复核的核查编号，复核签字后填裁定和理由。",
        "不予受理、裁定都写理由；变更的，写变更后的认定或新的整改时限。",
        "部门撤回的，用 mubiao act withdraw_appeal 登记。",
        "复核由没有参加过原核查的人员进行，其结果由组长签字后才能裁定，与单项办理相同。",
    ),
    tasks=True,
)
