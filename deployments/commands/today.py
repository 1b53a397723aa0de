"""`mubiao today`, and `mubiao` alone: what the agency has to do on a day, and the commands for it (6.2.2)."""

from collections.abc import Sequence
from datetime import date, datetime

import click
from sqlmodel import Session

from deployments.commands.answers import as_json, on_day, print_answer
from deployments.embedded import exists
from deployments.installation import ledger
from deployments.text_table import table
from models.ledger.duty.agency_work import DaySection, scene_of, sections_of
from models.ledger.duty.register import ObligationView, list_obligations
from models.ledger.jurisdiction import home
from models.ledger.secrets import secrets_of
from models.rules.workdays import weekday_name
from tasks.clock import current_instant
from tasks.settings import settings

BEGIN = "还没有数据。先看演示：mubiao demo；正式启用：mubiao init --help"
MORE = "全部命令：mubiao --help"
TITLES = ("今日工作", "项数", "查看")
NEAR = 5  # working days
OWN, OFFICES, SOON = "管理机构逾期未办的事项", "部门逾期未办的事项", f"{NEAR}个工作日内到期的事项"
DUTY_COMMANDS = {OWN: "mubiao owed --overdue", OFFICES: "mubiao owed --overdue", SOON: "mubiao owed --open"}


@click.command(help="管理机构今天要办的工作，和查看的命令；只写 mubiao 也可以。例：mubiao today")
@on_day
@as_json
def command(*, day: date | None, as_json: bool) -> None:
    """Print the kinds of work of a day; without data, how to begin and the commands."""
    chosen = settings()
    if not as_json and not chosen.database_url and not exists(chosen.home):
        print(f"{click.get_current_context().find_root().get_help()}\n\n{BEGIN}")
        return
    now = current_instant()
    on = day or now.date()
    with ledger() as session:
        sections = work_of_day(session, on, now)
    rows = [[each.title, len(each.lines), each.command] for each in sections]
    listed = table(TITLES, rows, whole=(1, 2)) if rows else "今天没有要办的。"
    answer = [{"work": each.title, "lines": list(each.lines), "command": each.command} for each in sections]
    print_answer(answer, f"{on} {weekday_name(on)}\n{listed}\n{MORE}", as_json=as_json)


def work_of_day(session: Session, day: date, now: datetime) -> list[DaySection]:
    """Returns what the agency has to do on a day, its duties first."""
    scene = scene_of(session, home(session), day, now)
    return [*_of_duties(session, day), *sections_of(session, scene, secrets_of(session))]


def _of_duties(session: Session, day: date) -> list[DaySection]:
    """Returns the open duties that are overdue, the agency's own first, and those that soon will be."""
    found: dict[str, list[ObligationView]] = {}
    for item in list_obligations(session, day, unfinished=True):
        late, own = item.row.due < day, item.row.agency_owes
        if late or item.days_left <= NEAR:
            found.setdefault((OWN if own else OFFICES) if late else SOON, []).append(item)
    return [_section(title, command, found[title]) for title, command in DUTY_COMMANDS.items() if title in found]


def _section(title: str, command: str, items: Sequence[ObligationView]) -> DaySection:
    numbers = tuple(0 if item.row.agency_owes else item.row.id for item in items)
    lines = tuple(item.title if item.row.agency_owes else f"{item.row.department}，{item.title}" for item in items)
    return DaySection(title, command, lines, numbers, tuple(item.row.kind for item in items))
