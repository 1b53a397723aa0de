"""催办名单: the open 催办 tasks with whom to phone; the result of each call is filled in (6.2.2)."""

from typing import Any

from models.intake.agency_sheet import Takes, of_input
from models.intake.duty import UrgingDone
from models.ledger.agency_sheet.kind import Listed, SheetRows, grey, white
from models.ledger.agency_sheet.taking import ImportedSheet
from models.ledger.duties import title_of
from models.ledger.duty.urgings import register_urging
from models.ledger.nouns import NOUNS
from models.ledger.nouns.shared_sql import TARGET_NAME, TARGET_OF
from models.ledger.representatives import PRESENT
from models.rules.reminders import UrgingMethod
from models.rules.states import UrgingState

# Each task with the department that owes the duty now, and the person to phone: the current liaison, or the director.
TASKS = f"""
SELECT a.id, {NOUNS["urging"].key_of("a.id")} AS key, a.method, a.step, a.state, a.outcome, o.kind, o.period, o.round,
    o.subject, x.due, w.name AS department, {TARGET_NAME} AS target_name, c.name AS person, c.mobile,
    a.state = 'proposed' AND o.state = 'open' AND o.due_version = a.due_version AS owed,
    (SELECT concat_ws('：', u.done_on, u.outcome) FROM urging u WHERE u.obligation_id = o.id
        AND u.state IN ('done', 'replaced') AND u.id <> a.id ORDER BY u.done_on DESC, u.id DESC LIMIT 1) AS last
FROM urging a JOIN obligation o ON o.id = a.obligation_id JOIN department w ON w.id = o.owed_by
    JOIN deadline x ON x.id = o.deadline_id
    {TARGET_OF}
    LEFT JOIN LATERAL (SELECT p.name, p.mobile FROM {PRESENT} p
        WHERE p.department_id = w.id AND p.role IN ('liaison', 'office_director')
        ORDER BY p.mobile = '', p.role, p.valid_from DESC NULLS LAST, p.id LIMIT 1) c ON true
WHERE o.jurisdiction_id = :jurisdiction
ORDER BY x.due, w.code COLLATE "C", a.id
"""  # noqa: S608 - constants only
DONE = {UrgingState.DONE, UrgingState.SKIPPED, UrgingState.REPLACED}


def _listed(row: Any) -> Listed:  # noqa: ANN401 - a result row
    """Return the row of a 催办 task; only the open ones are owed."""
    state, method = UrgingState(row.state), UrgingMethod(row.method)
    duty = title_of(row.kind, row.period, row.target_name, row.round)
    done = {
        "outcome": row.outcome,
        "skipped": state is UrgingState.SKIPPED,
        "replaced_by": method if state is UrgingState.REPLACED else None,
    }
    return Listed(
        key=row.key,
        name=f"{row.department}“{duty}”的催办",
        fields={"urging": row.id} | (done if state in DONE else {}),
        shown={"duty": duty, "method": method.label},
        state=row.state,
        owed=row.owed,
        subject="/".join(row.subject.split("/")[:2]),
    )


URGINGS = ImportedSheet(
    key="urgings",
    title="催办名单",
    chosen=register_urging,
    columns=(
        *grey(department=("部门", 20), duty=("事项", 32), due=("期限", 14, Takes.DAY)),
        *grey(method=("催办方式", 10), person=("联系人", 10), mobile=("电话", 14), last=("上次催办", 24)),
        of_input(UrgingDone, "urging", title="任务编号", key=True, required=True, width=9),
        of_input(UrgingDone, "outcome", title="通话结果", width=36),
        *white(UrgingDone, skipped=7, replaced_by=10),
    ),
    rows=SheetRows(TASKS, _listed),
    hints=(
        "逐个打电话，把结果填在“通话结果”里。",
        "没有打电话的，“跳过”填是，在通话结果里写明原因；改发函、上门的，选改用方式。",
    ),
    tasks=True,
    grows=False,
)
