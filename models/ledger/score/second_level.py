"""二级考评: record the value of each department for a year with its paper, and the lines that follow (1-6.1, A42)."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from itertools import groupby
from typing import Any

from sqlmodel import Session, col, select

from models.intake.second_level import SecondLevelGiven
from models.ledger.acts import Context, Role, Summary, act
from models.ledger.evidence.exhibits import attach_exhibits
from models.ledger.score.appraised import appraised_department, check_dated, check_year
from models.ledger.settled import settled_words
from models.ledger.transitions import record
from models.ledger.turns import lock
from models.records import Department, SecondLevel, id_of
from models.rules.errors import Refused
from models.rules.score.component import FULL, Component
from models.rules.score.deduction import Line, shown
from models.rules.score.given import given_line
from models.statements import run

# Every value of a year, the newest of a department first.
VALUES = """
SELECT s.department_id, s.value, s.paper_number, s.paper_date, s.reason
FROM second_level s JOIN department d ON d.id = s.department_id
WHERE d.jurisdiction_id = :jurisdiction AND s.year = :year ORDER BY s.department_id, s.serial DESC
"""


@act("record_second_level", "登记二级考评", clause="1-6.1", roles={Role.AGENCY})
def record_second_level(session: Session, data: SecondLevelGiven, ctx: Context) -> Summary:
    """A42: record the value of a department with its paper; a later one takes its place with a reason, both stay.

    The same again changes nothing. Raises Refused for a department without a score of the year, for a paper of a day to
    come or of a year before, and for another value without a reason.
    """
    check_year(data.year, ctx.date)
    department = appraised_department(session, ctx, data.department, data.year)
    check_dated(data.dated, data.year, ctx.date)
    lock(session, "second_level")
    last = _newest(session, department, data.year)
    if last and (last.value, last.paper_number, last.paper_date) == (data.value, data.number, data.dated):
        return Summary(f"“{department.name}”{data.year}年的二级考评此前已登记，未作改动。", {"recorded": 0})
    if last and not data.reason:
        raise Refused(
            f"“{department.name}”{data.year}年的二级考评已登记为{_in_words(last)}，确需更正的写明更正原因（--reason）。"
        )
    given = _new(session, ctx, department, data, last)
    files = attach_exhibits(session, ctx, "second_level", id_of(given), data.evidence)
    instead = f"，取代{shown(last.value)}" if last else ""
    settled = settled_words(session, ctx, data.year)
    words = f"已登记“{department.name}”{data.year}年的二级考评{shown(given.value)}{instead}。{settled}"
    return Summary(words, {"recorded": 1, "evidence": files})


def _newest(session: Session, department: Department, year: int) -> SecondLevel | None:
    known = select(SecondLevel).where(SecondLevel.department_id == department.id, SecondLevel.year == year)
    return session.exec(known.order_by(col(SecondLevel.serial).desc())).first()


def _new(
    session: Session, ctx: Context, department: Department, data: SecondLevelGiven, last: SecondLevel | None
) -> SecondLevel:
    given = SecondLevel(
        department_id=id_of(department),
        year=data.year,
        serial=last.serial + 1 if last else 1,
        value=data.value,
        paper_number=data.number,
        paper_date=data.dated,
        reason=data.reason if last else "",
        recorded_on=ctx.date,
    )
    session.add(given)
    session.flush()
    record(session, ctx, "second_level", [id_of(given)], "recorded")
    return given


def second_level_lines(session: Session, jurisdiction: int, year: int, weight: Decimal | None) -> Mapping[int, Line]:
    """A42: return the line of each department with a value, by its id: the weight times the value in a hundred."""
    rows = run(session, VALUES, jurisdiction=jurisdiction, year=year)
    return {number: _line(weight, list(values)) for number, values in groupby(rows, lambda row: int(row.department_id))}


def _line(weight: Decimal | None, values: Sequence[Any]) -> Line:
    newest, *earlier = values
    basis = [_with_reason(newest), *(f"此前：{_with_reason(each)}" for each in earlier)]
    return given_line(Component.SECOND_LEVEL, weight, (newest.value, FULL), basis)


def _with_reason(value: Any) -> str:  # noqa: ANN401 - a result row
    return f"{_in_words(value)}，更正原因：{value.reason}" if value.reason else _in_words(value)


def _in_words(value: Any) -> str:  # noqa: ANN401 - a result row or a record
    return f"{shown(value.value)}（{value.paper_number}，{value.paper_date}）"
