"""二级考评: the value of each department for a year with its paper, and the lines that follow (1-6.1, A42)."""

from collections.abc import Mapping
from decimal import Decimal

from sqlmodel import Session

from models.intake.yearly import SecondLevelGiven
from models.ledger.acts import Context, Role, Summary, act
from models.ledger.score.absent import check_present
from models.ledger.score.yearly import PAPER, Yearly, basis_of, with_paper
from models.records import Department, SecondLevel
from models.rules.score.component import FULL, Component, Line, given_line, shown


def _in_words(row: SecondLevel) -> str:
    return with_paper(shown(row.value), row)


def _check(session: Session, ctx: Context, _department: Department, data: SecondLevelGiven) -> None:
    check_present(session, ctx.jurisdiction, Component.SECOND_LEVEL, data.year)


SECOND_LEVEL = Yearly(
    record=SecondLevel, fields={"value": "value", **PAPER}, short=lambda row: shown(row.value), check=_check
)


@act("record_second_level", "登记二级考评", clause="1-6.1", roles={Role.AGENCY})
def record_second_level(session: Session, data: SecondLevelGiven, ctx: Context) -> Summary:
    """A42: record the value of a department with its paper; a later one takes its place with a reason, both stay."""
    return SECOND_LEVEL.give(session, data, ctx)


def second_level_lines(session: Session, jurisdiction: int, year: int, weight: Decimal | None) -> Mapping[int, Line]:
    """A42: return the line of each department with a value, by its id: the weight times the value in a hundred."""
    return {
        rows[0].department_id: given_line(
            Component.SECOND_LEVEL, weight, (rows[0].value, FULL), basis_of(rows, _in_words)
        )
        for rows in SECOND_LEVEL.of_year(session, jurisdiction, year).values()
    }
