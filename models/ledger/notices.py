"""Notices: inserted in the transaction of the act that causes them, once per occasion and audience."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from sqlmodel import Session

from models.block import canonical
from models.ledger.acts import Context
from models.ledger.nouns.shared_sql import HEIRS, LEADS, OBLIGATION_KEY
from models.ledger.seals import seal_changes
from models.records import Department
from models.rules.appeal import Notified, without_name
from models.rules.duties import Audience
from models.statements import matching, run

OF_OBLIGATIONS = f"""
WITH heir AS MATERIALIZED {HEIRS}
INSERT INTO notice (jurisdiction_id, kind, subject, occasion, audience, department_id, obligation_id, payload, act_id,
    created_on)
SELECT o.jurisdiction_id, :kind, {OBLIGATION_KEY.format(o="o", d="d")}, :occasion, u.audience,
    CASE u.audience WHEN 'agency' THEN a.id ELSE
        coalesce(CAST(:office AS int), h.heir, NULLIF(o.owed_by, a.id), o.department_id) END,
    o.id, CAST(:payload AS jsonb), :act_id, :day
FROM obligation o JOIN department d ON d.id = o.department_id
    JOIN department a ON a.jurisdiction_id = o.jurisdiction_id AND a.is_agency
    LEFT JOIN heir h ON h.department_id = coalesce(NULLIF(o.owed_by, a.id), o.department_id)
    CROSS JOIN unnest(CAST(:audiences AS text[])) AS u(audience)
WHERE o.id {{which}} ORDER BY d.code COLLATE "C", o.id, u.audience
ON CONFLICT (jurisdiction_id, kind, subject, occasion, audience) DO NOTHING
"""  # noqa: S608 - constants only
ONE = """
INSERT INTO notice (jurisdiction_id, kind, subject, occasion, audience, department_id, obligation_id, payload, act_id,
    created_on)
VALUES (:jurisdiction, :kind, :subject, :occasion, :audience, :department, NULL, CAST(:payload AS jsonb), :act_id, :day)
ON CONFLICT DO NOTHING
"""
# Each text for the department that leads its target now, or for the one that is given, or for its successor.
EACH = f"""
WITH heir AS MATERIALIZED {HEIRS}
INSERT INTO notice (jurisdiction_id, kind, subject, occasion, audience, department_id, obligation_id, payload, act_id,
    created_on)
SELECT :jurisdiction, :kind, u.subject, u.occasion, :audience,
    coalesce(h.heir, u.department, x.department_id), NULL, CAST(u.payload AS jsonb), :act_id, :day
FROM unnest(CAST(:departments AS int[]), CAST(:targets AS int[]), CAST(:subjects AS text[]),
        CAST(:occasions AS text[]), CAST(:payloads AS text[])) WITH ORDINALITY
        AS u(department, target, subject, occasion, payload, place)
    LEFT JOIN target_department x ON x.target_id = u.target AND {LEADS}
    LEFT JOIN heir h ON h.department_id = coalesce(u.department, x.department_id)
ORDER BY u.place
ON CONFLICT DO NOTHING
"""  # noqa: S608 - constants only
AGENCY = "SELECT id FROM department WHERE jurisdiction_id = :jurisdiction AND is_agency"


def notify(  # noqa: PLR0913 - what is told of whom, to whom, on which occasion
    session: Session,
    ctx: Context,
    kind: str,
    obligations: Sequence[int],
    audiences: Sequence[Audience],
    *,
    occasion: str = "",
    payload: dict[str, Any] | None = None,
    office: int | None = None,
) -> int:
    """Queue a notice about each obligation for each audience; returns the number of new notices.

    The recipient is the debtor's successor if there is one, unless an `office` is given.
    """
    if not obligations:
        return 0
    which, chosen = matching(obligations)
    return seal_changes(
        session,
        ctx,
        OF_OBLIGATIONS.format(which=which),
        kind=kind,
        occasion=occasion,
        payload=canonical(payload or {}),
        audiences=[audience.value for audience in audiences],
        **chosen,
        office=office,
        day=ctx.date,
    )


def notify_agency(
    session: Session,
    ctx: Context,
    kind: str,
    subject: str,
    *,
    occasion: str = "",
    payload: dict[str, Any] | None = None,
) -> int:
    """Queue one notice for the agency; returns 1 if it is new."""
    to = agency_of(session, ctx.jurisdiction), Audience.AGENCY
    return notify_one(session, ctx, kind, subject, to, occasion=occasion, payload=payload)


def agency_of(session: Session, jurisdiction: int) -> int:
    """Return the id of the department that is the agency."""
    return int(run(session, AGENCY, jurisdiction=jurisdiction).scalar_one())


def agency_name(session: Session, jurisdiction: int) -> str:
    """Return the name of the department that is the agency."""
    return session.get_one(Department, agency_of(session, jurisdiction)).name


def notify_one(
    session: Session,
    ctx: Context,
    kind: str,
    subject: str,
    to: tuple[int, Audience],
    *,
    occasion: str = "",
    payload: dict[str, Any] | None = None,
) -> int:
    """Queue one notice for one audience of a department; returns 1 if it is new."""
    department, audience = to
    return seal_changes(
        session,
        ctx,
        ONE,
        jurisdiction=ctx.jurisdiction,
        kind=kind,
        subject=subject,
        occasion=occasion,
        audience=audience.value,
        department=department,
        payload=canonical(payload or {}),
        day=ctx.date,
    )


def tell_results(
    session: Session,
    ctx: Context,
    results: Sequence[Notified],
    *,
    targets: Sequence[int] = (),
    department: int = 0,
) -> int:
    """4.3 a: queue what results say for the offices that may contest them, once per version, in one statement.

    `targets` are the ids of their targets, in the same order; without them the result is that of a `department`.
    Returns the number of new notices. The limit for lodging an appeal counts from this notice (A14).
    """
    if not results:
        return 0
    told = [ToldOffice(each.about, str(each.version), _payload_of(each), department or None) for each in results]
    return tell_each_office(session, ctx, "concluded", told, targets)


class ToldOffice(NamedTuple):
    """What one office is told: about what, on which occasion; of a target the department that leads it may be told."""

    subject: str
    occasion: str
    payload: Mapping[str, Any]
    department: int | None


def tell_each_office(
    session: Session, ctx: Context, kind: str, told: Sequence[ToldOffice], targets: Sequence[int] = ()
) -> int:
    """Queue a notice for each office, or for its successor's, in one statement; returns how many are new."""
    return seal_changes(
        session,
        ctx,
        EACH,
        jurisdiction=ctx.jurisdiction,
        kind=kind,
        audience=Audience.OFFICE.value,
        departments=[each.department for each in told],
        targets=list(targets) or [None] * len(told),
        subjects=[each.subject for each in told],
        occasions=[each.occasion for each in told],
        payloads=[canonical(each.payload) for each in told],
        day=ctx.date,
    )


def _payload_of(result: Notified) -> dict[str, str]:
    payload = {"kind": result.kind.label, "key": result.key, "text": result.text, "target": result.name}
    return payload | {"about": without_name(result.title, result.name)}
