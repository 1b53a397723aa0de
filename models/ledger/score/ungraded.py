"""不定等次: who is appraised without a grade, withdrawn with a reason, and those of a year (1-2.19)."""

from collections.abc import Mapping

from sqlmodel import Session

from models.intake.yearly import UngradedGiven, UngradedWithdrawn
from models.ledger.acts import Context, Role, Summary, act
from models.ledger.score.appraised import check_unapproved
from models.ledger.score.tracked import check_appraised_here
from models.ledger.score.yearly import PAPER, WithdrawnYearly, with_paper
from models.records import Ungraded
from models.rules.score.grade import NO_GRADE
from models.rules.states import UngradedEvent

UNGRADED_OF_YEAR = WithdrawnYearly(
    record=Ungraded,
    fields={"kind": "kind", "reason": "reason", "basis": "basis", **PAPER},
    short=lambda row: row.kind.label,
    refusal=lambda of, last, _: (
        f"{of}{last.year}年已登记不定等次（{last.kind.label}，{last.paper_number}），确需更正的先撤回再登记。"
    ),
    approved=check_unapproved,
    after="保留得分，不占等次名额。",
    event=UngradedEvent.WITHDRAW,
    because="withdrawn_because",
    nothing="没有登记不定等次，没有可撤回的。",
)


@act("appraise_without_grade", "登记不定等次", clause="1-2.19", roles={Role.AGENCY})
def appraise_without_grade(session: Session, data: UngradedGiven, ctx: Context) -> Summary:
    """2.19: record that a department has no grade of a year; it keeps its score and takes no place in a quota."""
    check_appraised_here(session, ctx.jurisdiction, data.year, ctx.date)
    return UNGRADED_OF_YEAR.give(session, data, ctx)


@act("withdraw_without_grade", "撤回不定等次", clause="1-2.19", roles={Role.AGENCY})
def withdraw_without_grade(session: Session, data: UngradedWithdrawn, ctx: Context) -> Summary:
    """2.19: withdraw with the reason that a department has no grade; it is graded with its class again."""
    return UNGRADED_OF_YEAR.withdraw(session, data, ctx)


def ungraded(session: Session, jurisdiction: int, year: int) -> Mapping[str, str]:
    """Return in words why each department without a grade has none, by its code."""
    found = UNGRADED_OF_YEAR.of_year(session, jurisdiction, year)
    return {code: _in_words(rows[0]) for code, rows in found.items()}


def _in_words(row: Ungraded) -> str:
    return with_paper(f"{NO_GRADE}（{row.kind.label}）：{row.reason}，{row.basis}", row)
