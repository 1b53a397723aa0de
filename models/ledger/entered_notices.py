"""代为办理告知: each office is told once a working day what others did in its name, a line an act (A81)."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from sqlmodel import Session

from models.block import canonical
from models.intake.source import describe_source
from models.ledger.acts import Context, EnteredAct
from models.ledger.heirs import heirs
from models.ledger.jurisdiction import calendar_of
from models.ledger.notices import agency_of
from models.ledger.seals import by_act, sealing
from models.ledger.secrets import secrets_of
from models.rules.duties import Audience
from models.rules.secrecy import Secrets
from models.statements import run, transaction

ENTERED = "entered"
Lines = Mapping[tuple[int, Audience], list[dict[str, Any]]]
# The lines of a working day are one notice, to which an act adds its own until it is addressed.
TELL = """
INSERT INTO notice (jurisdiction_id, kind, subject, occasion, audience, department_id, obligation_id, payload, act_id,
    created_on)
SELECT :jurisdiction, :kind, d.code, CAST(:day AS text), u.audience, d.id, NULL, CAST(u.payload AS jsonb), :act_id,
    CAST(:day AS date)
FROM unnest(CAST(:offices AS int[]), CAST(:audiences AS text[]), CAST(:payloads AS text[]))
        AS u(office, audience, payload) JOIN department d ON d.id = u.office
ORDER BY d.code COLLATE "C", u.audience
ON CONFLICT (jurisdiction_id, kind, subject, occasion, audience) DO UPDATE
SET payload = jsonb_build_object('lines', (notice.payload -> 'lines') || (excluded.payload -> 'lines'))
WHERE notice.resolved_at IS NULL AND notice.cancelled IS NULL
    AND NOT EXISTS (SELECT FROM delivery v WHERE v.notice_id = notice.id)
"""


def tell_entered(session: Session, ctx: Context) -> int:
    """Tell the offices what this transaction did in their names; returns the number of notices that say so.

    What comes after the notice of a day was addressed stands in that of the next working day: an office gets one
    message a working day, and no line twice.
    """
    state = transaction(session)
    entered, state.entered = state.entered, []
    lines = _lines(session, ctx, entered) if entered else {}
    told, day, calendar = len(lines), ctx.date, calendar_of(session, ctx.jurisdiction) if lines else None
    while lines and calendar:
        day = day if calendar.is_workday(day) else calendar.nth_after(day, 1)
        lines = _add(session, ctx, day, lines)
        day += timedelta(days=1)
    return told


def _lines(session: Session, ctx: Context, entered: Iterable[EnteredAct]) -> Lines:
    """Return the lines for each office and head; none for what the agency enters for itself."""
    found: dict[tuple[int, Audience], list[dict[str, Any]]] = {}
    successors, agency, secrets = heirs(session), agency_of(session, ctx.jurisdiction), secrets_of(session)
    for each in entered:
        office, line = successors.get(each.office, each.office), _line(each, secrets)
        for audience in (Audience.OFFICE, *([Audience.HEAD] if each.for_head else [])) if office != agency else ():
            found.setdefault((office, audience), []).append(line)
    return found


def _line(entered: EnteredAct, secrets: Secrets) -> dict[str, Any]:
    """Return the line of one act. 4.7: without the content of marked records."""
    actor, source = entered.ctx.actor, entered.ctx.source
    return {
        "title": entered.title,
        "words": secrets.tell(entered.words),
        "by": actor.entered_by or actor.name,
        "kind": actor.known.label,
        "source": describe_source({name: value for name, value in source.items() if name != "received"}),
        "received_on": source.get("received", ""),
        "dated_on": entered.ctx.date.isoformat(),
        **({"former": [*entered.former]} if entered.former else {}),
    }


def _add(session: Session, ctx: Context, day: date, lines: Lines) -> Lines:
    """Add lines to the notices of a working day; returns those whose notice was addressed before."""
    places = list(lines)
    done = run(
        session,
        sealing(TELL, "department_id, audience"),
        jurisdiction=ctx.jurisdiction,
        kind=ENTERED,
        day=day,
        offices=[office for office, _ in places],
        audiences=[audience.value for _, audience in places],
        payloads=[canonical({"lines": lines[place]}) for place in places],
        **by_act(ctx),
    )
    told = {(row.department_id, Audience(row.audience)) for row in done}
    return {place: each for place, each in lines.items() if place not in told}
