"""One reader of a mailbox at a time: the same place is one mailbox, whatever the password and the query."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING

import pytest

from models.mailbox_turn import mailbox_turn

if TYPE_CHECKING:
    from tests.conftest import Meanwhile, Sql

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


@pytest.mark.usefixtures("march")
def test_who_waits_gets_the_turn_when_the_other_reader_ends(meanwhile: Meanwhile, sql: Sql) -> None:
    with ExitStack() as other:
        assert other.enter_context(mailbox_turn(HERE))
        meanwhile("SELECT pg_advisory_lock", other.close)
        with mailbox_turn(HERE, 60) as ours:
            assert ours
    assert {sql.value("SHOW lock_timeout") for _ in range(3)} == {"5s"}  # also where it was waited for


@pytest.mark.usefixtures("march")
def test_who_waits_in_vain_does_not_get_the_turn() -> None:
    with mailbox_turn(HERE), mailbox_turn(HERE, 1) as ours:
        assert not ours
