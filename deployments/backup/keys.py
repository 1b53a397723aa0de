"""What an audit copy leaves out: the columns that hold a key, a password or a code, and what is said of it."""

from collections.abc import Mapping

from psycopg import sql
from sqlmodel import Session

from deployments.backup.archive import Writable
from models.intake.keyless_backup import LeftOut
from models.ledger.nouns import NOUNS
from models.statements import run

# The address of a robot or of another service; a row keeps a number, for addresses are unique.
PLACEHOLDER = "'******' || CAST(id AS text)"
# The channels whose addresses are no secret; those of all others are robots' keys, or URLs with a password.
OPEN_CHANNELS = "('mail', 'wecom_app')"
MAILBOX = "(a = '*' OR a LIKE '%@%' AND a NOT LIKE '%://%')"
UNPUBLISHED = "EXISTS (SELECT FROM sample s WHERE s.id = sample_id AND s.secret = '')"
# For each table with secrets, what a column has in their place; `WHERE` says which rows are there.
WHERE = "where"
IN_PLACE: Mapping[str, Mapping[str, str]] = {
    "office": {"wecom_robot": "''"},
    "recipient": {"address": f"CASE WHEN channel IN {OPEN_CHANNELS} THEN address ELSE {PLACEHOLDER} END"},
    "reform": {
        "before": """CASE WHEN before #>> '{office,1}' <> '' THEN jsonb_set(before, '{office,1}', '""')
            ELSE before END"""
    },
    "rehearsal": {
        "send_to": f"""(SELECT coalesce(jsonb_agg(a ORDER BY n), '[]')
            FROM jsonb_array_elements_text(send_to) WITH ORDINALITY u(a, n) WHERE {MAILBOX})"""  # noqa: S608
    },
    "attachment": {"content": "CAST(NULL AS bytea)"},
    "password": {WHERE: "false"},
    "sealed_answer_key": {WHERE: "false"},
    "sealed_secret": {WHERE: f"NOT {UNPUBLISHED}"},
    "send_turn": {WHERE: "false"},
}
# What no backup holds: what strangers wrote, what is typed at the page, how the runs go here.
IN_NO_BACKUP: Mapping[str, Mapping[str, str]] = {
    "inbox_state": {WHERE: "false"},
    "last_run": {WHERE: "false"},
    "run_count": {WHERE: "false"},
    "page_draft": {WHERE: "false"},
    "page_draft_file": {WHERE: "false"},
    "page_session": {WHERE: "false"},
    "sign_in_code": {WHERE: "false"},
    "sign_in_tries": {WHERE: "false"},
    "stranger_mail": {WHERE: "false"},
    "unregistered_mail": {WHERE: "false"},
}
KEY_COLUMNS = """
SELECT attname FROM pg_attribute WHERE attrelid = to_regclass(:table) AND attnum > 0 AND NOT attisdropped
ORDER BY attnum
"""
_REFORM, _SAMPLE = NOUNS["reform"], NOUNS["sample"]
_OF_REFORM = f"SELECT {_REFORM.key} FROM {_REFORM.source} WHERE r.before #>> '{{office,1}}' <> '' ORDER BY 1"  # noqa: S608
LISTS = {
    "robots": """SELECT d.code FROM department d JOIN office f ON f.department_id = d.id WHERE f.wecom_robot <> ''
        ORDER BY 1""",
    "recipients": f"SELECT id FROM recipient WHERE channel NOT IN {OPEN_CHANNELS} ORDER BY 1",  # noqa: S608
    "reforms": _OF_REFORM,
    "answer_keys": """SELECT k.number FROM answer_key k JOIN sealed_answer_key z ON z.answer_key_id = k.id
        ORDER BY 1""",
    "samples": f"""SELECT {_SAMPLE.key} FROM {_SAMPLE.source} JOIN sealed_secret z ON z.sample_id = r.id
        WHERE r.secret = '' ORDER BY 1""",  # noqa: S608 - constants only
}
NUMBERS = {
    "send_to": f"""SELECT count(*) FROM rehearsal r CROSS JOIN jsonb_array_elements_text(r.send_to) a
        WHERE NOT {MAILBOX}""",  # noqa: S608
    "attachments": "SELECT count(*) FROM attachment WHERE content IS NOT NULL",
}


def find_left_out(session: Session) -> LeftOut:
    """Returns what a backup without keys of this state leaves out."""
    lists = {name: tuple(run(session, query).scalars()) for name, query in LISTS.items()}
    return LeftOut(**lists, **{name: run(session, query).scalar_one() for name, query in NUMBERS.items()})


def rows_as_saved(session: Session, table: str) -> str:
    """Returns SQL for the rows of a table as a backup has them, with all columns in their order."""
    in_place = {**IN_PLACE, **IN_NO_BACKUP}.get(table, {})
    columns = [f"{in_place.get(name, quoted(name))} AS {quoted(name)}" for name in columns_of(session, table)]
    return f"SELECT {', '.join(columns)} FROM public.{quoted(table)} WHERE {in_place.get(WHERE, 'true')}"  # noqa: S608


def columns_of(session: Session, table: str) -> list[str]:
    """Returns the columns of a table in their order."""
    return list(run(session, KEY_COLUMNS, table=f"public.{table}").scalars())


def copy_rows(session: Session, table: str, into: Writable) -> None:
    """Write the rows of a table without keys as CSV, first the names of its columns."""
    rows = sql.SQL("COPY ({}) TO STDOUT (FORMAT csv, HEADER)").format(sql.SQL(rows_as_saved(session, table)))
    connection = session.connection().connection.driver_connection
    assert connection is not None  # noqa: S101 - the session has one
    with connection.cursor().copy(rows) as lines:
        for piece in lines:
            into.write(bytes(piece))


def quoted(name: str) -> str:
    """Returns a name of the database in quotation marks."""
    return f'"{name}"'
