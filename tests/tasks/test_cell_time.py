"""Deliveries for the cells of a group: a relay that never answers, and a minute that is over, stop no other cell."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from flows.deliver import STEPS
from models.cell_turns import only_run
from models.database import begin
from models.rules.cycles import DELIVER
from models.statements import run
from tasks import cell_time
from tasks.cell import cell, host_address, open_registry
from tasks.group_run import GroupResult, Work, run_group
from tests.deployments.conftest import mubiao
from tests.deployments.host.conftest import host, server, worked
from tests.deployments.host.posting import Posting, posting, relay

if TYPE_CHECKING:
    from deployments.loopback.mail import MailServer

__all__ = ["host", "mubiao", "posting", "relay", "server", "worked"]
pytestmark = pytest.mark.process
TRIES = "SELECT outcome, code FROM attempt ORDER BY id"


def deliver(posting: Posting) -> GroupResult:
    with only_run(host_address(), DELIVER.key, posting.group) as turns:
        assert turns
        return run_group(Work(DELIVER, STEPS, None, None), open_registry(), turns, posting.keys)


def tries(key: str) -> list[tuple[str, str]]:
    with cell(key), begin() as session:
        return [(row.outcome, row.code) for row in run(session, TRIES)]


@pytest.mark.exhaustive
def test_a_relay_that_never_answers_costs_the_others_two_time_limits(posting: Posting, relay: MailServer) -> None:
    """Of usually ten, at most fifteen seconds each."""
    result = deliver(posting)
    assert [each.counts["sent"] for each in result.cells] == [0, 3]
    assert result.failed == []
    dead, living = posting.keys
    assert tries(dead) == [("unreachable", "timeout")] * 2 + [("unreachable", "paused")]
    assert tries(living) == [("sent", "250")] * 3
    assert len(relay.received) == 3


@pytest.mark.exhaustive
def test_what_the_minute_of_a_cell_did_not_suffice_for_goes_in_the_next_run(
    posting: Posting, relay: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(cell_time, "LONGEST", 0)
        assert [each.counts["sent"] for each in deliver(posting).cells] == [0, 0]
    assert (tries(posting.keys[0]), relay.received) == ([], [])
    assert [each.counts["sent"] for each in deliver(posting).cells] == [0, 3]
