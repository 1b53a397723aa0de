"""The world outside as a simulation plays it: it takes letters, keeps what it was given, and now and then is busy."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from deployments.simulation.plan import Plan
from models.rules.errors import Refused
from notifications.channels import Channel, Letter, Outcome, Place, Result
from notifications.services import offer_channel
from notifications.wecom import MARKDOWN_LIMIT

SCHEMA = "simulated"
URLS = {"mail": f"{SCHEMA}://mail/", "wecom": f"{SCHEMA}://wecom/"}
LIMITS = {"mail": None, "wecom": MARKDOWN_LIMIT}
BUSY = 0.02


@dataclass(slots=True)
class Outside:
    """Every mailbox and robot: how often each Message-ID was offered and taken; a channel in `down` is cut off.

    `on_letter` is called before a letter is handed over; what a process hands over is also written to `journal`, if
    it has one, because the world outside remembers what a killed process forgets.
    """

    plan: Plan
    offered: Counter[str] = field(default_factory=Counter)
    taken: Counter[str] = field(default_factory=Counter)
    today: dict[str, str] = field(default_factory=dict)
    down: set[str] = field(default_factory=set)
    on_letter: Callable[[], None] = lambda: None
    journal: Path | None = None

    def connect(self) -> None:
        """Let the addresses of `URLS` lead here."""
        offer_channel(SCHEMA, self.open)

    def open(self, place: Place) -> Channel:
        """The channel that a URL names."""
        if place.host not in URLS:
            raise Refused(f"推演中没有名为“{place.host}”的渠道。")
        return SimulatedChannel(self, place.host)

    def give(self, channel: str, letter: Letter) -> Result:
        """Take a letter or not: what happens depends on the seed, the letter and how often it came before."""
        self.on_letter()
        if channel in self.down:
            return Result(Outcome.UNREACHABLE, "down", "推演：渠道中断")
        key = letter.message_id
        takes = self.offered[key] > 0 or self.plan.chance("busy", key) >= BUSY
        if self.journal:
            with self.journal.open("a", encoding="utf-8") as lines:
                print(channel, key, int(takes), file=lines)
        self._note(channel, key, takes=takes)
        if not takes:
            return Result(Outcome.RETRY, "451", "推演：对方忙，请稍后再试")
        return Result(Outcome.SENT, "250", "推演：已接受")

    def _note(self, channel: str, key: str, *, takes: bool) -> None:
        self.offered[key] += 1
        if takes:
            self.taken[key] += 1
            self.today[key] = channel

    def hear(self, journal: Path) -> None:
        """Learn what another process, which may be dead by now, handed over; its journal is done with."""
        if journal.exists():
            for line in journal.read_text(encoding="utf-8").splitlines():
                channel, key, takes = line.split()
                self._note(channel, key, takes=takes == "1")
            journal.unlink()

    @property
    def repeated(self) -> int:
        """How many letters arrived that had arrived before."""
        return sum(n - 1 for n in self.taken.values())


class SimulatedChannel:
    """One way to the outside world: it never waits, so letters arrive in the order in which they are sent."""

    lanes = 0

    def __init__(self, outside: Outside, name: str) -> None:
        self.name = name
        self.limit = LIMITS[name]
        self._outside = outside

    def send(self, letter: Letter) -> Result:
        """Hand the letter over."""
        return self._outside.give(self.name, letter)

    def close(self) -> None:
        """Nothing stays open."""
