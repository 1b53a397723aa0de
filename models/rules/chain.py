"""校验码: the hash at the head of the chain as people keep it, read it out, and give it back to be compared."""

import re
from dataclasses import dataclass

from models.rules.errors import Refused

GROUP, SHORT, WHOLE = 4, 16, 64  # digits: in a group, in the short form, in all
WRITTEN = re.compile(r"第?\s*(\d{1,9})\s*块?[\s:：]\s*([0-9A-Fa-f\s\-‐‑–—－]+)")
BETWEEN = re.compile(r"[^0-9A-Fa-f]")


@dataclass(frozen=True, slots=True)
class Head:
    """A block as somebody wrote it down: its height, and its hash or the first digits of it."""

    height: int
    code: str

    def names(self, digest: str) -> bool:
        """Whether this is that block's hash, as far as it was written down."""
        return digest.startswith(self.code)

    @property
    def written(self) -> str:
        """As people write it: 1286:3f2a-9c41-77b0-1d2e."""
        return f"{self.height}:{grouped(self.code)}"


def grouped(code: str) -> str:
    """Digits in groups of four, which can be compared by eye and read out by telephone."""
    return "-".join(code[at : at + GROUP] for at in range(0, len(code), GROUP))


def shortened(code: str) -> str:
    """The first sixteen digits in groups: enough to tell a block from every other."""
    return grouped(code[:SHORT])


def read_head(text: str) -> Head:
    """The block that a person names: 1286:3f2a-9c41-77b0-1d2e, or 第1286块 3f2a…, with the whole hash or its beginning.

    Refuses what is no such thing, and less than the short form, which could be met by chance.
    """
    found = WRITTEN.fullmatch(text.strip())
    head = found and Head(int(found[1]), BETWEEN.sub("", found[2]).lower())
    if not head or not SHORT <= len(head.code) <= WHOLE:
        example = f"1286:{shortened('3f2a9c4177b01d2e')}"
        raise Refused(f"“{text}”不是台账月报上的校验码，应为“块数:校验码”，校验码至少{SHORT}位，如 {example}。")
    return head
