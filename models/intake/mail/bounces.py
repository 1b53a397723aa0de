"""退信: the recipients that our messages did not reach, from reports (RFC 3464) and from the usual texts."""

import re
from collections.abc import Iterator, Sequence

from models.intake.mail.body import body
from models.intake.mail.headers import ADDRESS, read_return_path, read_subject, references
from models.intake.mail.structure import Part, content, enclosed, first
from models.intake.mail.text import decoded, one_line
from models.intake.received_mail import BouncedTo

LONGEST_WORDS, LONGEST_TEXT, MOST = 300, 200_000, 50  # characters, characters, recipients
REPORT, ORIGINAL, HEADERS = "message/delivery-status", "message/rfc822", "text/rfc822-headers"
SUBJECT = re.compile(
    r"系统退信|退信通知|邮件退信|退信|无法投递|无法送达|未送达|投递失败|发送失败"
    r"|Undeliver|Delivery Status Notification|Delivery (has )?failed|Mail delivery failed|Returned mail|failure notice",
    re.IGNORECASE,
)
MACHINE = re.compile(r"(mailer-daemon|postmaster|mail-daemon|mdaemon)@|<>", re.IGNORECASE)
MAILBOX = re.compile(rf"(?<![\w.@<-])<?({ADDRESS})>?")
REASON = re.compile(
    r"\b[45]\d\d\b|\b[45]\.\d{1,3}\.\d{1,3}\b|不存在|拒收|拒绝|已满|失败|无法|unknown|reject|full", re.IGNORECASE
)


def read_bounces(mail: Part, parts: Sequence[Part]) -> tuple[BouncedTo, ...]:
    """Return the recipients that were not reached; nothing if the return path is not empty.

    That the message is ours and had this recipient is for the ledger to find out.
    """
    if read_return_path(mail) != "":
        return ()
    found = list(_of_reports(parts)) or (list(_of_text(mail, parts)) if _looks_returned(mail) else [])
    known = next(iter(_originals(mail, parts)), "")
    return tuple(BouncedTo(address, known, words) for address, words in dict(found[:MOST]).items()) if known else ()


def _looks_returned(mail: Part) -> bool:
    answered = first(mail, "Auto-Submitted").strip().lower().startswith("auto-replied")
    machine = "X-Failed-Recipients" in mail or MACHINE.search(first(mail, "From")) is not None
    return not answered and (machine or SUBJECT.search(read_subject(mail)) is not None)


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
    lines = body(parts)[:LONGEST_TEXT].splitlines()
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
