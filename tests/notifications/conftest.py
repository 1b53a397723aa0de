"""Two offices with addresses, and loopback servers that accept what is sent to them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from ssl import PROTOCOL_TLS_SERVER, SSLContext
from typing import TYPE_CHECKING, Any

import pytest

from deployments.loopback.mail import MailServer
from deployments.loopback.wecom import WeComServer
from models.database import begin
from models.rules.workdays import SHANGHAI, BusinessDay
from notifications.claim import BATCH, Claim, Claimant, claim_left_over, claim_new, find_recipients
from notifications.delivery import deliver
from notifications.outlets import Outlets
from notifications.recipients import address_notices
from tests.certificates import made_certificate
from tests.databases import story

if TYPE_CHECKING:
    from sqlmodel import Session

    from models.ledger.acts import Summary
    from tests.conftest import Acting

KEY = "jiqiren-key-9f31c2d7"
DOMAIN = "mubiao.example.org"


def instant(moment: str) -> datetime:
    """`2026-03-05 09:00` in Shanghai."""
    return datetime.fromisoformat(moment).replace(tzinfo=SHANGHAI)


def claim(
    session: Session,
    now: datetime,
    *,
    worker: str = "甲",
    channels: Sequence[str] = ("mail", "wecom"),
    batch: int = BATCH,
) -> list[Claim]:
    """Claims what was left over, else new messages, in one transaction."""
    if left := claim_left_over(session, now, Claimant(worker, DOMAIN), channels, batch):
        return left
    recipients = find_recipients(session, now, channels, batch)
    return claim_new(session, now.date(), now, Claimant(worker, DOMAIN), recipients=recipients)


@dataclass(slots=True)
class Post:
    """`post.at("2026-03-05 09:00")` sends what is due then; `post.hold(…)` only claims it, as a worker that dies."""

    urls: dict[str, str] = field(default_factory=dict)

    def at(
        self, moment: str, *, worker: str = "甲", now: Callable[[Any], datetime] | None = None, **more: Any
    ) -> Summary:
        day = BusinessDay(instant(moment).date(), instant(moment))
        return deliver(day, Outlets(self.urls, DOMAIN, now or (lambda _session: instant(moment)), worker, **more))

    def address(self, day: str) -> int:
        with begin() as session:
            return address_notices(session, date.fromisoformat(day), instant(f"{day} 09:00"))

    def hold(
        self, moment: str, *, worker: str = "甲", channels: Sequence[str] = ("mail", "wecom"), batch: int = BATCH
    ) -> list[Claim]:
        self.address(moment[:10])
        return self.claim(moment, worker=worker, channels=channels, batch=batch)

    def claim(
        self, moment: str, *, worker: str = "甲", channels: Sequence[str] = ("mail", "wecom"), batch: int = BATCH
    ) -> list[Claim]:
        with begin() as session:
            return claim(session, instant(moment), worker=worker, channels=channels, batch=batch)


@pytest.fixture
@story
def letters(march: Acting) -> Acting:
    """D001 has a mailbox and a robot, D002 a mailbox; each is to be told that the check of March is open."""
    march.take(
        "departments",
        {"编码": "D001", "名称": "第001厅", "目标办邮箱": "d001@example.org", "企业微信机器人": KEY},
        {"编码": "D002", "名称": "第002厅", "目标办邮箱": "d002@example.org"},
    )
    return march


@pytest.fixture
def mail(tmp_path: Path) -> Iterator[MailServer]:
    with MailServer(tmp_path / "mail") as server:
        yield server


@pytest.fixture
def robots() -> Iterator[WeComServer]:
    """Knows the robot of D001 and counts no minutes."""
    with WeComServer({KEY}, per_minute=None) as server:
        yield server


@pytest.fixture
def post(mail: MailServer, robots: WeComServer) -> Post:
    """Both channels lead to the loopback servers."""
    return Post({"mail": mail.url, "wecom": robots.url})


@pytest.fixture
def robot_key() -> str:
    return KEY


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for this machine that only we have signed, with its key."""
    return made_certificate(tmp_path_factory.mktemp("tls"))


@pytest.fixture
def ours(certificate: Path) -> SSLContext:
    """How a server speaks TLS with that certificate."""
    context = SSLContext(PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    return context
