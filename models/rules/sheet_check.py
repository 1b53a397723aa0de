"""核对码 of a row that the ledger made: which record it is, and a digest of what stood there; no signature."""

import json
from base64 import b32encode
from collections.abc import Iterable, Sequence
from hashlib import sha256

CHECK = "核对码"
KEY, STATE = 10, 5  # bytes of the two parts


def check_code(kind: str, key: str, state: Sequence[object]) -> str:
    """Return the code of a row: its kind and natural key, then what stood in its cells."""
    return f"{_short([kind, key], KEY)}-{_short([str(each) for each in state], STATE)}"


def key_part(code: str) -> str:
    """Return the part of a code that names the record; blanks and small letters do no harm."""
    return bare(code).partition("-")[0]


def bare(code: str) -> str:
    """Return a code without blanks, in capital letters."""
    return "".join(code.split()).upper()


def unmarked_words(named: str, changes: Iterable[tuple[str, object, object]]) -> str:
    """Return the question about a row without its code: what it is taken for, and each title, value before and now."""
    told = "；".join(
        f"{title}由“{before}”改为“{now}”" if before else f"{title}填为“{now}”" for title, before, now in changes
    )
    return f"是空的，按编号、名称认作“{named}”：{told}。核对无误的，导入时加 --match-rows"


def _short(values: Sequence[object], size: int) -> str:
    text = json.dumps(values, ensure_ascii=False, separators=(",", ":"))
    return b32encode(sha256(text.encode(errors="surrogatepass")).digest()[:size]).decode().rstrip("=")
