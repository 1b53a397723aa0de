"""Table rights of the roles: the application may not rewrite history, a reader may only read."""

from collections.abc import Callable

from sqlalchemy import Connection, text

from models.database import engine
from models.migrations import LOCK
from models.records import TABLE_INDEX
from models.rules.errors import Refused

CHAIN_HEAD = "chain_head"
# Rows that an act deletes and inserts again.
REPLACED = ("target_department", "target_draft_department", "draft_indicator")
EMPTIED = ("stranger_mail", "unregistered_mail")  # rows that the daily sweep deletes after ninety days
# What people type, where they are signed in, and how often they failed to.
OF_PAGE = ("page_draft", "page_draft_file", "page_session", "sign_in_code", "sign_in_tries")
# The tables without a noun whose rows change.
CHANGED_TABLES = {
    *("account_place", "password", "office", "submission_line", "report_line", "report_leaf", "evidence_store"),
    *("recipient", "delivery", "attachment", "send_turn", "last_run", "run_count", "inbox_state"),
    *(CHAIN_HEAD, *REPLACED, *EMPTIED, *OF_PAGE),
}
# Rows are only added, unless the class of their record says `updated`, or their table is named above.
INSERT_ONLY = tuple(
    each.table
    for each in TABLE_INDEX.values()
    if each.rows == "inserted" or not (each.rows or each.table in CHANGED_TABLES)
)
SEALED = ("sealed_secret", "sealed_answer_key", "sealed_rating", "attachment", "password", *OF_PAGE)
VERSION = "alembic_version"
READING = frozenset({"SELECT"})
GRANTED = """
SELECT c.relname AS name, c.relkind = 'S' AS is_sequence, pg_has_role(r.oid, c.relowner, 'MEMBER') AS is_owner,
    coalesce(array_agg(a.privilege_type) FILTER (WHERE a.grantee = r.oid), '{}') AS granted
FROM pg_class c JOIN pg_roles r ON r.rolname = :role LEFT JOIN LATERAL aclexplode(c.relacl) a ON true
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'S') AND pg_has_role(c.relowner, 'USAGE')
GROUP BY c.oid, r.oid ORDER BY 1
"""
Rights = Callable[[str], frozenset[str]]


def allow(app: str = "", reader: str = "") -> None:
    """Grant the named roles exactly their rights in the bound database.

    Correct rights are not granted again. Raises Refused if a role is invalid or unknown, or if it owns the tables and
    cannot be limited.
    """
    roles = [(role, rights) for role, rights in ((app, of_application), (reader, of_reader)) if role]
    if not roles:
        return
    with engine().begin() as connection:
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({LOCK})")
        for role, rights in roles:
            _grant_rights(connection, role, rights)


def of_application(table: str) -> frozenset[str]:
    """Return the application's rights on a table: enough for the acts, with no update or delete of history."""
    if table == VERSION:
        return READING
    if table == CHAIN_HEAD:
        return READING | {"UPDATE"}
    if table in INSERT_ONLY:
        return READING | {"INSERT"}
    return READING | {"INSERT", "UPDATE"} | ({"DELETE"} if table in REPLACED + EMPTIED + OF_PAGE else set())


def of_reader(table: str) -> frozenset[str]:
    """Return a reader's rights on a table: SELECT, or none if the table is sealed."""
    return frozenset() if table in SEALED else READING


def _grant_rights(connection: Connection, role: str, rights: Rights) -> None:
    if not role.replace("_", "").isalnum():
        raise Refused(f"数据库角色名“{role}”只能由字母、数字和下划线组成。")
    if not connection.execute(text("SELECT 1 FROM pg_roles WHERE rolname = :role"), {"role": role}).first():
        raise Refused(f"数据库中没有角色“{role}”，请先由数据库管理员建立。")
    for row in connection.execute(text(GRANTED), {"role": role}).all():
        if row.is_owner:
            raise Refused(f"角色“{role}”是各表的所有者或超级用户，限制不了它。请另建一个普通角色。")
        kind, required = "TABLE", rights(row.name)
        if row.is_sequence:  # USAGE draws numbers, none may be set; a dump needs SELECT
            kind, required = "SEQUENCE", READING | ({"USAGE"} if "INSERT" in rights("") else set())
        if set(row.granted) != required:
            connection.exec_driver_sql(f'REVOKE ALL ON {kind} public."{row.name}" FROM "{role}"')
            if required:
                granted = ", ".join(sorted(required))
                connection.exec_driver_sql(f'GRANT {granted} ON {kind} public."{row.name}" TO "{role}"')
