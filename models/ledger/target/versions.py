"""The versions of the requirements of targets, each with its cause (6.1.7)."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlmodel import Session

from models.ledger.acts import Context
from models.ledger.sheets import assign
from models.ledger.transitions import record
from models.records import Adjustment, Target, id_of
from models.rules.kinds import VersionCause
from models.rules.requirements import DESCRIBED, NEEDS, Value, differences
from models.statements import run

_DESCRIBED = ", ".join(DESCRIBED)
_OF_TARGET = ", ".join(f"t.{name}" for name in DESCRIBED)
# Every version of every target with its corrections; a target that never changed has its own row as only version.
VERSIONS = f"""(
    SELECT id, target_id, version, correction, requirement, quantity, unit, deadline, effective_on, cause,
        adjustment_id, reason, {_DESCRIBED}
    FROM target_version
    UNION ALL SELECT NULL, t.id, t.version, 0, t.requirement, t.quantity, t.unit, t.deadline, t.issued_on, 'issued',
        NULL, NULL, {_OF_TARGET}
    FROM target t WHERE NOT EXISTS (SELECT FROM target_version v WHERE v.target_id = t.id))"""  # noqa: S608 - constants only
ISSUED = f"""
INSERT INTO target_version (target_id, version, correction, requirement, quantity, unit, deadline, effective_on, cause,
    {_DESCRIBED})
SELECT t.id, t.version, 0, t.requirement, t.quantity, t.unit, t.deadline, t.issued_on, 'issued', {_OF_TARGET}
FROM target t WHERE t.id = ANY(:targets) AND NOT EXISTS (SELECT FROM target_version v WHERE v.target_id = t.id)
ORDER BY t.year, t.code COLLATE "C" RETURNING id
"""  # noqa: S608 - constants only
AS_IT_IS = f"""
INSERT INTO target_version (target_id, version, correction, requirement, quantity, unit, deadline, effective_on, cause,
    adjustment_id, reason, {_DESCRIBED})
SELECT t.id, t.version, coalesce(
        (SELECT max(v.correction) + 1 FROM target_version v WHERE (v.target_id, v.version) = (t.id, t.version)), 0),
    t.requirement, t.quantity, t.unit, t.deadline, :day, :cause, :adjustment, :reason, {_OF_TARGET}
FROM target t WHERE t.id = ANY(:targets) ORDER BY t.year, t.code COLLATE "C" RETURNING id, target_id, correction
"""  # noqa: S608 - constants only
HISTORY = f"""
SELECT v.id, v.version, v.correction, v.requirement, v.quantity, v.unit, v.deadline, v.effective_on, v.cause,
    a.number AS adjustment, {", ".join(f"v.{name}" for name in DESCRIBED)}, v.reason
FROM {VERSIONS} v LEFT JOIN adjustment a ON a.id = v.adjustment_id
WHERE v.target_id = :target ORDER BY v.version, v.correction
"""  # noqa: S608 - constants only
AS_OF = f"""
SELECT v.requirement, v.quantity, v.unit, v.deadline FROM {VERSIONS} v
WHERE v.target_id = :target AND v.version = :version ORDER BY v.correction DESC LIMIT 1
"""  # noqa: S608 - constants only
# The words with which a target was issued; its requirement as the current version began, by issue or adjustment.
FIRST_VERSION = f"""
SELECT t.id, (SELECT v.name FROM {VERSIONS} v WHERE v.target_id = t.id
        ORDER BY v.version, v.correction LIMIT 1) AS name,
    (SELECT v.requirement FROM {VERSIONS} v WHERE (v.target_id, v.version) = (t.id, t.version)
        ORDER BY v.correction LIMIT 1) AS requirement
FROM target t WHERE t.id = ANY(:targets)
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
    """Return every version of a target, oldest first: version, correction, four requirements, effective day, cause.

    `adjustment` is the number of the adjustment that caused it, also by its return. `id` is None if the
    target never changed.
    """
    return [dict(row) for row in run(session, HISTORY, target=target).mappings()]


def requirements_of_lines(session: Session, obligation: int) -> list[dict[str, Any]]:
    """6.1.7: return the requirements of each line of a report, in the version with which the report was opened.

    `newest` is the current version of the target. Returns an empty list for an obligation without lines.
    """
    return [dict(row) for row in run(session, OF_LINES, obligation=obligation).mappings()]


def requirements_in(session: Session, target: int, version: int) -> dict[str, Value]:
    """Return the requirements of a version of a target by column, with corrected typing errors."""
    return dict(run(session, AS_OF, target=target, version=version).mappings().one())


def first_words(session: Session, targets: Sequence[int]) -> dict[int, Mapping[str, str | None]]:
    """Return name and requirement of each target before any correction; the requirement is that of its version."""
    rows = run(session, FIRST_VERSION, targets=list(targets)).mappings() if targets else ()
    return {row["id"]: {"name": row["name"], "requirement": row["requirement"]} for row in rows}


def in_force_since(session: Session, target: int, *, but: int | None = None) -> date:
    """Return the day since which the current requirements are in force, without versions of the adjustment `but`."""
    since: date = run(session, SINCE, target=target, but=but).scalar_one()
    return since


def insert_issued_versions(session: Session, ctx: Context, targets: Sequence[int]) -> None:
    """Insert the issued version of these targets before their first change, if it is not stored yet."""
    ids = list(run(session, ISSUED, targets=list(targets)).scalars())
    record(session, ctx, "target_version", ids, VersionCause.ISSUED.value)


def insert_corrected_versions(session: Session, ctx: Context, targets: Sequence[int], reason: str) -> Sequence[Any]:
    """Insert a correction of these targets' current version after typing errors; it applies from its first day.

    Returns the rows: id, target and number of the correction.
    """
    return _insert_versions(session, ctx, targets, (VersionCause.CORRECTED, ctx.date), reason=reason)


def insert_version(
    session: Session,
    ctx: Context,
    target: Target,
    values: Mapping[str, Value],
    why: tuple[VersionCause, date],
    adjustment: Adjustment,
) -> dict[str, tuple[str, str]]:
    """Update a target to its next version, with cause and effective day; returns the changes in words.

    Open reports keep the version they were opened with; reports opened from now on have the new one.
    """
    before: dict[str, Value] = {name: getattr(target, name) for name in NEEDS}
    changes = differences(before, values)
    insert_issued_versions(session, ctx, [id_of(target)])
    assign(target, {**values, "version": target.version + 1})
    session.flush()
    _insert_versions(session, ctx, [id_of(target)], why, adjustment.id)
    before_words, after_words = ({name: pair[n] for name, pair in changes.items()} for n in (0, 1))
    detail = {"from": before_words, "to": after_words, "version": target.version, "adjustment": adjustment.number}
    record(session, ctx, "target", [id_of(target)], why[0].value, detail=detail)
    return changes


def _insert_versions(
    session: Session,
    ctx: Context,
    targets: Sequence[int],
    why: tuple[VersionCause, date],
    adjustment: int | None = None,
    reason: str | None = None,
) -> Sequence[Any]:
    session.flush()
    cause, day = why
    named = {"cause": cause.value, "day": day, "adjustment": adjustment, "reason": reason}
    inserted = run(session, AS_IT_IS, targets=list(targets), **named).all()
    record(session, ctx, "target_version", [row.id for row in inserted], cause.value)
    return inserted
