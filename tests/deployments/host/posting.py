"""Two cells with letters to send: the relay of one never answers."""

from __future__ import annotations

from secrets import token_hex
from socket import create_server
from typing import TYPE_CHECKING, NamedTuple

import pytest

from deployments.loopback.mail import MailServer
from tasks.cell import cell
from tasks.settings import read_settings
from tests.conftest import Acting, rehearse
from tests.deployments.host.conftest import LIVE, SECRET

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.deployments.conftest import Mubiao


@pytest.fixture
def relay(tmp_path: Path) -> Iterator[MailServer]:
    with MailServer(tmp_path / "mail") as received:
        yield received


class Posting(NamedTuple):
    """A group of two cells, `dead` and `living`, on a host."""

    host: Mubiao
    group: str

    @property
    def keys(self) -> tuple[str, str]:
        return f"{self.group}-dead", f"{self.group}-living"


@pytest.fixture
def posting(worked: Mubiao, relay: MailServer) -> Iterator[Posting]:
    """On the morning of 5 March both have letters for three offices; the relay of `dead` never answers."""
    with create_server(("127.0.0.1", 0)) as silent:
        dead = f"mbmail://a:{SECRET}@127.0.0.1:{silent.getsockname()[1]}/?mode=insecure&from=m@example.org&cto=1"
        made = Posting(worked, f"mail-{token_hex(3)}")
        for key, url in zip(made.keys, (dead, relay.url), strict=True):
            worked.done("host", "add", key, "--jurisdiction", "安顺市", *LIVE, "--group", made.group)
            worked.done("host", "set", key, f"mail_url={url}")
            read_settings.cache_clear()
            with cell(key):
                fill()
        worked.set(MUBIAO_CLOCK="2026-03-05T09:00")
        read_settings.cache_clear()
        yield made


def fill() -> None:
    """Let three offices owe the check of March."""
    agency = Acting()
    rows = ((f"D00{n}", f"第00{n}厅", f"d00{n}@example.org") for n in (1, 2, 3))
    agency.take("departments", *({"编码": a, "名称": b, "目标办邮箱": c} for a, b, c in rows))
    usual = {"年度": "2026", "下达日期": "2026-02-27"}
    targets = ({"编号": f"T00{n}", "目标名称": f"目标T00{n}", "责任部门": f"D00{n}"} for n in (1, 2, 3))
    agency.on("2026-02-27").take("targets", *(each | usual for each in targets))
    agency.on("2026-03-01").open("monthly_check", "2026-03")
    rehearse()
