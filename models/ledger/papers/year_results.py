"""核查结果 of a year by department, for the appraisal: totals, and every record that they count (6.2.8)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlmodel import Session

from models.database import run
from models.ledger.heirs import HEIRS
from models.ledger.lookup import home
from models.ledger.negative_list.points import JOINED, as_columns, entry_points
from models.ledger.papers.signature import Signature, signature_of
from models.ledger.secrets import concealed
from models.rules.errors import Refused
from models.rules.inspection import Conclusion, Suggested
from models.rules.points import total
from models.rules.states import EntryState

DEPARTMENTS = f"""
SELECT d.id, d.code, d.name FROM department d LEFT JOIN {HEIRS} h ON h.department_id = d.id
WHERE d.jurisdiction_id = :jurisdiction AND NOT d.is_agency AND h.heir IS NULL
    AND coalesce(d.valid_from, '-infinity') <= make_date(:year, 12, 31)
    AND coalesce(d.valid_to, 'infinity') >= make_date(:year, 1, 1)
ORDER BY d.code COLLATE "C"
"""  # noqa: S608 - constants only
# What was signed and not corrected since. What an appeal was won about did not fail (4.3 a).
FOUND = f"""
SELECT coalesce(h.heir, r.department_id) AS department, concat_ws('-', i.year, i.number) AS inspection, i.title,
    t.code, t.name, r.serial, r.declared_complete, r.conclusion, r.signed_on,
    EXISTS (SELECT FROM entry_origin g JOIN appeal a ON a.entry_id = g.entry_id AND a.ruling = 'withdrawn'
        WHERE g.finding_id = r.id) AS overturned
FROM finding r JOIN inspection i ON i.id = r.inspection_id JOIN target t ON t.id = r.target_id
    LEFT JOIN {HEIRS} h ON h.department_id = r.department_id
WHERE t.jurisdiction_id = :jurisdiction AND t.year = :year AND r.state = 'signed'
ORDER BY i.year, i.number, t.code COLLATE "C"
"""  # noqa: S608 - constants only
LISTED = f"""
SELECT coalesce(h.heir, r.department_id) AS department, t.code, t.name, r.occurrence, r.finding, r.listed_on, r.state,
    coalesce(k.remediations, 0) AS late_remediations, coalesce(k.feedbacks, 0) AS late_feedbacks, s.points
FROM negative_entry r JOIN target t ON t.id = r.target_id
    LEFT JOIN (SELECT o.subject, count(*) FILTER (WHERE o.kind = 'remediation') AS remediations,
            count(*) FILTER (WHERE o.kind = 'feedback') AS feedbacks
        FROM obligation o JOIN deadline x ON x.id = o.deadline_id
        WHERE o.jurisdiction_id = :jurisdiction AND o.kind IN ('remediation', 'feedback')
            AND (o.late OR o.state = 'open' AND x.due < :day)
        GROUP BY o.subject) k ON k.subject = concat_ws('/', t.year, t.code, r.occurrence)
    LEFT JOIN {HEIRS} h ON h.department_id = r.department_id
    {JOINED}
WHERE t.jurisdiction_id = :jurisdiction AND t.year = :year AND r.state NOT IN ('proposed', 'dismissed')
ORDER BY t.code COLLATE "C", r.occurrence
"""  # noqa: S608 - constants only
SUGGESTED = f"""
SELECT coalesce(h.heir, s.department_id) AS department, concat_ws('-', i.year, i.number) AS inspection, s.kind, s.text,
    s.made_on, s.answer
FROM suggestion s JOIN inspection i ON i.id = s.inspection_id LEFT JOIN {HEIRS} h ON h.department_id = s.department_id
WHERE i.jurisdiction_id = :jurisdiction AND i.year = :year ORDER BY i.year, i.number, s.id
"""  # noqa: S608 - constants only


@dataclass(frozen=True, slots=True)
class Results:
    """What the year's inspections say of one department: the records, from which every number follows."""

    code: str
    department: str
    findings: Sequence[Any]
    entries: Sequence[Any]
    suggestions: Sequence[Any]

    @property
    def inspections(self) -> int:
        """In how many inspections something was found."""
        return len({row.inspection for row in self.findings})

    @property
    def declared(self) -> int:
        """How many of what was looked at had been declared complete."""
        return sum(row.declared_complete for row in self.findings)

    def concluded(self, conclusion: Conclusion) -> int:
        """How many ended like this; what was withdrawn on appeal is counted nowhere."""
        return sum(row.conclusion == conclusion and not row.overturned for row in self.findings)

    @property
    def mistaken(self) -> int:
        """How many were declared complete and found to fail (2.1)."""
        return sum(
            row.declared_complete and row.conclusion == Conclusion.FAILS and not row.overturned for row in self.findings
        )

    def ended(self, *states: EntryState) -> int:
        """How many entries of the negative list stand like this."""
        return sum(EntryState(row.state) in states for row in self.entries)

    @property
    def points(self) -> Decimal | None:
        """What the entries cost in all, 0 or below; None where the points of any are 未设定 (1-2.23)."""
        return total(row.points for row in self.entries)

    def suggested(self, kind: Suggested) -> int:
        """How often a team suggested this (4.3 c)."""
        return sum(row.kind == kind for row in self.suggestions)


@dataclass(frozen=True, slots=True)
class YearResults:
    """The results of a year, department by department."""

    year: int
    signature: Signature
    departments: Sequence[Results]

    @property
    def title(self) -> str:
        """2026年核查结果汇总."""
        return f"{self.year}年核查结果汇总"


def year_results(session: Session, year: int, day: date) -> YearResults:
    """6.2.8: what inspections found in a year, each department's under who carries it on; refused where nothing was."""
    jurisdiction = home(session)
    whose = {"jurisdiction": jurisdiction, "year": year}
    scored = as_columns(entry_points(session, jurisdiction, year))
    found, suggested = (_by_department(session, asked, whose) for asked in (FOUND, SUGGESTED))
    listed = _by_department(session, LISTED, whose | scored | {"day": day})
    if not (found or listed or suggested):
        raise Refused(f"{year}年没有签字生效的核查结果，也没有列入负面清单的目标。")
    departments = [
        Results(row.code, row.name, found.get(row.id, ()), listed.get(row.id, ()), suggested.get(row.id, ()))
        for row in run(session, DEPARTMENTS, **whose)
    ]
    return concealed(session, YearResults(year, signature_of(session, jurisdiction, day), departments))


def _by_department(session: Session, asked: str, whose: dict[str, Any]) -> dict[int, list[Any]]:
    rows: dict[int, list[Any]] = {}
    for row in run(session, asked, **whose):
        rows.setdefault(row.department, []).append(row)
    return rows
