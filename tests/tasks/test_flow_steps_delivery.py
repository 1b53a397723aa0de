"""The delivery step: channels from the settings, lease times from the database."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from deployments.loopback.mail import MailServer
from models.rules.errors import Refused
from models.rules.workdays import SHANGHAI, BusinessDay
from tasks import clock
from tasks.flow_steps import deliver_notices, outlets
from tasks.home import worker_name
from tasks.settings import read_settings, settings

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql, Violations

DAY = BusinessDay(date(2026, 3, 5), datetime(2026, 3, 5, 9, tzinfo=SHANGHAI))
Say = Callable[..., None]


@pytest.fixture
def say(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Say]:
    """`say(MAIL_URL=…)` sets the settings of a separate installation."""
    monkeypatch.setattr(clock, "_virtual_instant", [])

    def tell(**text: str) -> None:
        for name in ("MAIL_URL", "WECOM_URL", "MAIL_DOMAIN", "INBOX_ADDRESS", "ATTACHMENT_LIMIT_MB", "CLOCK"):
            monkeypatch.delenv(f"MUBIAO_{name}", raising=False)
        for name, value in (text | {"HOME": str(tmp_path)}).items():
            monkeypatch.setenv(f"MUBIAO_{name}", value)
        read_settings.cache_clear()

    yield tell
    read_settings.cache_clear()


def test_a_channel_without_an_address_is_left_out_or_that_of_its_vendor(say: Say) -> None:
    say()
    assert outlets().urls == {"dingtalk": "mbdingtalks://", "feishu": "mbfeishus://"}
    say(WECOM_URL="mbwecoms://qyapi.weixin.qq.com/", FEISHU_URL="mbfeishus://open.larksuite.com/")
    assert outlets().urls == {
        "wecom": "mbwecoms://qyapi.weixin.qq.com/",
        "dingtalk": "mbdingtalks://",
        "feishu": "mbfeishus://open.larksuite.com/",
    }


def test_outlets_hold_urls_domain_and_worker(say: Say) -> None:
    say(MAIL_URL="mbmail://mail.example.org/?from=a@example.org", MAIL_DOMAIN="gz.gov.cn")
    ways = outlets()
    assert (list(ways.urls), ways.domain, ways.now) == (["dingtalk", "feishu", "mail"], "gz.gov.cn", clock.lease_time)
    assert ways.worker == worker_name()


def test_outlets_hold_the_inbox_and_the_limit_of_files(say: Say) -> None:
    say()
    assert (outlets().reply_to, outlets().most_attached) == ("", 5 * 1024 * 1024)
    say(INBOX_ADDRESS="huifu@gz.gov.cn", ATTACHMENT_LIMIT_MB="2")
    assert (outlets().reply_to, outlets().most_attached) == ("huifu@gz.gov.cn", 2 * 1024 * 1024)


@pytest.mark.parametrize("address", ["huifu", "a@b@c", "回复@gz.gov.cn", "a@gz.gov.cn\r\nBcc: x@y.cn"])
def test_an_inbox_that_is_no_mailbox_is_refused(say: Say, address: str) -> None:
    say(INBOX_ADDRESS=address)
    with pytest.raises(Refused, match="收件邮箱地址"):
        settings()


def test_the_step_sends_what_is_due(march: Acting, sql: Sql, say: Say, tmp_path: Path, violations: Violations) -> None:
    march.take("departments", {"编码": "D001", "名称": "第001厅", "目标办邮箱": "d001@example.org"})
    with MailServer(tmp_path / "mail") as server:
        say(MAIL_URL=server.url)
        assert deliver_notices.fn(DAY).counts == {"sent": 1, "waiting": 0, "parked": 0}
        [mail] = server.received
    assert str(mail.message["Message-ID"]).endswith("@mubiao.invalid>")
    assert sql.value("SELECT sent_at > now() - interval '1 minute' FROM message") is True
    assert violations() == []


def test_without_any_channel_the_step_counts_what_waits_and_nothing_is_lost(march: Acting, say: Say, sql: Sql) -> None:
    march.take("departments", {"编码": "D001", "名称": "第001厅", "目标办邮箱": "d001@example.org"})
    say()
    assert deliver_notices.fn(DAY).words == "通知投递：1条邮件通知待发：该渠道尚未设置好。"
    assert sql.value("SELECT count(*) FROM delivery WHERE message_id IS NULL AND cancelled IS NULL") == 1


@pytest.mark.usefixtures("march")
def test_a_wrong_address_is_reported_without_repeating_it(say: Say) -> None:
    say(MAIL_URL="mbmail://user:geheim@mail.example.org/")
    words = deliver_notices.fn(DAY).words
    assert "geheim" not in words
    assert "邮件设置有误" in words
    assert "发件地址" in words


def test_the_step_is_called_so() -> None:
    assert deliver_notices.name == "通知投递"
