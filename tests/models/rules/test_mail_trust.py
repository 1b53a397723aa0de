"""来信的证明: only the named relay counts, and only DMARC ties the sender's address to the mail (A49)."""

from __future__ import annotations

import pytest

from models.rules.mail_trust import is_denied, is_vouched

PASS = {"dmarc": "pass", "spf": "fail"}
RELAY = "mx.gz.gov.cn"
SENDER = "d001@Example.org"


@pytest.mark.parametrize("given_by", [RELAY, "MX.gz.gov.cn"])
def test_the_named_relay_vouches_for_a_sender(given_by: str) -> None:
    assert is_vouched(RELAY, given_by, PASS, SENDER)
    assert is_vouched(RELAY, given_by, PASS | {"header.from": "example.org"}, SENDER)


@pytest.mark.parametrize(
    ("relay", "given_by", "verdicts"),
    [
        ("", "", PASS),
        ("", RELAY, PASS),
        (RELAY, "mx.example.com", PASS),
        (RELAY, f"{RELAY}.example.com", PASS),
        (RELAY, RELAY, {}),
        (RELAY, RELAY, {"spf": "pass", "dkim": "pass"}),
        (RELAY, RELAY, {"dmarc": "fail", "spf": "pass"}),
        (RELAY, RELAY, PASS | {"header.from": "example.com"}),
        (RELAY, RELAY, PASS | {"header.from": "sub.example.org"}),
    ],
)
def test_nothing_else_vouches(relay: str, given_by: str, verdicts: dict[str, str]) -> None:
    assert not is_vouched(relay, given_by, verdicts, SENDER)


@pytest.mark.parametrize(
    ("relay", "verdict", "denied"),
    [(RELAY, "fail", True), (RELAY, "FAIL", True), ("", "fail", False), (RELAY, "none", False), (RELAY, "pass", False)],
)
def test_the_named_relay_denies_a_sender(relay: str, verdict: str, *, denied: bool) -> None:
    assert is_denied(relay, RELAY, {"dmarc": verdict}) is denied
    assert not is_denied(relay, "mx.example.com", {"dmarc": verdict})
