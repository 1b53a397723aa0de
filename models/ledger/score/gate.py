"""What stands between each department and its total of a year, from the ledger, for all departments at once (A37)."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date

from sqlmodel import Session

from models.ledger.nouns.shared_sql import (
    DECLARED_ON,
    DONE,
    ENTRIES_THEN,
    LEAD,
    REMEDIATION_KEY,
    in_sql,
)
from models.ledger.score.entries import HEIRS_THEN, LED
from models.ledger.score.exemption import EXEMPT
from models.ledger.score.tracked import TRACKED_TARGETS, is_over, tracked, why_no_total
from models.ledger.settled import APPROVED
from models.rules.cycles import YEAR_END_CHECK, YEAR_END_REVERIFICATION, subject_of
from models.rules.periods import parse_period
from models.rules.score.gate import NAMED, UNOPENED, GateFact, GateKind
from models.rules.states.negative_list import NOT_COUNTED
from models.statements import ResultRow, run

Facts = Mapping[int, list[GateFact]]  # by department
KEYS = f"""count(*) AS number, (array_agg({{key}} ORDER BY {{key}} COLLATE "C"))[1:{NAMED}] AS keys"""
# Departments of a year; one that ended before its last day has no sheet (A54).
DEPARTMENTS = """
SELECT d.id, d.code, d.name FROM department d
WHERE d.jurisdiction_id = :jurisdiction AND NOT d.is_agency
    AND coalesce(d.valid_from, '-infinity') <= :last AND coalesce(d.valid_to, 'infinity') >= :last
ORDER BY d.code COLLATE "C"
"""
# Targets that are neither declared complete at the year-end check nor listed, and those that are declared complete
# without evidence. `asked`: in which duty a target was asked about at the check, and whether the newest filing
# declares it complete; `filed`: the day of each filing, to find the one since which a line stands, empty
# if none says otherwise before. `proved`: the targets and leaves that evidence or an upload is about (A16).
# `shown`: targets with evidence about them or each leaf, marked ones filed on paper since, gaps that a ruling struck.
MARKED = """(SELECT y.marking FROM secrecy y JOIN transition k ON k.record = 'secrecy' AND k.record_id = y.id {until}
        WHERE y.record = 'target' AND y.record_id = a.target_id ORDER BY y.serial DESC LIMIT 1) IS NOT NULL"""
TARGETS = f"""
WITH asked AS MATERIALIZED (
    SELECT l.target_id, max(o.id) AS obligation_id,
        coalesce(bool_or({DONE.format(line="l")}) FILTER (WHERE l.version = v.newest), false) AS done,
        max(l.version) FILTER (WHERE {DONE.format(line="l")}) AS last_done,
        max(l.version) FILTER (WHERE {DONE.format(line="l")} IS NOT TRUE) AS last_open
    FROM obligation o JOIN report_line l ON l.obligation_id = o.id
        CROSS JOIN LATERAL (SELECT max(r.version) AS newest FROM report r WHERE r.obligation_id = o.id) v
    WHERE o.jurisdiction_id = :jurisdiction AND o.kind = 'year_end_check' AND o.period = :period
    GROUP BY l.target_id),
filed AS MATERIALIZED (
    SELECT r.obligation_id, r.version, min(b.business_date) AS day FROM obligation o
        JOIN report r ON r.obligation_id = o.id JOIN transition m ON m.record = 'report' AND m.record_id = r.id
        JOIN block b ON b.act_id = m.act_id
    WHERE o.jurisdiction_id = :jurisdiction AND o.kind = 'year_end_check' AND o.period = :period GROUP BY 1, 2),
listed AS MATERIALIZED (SELECT e.target_id FROM {ENTRIES_THEN} e WHERE e.state NOT IN {in_sql(NOT_COUNTED)}),
proved AS MATERIALIZED (
    SELECT u.target_id, u.indicator FROM evidence_use u JOIN target t ON t.id = u.target_id AND {TRACKED_TARGETS}
    UNION SELECT c.target_id, '' FROM cloud_upload c JOIN cloud_medium m ON m.upload_id = c.id
        JOIN target t ON t.id = c.target_id AND {TRACKED_TARGETS}),
shown AS MATERIALIZED (
    SELECT target_id FROM proved WHERE indicator = ''
    UNION SELECT f.target_id FROM report_leaf f JOIN obligation o ON o.id = f.obligation_id
    WHERE o.jurisdiction_id = :jurisdiction AND o.kind = 'year_end_check' AND o.period = :period AND f.version = 0
    GROUP BY f.target_id
    HAVING bool_and((f.target_id, f.indicator) IN (SELECT p.target_id, p.indicator FROM proved p))
    UNION SELECT a.target_id FROM asked a JOIN report r ON r.obligation_id = a.obligation_id
        JOIN transition m ON m.record = 'report' AND m.record_id = r.id JOIN block b ON b.act_id = m.act_id
    WHERE coalesce(m.detail #> '{{row,source}}', b.source) ->> 'means' = 'paper'
        AND {MARKED.format(until="")} AND {MARKED.format(until="AND k.act_id < m.act_id")}
    UNION SELECT g.target_id FROM appeal g WHERE g.subject_kind = 'gap' AND g.ruling = 'withdrawn')
SELECT coalesce(h.heir, {LED}) AS department,
    CASE WHEN a.done THEN 'evidence' ELSE 'targets' END AS kind, {KEYS.format(key="t.code")}, max(f.day) AS newest
FROM target t JOIN {LEAD} LEFT JOIN asked a ON a.target_id = t.id
    LEFT JOIN filed f ON f.obligation_id = a.obligation_id
        AND f.version = CASE WHEN a.done THEN a.last_open ELSE a.last_done END + 1
    LEFT JOIN {HEIRS_THEN} h ON h.department_id = {LED}
WHERE {TRACKED_TARGETS} AND (a.done IS NOT TRUE OR t.id NOT IN (SELECT target_id FROM shown))
    AND t.id NOT IN (SELECT target_id FROM listed) AND t.id NOT IN (SELECT target_id FROM {EXEMPT} y)
GROUP BY 1, 2
"""  # noqa: S608 - constants only
# Proposals made before the sheets of the year were drafted that nobody decided, and entries that were declared complete
# by the cut-off day and wait for their recheck.
_DECLARED = DECLARED_ON.format(key=REMEDIATION_KEY.format(t="t", e="e", r="r"))
ENTRIES = f"""
SELECT q.department, q.kind, {KEYS.format(key="q.key")}, max(q.day) AS newest FROM (
    SELECT coalesce(h.heir, {LED}) AS department, concat_ws('/', t.year, t.code, e.occurrence) AS key,
        CASE WHEN e.state = 'proposed' THEN 'proposed' ELSE 'rechecks' END AS kind,
        CASE WHEN e.state = 'proposed' THEN e.listed_on ELSE {_DECLARED} END AS day
    FROM negative_entry e JOIN target t ON t.id = e.target_id JOIN {LEAD}
        LEFT JOIN {HEIRS_THEN} h ON h.department_id = {LED}
        LEFT JOIN LATERAL (SELECT y.state, y.round FROM remediation y WHERE y.entry_id = e.id
            ORDER BY y.round DESC LIMIT 1) r ON true
    WHERE t.jurisdiction_id = :jurisdiction AND t.year = :year AND (
        e.state = 'proposed' AND e.listed_on <= coalesce((SELECT min(s.drafted_on) FROM score_sheet s
            JOIN department d ON d.id = s.department_id
            WHERE d.jurisdiction_id = :jurisdiction AND s.year = :year), 'infinity')
        OR e.state = 'remedying' AND r.state IN ('completed', 'fed_back')
            AND (CAST(:until AS date) IS NULL OR {_DECLARED} <= CAST(:until AS date)))) q
GROUP BY 1, 2
"""  # noqa: S608 - constants only


# Departments whose targets were to be re-verified, also those that ended since, and that have no re-verification on
# record: one with the evaluation of the year's inspection, or one of a department that was not visited.
NOT_VISITED = "r.uninspected <> ''"  # the act takes it of a department that the year-end plan names
REVERIFIED = f"""
WITH owed AS MATERIALIZED (
    SELECT o.department_id, EXISTS (SELECT FROM reverification r WHERE r.obligation_id = o.id
        AND (r.evaluation_id IS NOT NULL OR {NOT_VISITED})) AS done, EXISTS (SELECT FROM obligation f
        WHERE f.jurisdiction_id = o.jurisdiction_id AND f.kind = 'year_end_check' AND f.period = o.period
            AND f.department_id = o.department_id) AS filed
    FROM obligation o
    WHERE o.jurisdiction_id = :jurisdiction AND o.kind = 'year_end_reverification' AND o.period = :period),
led AS (
    SELECT coalesce(h.heir, {LED}) AS department_id FROM target t JOIN {LEAD}
        LEFT JOIN {HEIRS_THEN} h ON h.department_id = {LED}
    WHERE {TRACKED_TARGETS}
    UNION SELECT w.department_id FROM owed w WHERE w.filed)
SELECT coalesce(h.heir, d.id) AS department, 'reverification' AS kind, {KEYS.format(key="d.code")}
FROM led JOIN department d ON d.id = led.department_id LEFT JOIN {HEIRS_THEN} h ON h.department_id = d.id
    LEFT JOIN owed w ON w.department_id = d.id
WHERE w.done IS NOT TRUE AND (w.department_id IS NOT NULL OR coalesce(d.valid_from, '-infinity') <= :opens)
GROUP BY 1
"""  # noqa: S608 - constants only
# Departments without a signed finding, a visit to the site (7.3) or a covert result (7.4) about a target of theirs,
# also those that have none. That a random sample (4.4) missed them is no fault.
INSPECTED = f"""
WITH seen AS MATERIALIZED (
    SELECT f.target_id FROM finding f WHERE f.state <> 'recorded' UNION SELECT v.target_id FROM field_visit v
    UNION SELECT i.target_id FROM covert_item i JOIN covert_result r ON r.item_id = i.id)
SELECT d.id AS department, 'inspection' AS kind, 1 AS number, CAST(NULL AS text[]) AS keys FROM ({DEPARTMENTS}) d
WHERE d.id NOT IN (SELECT coalesce(h.heir, {LED}) FROM target t JOIN seen ON seen.target_id = t.id JOIN {LEAD}
    LEFT JOIN {HEIRS_THEN} h ON h.department_id = {LED} WHERE t.jurisdiction_id = :jurisdiction AND t.year = :year)
"""  # noqa: S608 - constants only
# What is the same for all: the newest sheet of the survey came back.
FOR_ALL = f"""
SELECT d.id AS department, 'survey' AS kind, 1 AS number, CAST(NULL AS text[]) AS keys FROM ({DEPARTMENTS}) d
WHERE NOT EXISTS (SELECT FROM survey v JOIN survey_return b ON b.survey_id = v.id
    WHERE v.jurisdiction_id = :jurisdiction AND v.year = :year AND NOT EXISTS (SELECT FROM survey n
        WHERE (n.jurisdiction_id, n.year) = (v.jurisdiction_id, v.year) AND n.number > v.number))
"""  # noqa: S608 - constants only
STATEMENTS = (TARGETS, ENTRIES, REVERIFIED, INSPECTED, FOR_ALL)
# The cycle whose period of the year asks for a kind; a kind without one is of the ledger itself, or of all.
ASKED_BY = {
    GateKind.TARGETS: YEAR_END_CHECK,
    GateKind.EVIDENCE: YEAR_END_CHECK,
    GateKind.REVERIFICATION: YEAR_END_REVERIFICATION,
}


def gate_facts(
    session: Session, jurisdiction: int, last: date, until: date | None, day: date, *, whole: bool = False
) -> Facts:
    """A37: return what stands before the totals of the year that ends on `last`; nothing before the year is over.

    What is listed, and what was declared complete, is that of the end of `until`, or of now without it. Once the year
    is approved only targets are asked for, as then a correction is asked nothing new; if `whole` all is. Of a year
    that ended before go-live, or that a paper ended, only that stands.
    """
    found: dict[int, list[GateFact]] = defaultdict(list)
    if why := why_no_total(session, jurisdiction, last.year, day):
        departments = run(session, DEPARTMENTS, jurisdiction=jurisdiction, last=last)
        return {row.id: [GateFact(GateKind.YEAR, 1, [why])] for row in departments}
    if not is_over(session, last, day):
        return found
    year = {"jurisdiction": jurisdiction, "year": last.year, "period": str(last.year), "last": last, "until": until}
    year["opens"] = YEAR_END_REVERIFICATION.opens_from(parse_period(str(last.year)))
    tracking = tracked(session, jurisdiction, last.year)
    is_approved = not whole and run(session, APPROVED, jurisdiction=jurisdiction, year=last.year).scalar()
    for statement in STATEMENTS:
        for row in run(session, statement, **year):
            if (kind := GateKind(row.kind)) is GateKind.TARGETS or not is_approved:
                newest, ended_by = getattr(row, "newest", None), _opens(tracking, kind, last.year)
                found[row.department].append(GateFact(kind, row.number, row.keys or (), newest, ended_by))
    return found


def _opens(tracking: ResultRow, kind: GateKind, year: int) -> str:
    """A37: return what opens the period that asks for a kind, if it began before go-live and never opened."""
    cycle = ASKED_BY.get(kind)
    if cycle is None or cycle.key in tracking.opened or tracking.go_live <= date(year, 1, 1):
        return ""
    return UNOPENED.format(name=subject_of(cycle.duty, str(year)), cycle=cycle.key, period=year)
