"""The channels by their URLs: ours, and other services of Apprise behind our contract."""

from __future__ import annotations

import logging
from dataclasses import replace
from http.server import BaseHTTPRequestHandler
from socketserver import TCPServer
from threading import Thread, get_ident
from typing import TYPE_CHECKING, ClassVar

import pytest
from apprise.plugins.lark import NotifyLark
from apprise.plugins.serverchan import NotifyServerChan
from apprise.plugins.telegram import NotifyTelegram

from deployments.loopback.mail import DROP, MailServer
from models.rules.errors import Refused
from notifications import services
from notifications.channels import Letter, Outcome, Result
from notifications.services import OPENERS, offer_channel, open_channel

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from notifications.channels import Channel, Place
    from tests.notifications.conftest import Post

SECRET = "Geheim-9f31c2d7"  # noqa: S105 - planted, to be looked for
LETTER = Letter("nobody@example.org", "题目", "正文")


class Service(BaseHTTPRequestHandler):
    """Answers as the path says: `/500` with 500."""

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(500 if "/500" in self.path else 200)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def service() -> Iterator[str]:
    with TCPServer(("127.0.0.1", 0), Service) as running:
        thread = Thread(target=running.serve_forever, args=(0.02,))
        thread.start()
        yield f"json://user:{SECRET}@127.0.0.1:{running.server_address[1]}/{SECRET}"
        running.shutdown()
        thread.join()


@pytest.mark.parametrize(
    "url",
    [
        "json://{}/",
        "bark://{}/devkey",
        "pushdeer://{}/pushKey1",
        "schan://SCT1234567890abc/",
        "lark://abcdefgh-1234",
        "tgram://123456789:abcdefg_hijklmnop/12315544/",
    ],
)
def test_what_another_service_calls_sent_is_doubtful(service: str, url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    place = service.rpartition("@")[2].partition("/")[0]
    for plugin in (NotifyServerChan, NotifyLark, NotifyTelegram):
        monkeypatch.setattr(plugin, "notify_url", f"http://{place}/")
    channel = open_channel(url.format(place))
    assert (channel.name, channel.limit) == (url.partition("://")[0], None)
    assert channel.send(LETTER).outcome is Outcome.DOUBTFUL
    channel.close()


@pytest.mark.parametrize("word", ["", "?optional=yes"])
def test_another_service_that_fails_is_retried_even_when_it_is_called_optional(service: str, word: str) -> None:
    result = open_channel(f"{service}/500{word}").send(LETTER)
    assert (result.outcome, result.reason) == (Outcome.RETRY, "json服务未接受，且没有说明原因")


def test_the_secrets_of_a_service_show_neither_in_debug_logs_nor_in_results(
    service: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    for logger in ("apprise", "urllib3.connectionpool"):
        caplog.set_level(logging.DEBUG, logger)
    channels = [
        open_channel(service),
        open_channel(service + "/500"),
        open_channel(f"json://{SECRET}:{SECRET}@127.0.0.1:1/"),
    ]
    results = [channel.send(LETTER) for channel in channels]
    assert SECRET not in f"{results}{channels}{caplog.text}"


def test_apprise_logs_again_afterwards(service: str, caplog: pytest.LogCaptureFixture) -> None:
    open_channel(service).send(LETTER)
    logging.getLogger("apprise").warning("still here")
    assert "still here" in caplog.text


class RecordingChannel:
    """A channel that never waits; it records who sent what, in which thread."""

    name, limit, lanes = "mail", None, 0
    received: ClassVar[list[tuple[str, int]]] = []

    def send(self, letter: Letter) -> Result:
        self.received.append((letter.address, get_ident()))
        return Result(Outcome.SENT)

    def close(self) -> None:
        """Nothing is open."""


def test_a_registered_channel_is_reached_by_its_schema(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "OPENERS", dict(OPENERS))
    places: list[Place] = []

    def opener(place: Place) -> Channel:
        places.append(place)
        return RecordingChannel()

    offer_channel("told", opener)
    assert open_channel("told://somewhere/").send(LETTER).outcome is Outcome.SENT
    assert (places[0].schema, places[0].host) == ("told", "somewhere")


@pytest.mark.usefixtures("letters")
def test_letters_of_a_channel_that_never_waits_go_in_their_order_on_the_callers_thread(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(services, "OPENERS", {**OPENERS, "told": lambda _: RecordingChannel()})
    monkeypatch.setattr(RecordingChannel, "received", [])
    replace(post, urls={"mail": "told://somewhere/"}).at("2026-03-05 09:00")
    assert RecordingChannel.received == [("d001@example.org", get_ident()), ("d002@example.org", get_ident())]


@pytest.mark.parametrize(
    ("stage", "reply", "outcome"),
    [
        *(("DATA", reply, Outcome.RETRY) for reply in ("451 4.3.0 later", "550 no", "554 refused", DROP, "xyz")),
        *(("RCPT", reply, Outcome.RETRY) for reply in ("450 later", "550 no such user", DROP)),
        ("MAIL", "550 no", Outcome.RETRY),
        ("DATA", "250 OK", Outcome.SENT),
    ],
)
def test_the_plugins_that_are_believed_were_tried(tmp_path: Path, stage: str, reply: str, outcome: Outcome) -> None:
    with MailServer(tmp_path) as server:
        url = f"mailto://127.0.0.1:{server.port}/?from=a@example.org&to=b@example.org&mode=insecure&cto=1&rto=1"
        server.answer(reply, stage=stage)
        assert open_channel(url).send(LETTER).outcome is outcome


def test_a_copy_that_is_accepted_does_not_say_that_the_mail_was(tmp_path: Path) -> None:
    with MailServer(tmp_path) as server:
        url = f"mailto://127.0.0.1:{server.port}/?from=a@example.org&to=b@example.org&cc=c@example.org&mode=insecure"
        server.answer("550 no such user", to="b@example.org", stage="RCPT")
        assert open_channel(url).send(LETTER).outcome is Outcome.DOUBTFUL


@pytest.mark.parametrize("schema", ["dingtalk", "feishu", "wecombot", "https"])
def test_the_address_of_a_robot_is_no_setting(schema: str) -> None:
    with pytest.raises(Refused, match=rf"{schema}:// 是机器人的地址，请填在收件人处；.*渠道的地址应为 mb"):
        open_channel(f"{schema}://{SECRET}/")
