"""Telling the operator that something stands still, from any process, past the outbox and without the database."""

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import replace
from datetime import datetime

from models.database import begin
from models.ledger.jurisdiction import is_rehearsal
from models.outages import FAULTS
from models.rules.cycle import Cycle, Routine
from models.rules.errors import MubiaoError
from models.rules.rehearsal import MARK
from notifications.alert import letter_of
from notifications.alert_addresses import read_addresses, route_of
from notifications.alert_book import Book, Found, note, note_run, opened_book, settle, take_due
from notifications.channels import Channel, Letter, Outcome, Result
from tasks.clock import current_instant
from tasks.settings import Settings, settings


def tell(found: Found) -> None:
    """Note which causes stand and which have ended, None, and send what is due; it raises nothing."""
    _tell(lambda book, now: note(book, found, now))


def tell_run(run: str, failures: int = 0) -> None:
    """Tell how often a run has failed, or that it has succeeded; it raises nothing."""
    _tell(lambda book, now: note_run(book, run, failures, now))


@contextmanager
def telling_operator(cycle: Cycle | Routine) -> Iterator[None]:
    """Tell whether a run of a cycle failed or succeeded."""
    failures = 1
    try:
        yield
        failures = 0
    finally:
        tell_run(cycle.key, failures)


def _tell(change: Callable[[Book, datetime], None]) -> None:
    chosen = settings()
    if chosen.alert_to is None:
        return
    with suppress(*FAULTS):
        addresses = read_addresses(chosen.alert_to.get_secret_value())
        with opened_book(chosen.home) as book:
            now = current_instant()  # under the lock, so that no other process is ahead of it
            change(book, now)
            due = take_due(book, now)
        for alert in due:
            letter = letter_of(alert, now, MARK if _is_rehearsal() else "")
            name = f"alert-{alert.cause.code}-{now:%Y%m%d%H%M%S}"
            results = [
                _send(chosen, address, replace(letter, message_id=f"<{name}-{number}@{chosen.mail_domain}>"))
                for number, address in enumerate(addresses)
            ]
            with opened_book(chosen.home) as book:
                settle(book, alert, results, now)


def _send(chosen: Settings, address: str, letter: Letter) -> Result:
    """Send one message. Returns what the other side said, or what is wrong with the address."""
    try:
        channel, to = open_route(chosen, address)
        with closing(channel):
            return channel.send(replace(letter, address=to))
    except MubiaoError as error:
        return Result(Outcome.REFUSED, "address", error.message)
    except FAULTS as error:
        return Result(Outcome.RETRY, "fault", f"程序出错（{type(error).__name__}）")


def _is_rehearsal() -> bool:
    """Returns whether all that leaves here bears the mark of a rehearsal (A51); unknown while the database is away."""
    with suppress(MubiaoError, *FAULTS), begin() as session:
        return is_rehearsal(session)
    return False


def open_route(chosen: Settings, address: str) -> tuple[Channel, str]:
    """Returns the channel of an address and the address of its letters. Raises Refused if it cannot be opened."""
    from notifications.services import open_channel  # noqa: PLC0415 - loads Apprise

    url, to = route_of(address, chosen.mail_url.get_secret_value() if chosen.mail_url else "")
    return open_channel(url), to
