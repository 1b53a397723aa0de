"""受托人: who receives what is for a contact on a day, and for which contacts a person stands (6.1.6)."""

from datetime import date
from typing import Any

from sqlmodel import Session

from models.rules.personal_names import one_spelling
from models.rules.representation import HOPS
from models.statements import run

HOLDS = ":day BETWEEN {0}.first_day AND {0}.last_day AND (:day < {0}.withdrawn_on) IS NOT FALSE"
IN_FORCE = "(:day BETWEEN coalesce({0}.valid_from, '-infinity') AND coalesce({0}.valid_to, 'infinity'))"
_NEXT = (
    "LEFT JOIN representation {0} ON ({0}.department_id, {0}.person) = ({1}.department_id, {1}.{2})"
    f" AND {HOLDS.format('{0}')}"
)
_FIRST = HOLDS.format("r1")
_HOPS = [f"r{hop}" for hop in range(1, HOPS + 1)]
_JOINS = " ".join(
    _NEXT.format(hop, before, "representative" if before in _HOPS else "name")
    for hop, before in zip(_HOPS, ["p", *_HOPS], strict=False)
)


def _last(column: str, *own: str) -> str:
    """Return SQL for a column of the last representative, or of the contact who has none."""
    return f"coalesce({', '.join([*(f'{hop}.{column}' for hop in reversed(_HOPS)), *own])})"


def _present(unless: str = "") -> str:
    return f"""(
    SELECT p.id, p.department_id, p.role, p.valid_from,
        CASE WHEN r1.id IS NULL THEN p.name ELSE concat({_last("representative")}, '（代', p.name, '）') END AS name,
        {_last("email", "p.email")} AS email, {_last("mobile", "p.mobile")} AS mobile,
        {_last("wecom_id", "p.wecom_id")} AS wecom_id
    FROM contact p {_JOINS.replace(_FIRST, f"{_FIRST}{unless}", 1)}
    WHERE {IN_FORCE.format("p")})"""  # noqa: S608 - constants only


# Every contact on `:day` with the name and addresses of who represents the person: 李四（代张三）.
PRESENT = _present()
# The same for notice `n`: that somebody represents a head, what happens to an account or to signers is told to the head
# himself, never to who represents him.
PRESENT_FOR = _present(" AND n.kind NOT IN ('represented', 'account_slip', 'signer_changed')")
# The contacts on `:day` for whom {which} stands, through any number of others: department, role and 李四（代张三）.
STANDING_FOR = f"""(
    WITH RECURSIVE stands (department_id, person, by) AS (
        SELECT r.department_id, r.person, r.representative FROM representation r
            WHERE {{which}} AND {HOLDS.format("r")}
        UNION SELECT r.department_id, r.person, s.by FROM stands s JOIN representation r
            ON (r.department_id, r.representative) = (s.department_id, s.person) AND {HOLDS.format("r")})
    SELECT c.department_id, c.role, c.name AS person, s.by, concat(s.by, '（代', c.name, '）') AS name
    FROM stands s JOIN contact c ON (c.department_id, c.name) = (s.department_id, s.person)
    WHERE {IN_FORCE.format("c")})"""  # noqa: S608 - constants only
IN_DEPARTMENT = f"""
SELECT s.by, s.person, s.role, s.name FROM {STANDING_FOR.format(which="r.department_id = :department")} s
ORDER BY s.role DESC, s.person
"""  # noqa: S608 - constants only


def represented_by(session: Session, department: int, name: str, day: date) -> list[Any]:
    """Return the contacts of a department for whom a person stands on a day: `person`, `role`, and `name` of both."""
    rows = run(session, IN_DEPARTMENT, department=department, day=day)
    return [row for row in rows if one_spelling(row.by) == one_spelling(name)]
