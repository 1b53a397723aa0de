"""年度考评进展: each day's state of a year is kept; the agency is told what is missing and what changed (1-2.19)."""

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import chain
from typing import Any

from sqlmodel import Session

from models.intake.input import NoInput
from models.ledger.acts import Context, Role, Summary, act
from models.ledger.appraisal.missing import YearOnDay, found_on
from models.ledger.first_runs import first_run, known_first_run
from models.ledger.jurisdiction import home
from models.ledger.notices import notify_agency
from models.ledger.nouns.shared_sql import YEAR_ENDED
from models.ledger.policies import value_on
from models.ledger.score.cut_off import cut_off_day
from models.ledger.secrets import concealed
from models.ledger.transitions import lock, record_row
from models.records import AppraisalDay
from models.rules.appraisal import first_day
from models.rules.appraisal_day import (
    APPRAISAL,
    State,
    change_in_words,
    changed_states,
    common_changes,
    newest_year,
    tells_all,
)
from models.rules.appraisal_settings import OF_APPRAISAL
from models.statements import ResultRow, run

SHOWN, CHANGES, TOLD = 200, 10, 20  # rows of the table, changes and lines of the message
# The newest year if it is appraised here and has targets or sheets, and older ones that are not done; none that is.
YEARS = f"""
SELECT q.year FROM (
    SELECT CAST(:year AS int) AS year
    WHERE :here AND EXISTS (SELECT FROM department d WHERE d.jurisdiction_id = :jurisdiction AND NOT d.is_agency
            AND coalesce(d.valid_from, '-infinity') <= :last AND coalesce(d.valid_to, 'infinity') >= :last)
        AND (EXISTS (SELECT FROM target t WHERE t.jurisdiction_id = :jurisdiction AND t.year = :year
                AND t.withdrawn_on IS NULL)
            OR EXISTS (SELECT FROM score_sheet s JOIN department d ON d.id = s.department_id
                WHERE d.jurisdiction_id = :jurisdiction AND s.year = :year))
    UNION SELECT year FROM appraisal_day WHERE jurisdiction_id = :jurisdiction) q
WHERE NOT EXISTS (SELECT FROM appraisal_day a WHERE a.jurisdiction_id = :jurisdiction AND a.year = q.year AND a.done)
    AND {YEAR_ENDED.format(jurisdiction=":jurisdiction", year="q.year")} IS NULL
    AND EXISTS (SELECT FROM jurisdiction j WHERE j.id = :jurisdiction AND j.go_live < make_date(q.year + 1, 1, 1))
ORDER BY 1
"""  # noqa: S608 - constants only
LAST = """
SELECT day, matters FROM appraisal_day WHERE jurisdiction_id = :jurisdiction AND year = :year
    AND day < coalesce(CAST(:before AS date), 'infinity') ORDER BY day DESC LIMIT 1
"""
# The newest state of each department; one that has no score any more is null.
STATES = """
SELECT DISTINCT ON (e.key) e.key, e.value FROM appraisal_day a CROSS JOIN LATERAL jsonb_each(a.departments) e
WHERE a.jurisdiction_id = :jurisdiction AND a.year = :year AND a.day < :day ORDER BY e.key, a.day DESC
"""
Row = dict[str, str]


@act("watch_appraisal", "年度考评进展", clause="1-2.19", roles={Role.SYSTEM, Role.AGENCY})
def watch_appraisal(session: Session, _data: NoInput, ctx: Context) -> Summary:
    """1-7.1, 2.19: keep the day's state of every score of the year; tell the agency what is missing and what changed.

    From 11 January until every sheet is approved, once a day. It drafts nothing: a new version would begin the time for
    objections again, so that is an act of the agency. Of a year that was over before this first ran here nothing is
    said, unless the agency appraises it here (A62).
    """
    lock(session, "appraisal_day")
    since = first_run(session, ctx, APPRAISAL.key)
    return _together([_watch(session, ctx, year) for year in _years(session, ctx.jurisdiction, ctx.date, since)])


def is_unwatched(session: Session, jurisdiction: int, day: date) -> bool:
    """Return whether the state of this day is not kept yet of a year that is watched; nothing is stored."""
    since = known_first_run(session, jurisdiction, APPRAISAL.key) or day
    last = [_last(session, jurisdiction, year) for year in _years(session, jurisdiction, day, since)]
    return any(each is None or each.day < day for each in last)


def _years(session: Session, jurisdiction: int, day: date, since: date) -> Sequence[int]:
    """Return the years that are watched on a day.

    A62: the newest one if its appraisal began after this first ran here, or if its cut-off day is set. A37: not one on
    whose last day no setting of the appraisal was in force, as where only Part 3 is used, nor one that ended before
    go-live or by a paper.
    """
    newest = newest_year(day)
    last = date(newest, 12, 31)
    here = first_day(newest) >= since or cut_off_day(session, newest) is not None
    here = here and any(value_on(session, jurisdiction, each, last) is not None for each in OF_APPRAISAL)
    found = run(session, YEARS, jurisdiction=jurisdiction, year=newest, last=last, here=here)
    return found.scalars().all()


def _last(session: Session, jurisdiction: int, year: int, before: date | None = None) -> ResultRow:
    return run(session, LAST, jurisdiction=jurisdiction, year=year, before=before).one_or_none()


def _together(told: Sequence[Summary]) -> Summary:
    """Return one result of several years."""
    counts = {name: sum(each.counts[name] for each in told) for name in ("departments", "changed", "notices")}
    table = list(chain.from_iterable(each.data["table"] for each in told))
    return Summary("".join(each.words for each in told), counts, {"table": table[:SHOWN]} if table else {})


def _watch(session: Session, ctx: Context, year: int) -> Summary:
    """Keep and tell one year; nothing if this day or a later one is kept. 4.7: marked matters are left out first."""
    last = _last(session, ctx.jurisdiction, year)
    if last and last.day >= ctx.date:
        words = f"{year}年考评{last.day}的进展此前已登记，未作改动。"
        return Summary(words, {"departments": 0, "changed": 0, "notices": 0}, {"table": []})
    found = found_on(session, year, ctx.date)
    changed, changes = _compared(session, ctx.jurisdiction, found, ctx.date)
    _keep(
        session,
        ctx,
        AppraisalDay(
            jurisdiction_id=ctx.jurisdiction,
            year=year,
            day=ctx.date,
            departments=changed,
            matters=_matters(session, found),
            lacking=found.lacking,
            done=found.done,
        ),
    )
    due = _due(session, found)
    notices = _tell(session, ctx, found, due, changes, all_of=tells_all(last.day if last else None, ctx.date))
    counts = {"departments": found.lacking, "changed": len(changed) if last else 0, "notices": notices}
    return Summary(_in_words(found, due, changes), counts, {"table": _rows(due, changes)})


def show_appraisal(session: Session, day: date) -> list[Row]:
    """1-2.19: return the rows of the table as of a day: what changed since the days before, and what is to do."""
    where, rows = home(session), list[Row]()
    for year in _years(session, where, day, known_first_run(session, where, APPRAISAL.key) or day):
        found = found_on(session, year, day)
        rows += _rows(_due(session, found), _compared(session, where, found, day)[1])
    return rows


def _due(session: Session, found: YearOnDay) -> list[str]:
    return concealed(session, [each.in_words for each in (*found.common, *found.single)])


def _matters(session: Session, found: YearOnDay) -> list[str]:
    return concealed(session, [each.in_words for each in found.common])


def _compared(
    session: Session, jurisdiction: int, found: YearOnDay, day: date
) -> tuple[dict[str, State | None], list[str]]:
    """Return which states have changed since those that were kept before a day, and all changes in words.

    On the first day there is nothing to compare with. 4.7: without marked content.
    """
    rows = run(session, STATES, jurisdiction=jurisdiction, year=found.year, day=day)
    before = {row.key: row.value for row in rows if row.value is not None}
    changed = changed_states(before, concealed(session, dict(found.states)))
    last = _last(session, jurisdiction, found.year, day)
    if last is None:
        return changed, []
    return changed, _changes(before, changed, found.names) + common_changes(last.matters, _matters(session, found))


def _keep(session: Session, ctx: Context, day: AppraisalDay) -> None:
    record_row(session, ctx, day, "kept")


def _changes(before: Mapping[str, State], changed: Mapping[str, State | None], names: Mapping[str, str]) -> list[str]:
    return [
        f"{names.get(code, code)}：{change_in_words(before.get(code), state)}"
        for code, state in sorted(changed.items())
    ]


def _tell(
    session: Session, ctx: Context, found: YearOnDay, due: Sequence[str], changes: Sequence[str], *, all_of: bool
) -> int:
    """Queue one notice for the agency: everything once a week, else what changed; nothing without either."""
    shown = list(changes[:CHANGES])
    lines = due[: TOLD - len(shown)] if all_of else []
    if not (found.done or lines or changes):
        return 0
    payload: dict[str, Any] = {
        "done": found.done,
        "due": len(due),
        "lines": list(lines),
        "number": len(changes),
        "changed": shown,
    }
    year = str(found.year)
    return notify_agency(
        session, ctx, "appraisal_day", year, occasion=ctx.date.isoformat(), payload={"period": year} | payload
    )


def _in_words(found: YearOnDay, due: Sequence[str], changes: Sequence[str]) -> str:
    if found.done:
        return f"{found.year}年{len(found.states)}个部门的得分表已全部审定，年度考评到此结束。"
    since = f"，与上次相比有{len(changes)}处变化" if changes else ""
    return f"{found.year}年考评：{found.lacking}个部门得分未齐，待办{len(due)}项{since}。"


def _rows(due: Sequence[str], changes: Sequence[str]) -> list[Row]:
    """Return what the run shows: changes first, then all that is to do."""
    return [{"类别": "变化", "内容": each} for each in changes] + [{"类别": "待办", "内容": each} for each in due]
