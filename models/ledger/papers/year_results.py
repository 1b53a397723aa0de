"""核查结果 of a year by department, for the appraisal: totals, and every row behind them (6.2.8)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlmodel import Session

from models.ledger.inspection.scope import OUTSIDE
from models.ledger.inspection.unvisited import in_words, unvisited_of
from models.ledger.jurisdiction import home
from models.ledger.negative_list.points import JOINED, as_columns, entry_points
from models.ledger.nouns.shared_sql import ENDED_BY, ENTERED_LATE, HEIRS, LEAD, LEAD_NOW, in_sql
from models.ledger.papers.signature import Signature, signature_of
from models.ledger.sample.document import SCOPE, SELF_VOUCHED_DRAW
from models.ledger.score.facts import kept_facts
from models.ledger.score.one_account import one_account_in_words
from models.ledger.score.tracked import unasked_in_words
from models.ledger.secrets import concealed
from models.rules.errors import Refused
from models.rules.inspection import Conclusion, Suggested
from models.rules.points import total
from models.rules.score.facts import YearFacts
from models.rules.states import EntryState
from models.rules.states.negative_list import UNCONFIRMED
from models.statements import run

DEPARTMENTS = f"""
SELECT d.id, d.code, d.name FROM department d LEFT JOIN {HEIRS} h ON h.department_id = d.id
WHERE d.jurisdiction_id = :jurisdiction AND NOT d.is_agency AND h.heir IS NULL
    AND coalesce(d.valid_from, '-infinity') <= make_date(:year, 12, 31)
    AND coalesce(d.valid_to, 'infinity') >= make_date(:year, 1, 1)
ORDER BY d.code COLLATE "C"
"""  # noqa: S608 - constants only
# Signed findings that were not corrected, without those outside the drawn sample (4.4). A finding withdrawn by a
# ruling does not count as failed (4.3 a).
FOUND = f"""
SELECT {LEAD_NOW} AS department, concat_ws('-', i.year, i.number) AS inspection, i.title,
    t.code, t.name, r.serial, r.declared_complete, r.conclusion, r.signed_on,
    EXISTS (SELECT FROM entry_origin g JOIN appeal a ON a.entry_id = g.entry_id AND a.ruling = 'withdrawn'
        WHERE g.finding_id = r.id) AS overturned, {SELF_VOUCHED_DRAW} AS self_vouched, {SCOPE} AS scope
FROM finding r JOIN inspection i ON i.id = r.inspection_id JOIN target t ON t.id = r.target_id
    JOIN {LEAD} LEFT JOIN {HEIRS} h ON h.department_id = x.department_id
WHERE t.jurisdiction_id = :jurisdiction AND t.year = :year AND r.state = 'signed' AND NOT {OUTSIDE}
ORDER BY i.year, i.number, t.code COLLATE "C"
"""  # noqa: S608 - constants only
LATE = "(o.late OR o.state = 'open' AND x.due < :day)"
LISTED = f"""
SELECT {LEAD_NOW} AS department, t.code, t.name, r.occurrence, r.finding, r.listed_on, r.state,
    coalesce(k.remediations, 0) AS late_remediations, coalesce(k.feedbacks, 0) AS late_feedbacks,
    coalesce(k.entered_late, 0) AS entered_late, s.points,
    {ENDED_BY.format(e="r", until="")} AS ended_by
FROM negative_entry r JOIN target t ON t.id = r.target_id
    LEFT JOIN (SELECT o.subject, count(*) FILTER (WHERE {LATE} AND o.kind = 'remediation') AS remediations,
            count(*) FILTER (WHERE {LATE} AND o.kind = 'feedback') AS feedbacks,
            count(*) FILTER (WHERE {ENTERED_LATE.format(o="o")}) AS entered_late
        FROM obligation o JOIN deadline x ON x.id = o.deadline_id
        WHERE o.jurisdiction_id = :jurisdiction AND o.kind IN ('remediation', 'feedback')
        GROUP BY o.subject) k ON k.subject = concat_ws('/', t.year, t.code, r.occurrence)
    JOIN {LEAD} LEFT JOIN {HEIRS} h ON h.department_id = x.department_id
    {JOINED}
WHERE t.jurisdiction_id = :jurisdiction AND t.year = :year AND r.state NOT IN {in_sql(UNCONFIRMED)}
ORDER BY t.code COLLATE "C", r.occurrence
"""  # noqa: S608 - constants only
SUGGESTED = f"""
SELECT coalesce(h.heir, s.department_id) AS department, concat_ws('-', i.year, i.number) AS inspection, s.kind, s.text,
    s.made_on, s.answer
FROM suggestion s JOIN inspection i ON i.id = s.inspection_id LEFT JOIN {HEIRS} h ON h.department_id = s.department_id
WHERE i.jurisdiction_id = :jurisdiction AND i.year = :year ORDER BY i.year, i.number, s.id
"""  # noqa: S608 - constants only
# A70: decisions that one person suffices for the online review of a department.
SINGLE = """
SELECT concat(q.period, d.name, '（', q.paper_number, '）')
FROM single_review q JOIN department d ON d.id = q.department_id
WHERE q.jurisdiction_id = :jurisdiction AND q.period LIKE concat(CAST(:year AS text), 'Q%') AND q.withdrawn_on IS NULL
ORDER BY q.period, d.code COLLATE "C"
"""


@dataclass(frozen=True, slots=True)
class Results:
    """The year's results of one department: the rows from which every total is computed."""

    code: str
    department: str
    findings: Sequence[Any]
    entries: Sequence[Any]
    suggestions: Sequence[Any]

    @property
    def inspections(self) -> int:
        """Return the number of inspections with a finding."""
        return len({row.inspection for row in self.findings})

    @property
    def declared(self) -> int:
        """Return the number of inspected targets that were declared complete."""
        return sum(row.declared_complete for row in self.findings)

    def concluded(self, conclusion: Conclusion) -> int:
        """Return the number of findings with this conclusion, without those withdrawn on appeal."""
        return sum(row.conclusion == conclusion and not row.overturned for row in self.findings)

    @property
    def mistaken(self) -> int:
        """Return the number of targets declared complete whose finding is failed (2.1)."""
        return sum(
            row.declared_complete and row.conclusion == Conclusion.FAILS and not row.overturned for row in self.findings
        )

    def ended(self, *states: EntryState) -> int:
        """Return the number of entries in one of these states."""
        return sum(EntryState(row.state) in states for row in self.entries)

    @property
    def points(self) -> Decimal | None:
        """Return the total points of the entries, 0 or below; None if the points of an entry are 未设定 (1-2.23)."""
        return total(row.points for row in self.entries)

    def suggested(self, kind: Suggested) -> int:
        """Return the number of suggestions of this kind (4.3 c)."""
        return sum(row.kind == kind for row in self.suggestions)


@dataclass(frozen=True, slots=True)
class YearResults:
    """The results of a year by department."""

    year: int
    signature: Signature
    departments: Sequence[Results]
    unvisited: str = ""  # number and names of the departments that were re-verified by papers (3.3)
    single: Sequence[str] = ()  # the quarters and departments that one person reviewed online, each with its paper
    one_account: str = ""  # what one account typed for two people (A56)
    unasked: str = ""  # the quarters from before go-live (A37)
    facts: YearFacts | None = None  # what the records show next to the scores

    @property
    def title(self) -> str:
        """2026年核查结果汇总."""
        return f"{self.year}年核查结果汇总"


def year_results(session: Session, year: int, day: date) -> YearResults:
    """6.2.8: return the results of a year by the department that leads the target now, or its successor.

    Raises Refused if the year has neither a signed finding nor an entry nor a suggestion.
    """
    jurisdiction = home(session)
    params = {"jurisdiction": jurisdiction, "year": year}
    scored = as_columns(entry_points(session, jurisdiction, year))
    findings, suggestions = (_by_department(session, query, params) for query in (FOUND, SUGGESTED))
    entries = _by_department(session, LISTED, params | scored | {"day": day})
    if not (findings or entries or suggestions):
        raise Refused(f"{year}年没有签字生效的核查结果，也没有列入负面清单的目标。")
    departments = [
        Results(row.code, row.name, findings.get(row.id, ()), entries.get(row.id, ()), suggestions.get(row.id, ()))
        for row in run(session, DEPARTMENTS, **params)
    ]
    signature, unvisited = signature_of(session, jurisdiction, day), in_words(unvisited_of(session, jurisdiction, year))
    single = run(session, SINGLE, **params).scalars().all()
    same, unasked = one_account_in_words(session, jurisdiction, year), unasked_in_words(session, jurisdiction, year)
    found = YearResults(year, signature, departments, unvisited, single, same, unasked, kept_facts(session, year, day))
    return concealed(session, found)


def _by_department(session: Session, query: str, params: dict[str, Any]) -> dict[int, list[Any]]:
    rows: dict[int, list[Any]] = {}
    for row in run(session, query, **params):
        rows.setdefault(row.department, []).append(row)
    return rows
