"""目标制定进展: per department what is drafted, unanswered, incomplete, not issued; the agency is reminded (1-2.6)."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from sqlmodel import Session

from models.intake.input import NoInput
from models.ledger.acts import Context, Role, Summary, act
from models.ledger.draft.register import DraftsWanted, list_draft_gaps, list_drafts
from models.ledger.jurisdiction import GO_LIVE, home
from models.ledger.notices import notify_agency
from models.ledger.nouns.shared_sql import HEIRS, NEWEST_LINES
from models.ledger.target.left_over import left_by_department
from models.rules.left_over import Left, left_in_words, year_before
from models.rules.target_setting import UNDRAFTED, DraftsStanding, last_planned, usual_end, watched_years
from models.statements import run

Standing = tuple[Sequence[DraftsStanding], Mapping[str, Sequence[Left]], str]
SHOWN = 10  # departments that the message names
LEFT = "上年遗留"
KIND = "target_setting"
TOLD = """
SELECT subject FROM notice WHERE jurisdiction_id = :jurisdiction AND kind = :kind AND occasion >= :planned
"""
# Each department in force with its drafts by state, its opinions and objections that are missing, and its targets.
STANDINGS = f"""
WITH heir AS MATERIALIZED {HEIRS}, newest AS MATERIALIZED {NEWEST_LINES},
led AS (SELECT r.id, r.state, coalesce(h.heir, x.department_id) AS department FROM target_draft r
    JOIN target_draft_department x ON x.draft_id = r.id AND x.position = 0
    LEFT JOIN heir h ON h.department_id = x.department_id
    WHERE r.jurisdiction_id = :jurisdiction AND r.year = :year AND r.state <> 'withdrawn'),
issued AS (SELECT DISTINCT coalesce(h.heir, x.department_id) AS department FROM target t
    JOIN target_department x ON x.target_id = t.id AND x.position = 0
    LEFT JOIN heir h ON h.department_id = x.department_id
    WHERE t.jurisdiction_id = :jurisdiction AND t.year = :year AND t.withdrawn_on IS NULL)
SELECT d.code, d.name, coalesce(NULLIF(d.short_name, ''), d.name) AS short_name,
    count(l.id) FILTER (WHERE l.state = 'drafted') AS drafted,
    count(l.id) FILTER (WHERE l.state = 'returned') AS returned,
    count(l.id) FILTER (WHERE l.state = 'consulted' AND n.opinion IS NULL) AS unanswered,
    count(l.id) FILTER (WHERE l.state = 'consulted' AND n.opinion = 'objected' AND n.accepted IS NULL) AS objected,
    count(l.id) FILTER (WHERE l.state = 'consulted' AND n.opinion IS NOT NULL
        AND (n.opinion = 'agreed' OR n.accepted IS NOT NULL)) AS heard,
    count(l.id) FILTER (WHERE l.state = 'submitted') AS submitted,
    count(l.id) FILTER (WHERE l.state = 'approved') AS approved,
    d.id IN (SELECT department FROM issued) AS has_targets
FROM department d LEFT JOIN led l ON l.department = d.id LEFT JOIN newest n ON n.draft_id = l.id
WHERE d.jurisdiction_id = :jurisdiction AND NOT d.is_agency
    AND coalesce(d.valid_from, '-infinity') <= :day AND coalesce(d.valid_to, 'infinity') >= :day
GROUP BY d.id ORDER BY d.code COLLATE "C"
"""  # noqa: S608 - constants only


@act("watch_target_setting", "目标制定进展", clause="1-2.6", roles={Role.SYSTEM, Role.AGENCY})
def watch_target_setting(session: Session, _data: NoInput, ctx: Context) -> Summary:
    """1-2.6: tell the agency once a day which departments have no targets of the year yet, and what stands in the way.

    After 31 March it is a warning: 通常三月份下达 (A19). A list that was taken over needs nothing here. From 1 February
    each department has what the year before left (1-4).
    """
    told = [_tell(session, ctx, year) for year in watched_years(ctx.date)]
    counts = {name: sum(each.counts[name] for each in told) for name in ("departments", "notices")}
    table = [row for each in told for row in each.data.get("table", ())]
    return Summary("".join(each.words for each in told), counts, {"table": table} if table else {})


def _tell(session: Session, ctx: Context, year: int) -> Summary:
    """Tell the agency of a year; of the next one nothing is said of departments without drafts."""
    found, left, named = _standing(session, ctx.jurisdiction, year, ctx.date)
    done = "" if named else f"{year}年目标均已下达，没有在办的草案。"
    shown = {"table": [*_rows(found, left, named)]} if found or left else {}
    if not found:
        return Summary(done, {"departments": 0, "notices": 0}, shown)
    late = ctx.date > usual_end(year)
    lines = [f"{each.name}：{each.words}" for each in sorted(found, key=lambda each: not each.is_held_up)]
    payload = {"period": str(year), "late": late, "number": len(found), "lines": lines[:SHOWN], "left": len(left)}
    notices = notify_agency(session, ctx, KIND, str(year), occasion=ctx.date.isoformat(), payload=payload)
    words = f"{year}年目标：{len(found)}个部门尚未全部下达{'，已过通常下达的三月份' if late else ''}。"
    return Summary(words, {"departments": len(found), "notices": notices}, shown)


def show_target_setting(session: Session, day: date) -> list[dict[str, str]]:
    """1-2.6: return the rows of the table as of a day: a department that is not done, or was left something."""
    return [row for year in watched_years(day) for row in _rows(*_standing(session, home(session), year, day))]


def _standing(session: Session, jurisdiction: int, year: int, day: date) -> Standing:
    """Return who is not done, what the year before left, and what stands before the progress of the next year."""
    named = f"{year}年：" if year > day.year else ""
    return standings_of(session, jurisdiction, year, day), _left_before(session, year, day), named


def _rows(found: Sequence[DraftsStanding], left: Mapping[str, Sequence[Left]], named: str) -> Iterator[dict[str, str]]:
    """Yield a row per department that is not done, then one per other one that was left something."""
    for each in found:
        row = {"部门": each.short_name, "进展": f"{named}{each.words}"}
        yield row | ({LEFT: left_in_words(left[each.code])} if each.code in left else {})
    for code in sorted(left.keys() - {each.code for each in found}):
        yield {"部门": left[code][0].department, "进展": "", LEFT: left_in_words(left[code])}


def _left_before(session: Session, year: int, day: date) -> Mapping[str, Sequence[Left]]:
    """1-4: return what the year before left, by the department's code; from 1 February."""
    before = year_before(year, day)
    return left_by_department(session, before) if before else {}


def is_untold(session: Session, jurisdiction: int, day: date) -> bool:
    """Return whether something is to be told and was not since the last planned day, which is after go-live."""
    planned = last_planned(day)
    live: date = run(session, GO_LIVE, jurisdiction=jurisdiction).scalar_one()
    if planned is None or planned < live or day < live:
        return False
    of = {"jurisdiction": jurisdiction, "kind": KIND, "planned": planned.isoformat()}
    told = set(run(session, TOLD, **of).scalars())
    return any(str(year) not in told and standings_of(session, jurisdiction, year, day) for year in watched_years(day))


def standings_of(session: Session, jurisdiction: int, year: int, day: date) -> Sequence[DraftsStanding]:
    """Return how far each department is whose list of a year is not issued, or that has drafts, by code.

    Of a year that is still to come only those that have drafts.
    """
    rows = run(session, STANDINGS, jurisdiction=jurisdiction, year=year, day=day).mappings().all()
    gaps = {
        each["department_code"]: tuple(gap for gap in each["missing"] if gap not in each["waived"])
        for each in list_draft_gaps(session, year)
    }
    faulty = defaultdict[str, tuple[str, ...]](tuple)
    for draft in list_drafts(session, DraftsWanted(year)):
        if draft["missing"]:
            faulty[draft["department_code"]] += (f"{draft['code']}（{'、'.join(draft['missing'])}）",)
    standings = [DraftsStanding(**row, faulty=faulty[row["code"]], gaps=gaps.get(row["code"], ())) for row in rows]
    said_nothing = {"", UNDRAFTED} if year > day.year else {""}
    return [each for each in standings if each.words not in said_nothing]
