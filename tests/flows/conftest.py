"""One Prefect server for all flow tests, and an installation with a fixed clock."""

from __future__ import annotations

import asyncio
import gc
import warnings
from collections.abc import Callable, Coroutine, Iterator
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from prefect.context import _temporary_global_settings_context, get_settings_context
from prefect.settings import (
    PREFECT_API_URL,
    PREFECT_HOME,
    PREFECT_LOGGING_LEVEL,
    PREFECT_LOGGING_TO_API_ENABLED,
    temporary_settings,
)

from deployments.loopback.mail import MailServer
from deployments.schedules import call
from deployments.server import free_port, prefect_environment
from models.database import is_bound
from models.rules.cycle import Cycle, Routine
from models.rules.workdays import SHANGHAI
from tasks import clock
from tasks.clock import set_virtual_instant
from tasks.flow_shell import RunForm
from tasks.settings import read_settings
from tests.conftest import rehearse
from tests.databases import prefect_server
from tests.samples import OF_CHILDREN

Engine = Callable[..., Any]


@pytest.fixture(scope="session")
def server(
    tmp_path_factory: pytest.TempPathFactory, prefect_tables: Path, pytestconfig: pytest.Config
) -> Iterator[str]:
    """The address of a server's API, which this process uses while the session lasts."""
    home = tmp_path_factory.mktemp("prefect")
    port = free_port()
    environment = prefect_environment(home, port)
    # A client that Prefect never closes may live on in one of its threads, and be collected during a later test.
    # The filters of the test that asks for the server first are already set.
    left = rf"unclosed <socket.*raddr=\('127.0.0.1', {port}\)"
    pytestconfig.addinivalue_line("filterwarnings", f"ignore:{left}:ResourceWarning")
    warnings.filterwarnings("ignore", left, ResourceWarning)
    ours: dict[Any, Any] = {
        PREFECT_API_URL: environment["PREFECT_API_URL"],
        PREFECT_HOME: home,
        PREFECT_LOGGING_LEVEL: "CRITICAL",
        PREFECT_LOGGING_TO_API_ENABLED: False,
    }
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv(OF_CHILDREN, raising=False)  # that of tests/deployments/test_prefect_server.py is measured
        started = ExitStack()
        started.enter_context(prefect_server(environment, prefect_tables))
    with (
        started,
        temporary_settings(ours),
        _temporary_global_settings_context(get_settings_context()),
    ):
        yield environment["PREFECT_API_URL"]


@pytest.fixture
def mail(tmp_path: Path) -> Iterator[MailServer]:
    with MailServer(tmp_path / "mail") as received:
        yield received


@pytest.fixture
def morning(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mail: MailServer) -> Iterator[Callable[[str], None]]:
    """`morning("2026-04-01")`: it is nine o'clock of that day, and mail goes to the loopback server."""
    monkeypatch.delenv("MUBIAO_CLOCK", raising=False)
    monkeypatch.delenv("MUBIAO_WECOM_URL", raising=False)
    monkeypatch.delenv("MUBIAO_WECOM_APP_URL", raising=False)
    monkeypatch.setenv("MUBIAO_HOME", str(tmp_path))
    monkeypatch.setenv("MUBIAO_MAIL_URL", mail.url)
    monkeypatch.setattr(clock, "_virtual_instant", [])
    read_settings.cache_clear()

    def begin_day(day: str) -> None:
        if is_bound():  # otherwise the template is a rehearsal
            rehearse()
        set_virtual_instant(datetime.fromisoformat(f"{day} 09:00").replace(tzinfo=SHANGHAI))

    yield begin_day
    read_settings.cache_clear()


@pytest.fixture
def engine(server: str) -> Engine:
    """`engine(MONTHLY_CHECK, period="2026-03")`: its flow as a run of the server; or any other coroutine."""
    assert server

    def run_it(work: Cycle | Routine | Coroutine[Any, Any, Any], **fields: Any) -> Any:
        with warnings.catch_warnings():
            # Prefect asks the server for a result storage with a client that it never closes.
            warnings.simplefilter("ignore", ResourceWarning)
            result = asyncio.run(call(work, RunForm(**fields)) if isinstance(work, Cycle | Routine) else work)
            gc.collect()
        return result

    return run_it
