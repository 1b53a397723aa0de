"""`mubiao why --target` and `--score`: reads what is named, and prints it as text or as JSON."""

from datetime import date

from deployments.commands.answers import print_answer
from deployments.commands.scores_approved import approved_json
from deployments.commands.why_draft import format_draft
from deployments.commands.why_score import format_score
from deployments.commands.why_target import format_target
from deployments.installation import ledger
from models.ledger.appraisal.register import frozen_sheets
from models.ledger.draft.register import why_draft
from models.ledger.jurisdiction import home, is_rehearsal
from models.ledger.score.tracked import year_to_show
from models.ledger.score.why_score import why_score
from models.ledger.target.history import why_target
from models.rules.plain_text import one_line
from models.rules.states import DraftState
from tasks.clock import business_day


def print_target(target: str, year: int | None, day: date | None, *, as_json: bool) -> None:
    """Print the history of a target, and how it was drafted; or that of a draft that is no target yet."""
    named, slash, code = target.partition("/")
    if slash and named.isdecimal():  # as the facts name it: 2026/GZ2021-07-2
        target, year = code, year or int(named)
    year = year or business_day(day).date.year
    with ledger() as session:
        draft = why_draft(session, target, year)
        is_target = draft is None or draft["draft"]["state"] == DraftState.ISSUED
        explanation = why_target(session, target, year) if is_target else {}
    lines = [*(format_target(explanation) if explanation else ()), *([""] if explanation and draft else [])]
    words = "\n".join(map(one_line, [*lines, *(format_draft(draft) if draft else ())]))
    print_answer(explanation | ({"draft": draft} if draft else {}), words, as_json=as_json)


def print_score(department: str, year: int | None, day: date | None, *, as_json: bool) -> None:
    """Print what made the score of a department so; the script checks the same as JSON."""
    on = business_day(day).date
    with ledger() as session:
        year = year or year_to_show(session, home(session), on)
        sheet = why_score(session, department.strip(), year, on)
        sheet["rehearsal"] = is_rehearsal(session)
        sheet |= approved_json(frozen_sheets(session, year, on).get(sheet["code"]))
    print_answer(sheet, "\n".join(map(one_line, format_score(sheet))), as_json=as_json)
