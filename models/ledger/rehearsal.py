"""演练 (A51): an installation that chooses its dates and its clock, and says so on everything that it makes."""

from collections.abc import Sequence
from typing import Any

from sqlmodel import Session

from models.intake.jurisdiction import RehearsalBegun
from models.ledger.acts import Act, Context, Role, Summary, act
from models.ledger.answer_keys import make_key
from models.ledger.jurisdiction import ONLY_REHEARSED, is_rehearsal
from models.ledger.seals import seal_changes
from models.ledger.transitions import record_row
from models.records import Rehearsal
from models.rules.errors import Refused
from models.rules.rehearsal import MARK
from models.rules.workdays import BusinessDay
from models.statements import run, transaction

# What was still to be sent belongs to the installation that the backup was made of.
CANCELLED = "演练不发送恢复前的通知"
EMPTY_OUTBOX = (
    "UPDATE notice SET cancelled = :why WHERE resolved_at IS NULL AND cancelled IS NULL",
    "UPDATE delivery SET cancelled = :why WHERE message_id IS NULL AND cancelled IS NULL",
    """UPDATE message SET state = 'dropped', next_try = NULL, lease_until = NULL, reason = :why
    WHERE state IN ('sending', 'waiting', 'parked')""",
)


def send_to(session: Session) -> list[str] | None:
    """Return the addresses to which a rehearsal may send; None if this installation is no rehearsal."""
    found: list[str] | None = run(session, "SELECT send_to FROM rehearsal").scalar()
    return found


@act(
    "begin_rehearsal",
    "开始演练",
    clause="3-1",
    roles={Role.AGENCY},
    instead="请用：mubiao restore 备份文件 --rehearsal，或 mubiao init --rehearsal。",
)
def begin_rehearsal(session: Session, data: RehearsalBegun, ctx: Context) -> Summary:
    """A51: make a restored installation a rehearsal, with an empty outbox. Nothing ends a rehearsal.

    Raises Refused if it already is one.
    """
    if is_rehearsal(session):
        raise Refused("本系统已经是演练。")
    for statement in EMPTY_OUTBOX:
        seal_changes(session, ctx, statement, why=CANCELLED)
    start_rehearsal(session, ctx, data.send_to)
    make_key(session, ctx, "演练")
    return Summary(f"{MARK}已作为演练恢复，恢复前未发的通知不再发送。", {"begun": 1})


def start_rehearsal(session: Session, ctx: Context, addresses: Sequence[str]) -> None:
    """Insert the mark of a rehearsal."""
    mark = Rehearsal(jurisdiction_id=ctx.jurisdiction, begun_on=ctx.date, send_to=sorted(set(addresses)))
    record_row(session, ctx, mark, "begun")
    transaction(session).rehearsal = True


def check_day(chosen: Act[Any], day: BusinessDay, *, of_people: bool) -> None:
    """A51: raise Refused if the date or the clock of an act is one of its own choice."""
    today = day.at.date()
    if day.virtual:
        raise Refused(f"设置了虚拟时刻 MUBIAO_CLOCK，“{chosen.title}”没有办理。{ONLY_REHEARSED}请取消该设置。")
    if day.date > today:
        raise Refused(f"业务日期{day.date}在今天（{today}）之后，“{chosen.title}”没有办理。{ONLY_REHEARSED}")
    if of_people and day.date < today:
        raise Refused(
            f"“{chosen.title}”按办理当天（{today}）记录，不能另写{day.date}。{ONLY_REHEARSED}"
            "以前发生的事，填写收到日期（--received）、召开日期、完成日期等。"
        )
