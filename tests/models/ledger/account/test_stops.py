"""One clerk stops an account until the end of the next working day."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from models.database import begin
from models.ledger.account.people import person_of
from models.ledger.account.stops import stopped_until
from tests.models.ledger.account.conftest import HEAD, MING, digest
from tests.page_clerks import at_page

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql

WHY = {"person": MING, "reason": "疑被他人使用"}


def test_a_stop_ends_by_itself_after_the_next_working_day(opened: Acting) -> None:
    assert "暂停登录至2026-03-06，次日自动恢复" in opened.do("stop_account", **WHY).words
    with begin() as session:
        stopped = [person_of(session, 1, date(2026, 3, day)) for day in (5, 6)]
        assert stopped == [None, None]
        assert person_of(session, 1, date(2026, 3, 7))
        assert stopped_until(session, 1, date(2026, 3, 6)) == date(2026, 3, 6)
        assert stopped_until(session, 1, date(2026, 3, 7)) is None


def test_owner_and_head_of_the_agency_are_told(opened: Acting, sql: Sql) -> None:
    opened.do("stop_account", **WHY)
    told = "SELECT kind, audience, payload ->> 'what' FROM notice WHERE payload ->> 'what' LIKE '%暂停%' ORDER BY id"
    what = "暂停登录至2026年3月6日，次日自动恢复"
    assert sql.rows(told) == [
        ("account_slip", "office", what),
        ("account_slip", "head", what),
        ("signer_changed", "agency", f"账号{what}"),
    ]


def test_one_who_stops_a_head_again_and_again_is_refused_at_the_page_only(staffed: Acting) -> None:
    staffed.do("open_account", people=[HEAD], code_digest=digest("H"))
    clerk, of_head = at_page(staffed), WHY | {"person": HEAD}
    clerk.do("stop_account", **of_head)
    assert clerk.do("stop_account", **of_head).counts == {"stopped": 0}
    assert "30天内暂停过" in clerk.on("2026-03-09").refused("stop_account", **of_head)
    assert staffed.on("2026-03-09").do("stop_account", **of_head).counts == {"stopped": 1}


def test_the_account_of_a_liaison_is_stopped_again_by_one_clerk(opened: Acting) -> None:
    clerk = at_page(opened)
    clerk.do("stop_account", **WHY)
    assert clerk.on("2026-03-09").do("stop_account", **WHY).counts == {"stopped": 1}
