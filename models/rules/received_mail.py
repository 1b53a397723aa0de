"""来信: on which day an answer by mail counts as received (A50), who is vouched for, and what is too much."""

from collections.abc import Mapping
from datetime import date, datetime

from models.rules.workdays import SHANGHAI


def counted_day(received: datetime, seen: datetime, answered: datetime | None = None) -> date:
    """A50: return the day in Shanghai on which an answer by mail counts as received.

    `received` is when the mailbox took it, `seen` when we first saw it, `answered` when the message that it answers was
    sent (None if it answers none of ours). The instant is never before `answered` and never after `seen`; if these two
    contradict each other, `seen` counts. All three are aware; raises ValueError if one is not.
    """
    instants = [received, seen, *([answered] if answered else [])]
    if any(instant.utcoffset() is None for instant in instants):
        raise ValueError("an instant without zone")
    return min(max(received, answered or received), seen).astimezone(SHANGHAI).date()


TRIES, HOURS = 10, 1  # wrong codes from an address within this time, after which its mails wait
RECEIPTS = 6  # receipts to an address within an hour


def is_vouched(relay: str, given_by: str, verdicts: Mapping[str, str], sender: str) -> bool:
    """A49: return whether the named relay gave the topmost results, and they tie the sender's address to the mail.

    Only DMARC compares the From address with what SPF and DKIM have confirmed; a pass of those alone is of any domain.
    A relay that names another domain has read another sender than we. Without a named relay nothing is confirmed.
    """
    domain = sender.rpartition("@")[2].lower()
    judged = verdicts.get("dmarc", "").lower(), verdicts.get("header.from", domain)
    return bool(relay) and given_by.lower() == relay.lower() and judged == ("pass", domain)


def is_denied(relay: str, given_by: str, verdicts: Mapping[str, str]) -> bool:
    """A49: return whether the named relay found that the mail does not come from its sender's domain."""
    return bool(relay) and given_by.lower() == relay.lower() and verdicts.get("dmarc", "").lower() == "fail"
