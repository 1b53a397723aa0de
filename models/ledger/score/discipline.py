"""讲规矩守纪律: facts with their papers, printed next to the score, which they never touch (1-6.1, A1, A44)."""

from typing import Any

from sqlmodel import Session, col, select

from models.intake.discipline import DisciplineRecorded, DisciplineWithdrawn
from models.ledger.acts import Context, Role, Summary, act
from models.ledger.evidence.exhibits import attach_exhibits
from models.ledger.jurisdiction import home
from models.ledger.lookup import find_department
from models.ledger.moves import move
from models.ledger.score.appraised import appraised_department, check_dated, check_year
from models.ledger.settled import settled_words
from models.ledger.transitions import record
from models.ledger.turns import lock
from models.records import Department, Discipline, id_of
from models.rules.errors import Refused
from models.rules.states import DisciplineEvent, DisciplineState
from models.statements import run

RECORDS = """
SELECT d.code, d.name AS department, r.year, r.serial, r.fact, r.reduces, r.paper_number, r.paper_date, r.state,
    r.recorded_on, r.withdrawn_on, r.reason
FROM discipline r JOIN department d ON d.id = r.department_id
WHERE d.jurisdiction_id = :jurisdiction AND r.year = :year ORDER BY d.code COLLATE "C", r.serial
"""


@act("record_discipline", "登记讲规矩守纪律", clause="1-6.1", roles={Role.AGENCY})
def record_discipline(session: Session, data: DisciplineRecorded, ctx: Context) -> Summary:
    """A44: record a fact of a department with what it reduces of the award and its paper; the score stays as it is.

    The same again changes nothing. Raises Refused for a department without a score of the year, for a paper of a day to
    come or of a year before, and for a recorded fact with another reduction.
    """
    check_year(data.year, ctx.date)
    department = appraised_department(session, ctx, data.department, data.year)
    check_dated(data.dated, data.year, ctx.date)
    lock(session, "discipline")
    known = _records(session, department, data.year)
    live = [each for each in known if each.state is DisciplineState.RECORDED]
    if same := next((each for each in live if (each.fact, each.paper_number) == (data.fact, data.number)), None):
        return _known_before(department, same, data)
    given = Discipline(
        department_id=id_of(department),
        year=data.year,
        serial=len(known) + 1,
        fact=data.fact,
        reduces=data.reduces,
        paper_number=data.number,
        paper_date=data.dated,
        recorded_on=ctx.date,
    )
    session.add(given)
    session.flush()
    record(session, ctx, "discipline", [id_of(given)], "recorded", moved=("", DisciplineState.RECORDED.value))
    files = attach_exhibits(session, ctx, "discipline", id_of(given), data.evidence)
    settled = settled_words(session, ctx, data.year, in_sheet=False)
    words = f"已登记{_name(department, given)}：{given.reduces}。只扣奖不扣分，得分不变。{settled}"
    return Summary(words, {"recorded": 1, "evidence": files}, {"serial": given.serial})


@act("withdraw_discipline", "撤回讲规矩守纪律", clause="1-6.1", roles={Role.AGENCY})
def withdraw_discipline(session: Session, data: DisciplineWithdrawn, ctx: Context) -> Summary:
    """A44: withdraw a record with the reason; it is kept, and no longer printed next to the score."""
    department = find_department(session, ctx.jurisdiction, data.department)
    lock(session, "discipline")
    known = _records(session, department, data.year)
    chosen = next((each for each in known if each.serial == data.serial), None)
    if chosen is None:
        raise Refused(
            f"“{department.name}”{data.year}年没有第{data.serial}项讲规矩守纪律的登记。查看：mubiao discipline。"
        )
    sets, detail = {"withdrawn_on": ctx.date, "reason": data.reason}, {"reason": data.reason}
    event = DisciplineEvent.WITHDRAW
    if not move(session, ctx, "discipline", [id_of(chosen)], event, sets=sets, detail=detail):
        return Summary(f"{_name(department, chosen)}此前已撤回，未作改动。", {"withdrawn": 0})
    settled = settled_words(session, ctx, data.year, in_sheet=False)
    return Summary(f"已撤回{_name(department, chosen)}，原登记仍留存。{settled}", {"withdrawn": 1})


def discipline_records(session: Session, year: int) -> list[dict[str, Any]]:
    """Return every record of a year, also withdrawn ones, by department."""
    return [dict(row) for row in run(session, RECORDS, jurisdiction=home(session), year=year).mappings()]


def _records(session: Session, department: Department, year: int) -> list[Discipline]:
    known = select(Discipline).where(Discipline.department_id == department.id, Discipline.year == year)
    return list(session.exec(known.order_by(col(Discipline.serial))))


def _known_before(department: Department, known: Discipline, data: DisciplineRecorded) -> Summary:
    """Return that nothing changed; raises Refused for the same fact on the same paper with another reduction or day."""
    name = _name(department, known)
    if (known.reduces, known.paper_date) != (data.reduces, data.dated):
        raise Refused(
            f"同一事实、同一文号已登记为{name}（{known.reduces}，{known.paper_date}）；确需更正的，先撤回"
            f"（withdraw_discipline --serial {known.serial}）再登记。"
        )
    return Summary(f"{name}此前已登记，未作改动。", {"recorded": 0})


def _name(department: Department, given: Discipline) -> str:
    return f"“{department.name}”{given.year}年讲规矩守纪律第{given.serial}项"
