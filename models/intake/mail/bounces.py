"""退信: the recipients that our messages did not reach, from reports (RFC 3464) and from the usual texts."""

import re
from collections.abc import Iterator, Sequence
from itertools import takewhile

from models.intake.mail.body import body
from models.intake.mail.headers import ADDRESS, MACHINE, read_return_path, read_subject, references
from models.intake.mail.structure import Part, content, enclosed, first
from models.intake.mail.text import decoded, one_line
from models.intake.received_mail import BouncedTo

LONGEST_WORDS, LONGEST_TEXT, MOST = 300, 200_000, 50  # characters, characters, recipients
REPORT, ORIGINAL, HEADERS = "message/delivery-status", "message/rfc822", "text/rfc822-headers"
SUBJECT = re.compile(
    r"系统退信|退信通知|邮件退信|退信|无法投递|(无法|未能?)送达|投递失败|投递不成功|发送失败"
    r"|Undeliver|Delivery Status Notification|Delivery (has )?fail(ed|ure)|could not be delivered|Mail delivery failed"
    r"|Returned mail|failure notice",
    re.IGNORECASE,
)
DELAYED = re.compile(r"delay|延迟|延误|尚未(送|投)|Warning: (message|could not)", re.IGNORECASE)
# Where the copy of our message begins: its addresses are no failed ones.
COPY = re.compile(
    r"-{3,}.{0,20}(copy of|original|原始?邮件)|.{0,10}Below this line is a copy|Return-Path:", re.IGNORECASE
)
MAILBOX = re.compile(rf"(?<![\w.@<-])<?({ADDRESS})>?", re.ASCII)
REASON = re.compile(
    r"\b[45]\d\d\b|\b[45]\.\d{1,3}\.\d{1,3}\b|不存在|拒收|拒绝|已满|失败|无法|unknown|reject|full", re.IGNORECASE
)


def read_bounces(mail: Part, parts: Sequence[Part]) -> tuple[BouncedTo, ...]:
    """Return the recipients that were not reached; of a returned mail that names none, one without address.

    That the message is ours and had this recipient is for the ledger to find out.
    """
    reported = any(part.get_content_type() == REPORT for part in parts)
    found = list(_of_reports(parts))
    if not found and not reported and _looks_returned(mail):
        found = list(_of_text(mail, parts)) or [("", _words(read_subject(mail)))]
    known = next(iter(_originals(mail, parts)), "")
    return tuple(BouncedTo(address, known, words) for address, words in dict(found[:MOST]).items())


def _looks_returned(mail: Part) -> bool:
    """Return whether a mail server returned a message. One that it still tries to deliver is not returned."""
    if "X-Failed-Recipients" in mail:
        return True
    subject, submitted = read_subject(mail), first(mail, "Auto-Submitted").strip().lower()
    if DELAYED.search(subject) or mail.get_param("report-type") == "disposition-notification":
        return False
    named = SUBJECT.search(subject) and read_return_path(mail) == "" and not submitted.startswith("auto-replied")
    return bool(named) or MACHINE.search(first(mail, "From")) is not None


def _originals(mail: Part, parts: Sequence[Part]) -> Iterator[str]:
    """Yield the references of our message that the mail brings back: its headers first, then any in the text."""
    for part in parts:
        kind = part.get_content_type()
        if kind == ORIGINAL:
            yield from (ref for each in enclosed(part) for ref in references(first(each, "Message-ID")))
        if kind == HEADERS:
            yield from references(decoded(content(part)))
    yield from references(body(parts)[:LONGEST_TEXT])
    yield from references(f"{first(mail, 'In-Reply-To')} {first(mail, 'References')}")


def _of_reports(parts: Sequence[Part]) -> Iterator[tuple[str, str]]:
    """Yield each recipient of a report whose delivery failed for good, and the words of the server."""
    for part in parts:
        for block in enclosed(part) if part.get_content_type() == REPORT else ():
            if first(block, "Action").strip().lower() == "failed":
                recipient = first(block, "Original-Recipient") or first(block, "Final-Recipient")
                address = _address(recipient.rpartition(";")[2])
                if address:
                    yield address, _words(first(block, "Diagnostic-Code") or first(block, "Status"))


def _of_text(mail: Part, parts: Sequence[Part]) -> Iterator[tuple[str, str]]:
    """Yield the addresses in the text of a returned mail, and the line that tells why."""
    own = {_address(first(mail, "To")), _address(first(mail, "From")), ""}
    for address in first(mail, "X-Failed-Recipients").split(","):
        if (clean := _address(address)) not in own:
            yield clean, _words(first(mail, "Subject"))
    lines = list(takewhile(lambda line: not COPY.match(line), body(parts)[:LONGEST_TEXT].splitlines()))
    why = next((line for line in lines if REASON.search(line)), "")
    for line in lines:
        for match in MAILBOX.finditer(line[:500]):
            if (clean := _address(match[1])) not in own and not any(references(f"<{clean}>")):
                yield clean, _words(line if REASON.search(line) else why)


def _address(text: str) -> str:
    """Return the address in a text, its domain in small letters; empty if there is no address."""
    found = re.search(ADDRESS, text[:1_000])
    local, _, domain = (found[0] if found else "").rpartition("@")
    return f"{local}@{domain.lower()}" if found else ""


def _words(text: str) -> str:
    return one_line(text)[:LONGEST_WORDS]
