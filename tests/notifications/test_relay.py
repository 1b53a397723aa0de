"""The relay: reached, encrypted, logged in to, or named as the trouble, over real conversations."""

import logging
import socket
import ssl
from pathlib import Path
from threading import Thread

import pytest

from deployments.loopback.mail import MailServer
from notifications.channels import Letter, Outcome, Result
from notifications.relay import Mode
from notifications.services import open_channel

PASSWORD = "Geheim-9f31c2d7"  # noqa: S105 - planted, to be looked for
LETTER = Letter("lianluoyuan@example.org", "题目", "正文")


def send_once(url: str) -> Result:
    channel = open_channel(url)
    try:
        return channel.send(LETTER)
    finally:
        channel.close()


def test_a_relay_that_is_down_is_unreachable_and_says_where(tmp_path: Path) -> None:
    with MailServer(tmp_path) as gone:
        url = gone.url
    result = send_once(url)
    assert (result.outcome, result.code) == (Outcome.UNREACHABLE, "refused")
    assert f"127.0.0.1:{gone.port}" in result.reason


def test_a_relay_that_never_greets_is_unreachable_after_the_timeout() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        result = send_once(f"mbmail://127.0.0.1:{port}/?mode=insecure&from=a@example.org&cto=0.2")
    assert (result.outcome, result.code) == (Outcome.UNREACHABLE, "timeout")


@pytest.mark.parametrize("greeting", [b"554 go away\r\n", b"HTTP/1.1 400 Bad Request\r\n\r\n", b"\xff\xfe\r\n"])
def test_a_server_that_is_no_relay_is_unreachable(greeting: bytes) -> None:
    with socket.create_server(("127.0.0.1", 0)) as strange:
        strange.settimeout(5)

        def greet() -> None:
            caller, _ = strange.accept()
            with caller:
                caller.sendall(greeting)

        greeter = Thread(target=greet, daemon=True)
        greeter.start()
        result = send_once(f"mbmail://127.0.0.1:{strange.getsockname()[1]}/?mode=insecure&from=a@example.org&cto=0.5")
        greeter.join()
    assert result.outcome is Outcome.UNREACHABLE


def test_the_right_login_sends_and_a_wrong_one_is_unreachable(tmp_path: Path) -> None:
    with MailServer(tmp_path, login=("mubiao", PASSWORD)) as server:
        right = server.url.replace("//", f"//mubiao:{PASSWORD}@")
        assert send_once(right).outcome is Outcome.SENT
        wrong = send_once(right.replace(PASSWORD, "falsch-1234"))
    assert (wrong.outcome, wrong.code) == (Outcome.UNREACHABLE, "login")


def test_a_relay_that_wants_a_login_we_do_not_have_is_unreachable(tmp_path: Path) -> None:
    with MailServer(tmp_path, login=("mubiao", PASSWORD)) as server:
        assert send_once(server.url).outcome is Outcome.UNREACHABLE


def test_a_password_never_shows_in_reasons_or_debug_logs(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with MailServer(tmp_path, login=("mubiao", "another")) as server:
        url = server.url.replace("//", f"//mubiao:{PASSWORD}@")
        result, channel = send_once(url), open_channel(url)
    logged = "".join(record.getMessage() for record in caplog.records if not record.name.startswith("mail"))
    assert PASSWORD not in f"{result}{channel!r}{logged}"


def test_what_the_relay_echoes_of_the_password_is_masked(tmp_path: Path) -> None:
    with MailServer(tmp_path, login=("mubiao", PASSWORD)) as server:
        server.answer(f"550 you said {PASSWORD}", stage="RCPT")
        result = send_once(server.url.replace("//", f"//mubiao:{PASSWORD}@"))
    assert result.reason == "收件地址不存在或被拒收（550 you said ***）"


@pytest.mark.parametrize("mode", [Mode.STARTTLS, Mode.SSL])
def test_tls_is_verified_unless_the_url_says_no(
    mode: Mode, tmp_path: Path, certificate: Path, ours: ssl.SSLContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    with MailServer(tmp_path, starttls=ours) if mode is Mode.STARTTLS else MailServer(tmp_path, tls=ours) as server:
        url = f"mbmail://127.0.0.1:{server.port}/?mode={mode}&from=a@example.org"
        stranger = send_once(url)
        assert (stranger.outcome, stranger.code) == (Outcome.UNREACHABLE, "tls")
        assert send_once(url + "&verify=no").outcome is Outcome.SENT
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        assert send_once(url).outcome is Outcome.SENT


def test_a_relay_without_starttls_gets_no_mail_in_clear(tmp_path: Path) -> None:
    with MailServer(tmp_path) as server:
        result = send_once(server.url.replace("insecure", "starttls"))
    assert (result.outcome, result.code) == (Outcome.UNREACHABLE, "unsupported")
    assert not server.received


def test_the_name_of_this_machine_is_not_looked_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    monkeypatch.setattr(socket, "getfqdn", asked.append)
    with MailServer(tmp_path) as server:
        assert send_once(server.url).outcome is Outcome.SENT
    assert not asked
