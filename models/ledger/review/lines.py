"""The lines of a quarter's 在线复核: declaration, leaves, evidence and conclusion of each target (7.2, 1-2.9)."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlmodel import Session

from models.ledger.evidence.placed import PLACED
from models.ledger.jurisdiction import home
from models.ledger.nouns.shared_sql import HEIRS
from models.ledger.policies import value_on
from models.ledger.report_lines import LEAF_ASKED
from models.ledger.review.reviewable import Reviewable
from models.ledger.secrets import secrets_of
from models.ledger.target.leaves import UNREPORTED, Paces, Reports, trees_of_year, yellow_from
from models.rules.concealment import conceal
from models.rules.kinds import LineStatus
from models.rules.periods import Period
from models.rules.points import in_words
from models.rules.review import REVIEW_SECOND, ReviewSecond
from models.rules.secrecy import Secrets
from models.rules.self_check import SELF_CHECK
from models.rules.target.amount import Amount, Direction
from models.rules.target.progress import measure
from models.statements import ResultRow, run

# Of the newest conclusions of the second and of who decided: number, person, outcome, reason, and who typed it.
OTHERS = "".join(
    f"(array_agg(r.{column} ORDER BY r.serial DESC) FILTER (WHERE r.part = '{part}'))[1] AS {name},"
    for part, names in (
        ("second", ("second_serial", "second", "second_outcome", "second_note", "second_hand", "second_account")),
        (
            "decided",
            ("decided_serial", "decided_by", "decided_outcome", "decided_note", "decided_hand", "decided_account"),
        ),
    )
    for column, name in zip(("serial", "reviewer", "outcome", "note", "entered_by", "account"), names, strict=True)
)
# Least recently reviewed first, by earlier quarters only, so that reviews do not change the order within a quarter.
LINES = f"""
WITH heir AS MATERIALIZED {HEIRS},
checks AS MATERIALIZED (
    SELECT o.id, o.department_id, o.state,
        (SELECT coalesce(max(r.version), 0) FROM report r WHERE r.obligation_id = o.id) AS version
    FROM obligation o WHERE o.jurisdiction_id = :jurisdiction AND o.kind = :self_check AND o.period = :period
        AND o.state <> 'void'),
reported AS MATERIALIZED (SELECT l.* FROM checks c
    JOIN report_line l ON l.obligation_id = c.id AND l.version = c.version AND l.version > 0),
tasks AS MATERIALIZED (SELECT k.* FROM review_task k WHERE k.period = :period),
evidence_of AS MATERIALIZED (SELECT u.obligation_id, coalesce(u.target_id, p.target_id) AS target_id,
        jsonb_agg(DISTINCT f.sha256) AS evidence, count(DISTINCT f.sha256) FILTER (WHERE u.target_id IS NULL) AS placed
    FROM checks c JOIN evidence_use u ON u.obligation_id = c.id JOIN evidence f ON f.id = u.evidence_id
        LEFT JOIN {PLACED} p ON u.target_id IS NULL AND (p.obligation_id, p.file_name) = (c.id, u.file_name)
    GROUP BY 1, 2),
reviews AS MATERIALIZED (SELECT r.* FROM review r WHERE r.period = :period),
newest AS MATERIALIZED (SELECT DISTINCT ON (r.target_id) r.* FROM reviews r WHERE r.part = 'first'
    ORDER BY r.target_id, r.serial DESC),
others AS MATERIALIZED (SELECT r.target_id AS of_target, max(r.serial) AS last_serial, {OTHERS}
        bool_or(r.outcome <> 'confirmed') FILTER (WHERE r.part = 'first') AS doubted,
        (array_agg(r.entry_id ORDER BY r.serial DESC) FILTER (WHERE r.entry_id IS NOT NULL))[1] AS entry_id
    FROM reviews r GROUP BY r.target_id),
earlier AS MATERIALIZED (SELECT r.target_id, max(r.reviewed_on) AS reviewed_on FROM review r
    WHERE r.period COLLATE "C" < :period GROUP BY r.target_id),
singles AS MATERIALIZED (SELECT q.department_id, max(q.paper_number) AS paper_number FROM single_review q
    WHERE q.period = :period AND q.withdrawn_on IS NULL GROUP BY q.department_id)
SELECT t.id AS target_id, t.year, t.code, t.name, t.requirement, t.quantity, t.unit, t.deadline, t.issued_on,
    t.management, d.code AS department_code, d.name AS department, c.version, l.progress, l.status, l.quantity AS done,
    coalesce(l.remark, '') AS remark, coalesce(v.evidence, '[]') AS evidence, v.placed,
    k.id AS task, k.reviewer AS assigned, k.draw, k.drawn,
    greatest(s.paper_number, o.paper_number) AS single, coalesce(m.last_serial, 0) AS versions, m.*,
    w.serial, w.reviewer, w.outcome, w.note, w.entered_by, w.account, w.reviewed_on, w.report_version,
    w.progress AS seen_progress, w.status AS seen_status, w.evidence AS seen_evidence, x.reviewed_on AS last_reviewed,
    e.state AS entry, i.year || '-' || i.number AS inspection
FROM checks c JOIN report_line b ON b.obligation_id = c.id AND b.version = 0
    JOIN target t ON t.id = b.target_id
    LEFT JOIN heir h ON h.department_id = c.department_id
    JOIN department d ON d.id = coalesce(h.heir, c.department_id)
    LEFT JOIN reported l ON l.obligation_id = c.id AND l.target_id = t.id
    LEFT JOIN evidence_of v ON v.obligation_id = c.id AND v.target_id = t.id
    LEFT JOIN singles s ON s.department_id = d.id
    LEFT JOIN singles o ON o.department_id = c.department_id
    LEFT JOIN tasks k ON k.target_id = t.id
    LEFT JOIN newest w ON w.target_id = t.id
    LEFT JOIN others m ON m.of_target = t.id
    LEFT JOIN earlier x ON x.target_id = t.id
    LEFT JOIN negative_entry e ON e.id = m.entry_id
    LEFT JOIN confirmation n ON n.entry_id = e.id
    LEFT JOIN inspection i ON i.id = n.inspection_id
WHERE c.state <> 'waived' OR w.outcome <> 'confirmed' OR m.second_outcome <> 'confirmed'
ORDER BY x.reviewed_on NULLS FIRST, d.code COLLATE "C", t.code COLLATE "C"
"""  # noqa: S608 - constants only


def lines_of(session: Session, jurisdiction: int, period: Period) -> list[Reviewable]:
    """7.2: return every target with a line in a self-check of the quarter: of a waived one only what was found before.

    Ordered by last review, never reviewed first, then by department and target.
    """
    rows = run(session, LINES, jurisdiction=jurisdiction, self_check=SELF_CHECK.key, period=str(period))
    leaves = declared_leaves(session, jurisdiction, period)
    everywhere = all_have_seconds(session, jurisdiction, period)
    return [Reviewable(row, leaves=leaves.get(row.target_id, ""), all_seconds=everywhere) for row in rows]


def all_have_seconds(session: Session, jurisdiction: int, period: Period) -> bool:
    """7.2, A70: return whether by the setting of the quarter's last day a second confirms every line."""
    return bool(value_on(session, jurisdiction, REVIEW_SECOND, period.end) == ReviewSecond.ALL)


def without_secrets(session: Session, lines: Sequence[Reviewable]) -> list[Reviewable]:
    """4.7: return the lines for a list or a sheet, each marked target replaced by its pointer."""
    secrets = secrets_of(session)
    return [_conceal_line(secrets, line) for line in lines]


def _conceal_line(secrets: Secrets, line: Reviewable) -> Reviewable:
    row = conceal(secrets, line.row)
    if not secrets.names_any([line.row.name]):
        return replace(line, row=row)
    row.progress = line.row.progress
    return Reviewable(row, secret=True, all_seconds=line.all_seconds)


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


DECLARED = f"""
SELECT f.target_id, t.code AS target, f.indicator, f.progress, f.status, f.quantity AS done, i.quantity, i.unit,
    i.direction
FROM obligation o JOIN report_leaf f ON f.obligation_id = o.id JOIN target t ON t.id = f.target_id
    JOIN report_line l ON (l.obligation_id, l.version, l.target_id) = (f.obligation_id, f.version, f.target_id)
    CROSS JOIN LATERAL {LEAF_ASKED.format(line="l", leaf="f.indicator")} i
WHERE o.jurisdiction_id = :jurisdiction AND o.kind = :self_check AND o.period = :period
    AND o.state <> 'void' AND f.version > 0
    AND f.version = (SELECT max(r.version) FROM report r WHERE r.obligation_id = o.id)
ORDER BY f.target_id, f.position
"""  # noqa: S608 - constants only


def declared_leaves(session: Session, jurisdiction: int, period: Period) -> dict[int, str]:
    """Return what a quarter's self-checks declare of the leaves of each target: 指标1-1 60%；指标1-2 100%."""
    words: dict[int, list[str]] = defaultdict(list)
    for row in _declared(session, jurisdiction, period):
        words[row.target_id].append(_words(row))
    return {target: "；".join(each) for target, each in words.items()}


def reported_leaves(session: Session, jurisdiction: int, period: Period) -> Reports:
    """Return what a quarter's self-checks declare of each leaf, by the codes of target and leaf."""
    rows = _declared(session, jurisdiction, period)
    return {(row.target, row.indicator): {name: getattr(row, name) for name in UNREPORTED} for row in rows}


def _declared(session: Session, jurisdiction: int, period: Period) -> Sequence[Any]:
    asked = {"jurisdiction": jurisdiction, "self_check": SELF_CHECK.key, "period": str(period)}
    return run(session, DECLARED, **asked).all()


def _words(leaf: ResultRow) -> str:
    status = f"{LineStatus(leaf.status).label} " if leaf.status else ""
    done = "" if leaf.done is None else f"，完成{in_words(leaf.done)}{leaf.unit}{_mark(leaf)}"
    return f"指标{leaf.indicator} {status}{in_words(leaf.progress)}%{done}"


def _mark(leaf: ResultRow) -> str:
    if leaf.quantity is None:
        return ""
    amount = Amount(leaf.quantity, leaf.unit, Direction(leaf.direction or Direction.NOT_LESS))
    mark = measure(amount, leaf.done, leaf.progress.normalize()).mark
    return f"（{mark}）" if mark else ""
