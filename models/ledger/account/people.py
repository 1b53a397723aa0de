"""Whose an account is: its people, and what they are on a day; a contact who ended has no role the same day."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlmodel import Session

from models.ledger.acts import OPERATOR, Actor, Role
from models.ledger.representatives import HOLDS, IN_FORCE
from models.records import Account
from models.rules.errors import Refused
from models.rules.kinds import ContactRole, Known
from models.rules.personal_names import PAGE_ACCOUNT, one_spelling
from models.statements import run

ROLE_OF = {
    ContactRole.LIAISON: Role.OFFICE,
    ContactRole.OFFICE_DIRECTOR: Role.OFFICE,
    ContactRole.HEAD: Role.HEAD,
    ContactRole.LEADER_IN_CHARGE: Role.LEADER,
}
# A term of contact `c` in department `d` as head or leader, as a slip names what it signs for (A49b).
TERM = "concat_ws('|', d.code, c.role, coalesce(CAST(c.valid_from AS text), ''))"
# Of account `a` the newest slip that was used, or is used now: a term counts only if that one was made for it.
SIGNED_FOR = f"""AND (c.role NOT IN ('head', 'leader_in_charge') OR (SELECT s.signs_for FROM slip s
        WHERE s.account_id = a.id AND (s.used_on IS NOT NULL OR s.id = CAST(:slip AS int))
        ORDER BY s.number DESC LIMIT 1) @> to_jsonb({TERM}))"""  # noqa: S608 - constants only
# The roles of a person in department `d` on `:day`: by his name, or as who represents one of the office.
ROLES = f"""
SELECT c.role FROM contact c WHERE (c.department_id, c.name) = (d.id, {{person}}) AND {IN_FORCE.format("c")} {{signed}}
UNION SELECT c.role FROM representation r JOIN contact c
    ON (c.department_id, c.name) = (r.department_id, r.person) AND {IN_FORCE.format("c")}
WHERE (r.department_id, r.representative) = (d.id, {{person}}) AND {HOLDS.format("r")}
    AND c.role IN ('liaison', 'office_director')
"""  # noqa: S608 - constants only
# An account that has not ended, and a row for each role of its person; one without a department if he is nothing today.
PLACES = f"""
SELECT a.serial, a.person, a.reads_until, x.* FROM account a LEFT JOIN LATERAL (
    SELECT d.id, d.code, d.name, d.is_agency, q.role FROM account_place p JOIN department d ON d.id = p.department_id
        CROSS JOIN LATERAL ({ROLES.format(person="a.person", signed=SIGNED_FOR)}) q WHERE p.account_id = a.id) x ON true
WHERE a.id = :account AND a.ended_on IS NULL AND (a.stopped_until >= :day) IS NOT TRUE
ORDER BY x.is_agency DESC, x.code COLLATE "C", x.role
"""  # noqa: S608 - constants only
IN_DEPARTMENT = (
    f"SELECT q.role FROM department d, LATERAL ({ROLES.format(person=':person', signed='')}) q WHERE d.id = :department"  # noqa: S608
)
# The terms as head or leader that the person of an account has on `:day` or later, with words for each.
TERMS = f"""
SELECT {TERM} AS term, d.name, c.role FROM account a JOIN account_place p ON p.account_id = a.id
    JOIN department d ON d.id = p.department_id JOIN contact c ON (c.department_id, c.name) = (d.id, a.person)
WHERE a.id = :account AND c.role IN ('head', 'leader_in_charge') AND coalesce(c.valid_to, 'infinity') >= :day ORDER BY 1
"""  # noqa: S608 - constants only
# Of each account of the agency that has been used whether its person works there.
CLERKS = f"""
SELECT DISTINCT a.id, a.person FROM account a JOIN account_place p ON p.account_id = a.id
    JOIN department d ON d.id = p.department_id AND d.is_agency
    JOIN contact c ON (c.department_id, c.name) = (d.id, a.person) AND {IN_FORCE.format("c")}
WHERE a.jurisdiction_id = :jurisdiction AND a.ended_on IS NULL AND EXISTS (
    SELECT FROM slip s WHERE s.account_id = a.id AND s.used_on IS NOT NULL) ORDER BY a.id
"""  # noqa: S608 - constants only
# What people know of a person: name, numbers, and the names of his departments.
OWN_WORDS = """
WITH place AS (SELECT a.person, d.id, d.code, d.name, d.short_name FROM account a
    JOIN account_place p ON p.account_id = a.id JOIN department d ON d.id = p.department_id WHERE a.id = :account),
number AS (
    SELECT c.mobile FROM place JOIN contact c ON (c.department_id, c.name) = (place.id, place.person)
    UNION SELECT r.mobile FROM place
        JOIN representation r ON (r.department_id, r.representative) = (place.id, place.person))
SELECT w.word FROM place, unnest(ARRAY[person, code, name, short_name]) w(word) WHERE w.word <> ''
UNION SELECT w.word FROM number, LATERAL (SELECT right(regexp_replace(mobile, '[^0-9]', '', 'g'), 11)) w(word)
WHERE length(w.word) > 6
"""
ACCOUNT_NAMED = """
SELECT a.id FROM account a JOIN account_place p ON p.account_id = a.id JOIN department d ON d.id = p.department_id
WHERE a.jurisdiction_id = :jurisdiction AND a.ended_on IS NULL AND a.person = :person
    AND :department IN (d.code, d.name, d.short_name)
"""


@dataclass(frozen=True, slots=True)
class Capacity:
    """What a signed-in person is in one department."""

    department: int
    code: str
    name: str
    role: Role

    @property
    def title(self) -> str:
        """省教育厅 部门目标办."""
        return f"{self.name} {self.role.label}"


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Who is signed in: the account, its serial number, the person's name, his capacities, whether he reads."""

    account: int
    serial: int
    name: str
    capacities: tuple[Capacity, ...]
    reads: bool = False

    @property
    def account_name(self) -> str:
        """Return the account as the ledger names it: 网页账号2."""
        return f"{PAGE_ACCOUNT}{self.serial}"

    def actor(self, capacity: Capacity | None) -> Actor:
        """Return the person as the author of an act: himself, or for the agency, which names readers, its operator."""
        if capacity is None or capacity.role is Role.AGENCY:
            return replace(OPERATOR, entered_by=self.name, account=self.account_name)
        name = f"{capacity.name} {self.name}"
        return Actor(name, capacity.role, capacity.department, account=self.account_name, known=Known.SIGNED)


def person_of(session: Session, account: int, day: date, slip: int | None = None) -> SignedIn | None:
    """Return whose account it is and what he is on a day; None if it ended or is stopped, or he is nothing that day.

    He is a head or leader if the newest slip that was used, or the `slip` that he uses now, was made for this term.
    """
    rows = run(session, PLACES, account=account, day=day, slip=slip).all()
    places = [each for each in rows if each.id is not None]
    reads = any(each.reads_until and each.reads_until >= day for each in rows[:1])
    if not (places or reads):
        return None
    capacities = {(each.id, _role(each)): Capacity(each.id, each.code, each.name, _role(each)) for each in places}
    return SignedIn(account, rows[0].serial, rows[0].person, tuple(capacities.values()), reads)


def own_words(session: Session, account: int) -> list[str]:
    """Return what a password of this account must not have: name, mobile numbers, departments."""
    return [*run(session, OWN_WORDS, account=account).scalars()]


def heads_agency(session: Session, account: int, day: date) -> bool:
    """Return whether an account is that of the head of the agency, by a slip that was made for his term."""
    rows = run(session, PLACES, account=account, day=day, slip=None).all()
    return any(each.is_agency and each.role == ContactRole.HEAD for each in rows)


def terms_of(session: Session, account: int, day: date) -> dict[str, str]:
    """Return the terms as head or leader that the person of an account has on a day or later, each with its words."""
    rows = run(session, TERMS, account=account, day=day).all()
    return {row.term: f"{row.name}{ContactRole(row.role).label}" for row in rows}


def clerks_of(session: Session, jurisdiction: int, day: date) -> list[str]:
    """Return the people of the agency who have signed in at the page."""
    return [row.person for row in run(session, CLERKS, jurisdiction=jurisdiction, day=day)]


def roles_in(session: Session, department: int, person: str, day: date) -> set[str]:
    """Return the roles that a person has in a department on a day."""
    return set(run(session, IN_DEPARTMENT, department=department, person=person, day=day).scalars())


def _role(row: Any) -> Role:  # noqa: ANN401 - a result row
    return Role.AGENCY if row.is_agency else ROLE_OF[ContactRole(row.role)]


def account_named(session: Session, jurisdiction: int, text: str) -> int | None:
    """Return the account that a name to sign in with means, 部门/姓名; None for an unknown one."""
    department, _, person = text.replace("／", "/").partition("/")
    named = {"jurisdiction": jurisdiction, "department": department.strip(), "person": one_spelling(person)}
    return run(session, ACCOUNT_NAMED, **named).scalars().first()


def open_account_named(session: Session, jurisdiction: int, text: str) -> Account:
    """Return the account of a person. Raises Refused for an unknown one."""
    if (number := account_named(session, jurisdiction, text)) is None:
        raise Refused(f"“{text}”没有账号。查看：mubiao account list。")
    return session.get_one(Account, number)
