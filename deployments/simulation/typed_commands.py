"""How many commands the agency types in a year: an answer none, the rows of a sheet of one day one, others one each."""

from collections import Counter
from typing import Any

from sqlmodel import Session

from models.ledger.acts import Act, Role
from models.ledger.agency_sheet.kinds import SHEETS
from models.ledger.answer.taking import take_answer
from models.ledger.negative_list.remediation import declare_completion, file_feedback
from models.ledger.opinion.opinions import feed_back_opinion
from models.ledger.report.meetings import record_meeting, record_review
from models.ledger.report.reports import submit_report
from models.ledger.report.self_check import file_self_check
from models.ledger.year_end.filing import file_year_end_check
from models.statements import run

# What an office does by the sheet that came with its mail.
ANSWERED: frozenset[Act[Any]] = frozenset(
    (
        *(take_answer, submit_report, file_self_check, file_year_end_check, record_meeting, record_review),
        *(declare_completion, file_feedback, feed_back_opinion),
    )
)
ACTS = """
SELECT act, role, business_date, count(*) AS n FROM block WHERE role <> :system GROUP BY act, role, business_date
"""


def count_commands(session: Session) -> tuple[int, int]:
    """Returns how many commands the acts of people take: if each is typed, and if offices answer and sheets are used.

    An office's own answer takes none. The rows that a sheet can hold take one for each day on which there are some.
    """
    answered, in_sheets = {each.name for each in ANSWERED}, {kind.chosen.name for kind, _ in SHEETS.values()}
    typed, left, days = 0, 0, Counter[tuple[str, Any]]()
    for row in run(session, ACTS, system=Role.SYSTEM.value):
        typed += row.n
        if row.act in answered and row.role == Role.OFFICE:
            continue
        if row.act in in_sheets:
            days[row.act, row.business_date] += row.n
        else:
            left += row.n
    return typed, left + len(days)
