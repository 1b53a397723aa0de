"""What passes from one department to another: targets, open obligations, queued notices; the end of a department."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlmodel import Session, select

from models.ledger.acts import Context
from models.ledger.duties import list_open_duties
from models.ledger.heirs import FOLLOW
from models.ledger.notices import notify_one
from models.ledger.nouns.shared_sql import LEAD, LEADS, in_sql
from models.ledger.seals import seal_changes
from models.ledger.transitions import record
from models.records import Contact, Department, Office, id_of
from models.rules.cycles import CYCLES
from models.rules.duties import Audience
from models.rules.kinds import ReformKind
from models.rules.reform import last_day
from models.rules.states import ObligationState
from models.rules.states.negative_list import ENDED
from models.statements import run

LAST_ASKED = """
SELECT max(c.opens_on) FROM obligation o JOIN cycle_run c ON c.id = o.cycle_run_id
WHERE o.department_id = :department AND o.kind = ANY(:kinds)
"""
# Targets of past years stay with their lead, except those under remediation.
TARGETS_OF = f"""
SELECT t.id FROM target t JOIN target_department x ON x.target_id = t.id AND x.department_id = :department
WHERE t.year >= :year
    OR EXISTS (SELECT 1 FROM negative_entry e WHERE e.target_id = t.id
        AND e.state NOT IN {in_sql(ENDED)})
ORDER BY t.year, t.code COLLATE "C"
"""  # noqa: S608 - constants only
# If both were responsible, the higher position stays.
DROP_SECOND = """
DELETE FROM target_department x USING target_department y
WHERE x.target_id = ANY(:targets) AND y.target_id = x.target_id AND x.position > y.position
    AND x.department_id IN (:old, :new) AND y.department_id IN (:old, :new)
"""
# A year that was over on the effective day keeps its lead in the appraisal (A54).
REPLACE = f"""
UPDATE target_department x SET department_id = :new,
    since = CASE WHEN {LEADS} THEN greatest(x.since, CAST(:since AS date)) END,
    year_lead_id = CASE WHEN {LEADS} AND t.year < :year THEN coalesce(x.year_lead_id, :old) ELSE x.year_lead_id END
FROM target t WHERE t.id = x.target_id AND t.id = ANY(:targets) AND x.department_id = :old
"""  # noqa: S608 - constants only
CLOSE_RANKS = """
UPDATE target_department x SET position = q.place FROM (
    SELECT target_id, department_id, row_number() OVER (PARTITION BY target_id ORDER BY position) - 1 AS place
    FROM target_department WHERE target_id = ANY(:targets)) q
WHERE x.target_id = q.target_id AND x.department_id = q.department_id AND x.position <> q.place
"""
OWE = """
UPDATE obligation SET owed_by = :new WHERE owed_by = :old AND state IN ('open', 'suspended') RETURNING id, state
"""
REDIRECT = """
UPDATE notice n SET department_id = :new WHERE n.department_id = :old AND n.cancelled IS NULL
    AND n.kind <> 'liaison_missing' AND (n.resolved_at IS NULL
        OR EXISTS (SELECT 1 FROM delivery v WHERE v.notice_id = n.id AND v.message_id IS NULL AND v.cancelled IS NULL))
"""
REDIRECT_THESE = """
UPDATE notice n SET department_id = o.owed_by FROM obligation o
WHERE o.id = ANY(:ids) AND n.obligation_id = o.id AND n.audience <> 'agency'
    AND n.resolved_at IS NULL AND n.cancelled IS NULL
"""
NO_LIAISON_NEEDED = """
UPDATE notice SET cancelled = '部门已合并' WHERE department_id = :old AND kind = 'liaison_missing'
    AND resolved_at IS NULL AND cancelled IS NULL
"""
LED = f"""
SELECT t.code, t.name FROM target t JOIN {LEAD}
WHERE t.id = ANY(:targets) AND x.department_id = :new ORDER BY t.year, t.code COLLATE "C"
"""  # noqa: S608 - constants only
WITH_LINES = [cycle.duty.key for cycle in CYCLES if cycle.lines]


@dataclass(frozen=True, slots=True)
class Handover:
    """A handover: old department, successor, effective day, document."""

    kind: ReformKind
    old: Department
    new: Department
    effective_on: date
    basis: str

    @property
    def ids(self) -> dict[str, int]:
        """Return the two departments as SQL parameters."""
        return {"old": id_of(self.old), "new": id_of(self.new)}

    @property
    def detail(self) -> dict[str, Any]:
        """Return the part that the transition stores."""
        return {
            "from": self.old.name,
            "to": self.new.name,
            "effective_on": self.effective_on.isoformat(),
            "basis": self.basis,
        }


def first_owed(session: Session, department: int) -> date | None:
    """Return the first day on which new obligations go to the successor; earlier ones stay with the old department."""
    last = _last_asked(session, department)
    return last and last + timedelta(days=1)


def opened_until(session: Session, department: Department, effective_on: date) -> date:
    """Return the last day whose obligations must be opened before the handover.

    It is the day before the effective day, or the last day for which the old department was asked.
    """
    return max(last_day(effective_on), _last_asked(session, id_of(department)) or date.min)


def _last_asked(session: Session, department: int) -> date | None:
    last: date | None = run(session, LAST_ASKED, department=department, kinds=WITH_LINES).scalar_one()
    return last


def targets_of(session: Session, department: Department, year: int) -> list[int]:
    """Return a department's targets of that year and later, as lead or support, and earlier ones under remediation."""
    return list(run(session, TARGETS_OF, department=department.id, year=year).scalars())


def pass_targets(session: Session, ctx: Context, passing: Handover, targets: Sequence[int]) -> None:
    """Replace the old department in these targets by the successor, which leads them from the next opening day."""
    since = first_owed(session, id_of(passing.old))
    run(session, DROP_SECOND, targets=list(targets), **passing.ids)
    run(session, REPLACE, targets=list(targets), since=since, year=passing.effective_on.year, **passing.ids)
    run(session, CLOSE_RANKS, targets=list(targets))
    record(session, ctx, "target", targets, "taken_over", detail=passing.detail)


def pass_duties(session: Session, ctx: Context, passing: Handover) -> list[int]:
    """Make the successor the debtor of everything the old department owes; due dates and due versions stay."""
    ids = _record_duties(session, ctx, run(session, OWE, **passing.ids).all(), passing.detail)
    seal_changes(session, ctx, REDIRECT, **passing.ids)
    seal_changes(session, ctx, NO_LIAISON_NEEDED, old=passing.old.id)
    return ids


def follow_leads(session: Session, ctx: Context, targets: Sequence[int], detail: dict[str, Any]) -> list[int]:
    """Make the present lead of these targets the debtor of their open and suspended remediations and feedbacks.

    Queued notices about them are addressed to it.
    """
    ids = _record_duties(session, ctx, run(session, FOLLOW, targets=list(targets)).all(), detail)
    seal_changes(session, ctx, REDIRECT_THESE, ids=ids)
    return ids


def _record_duties(session: Session, ctx: Context, rows: Sequence[Any], detail: dict[str, Any]) -> list[int]:
    """Record that these obligations, open or suspended, were taken over; returns their ids."""
    for state in (ObligationState.OPEN, ObligationState.SUSPENDED):
        ids = [row.id for row in rows if row.state == state]
        record(session, ctx, "obligation", ids, "taken_over", moved=(state.value, state.value), detail=detail)
    return [row.id for row in rows]


def end_department(session: Session, ctx: Context, passing: Handover) -> None:
    """End the old department and its contacts the day before; its office receives nothing more."""
    old, end = passing.old, last_day(passing.effective_on)
    old.valid_to = end
    office = session.get_one(Office, old.id)
    office.email = office.wecom_robot = ""
    known = session.exec(select(Contact).where(Contact.department_id == old.id))
    people = [each for each in known if (each.valid_to or date.max) > end]
    for person in people:
        person.valid_to = end
    record(session, ctx, "department", [id_of(old)], "merged", detail=passing.detail)
    record(session, ctx, "contact", [id_of(person) for person in people], "ended")


def notify_successor(
    session: Session, ctx: Context, passing: Handover, duties: Sequence[int], targets: Sequence[int]
) -> int:
    """Notify office and head of the successor once, with a list of what they take over and from which department."""
    led = run(session, LED, targets=list(targets), new=passing.new.id).all()
    payload = {
        "kind": passing.kind.value,
        "department": passing.old.name,
        "effective_on": passing.effective_on.isoformat(),
        "basis": passing.basis,
        "duties": [{"title": title, "due": due.isoformat()} for _, title, due in list_open_duties(session, ids=duties)],
        "targets": [f"{row.code} {row.name}" for row in led],
    }
    # A second handover between the same departments has other targets, so the first target makes the key unique.
    first = led[0].code if led and passing.kind is ReformKind.TRANSFER else ""
    occasion = f"{passing.effective_on}|{passing.new.code}|{first}"
    return sum(
        notify_one(
            session,
            ctx,
            "taken_over",
            f"{passing.kind.value}|{passing.old.code}",
            (id_of(passing.new), audience),
            occasion=occasion,
            payload=payload,
        )
        for audience in (Audience.OFFICE, Audience.HEAD)
    )
