"""Whether the connected role could change recorded history, and how."""

from sqlmodel import Session

from models.migrations.rights import HEAD, INSERT_ONLY
from models.statements import run

GUARDS = ("head_only_advances", "block_is_sealed", "message_is_final")
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
DISARMED = """
SELECT g.name FROM unnest(CAST(:guards AS text[])) AS g(name) WHERE NOT EXISTS (
    SELECT FROM pg_trigger t WHERE t.tgname = g.name AND t.tgenabled IN ('O', 'A')) ORDER BY 1
"""


def weaknesses(session: Session) -> list[str]:
    """Return the ways in which the connected role could rewrite history, as a list of texts; empty if it cannot."""
    tables = [*INSERT_ONLY, HEAD]
    role = run(session, CONNECTED, tables=tables).one()
    ways = [means for name, means in MEANS.items() if getattr(role, name)]
    if any(getattr(role, name) for name in FULL_RIGHTS):
        ways = ways[:1]
    elif rewritable := run(session, REWRITABLE, tables=tables, head=HEAD).scalars().all():
        ways.append(f"可以更改或删除 {'、'.join(rewritable)} 中的记录")
    if disarmed := run(session, DISARMED, guards=list(GUARDS)).scalars().all():
        ways.append(f"触发器 {'、'.join(disarmed)} 已停用")
    return ways
