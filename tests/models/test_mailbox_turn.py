"""One reader of a mailbox at a time: the same place is one mailbox, whatever the password and the query."""

from __future__ import annotations

from threading import Thread
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text

from models.database import engine
from models.mailbox_turn import mailbox_turn

if TYPE_CHECKING:
    from tests.conftest import Sql

HERE = "imaps://answers:secret@mail.example.org/INBOX"


@pytest.mark.usefixtures("march")
@pytest.mark.parametrize(
    ("other", "free"),
    [
        (HERE, False),
        ("imaps://answers:new-secret@mail.example.org/INBOX", False),
        ("imaps://answers:secret@MAIL.example.org/INBOX", False),
        ("imaps://answers:secret@mail.example.org/INBOX?timeout=5", False),
        ("imaps://other:secret@mail.example.org/INBOX", True),
        ("imaps://answers:secret@mail.example.org/Archive", True),
        ("imaps://answers:secret@mail.example.org:1993/INBOX", True),
        ("imaps://answers:secret@mail.example.com/INBOX", True),
        ("maildir:///INBOX", True),
    ],
)
def test_a_mailbox_has_one_reader(other: str, free: bool) -> None:  # noqa: FBT001
    with mailbox_turn(HERE) as first, mailbox_turn(other) as second:
        assert (first, second) == (True, free)


@pytest.mark.usefixtures("march")
def test_the_turn_is_given_back_at_the_end_and_after_an_error() -> None:
    with mailbox_turn(HERE) as first:
        assert first
    with pytest.raises(RuntimeError, match="away"):
        _fail_in_turn()
    with mailbox_turn(HERE) as third:
        assert third


def _fail_in_turn() -> None:
    with mailbox_turn(HERE) as ours:
        assert ours
        raise RuntimeError("away")


@pytest.mark.usefixtures("march")
def test_who_did_not_get_the_turn_does_not_give_it_back() -> None:
    with mailbox_turn(HERE) as first:
        with mailbox_turn(HERE) as second:
            assert (first, second) == (True, False)
        with mailbox_turn(HERE) as third:
            assert not third


ASKING = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"


@pytest.mark.usefixtures("march")
def test_who_waits_reads_after_the_other(sql: Sql) -> None:
    turns: list[bool] = []

    def read() -> None:
        with mailbox_turn(HERE, 60) as second:
            turns.append(second)

    waiting = Thread(target=read)
    with mailbox_turn(HERE):
        waiting.start()
        while not sql.value(ASKING):
            waiting.join(0.01)
        assert turns == []
    waiting.join(60)
    assert turns == [True]
    with mailbox_turn(HERE) as third:
        assert third


@pytest.mark.usefixtures("march")
def test_the_wait_ends_and_leaves_the_connection_as_it_was() -> None:
    with mailbox_turn(HERE), mailbox_turn(HERE, 1) as second:
        assert second is False
    for _ in range(3):
        with engine().connect() as connection:
            limits = [
                connection.execute(text(f"SHOW {name}")).scalar_one() for name in ("lock_timeout", "statement_timeout")
            ]
        assert limits == ["5s", "30s"]
