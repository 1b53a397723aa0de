"""The ways out: the configured channels, and in a rehearsal the folder that takes the place of most of them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlmodel import Session

from models.file_store.letters import LetterFolder
from models.file_store.port import Letters
from models.ledger.rehearsal import send_to
from models.rules.errors import Refused
from models.rules.rehearsal import ANYWHERE, may_receive
from notifications.channels import CHANNEL_NAMES, Channel, Letter, Outcome, Result
from notifications.claim import Claimant
from notifications.drafts import LIMIT
from notifications.rehearsal import FolderChannel
from notifications.services import open_channel

EXPECTED = ("mail", "wecom")  # the app of WeCom is an addition: without it the mail goes alone


Lanes = tuple[Channel, ...]


@dataclass(frozen=True, slots=True)
class Outlets:
    """The configured channels: the address of each, the Message-ID domain, the clock and the worker's name.

    `now` returns the instant for lease timeouts: the database's in production, a virtual one in a demonstration.
    `folder` takes what a rehearsal does not send (A51). Answers go to `reply_to`, to the sender if empty; the files of
    one mail have at most `most_attached` bytes. `page` is the address of the page; empty without one.
    Once the time `is_over` no letter is begun. If they are `held` none leaves: each is parked for this reason, as one
    that may have been sent.
    """

    urls: Mapping[str, str]
    domain: str
    now: Callable[[Session], datetime]
    worker: str
    folder: Letters = LetterFolder(Path())  # noqa: RUF009 - frozen
    reply_to: str = ""
    most_attached: int = LIMIT
    page: str = ""
    is_over: Callable[[], bool] = bool  # never
    held: str = ""

    def claimant(self, now: datetime) -> Claimant:
        """Returns who claims; if they are held, a letter that waits for its next try is due too."""
        return Claimant(self.worker, self.domain, now + timedelta(days=1) if self.held else None)


def restricted_to(session: Session) -> list[str] | None:
    """Returns the addresses to which a rehearsal may send; None if there is no restriction."""
    addresses = send_to(session)
    return None if addresses is None or ANYWHERE in addresses else addresses


def open_channels(outlets: Outlets, allowed: Sequence[str] | None) -> tuple[dict[str, Lanes], list[str]]:
    """Open the configured channels; one with an invalid address is skipped. Returns them and what is wrong with others.

    In a rehearsal a folder takes the place of a channel that is not configured.
    """
    channels: dict[str, Lanes] = {}
    refusals = []
    if allowed is not None:
        channels = {name: (FolderChannel(outlets.folder),) for name in CHANNEL_NAMES}
    for name, address in outlets.urls.items():
        try:
            first = open_channel(address)
            channels[name] = (first, *(open_channel(address) for _ in range(first.lanes - 1)))
        except Refused as refusal:
            refusals.append(f"{CHANNEL_NAMES[name]}设置有误：{refusal.message}")
    return channels, refusals


def send_letter(letter: Letter, channel: Channel | None, folder: Letters, allowed: Sequence[str] | None) -> Result:
    """Send one letter; if no channel is given, its address is the Apprise URL of another service.

    A letter to an address that is not `allowed` goes to the folder.
    """
    if allowed is not None and not may_receive(allowed, letter.address):
        return FolderChannel(folder).send(letter)
    if channel:
        return channel.send(letter)
    try:
        service = open_channel(letter.address)
    except Refused as refusal:
        return Result(Outcome.REFUSED, "address", refusal.message)
    try:
        return service.send(letter)
    finally:
        service.close()
