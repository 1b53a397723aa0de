"""The PostgreSQL server of a host: its roles and databases, and who may connect to which."""

from collections.abc import Sequence
from secrets import token_urlsafe
from typing import Any

from psycopg import sql
from sqlalchemy import URL, Connection

from models.cells import HostCell, connected
from models.database import bind, unbind
from models.migrations import migrate, versions
from models.rules.errors import Refused
from tasks.cell import APP, DESK, OWNER, READER

ADMIN_SETTING = "MUBIAO_HOST_ADMIN_URL"
TEMPLATE = "mubiao_cells"  # the database that the cells' databases are copies of, and the owner of its tables
POWERS = {
    "rolsuper": "是超级用户",
    "rolcreatedb": "可以建立数据库",
    "rolcreaterole": "可以建立角色",
    "rolreplication": "可以复制整个服务器",
    "rolbypassrls": "可以绕过行级限制",
    "is_member": "属于其他角色",
    "reaches": "在其他数据库中有权限",
}
# What a role may do beyond working in its `own` database as a member of nothing but the roles `within`.
FIND_POWERS = """
SELECT rolsuper, rolcreatedb, rolcreaterole, rolreplication, rolbypassrls,
    EXISTS (SELECT FROM pg_auth_members m WHERE m.member = r.oid AND m.roleid::regrole::text <> ALL (%(within)s))
        AS is_member,
    EXISTS (SELECT FROM pg_database d LEFT JOIN LATERAL aclexplode(d.datacl) a ON true
        WHERE d.datname <> %(own)s AND r.oid IN (d.datdba, a.grantee)) AS reaches
FROM pg_roles r WHERE rolname = %(role)s
"""
# Databases open to PUBLIC; the last column says whether this role can revoke that.
OPEN_DATABASES = """
SELECT datname, pg_has_role(datdba, 'USAGE') AS ours FROM pg_database d WHERE datallowconn AND EXISTS (
    SELECT FROM aclexplode(coalesce(datacl, acldefault('d', datdba))) a
    WHERE a.grantee = 0 AND a.privilege_type = 'CONNECT')
ORDER BY datname
"""
SESSIONS = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = %(role)s"


def run_named(connection: Connection, statement: str, **words: str) -> None:
    """Run a statement of roles and databases, each name quoted; a word that ends with `_text` is a string."""
    parts = {
        name: sql.Literal(word) if name.endswith("_text") else sql.Identifier(word) for name, word in words.items()
    }
    connection.exec_driver_sql(sql.SQL(statement).format(**parts).as_string(None).replace("%", "%%"))


def role_of(cell: HostCell, role: str) -> str:
    """Returns the name of a role of a cell."""
    return f"{cell.database}_{role}"


def refuse_powerful(connection: Connection, role: str, own: str, within: Sequence[str] = ()) -> None:
    """Raises Refused if a role that is already there may do too much."""
    row = connection.exec_driver_sql(FIND_POWERS, {"role": role, "own": own, "within": list(within)}).first()
    if powers := [words for name, words in POWERS.items() if row and getattr(row, name)]:
        raise Refused(f"数据库角色“{role}”权力过大：{'、'.join(powers)}。请收回后重试。")


def make_role(
    connection: Connection, role: str, password: str, within: Sequence[str] = (), *, login: bool = True
) -> None:
    """Make a role that may connect and nothing else, with this password, also where it is there already.

    Without `login` it may connect later. Only the verifier of the password is sent, so that no log of the server has
    the password.
    """
    driver: Any = connection.connection.driver_connection
    verifier = driver.pgconn.encrypt_password(password.encode(), role.encode(), b"scram-sha-256").decode()
    if not _has_role(connection, role):
        run_named(connection, "CREATE ROLE {role}", role=role)
    may = "LOGIN" if login else "NOLOGIN"
    run_named(connection, f"ALTER ROLE {{role}} {may} PASSWORD {{word_text}}", role=role, word_text=verifier)
    for group in within:
        run_named(connection, "GRANT {group} TO {role}", group=group, role=role)


def _has_role(connection: Connection, role: str) -> bool:
    found = connection.exec_driver_sql("SELECT 1 FROM pg_roles WHERE rolname = %(role)s", {"role": role})
    return found.first() is not None


def join(connection: Connection, role: str) -> None:
    """Let the administrator act for a role, which a superuser may anyway."""
    if connection.exec_driver_sql("SELECT NOT rolsuper FROM pg_roles WHERE rolname = current_user").scalar_one():
        run_named(connection, "GRANT {role} TO CURRENT_USER", role=role)


def allow_login(connection: Connection, role: str, *, allowed: bool) -> bool:
    """Let a role connect, or let it not and end its sessions. Returns whether it is there."""
    if not (found := _has_role(connection, role)):
        return False
    run_named(connection, f"ALTER ROLE {{role}} {'LOGIN' if allowed else 'NOLOGIN'}", role=role)
    if not allowed:
        _end_sessions(connection, role)
    return found


def _end_sessions(connection: Connection, role: str) -> None:
    join(connection, role)
    connection.exec_driver_sql(SESSIONS, {"role": role})


def end_role(connection: Connection, role: str) -> None:
    """Drop a role that owns nothing, and end its sessions."""
    if allow_login(connection, role, allowed=False):
        run_named(connection, "DROP ROLE {role}", role=role)


def exists(connection: Connection, database: str) -> bool:
    """Returns whether there is a database of that name."""
    found = connection.exec_driver_sql("SELECT 1 FROM pg_database WHERE datname = %(name)s", {"name": database})
    return found.first() is not None


def make_database(connection: Connection, name: str, owner: str = "", template: str = "template0") -> None:
    """Make a database to which only its owner may connect, also where it is there already."""
    if not exists(connection, name):
        owned = " OWNER {owner}" if owner else ""
        words = {"owner": owner} if owner else {}
        statement = f"CREATE DATABASE {{name}}{owned} ENCODING 'UTF8' TEMPLATE {{template}}"
        run_named(connection, statement, name=name, template=template, **words)
    close_database(connection, name)


def close_database(connection: Connection, name: str) -> None:
    """Revoke the right to connect that PostgreSQL grants to PUBLIC by default."""
    run_named(connection, "REVOKE ALL ON DATABASE {name} FROM PUBLIC", name=name)


def open_databases(connection: Connection) -> list[str]:
    """Returns the databases open to PUBLIC. Raises Refused if the administrator cannot revoke that."""
    rows = connection.exec_driver_sql(OPEN_DATABASES).all()
    if foreign := [row.datname for row in rows if not row.ours]:
        statements = "；".join(f'REVOKE ALL ON DATABASE "{name}" FROM PUBLIC' for name in foreign)
        raise Refused(f"任何角色都能连接数据库{'、'.join(foreign)}，请先由其所有者执行：{statements}。")
    return [row.datname for row in rows]


def make_template(admin: URL) -> None:
    """Make the template with the tables of this program, or migrate its tables."""
    with connected(admin, ADMIN_SETTING, each=True) as server:
        make_database(server, TEMPLATE)
    inside = admin.set(database=TEMPLATE)
    with connected(inside, ADMIN_SETTING, each=True) as template:
        if _version_of(template) == max(versions()):
            return
        password = token_urlsafe()
        refuse_powerful(template, TEMPLATE, TEMPLATE)
        make_role(template, TEMPLATE, password)
        join(template, TEMPLATE)
        run_named(template, "GRANT CONNECT ON DATABASE {name} TO {name}", name=TEMPLATE)
        run_named(template, "GRANT CREATE ON SCHEMA public TO {name}", name=TEMPLATE)
        bind(inside.set(username=TEMPLATE, password=password).render_as_string(hide_password=False))
        try:
            migrate()
        finally:
            unbind()
        run_named(template, "ALTER ROLE {name} NOLOGIN", name=TEMPLATE)


def _version_of(connection: Connection) -> str:
    """Returns the version of the tables; empty if there are none."""
    has_tables = connection.exec_driver_sql("SELECT to_regclass('alembic_version') IS NOT NULL").scalar_one()
    found = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar() if has_tables else None
    return found or ""


def make_cell_database(admin: URL, cell: HostCell, passwords: dict[str, str]) -> None:
    """Make the roles of a cell and its database from the template; each that exists is kept."""
    owner, app, reader = (role_of(cell, role) for role in (OWNER, APP, READER))
    with connected(admin, ADMIN_SETTING, each=True) as server:
        for role in (OWNER, APP, READER):
            make_role(server, role_of(cell, role), passwords[role])
        join(server, owner)
        make_database(server, cell.database, owner, TEMPLATE)
        run_named(
            server, "GRANT CONNECT ON DATABASE {name} TO {app}, {reader}", name=cell.database, app=app, reader=reader
        )
    with connected(admin.set(database=cell.database), ADMIN_SETTING) as inside:
        run_named(inside, "REASSIGN OWNED BY {template} TO {owner}", template=TEMPLATE, owner=owner)
        run_named(inside, "REVOKE ALL ON SCHEMA public FROM {template}", template=TEMPLATE)


def rename_cell(admin: URL, old: HostCell, new: HostCell) -> None:
    """Give database and roles of a cell the names of another key; what is done already is passed over."""
    with connected(admin, ADMIN_SETTING, each=True) as server:
        for role in (OWNER, APP, READER, DESK):
            before, after = role_of(old, role), role_of(new, role)
            if _has_role(server, before) and not _has_role(server, after):
                _end_sessions(server, before)
                run_named(server, "ALTER ROLE {before} RENAME TO {after}", before=before, after=after)
        if exists(server, old.database) and not exists(server, new.database):
            run_named(server, "ALTER DATABASE {old} RENAME TO {new}", old=old.database, new=new.database)


def drop_cell_database(admin: URL, cell: HostCell) -> None:
    """Drop the database and the roles of a cell; what is gone already is passed over."""
    with connected(admin, ADMIN_SETTING, each=True) as server:
        run_named(server, "DROP DATABASE IF EXISTS {name} WITH (FORCE)", name=cell.database)
        for role in (DESK, READER, APP, OWNER):
            end_role(server, role_of(cell, role))
