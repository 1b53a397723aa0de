"""Signing in: the first use of a slip, passwords, and sessions by their tokens."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from models.database import begin
from models.file_store.folder import Folder
from models.ledger.account.sessions import (
    OpenSession,
    begin_session,
    end_session,
    hash_named,
    session_of,
    slip_of,
)
from models.ledger.chain.verify import verify
from models.ledger.jurisdiction import home
from models.rules.errors import Refused
from tests.models.ledger.account.conftest import MING, digest

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Acting, Sql

IDLE = timedelta(minutes=30)


def use(acting: Acting, code: str = "A") -> str:
    return acting.office("D002").do("first_sign_in", code_digest=digest(code), password_hash="h" + code).words


def found(acting: Acting, minutes: int = 0) -> OpenSession | None:
    day = acting.business_day
    with begin() as session:
        return session_of(session, "token", type(day)(day.date, day.at + timedelta(minutes=minutes)), IDLE)


def test_a_code_is_used_once_and_sets_the_password(opened: Acting, sql: Sql, tmp_path: Path) -> None:
    assert use(opened) == "“李明”已首次登录。"
    with begin() as session:
        assert hash_named(session, home(session), MING) == (1, "hA")
        assert hash_named(session, home(session), "D002/王强") is None
    again = {"code_digest": digest("A"), "password_hash": "x"}
    assert opened.office("D002").refused("first_sign_in", **again).startswith("首次登录码有误")
    assert sql.column("SELECT used_on::text FROM slip") == ["2026-03-05"]
    assert sql.value("SELECT count(*) FROM notice WHERE kind = 'account_slip'") == 4
    with begin() as session:
        assert verify(session, Folder(tmp_path))[1] == []


def test_a_changed_hash_is_named_by_verify(opened: Acting, sql: Sql, tmp_path: Path) -> None:
    use(opened)
    sql("UPDATE password SET hash = 'forged'")
    with begin() as session:
        assert any("口令" in line for line in verify(session, Folder(tmp_path))[1])


@pytest.mark.parametrize("wrong", ["unknown", "late", "older", "ended"])
def test_a_code_that_is_wrong_late_or_void_is_refused(opened: Acting, wrong: str) -> None:
    if wrong == "older":
        opened.do("make_slip", person=MING, code_digest=digest("B"))
    if wrong == "ended":
        opened.do("end_account", person=MING, reason="调离")
    day = opened.on("2026-03-20" if wrong == "late" else "2026-03-19").business_day
    with begin() as session, pytest.raises(Refused, match="首次登录码有误、用过或者已经过期"):
        slip_of(session, digest("Z" if wrong == "unknown" else "A"), day)


def test_a_session_is_found_by_its_token_until_it_ends(opened: Acting, sql: Sql) -> None:
    use(opened)
    assert found(opened) is None
    with begin() as session:
        begin_session(session, 1, "token", "form", opened.business_day.at, "browser")
    open_one = found(opened, 29)
    assert open_one
    assert (open_one.person.name, open_one.form_token) == ("李明", "form")
    assert found(opened, 58)
    assert found(opened, 89) is None
    sql("UPDATE contact SET valid_to = '2026-03-04' WHERE name = '李明'")
    assert found(opened, 60) is None


def test_a_session_that_begins_while_the_password_is_voided_is_none(opened: Acting) -> None:
    use(opened)
    opened.do("make_slip", person=MING, code_digest=digest("B"))
    with begin() as session:
        begin_session(session, 1, "token", "form", opened.business_day.at - timedelta(seconds=1), "browser")
    assert found(opened) is None
    use(opened, "B")
    assert found(opened) is None


@pytest.mark.parametrize("everywhere", [None, 1])
def test_a_session_that_was_ended_is_none(opened: Acting, everywhere: int | None) -> None:
    use(opened)
    with begin() as session:
        begin_session(session, 1, "token", "form", opened.business_day.at, "browser")
        end_session(session, "another" if everywhere else "token", opened.business_day.at, everywhere=everywhere)
    assert found(opened) is None
