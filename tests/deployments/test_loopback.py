"""The test servers store what they accept, fail as scripted, and stop at once."""

import json
import smtplib
import socket
import time
from collections.abc import Iterator
from http.client import HTTPConnection, RemoteDisconnected
from pathlib import Path

import pytest

from deployments.child_processes import Children
from deployments.loopback import wecom
from deployments.loopback.mail import DROP, HANG, OK, MailServer
from deployments.loopback.wecom import PATH, WeComServer
from deployments.server import free_port, wait_for_listener
from models.rules.errors import Unavailable

TEXT = b"Subject: hello\r\n\r\nbody\r\n"


@pytest.fixture
def office(tmp_path: Path) -> Iterator[MailServer]:
    with MailServer(tmp_path / "new" / "folder") as running:
        yield running


@pytest.fixture
def client(office: MailServer) -> Iterator[smtplib.SMTP]:
    smtp = smtplib.SMTP("127.0.0.1", office.port, "client.invalid", timeout=0.3)
    yield smtp
    smtp.close()


def test_an_accepted_mail_is_a_file_named_by_sequence_and_recipient(office: MailServer, client: smtplib.SMTP) -> None:
    client.sendmail("a@example.org", ["b/../c@example.org"], TEXT)
    client.sendmail("a@example.org", ["d@example.org"], TEXT)
    assert [mail.path.name for mail in office.received] == ["0001-b_.._c@example.org.eml", "0002-d@example.org.eml"]
    assert office.received[1].path.read_bytes() == TEXT
    assert (office.received[1].sender, office.received[1].message["Subject"]) == ("a@example.org", "hello")


@pytest.mark.process
def test_it_runs_as_a_process_of_its_own_until_it_is_stopped(tmp_path: Path) -> None:
    folder, port = tmp_path / "mails", free_port()
    with Children(tmp_path / "logs") as children:
        children.start("mail", ["deployments.loopback.mail", str(port), str(folder)], {})
        wait_for_listener(children, "mail", port)
        with smtplib.SMTP("127.0.0.1", port, "client.invalid", timeout=5) as smtp:
            smtp.sendmail("a@example.org", ["b@example.org"], TEXT)
        assert [(each.name, each.read_bytes()) for each in folder.iterdir()] == [("0001-b@example.org.eml", TEXT)]
        children.stop("mail")
        assert not children.log("mail").read_text(encoding="utf-8")
        children.start("mail", ["deployments.loopback.mail", "not a port", str(folder)], {})
        with pytest.raises(Unavailable, match=r"mail 未能启动，原因见日志.*mail\.log"):
            wait_for_listener(children, "mail", port)


def test_answers_are_given_in_turn_and_then_all_is_accepted(office: MailServer, client: smtplib.SMTP) -> None:
    office.answer(OK, "451 4.3.0 later")
    client.sendmail("a@example.org", ["b@example.org"], TEXT)
    with pytest.raises(smtplib.SMTPDataError, match="later"):
        client.sendmail("a@example.org", ["b@example.org"], TEXT)
    client.sendmail("a@example.org", ["b@example.org"], TEXT)
    assert [mail.sequence for mail in office.received] == [1, 2]


def test_an_answer_for_one_recipient_leaves_the_others_alone(office: MailServer, client: smtplib.SMTP) -> None:
    office.answer("550 no such user", to="gone@example.org", stage="RCPT")
    refused = client.sendmail("a@example.org", ["gone@example.org", "b@example.org"], TEXT)
    assert list(refused) == ["gone@example.org"]
    assert [mail.recipient for mail in office.received] == ["b@example.org"]


def test_a_drop_after_the_data_has_stored_the_mail_and_a_hang_has_not(office: MailServer, client: smtplib.SMTP) -> None:
    office.answer(DROP, HANG)
    with pytest.raises(smtplib.SMTPServerDisconnected):
        client.sendmail("a@example.org", ["b@example.org"], TEXT)
    client.connect("127.0.0.1", office.port)
    client.ehlo()
    with pytest.raises(smtplib.SMTPServerDisconnected, match="timed out"):
        client.sendmail("a@example.org", ["c@example.org"], TEXT)
    assert [mail.recipient for mail in office.received] == ["b@example.org"]


def test_the_mail_server_stops_at_once_while_a_conversation_hangs(tmp_path: Path) -> None:
    with MailServer(tmp_path) as office:
        caller = socket.create_connection(("127.0.0.1", office.port))
        caller.recv(100)
        started = time.monotonic()
    assert time.monotonic() - started < 1
    caller.close()


KEY = "known-key"


class Clock:
    """A clock that only moves when it is set."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def server(clock: Clock) -> Iterator[WeComServer]:
    with WeComServer({KEY, "other"}, clock=clock) as running:
        yield running


def post(server: WeComServer, body: object, *, key: str = KEY, path: str = PATH) -> tuple[int, bytes]:
    connection = HTTPConnection("127.0.0.1", server.port, timeout=0.3)
    try:
        connection.request("POST", f"{path}?key={key}", body if isinstance(body, bytes) else json.dumps(body))
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


def markdown(content: str) -> dict[str, object]:
    return {"msgtype": "markdown", "markdown": {"content": content}}


def errcode(server: WeComServer, body: object, *, key: str = KEY) -> int:
    status, text = post(server, body, key=key)
    assert status == 200
    return int(json.loads(text)["errcode"])


def test_an_accepted_message_is_stored(server: WeComServer) -> None:
    assert errcode(server, markdown("**你好**")) == 0
    assert server.received == [wecom.RobotMessage(KEY, "markdown", "**你好**")]


@pytest.mark.parametrize(
    ("body", "key", "code"),
    [
        (markdown("x"), "stranger", 93000),
        (markdown("x"), "", 93000),
        ({"msgtype": "poem", "poem": {"content": "x"}}, KEY, 40008),
        ([1], KEY, 40008),
        (b"{", KEY, 40008),
        (markdown(""), KEY, 44004),
        (markdown("长" * 1366), KEY, 40058),
        (markdown("长" * 1365), KEY, 0),
        ({"msgtype": "text", "text": {"content": "x" * 2049}}, KEY, 40058),
    ],
)
def test_each_rule_has_its_code(server: WeComServer, body: object, key: str, code: int) -> None:
    assert errcode(server, body, key=key) == code


def test_the_twenty_first_message_of_a_minute_is_too_often_for_its_robot_only(
    server: WeComServer, clock: Clock
) -> None:
    codes = [errcode(server, markdown("x")) for _ in range(21)]
    assert codes == [0] * 20 + [45009]
    assert errcode(server, markdown("x"), key="other") == 0
    clock.now = 59.9
    assert errcode(server, markdown("x")) == 45009
    clock.now = 60.0
    assert errcode(server, markdown("x")) == 0


def test_the_rate_limit_can_be_turned_off() -> None:
    with WeComServer({KEY}, per_minute=None) as server:
        assert {errcode(server, markdown("x")) for _ in range(25)} == {0}


def test_answers_are_given_in_turn_and_then_the_rules_hold_again(server: WeComServer) -> None:
    server.answer(wecom.BUSY, wecom.HTML, wecom.EMPTY_REPLY, wecom.ERROR, key=KEY)
    answers = [post(server, markdown("x")) for _ in range(4)]
    assert [status for status, _ in answers] == [200, 200, 200, 500]
    assert json.loads(answers[0][1])["errcode"] == -1
    assert (answers[1][1][:6], answers[2][1]) == (b"<html>", b"")
    assert errcode(server, markdown("x")) == 0
    assert len(server.received) == 1


def test_a_dropped_message_may_have_been_accepted(server: WeComServer) -> None:
    server.answer(wecom.DROP, wecom.DROP_ACCEPTED)
    for _ in range(2):
        with pytest.raises(RemoteDisconnected):
            post(server, markdown("x"))
    assert len(server.received) == 1


def test_another_path_is_not_found(server: WeComServer) -> None:
    assert post(server, markdown("x"), path="/elsewhere")[0] == 404


def test_the_robot_server_stops_at_once_while_an_answer_hangs() -> None:
    with WeComServer({KEY}) as server:
        server.answer(wecom.HANG)
        with pytest.raises(TimeoutError):
            post(server, markdown("x"))
        started = time.monotonic()
    assert time.monotonic() - started < 1


def test_the_name_of_this_machine_is_not_looked_up(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    monkeypatch.setattr("socket.getfqdn", asked.append)
    with WeComServer({KEY}) as server:
        assert errcode(server, markdown("x")) == 0
    assert not asked
