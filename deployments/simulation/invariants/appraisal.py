"""Checks: every approved score sheet recomputes, no total has an unset value in it, everyone was heard before (1-8)."""

from collections.abc import Iterator
from datetime import date

from sqlmodel import Session

from deployments.simulation.invariants.statement_checks import run_checks
from models.ledger.appraisal.register import doubtful_sheets
from models.ledger.jurisdiction import home
from models.ledger.nouns.shared_sql import COUNTS_ON, IN_SHEET, UNSCORED, in_sql
from models.ledger.results_use.recipients import recipients
from models.ledger.score.cut_off import cut_off_day
from models.ledger.score.exceptions import exceptions_for, exceptions_of
from models.ledger.score.gate import DEPARTMENTS, gate_facts
from models.rules.results_use import Receiver
from models.rules.score.component import Component
from models.rules.score.gate import gate
from models.rules.states.negative_list import NOT_COUNTED
from models.statements import run

# All changes of what a kept sheet depends on, and of the sheets, have one of these transitions.
CHANGED = """
SELECT EXISTS (SELECT FROM transition WHERE id > :seen AND record IN ('score_sheet', 'score_objection', 'appraisal',
    'second_level', 'innovation', 'leader_sheet', 'exemption', 'negative_entry', 'negative_list', 'target',
    'department', 'reform'))
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
# How often a confirmed entry of an approved year counts in a sheet of it, or stands in a list as not scored.
PLACES = f"""
SELECT q.key AS name, p.places FROM negative_entry e JOIN target t ON t.id = e.target_id
    JOIN appraisal a ON (a.jurisdiction_id, a.year, a.serial) = (t.jurisdiction_id, t.year, 1)
    LEFT JOIN entry_origin g ON g.entry_id = e.id
    CROSS JOIN LATERAL (SELECT concat_ws('/', t.year, t.code, e.occurrence) AS key) q
    CROSS JOIN LATERAL (SELECT CAST({UNSCORED.format(key="q.key", of="")} IS NOT NULL AS int) + (SELECT count(*)
        FROM score_sheet s WHERE s.year = t.year AND s.state = 'frozen' AND {IN_SHEET.format(s="s", key="q.key")})
        AS places) p
WHERE e.state NOT IN {in_sql(NOT_COUNTED)} AND (p.places > 1 OR p.places = 0 AND (
    e.listed_on < a.approved_on AND {COUNTS_ON.format(e="e", g="g")} <= (
        SELECT min(CAST(s.content::jsonb ->> 'cut_off' AS date)) FROM score_sheet s WHERE s.year = t.year)
    OR EXISTS (SELECT FROM negative_list_line l JOIN negative_list n ON n.id = l.list_id
        WHERE l.entry_id = e.id AND n.frozen_on > a.approved_on)))
ORDER BY 1
"""  # noqa: S608 - constants only
HEARINGS = (
    (UNHEARD, "得分表{name}：已审定，部门还在核对期限内，或异议没有办结。"),
    (ALONE, "得分表{name}：答复异议和重算的是同一人。"),
    (PLACES, "条目{name}：已认定，计入{places}处，应恰好计入一处。"),
)


def check_appraisal(session: Session, day: date, seen: int = 0) -> Iterator[str]:
    """Yield what is wrong with the kept score sheets, if anything of them was changed after move number `seen`."""
    if not run(session, CHANGED, seen=seen).scalar_one():
        return
    yield from _check_totals(session)
    yield from run_checks(session, HEARINGS)
    yield from _check_open(session, day)
    for sheet in doubtful_sheets(session, day):
        yield f"得分表{sheet.code}/{sheet.year}/{sheet.version}：已审定，按台账重算的结果不同，或原文已变。"


def _check_open(session: Session, day: date) -> Iterator[str]:
    """A37: yield every approved total before which a line stands."""
    place = home(session)
    for year in run(session, "SELECT DISTINCT year FROM appraisal ORDER BY 1").scalars():
        last, until, excepted = date(year, 12, 31), cut_off_day(session, year), exceptions_of(session, place, year)
        facts = gate_facts(session, place, last, until, day, whole=True)
        for row in run(session, DEPARTMENTS, jurisdiction=place, last=last):
            lines = gate(facts.get(row.id, ()), exceptions_for(excepted, row.code))
            yield from (f"得分表{row.code}/{year}：已审定，合计以前还有：{line.words}。" for line in lines)


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
    """Yield who was not given results approved before a day, or neither received them in time nor was told."""
    found = recipients(session, home(session), year, day)
    for kind in Receiver if found else ():
        if kind not in {each.kind for each in found}:
            yield f"{year}年考评结果：没有反馈对象“{kind.label}”。"
    for each in found:
        if each.delivery is None and each.paper[1] < day:
            yield f"{year}年考评结果：没有反馈{each.kind.label}“{each.name}”。"
        elif each.is_late(day):
            yield f"{year}年考评结果：{each.kind.label}“{each.name}”没有签收，也没有电话告知。"
    untold = "{year}年考评结果：反馈{code}（第{version}次），主要领导或目标办没有得到通知。"
    yield from run_checks(session, [(UNTOLD, untold)], year=year)
