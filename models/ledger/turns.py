"""Acts run next to each other, except those that may only be done while nothing else is: they run alone."""

from sqlmodel import Session

from models.statements import run

DRAFTS = "hashtextextended('submission.number', 0)"
PAPERS = "hashtextextended('submission.paper', 0)"
KEY = "hashtextextended('act.alone', 0)"
NEXT_TO_OTHERS = f"pg_advisory_xact_lock_shared({KEY})"  # every act takes it at its beginning


def work_alone(session: Session) -> None:
    """Wait for the acts under way; those that begin meanwhile wait until this transaction ends.

    What refers to a target or a department is then known completely, and nothing new refers to it before the commit.
    """
    run(session, f"SELECT pg_advisory_xact_lock({KEY})")


def change_drafts(session: Session) -> None:
    """Wait for the submission of drafts under way; those that begin meanwhile wait until this transaction ends.

    An opinion and the answer to an objection are then in the paper, or refused.
    """
    run(session, f"SELECT pg_advisory_xact_lock_shared({DRAFTS})")


def freeze_drafts(session: Session) -> None:
    """Wait for the submissions and the changes of drafts under way; none begins until this transaction ends.

    What is read from now on is what is submitted, and no draft gets a code that targets are imported with.
    """
    run(session, f"SELECT pg_advisory_xact_lock({DRAFTS})")


def take_turn(session: Session) -> None:
    """Wait for the acts under way that give a paper of drafts a number or change its drafts, one at a time."""
    run(session, f"SELECT pg_advisory_xact_lock({PAPERS})")


def lock(session: Session, noun: str, row: int | None = 0) -> None:
    """Wait until no other transaction holds the lock of a kind of record, or of one row; hold it until the commit.

    What is read after it, such as the highest number, does not change before the commit.
    """
    run(session, "SELECT pg_advisory_xact_lock(hashtextextended(:noun, :row))", noun=noun, row=row)


def next_number(session: Session, table: str, column: str = "number", **within: int | str | None) -> int:
    """Return the number after the highest in a column of a table, among the rows with the values of `within`.

    The caller holds the lock of that kind of record.
    """
    of_those = " AND ".join(f"{name} = :{name}" for name in within) or "true"
    sql = f"SELECT coalesce(max({column}), 0) + 1 FROM {table} WHERE {of_those}"  # noqa: S608 - names of our own
    return int(run(session, sql, **within).scalar_one())
