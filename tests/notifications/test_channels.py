"""The contract: results that fit their column, scrubbed reasons, and URLs refused without repeating a secret."""

import logging
import subprocess
import sys
from socket import gaierror
from ssl import SSLCertVerificationError, SSLError

import pytest

from models.rules.errors import Refused
from notifications.channels import (
    Channel,
    Letter,
    Outcome,
    Place,
    Result,
    explain_failure,
    is_loopback,
    scrub,
)
from notifications.services import open_channel

SECRET = "Geheim-9f31c2d7"  # noqa: S105 - planted, to be looked for

REFUSED_URLS = [
    "",
    "mbmail",
    f"nosuch://{SECRET}/",
    f"mbmail://u:{SECRET}@mail.example.org/?from=a@example.org&mode=insecure",
    f"mbmail://u:{SECRET}@mail.example.org/?from=a@example.org&mode=tls13",
    f"mbmail://u:{SECRET}@mail.example.org/?from=nobody",
    f"mbmail://u:{SECRET}@mail.example.org/",
    f"mbmail://u:{SECRET}@mail.example.org:99999/?from=a@example.org",
    f"mbmail://u:{SECRET}@mail.example.org:smtp/?from=a@example.org",
    f"mbmail://u:{SECRET}@/?from=a@example.org",
    f"mbmail://u:{SECRET}密@mail.example.org/?from=a@example.org",
    f"mbmail://u:{SECRET}@mail.example.org/?from=a@example.org&cto=0",
    f"mbmail://u:{SECRET}@mail.example.org/?from=a@example.org&cto=soon",
    f"mbwecom://wecom.example.org/?to={SECRET}",
    "mbwecoms://?",
    f"wecombot://{SECRET}",
    f"https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key={SECRET}",
    f"tgram://{SECRET}",
    f"slack://{SECRET}@ /?",
]


@pytest.mark.parametrize("url", REFUSED_URLS)
def test_a_wrong_url_is_refused_in_chinese_and_without_its_secrets(url: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with pytest.raises(Refused) as refused:
        open_channel(url)
    assert any("一" <= letter <= "鿿" for letter in refused.value.message)
    assert SECRET not in refused.value.message + caplog.text


@pytest.mark.parametrize(
    ("url", "name", "limit"),
    [
        ("mbmail://u:p@mail.example.org/?from=a@example.org", "mail", None),
        ("mbmail://a%40example.org:p@mail.example.org:465/?mode=ssl", "mail", None),
        ("mbmail://10.0.0.1/?from=a@example.org&mode=insecure&plain=yes", "mail", None),
        ("mbmail://[::1]:2525/?from=a@example.org&mode=insecure", "mail", None),
        ("mbwecoms://", "wecom", 4096),
        (" mbwecoms://wecom.example.org:8443/prefix/ ", "wecom", 4096),
        ("mbwecom://127.0.0.1:8080/", "wecom", 4096),
        ("json://127.0.0.1:9/", "json", None),
    ],
)
def test_each_kind_of_url_opens_its_channel(url: str, name: str, limit: int | None) -> None:
    channel = open_channel(url)
    assert isinstance(channel, Channel)
    assert (channel.name, channel.limit) == (name, limit)
    channel.close()


@pytest.mark.process
def test_the_contract_alone_does_not_load_apprise() -> None:
    text = "import sys, notifications.channels; print('apprise' in sys.modules)"
    seen = subprocess.run([sys.executable, "-c", text], capture_output=True, text=True, check=True)  # noqa: S603 - our own words
    assert seen.stdout.strip() == "False"


def test_a_reason_never_exceeds_its_column() -> None:
    assert len(Result(Outcome.RETRY, "x", "长" * 900).reason) == 500


def test_every_outcome_has_a_chinese_word() -> None:
    assert [outcome.label for outcome in Outcome] == ["已发送", "送达不明", "稍后重发", "无法送达", "渠道不通"]


def test_scrubbing_removes_a_secret_in_plain_and_in_url_spelling_before_it_cuts() -> None:
    text = "x" * 490 + "p@ss/word and p%40ss/word and p%40ss%2Fword"
    assert scrub(text, "p@ss/word", "") == ("x" * 490 + "*** and ***")[:500]


def test_scrubbing_removes_the_longer_of_two_secrets_first() -> None:
    assert scrub("abcdef\r\nabc", "abc", "abcdef") == "*** ***"


@pytest.mark.parametrize(
    ("host", "local"),
    [
        ("127.0.0.1", True),
        ("127.9.9.9", True),
        ("[::1]", True),
        ("localhost", True),
        ("mail.example.org", False),
        ("10.0.0.1", False),
    ],
)
def test_loopback_is_decided_without_a_dns_lookup(host: str, *, local: bool) -> None:
    assert is_loopback(host) is local


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (ConnectionRefusedError(), "refused"),
        (TimeoutError(), "timeout"),
        (gaierror(), "name"),
        (SSLCertVerificationError(), "tls"),
        (SSLError(), "tls"),
        (BrokenPipeError(), "lost"),
        (OSError(), "network"),
        (KeyError(SECRET), "KeyError"),
    ],
)
def test_trouble_is_named_by_its_kind_and_never_by_its_text(error: Exception, code: str) -> None:
    text, words = explain_failure(error)
    assert text == code
    assert SECRET not in words


def test_secrets_stay_out_of_the_written_form_of_a_place() -> None:
    place = Place("mbmail", "mail.example.org", password=SECRET, words={"to": SECRET})
    assert SECRET not in repr(place)


def test_a_letter_cannot_be_changed_once_made() -> None:
    with pytest.raises(AttributeError):
        Letter("a@example.org", "题", "文").subject = "他题"  # type: ignore[misc]
