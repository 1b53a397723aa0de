"""What targets ask for and asked for: every version written down, with what made it so (6.1.7)."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlmodel import Session

from models.database import run
from models.ledger.acts import Context
from models.ledger.sheets import assign
from models.ledger.transitions import record
from models.records import Adjustment, Target, id_of
from models.rules.kinds import VersionCause
from models.rules.requirements import ASKED, Value, differences

# Every version of every target with its corrections; a target that never changed is its own only version.
VERSIONS = """(
    SELECT target_id, version, correction, requirement, quantity, unit, deadline, effective_on, cause, adjustment_id
    FROM target_version
    UNION ALL SELECT t.id, t.version, 0, t.requirement, t.quantity, t.unit, t.deadline, t.issued_on, 'issued', NULL
    FROM target t WHERE NOT EXISTS (SELECT FROM target_version v WHERE v.target_id = t.id))"""
ISSUED = """
INSERT INTO target_version (target_id, version, correction, requirement, quantity, unit, deadline, effective_on, cause)
SELECT t.id, t.version, 0, t.requirement, t.quantity, t.unit, t.deadline, t.issued_on, 'issued'
FROM target t WHERE t.id = ANY(:targets) AND NOT EXISTS (SELECT FROM target_version v WHERE v.target_id = t.id)
ORDER BY t.year, t.code COLLATE "C" RETURNING id
"""
AS_IT_IS = """
INSERT INTO target_version (target_id, version, correction, requirement, quantity, unit, deadline, effective_on, cause,
    adjustment_id)
SELECT t.id, t.version, coalesce(
        (SELECT max(v.correction) + 1 FROM target_version v WHERE (v.target_id, v.version) = (t.id, t.version)), 0),
    t.requirement, t.quantity, t.unit, t.deadline, :day, :cause, :adjustment
FROM target t WHERE t.id = ANY(:targets) ORDER BY t.year, t.code COLLATE "C" RETURNING id
"""
HISTORY = f"""
SELECT v.version, v.correction, v.requirement, v.quantity, v.unit, v.deadline, v.effective_on, v.cause,
    a.number AS adjustment
FROM {VERSIONS} v LEFT JOIN adjustment a ON a.id = v.adjustment_id
WHERE v.target_id = :target ORDER BY v.version, v.correction
"""  # noqa: S608 - constants only
AS_OF = f"""
SELECT v.requirement, v.quantity, v.unit, v.deadline FROM {VERSIONS} v
WHERE v.target_id = :target AND v.version = :version ORDER BY v.correction DESC LIMIT 1
"""  # noqa: S608 - constants only
SINCE = f"""
SELECT max(v.effective_on) FROM {VERSIONS} v
WHERE v.target_id = :target AND v.correction = 0
    AND (CAST(:but AS int) IS NULL OR v.adjustment_id IS DISTINCT FROM :but)
"""  # noqa: S608 - constants only
OF_LINES = f"""
SELECT t.year, t.code, t.name, l.target_version AS version, t.version AS newest,
    v.requirement, v.quantity, v.unit, v.deadline
FROM report_line l JOIN target t ON t.id = l.target_id CROSS JOIN LATERAL (
    SELECT v.requirement, v.quantity, v.unit, v.deadline FROM {VERSIONS} v
    WHERE v.target_id = l.target_id AND v.version = l.target_version ORDER BY v.correction DESC LIMIT 1) v
WHERE l.obligation_id = :obligation AND l.version = 0 ORDER BY t.code COLLATE "C"
"""  # noqa: S608 - constants only


def target_history(session: Session, target: int) -> list[dict[str, Any]]:
    """Everything that a target asked for, oldest first: version, correction, the four things asked, since when, why.

    `adjustment` is the number of the adjustment that made it so, or whose return did.
    """
    return [dict(row) for row in run(session, HISTORY, target=target).mappings()]


def asked_of_lines(session: Session, obligation: int) -> list[dict[str, Any]]:
    """6.1.7: what each line of a report asks for: its target in the version that the report was opened with.

    `newest` is the target's version now. Empty for an obligation without lines.
    """
    return [dict(row) for row in run(session, OF_LINES, obligation=obligation).mappings()]


def asked_in(session: Session, target: int, version: int) -> dict[str, Value]:
    """What a version of a target asks for, by name; a typing error in it as corrected."""
    return dict(run(session, AS_OF, target=target, version=version).mappings().one())


def in_force_since(session: Session, target: int, *, but: int | None = None) -> date:
    """The day from which what a target asks now holds, leaving aside what the adjustment `but` made of it."""
    since: date = run(session, SINCE, target=target, but=but).scalar_one()
    return since


def keep_issued(session: Session, ctx: Context, targets: Sequence[int]) -> None:
    """Before the first change of these targets: write down what was issued, where it is not written down yet."""
    ids = list(run(session, ISSUED, targets=list(targets)).scalars())
    record(session, ctx, "target_version", ids, VersionCause.ISSUED.value)


def keep_corrections(session: Session, ctx: Context, targets: Sequence[int]) -> None:
    """After typing errors in these targets were corrected: the same version says what was meant, from its first day."""
    _keep(session, ctx, targets, (VersionCause.CORRECTED, ctx.date))


def change(
    session: Session,
    ctx: Context,
    target: Target,
    values: Mapping[str, Value],
    why: tuple[VersionCause, date],
    adjustment: Adjustment,
) -> dict[str, tuple[str, str]]:
    """The target asks for these values as its next version, for a cause and from a day; returns the changes in words.

    Reports that are open keep the version they were opened with; whatever opens from now on asks for this one.
    """
    before: dict[str, Value] = {name: getattr(target, name) for name in ASKED}
    changes = differences(before, values)
    keep_issued(session, ctx, [id_of(target)])
    assign(target, {**values, "version": target.version + 1})
    session.flush()
    _keep(session, ctx, [id_of(target)], why, adjustment.id)
    was, becomes = ({name: pair[n] for name, pair in changes.items()} for n in (0, 1))
    detail = {"from": was, "to": becomes, "version": target.version, "adjustment": adjustment.number}
    record(session, ctx, "target", [id_of(target)], why[0].value, detail=detail)
    return changes


def _keep(
    session: Session,
    ctx: Context,
    targets: Sequence[int],
    why: tuple[VersionCause, date],
    adjustment: int | None = None,
) -> None:
    session.flush()
    cause, day = why
    kept = run(session, AS_IT_IS, targets=list(targets), cause=cause.value, day=day, adjustment=adjustment)
    record(session, ctx, "target_version", list(kept.scalars()), cause.value)
