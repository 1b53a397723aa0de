"""Failures to sign in: each slows down the next try of its account and, if they are many, its address."""

from collections import defaultdict
from collections.abc import Callable
from datetime import datetime, timedelta
from threading import Lock

from models.rules.account import wait_after, wait_of_address

HOUR = timedelta(hours=1)


class Failures:
    """The failures of the last hour by account and address; kept while the process runs."""

    def __init__(self) -> None:
        self._of: defaultdict[tuple[str, str], list[datetime]] = defaultdict(list)
        self._lock = Lock()

    def try_again(self, name: str, address: str, now: datetime) -> timedelta:
        """Return how long this name waits at this address; if it need not, the try counts as a failure for now.

        Without a name only the address waits.
        """
        rules: list[tuple[tuple[str, str], Callable[[int], timedelta]]] = [(("", address), wait_of_address)]
        rules += [((name, address), wait_after)] if name else []
        with self._lock:
            self._forget_old(now)
            waits = [self._of[key][-1] + rule(len(self._of[key])) - now for key, rule in rules if self._of.get(key)]
            if (wait := max([timedelta(), *waits])) > timedelta():
                return wait
            for key, _ in rules:
                self._of[key].append(now)
        return timedelta()

    def succeed(self, name: str, address: str) -> None:
        """Count no more: the person has signed in."""
        with self._lock:
            self._of.pop((name, address), None)
            if of_address := self._of.get(("", address)):
                of_address.pop()

    def clear(self) -> None:
        """Forget all failures."""
        self._of.clear()

    def _forget_old(self, now: datetime) -> None:
        for key in [key for key, found in self._of.items() if not found or now - found[-1] > HOUR]:
            del self._of[key]
        for found in self._of.values():
            while found and now - found[0] > HOUR:
                found.pop(0)


FAILURES = Failures()
HANDS = Failures()  # with the password of who is signed in, by account and session
