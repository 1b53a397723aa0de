"""Authentication-Results (RFC 8601): the host and its results; what breaks the syntax says nothing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.intake.mail.verdicts import read_verdicts

PASSED = "mx.example.org; spf=pass smtp.mailfrom=d001@example.org; dkim=pass header.d=example.org; dmarc=pass"


def test_the_host_and_the_result_of_each_method_are_read() -> None:
    assert read_verdicts(PASSED) == ("mx.example.org", {"spf": "pass", "dkim": "pass", "dmarc": "pass"})


@pytest.mark.parametrize(
    ("header", "host", "found"),
    [
        ("MX.Example.org 1; SPF=Fail", "mx.example.org", {"spf": "fail"}),
        (
            "mx.example.org;\r\n\tdmarc=pass (p=reject dis=none) header.from=example.org",
            "mx.example.org",
            {"dmarc": "pass", "header.from": "example.org"},
        ),
        ("mx.example.org; spf=pass header.from=a.cn", "mx.example.org", {"spf": "pass"}),
        ("mx.example.org; dmarc=pass HEADER.FROM=a@B.cn", "mx.example.org", {"dmarc": "pass", "header.from": "b.cn"}),
        ('mx.example.org; dmarc=pass header.from="b.cn"', "mx.example.org", {"dmarc": "pass", "header.from": "b.cn"}),
        ("mx.example.org (a relay); auth=pass smtp.auth=d001", "mx.example.org", {"auth": "pass"}),
        ("mx.example.org; dkim/1=pass", "mx.example.org", {"dkim": "pass"}),
        ("mx.example.org; none", "mx.example.org", {}),
        ("mx.example.org", "mx.example.org", {}),
        ("mx.example.org; dkim=pass; dkim=fail", "mx.example.org", {"dkim": "fail"}),
        ("mx.example.org; dkim=fail; dkim=pass", "mx.example.org", {"dkim": "fail"}),
        ('mx.example.org; spf=fail reason="; dmarc=pass"', "mx.example.org", {"spf": "fail"}),
        ("mx.example.org; spf=fail (; dmarc=pass)", "mx.example.org", {"spf": "fail"}),
        ("mx.example.org; spf=fail ((nested) ; dmarc=pass)", "mx.example.org", {"spf": "fail"}),
        ("mx.example.org; spf=passed-by-me", "mx.example.org", {}),
        ("", "", {}),
        ("; spf=pass", "", {}),
        ("mx.example.org (open; dmarc=pass", "", {}),
        ('mx.example.org; spf=fail reason="open; dmarc=pass', "", {}),
        ("mx example org; dmarc=pass", "", {}),
        ("münchen.example; dmarc=pass", "", {}),
    ],
)
def test_other_forms(header: str, host: str, found: dict[str, str]) -> None:
    assert read_verdicts(header) == (host, found)


@given(st.text(alphabet='abc=;()"\\ \n.', max_size=200))
def test_any_header_is_read(header: str) -> None:
    host, found = read_verdicts(header)
    assert host or not found
