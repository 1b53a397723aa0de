"""An endpoint: who is not signed in signs in first, and the day of a form."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import TYPE_CHECKING

import anyio
import httpx
from starlette.applications import Starlette
from starlette.responses import Response
from starlette.routing import Route

from deployments.portal.endpoint import handled
from tasks.settings import read_settings
from tests.deployments.portal.conftest import FROM_HERE, SITE

if TYPE_CHECKING:
    import pytest

    from deployments.portal.visit import Visit
    from tests.deployments.portal.conftest import Desk


def test_who_is_not_signed_in_is_sent_to_sign_in_and_comes_back(desk: Desk) -> None:
    assert desk.get("/duty/2").headers["location"] == "/in?next=/duty/2"
    assert 'name="next" value="/duty/2"' in desk.get("/in?next=/duty/2").text


def test_how_long_a_session_may_be_idle_is_a_setting(signed_in: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MUBIAO_PAGE_IDLE", "10")
    read_settings.cache_clear()
    assert [signed_in.at(10, minute).get("/").status_code for minute in (9, 30)] == [200, 303]


def test_the_day_of_a_form_is_that_on_which_it_arrived_although_it_waits_its_turn(desk: Desk) -> None:
    days = []

    def note(visit: Visit) -> Response:
        days.append(visit.day.date)
        return Response()

    async def send() -> None:
        turn = anyio.CapacityLimiter(1)
        app = Starlette(routes=[Route("/", handled(note, signed_in=False, limiter=turn), methods=["POST"])])
        await turn.acquire()
        client = httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=SITE)
        async with client, anyio.create_task_group() as sending:
            sending.start_soon(partial(client.post, "/", headers=FROM_HERE))
            while not turn.statistics().tasks_waiting:
                await anyio.lowlevel.checkpoint()
            desk.at(0, day=6)
            turn.release()

    anyio.run(send)
    assert days == [date(2026, 3, 5)]
