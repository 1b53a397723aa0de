"""The inbox that was not read: named once two hours of office time have passed."""

from __future__ import annotations

import pytest

from models.database import begin
from models.inbox_record import note_failure
from models.ledger.unread_inbox import describe_unread, long_unread
from tests.mails import moment

FRIDAY = "2026-03-06 16:00"


@pytest.mark.parametrize(
    ("now", "is_long"),
    [("2026-03-06 17:59", False), ("2026-03-08 12:00", False), ("2026-03-09 08:59", False), ("2026-03-09 09:00", True)],
)
@pytest.mark.usefixtures("march")
def test_two_hours_of_office_time_count(now: str, *, is_long: bool) -> None:
    with begin() as session:
        note_failure(session, moment(FRIDAY), "登录失败")
        failure = long_unread(session, moment(now))
    assert bool(failure) is is_long
    if failure:
        assert describe_unread(failure) == "自2026-03-06 16:00起未能读取：登录失败"


@pytest.mark.usefixtures("march")
def test_an_inbox_that_was_read_is_not_named() -> None:
    with begin() as session:
        assert long_unread(session, moment(FRIDAY)) is None
