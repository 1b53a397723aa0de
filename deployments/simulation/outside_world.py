"""The outside world of a simulation: it accepts letters, records them, and sometimes returns a busy error."""

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
    """All mailboxes and robots: counts how often each Message-ID was offered and accepted.

    A channel in `down` is unreachable. `on_letter` is called before a letter is handed over. If `journal` is set, each
    handover is also appended to that file, so that the parent process can read it after this process was killed.
    """

    plan: Plan
    offered: Counter[str] = field(default_factory=Counter)
    taken: Counter[str] = field(default_factory=Counter)
    today: dict[str, str] = field(default_factory=dict)
    down: set[str] = field(default_factory=set)
    on_letter: Callable[[], None] = lambda: None
    journal: Path | None = None

    def connect(self) -> None:
        """Register this object as the channel of the addresses in `URLS`."""
        offer_channel(SCHEMA, self.open)

    def open(self, place: Place) -> Channel:
        """Returns the channel named by a URL. Raises Refused if the host is unknown."""
        if place.host not in URLS:
            raise Refused(f"推演中没有名为“{place.host}”的渠道。")
        return SimulatedChannel(self, place.host)

    def accept(self, channel: str, letter: Letter) -> Result:
        """Accept or reject a letter: the result depends on the seed, the letter and earlier offers."""
        self.on_letter()
        if channel in self.down:
            return Result(Outcome.UNREACHABLE, "down", "推演：渠道中断")
        key = letter.message_id
        accepted = self.offered[key] > 0 or self.plan.chance("busy", key) >= BUSY
        if self.journal:
            with self.journal.open("a", encoding="utf-8") as lines:
                print(channel, key, int(accepted), file=lines)
        self._count(channel, key, accepted=accepted)
        if not accepted:
            return Result(Outcome.RETRY, "451", "推演：对方忙，请稍后再试")
        return Result(Outcome.SENT, "250", "推演：已接受")

    def _count(self, channel: str, key: str, *, accepted: bool) -> None:
        self.offered[key] += 1
        if accepted:
            self.taken[key] += 1
            self.today[key] = channel

    def read_journal(self, journal: Path) -> None:
        """Add the handovers in the journal of another process, possibly killed since; then delete the journal."""
        if journal.exists():
            for line in journal.read_text(encoding="utf-8").splitlines():
                channel, key, accepted = line.split()
                self._count(channel, key, accepted=accepted == "1")
            journal.unlink()

    @property
    def repeated(self) -> int:
        """Returns how many letters arrived more than once, counting each repetition."""
        return sum(n - 1 for n in self.taken.values())


class SimulatedChannel:
    """One channel to the outside world. It never waits, so letters arrive in the order of sending."""

    lanes = 0

    def __init__(self, outside: Outside, name: str) -> None:
        self.name = name
        self.limit = LIMITS[name]
        self._outside = outside

    def send(self, letter: Letter) -> Result:
        """Hand over the letter and return the result."""
        return self._outside.accept(self.name, letter)

    def close(self) -> None:
        """Does nothing: there is no connection to close."""
