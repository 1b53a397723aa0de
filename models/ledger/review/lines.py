"""The lines of a quarter's 在线复核: declaration, evidence and conclusion of each target (7.2)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlmodel import Session

from models.ledger.heirs import HEIRS
from models.ledger.jurisdiction import home
from models.ledger.report.reported import progress_of
from models.ledger.review.leaves import declared_leaves, reported_leaves
from models.ledger.secrets import secrets_of
from models.ledger.target.leaves import Paces, trees_of_year, yellow_from
from models.rules.concealment import conceal
from models.rules.kinds import LineStatus
from models.rules.periods import Period
from models.rules.personal_names import one_spelling
from models.rules.points import in_words
from models.rules.review import mark_of
from models.rules.secrecy import WITHHELD, Secrets
from models.rules.self_check import SELF_CHECK
from models.statements import run

NOT_REPORTED = "未报"
# Least recently reviewed first, by earlier quarters only, so that reviews do not change the order within a quarter.
LINES = f"""
WITH heir AS MATERIALIZED {HEIRS},
checks AS MATERIALIZED (
    SELECT o.id, o.department_id,
        (SELECT coalesce(max(r.version), 0) FROM report r WHERE r.obligation_id = o.id) AS version
    FROM obligation o WHERE o.jurisdiction_id = :jurisdiction AND o.kind = :self_check AND o.period = :period
        AND o.state NOT IN ('waived', 'void'))
SELECT t.id AS target_id, t.year, t.code, t.name, t.requirement, t.quantity, t.unit, t.deadline, t.issued_on,
    t.management, d.code AS department_code, d.name AS department, c.version, l.progress, l.status, l.quantity AS done,
    coalesce(l.remark, '') AS remark, v.evidence, k.id AS task, k.reviewer AS assigned,
    w.serial, w.reviewer, w.outcome, w.note, w.reviewed_on, w.report_version, w.progress AS seen_progress,
    w.status AS seen_status, w.evidence AS seen_evidence, x.reviewed_on AS last_reviewed,
    e.state AS entry, i.year || '-' || i.number AS inspection
FROM checks c JOIN report_line b ON b.obligation_id = c.id AND b.version = 0
    JOIN target t ON t.id = b.target_id
    LEFT JOIN heir h ON h.department_id = c.department_id
    JOIN department d ON d.id = coalesce(h.heir, c.department_id)
    LEFT JOIN report_line l ON l.obligation_id = c.id AND l.target_id = t.id AND l.version = c.version AND l.version > 0
    CROSS JOIN LATERAL (SELECT coalesce(jsonb_agg(DISTINCT f.sha256), '[]') AS evidence FROM evidence_use u
        JOIN evidence f ON f.id = u.evidence_id WHERE u.obligation_id = c.id AND u.target_id = t.id) v
    LEFT JOIN review_task k ON k.target_id = t.id AND k.period = :period
    LEFT JOIN LATERAL (SELECT r.* FROM review r WHERE r.target_id = t.id AND r.period = :period
        ORDER BY r.serial DESC LIMIT 1) w ON true
    CROSS JOIN LATERAL (SELECT max(r.reviewed_on) AS reviewed_on FROM review r
        WHERE r.target_id = t.id AND r.period COLLATE "C" < :period) x
    LEFT JOIN negative_entry e ON e.id = w.entry_id
    LEFT JOIN confirmation n ON n.entry_id = e.id
    LEFT JOIN inspection i ON i.id = n.inspection_id
ORDER BY x.reviewed_on NULLS FIRST, d.code COLLATE "C", t.code COLLATE "C"
"""  # noqa: S608 - constants only


@dataclass(frozen=True, slots=True)
class Reviewable:
    """One target of a quarter with its department's declaration and the newest conclusion.

    `leaves` is what was declared of its leaves, in words; `pace` the colour of the declaration, for a list or a sheet
    (A22). If it is `secret` (4.7), the declaration is withheld; the 核对码 is still that of the real declaration,
    because the reviewer returns it.
    """

    row: Any
    secret: bool = False
    leaves: str = ""
    pace: str = ""

    def is_of(self, reviewer: str) -> bool:
        """Return whether it is assigned to this reviewer, in any spelling of the name."""
        return bool(self.row.assigned == one_spelling(reviewer))

    @property
    def reported(self) -> bool:
        """Return whether its department declared anything."""
        return self.row.progress is not None

    @property
    def reviewed(self) -> bool:
        """Return whether it has a review."""
        return self.row.serial is not None

    @property
    def mark(self) -> str:
        """Return the 核对码 of the current declaration."""
        row = self.row
        return mark_of(row.version if self.reported else 0, row.progress, row.status, row.evidence)

    @property
    def seen(self) -> str:
        """Return the 核对码 of the declaration that the newest review saw; empty before the first review."""
        row = self.row
        if not self.reviewed:
            return ""
        return mark_of(row.report_version, row.seen_progress, row.seen_status, row.seen_evidence)

    @property
    def changed_since(self) -> bool:
        """Return whether the declaration has changed since the newest review."""
        return self.reviewed and self.seen != self.mark

    @property
    def declared(self) -> str:
        """Return the declaration in words: 进行中 60%, or 未报."""
        if not self.reported:
            return NOT_REPORTED
        if self.secret:
            return WITHHELD
        status = f"{LineStatus(self.row.status).label} " if self.row.status else ""
        return f"{status}{self.row.progress.normalize():f}%{self._done}{self.leaves and f'：{self.leaves}'}"

    @property
    def _done(self) -> str:
        """Return the quantity that was done, and whether the percentage differs from it (1-2.9)."""
        row = self.row
        if row.done is None:
            return ""
        mark = progress_of(row, row.done, row.progress).mark
        return f"，完成{in_words(row.done)}{row.unit or ''}{f'（{mark}）' if mark else ''}"

    def as_json(self) -> dict[str, Any]:
        """Return the fields of `reviews --json`."""
        row = self.row
        declared = {
            name: getattr(row, name) for name in ("department", "requirement", "remark", "evidence", "assigned")
        }
        concluded = {name: getattr(row, name) for name in ("reviewer", "outcome", "note", "reviewed_on")}
        return {
            "target": row.code,
            "name": row.name,
            **declared,
            "declared": self.declared,
            "pace": self.pace or None,
            "progress": None if self.secret else row.progress,
            "status": None if self.secret else row.status,
            "quantity": None if self.secret else row.done,
            "mark": self.mark,
            "last_reviewed": row.last_reviewed,
            **concluded,
            "changed_since": self.changed_since,
            "entry": row.entry,
            "inspection": row.inspection,
        }


def lines_of(session: Session, jurisdiction: int, period: Period) -> list[Reviewable]:
    """7.2: return every target with a line in a self-check of the quarter that is not waived.

    Ordered by last review, never reviewed first, then by department and target.
    """
    rows = run(session, LINES, jurisdiction=jurisdiction, self_check=SELF_CHECK.key, period=str(period))
    leaves = declared_leaves(session, jurisdiction, period)
    return [Reviewable(row, leaves=leaves.get(row.target_id, "")) for row in rows]


def without_secrets(session: Session, lines: Sequence[Reviewable]) -> list[Reviewable]:
    """4.7: return the lines for a list or a sheet, each marked target replaced by its pointer."""
    secrets = secrets_of(session)
    return [_conceal_line(secrets, line) for line in lines]


def _conceal_line(secrets: Secrets, line: Reviewable) -> Reviewable:
    row = conceal(secrets, line.row)
    if not secrets.names_any([line.row.name]):
        return replace(line, row=row)
    row.progress = line.row.progress
    return Reviewable(row, secret=True)


def with_paces(session: Session, quarter: Period, lines: Sequence[Reviewable]) -> list[Reviewable]:
    """A22: return the lines, each with the colour of its declaration on the last day of the quarter; 灰 without one.

    It is the day that the declaration is about: a later look at it does not change its colour.
    """
    trees, reports = trees_of_year(session, quarter.year), reported_leaves(session, home(session), quarter)
    paces = Paces(quarter.end, yellow_from(session, quarter.end), trees, reports)
    return [replace(line, pace=_pace_of(line, paces)) for line in lines]


def _pace_of(line: Reviewable, paces: Paces) -> str:
    pace = paces.of({**line.row._asdict(), "reported_for": None})
    return pace.label if pace else ""
