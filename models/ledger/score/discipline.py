"""讲规矩守纪律: facts with their papers, printed next to the score, which they never touch (1-6.1, A1, A44)."""

from functools import partial
from typing import Any

from sqlmodel import Session

from models.intake.yearly import DisciplineRecorded, DisciplineWithdrawn
from models.ledger.acts import Context, Role, Summary, act
from models.ledger.jurisdiction import home
from models.ledger.score.yearly import PAPER, WithdrawnYearly
from models.ledger.settled import settled_words
from models.records import Discipline
from models.rules.states import DisciplineEvent
from models.statements import run

RECORDS = """
SELECT d.code, d.name AS department, r.year, r.serial, r.fact, r.reduces, r.paper_number, r.paper_date, r.state,
    r.recorded_on, r.withdrawn_on, r.reason
FROM discipline r JOIN department d ON d.id = r.department_id
WHERE d.jurisdiction_id = :jurisdiction AND r.year = :year ORDER BY d.code COLLATE "C", r.serial
"""
DISCIPLINE_OF_YEAR = WithdrawnYearly(
    record=Discipline,
    fields={"fact": "fact", "reduces": "reduces", **PAPER},
    once=("fact", "paper_number"),
    short=lambda row: row.reduces,
    refusal=lambda of, last, _: (
        f"同一事实、同一文号已登记为{of}{last.year}年讲规矩守纪律第{last.serial}项（{last.reduces}，{last.paper_date}）；确需更正的，先撤回"
        f"（withdraw_discipline --serial {last.serial}）再登记。"
    ),
    approved=partial(settled_words, in_sheet=False),
    after="只扣奖不扣分，得分不变。",
    event=DisciplineEvent.WITHDRAW,
    because="reason",
    nothing="没有第{serial}项讲规矩守纪律的登记。查看：mubiao discipline。",
)


@act("record_discipline", "登记讲规矩守纪律", clause="1-6.1", roles={Role.AGENCY})
def record_discipline(session: Session, data: DisciplineRecorded, ctx: Context) -> Summary:
    """A44: record a fact of a department with what it reduces of the award and its paper; the score stays as it is."""
    return DISCIPLINE_OF_YEAR.give(session, data, ctx)


@act("withdraw_discipline", "撤回讲规矩守纪律", clause="1-6.1", roles={Role.AGENCY})
def withdraw_discipline(session: Session, data: DisciplineWithdrawn, ctx: Context) -> Summary:
    """A44: withdraw a record with the reason; it is kept, and no longer printed next to the score."""
    return DISCIPLINE_OF_YEAR.withdraw(session, data, ctx)


def discipline_records(session: Session, year: int) -> list[dict[str, Any]]:
    """Return every record of a year, also withdrawn ones, by department."""
    return [dict(row) for row in run(session, RECORDS, jurisdiction=home(session), year=year).mappings()]
