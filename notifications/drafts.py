"""附件: a file that is to go with a mail, and its bytes, made once and before the message is claimed."""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

log = logging.getLogger("mubiao.notifications")
LIMIT = 5 * 2**20  # bytes of the files of one mail
ROOM = 64 * 2**20  # bytes that are kept from one claim to the next


@dataclass(frozen=True, slots=True)
class Draft:
    """A file that is to go with a mail; `make` gives its bytes and reads no database.

    `content` identifies what the bytes depend on: drafts of equal content are one file. `said` is what the mail says of
    it, `elsewhere` the line in a message by another channel; `smaller` is sent in its place if it is too large.
    """

    name: str
    content: str
    make: Callable[[], bytes]
    said: str = ""
    elsewhere: str = ""
    smaller: "Draft | None" = None


@dataclass(frozen=True, slots=True)
class Drafted:
    """The drafts for some recipients, and what they were made of.

    `told` are their pending deliveries; everything else that a draft depends on changes by acts only, and each of these
    changes the head of the ledger.
    """

    day: date
    head: str
    told: Sequence[Any]
    drafts: Mapping[int, Sequence[Draft]]


@dataclass(slots=True)
class Files:
    """The drafts of the last claim, their bytes by their content, and how many of them one mail may carry.

    `page` is the address of the page that messages name; empty without one.
    """

    limit: int = LIMIT
    made: dict[str, bytes] = field(default_factory=dict)
    last: Drafted | None = None
    page: str = ""

    def fitting(self, drafts: Sequence[Draft]) -> list[tuple[Draft, bytes]]:
        """Returns the drafts that one mail carries, each with its bytes; too large a one is replaced by its smaller.

        One that cannot be made is left out, and the mail goes without it.
        """
        room, chosen = self.limit, []
        for draft in drafts:
            content = self._bytes_of(draft)
            if len(content) > room and draft.smaller:
                chosen.append((draft.smaller, self._bytes_of(draft.smaller)))
            else:
                chosen.append((draft, content))
            room -= len(chosen[-1][1])
        return [(draft, content) for draft, content in chosen if content]

    def make_room(self) -> None:
        """Forget the bytes kept until now, if they are many."""
        if sum(map(len, self.made.values())) > ROOM:
            self.made.clear()

    def _bytes_of(self, draft: Draft) -> bytes:
        """Returns the bytes of a draft, empty if they cannot be made."""
        if draft.content not in self.made:
            try:
                self.made[draft.content] = draft.make()
            except (KeyError, TypeError, ValueError):
                log.exception("附件“%s”无法生成", draft.name)
                return b""
        return self.made[draft.content]
