"""The Prefect server of an installation: its port, its settings, and whether it answers."""

import json
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from deployments.child_processes import Children
from deployments.health import check_prefect
from deployments.server import (
    HOST,
    claim_port,
    free_port,
    is_own,
    is_up,
    keep_key,
    prefect_environment,
    wait_for_server,
)
from models.rules.errors import Refused, Unavailable
from tasks.prefect_api import call_api
from tasks.settings import Settings

SETTINGS = "/api/admin/settings"


@contextmanager
def answering(*codes: int, settings: object = None, host: str = HOST) -> Iterator[int]:
    """A port where `/api/health` returns these codes in turn, the last one forever; 404 elsewhere.

    `settings` are those that the server gives, as Prefect does.
    """
    left = list(codes)

    class Health(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            code = left[0] if len(left) == 1 else left.pop(0)
            self.send_response({"/api/health": code, SETTINGS: 200}.get(self.path, 404))
            self.end_headers()
            if self.path == SETTINGS:
                self.wfile.write(json.dumps(settings).encode())

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer((host, 0), Health) as server:
        thread = Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield server.server_port
        finally:
            server.shutdown()
            thread.join()


@contextmanager
def killed_in_its_answer() -> Iterator[int]:
    """A port whose server ends each connection in the middle of its answer, as one does that is killed."""
    with socket.create_server(("127.0.0.1", 0)) as port, ThreadPoolExecutor(1) as pool:

        def half() -> None:
            with port.accept()[0] as caller:
                caller.recv(65536)
                caller.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n[1,")

        pool.submit(half)
        yield port.getsockname()[1]


def test_a_server_killed_in_its_answer_is_unavailable(tmp_path: Path) -> None:
    with killed_in_its_answer() as port, pytest.raises(Unavailable, match="没有应答"):
        call_api(prefect_environment(tmp_path, port), "/deployments/filter", {})


def test_a_free_port_can_be_claimed() -> None:
    port = free_port()
    assert port < 32768  # the first one that a connection is given
    assert claim_port(port) == port


def test_a_port_in_use_is_refused() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(Refused, match=f"端口{port}已被其他程序占用.*MUBIAO_PORT"):
            claim_port(port)


def test_everything_is_on_the_loopback_without_telemetry(tmp_path: Path) -> None:
    chosen = prefect_environment(tmp_path, 4299, retention_days=2)
    assert chosen["PREFECT_API_URL"] == chosen["PREFECT_UI_API_URL"] == "http://127.0.0.1:4299/api"
    assert (chosen["PREFECT_SERVER_API_HOST"], chosen["PREFECT_SERVER_API_PORT"]) == ("127.0.0.1", "4299")
    assert (chosen["PREFECT_SERVER_ANALYTICS_ENABLED"], chosen["DO_NOT_TRACK"]) == ("false", "1")
    assert chosen["PREFECT_HOME"] == str(tmp_path / "prefect")
    assert chosen["TZ"] == "Asia/Shanghai"


def test_beyond_loopback_the_server_asks_for_a_key_that_the_installation_knows(tmp_path: Path) -> None:
    assert keep_key(tmp_path, "127.0.0.1", always=False) == ""
    key = keep_key(tmp_path, "0.0.0.0", always=False)  # noqa: S104 - that is what is tried
    assert keep_key(tmp_path, "10.1.2.3", always=False) == key == (tmp_path / "prefect.key").read_text("ascii").strip()
    assert (tmp_path / "prefect.key").stat().st_mode & 0o777 == 0o600
    chosen = prefect_environment(tmp_path, 4299, listen="0.0.0.0")  # noqa: S104 - as above
    assert chosen["PREFECT_SERVER_API_AUTH_STRING"] == chosen["PREFECT_API_AUTH_STRING"] == key
    assert chosen["PREFECT_API_URL"] == "http://127.0.0.1:4299/api"
    assert (chosen["PREFECT_SERVER_API_HOST"], chosen["PREFECT_UI_API_URL"]) == ("0.0.0.0", "/api")  # noqa: S104
    assert prefect_environment(tmp_path, 4299, listen="10.1.2.3")["PREFECT_API_URL"] == "http://10.1.2.3:4299/api"
    assert keep_key(tmp_path, "127.0.0.1", always=True) == key
    assert keep_key(tmp_path, "127.0.0.1", always=False) == ""
    assert "PREFECT_API_AUTH_STRING" not in prefect_environment(tmp_path, 4299)


def test_old_runs_are_vacuumed_after_the_days_that_were_set(tmp_path: Path) -> None:
    chosen = prefect_environment(tmp_path, 4299, retention_days=2)
    assert chosen["PREFECT_SERVER_SERVICES_DB_VACUUM_ENABLED"] == "events,flow_runs"
    assert chosen["PREFECT_SERVER_SERVICES_DB_VACUUM_RETENTION_PERIOD"] == "172800"


@pytest.mark.parametrize(("code", "up"), [(200, True), (500, False), (404, False)])
def test_a_server_is_up_when_its_health_is_well(tmp_path: Path, code: int, up: bool) -> None:  # noqa: FBT001 - a column
    with answering(code) as port:
        assert is_up(prefect_environment(tmp_path, port)) is up


@pytest.mark.parametrize(
    ("folder", "own"), [("home/prefect", True), ("home/../home/prefect", True), ("other/prefect", False), (None, False)]
)
def test_a_server_is_the_installations_own_if_it_works_in_its_folder(
    tmp_path: Path, folder: str | None, *, own: bool
) -> None:
    with answering(200, settings={"home": f"{tmp_path}/{folder}" if folder else None}) as port:
        assert is_own(prefect_environment(tmp_path / "home", port)) is own


def test_check_asks_the_server_where_it_listens(tmp_path: Path) -> None:
    with answering(200, host="127.0.0.2") as port:
        [first, *_] = check_prefect(Settings(home=tmp_path, port=port, prefect_listen="127.0.0.2"))
    assert first.advice.startswith(f"端口{port}上的Prefect服务不是本系统的")


@pytest.mark.parametrize("settings", [None, [], "x"])
def test_another_program_on_the_port_is_not_the_installations_own(tmp_path: Path, settings: object) -> None:
    with answering(200, settings=settings) as port:
        assert not is_own(prefect_environment(tmp_path, port))


def test_a_closed_port_is_no_server(tmp_path: Path) -> None:
    assert not is_up(prefect_environment(tmp_path, free_port()))


def test_a_program_without_http_is_no_server(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        assert not is_up(prefect_environment(tmp_path, silent.getsockname()[1]))


@pytest.mark.process
def test_waiting_ticks_until_the_server_answers(tmp_path: Path) -> None:
    ticks: list[int] = []
    with answering(503, 503, 200) as port, Children(tmp_path) as children:
        wait_for_server(children, prefect_environment(tmp_path, port), lambda: ticks.append(1))
    assert len(ticks) == 2


@pytest.mark.process
def test_waiting_ends_when_the_server_does_and_its_log_is_named(tmp_path: Path) -> None:
    with Children(tmp_path) as children:
        children.start("prefect-server", ["this"], {})
        with pytest.raises(Unavailable, match=f"Prefect服务未能启动，原因见日志：{tmp_path}/prefect-server.log"):
            wait_for_server(children, prefect_environment(tmp_path, free_port()))


def test_a_server_with_a_busy_database_is_called_again(tmp_path: Path) -> None:
    with answering(503, 503, 200) as port:
        assert call_api(prefect_environment(tmp_path, port), "/health") is None


def test_another_refusal_is_final(tmp_path: Path) -> None:
    with answering(500, 200) as port, pytest.raises(Unavailable, match="Prefect服务没有应答，请稍后重试。"):
        call_api(prefect_environment(tmp_path, port), "/health")
