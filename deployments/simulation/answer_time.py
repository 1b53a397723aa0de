"""How long a simulated year works on answers: their sheets made for mails, filled in, read and taken."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from time import monotonic
from typing import Any

from sqlmodel import Session

from notifications import attachments
from notifications.attachments import Maker
from notifications.drafts import Draft


@dataclass(slots=True)
class AnswerTime:
    """The seconds so far, by a clock that no one sets; what runs within what is measured counts once."""

    seconds: float = 0.0
    _measures: bool = field(default=False, repr=False)

    @contextmanager
    def measured(self, *, is_answer: bool = True) -> Iterator[None]:
        """Within the context the time counts, if it is that of an answer."""
        if self._measures or not is_answer:
            yield
            return
        self._measures, began = True, monotonic()
        try:
            yield
        finally:
            self.seconds += monotonic() - began
            self._measures = False

    @contextmanager
    def of_sheets(self) -> Iterator[None]:
        """Within the context the time counts in which the sheets of mails are drafted, and their files made."""
        makers = attachments.MAKERS
        timed = {maker: partial(self._draft, maker) for maker in makers.values()}
        attachments.MAKERS = {kind: timed[maker] for kind, maker in makers.items()}
        try:
            yield
        finally:
            attachments.MAKERS = makers

    def _draft(
        self, maker: Maker, session: Session, told: Mapping[int, Sequence[Any]], day: date
    ) -> Mapping[int, Sequence[Draft]]:
        with self.measured():
            made = maker(session, told, day)
        return {recipient: list(map(self._in_time, drafts)) for recipient, drafts in made.items()}

    def _in_time(self, draft: Draft) -> Draft:
        smaller = draft.smaller and self._in_time(draft.smaller)
        return replace(draft, make=partial(self._make, draft.make), smaller=smaller)

    def _make(self, make: Callable[[], bytes]) -> bytes:
        with self.measured():
            return make()
