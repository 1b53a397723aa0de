"""What an error of the database means for a person: a sentence without addresses, passwords or system words."""

from sqlalchemy.exc import DBAPIError

NO_RIGHT, READ_ONLY, TOO_IDLE, TOO_MANY, DISK_FULL = "42501", "25006", "25P03", "53300", "53100"
BUSY = "同时办理的操作过多，请稍后重试。"
# A refused login brings no SQLSTATE, only words.
AT_LOGIN = {
    "password authentication failed": "28P01",
    "no password supplied": "28P01",
    "pg_hba.conf": "28000",
    'FATAL:  role "': "28000",
    'FATAL:  database "': "3D000",
    "permission denied for database": NO_RIGHT,
    "too many clients": TOO_MANY,
    "too many connections": TOO_MANY,
    "connection slots are reserved": TOO_MANY,
    "No space left on device": DISK_FULL,
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
    "3F000": "当前数据库用户无权使用该数据库的模式（schema），请按说明授权。",
    "42P01": "数据库中没有所需的表，或当前用户无权使用，请按说明建表、授权。",
    "3D000": "数据库不存在，请检查 DATABASE_URL。",
    NO_RIGHT: "数据库用户权限不足，请按说明授权。",
}
UNKNOWN = "数据库暂时不可用，请确认数据库已启动后重试。"


def explain(error: DBAPIError) -> str:
    """What a database error means for a person."""
    return REASONS.get(code_of(error), UNKNOWN)


def code_of(error: DBAPIError) -> str:
    """The SQLSTATE, at a refused login found by its words; empty when there is none."""
    said = str(error.orig)
    found = next((code for words, code in AT_LOGIN.items() if words in said), "")
    return getattr(error.orig, "sqlstate", None) or found
