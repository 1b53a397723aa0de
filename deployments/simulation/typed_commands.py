"""How many commands the agency types in a year: an answer none, the rows of a file of one day one, others one each."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import Session

from models.ledger.acts import Act, Role, find_act
from models.ledger.agency_sheet.kinds import SHEETS
from models.ledger.answer.taking import take_answer
from models.ledger.appeal.appeals import lodge_appeal
from models.ledger.appraisal.answers import answer_score_sheet
from models.ledger.cloud.uploads import upload_progress
from models.ledger.draft.opinions import give_opinions, receive_targets
from models.ledger.negative_list.receipts import confirm_receipt
from models.ledger.negative_list.remediation import declare_completion, file_feedback
from models.ledger.opinion.opinions import feed_back_opinion
from models.ledger.registry.liaisons import appoint_liaison
from models.ledger.report.meetings import record_meeting, record_review
from models.ledger.report.reports import submit_report
from models.ledger.report.self_check import file_self_check
from models.ledger.results_use.receiving import receive_results
from models.ledger.results_use.using import state_use
from models.ledger.year_end.filing import attach_evidence, file_year_end_check
from models.statements import run

# What an office does by the sheet that came with its mail.
ANSWERED: frozenset[Act[Any]] = frozenset(
    (
        *(take_answer, submit_report, file_self_check, file_year_end_check, record_meeting, record_review),
        *(confirm_receipt, declare_completion, file_feedback, feed_back_opinion, upload_progress),
        *(give_opinions, receive_targets),
        *(answer_score_sheet, receive_results, state_use),
        *(lodge_appeal, attach_evidence, appoint_liaison),  # 异议 of the remediation sheet, a later mail, its own sheet
    )
)
IN_SHEETS = {kind.chosen.name for kind, _ in SHEETS.values()}
BLOCKS = """
SELECT act, role, business_date, count(*) AS n FROM block WHERE role <> :system GROUP BY act, role, business_date
"""


@dataclass(frozen=True, slots=True)
class Commands:
    """The commands of one act in a year: if each is typed, and if offices answer and rows stand in files."""

    typed: int
    left: int


def count_commands(session: Session) -> dict[str, Commands]:
    """Returns how many commands each act of people takes, the most frequent first.

    An office's own answer takes none. What can stand in a sheet, or in a list of `act --file`, takes one for each day
    on which it is done, every other act one each time.
    """
    counts: dict[str, Commands] = {}
    answered = {each.name for each in ANSWERED}
    rows = run(session, BLOCKS, system=Role.SYSTEM.value).all()
    for name in {row.act for row in rows}:
        own = [row for row in rows if row.act == name]
        entered = [row for row in own if name not in answered or row.role != Role.OFFICE]
        counts[name] = Commands(sum(row.n for row in own), _count_files(name, entered))
    return dict(sorted(counts.items(), key=lambda each: (-each[1].left, -each[1].typed, each[0])))


def _count_files(name: str, rows: Iterable[Any]) -> int:
    """Returns the number of files of an act, one a day; of an act that takes no list, how often it was done."""
    days: set[date] = {row.business_date for row in rows}
    return len(days) if name in IN_SHEETS or takes_list(find_act(name)) else sum(row.n for row in rows)


def takes_list(act: Act[Any]) -> bool:
    """Returns whether `mubiao act NAME --file` takes many of an act; evidence is its own file."""
    return act.form is not None and not act.instead and "file" not in act.form.model_fields
