"""Dumps and loads the records with PostgreSQL's own programs, and computes one digest per table."""

import os
import re
import subprocess
from collections.abc import Container, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from itertools import chain
from pathlib import Path
from shutil import copyfileobj
from typing import IO

from sqlalchemy import make_url, text
from sqlmodel import Session

from deployments.backup.archive import PIECE, Readable, Writable
from deployments.backup.keys import rows_as_saved
from deployments.owner import programs_for
from models.database import bind, engine
from models.migrations import make, unmake
from models.rules.errors import Refused, Unavailable
from models.statements import run

TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename COLLATE \"C\""
# Sorted row hashes: the physical order of rows is not part of the state.
DIGEST = """
SELECT count(*), encode(sha256(convert_to(coalesce(string_agg(h, '' ORDER BY h), ''), 'UTF8')), 'hex')
FROM (SELECT encode(sha256(convert_to(t::text, 'UTF8')), 'hex') AS h FROM {table} t) rows
"""
# No timeout: this transaction stays open until the dump has finished.
ONE_STATE = (
    "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY",
    "SET LOCAL statement_timeout = 0",
    "SET LOCAL idle_in_transaction_session_timeout = 0",
)
TOO_NEW = "server version"
READ_ROWS = ["--data-only", "--schema=public", "--exit-on-error", "--file=-"]
PLAIN = ["--no-owner", "--no-privileges"]
RUN_SCRIPT = ["--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", "--output=/dev/null", "--file=-"]
# What a dump's script may hold: rows of tables, numbers of sequences, and what says nothing of the records.
NAME_PATTERN = rb'"?[a-z_0-9]+"?'
COPY = re.compile(rb"COPY public\.%b \(%b(?:, %b)*\) FROM stdin;\n" % (NAME_PATTERN, NAME_PATTERN, NAME_PATTERN))
SET_NUMBER = re.compile(rb"SELECT pg_catalog\.setval\('public\.[a-z_0-9]+', \d+, (?:true|false)\);\n")
PASSED_OVER = re.compile(
    rb"\s*|--.*\n|SET \w+ = [^;]*;\n|\\(?:un)?restrict \w+\n"
    rb"|SELECT pg_catalog\.set_config\('search_path', '', false\);\n"
)
FOREIGN = "备份的“records.dump”中有记录以外的内容，不是本程序写的，没有恢复。"
# A script begins with settings; rows, which may hold any text, come only after the first other statement.
SETTING = re.compile(rb"SET (\w+) = ")
HEAD_LINE = re.compile(rb"--|\\|\s*$|SELECT pg_catalog\.set_config")


# A restored database gets the identity of its own evidence folder.
OF_A_PLACE = {"evidence_store"}


def digests_of(session: Session, apart: Container[str] = ()) -> dict[str, tuple[int, str]]:
    """Returns a dict from table name to its number of rows and a SHA-256 over all of them.

    Of the tables in `apart` only what a backup has of them is counted.
    """
    digests = {}
    for name in sorted(set(run(session, TABLES).scalars()) - OF_A_PLACE):
        table = f"({rows_as_saved(session, name)})" if name in apart else f'public."{name}"'
        rows, digest = run(session, DIGEST.format(table=table)).one()
        digests[name] = (int(rows), str(digest))
    return digests


@contextmanager
def snapshot(session: Session) -> Iterator[str]:
    """Export a snapshot, so that the dump reads the same state despite later commits."""
    for line in ONE_STATE:
        session.connection().execute(text(line))
    yield str(run(session, "SELECT pg_export_snapshot()").scalar_one())


def dump(url: str, snapshot_id: str, into: Writable, without: Iterable[str] = ()) -> None:
    """Write the records of a snapshot, of the tables `without` none in any schema. Raises Unavailable if it fails."""
    options = ["--format=custom", "--no-owner", "--no-privileges", f"--snapshot={snapshot_id}"]
    options += [f"--exclude-table-data=*.{table}" for table in without]
    with _run_program("pg_dump", options, url, stdout=subprocess.PIPE) as running:
        assert running.stdout is not None  # noqa: S101 - asked for above
        copyfileobj(running.stdout, into, PIECE)
        _wait_for(running, "备份")


def load(url: str, dump: Readable, version: str) -> None:
    """Make the tables of a schema version in a database without tables and fill them from a dump, in one transaction.

    Only rows and numbers of sequences are taken from the dump: the tables, functions and triggers are those of this
    program, so that a crafted dump brings none of its own. Raises Refused if the dump holds other statements;
    Unavailable if it is damaged or the database refuses it. Then nothing is there.
    """
    before, after = _own_tables(url, version)
    with (
        _run_program("pg_restore", READ_ROWS, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as reader,
        _run_program("psql", RUN_SCRIPT, url, stdin=subprocess.PIPE) as writer,
        ThreadPoolExecutor(1) as feeder,
    ):
        assert reader.stdin and reader.stdout and writer.stdin  # noqa: S101, PT018 - asked for above
        fed = feeder.submit(_feed, dump, reader.stdin)
        try:
            with suppress(BrokenPipeError):  # psql has ended; the reason is raised below
                for line in chain([b"BEGIN;\n"], before, rows_of(reader.stdout)):
                    writer.stdin.write(line)
                if reader.wait() == 0:
                    writer.stdin.writelines([*after, b"COMMIT;\n"])
        finally:
            reader.stdout.close()
            with suppress(BrokenPipeError):
                writer.stdin.close()  # without COMMIT everything is undone
        _wait_for(writer, "恢复")
        _wait_for(reader, "恢复")
        fed.result()


def _own_tables(url: str, version: str) -> tuple[list[bytes], list[bytes]]:
    """Returns the statements that make the tables of a schema version, and those that follow after their rows.

    Settings that the server does not know are left out, because an older one refuses them.
    """
    bind(url)
    make(version)
    try:
        known = _settings_of()
        before, after = (list(accepted_lines(_script(url, section), known)) for section in ("pre-data", "post-data"))
    finally:
        unmake()
    return before, after


def _script(url: str, section: str) -> list[bytes]:
    with _run_program("pg_dump", [*PLAIN, f"--section={section}"], url, stdout=subprocess.PIPE) as running:
        assert running.stdout is not None  # noqa: S101 - asked for above
        lines = running.stdout.readlines()
        _wait_for(running, "恢复")
    return lines


def rows_of(script: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the statements of a script that set rows and sequences. Raises Refused at any other: psql would run it."""
    lines = iter(script)
    for line in lines:
        if COPY.fullmatch(line):
            yield line
            yield from _copied(lines)
        elif SET_NUMBER.fullmatch(line):
            yield line
        elif not PASSED_OVER.fullmatch(line):
            raise Refused(FOREIGN)


def _copied(lines: Iterator[bytes]) -> Iterator[bytes]:
    for line in lines:
        if b"\0" in line:
            raise Refused(FOREIGN)
        yield line
        if line.rstrip(b"\r\n") == b"\\.":
            return


def accepted_lines(script: Iterable[bytes], known: Container[str]) -> Iterator[bytes]:
    """Yield the lines of a script without those at its head that change a setting which is not in `known`."""
    lines = iter(script)
    for line in lines:
        found = SETTING.match(line)
        if found and found[1].decode() not in known:
            continue
        yield line
        if not (found or HEAD_LINE.match(line)):
            break
    yield from lines


def _settings_of() -> set[str]:
    with engine().connect() as connection:
        return set(connection.execute(text("SELECT name FROM pg_settings")).scalars())


def _feed(dump: Readable, into: IO[bytes]) -> None:
    with suppress(BrokenPipeError), into:  # if pg_restore has ended, its reason is raised by `load`
        copyfileobj(dump, into, PIECE)


def _run_program(
    name: str, options: list[str], url: str = "", stdin: int = subprocess.DEVNULL, stdout: int = subprocess.DEVNULL
) -> subprocess.Popen[bytes]:
    program = programs_for(Path(), None) / name
    return subprocess.Popen(  # noqa: S603 - a program of the wheel, no shell
        [str(program), *options, *(["--no-password", f"--dbname={_without_password(url)}"] if url else [])],
        env={"PATH": os.defpath, "LC_ALL": "C", **(_password_environment(url) if url else {})},
        stdin=stdin,
        stdout=stdout,
        stderr=subprocess.PIPE,
    )


def _without_password(url: str) -> str:
    return make_url(url).set(drivername="postgresql", password=None).render_as_string(hide_password=False)


def _password_environment(url: str) -> Mapping[str, str]:
    """Returns the password as an environment variable: every user of the machine can see a command line."""
    password = make_url(url).password
    return {"PGPASSWORD": str(password)} if password else {}


def _wait_for(running: subprocess.Popen[bytes], action: str) -> None:
    """Wait for the program. Raises Refused or Unavailable if it fails."""
    assert running.stderr is not None  # noqa: S101 - opened as a pipe above
    errors = running.stderr.read().decode(errors="replace").strip()
    if running.wait() == 0:
        return
    if TOO_NEW in errors:
        raise Refused(f"{action}未完成：数据库服务器的版本比本机的程序新，请用服务器自带的备份工具。")
    raise Unavailable(f"{action}未完成：{' '.join(errors.split()) or '数据库程序中断'}。")
