"""校验码: the hash at the head of the chain as people write it down, read it aloud and enter it to compare."""

import re
from dataclasses import dataclass

from models.rules.errors import Refused

GROUP, SHORT, WHOLE = 4, 16, 64  # digits: in a group, in the short form, in all
WRITTEN = re.compile(r"第?\s*(\d{1,9})\s*块?[\s:：]\s*([0-9A-Fa-f\s\-‐‑–—－]+)")
BETWEEN = re.compile(r"[^0-9A-Fa-f]")


@dataclass(frozen=True, slots=True)
class Head:
    """A block as a person wrote it down: its height, and its hash or the first digits of the hash."""

    height: int
    code: str

    def names(self, digest: str) -> bool:
        """Return whether `digest` starts with the digits that were written down."""
        return digest.startswith(self.code)

    @property
    def written(self) -> str:
        """Return the form that people write: 1286:3f2a-9c41-77b0-1d2e."""
        return f"{self.height}:{grouped(self.code)}"


def grouped(code: str) -> str:
    """Return the digits in groups of four, to compare by eye or read out by telephone."""
    return "-".join(code[at : at + GROUP] for at in range(0, len(code), GROUP))


def shortened(code: str) -> str:
    """Return the first sixteen digits in groups: enough to tell a block from all others."""
    return grouped(code[:SHORT])


def read_head(text: str) -> Head:
    """Parse the block that a person names: 1286:3f2a-9c41-77b0-1d2e, or 第1286块 3f2a…, with a full or short hash.

    Raises Refused if the text has another form, or fewer digits than the short form, which another block could share.
    """
    found = WRITTEN.fullmatch(text.strip())
    head = found and Head(int(found[1]), BETWEEN.sub("", found[2]).lower())
    if not head or not SHORT <= len(head.code) <= WHOLE:
        example = f"1286:{shortened('3f2a9c4177b01d2e')}"
        raise Refused(f"“{text}”不是台账月报上的校验码，应为“块数:校验码”，校验码至少{SHORT}位，如 {example}。")
    return head
