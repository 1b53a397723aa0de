"""台账 of one department for a year: all records of its targets, duties, reports and inspections (1-7.3)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from sqlmodel import Session

from models.ledger.inspection.scope import OUTSIDE
from models.ledger.jurisdiction import home
from models.ledger.lookup import find_department
from models.ledger.negative_list.points import JOINED, as_columns, entry_points
from models.ledger.nouns.shared_sql import ENDED_BY, ENTERED_LATE, LEADS, REMEDIATION_WAIVER, in_sql
from models.ledger.papers.ledger_targets import RECEIVED, DutyKept, answers_of, duties_of, targets_of
from models.ledger.papers.remediation import RECHECK_COLUMNS, RECHECKED
from models.ledger.papers.signature import Signature, signature_of
from models.ledger.sample.document import SCOPE, SELF_VOUCHED_DRAW
from models.ledger.secrets import concealed
from models.ledger.stated_receipts import RECORDED_LATE
from models.ledger.target.consent import HEAD_PAGE, LEADER_PAGE
from models.ledger.target.leaves import Paces
from models.records import id_of
from models.rules.errors import Refused
from models.rules.states.negative_list import UNCONFIRMED
from models.statements import run

HEAD = """
SELECT j.name, h.height, h.hash FROM jurisdiction j CROSS JOIN chain_head h WHERE j.id = :jurisdiction AND h.id = 1
"""


@dataclass(frozen=True, slots=True)
class DepartmentLedger:
    """A department's year as of block `height` of the chain, which had this `hash`.

    `paces` are the colours of its targets in words, by their codes (A22).
    """

    jurisdiction: str
    department: str
    code: str
    year: int
    signature: Signature
    height: int
    hash: str
    targets: Sequence[Any]
    duties: Sequence[DutyKept]
    answers: Sequence[Any]
    findings: Sequence[Any]
    entries: Sequence[Any]
    appeals: Sequence[Any]
    adjustments: Sequence[Any]
    paces: Mapping[str, str] = field(default_factory=dict)

    @property
    def title(self) -> str:
        """省教育厅2026年目标绩效管理台账."""
        return f"{self.department}{self.year}年目标绩效管理台账"

    @property
    def is_empty(self) -> bool:
        """Return whether there is no row of the year."""
        rows = self.targets, self.duties, self.answers, self.findings, self.entries, self.appeals, self.adjustments
        return not any(rows)


def department_ledger(session: Session, department: str, year: int | None, day: date) -> DepartmentLedger:
    """1-7.3: return the ledger of the department with this code, name or short name; `year` defaults to that of `day`.

    A merged department keeps its own ledger; its open obligations also appear in the successor's. Raises Refused if
    the department is unknown or has no row in the year. The queries see one snapshot only if the transaction is
    REPEATABLE READ.
    """
    jurisdiction, year = home(session), year or day.year
    row = find_department(session, jurisdiction, department)
    head = run(session, HEAD, jurisdiction=jurisdiction).one()
    params = {"jurisdiction": jurisdiction, "department": id_of(row), "year": year}
    ledger = DepartmentLedger(
        jurisdiction=head.name,
        department=row.name,
        code=row.code,
        year=year,
        signature=signature_of(session, jurisdiction, day),
        height=head.height,
        hash=head.hash,
        targets=targets_of(session, params),
        duties=duties_of(session, params, day),
        answers=answers_of(session, params),
        findings=findings_of(session, params),
        entries=entries_of(session, params),
        appeals=appeals_of(session, params),
        adjustments=adjustments_of(session, params),
    )
    if ledger.is_empty:
        raise Refused(f"“{row.name}”{year}年没有台账内容：没有目标，也没有应办事项。其他年度请加 --year。")
    shown = concealed(session, ledger)
    return replace(shown, paces=_paces_of(session, shown, day))


def _paces_of(session: Session, shown: DepartmentLedger, day: date) -> dict[str, str]:
    """A22, 4.7: return the colours of the targets by their codes; those of marked ones are withheld."""
    with_trees = any(row.has_tree for row in shown.targets)
    paces = Paces.of_year(session, shown.year, day, with_trees=with_trees)
    rows = [row._asdict() if hasattr(row, "_asdict") else vars(row) for row in shown.targets]
    return {row["code"]: pace.label for row in rows if (pace := paces.of(row))}


# A record of the department, or about a target that it leads now.
ITS = f"""(r.department_id = :department OR EXISTS (SELECT FROM target_department x
    WHERE x.target_id = t.id AND {LEADS} AND x.department_id = :department))"""
OF_YEAR = f"t.jurisdiction_id = :jurisdiction AND t.year = :year AND {ITS}"
# Only a signed finding is a result (4.3 a). The inspector of a covert visit stays anonymous.
FINDINGS = f"""
SELECT concat_ws('-', i.year, i.number) AS inspection, i.kind, i.title, t.code, t.name, r.target_version, r.serial,
    r.declared_complete, r.declared_reason, r.found, r.conclusion, r.way, r.found_on, r.signed_on,
    CASE WHEN r.way = 'covert' THEN '' ELSE r.signed_by END AS signed_by, r.state, r.content_hash,
    EXISTS (SELECT FROM entry_origin g JOIN appeal a ON a.entry_id = g.entry_id AND a.ruling = 'withdrawn'
        WHERE g.finding_id = r.id) AS overturned, {SELF_VOUCHED_DRAW} AS self_vouched,
    {SCOPE} AS scope, {OUTSIDE} AS outside
FROM finding r JOIN inspection i ON i.id = r.inspection_id JOIN target t ON t.id = r.target_id
WHERE r.state <> 'recorded' AND {OF_YEAR}
ORDER BY i.year, i.number, t.code COLLATE "C", r.serial
"""  # noqa: S608 - constants only
# The departments that took delivery of the notice of an entry, and when.
RECEIPTS = """(SELECT string_agg(concat_ws(' ', k.received_on, k.received_by), E'\\n' ORDER BY k.id)
    FROM entry_receipt k WHERE k.entry_id = r.id)"""
# Confirmed entries, one row per round with its limit as it now is. A proposed or dismissed entry is not on the list
# (A20).
ENTRIES = f"""
SELECT t.code, t.name, r.occurrence, r.finding, r.found_on, r.listed_on, r.state, g.way, {RECEIPTS} AS receipts,
    concat_ws('-', i.year, i.number) AS inspection, m.round, coalesce(y.due, m."limit") AS "limit",
    m.measures, m.completed_on, m.fed_back_on,
    m.feedback, o.late AS feedback_late, {ENTERED_LATE.format(o="o")} AS feedback_entered_late, m.rechecked_on,
    m.recheck, {RECHECK_COLUMNS.format(m="m")},
    m.state AS round_state, s.points, w.waiver, {ENDED_BY.format(e="r", until="")} AS ended_by
FROM negative_entry r JOIN target t ON t.id = r.target_id
    LEFT JOIN entry_origin g ON g.entry_id = r.id
    LEFT JOIN finding f ON f.id = g.finding_id LEFT JOIN inspection i ON i.id = f.inspection_id
    LEFT JOIN remediation m ON m.entry_id = r.id
    LEFT JOIN obligation o ON o.jurisdiction_id = t.jurisdiction_id AND o.kind = 'feedback' AND o.period = ''
        AND o.department_id = r.department_id AND o.subject = concat_ws('/', t.year, t.code, r.occurrence)
        AND o.round = m.round
    LEFT JOIN obligation z ON z.jurisdiction_id = t.jurisdiction_id AND z.kind = 'remediation' AND z.period = ''
        AND z.department_id = r.department_id AND z.subject = concat_ws('/', t.year, t.code, r.occurrence)
        AND z.round = m.round
    LEFT JOIN deadline y ON y.id = z.deadline_id
    {RECHECKED.format(e="r", m="m")}
    {JOINED}
    CROSS JOIN LATERAL (SELECT {REMEDIATION_WAIVER.format(r="m", until="")} AS waiver FROM negative_entry e
        WHERE e.id = r.id) w
WHERE r.state NOT IN {in_sql(UNCONFIRMED)} AND {OF_YEAR}
ORDER BY t.code COLLATE "C", r.occurrence, m.round
"""  # noqa: S608 - constants only
FILES = """(SELECT string_agg(concat_ws(' ', u.file_name, {received}, e.sha256), E'\\n' ORDER BY u.id)
    FROM exhibit u JOIN evidence e ON e.id = u.evidence_id WHERE u.record = '{noun}' AND u.record_id = r.id)"""
# An appeal about an evaluation is of the inspection's year.
APPEALS = f"""
SELECT t.code, t.name, n.occurrence, r.subject_kind, r.subject_key, r.number, r.ground, r.lodged_on, r.accepted_on,
    concat_ws('-', i.year, i.number) AS inspection, r.ended_on, r.ruling, r.reason, r.state,
    {RECORDED_LATE.format(noun="appeal", event="lodged", r="r")} AS entered_late,
    {FILES.format(noun="appeal", received=RECEIVED)} AS files
FROM appeal r LEFT JOIN negative_entry n ON n.id = r.entry_id
    LEFT JOIN target t ON t.id = coalesce(n.target_id, r.target_id)
    LEFT JOIN inspection i ON i.id = r.inspection_id
WHERE {OF_YEAR} OR t.id IS NULL AND r.department_id = :department
    AND left(r.subject_key, 4) = CAST(CAST(:year AS int) AS text)
ORDER BY t.code COLLATE "C", n.occurrence, r.subject_kind, r.subject_key COLLATE "C", r.number
"""  # noqa: S608 - constants only
ADJUSTMENTS = f"""
SELECT t.code, t.name, r.number, r.ground, r.reason, r.indicator, r.changes, r.requested_on, r.head_on, r.head_by,
    r.head_number, r.leader_on, r.leader_by, r.leader_number, r.filed_on, r.returned_on, r.returned_why, r.state,
    {HEAD_PAGE} AS head_page, {LEADER_PAGE} AS leader_page,
    {FILES.format(noun="adjustment", received=RECEIVED)} AS files
FROM adjustment r JOIN target t ON t.id = r.target_id
WHERE {OF_YEAR}
ORDER BY t.code COLLATE "C", r.number
"""  # noqa: S608 - constants only


def findings_of(session: Session, params: dict[str, int]) -> Sequence[Any]:
    """6.2.8: return every signed finding about the department's targets of the year, superseded ones included."""
    return run(session, FINDINGS, **params).all()


def entries_of(session: Session, params: dict[str, int]) -> Sequence[Any]:
    """6.2.4, 6.2.5: return every confirmed entry about the department's targets of the year, one row per round."""
    scored = as_columns(entry_points(session, params["jurisdiction"], params["year"]))
    return run(session, ENTRIES, **params, **scored).all()


def appeals_of(session: Session, params: dict[str, int]) -> Sequence[Any]:
    """4.3 a: return every appeal of the department or about its targets, with ruling and the SHA-256 of its files."""
    return run(session, APPEALS, **params).all()


def adjustments_of(session: Session, params: dict[str, int]) -> Sequence[Any]:
    """6.1.7: return every adjustment of the department's targets of the year, with consents, filing and files."""
    return run(session, ADJUSTMENTS, **params).all()
