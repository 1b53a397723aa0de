"""A restored cell goes on: what it may have sent before is parked, and waits for a person."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tasks.cell import bound_to, open_registry, settings_of
from tasks.settings import read_settings
from tests.deployments.host.posting import fill, relay
from tests.deployments.host.test_restoring import saved

if TYPE_CHECKING:
    from pathlib import Path

    from deployments.loopback.mail import MailServer
    from tests.deployments.conftest import Mubiao
    from tests.deployments.host.conftest import Ask

__all__ = ["relay", "saved"]
pytestmark = [pytest.mark.process, pytest.mark.exhaustive]


def test_what_a_restored_cell_may_have_sent_before_is_parked_and_waits_for_a_person(
    host: Mubiao, ask: Ask, saved: Path, relay: MailServer
) -> None:
    host.done("host", "hold", "back")
    host.done("host", "restore", "back", str(saved))
    assert "请写明原系统停止的时刻" in host.refused("host", "go", "back")
    host.set(MUBIAO_CLOCK="2026-03-05T09:00")
    read_settings.cache_clear()
    registry = open_registry()
    with bound_to(settings_of(registry.cells["back"], registry.secret)):
        fill()
    go = ("host", "go", "back")
    later = "原系统停止的时刻2026-03-06 09:00在将来，没有恢复运行。\n"
    assert host.refused(*go, "--unsent-before", "2026-03-06 09:00") == later
    assert "不是有效时刻" in host.refused(*go, "--unsent-before", "2026-03-06", code=2)
    said = host.done(*go, "--unsent-before", "2026-03-05 08:59")
    assert said.startswith("单元“back”由备份恢复，其中有3条通知、0条消息没有发出，原系统可能已经发出。\n")
    assert said.endswith("单元“back”已恢复运行。\n")
    rows = host.json("--cell", "back", "messages", "--state", "parked")
    assert {(row["reason"], row["maybe_duplicate"]) for row in rows} == {("恢复前可能已发", True)}
    assert len(rows) >= 3
    host.done("host", "set", "back", f"mail_url={relay.url}")
    host.done("--cell", "back", "run", "deliver")
    assert relay.received == []
    host.done("--cell", "back", "messages", "retry", str(rows[0]["id"]), "--why", "确未发出")
    host.done("--cell", "back", "run", "deliver")
    assert len(relay.received) == 1
    ask("TRUNCATE evidence_store", "cell_back")
