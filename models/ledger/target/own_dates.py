"""目标到期: the own dates of issued targets and of their leaves, opened ten working days before (1-2.7, 1-2.9, A47)."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from sqlmodel import Session

from models.intake.input import NoInput
from models.ledger.acts import Context, Role, Summary, act
from models.ledger.duties import reopen
from models.ledger.first_runs import first_run
from models.ledger.jurisdiction import calendar_of, go_live
from models.ledger.notices import notify, notify_agency
from models.ledger.nouns.shared_sql import LED_BY, TARGET_KEY
from models.ledger.questions import Question
from models.ledger.target.moved_dates import deadlines_of, follow_own_dates
from models.ledger.target.own_leaves import DECLARED, OWN
from models.ledger.transitions import record
from models.records import Obligation
from models.rules.chinese_dates import in_full
from models.rules.duties import Audience
from models.rules.notices import OPENED_TARGET_DUE
from models.rules.states import ObligationEvent, ObligationState
from models.rules.target.due import TARGET_DUE, is_owed, last_opened, opening_day
from models.statements import ResultRow, run

KIND = "target_dates_passed"
SHOWN = 20  # lines of the message
# The keys of the own dates that were listed to the agency.
TOLD = f"""SELECT jsonb_array_elements_text(n.payload -> 'keys') AS subject FROM notice n
    WHERE n.jurisdiction_id = :jurisdiction AND n.kind = '{KIND}'"""  # noqa: S608 - constants only


def tell_passed(session: Session, ctx: Context, rows: Sequence[Any]) -> int:
    """A47: queue one list of own dates for the agency; returns 1 if there is any."""
    if not rows:
        return 0
    payload = {
        "number": len(rows),
        "lines": [_line(row) for row in rows[:SHOWN]],
        "keys": [row.subject for row in rows],
    }
    return notify_agency(session, ctx, KIND, ctx.date.isoformat(), payload=payload)


def _line(row: ResultRow) -> str:
    of_leaf = f"（指标{row.leaf}）" if row.leaf else ""
    return f"{row.lead}：{row.name}{of_leaf}，完成时限{in_full(row.due)}"


DAY = timedelta(days=1)
# Own dates that have come, of departments that exist, which are neither opened nor declared. One that was told stays so
# unless it has moved behind `after` since. A waiver is of its date: another one opens a duty of the next round.
COME = f"""
WITH {OWN},
told AS ({TOLD}),
duty AS MATERIALIZED (
    SELECT o.id, o.subject, o.state, o.round, x.anchor FROM obligation o JOIN deadline x ON x.id = o.deadline_id
    WHERE o.jurisdiction_id = :jurisdiction AND o.kind = :kind AND o.period = ''),
void AS MATERIALIZED (SELECT id, subject FROM duty WHERE state = 'void'),
come AS MATERIALIZED (
    SELECT w.*, v.id AS void FROM own w LEFT JOIN void v ON v.subject = w.subject
    WHERE w.due BETWEEN :first AND :last
        AND w.subject NOT IN (SELECT subject FROM duty WHERE state NOT IN ('void', 'waived'))
        AND (w.subject, w.due) NOT IN (SELECT subject, anchor FROM duty WHERE state = 'waived')
        AND (w.due > :after OR w.subject NOT IN (SELECT subject FROM told))),
{DECLARED}
SELECT w.subject, w.leaf, w.due, w.void, w.subject IN (SELECT subject FROM told) AS told,
    (SELECT coalesce(max(y.round) + 1, 0) FROM duty y WHERE y.subject = w.subject) AS round,
    t.name, t.year, t.code, d.id AS department, d.name AS lead, greatest(
        t.issued_on, (SELECT max(b.business_date) FROM transition m JOIN block b ON b.act_id = m.act_id
            WHERE m.record = 'target' AND m.record_key = {TARGET_KEY.format(t="t")}
                AND m.event = 'issued')) AS known_on
FROM come w JOIN target t ON t.id = w.target_id {LED_BY}
WHERE coalesce(d.valid_to, 'infinity') >= :day AND (w.target_id, w.leaf) NOT IN (SELECT target_id, leaf FROM declared)
ORDER BY w.due, t.year, t.code COLLATE "C", w.leaf COLLATE "C"
"""  # noqa: S608 - constants only
OPEN = """
INSERT INTO obligation (jurisdiction_id, kind, period, department_id, subject, round, owed_by, clause, deadline_id,
    due_version, state, opened_on, opened_late)
SELECT :jurisdiction, CAST(:kind AS text), '', u.department, u.subject, u.round, u.department, :clause, u.deadline, 1,
    'open', :day, u.late
FROM unnest(CAST(:subjects AS text[]), CAST(:departments AS int[]), CAST(:deadlines AS int[]),
    CAST(:lates AS bool[]), CAST(:rounds AS int[])) WITH ORDINALITY
    AS u(subject, department, deadline, late, round, place)
ORDER BY u.place ON CONFLICT DO NOTHING RETURNING id
"""
# True before the first run, while a duty may move, and once a date of a target or leaf comes that may have no duty yet.
# Ten working days are at most AHEAD days.
AHEAD = 40
HAS_DATES = Question(
    f"""NOT EXISTS (SELECT FROM cycle_start WHERE jurisdiction_id = :jurisdiction AND cycle = '{TARGET_DUE.key}')
    OR EXISTS (SELECT FROM obligation WHERE jurisdiction_id = :jurisdiction AND kind = '{TARGET_DUE.key}'
        AND state = 'open')
    OR EXISTS (SELECT FROM target t WHERE t.jurisdiction_id = :jurisdiction AND t.withdrawn_on IS NULL
        AND t.deadline BETWEEN date_trunc('year', CAST(:day AS date)) AND CAST(:day AS date) + {AHEAD}
        AND NOT EXISTS (SELECT FROM obligation o WHERE o.jurisdiction_id = t.jurisdiction_id
            AND o.kind = '{TARGET_DUE.key}' AND o.period = '' AND o.subject = concat(t.year, '/', t.code)
            AND o.state NOT IN ('void', 'waived')))
    OR EXISTS (SELECT FROM indicator i
        WHERE i.deadline BETWEEN date_trunc('year', CAST(:day AS date)) AND CAST(:day AS date) + {AHEAD})""",  # noqa: S608 - constants only
    Summary("没有新到期的目标。", {"opened": 0, "passed": 0, "notices": 0}),
)


@act("open_target_dates", "开启目标到期", clause="1-2.7", roles={Role.SYSTEM, Role.AGENCY})
def open_target_dates(session: Session, _data: NoInput, ctx: Context) -> Summary:
    """2.7, 2.9, A47: open what is due on a target's own date, ten working days before it; list to the agency, once,
    the dates that had passed when this cycle began here or when the target was taken over.

    A target that is declared complete with evidence owes nothing, nor does one whose present date was waived. What is
    opened after its day is due on the next working day. A corrected date moves what is open.
    """
    after = max(go_live(session, ctx), first_run(session, ctx, TARGET_DUE.key))
    follow_own_dates(session, ctx, [ctx.date.year + n for n in (-1, 0, 1)], "完成时限已更正")
    owed, passed = _apart(_come(session, ctx, after), after)
    renewed, notices = _renew(session, ctx, owed)
    opened = _open(session, ctx, [row for row in owed if row.void is None])
    notices += notify(session, ctx, OPENED_TARGET_DUE, opened, [Audience.OFFICE])
    notices += tell_passed(session, ctx, passed)
    words = f"开启目标到期{len(opened) + renewed}项。" if opened or renewed else "没有新到期的目标。"
    words += f"时限早已过去的{len(passed)}项列入清单，告知管理机构。" if passed else ""
    return Summary(words, {"opened": len(opened) + renewed, "passed": len(passed), "notices": notices})


def _come(session: Session, ctx: Context, after: date) -> Sequence[Any]:
    last = last_opened(ctx.date, calendar_of(session, ctx.jurisdiction))
    return run(
        session,
        COME,
        jurisdiction=ctx.jurisdiction,
        kind=TARGET_DUE.key,
        years=sorted({ctx.date.year, last.year}),
        targets=None,
        first=date(ctx.date.year, 1, 1),
        last=last,
        after=after,
        day=ctx.date,
    ).all()


def _apart(rows: Sequence[Any], after: date) -> tuple[list[Any], list[Any]]:
    """A47: return the dates that are owed, and those that have passed and were not told before."""
    owed = [row for row in rows if is_owed(row.due, row.known_on, after)]
    its = {row.subject for row in owed}
    return owed, [row for row in rows if row.subject not in its and not row.told]


def _open(session: Session, ctx: Context, rows: Sequence[Any]) -> list[int]:
    calendar, deadlines = calendar_of(session, ctx.jurisdiction), deadlines_of(session, ctx, [row.due for row in rows])
    ids = run(
        session,
        OPEN,
        jurisdiction=ctx.jurisdiction,
        kind=TARGET_DUE.key,
        clause=TARGET_DUE.clause,
        day=ctx.date,
        subjects=[row.subject for row in rows],
        departments=[row.department for row in rows],
        deadlines=[deadlines[row.due] for row in rows],
        rounds=[row.round for row in rows],
        # A target that was taken over after the sweep of its day opens on the next one.
        lates=[ctx.date > opening_day(row.due, row.known_on + DAY, calendar) for row in rows],
    )
    opened = list(ids.scalars())
    record(session, ctx, "obligation", opened, "opened", moved=("", ObligationState.OPEN.value))
    return opened


def _renew(session: Session, ctx: Context, rows: Sequence[Any]) -> tuple[int, int]:
    """Open again, and tell, what became void when its date was adjusted away, because the date has come back.

    Returns how many, and the number of notices.
    """
    void, told = {row.void: row.due for row in rows if row.void is not None}, 0
    deadlines = deadlines_of(session, ctx, list(void.values())) if void else {}
    for number, due in void.items():
        obligation = session.get_one(Obligation, number)
        reopen(session, ctx, obligation, ObligationEvent.RENEW, deadlines[due], "完成时限恢复")
        occasion = str(obligation.due_version)
        told += notify(session, ctx, OPENED_TARGET_DUE, [number], [Audience.OFFICE], occasion=occasion)
    return len(void), told
