"""Checks: every approved score sheet recomputes, no total has an unset value in it, everyone was heard before (1-8)."""

from collections.abc import Iterator
from datetime import date

from sqlmodel import Session

from deployments.simulation.invariants.statement_checks import run_checks
from models.ledger.appraisal.register import doubtful_sheets
from models.ledger.jurisdiction import home
from models.ledger.results_use.recipients import recipients
from models.rules.results_use import Receiver
from models.rules.score.component import Component
from models.statements import run

# All changes of what a kept sheet depends on, and of the sheets, have one of these transitions.
CHANGED = """
SELECT EXISTS (SELECT FROM transition WHERE id > :seen AND record IN ('score_sheet', 'score_objection', 'appraisal',
    'second_level', 'innovation', 'leader_sheet', 'exemption', 'negative_entry', 'target', 'department', 'reform'))
"""
# What a sheet says is added up without the rules: a line that is not set has no points.
SHEETS = """
SELECT concat_ws('/', d.code, s.year, s.version) AS name, s.total, l.lines, l.added, l.unset,
    s.content::jsonb ->> 'total' AS told
FROM score_sheet s JOIN department d ON d.id = s.department_id CROSS JOIN LATERAL (
    SELECT count(*) AS lines, sum((x ->> 'points')::numeric) AS added,
        array_agg(x ->> 'component') FILTER (WHERE x ->> 'points' IS NULL OR x ->> 'weight' IS NULL) AS unset
    FROM jsonb_array_elements(s.content::jsonb -> 'lines') x) l
ORDER BY d.code COLLATE "C", s.year, s.version
"""
# Approved sheets of departments that may still speak, or with an objection that waits; one that was corrected later
# was heard as the version that was approved with all others.
UNHEARD = """
SELECT concat_ws('/', d.code, s.year, s.version) AS name
FROM score_sheet s JOIN department d ON d.id = s.department_id JOIN appraisal a ON a.id = s.appraisal_id
    LEFT JOIN obligation o ON o.id = s.obligation_id LEFT JOIN deadline x ON x.id = o.deadline_id
WHERE a.serial = 1 AND (o.id IS NULL OR o.state = 'open' OR (s.answered_on IS NULL AND x.due >= a.approved_on)
    OR EXISTS (SELECT FROM score_objection b WHERE b.score_sheet_id = s.id AND b.state IN ('raised', 'accepted')))
ORDER BY 1
"""
# Who confirmed an accepted objection also answered it.
ALONE = """
SELECT concat_ws('/', d.code, s.year, s.version) AS name
FROM score_objection b JOIN score_sheet s ON s.id = b.score_sheet_id JOIN department d ON d.id = s.department_id
WHERE b.state = 'confirmed' AND b.confirmed_by = b.answered_by ORDER BY 1
"""
HEARINGS = (
    (UNHEARD, "得分表{name}：已审定，部门还在核对期限内，或异议没有办结。"),
    (ALONE, "得分表{name}：答复异议和重算的是同一人。"),
)


def check_appraisal(session: Session, day: date, seen: int = 0) -> Iterator[str]:
    """Yield what is wrong with the kept score sheets, if anything of them was changed after move number `seen`."""
    if not run(session, CHANGED, seen=seen).scalar_one():
        return
    yield from _check_totals(session)
    yield from run_checks(session, HEARINGS)
    for sheet in doubtful_sheets(session, day):
        yield f"得分表{sheet.code}/{sheet.year}/{sheet.version}：已审定，按台账重算的结果不同，或原文已变。"


def _check_totals(session: Session) -> Iterator[str]:
    for row in run(session, SHEETS):
        if row.unset or row.lines != len(Component):
            yield f"得分表{row.name}：有未设定的项目，却有合计。"
        elif not row.added == row.total == type(row.total)(row.told):
            yield f"得分表{row.name}：合计为{row.total}，各项相加为{row.added}。"


# Delivered to a department without a notice to its head or office.
UNTOLD = """
SELECT d.code, r.version FROM result_delivery r JOIN department d ON d.id = r.department_id
WHERE r.year = :year AND (SELECT count(DISTINCT n.audience) FROM notice n WHERE n.obligation_id = r.obligation_id
    AND n.kind = 'opened_result_receipt' AND n.audience IN ('head', 'office')) < 2 ORDER BY 1, 2
"""


def check_results(session: Session, year: int, day: date) -> Iterator[str]:
    """Yield every recipient of a year's approved results that has not got them, or neither received nor was told."""
    found = recipients(session, home(session), year, day)
    for kind in Receiver if found else ():
        if kind not in {each.kind for each in found}:
            yield f"{year}年考评结果：没有反馈对象“{kind.label}”。"
    for each in found:
        if each.delivery is None:
            yield f"{year}年考评结果：没有反馈{each.kind.label}“{each.name}”。"
        elif each.waits:
            yield f"{year}年考评结果：{each.kind.label}“{each.name}”没有签收，也没有电话告知。"
    untold = "{year}年考评结果：反馈{code}（第{version}次），主要领导或目标办没有得到通知。"
    yield from run_checks(session, [(UNTOLD, untold)], year=year)
