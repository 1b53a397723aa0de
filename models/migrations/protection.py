"""Whether the connected role could change recorded history, and how."""

from sqlmodel import Session

from models.migrations.rights import CHAIN_HEAD, INSERT_ONLY
from models.statements import run

# Each trigger with its table, and the digest of its function as the migrations make it.
GUARDS = {
    "head_only_advances": ("chain_head", "0203d03315af6b1bd0785595e256620f"),
    "block_is_sealed": ("block", "c689698e03766f500ac55bd4ee933161"),
    "message_is_final": ("message", "a2f2dcbb91808ab11be05b34d90d9733"),
}
CONNECTED = """
SELECT r.rolsuper AS is_super,
    EXISTS (SELECT FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relname = ANY(:tables)
        AND pg_has_role(c.relowner, 'MEMBER')) AS is_owner,
    r.rolcreaterole AS makes_roles,
    has_schema_privilege('public', 'CREATE') AS makes_tables,
    has_sequence_privilege('public.act_number', 'UPDATE') AS sets_numbers,
    has_parameter_privilege('session_replication_role', 'SET') AS disarms,
    pg_has_role('pg_execute_server_program', 'MEMBER') OR pg_has_role('pg_write_server_files', 'MEMBER') AS leaves
FROM pg_roles r WHERE r.rolname = current_user
"""
MEANS = {
    "is_super": "是数据库超级用户",
    "is_owner": "是各表的所有者",
    "makes_roles": "可以建立角色",
    "makes_tables": "可以建表",
    "sets_numbers": "可以改动操作编号",
    "disarms": "可以停用触发器",
    "leaves": "可以在服务器上写文件或运行程序",
}
FULL_RIGHTS = ("is_super", "is_owner")  # roles with all of the rights below
REWRITABLE = """
SELECT c.relname FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relname = ANY(:tables)
    AND (has_table_privilege(c.oid, 'DELETE, TRUNCATE, TRIGGER') OR CASE c.relname
        WHEN :head THEN has_table_privilege(c.oid, 'INSERT') ELSE has_any_column_privilege(c.oid, 'UPDATE') END)
ORDER BY 1
"""
TRIGGERS = """
SELECT t.tgname AS name, c.relname AS place, md5(p.prosrc) AS body, t.tgenabled IN ('O', 'A') AS armed
FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_proc p ON p.oid = t.tgfoid
WHERE c.relnamespace = 'public'::regnamespace AND NOT t.tgisinternal
UNION ALL SELECT r.rulename, c.relname, '', true FROM pg_rewrite r JOIN pg_class c ON c.oid = r.ev_class
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' ORDER BY 1
"""


def weaknesses(session: Session) -> list[str]:
    """Return the ways in which the connected role could rewrite history, as a list of texts; empty if it cannot."""
    tables = [*INSERT_ONLY, CHAIN_HEAD]
    role = run(session, CONNECTED, tables=tables).one()
    ways = [means for name, means in MEANS.items() if getattr(role, name)]
    if any(getattr(role, name) for name in FULL_RIGHTS):
        ways = ways[:1]
    elif rewritable := run(session, REWRITABLE, tables=tables, head=CHAIN_HEAD).scalars().all():
        ways.append(f"可以更改或删除 {'、'.join(rewritable)} 中的记录")
    return ways + _triggers(session)


def _triggers(session: Session) -> list[str]:
    """Return which guards are disarmed, missing or not as the migrations make them, and which are foreign.

    A foreign trigger or rule changes what is written before any digest is taken.
    """
    found = {row.name: row for row in run(session, TRIGGERS)}
    guards = {name: found.pop(name, None) for name in sorted(GUARDS)}
    kinds = {
        "已停用": [name for name, row in guards.items() if not (row and row.armed)],
        "被改动": [name for name, row in guards.items() if row and row.armed and (row.place, row.body) != GUARDS[name]],
        "不属于本系统": list(found),
    }
    return [f"触发器 {'、'.join(names)} {state}" for state, names in kinds.items() if names]
