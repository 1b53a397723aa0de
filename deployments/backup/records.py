"""The records of an installation dumped and loaded by PostgreSQL's own programs, and one digest of all of them."""

import os
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import make_url, text
from sqlmodel import Session

from deployments.backup.archive import PIECE, Gives, Takes
from deployments.programs import programs_for
from models.database import run
from models.rules.errors import Refused, Unavailable

TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename COLLATE \"C\""
# Hashes of rows, sorted: the order in which rows lie in a table is no part of the state.
DIGEST = """
SELECT count(*), encode(sha256(convert_to(coalesce(string_agg(h, '' ORDER BY h), ''), 'UTF8')), 'hex')
FROM (SELECT encode(sha256(convert_to(t::text, 'UTF8')), 'hex') AS h FROM {table} t) rows
"""
# The dump reads as long as it needs, and this transaction waits for it.
ONE_STATE = (
    "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY",
    "SET LOCAL statement_timeout = 0",
    "SET LOCAL idle_in_transaction_session_timeout = 0",
)
TOO_NEW = "server version"


def digests_of(session: Session) -> dict[str, tuple[int, str]]:
    """Every table with its number of rows and a SHA-256 over all of them."""
    found = {}
    for name in run(session, TABLES).scalars().all():
        rows, digest = run(session, DIGEST.format(table=f'public."{name}"')).one()
        found[name] = (int(rows), str(digest))
    return found


@contextmanager
def snapshot(session: Session) -> Iterator[str]:
    """A state of the database that the dump will see too, whatever is written meanwhile."""
    for line in ONE_STATE:
        session.connection().execute(text(line))
    yield str(run(session, "SELECT pg_export_snapshot()").scalar_one())


def dump(url: str, seen: str, into: Takes) -> None:
    """Write the records as they were in the snapshot `seen`; raises Unavailable when PostgreSQL's program fails."""
    words = ["--format=custom", "--no-owner", "--no-privileges", f"--snapshot={seen}"]
    with _program("pg_dump", words, url, stdout=subprocess.PIPE) as running:
        assert running.stdout is not None  # noqa: S101 - asked for above
        while piece := running.stdout.read(PIECE):
            into.write(piece)
        _finish(running, "备份")


def load(url: str, dumped: Gives) -> None:
    """Make the tables and rows of a dump in a database without tables, all or nothing."""
    words = ["--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges"]
    with _program("pg_restore", words, url, stdin=subprocess.PIPE) as running:
        assert running.stdin is not None  # noqa: S101 - asked for above
        try:
            while piece := dumped.read(PIECE):
                running.stdin.write(piece)
            running.stdin.close()
        except BrokenPipeError:
            pass  # it has ended, and says why below
        _finish(running, "恢复")


def _program(
    name: str, words: list[str], url: str, stdin: int = subprocess.DEVNULL, stdout: int = subprocess.DEVNULL
) -> subprocess.Popen[bytes]:
    program = programs_for(Path(), None) / name
    return subprocess.Popen(  # noqa: S603 - a program of the wheel, no shell
        [str(program), *words, "--no-password", f"--dbname={_place(url)}"],
        env={"PATH": os.defpath, "LC_ALL": "C", **_login(url)},
        stdin=stdin,
        stdout=stdout,
        stderr=subprocess.PIPE,
    )


def _place(url: str) -> str:
    return make_url(url).set(drivername="postgresql", password=None).render_as_string(hide_password=False)


def _login(url: str) -> Mapping[str, str]:
    """The password goes by the environment: a command line is seen by everybody on the machine."""
    password = make_url(url).password
    return {"PGPASSWORD": str(password)} if password else {}


def _finish(running: subprocess.Popen[bytes], doing: str) -> None:
    assert running.stderr is not None  # noqa: S101 - asked for when it was started
    said = running.stderr.read().decode(errors="replace").strip()
    if running.wait() == 0:
        return
    if TOO_NEW in said:
        raise Refused(f"{doing}未完成：数据库服务器的版本比本机的程序新，请用服务器自带的备份工具。")
    raise Unavailable(f"{doing}未完成：{said.splitlines()[-1] if said else '数据库程序中断'}。")
