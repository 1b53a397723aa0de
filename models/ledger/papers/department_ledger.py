"""台账 of one department for a year: all that was kept of its targets, duties, answers and inspections (1-7.3)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import Session

from models.database import run
from models.ledger.lookup import find_department, home
from models.ledger.papers.ledger_control import adjustments_of, appeals_of, entries_of, findings_of
from models.ledger.papers.ledger_targets import DutyKept, answers_of, duties_of, targets_of
from models.ledger.papers.signature import Signature, signature_of
from models.ledger.secrets import concealed
from models.records import id_of
from models.rules.errors import Refused

HEAD = """
SELECT j.name, h.height, h.hash FROM jurisdiction j CROSS JOIN chain_head h WHERE j.id = :jurisdiction AND h.id = 1
"""


@dataclass(frozen=True, slots=True)
class DepartmentLedger:
    """A department's year as it stood when block number `height` of the chain, with this `hash`, was the newest."""

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

    @property
    def title(self) -> str:
        """省教育厅2026年目标绩效管理台账."""
        return f"{self.department}{self.year}年目标绩效管理台账"

    @property
    def is_empty(self) -> bool:
        """Whether nothing at all was kept of the year."""
        rows = self.targets, self.duties, self.answers, self.findings, self.entries, self.appeals, self.adjustments
        return not any(rows)


def department_ledger(session: Session, department: str, year: int | None, day: date) -> DepartmentLedger:
    """1-7.3: the ledger of the department with this code, name or short name; without a year that of the day.

    One that was merged away keeps its own; who carries it on finds in its own what was open then. Raises Refused for
    an unknown department, or where nothing was kept of the year. All of it is of one moment only in a transaction
    that is repeatable read.
    """
    jurisdiction, year = home(session), year or day.year
    found = find_department(session, jurisdiction, department)
    head = run(session, HEAD, jurisdiction=jurisdiction).one()
    whose = {"jurisdiction": jurisdiction, "department": id_of(found), "year": year}
    kept = DepartmentLedger(
        jurisdiction=head.name,
        department=found.name,
        code=found.code,
        year=year,
        signature=signature_of(session, jurisdiction, day),
        height=head.height,
        hash=head.hash,
        targets=targets_of(session, whose),
        duties=duties_of(session, whose, day),
        answers=answers_of(session, whose),
        findings=findings_of(session, whose),
        entries=entries_of(session, whose),
        appeals=appeals_of(session, whose),
        adjustments=adjustments_of(session, whose),
    )
    if kept.is_empty:
        raise Refused(f"“{found.name}”{year}年没有台账内容：没有目标，也没有应办事项。其他年度请加 --year。")
    return concealed(session, kept)
