"""The reminder ladder: each (obligation, due version, rung) once, rungs that passed unsent collapse into one (A33)."""

from sqlmodel import Session

from models.database import run
from models.intake.acts import Nothing
from models.ledger.acting import Context, Role, Summary, act
from models.ledger.calendars import calendar_of
from models.ledger.recording import OBLIGATION_KEY
from models.rules.cycles import DUTIES
from models.rules.reminders import reached

OPEN_DEADLINES = """
SELECT o.kind, x.id, x.due, count(*) AS open FROM obligation o JOIN deadline x ON x.id = o.deadline_id
WHERE o.jurisdiction_id = :jurisdiction AND o.state = 'open' GROUP BY o.kind, x.id, x.due
"""
REMIND = f"""
INSERT INTO notice (jurisdiction_id, kind, subject, occasion, audience, department_id, obligation_id, payload, act_id,
    created_on)
SELECT o.jurisdiction_id, CASE WHEN u.late THEN 'overdue' ELSE 'reminder' END, {OBLIGATION_KEY.format(o="o", d="d")},
    concat_ws('|', o.due_version, u.rung), u.audience,
    CASE u.audience WHEN 'agency' THEN a.id ELSE o.department_id END, o.id, '{{}}', :act_id, :day
FROM unnest(CAST(:kinds AS text[]), CAST(:deadlines AS int[]), CAST(:audiences AS text[]), CAST(:rungs AS text[]),
    CAST(:lates AS bool[])) AS u(kind, deadline, audience, rung, late)
    JOIN obligation o ON o.deadline_id = u.deadline AND o.kind = u.kind AND o.state = 'open'
    JOIN department d ON d.id = o.department_id
    JOIN department a ON a.jurisdiction_id = o.jurisdiction_id AND a.is_agency
WHERE o.jurisdiction_id = :jurisdiction
ON CONFLICT DO NOTHING
"""  # noqa: S608 - constants only


@act("remind", "到期提醒", clause="3-6.2.2", roles={Role.SYSTEM, Role.AGENCY})
def remind(session: Session, _said: Nothing, ctx: Context) -> Summary:
    """Queue the reminder that each open obligation has reached by today; whoever has answered hears nothing."""
    calendar = calendar_of(session, ctx.jurisdiction)
    owed = run(session, OPEN_DEADLINES, jurisdiction=ctx.jurisdiction).all()
    steps = [
        (row.kind, row.id, audience.value, rung.name, rung.offset > 0)
        for row in owed
        for audience, rung in reached(DUTIES[row.kind].rungs, row.due, ctx.date, calendar).items()
    ]
    kinds, deadlines, audiences, rungs, lates = (
        (list(column) for column in zip(*steps, strict=True)) if steps else [[]] * 5
    )
    told = run(
        session,
        REMIND,
        kinds=kinds,
        deadlines=deadlines,
        audiences=audiences,
        rungs=rungs,
        lates=lates,
        jurisdiction=ctx.jurisdiction,
        act_id=ctx.act_id,
        day=ctx.date,
    ).rowcount
    overdue = sum(row.open for row in owed if row.due < ctx.date)
    words = (
        f"在办{sum(row.open for row in owed)}项，逾期{overdue}项，新增提醒{told}条。"
        if owed
        else "今日无到期、无逾期。"
    )
    return Summary(words, {"open": sum(row.open for row in owed), "overdue": overdue, "notices": told})
