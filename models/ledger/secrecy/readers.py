"""阅看人员: who may open what is marked, person by person; a new marking begins with nobody (4.7)."""

from dataclasses import dataclass

from sqlmodel import Session, col, select

from models.database import run
from models.intake.secrecy import ReaderDecided
from models.ledger.acts import Context, Role, Summary, act
from models.ledger.lookup import find_department
from models.ledger.secrecy.markings import ONE_AT_A_TIME, Named, marking_of, matter_named
from models.ledger.transitions import record
from models.records import Department, SecrecyReader, id_of
from models.rules.errors import Refused

HOLDS = """
SELECT EXISTS (SELECT FROM contact c WHERE c.department_id = :department AND c.name = :name
    AND :day BETWEEN coalesce(c.valid_from, '-infinity') AND coalesce(c.valid_to, 'infinity'))
"""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody of a department, by name."""

    department: Department
    name: str

    @property
    def words(self) -> str:
        """省教育厅 李明: as an act names who does it."""
        return f"{self.department.name} {self.name}"


@act("admit_reader", "指定阅看人员", clause="3-4.7", roles={Role.AGENCY})
def admit_reader(session: Session, data: ReaderDecided, ctx: Context) -> Summary:
    """4.7: a named person who holds a role that day may open what is marked."""
    named, person, last = _asked(session, data, ctx)
    if not run(session, HOLDS, department=id_of(person.department), name=person.name, day=ctx.date).scalar_one():
        raise Refused(f"没有找到“{data.reader}”：应为“部门编码/姓名”，且该人当日在任。")
    if last and last.admitted:
        return Summary(f"{person.words}此前已可阅看{named.words}，未作改动。", {"admitted": 0})
    _decide(session, ctx, (named, person, last), admitted=True, reason=data.reason)
    return Summary(f"{person.words}可以阅看{named.words}，每次阅看记入台账。", {"admitted": 1})


@act("dismiss_reader", "取消阅看人员", clause="3-4.7", roles={Role.AGENCY})
def dismiss_reader(session: Session, data: ReaderDecided, ctx: Context) -> Summary:
    """4.7: somebody may open it no more; what was opened before stays on record."""
    named, person, last = _asked(session, data, ctx)
    if not (last and last.admitted):
        return Summary(f"{person.words}不是{named.words}的阅看人员，未作改动。", {"dismissed": 0})
    _decide(session, ctx, (named, person, last), admitted=False, reason=data.reason)
    return Summary(f"{person.words}不能再阅看{named.words}。", {"dismissed": 1})


def is_admitted(session: Session, named: Named, department: int, name: str) -> bool:
    """Whether this person may open it now."""
    last = _last(session, named, department, name)
    return last is not None and last.admitted


def _asked(session: Session, data: ReaderDecided, ctx: Context) -> tuple[Named, Person, SecrecyReader | None]:
    run(session, ONE_AT_A_TIME)
    named = matter_named(session, ctx, data)
    marking_of(named)
    code, slash, name = data.reader.partition("/")
    if not (slash and name):
        raise Refused(f"阅看人员“{data.reader}”应写成“部门编码/姓名”。")
    person = Person(find_department(session, ctx.jurisdiction, code), name)
    return named, person, _last(session, named, id_of(person.department), name)


def _last(session: Session, named: Named, department: int, name: str) -> SecrecyReader | None:
    asked = select(SecrecyReader).where(
        SecrecyReader.secrecy_id == (named.now.id if named.now else None),
        SecrecyReader.department_id == department,
        SecrecyReader.name == name,
    )
    return session.exec(asked.order_by(col(SecrecyReader.serial).desc())).first()


def _decide(
    session: Session, ctx: Context, asked: tuple[Named, Person, SecrecyReader | None], *, admitted: bool, reason: str
) -> None:
    named, person, last = asked
    assert named.now is not None  # noqa: S101 - who asked saw the marking
    row = SecrecyReader(
        secrecy_id=id_of(named.now),
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
