"""考评异议: the duty of each department to check its sheet, and the notice with its own sheet (1-2.22, 1-4)."""

from collections.abc import Sequence
from datetime import date

from sqlmodel import Session

from models.block import canonical
from models.ledger.acts import Context
from models.ledger.deadlines import deadline_from
from models.ledger.jurisdiction import calendar_of
from models.ledger.nouns.shared_sql import OBLIGATION_KEY
from models.ledger.opened_duties import open_each
from models.ledger.policies import value_on
from models.ledger.score.alongside import alongside_scores, told_lines
from models.ledger.seals import seal_changes
from models.rules.appraisal import OBJECTION, lines_in_words, objection_day, read_sheet
from models.rules.appraisal_settings import OBJECTION_DAYS
from models.rules.duties import Audience
from models.rules.notices import OPENED_APPRAISAL
from models.rules.score.facts import FIRST_ROWS, told_facts
from models.statements import run

STILL_OPEN = "SELECT id FROM obligation WHERE id = ANY(:duties) AND state = 'open' ORDER BY id"
# The notice of each duty for head and office of who owes it.
TELL = f"""
INSERT INTO notice (jurisdiction_id, kind, subject, occasion, audience, department_id, obligation_id, payload, act_id,
    created_on)
SELECT o.jurisdiction_id, :kind, {OBLIGATION_KEY.format(o="o", d="d")}, '', a.audience, o.owed_by, o.id,
    CAST(u.payload AS jsonb), :act_id, :day
FROM unnest(CAST(:duties AS int[]), CAST(:payloads AS text[])) AS u(duty, payload)
    JOIN obligation o ON o.id = u.duty JOIN department d ON d.id = o.department_id
    CROSS JOIN unnest(CAST(:audiences AS text[])) AS a(audience)
ORDER BY d.code COLLATE "C", a.audience
ON CONFLICT DO NOTHING
"""  # noqa: S608 - constants only
DUTIES = """
SELECT s.obligation_id, s.facts
FROM unnest(CAST(:sheets AS int[])) WITH ORDINALITY AS u(id, n) JOIN score_sheet s ON s.id = u.id
ORDER BY u.n
"""


def last_day(session: Session, ctx: Context, due: date | None) -> date:
    """Return the last day for objections, as given or by the setting. Raises Refused for one that is too early."""
    days = value_on(session, ctx.jurisdiction, OBJECTION_DAYS, ctx.date)
    return objection_day(due, days, ctx.date, calendar_of(session, ctx.jurisdiction))


def open_duties(session: Session, ctx: Context, year: int, departments: Sequence[int], due: date) -> list[int]:
    """Open the duty of each department to check its sheet until a day; returns their ids."""
    deadline, _ = deadline_from(session, ctx, OBJECTION.due, due)
    return open_each(session, ctx, OBJECTION, year, departments, deadline)


def still_open(session: Session, duties: Sequence[int]) -> list[int]:
    """Return which of these duties are open."""
    return list(run(session, STILL_OPEN, duties=list(duties)).scalars())


def tell_sheets(session: Session, ctx: Context, sheets: Sequence[int], contents: Sequence[str]) -> int:
    """Queue for head and office of each department its own sheet and what stands next to it.

    Returns how many notices are new.
    """
    read = [read_sheet(content) for content in contents]
    alongside = {year: alongside_scores(session, year) for year in {sheet["year"] for sheet in read}}
    kept = run(session, DUTIES, sheets=list(sheets)).all()
    payloads = [
        canonical(
            {
                "lines": lines_in_words(content),
                "alongside": told_lines(alongside[of["year"]], of["department"]) + told_facts(row.facts, FIRST_ROWS),
            }
        )
        for content, of, row in zip(contents, read, kept, strict=True)
    ]
    return tell_each(session, ctx, OPENED_APPRAISAL, [row.obligation_id for row in kept], payloads)


def tell_each(session: Session, ctx: Context, kind: str, duties: Sequence[int], payloads: Sequence[str]) -> int:
    """Queue a notice of each duty for head and office of the department that owes it; returns how many are new."""
    audiences = [Audience.HEAD.value, Audience.OFFICE.value]
    told = {"duties": list(duties), "payloads": list(payloads), "audiences": audiences}
    return seal_changes(session, ctx, TELL, kind=kind, day=ctx.date, **told)
