"""The lower bound: the same work as set-based plain SQL, on tables with the same keys and nothing else.

33 rows per department: a duty, 30 lines, a note and an audit row.
"""

from dataclasses import dataclass
from datetime import date

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo
from sqlalchemy import make_url

from deployments.postmaster import PORT

BOUND = "plain"
TABLES = """
CREATE TABLE cycle (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, cycle text NOT NULL, period text NOT NULL,
    UNIQUE (cycle, period));
CREATE TABLE duty (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, cycle_id int NOT NULL REFERENCES cycle,
    department_id int NOT NULL REFERENCES public.department, due date NOT NULL, state text NOT NULL,
    UNIQUE (cycle_id, department_id));
CREATE TABLE line (duty_id int NOT NULL REFERENCES duty, target_id int NOT NULL REFERENCES public.target,
    status text NOT NULL, PRIMARY KEY (duty_id, target_id));
CREATE TABLE note (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, duty_id int NOT NULL REFERENCES duty,
    department_id int NOT NULL REFERENCES public.department, kind text NOT NULL, occasion text NOT NULL,
    body text NOT NULL, once text NOT NULL UNIQUE);
CREATE INDEX note_of_duty ON note (duty_id);
CREATE TABLE reminder (duty_id int NOT NULL REFERENCES duty, rung text NOT NULL, PRIMARY KEY (duty_id, rung));
CREATE TABLE audit (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, record text NOT NULL, event text NOT NULL,
    at timestamptz NOT NULL);
"""
CYCLE = "INSERT INTO cycle (cycle, period) VALUES ('monthly_check', '2026-03') ON CONFLICT DO NOTHING"
EXISTING = "SELECT count(*) FROM duty"
DUTIES = """
INSERT INTO duty (cycle_id, department_id, due, state)
SELECT c.id, d.id, %(due)s, 'open' FROM public.department d CROSS JOIN cycle c
WHERE NOT d.is_agency AND EXISTS (
    SELECT 1 FROM public.target_department x WHERE x.department_id = d.id AND x.position = 0)
"""
LINES = """
INSERT INTO line (duty_id, target_id, status) SELECT o.id, x.target_id, '' FROM duty o
    JOIN public.target_department x ON x.department_id = o.department_id AND x.position = 0
"""
# A record is identified by its natural key, which also makes a note unique.
DUTY_KEYS = """SELECT o.id, o.department_id, concat_ws('|', c.cycle, c.period, d.code) AS record
    FROM duty o JOIN cycle c ON c.id = o.cycle_id JOIN public.department d ON d.id = o.department_id"""
NOTES = f"""
INSERT INTO note (duty_id, department_id, kind, occasion, body, once)
SELECT id, department_id, 'opened', '', '请于期限前逐项填报。', concat_ws('|', record, 'opened') FROM ({DUTY_KEYS}) o
"""  # noqa: S608 - constants only
AUDIT = f"INSERT INTO audit (record, event, at) SELECT record, 'opened', now() FROM ({DUTY_KEYS}) o"  # noqa: S608 - as above
INSERT_REMINDERS = """
WITH due AS MATERIALIZED ({due}),
made AS (INSERT INTO reminder (duty_id, rung) SELECT id, 'T' FROM due),
told AS (INSERT INTO note (duty_id, department_id, kind, occasion, body, once)
    SELECT id, department_id, 'reminder', 'T', '今日到期。', concat_ws('|', record, 'reminder', 'T') FROM due)
INSERT INTO audit (record, event, at) SELECT record, 'reminded', now() FROM due
"""
IS_DUE = "WHERE o.state = 'open' AND o.due = %(day)s AND o.id NOT IN (SELECT duty_id FROM reminder WHERE rung = 'T')"
REMIND = INSERT_REMINDERS.format(due=f"{DUTY_KEYS} {IS_DUE}")
# The content by natural keys: equal work gives an equal digest.
DIGEST = """
SELECT count(*), encode(sha256(convert_to(coalesce(string_agg(line, E'\\n' ORDER BY line COLLATE "C"), ''), 'UTF8')),
    'hex') FROM ({content}) c(line)
"""
CONTENT = """
SELECT concat_ws('|', 'duty', c.cycle, c.period, d.code, o.due, o.state)
FROM duty o JOIN cycle c ON c.id = o.cycle_id JOIN public.department d ON d.id = o.department_id
UNION ALL SELECT concat_ws('|', 'line', d.code, t.code)
FROM line l JOIN duty o ON o.id = l.duty_id JOIN public.department d ON d.id = o.department_id
    JOIN public.target t ON t.id = l.target_id
UNION ALL SELECT concat_ws('|', 'note', d.code, n.kind, n.occasion)
FROM note n JOIN duty o ON o.id = n.duty_id JOIN public.department d ON d.id = o.department_id
UNION ALL SELECT concat_ws('|', 'reminder', d.code, r.rung)
FROM reminder r JOIN duty o ON o.id = r.duty_id JOIN public.department d ON d.id = o.department_id
UNION ALL SELECT concat_ws('|', 'opened', split_part(a.record, '|', 3)) FROM audit a WHERE a.event = 'opened'
"""


@dataclass(frozen=True, slots=True)
class Plain:
    """The plain tables, or those of the ledger, in a schema of the database at `url`."""

    url: str
    schema: str = BOUND

    @property
    def address(self) -> str:
        """The connection string for psycopg, with the schema first in search_path."""
        url = make_url(self.url)
        options = f"-c search_path={self.schema},public"
        return make_conninfo(
            dbname=url.database, user=url.username, host=str(url.query["host"]), port=PORT, options=options
        )

    def connect(self) -> psycopg.Connection:
        """Returns a connection in autocommit mode."""
        return psycopg.connect(self.address, autocommit=True)

    def create(self) -> None:
        """Create the empty tables."""
        with self.connect() as connection:
            connection.execute(sql.SQL("CREATE SCHEMA {}").format(sql.Identifier(self.schema)))
            connection.execute(TABLES)
            connection.execute(CYCLE)

    def digest(self) -> tuple[int, str]:
        """Returns the number of rows and one digest over all of them."""
        with self.connect() as connection:
            return digest(connection, CONTENT)


def digest(connection: psycopg.Connection, content: str) -> tuple[int, str]:
    """Returns count and digest of the lines that `content` selects."""
    row = connection.execute(DIGEST.format(content=content)).fetchone()
    assert row is not None  # noqa: S101 - an aggregate always returns a row
    return int(row[0]), str(row[1])


def open_all(connection: psycopg.Connection, due: date) -> int:
    """Open every check in one transaction, one statement per table. Returns 0 if they are already open."""
    with connection.transaction():
        connection.execute("SELECT pg_advisory_xact_lock(1)")
        existing = connection.execute(EXISTING).fetchone()
        if existing and existing[0]:
            return 0
        opened = connection.execute(DUTIES, {"due": due}).rowcount
        for statement in (LINES, NOTES, AUDIT):
            connection.execute(statement)
    return opened


def remind_all(connection: psycopg.Connection, day: date) -> int:
    """Insert a reminder, its note and its audit row for each duty that is due. Returns the number inserted."""
    with connection.transaction():
        return connection.execute(REMIND, {"day": day}).rowcount
