"""阅看人员: the persons who may open a marked record; a new marking starts without readers (4.7)."""

from dataclasses import dataclass

from sqlmodel import Session, col, select

from models.intake.secrecy import ReaderDecided
from models.ledger.acts import Context, Role, Summary, act
from models.ledger.lookup import find_department
from models.ledger.secrecy.markings import ONE_AT_A_TIME, MarkedMatter, find_matter, marking_of
from models.ledger.transitions import record
from models.records import Department, SecrecyReader, id_of
from models.rules.errors import Refused
from models.statements import run

HOLDS = """
SELECT EXISTS (SELECT FROM contact c WHERE c.department_id = :department AND c.name = :name
    AND :day BETWEEN coalesce(c.valid_from, '-infinity') AND coalesce(c.valid_to, 'infinity'))
"""


@dataclass(frozen=True, slots=True)
class Person:
    """A person of a department, by name."""

    department: Department
    name: str

    @property
    def words(self) -> str:
        """Return 省教育厅 李明, the form of an actor's name."""
        return f"{self.department.name} {self.name}"


@act("admit_reader", "指定阅看人员", clause="3-4.7", roles={Role.AGENCY})
def admit_reader(session: Session, data: ReaderDecided, ctx: Context) -> Summary:
    """4.7: admit a reader; raises Refused if the person holds no role in the department today."""
    matter, person, last = _parse_decision(session, data, ctx)
    if not run(session, HOLDS, department=id_of(person.department), name=person.name, day=ctx.date).scalar_one():
        raise Refused(f"没有找到“{data.reader}”：应为“部门编码/姓名”，且该人当日在任。")
    if last and last.admitted:
        return Summary(f"{person.words}此前已可阅看{matter.words}，未作改动。", {"admitted": 0})
    _insert_decision(session, ctx, (matter, person, last), admitted=True, reason=data.reason)
    return Summary(f"{person.words}可以阅看{matter.words}，每次阅看记入台账。", {"admitted": 1})


@act("dismiss_reader", "取消阅看人员", clause="3-4.7", roles={Role.AGENCY})
def dismiss_reader(session: Session, data: ReaderDecided, ctx: Context) -> Summary:
    """4.7: dismiss a reader; earlier accesses stay on record."""
    matter, person, last = _parse_decision(session, data, ctx)
    if not (last and last.admitted):
        return Summary(f"{person.words}不是{matter.words}的阅看人员，未作改动。", {"dismissed": 0})
    _insert_decision(session, ctx, (matter, person, last), admitted=False, reason=data.reason)
    return Summary(f"{person.words}不能再阅看{matter.words}。", {"dismissed": 1})


def is_admitted(session: Session, matter: MarkedMatter, department: int, name: str) -> bool:
    """Return whether this person may open it now."""
    last = _last_decision(session, matter, department, name)
    return last is not None and last.admitted


def _parse_decision(
    session: Session, data: ReaderDecided, ctx: Context
) -> tuple[MarkedMatter, Person, SecrecyReader | None]:
    run(session, ONE_AT_A_TIME)
    matter = find_matter(session, ctx, data)
    marking_of(matter)
    code, slash, name = data.reader.partition("/")
    if not (slash and name):
        raise Refused(f"阅看人员“{data.reader}”应写成“部门编码/姓名”。")
    person = Person(find_department(session, ctx.jurisdiction, code), name)
    return matter, person, _last_decision(session, matter, id_of(person.department), name)


def _last_decision(session: Session, matter: MarkedMatter, department: int, name: str) -> SecrecyReader | None:
    decisions = select(SecrecyReader).where(
        SecrecyReader.secrecy_id == (matter.now.id if matter.now else None),
        SecrecyReader.department_id == department,
        SecrecyReader.name == name,
    )
    return session.exec(decisions.order_by(col(SecrecyReader.serial).desc())).first()


def _insert_decision(
    session: Session,
    ctx: Context,
    decision: tuple[MarkedMatter, Person, SecrecyReader | None],
    *,
    admitted: bool,
    reason: str,
) -> None:
    matter, person, last = decision
    assert matter.now is not None  # noqa: S101 - `_parse_decision` has checked the marking
    row = SecrecyReader(
        secrecy_id=id_of(matter.now),
        department_id=id_of(person.department),
        name=person.name,
        serial=last.serial + 1 if last else 1,
        admitted=admitted,
        reason=reason,
        decided_on=ctx.date,
    )
    session.add(row)
    session.flush()
    record(session, ctx, "secrecy_reader", [id_of(row)], "admitted" if admitted else "dismissed")
