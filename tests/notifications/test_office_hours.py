"""Office hours: 8:30 to 17:30 on working days, and what a run says that comes at another time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from models.database import begin
from models.rules.business_day import BusinessDay
from notifications.office_hours import in_office_hours, say_closed
from notifications.outlets import Outlets
from tests.notifications.conftest import instant

if TYPE_CHECKING:
    from pathlib import Path

    from models.ledger.acts import Summary
    from tests.conftest import Acting

MAIL = "mbmail://127.0.0.1:2525/?mode=insecure&from=mubiao@example.org"


def closed(tmp_path: Path, **urls: str) -> Summary:
    """What is said with these channels."""
    outlets = Outlets(urls, "mubiao.example.org", lambda _: instant("2026-03-05 09:00"), "甲", tmp_path)
    with begin() as session:
        return say_closed(session, outlets)


@pytest.mark.parametrize(
    ("moment", "opens"),
    [
        ("2026-03-05 08:29", False),
        ("2026-03-05 08:30", True),
        ("2026-03-05 12:00", True),
        ("2026-03-05 17:30", True),
        ("2026-03-05 17:31", False),
        ("2026-03-07 10:00", False),
        ("2026-02-14 10:00", True),
        ("2026-02-16 10:00", False),
    ],
)
@pytest.mark.usefixtures("march")
def test_mail_leaves_in_the_hours_of_a_working_day(moment: str, opens: bool) -> None:  # noqa: FBT001
    at = instant(moment)
    with begin() as session:
        assert in_office_hours(session, BusinessDay(at.date(), at)) is opens


def test_a_run_at_night_says_how_many_notices_wait(march: Acting, tmp_path: Path) -> None:
    assert march.day.month == 3
    summary = closed(tmp_path, mail=MAIL, wecom="mbwecoms://")
    assert summary.words.startswith("现在不是工作时间（工作日8:30—17:30），")
    assert f"{summary.counts['waiting']}条通知待发" in summary.words
    assert summary.counts["waiting"] > 0
    assert "尚未设置" not in summary.words


@pytest.mark.parametrize(
    ("urls", "unset"),
    [({"mail": MAIL}, ["企业微信"]), ({"wecom": "mbwecoms://"}, ["邮件"]), ({}, ["邮件", "企业微信"])],
)
@pytest.mark.usefixtures("march")
def test_a_channel_that_is_not_configured_is_named(urls: dict[str, str], unset: list[str], tmp_path: Path) -> None:
    words = closed(tmp_path, **urls).words
    assert [name for name in ("邮件", "企业微信") if f"{name}渠道尚未设置" in words] == unset
    assert "企业微信应用渠道" not in words
