"""Headers of a mail: its sender, which message of ours it answers, whether a machine wrote it."""

import re
from collections.abc import Iterator
from unicodedata import normalize

from models.intake.mail.structure import Part, first
from models.intake.mail.text import LONGEST_HEADER, header_text, one_line

LONGEST_ADDRESS, LONGEST_SUBJECT, LONGEST_ID = 254, 500, 998  # characters
ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?"
ADDRESS = rf"{ATOM}(?:\.{ATOM})*@{LABEL}(?:\.{LABEL})*"
# One address, or a name with an address in angle brackets; a comma outside of quotation marks separates addresses.
SINGLE = re.compile(rf'\s*(?:({ADDRESS})|(?:"(?:[^"\\]|\\.)*"|[^<>",;])*<\s*({ADDRESS})\s*>)\s*(?:\([^()]*\))?\s*')
IDENTITY = re.compile(r"<([^<>\s]{1,900})>")
OURS = re.compile(r"[0-9a-f]{32}")
MARKS = (  # what mail programs put before a subject
    r"(?:\s*(?:(?:Re|Fwd?|Aw|回复|答复|转发|转寄)\s*(?:\[\d+\])?\s*[:：]"
    r"|[\[【*(（]+\s*(?:SPAM|(?:疑似)?垃圾邮件)[^\]】*)）]*[\]】*)）]+))*\s*"
)
PREFIX = re.compile(MARKS, re.IGNORECASE)
AUTOMATIC_SUBJECT = re.compile(
    rf"{MARKS}\W{{0,3}}((系统|邮箱|假期|节假日|休假|外出|出差|离职)?自动(回复|答复|回信|应答)|休假回复"
    r"|(您的邮件)?(已读|未读)\s*[:：]|(已读|阅读)回执|邮件已(阅读|读)"
    r"|Automatic reply|Auto(matic)?[- ]?(reply|response)|Out of (the )?office|(Not )?read:|(Return|Read) receipt)",
    re.IGNORECASE,
)
BULK = frozenset({"bulk", "junk", "list"})
QUIET = ("X-Auto-Response-Suppress", "List-Id")
MACHINE = re.compile(r"(mailer-daemon|postmaster|mail-daemon|mdaemon)@|<>", re.IGNORECASE)


def read_sender(mail: Part) -> str:
    """Return the address of the single From, its domain in small letters; empty if a mail has no From or several."""
    given = mail.get_all("From", [])
    if len(given) != 1 or len(text := str(given[0])) > LONGEST_HEADER:
        return ""
    found = SINGLE.fullmatch(" ".join(text.split()))
    local, _, domain = ((found[1] or found[2]) if found else "").rpartition("@")
    address = f"{local}@{domain.lower()}"
    return address if found and len(address) <= LONGEST_ADDRESS else ""


def read_return_path(mail: Part) -> str | None:
    """Return the address to which a mail that cannot be delivered goes back; None without the header, "" if empty."""
    given = mail.get_all("Return-Path", [])
    return one_line(str(given[0]))[:LONGEST_HEADER].strip("<> ") if given else None


def read_subject(mail: Part) -> str:
    """Return the subject on one line."""
    return header_text(first(mail, "Subject"))[:LONGEST_SUBJECT]


def bare_subject(subject: str) -> str:
    """Return a subject without Re, 回复, 转发 and [SPAM] before it, and without blanks, to be compared."""
    bare = PREFIX.sub("", normalize("NFKC", subject), count=1)
    return "".join(bare.split()).casefold()


def read_message_id(mail: Part) -> str:
    """Return the Message-ID as it stands, with its angle brackets."""
    return one_line(first(mail, "Message-ID"))[:LONGEST_ID]


def read_answered(mail: Part) -> tuple[str, ...]:
    """Return the references of our own messages: of In-Reply-To, then of References from its end."""
    replied, thread = (references(first(mail, name)) for name in ("In-Reply-To", "References"))
    return tuple(dict.fromkeys((*replied, *reversed(tuple(thread)))))


def references(text: str) -> Iterator[str]:
    """Yield the references of our own messages in a text: the part before @ of a Message-ID that we may have given."""
    for found in IDENTITY.finditer(text[: LONGEST_HEADER * 5]):
        reference, at, _ = found[1].partition("@")
        if at and OURS.fullmatch(reference):
            yield reference


def is_automatic(mail: Part) -> bool:
    """Return whether the headers of a mail say that a machine wrote it. People's mails may say so too."""
    submitted = first(mail, "Auto-Submitted").partition(";")[0].strip().lower()
    return (
        submitted not in {"", "no"}
        or first(mail, "Precedence").strip().lower() == "auto_reply"
        or "X-Autoreply" in mail
        or "X-Autorespond" in mail
        or read_return_path(mail) == ""
        or is_report(mail)
        or AUTOMATIC_SUBJECT.match(read_subject(mail)) is not None
    )


def is_quiet(mail: Part) -> bool:
    """Return whether a mail only asks that no machine answers it."""
    return first(mail, "Precedence").strip().lower() in BULK or any(name in mail for name in QUIET)


def is_report(mail: Part) -> bool:
    """Return whether a mail has only the words of a mail server or of a reading program: a report, or its sender."""
    return mail.get_content_type() == "multipart/report" or MACHINE.search(first(mail, "From")) is not None


LONGEST = 10_000  # characters
TOKEN = re.compile(r"[A-Za-z0-9._:-]{1,255}")
RESULT = re.compile(r"([A-Za-z][A-Za-z0-9-]*)(?:/\d+)?\s*=\s*([A-Za-z]+)(?:[\s;]|$)")
FROM = re.compile(r'\sheader\.from\s*=\s*"?(?:[^\s"@]*@)?([^\s"@]+)', re.IGNORECASE)


def read_verdicts(header: str) -> tuple[str, dict[str, str]]:
    """Return the host that judged, and its result of each method, in small letters.

    Of a method with several results the one that is not `pass` counts. `header.from` is the domain that DMARC judged,
    if the host names it; of several the last. A header that breaks the syntax says nothing.
    """
    plain = _without_comments(" ".join(header[:LONGEST].split()))
    if plain is None:
        return "", {}
    first, *results = _split(plain)
    host, _, version = first.partition(" ")
    if not TOKEN.fullmatch(host) or not (version.strip() or "1").isdecimal():
        return "", {}
    found: dict[str, str] = {}
    for result in filter(None, map(RESULT.match, results)):
        method, verdict = result[1].lower(), result[2].lower()
        found[method] = verdict if found.get(method, "pass") == "pass" else found[method]
        if method == "dmarc" and (judged := FROM.search(result.string)):
            found["header.from"] = judged[1].lower()
    return host.lower(), found


def _without_comments(text: str) -> str | None:
    """Return a header without its comments, which may be nested; None if a comment or a quotation does not end."""
    kept: list[str] = []
    depth, quoted, escaped = 0, False, False
    for char in text:
        if escaped or char == "\\":
            escaped = not escaped
        elif char == '"' and not depth:
            quoted = not quoted
        elif char in "()" and not quoted:
            depth += 1 if char == "(" else -1
            continue
        if not depth:
            kept.append(char)
    return None if depth or quoted else "".join(kept)


def _split(text: str) -> list[str]:
    """Return the parts between semicolons; one in a quotation separates nothing."""
    parts, quoted = [""], False
    for char in text:
        quoted ^= char == '"'
        if char == ";" and not quoted:
            parts.append("")
        else:
            parts[-1] += char
    return [part.strip() for part in parts]
