"""来信的证明: whether our own relay has confirmed that a mail comes from the domain of its sender (A49)."""

from collections.abc import Mapping

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
