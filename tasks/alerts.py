"""Telling the operator that something stands still, from any process, past the outbox and without the database."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import replace

from models.database import begin, is_bound
from models.ledger.jurisdiction import is_rehearsal
from models.outages import FAULTS
from models.rules.cycle import Cycle, Routine
from models.rules.errors import MubiaoError
from models.rules.rehearsal import MARK
from notifications.alert import Seen, letter_of
from notifications.alert_addresses import read_addresses, route_of
from notifications.alert_book import Errand, note, note_run, opened_book, settle, take_errands
from notifications.channels import Channel, Outcome, Result
from tasks.clock import current_instant
from tasks.settings import Settings, settings


def tell(seen: Mapping[str, Seen | None], *, last: bool = False) -> None:
    """Note which causes stand and which have ended, None, and send what is due; it raises nothing.

    `last`: these are the last words of this process.
    """
    if (chosen := settings()).alert_to:
        with suppress(*FAULTS), opened_book(chosen.home) as entries:
            note(entries, dict(seen), current_instant())
        _send_due(chosen, last=last)


def tell_run(run: str, failures: int = 0) -> None:
    """Tell how often a run has failed, or that it has succeeded; it raises nothing."""
    if (chosen := settings()).alert_to:
        with suppress(*FAULTS), opened_book(chosen.home) as entries:
            note_run(entries, run, failures, current_instant())
        _send_due(chosen)


@contextmanager
def telling_operator(cycle: Cycle | Routine, *, ends: bool = True) -> Iterator[None]:
    """Tell that a run of a cycle failed, if it does; `ends`: also that it has succeeded."""
    ended = False
    try:
        yield
        ended = True
    finally:
        if not ended or ends:
            tell_run(cycle.key, int(not ended))


def _send_due(chosen: Settings, *, last: bool = False) -> None:
    addresses = read_addresses(chosen.alert_to.get_secret_value()) if chosen.alert_to else []
    errands: list[Errand] = []
    with suppress(*FAULTS), opened_book(chosen.home) as entries:
        errands = take_errands(entries, len(addresses), current_instant(), last=last)
    for errand in errands:
        result, words = _try(chosen, addresses[errand.address], errand), ""
        with suppress(*FAULTS), opened_book(chosen.home) as entries:
            words = settle(entries, errand, result, current_instant())
        if words:
            _log(chosen, f"第{errand.address + 1}个地址，告警{words}")


def _try(chosen: Settings, address: str, errand: Errand) -> Result:
    """Send one message. Returns what the other side said, or what is wrong with the address."""
    try:
        return _send(chosen, address, errand)
    except MubiaoError as error:
        return Result(Outcome.REFUSED, "address", error.message)
    except FAULTS as error:
        return Result(Outcome.RETRY, "fault", f"程序出错（{type(error).__name__}）")


def _send(chosen: Settings, address: str, errand: Errand) -> Result:
    channel, to = open_route(chosen, address)
    now = current_instant()
    mark = MARK if _is_rehearsal() else ""
    letter = letter_of(errand.cause, errand.count, errand.since, now, ended=errand.ended, mark=mark)
    reference = f"<alert-{errand.cause.code}-{now:%Y%m%d%H%M%S}-{errand.address}@{chosen.mail_domain}>"
    try:
        return channel.send(replace(letter, address=to, message_id=reference))
    finally:
        channel.close()


def _is_rehearsal() -> bool:
    """Returns whether all that leaves here bears the mark of a rehearsal (A51); unknown while the database is away."""
    with suppress(MubiaoError, *FAULTS):
        if is_bound():
            with begin() as session:
                return is_rehearsal(session)
    return False


def open_route(chosen: Settings, address: str) -> tuple[Channel, str]:
    """Returns the channel of an address and the address of its letters. Raises Refused if it cannot be opened."""
    from notifications.services import open_channel  # noqa: PLC0415 - loads Apprise

    route = route_of(address, chosen.mail_url.get_secret_value() if chosen.mail_url else "")
    return open_channel(route.url), route.address


def _log(chosen: Settings, words: str) -> None:
    """Say in up.log that an alert was not sent; on a full disk that is lost, `mubiao check` shows it too."""
    with suppress(OSError), (chosen.home / "logs" / "up.log").open("a", encoding="utf-8") as log:
        log.write(f"{current_instant():%Y-%m-%d %H:%M:%S} {words}\n")
