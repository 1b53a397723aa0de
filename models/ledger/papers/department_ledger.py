"""台账 of one department for a year: all records of its targets, duties, reports and inspections (1-7.3)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from sqlmodel import Session

from models.ledger.jurisdiction import home
from models.ledger.lookup import find_department
from models.ledger.papers.ledger_control import adjustments_of, appeals_of, entries_of, findings_of
from models.ledger.papers.ledger_targets import DutyKept, answers_of, duties_of, targets_of
from models.ledger.papers.signature import Signature, signature_of
from models.ledger.secrets import concealed
from models.ledger.target.pace import Paces
from models.records import id_of
from models.rules.errors import Refused
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
