"""管理机构今日工作: what the agency has to decide, check and phone about, in one message every working day (6.2.2)."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlmodel import Session

from models.intake.input import NoInput
from models.ledger.acts import Context, Role, Summary, act
from models.ledger.day_runs import runs_of_day
from models.ledger.duty.agency_work import QUERIES, scene_of, sections_of, unread
from models.ledger.jurisdiction import calendar_of, home
from models.ledger.notice_ends import IS_HELD, MAY_BE_UNTOLD, cancel_obsolete, mark_unaddressed
from models.ledger.notices import notify_agency
from models.ledger.questions import Question
from models.ledger.seals import by_act
from models.ledger.secrets import secrets_of
from models.rules.workdays import BusinessDay
from models.statements import run, transaction

KIND = "agency_day"
OWN_OVERDUE = """
SELECT o.id FROM obligation o JOIN deadline x ON x.id = o.deadline_id
WHERE o.jurisdiction_id = :jurisdiction AND o.state = 'open' AND x.due < :day
    AND o.owed_by = ANY (ARRAY(SELECT id FROM department WHERE is_agency))
"""
ANY_RUN = "EXISTS (SELECT FROM run_count WHERE day < :day)"  # the message says how they went
SHOWN, ROOM = 10, 20  # lines of one section, of all of them; the command lists the rest


def _given(session: Session, day: BusinessDay) -> dict[str, Any]:
    """A week begins with what is lacking and who has not rated; the noted failure is not in the database."""
    scene = scene_of(session, home(session), day.date, day.at)
    return {"since": scene.since, "may_have_more": scene.begins_week or bool(unread(session, scene))}


HAS_AGENCY_WORK = Question(
    f"CAST(:may_have_more AS bool) OR {ANY_RUN} OR {MAY_BE_UNTOLD} OR {IS_HELD} OR EXISTS ({OWN_OVERDUE}) OR "
    "EXISTS (SELECT FROM urging WHERE state = 'proposed') OR "
    + " OR ".join(f"EXISTS ({query})" for query in QUERIES.values()),
    Summary("今日没有须管理机构办理的工作。", {"notices": 0}),
    _given,
)


@act("tell_agency_day", "管理机构今日工作", clause="3-6.2.2", roles={Role.SYSTEM, Role.AGENCY})
def tell_agency_day(session: Session, _data: NoInput, ctx: Context) -> Summary:
    """6.2.2: queue the agency's message of the day, once on a working day, if there is anything to do.

    Where the runs are counted it comes on each working day: that it does not come says that the system stands still.
    Its text is written when it is sent, at 8:30. New notices for which there is no address are marked first.
    """
    ended = mark_unaddressed(session, ctx.date, ctx.at, by_act(ctx)) + cancel_obsolete(session, ctx.at, by_act(ctx))
    if ended:
        transaction(session).moved = True  # what was sealed has a block, on a day without a message too
    if not calendar_of(session, ctx.jurisdiction).is_workday(ctx.date):
        return Summary("今日不是工作日，不发今日工作。", {"notices": 0})
    scene = scene_of(session, ctx.jurisdiction, ctx.date, ctx.at)
    sections = sections_of(session, scene, secrets_of(session))
    own = len(run(session, OWN_OVERDUE, jurisdiction=ctx.jurisdiction, day=ctx.date).all())
    overdue = [f"管理机构逾期未办的事项{own}项"] if own else []
    if not sections and runs_of_day(session, ctx.date - timedelta(days=1)) is None:
        return Summary(f"{overdue[0]}，没有其他今日工作。", {"notices": 0}) if own else HAS_AGENCY_WORK.nothing
    notices = notify_agency(session, ctx, KIND, ctx.date.isoformat())
    words = "，".join(overdue + [f"{each.title}{len(each.lines)}项" for each in sections]) or "没有要办的"
    return Summary(f"今日工作：{words}。", {"notices": notices, "work": sum(len(each.lines) for each in sections)})


def sections_in_message(session: Session, jurisdiction: int, day: date, now: datetime) -> list[dict[str, Any]]:
    """Return the sections as a message shows them: title, number, the first lines, and the command for all."""
    sections = sections_of(session, scene_of(session, jurisdiction, day, now), secrets_of(session))
    most = lines_of_each([len(each.lines) for each in sections])
    return [
        {
            "title": each.title,
            "number": len(each.lines),
            "lines": list(each.lines[:most]),
            "command": each.command,
            "all": each.lines,
        }
        for each in sections
    ]


def lines_of_each(numbers: Sequence[int]) -> int:
    """Return how many lines a section shows at most, at least one: fewer if several sections have many."""
    return next((most for most in range(SHOWN, 1, -1) if sum(min(each, most) for each in numbers) <= ROOM), 1)
