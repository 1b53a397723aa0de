"""The jurisdiction that an installation serves, the day from which it uses the system, and its calendar."""

from collections.abc import Sequence
from datetime import date
from functools import lru_cache

from sqlmodel import Session

from models.database import engine
from models.intake.shipped import expected_breaks
from models.ledger.acts import Context
from models.rules.errors import Refused
from models.rules.holiday_notice import AnnouncedDay, announced_years
from models.rules.kinds import DayKind
from models.rules.organ_word import STANDARD
from models.rules.score.cut_off import CutOff, cut_off_of
from models.rules.workdays import MarkedDay, WorkCalendar
from models.statements import run, transaction

INIT = "init"  # the act that founds an installation; its block belongs to the nation
IS_REHEARSAL = "EXISTS (SELECT FROM rehearsal)"
ONLY_REHEARSED = "只有演示、推演和演练（mubiao init --rehearsal）才可以另定日期或时刻。"
GO_LIVE = "SELECT go_live FROM jurisdiction WHERE id = :jurisdiction"


def go_live(session: Session, ctx: Context) -> date:
    """Return the day from which the jurisdiction uses the system."""
    live: date = run(session, GO_LIVE, jurisdiction=ctx.jurisdiction).scalar_one()
    return live


WORD = "SELECT coalesce(organ_word, :standard) FROM jurisdiction WHERE id = :jurisdiction"


def own_organs(session: Session, jurisdiction: int) -> str:
    """Return the word with which the jurisdiction names its own organs: 省直, 市直."""
    word: str = run(session, WORD, jurisdiction=jurisdiction, standard=STANDARD).scalar_one()
    return word


HOME = "(SELECT id FROM jurisdiction WHERE go_live IS NOT NULL ORDER BY id LIMIT 1) AS home"


def is_founded(session: Session) -> bool:
    """Return whether `mubiao init` was done."""
    return run(session, f"SELECT {HOME}").scalar() is not None


def is_rehearsal(session: Session) -> bool:
    """Return whether this installation is a rehearsal."""
    state = transaction(session)
    if state.rehearsal is None:
        state.rehearsal = bool(run(session, f"SELECT {IS_REHEARSAL}").scalar_one())
    return state.rehearsal


def home(session: Session) -> int:
    """Return the id of the jurisdiction of this installation. Raises Refused before `mubiao init`."""
    state = transaction(session)
    found: int | None = state.home or run(session, f"SELECT {HOME}").scalar()
    if found is None:
        raise Refused("尚未初始化。请先执行：mubiao init --jurisdiction 名称 --go-live 日期。")
    state.home = found
    return found


def name_of_home(session: Session) -> str:
    """Return the name of the jurisdiction of this installation: 贵州省."""
    name: str = run(session, "SELECT name FROM jurisdiction WHERE id = :home", home=home(session)).scalar_one()
    return name


DAYS = """
WITH RECURSIVE line(id, parent_id, depth) AS (
    SELECT id, parent_id, 0 FROM jurisdiction WHERE id = :jurisdiction
    UNION ALL SELECT j.id, j.parent_id, depth + 1 FROM jurisdiction j JOIN line ON j.id = line.parent_id)
SELECT coalesce(string_agg(
    concat_ws(E'\\x1f', d.date, d.kind, d.name, d.notice_number, line.parent_id IS NULL, d.notice_title),
    E'\\x1e' ORDER BY line.depth DESC, d.date), '')
FROM calendar_day d JOIN line ON line.id = d.jurisdiction_id
"""
# The writing transactions (xmin) of all rows with their counts: any change of the rows changes this result.
STAMP = """
SELECT CAST(xmin AS text) AS written, count(*) FROM calendar_day GROUP BY xmin
UNION ALL SELECT CAST(xmin AS text), -count(*) FROM jurisdiction GROUP BY xmin ORDER BY 1, 2
"""
_cache: dict[int, tuple[object, WorkCalendar]] = {}


def calendar_of(session: Session, jurisdiction: int) -> WorkCalendar:
    """Return the calendar in force: the nation's announced days, overridden by its own, then expected ones (A34).

    Cached per transaction; a transaction that changes the calendar must call `forget_calendars`.
    """
    calendars = transaction(session).calendars
    if jurisdiction not in calendars:
        calendars[jurisdiction] = _cached_calendar(session, jurisdiction)
    return calendars[jurisdiction]


FOURTH_LIST = "SELECT frozen_on FROM negative_list WHERE jurisdiction_id = :jurisdiction AND period = :year || 'Q4'"


def cut_off_from(session: Session, jurisdiction: int, stored: list[int] | None, year: int) -> CutOff | None:
    """A53: return the cut-off of a year by the value of its setting; None if it is 未设定."""
    if not stored:
        return None
    frozen = run(session, FOURTH_LIST, jurisdiction=jurisdiction, year=str(year)).scalar()
    return cut_off_of(stored, year, calendar_of(session, jurisdiction), frozen)


def _cached_calendar(session: Session, jurisdiction: int) -> WorkCalendar:
    """Return the current calendar from the process cache; query the rows only if they have changed."""
    stamp = engine().url, jurisdiction, tuple(run(session, STAMP).tuples())
    if _cache.get(jurisdiction, (None, None))[0] != stamp:
        _cache[jurisdiction] = stamp, _parse_calendar(str(run(session, DAYS, jurisdiction=jurisdiction).scalar_one()))
    return _cache[jurisdiction][1]


def know_calendar(session: Session, jurisdiction: int, calendar: WorkCalendar) -> None:
    """Put a calendar that the caller has just read into the cache of this transaction."""
    transaction(session).calendars[jurisdiction] = calendar


def forget_calendars(session: Session) -> None:
    """Clear the calendar cache of this transaction, so that the next lookup reads the rows again."""
    transaction(session).calendars.clear()


@lru_cache(maxsize=8)
def _parse_calendar(text: str) -> WorkCalendar:
    rows = [line.split("\x1f") for line in text.split("\x1e")] if text else []
    marked = [MarkedDay(date.fromisoformat(day), DayKind(kind), name, number) for day, kind, name, number, *_ in rows]
    return WorkCalendar(marked, expected_breaks(), _announced_until(rows))


def _announced_until(rows: Sequence[Sequence[str]]) -> date:
    nation = (AnnouncedDay(date.fromisoformat(row[0]), DayKind(row[1]), row[5]) for row in rows if row[4] == "t")
    years = announced_years(nation)
    return date(years[-1], 12, 31) if years else date.min
