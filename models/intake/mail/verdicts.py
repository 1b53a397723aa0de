"""What the own relay found out about the sender: the topmost Authentication-Results (RFC 8601)."""

import re

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
