"""The declared leaves of targets in a 在线复核, in words, each percentage checked by its quantity (1-2.9)."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlmodel import Session

from models.ledger.report_lines import LEAF_ASKED
from models.ledger.target.leaves import UNREPORTED, Reports
from models.rules.kinds import LineStatus
from models.rules.periods import Period
from models.rules.points import in_words
from models.rules.self_check import SELF_CHECK
from models.rules.target.amount import Amount, Direction
from models.rules.target.progress import measure
from models.statements import run

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


def _words(leaf: Any) -> str:  # noqa: ANN401 - a result row
    status = f"{LineStatus(leaf.status).label} " if leaf.status else ""
    done = "" if leaf.done is None else f"，完成{in_words(leaf.done)}{leaf.unit}{_mark(leaf)}"
    return f"指标{leaf.indicator} {status}{in_words(leaf.progress)}%{done}"


def _mark(leaf: Any) -> str:  # noqa: ANN401 - a result row
    if leaf.quantity is None:
        return ""
    amount = Amount(leaf.quantity, leaf.unit, Direction(leaf.direction or Direction.NOT_LESS))
    mark = measure(amount, leaf.done, leaf.progress.normalize()).mark
    return f"（{mark}）" if mark else ""
