"""回复码: ties an answer sheet to one duty of one installation, and each of its rows to one target; no signature."""

import hmac
import json
from base64 import b32decode, b32encode
from binascii import Error as NotBase32
from collections.abc import Sequence
from dataclasses import astuple, dataclass
from functools import lru_cache
from hashlib import sha256
from unicodedata import normalize

MAC, ROW, SHOWN = 16, 10, 5  # bytes: of a sheet's code, of a row's code, of the digest of a row's grey cells
LONGEST = 1_000  # characters of a code that is read at all


@dataclass(frozen=True, slots=True)
class AnswerCode:
    """What an answer sheet is for: an installation, the natural key of a duty, its due version, and an office."""

    installation: str
    obligation: str
    due_version: int
    office: str

    def sealed(self, key: bytes) -> str:
        """Return the code as it stands in the sheet: base32 of the four values and 128 bits of their HMAC-SHA-256."""
        payload = _payload(self)
        return _base32(payload + _mac(key, b"sheet", payload)[:MAC])

    def row_code(self, key: bytes, row: str, shown: Sequence[str]) -> str:
        """Return the check code of one row (核对码): its key under this code, and a short digest of its grey cells."""
        digest = sha256(_text([_bare(text) for text in shown])).digest()[:SHOWN]
        return f"{self.row_name(key, row)}-{_base32(digest)}"

    def row_name(self, key: bytes, row: str) -> str:
        """Return the part of a row's check code that names its row (see `row_part`)."""
        return _base32(_mac(key, b"row", _payload(self), row.encode())[:ROW])


def read_code(text: str, key: bytes) -> AnswerCode | None:
    """Return what a code is for; None if it was not made with this key. Blanks and small letters do no harm."""
    content = "".join(text.split()).upper()
    if len(content) > LONGEST:
        return None
    try:
        sealed = b32decode(content + "=" * (-len(content) % 8))
    except (NotBase32, ValueError):
        return None
    payload, mac = sealed[:-MAC], sealed[-MAC:]
    if not hmac.compare_digest(mac, _mac(key, b"sheet", payload)[:MAC]):
        return None
    return AnswerCode(*json.loads(payload))


def row_part(code: str) -> str:
    """Return the part of a row's check code that names its row; the rest is the digest of its grey cells."""
    return "".join(code.split()).upper().partition("-")[0]


@lru_cache(maxsize=64)  # each row of a sheet asks for it twice
def _payload(code: AnswerCode) -> bytes:
    return _text(list(astuple(code)))


@lru_cache(maxsize=2**15)  # a target asks the same in each month; one more than fit would find none
def _bare(text: str) -> str:
    """Return a text without what a spreadsheet may change in it: blanks, width and unprintable characters."""
    bare = "".join(normalize("NFKC", text).split())
    return bare if bare.isprintable() else "".join(filter(str.isprintable, bare))


def _text(values: list[object]) -> bytes:
    return json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode()


@lru_cache(maxsize=2**13)  # each reminder of a duty has its rows again
def _base32(data: bytes) -> str:
    return b32encode(data).decode().rstrip("=")


@lru_cache(maxsize=2**13)  # as above
def _mac(key: bytes, *parts: bytes) -> bytes:
    """Return the HMAC of the parts; the length of each is in it, so that no two lists of parts have the same."""
    return hmac.digest(key, b"".join(len(part).to_bytes(4, "big") + part for part in parts), "sha256")
