"""阅看人员: the persons who may open a marked record; a new marking starts without readers (4.7)."""

from dataclasses import dataclass

from sqlmodel import Session, col, select

from models.intake.secrecy import ReaderAdmitted, ReaderDecided
from models.ledger.acts import Context, Role, Summary, act
from models.ledger.lookup import find_department
from models.ledger.notices import agency_of
from models.ledger.secrecy.markings import MarkedMatter, find_matter, marking_of
from models.ledger.transitions import lock, record_row
from models.records import Department, SecrecyReader, id_of
from models.rules.errors import Refused
from models.rules.personal_names import one_spelling
from models.statements import run

HOLDING = """
SELECT c.name FROM contact c WHERE c.department_id = :department
    AND :day BETWEEN coalesce(c.valid_from, '-infinity') AND coalesce(c.valid_to, 'infinity')
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
def admit_reader(session: Session, data: ReaderAdmitted, ctx: Context) -> Summary:
    """4.7: admit a reader; raises Refused if the person holds no role in the department today.

    One of the agency is admitted with the account under which he opens it; another account is another admission.
    """
    matter, person, last = _parse_decision(session, data, ctx)
    holding = run(session, HOLDING, department=id_of(person.department), day=ctx.date).scalars()
    if person.name not in map(one_spelling, holding):
        code = person.department.code
        raise Refused(
            f"没有找到“{data.reader}”：应为“部门编码/姓名”，且该人当日在任。查看：mubiao contacts --department {code}。"
        )
    _check_account(person, data.account, own=person.department.id == agency_of(session, ctx.jurisdiction))
    if last and last.admitted and last.account == data.account:
        return Summary(f"{person.words}此前已可阅看{matter.words}，未作改动。", {"admitted": 0})
    _insert_decision(session, ctx, (matter, person, last), account=data.account, admitted=True, reason=data.reason)
    only = f"只能以本机账户 {data.account} 阅看。" if data.account else ""
    return Summary(f"{person.words}可以阅看{matter.words}，每次阅看记入台账。{only}", {"admitted": 1})


def _check_account(person: Person, account: str, *, own: bool) -> None:
    if own and not account:
        raise Refused("管理机构的阅看人员在本机阅看，请写明其操作系统账户：--account 账户名。")
    if account and not own:
        raise Refused(f"{person.department.name}的人不在本机阅看，由经办人凭其签字代为阅看，请去掉账户。")


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


def account_of(session: Session, matter: MarkedMatter, department: int, name: str) -> str:
    """Return the account under which an admitted reader of the agency opens it: that of the admission."""
    last = _last_decision(session, matter, department, name)
    return last.account if last else ""


def _parse_decision(
    session: Session, data: ReaderDecided, ctx: Context
) -> tuple[MarkedMatter, Person, SecrecyReader | None]:
    lock(session, "secrecy")
    matter = find_matter(session, ctx, data)
    marking_of(matter)
    code, slash, name = data.reader.partition("/")
    if not (slash and name):
        raise Refused(f"阅看人员“{data.reader}”应写成“部门编码/姓名”。")
    person = Person(find_department(session, ctx.jurisdiction, code), one_spelling(name))
    return matter, person, _last_decision(session, matter, id_of(person.department), name)


def _last_decision(session: Session, matter: MarkedMatter, department: int, name: str) -> SecrecyReader | None:
    """Return the newest decision about a person, in any spelling of the name."""
    decisions = select(SecrecyReader).filter_by(
        secrecy_id=matter.now.id if matter.now else None, department_id=department
    )
    newest = session.exec(decisions.order_by(col(SecrecyReader.serial).desc(), col(SecrecyReader.id).desc()))
    return next((each for each in newest if one_spelling(each.name) == one_spelling(name)), None)


def _insert_decision(
    session: Session,
    ctx: Context,
    decision: tuple[MarkedMatter, Person, SecrecyReader | None],
    *,
    admitted: bool,
    reason: str,
    account: str = "",
) -> None:
    matter, person, last = decision
    assert matter.now is not None  # noqa: S101 - `_parse_decision` has checked the marking
    row = SecrecyReader(
        secrecy_id=id_of(matter.now),
        department_id=id_of(person.department),
        name=person.name,
        serial=last.serial + 1 if last else 1,
        admitted=admitted,
        account=account,
        reason=reason,
        decided_on=ctx.date,
    )
    record_row(session, ctx, row, "admitted" if admitted else "dismissed")
