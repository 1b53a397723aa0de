"""今日工作: the agency's work of a day, each line with its act, and each section with its page, as far as known."""

import re
from collections.abc import Mapping
from typing import Any

from starlette.responses import Response

from deployments.commands.today import OFFICES, OWN, SOON, work_of_day
from deployments.portal.agency import PAGES_OF, require_agency
from deployments.portal.visit import Visit
from models.database import begin
from models.ledger.acts import Act
from models.ledger.answer.waiting import accept_answer
from models.ledger.duty.urgings import register_urging
from models.ledger.tellings import told_by_phone

# The act of a line by its first word, and the field that has the number behind it.
OF_LINE: Mapping[str, tuple[Act[Any], str]] = {
    "来信": (accept_answer, "mail"),
    "任务": (register_urging, "urging"),
    "通知": (told_by_phone, "notices"),
}
LINE = re.compile(rf"({'|'.join(OF_LINE)})(\d+)：")
PAGES_OF_DUTIES = dict.fromkeys((OWN, OFFICES, SOON), "/board?late=1")


def show(visit: Visit) -> Response:
    """Return the agency's work of the day by sections."""
    require_agency(visit)
    with begin() as session:
        sections = work_of_day(session, visit.day.date, visit.day.at)
    return visit.page("day", sections=sections, act_of=act_of, page_of=page_of)


def act_of(line: str) -> str:
    """Return the address of the act that a line asks for, with its number filled in; empty if it names none."""
    if not (found := LINE.match(line)):
        return ""
    act, field = OF_LINE[found[1]]
    return f"/act/{act.name}?{field}={found[2]}"


def page_of(title: str, command: str) -> str:
    """Return the address where all of a section stands; empty if it has no page."""
    name = command.split()[1]
    return PAGES_OF_DUTIES.get(title, f"/list/{name}" if name in PAGES_OF else "")
