"""Database errors explained to people: one sentence without addresses, passwords or system words."""

from sqlalchemy.exc import DBAPIError, SQLAlchemyError

NO_RIGHT, READ_ONLY, TOO_IDLE, TOO_MANY, DISK_FULL = "42501", "25006", "25P03", "53300", "53100"
NO_TABLE = "42P01"
CLOSED = "closed"  # no SQLSTATE: a role that is there and may not connect, such as that of a held cell's desk
BUSY = "同时办理的操作过多，请稍后重试。"
POOLED = "DATABASE_URL 指向连接池（如PgBouncer的事务模式），时限和锁在其中不起作用，不能使用。请直接连接PostgreSQL。"
# A refused login has no SQLSTATE, only a message.
AT_LOGIN = {
    "password authentication failed": "28P01",
    "no password supplied": "28P01",
    "pg_hba.conf": "28000",
    "is not permitted to log in": CLOSED,
    'FATAL:  role "': "28000",
    'FATAL:  database "': "3D000",
    "permission denied for database": NO_RIGHT,
    "too many clients": TOO_MANY,
    "too many connections": TOO_MANY,
    "connection slots are reserved": TOO_MANY,
    "No space left on device": DISK_FULL,
    "unsupported startup parameter": "08P01",
}
REASONS = {
    DISK_FULL: "磁盘已满，数据未写入。请清理磁盘空间后重试。",
    "40P01": "与另一操作冲突，请重试。",
    "55P03": "数据正被另一操作占用，请稍后重试。",
    "57014": "数据库响应超时，请稍后重试。",
    TOO_IDLE: "操作停顿过久，已撤销，请重试。",
    TOO_MANY: BUSY,
    READ_ONLY: "数据库目前只能查询，不能写入，请稍后重试。",
    "23505": "另一操作刚刚写入了同一记录，请重试。",
    "28P01": "数据库拒绝登录：用户名或密码不正确，请检查 DATABASE_URL。",
    "28000": "数据库拒绝登录：该用户没有登录权限，请检查 DATABASE_URL。",
    CLOSED: "数据库拒绝登录：该用户已被停止登录。在工作台上，这是单元暂停，请问主机的管理员。",
    "3F000": "当前数据库用户无权使用该数据库的模式（schema），请按说明授权。",
    NO_TABLE: "数据库中没有所需的表，或当前用户无权使用，请按说明建表、授权。",
    "08P01": POOLED,
    "3D000": "数据库不存在，请检查 DATABASE_URL。",
    NO_RIGHT: "数据库用户权限不足，请按说明授权。",
}
UNKNOWN = "数据库暂时不可用，请确认数据库已启动后重试。"
# What an error in the program may raise: in one cell it stops no other one.
FAULTS = (
    *(ArithmeticError, AssertionError, AttributeError, LookupError, OSError, RuntimeError, TypeError, ValueError),
    SQLAlchemyError,
)


def explain(error: DBAPIError) -> str:
    """Return the sentence for a database error; UNKNOWN by default."""
    return REASONS.get(sqlstate_of(error), UNKNOWN)


def sqlstate_of(error: DBAPIError) -> str:
    """Return the SQLSTATE, looked up by message text if a login was refused; empty if there is none."""
    message = str(error.orig)
    login_code = next((code for words, code in AT_LOGIN.items() if words in message), "")
    return getattr(error.orig, "sqlstate", None) or login_code
