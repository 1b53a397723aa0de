"""通知投递: claim, send outside the transaction, settle each message, and seal the run's attempts together."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, time
from itertools import chain, groupby
from threading import Lock

from sqlmodel import Session

from models.database import SEALED_ATTEMPTS, begin, run
from models.ledger.acts import SYSTEM, Context, Summary
from models.ledger.calendars import calendar_of, know_calendar
from models.ledger.lookup import home
from models.ledger.perform import leave_block
from models.rules.business_day import BusinessDay
from models.rules.errors import Refused
from models.rules.workdays import WorkCalendar
from notifications.channels import Channel, Outcome, Result
from notifications.claim import LEASE, Claim, claim
from notifications.recipients import address_notices
from notifications.services import open_channel
from notifications.settlement import settle

OPENS, CLOSES = time(8, 30), time(17, 30)
WORTH_A_LANE = 10
BREAKER = 2  # so many connection failures in a row and the channel is left alone for the rest of the run
# Every run looks, so what is unsealed is always among the newest.
_LOOSE = """attempt a WHERE a.id > (SELECT max(id) FROM attempt) - 20000
    AND NOT EXISTS (SELECT 1 FROM block b WHERE b.act_id = a.act_id)"""
UNSEALED = f"""
SELECT a.act_id FROM {_LOOSE}
GROUP BY a.act_id HAVING a.act_id = :own OR max(a.at) <= :silent_since ORDER BY a.act_id <> :own, a.act_id
"""  # noqa: S608 - constants only
ANYTHING = f"""
SELECT EXISTS (SELECT 1 FROM notice WHERE resolved_at IS NULL AND cancelled IS NULL)
    OR EXISTS (SELECT 1 FROM delivery WHERE message_id IS NULL AND cancelled IS NULL)
    OR EXISTS (SELECT 1 FROM message WHERE state IN ('sending', 'waiting')) OR EXISTS (SELECT 1 FROM {_LOOSE})
"""  # noqa: S608 - constants only
NOTHING = Summary("通知投递：没有待发通知。", dict.fromkeys(("sent", "waiting", "parked"), 0), {"unconfigured": {}})
WAITING = """
SELECT (SELECT count(*) FROM notice WHERE resolved_at IS NULL AND cancelled IS NULL) + (
    SELECT count(DISTINCT v.notice_id) FROM delivery v JOIN notice n ON n.id = v.notice_id
    WHERE v.message_id IS NULL AND v.cancelled IS NULL AND n.resolved_at IS NOT NULL AND n.cancelled IS NULL)
"""
UNCONFIGURED = """
SELECT r.channel, count(*) AS n FROM delivery v JOIN recipient r ON r.id = v.recipient_id
WHERE v.message_id IS NULL AND v.cancelled IS NULL AND NOT r.channel = ANY(:channels) GROUP BY r.channel ORDER BY 1
"""
CHANNEL_NAMES = {"mail": "邮件", "wecom": "企业微信"}


Lanes = tuple[Channel, ...]


@dataclass(frozen=True, slots=True)
class Outlets:
    """The ways out of this installation: the address of each channel, the Message-ID domain, and what time it is.

    `now` gives the instant at which a lease is judged: the database's in production, a virtual one in a demonstration.
    """

    urls: Mapping[str, str]
    domain: str
    now: Callable[[Session], datetime]
    worker: str


@dataclass(slots=True)
class _Run:
    act_id: int
    day: BusinessDay
    outlets: Outlets
    jurisdiction: int
    calendar: WorkCalendar
    outcomes: Counter[str] = field(default_factory=Counter)
    failures: Counter[str] = field(default_factory=Counter)
    refusals: list[str] = field(default_factory=list)
    counting: Lock = field(default_factory=Lock)


def deliver(day: BusinessDay, outlets: Outlets) -> Summary:
    """Send what is due, within office hours of a working day; a channel that is down delays nothing else."""
    with begin() as session:
        if not in_office_hours(session, day):
            waiting = run(session, WAITING).scalar_one()
            unset = "".join(
                f"{CHANNEL_NAMES[name]}渠道尚未设置。" for name in CHANNEL_NAMES if name not in outlets.urls
            )
            return Summary(f"现在不是工作时间（工作日8:30—17:30），{waiting}条通知待发。{unset}", {"waiting": waiting})
        if not run(session, ANYTHING).scalar_one():
            return NOTHING
        act_id = int(run(session, "SELECT nextval('act_number')").scalar_one())
        address_notices(session, day.date, outlets.now(session))
        place = home(session)
        under_way = _Run(act_id, day, outlets, place, calendar_of(session, place))
    channels = _open(under_way)
    try:
        while claims := _claim(under_way, [name for name in (*channels, "apprise") if not _down(under_way, name)]):
            _send_all(under_way, claims, channels)
    finally:
        for lane in chain.from_iterable(channels.values()):
            lane.close()
        waiting = _seal(under_way, [*channels, "apprise"])
    return _with_unconfigured(under_way, waiting)


def _open(under_way: _Run) -> dict[str, Lanes]:
    """The channels of the settings; one whose address is wrong is told about and keeps none of the others."""
    channels: dict[str, Lanes] = {}
    for name, url in under_way.outlets.urls.items():
        try:
            first = open_channel(url)
            channels[name] = (first, *(open_channel(url) for _ in range(first.lanes - 1)))
        except Refused as refusal:
            under_way.refusals.append(f"{CHANNEL_NAMES[name]}设置有误：{refusal.message}")
    return channels


def _with_unconfigured(under_way: _Run, waiting: Mapping[str, int]) -> Summary:
    """What the run did, and which notices wait because their channel is not, or wrongly, set."""
    summary = _summary(under_way)
    unset = [f"{n}条{CHANNEL_NAMES[channel]}通知待发：该渠道尚未设置好。" for channel, n in waiting.items()]
    words = "".join([summary.words, *under_way.refusals, *unset])
    return Summary(words, summary.counts, {"unconfigured": waiting})


def in_office_hours(session: Session, day: BusinessDay) -> bool:
    """The one gate for everything that goes out: 8:30 to 17:30 on a working day."""
    return OPENS <= day.at.time() <= CLOSES and calendar_of(session, home(session)).is_workday(day.at.date())


def _claim(under_way: _Run, channels: list[str]) -> list[Claim]:
    outlets = under_way.outlets
    with begin() as session:
        know_calendar(session, under_way.jurisdiction, under_way.calendar)
        now = outlets.now(session)
        return claim(session, under_way.day.date, now, worker=outlets.worker, channels=channels, domain=outlets.domain)


def _send_all(under_way: _Run, claims: list[Claim], channels: Mapping[str, Lanes]) -> None:
    ordered = sorted(claims, key=lambda held: (held.channel, held.id))
    work: list[tuple[list[Claim], Channel | None]] = []
    ways: tuple[Channel | None, ...]
    for name, group in groupby(ordered, key=lambda held: held.channel):
        mine = list(group)
        ways = channels.get(name, (None,))
        lanes = min(len(ways), -(-len(mine) // WORTH_A_LANE))
        work += [(mine[i::lanes], ways[i]) for i in range(lanes)]
    with ThreadPoolExecutor(max_workers=len(work)) as pool:
        waiting = [pool.submit(_send_group, under_way, *each) for each in work if not _takes_turns(each[1])]
        for each in work:
            if _takes_turns(each[1]):
                _send_group(under_way, *each)
        for done in waiting:
            done.result()


def _takes_turns(channel: Channel | None) -> bool:
    """Whether a channel never waits: its letters go in their order, which a simulation repeats."""
    return channel is not None and channel.lanes == 0


def _send_group(under_way: _Run, claims: list[Claim], channel: Channel | None) -> None:
    for held in claims:
        if _down(under_way, held.channel):
            result = Result(Outcome.UNREACHABLE, "paused", "渠道不通，稍后再试")
        else:
            result = _send(held, channel)
            failed = result.outcome is Outcome.UNREACHABLE or result.code == "timeout"
            under_way.failures[held.channel] = under_way.failures[held.channel] + 1 if failed else 0
        _settle(under_way, held, result)


def _send(held: Claim, channel: Channel | None) -> Result:
    if channel:
        return channel.send(held.letter)
    try:
        own = open_channel(held.letter.address)
    except Refused as refusal:
        return Result(Outcome.REFUSED, "address", refusal.message)
    try:
        return own.send(held.letter)
    finally:
        own.close()


def _down(under_way: _Run, channel: str) -> bool:
    return under_way.failures[channel] >= BREAKER


def _settle(under_way: _Run, held: Claim, result: Result) -> None:
    """Write down what became of one message; counted only when this worker still holds it."""
    outlets = under_way.outlets
    with begin() as session:
        know_calendar(session, under_way.jurisdiction, under_way.calendar)
        now = outlets.now(session)
        state, settled = settle(session, held, result, now, worker=outlets.worker, act_id=under_way.act_id)
    with under_way.counting:
        under_way.outcomes[state] += settled


def _seal(under_way: _Run, channels: Sequence[str]) -> dict[str, int]:
    """Seal the attempts of this run in one block, and those of runs that died before they could.

    A run that tried nothing for the length of a lease is dead; another that is still sending seals its own. Returns
    how many deliveries wait on each channel that there is none of.
    """
    own = under_way.act_id
    with begin() as session:
        silent_since = under_way.outlets.now(session) - LEASE
        unsealed = run(session, UNSEALED, own=own, silent_since=silent_since).scalars().all()
        waiting = {row.channel: row.n for row in run(session, UNCONFIGURED, channels=list(channels))}
        if own in unsealed:
            _leave(session, under_way, own, _summary(under_way))
    for act_id in unsealed:
        if act_id != own:
            with begin() as session:
                _leave(session, under_way, act_id, Summary("补记一次中断的通知投递。"))
    return waiting


def _leave(session: Session, under_way: _Run, act_id: int, summary: Summary) -> None:
    ctx = Context(act_id, under_way.jurisdiction, under_way.day, SYSTEM)
    leave_block(session, "deliver", ctx, summary, content=SEALED_ATTEMPTS)


def _summary(under_way: _Run) -> Summary:
    counts = {name: under_way.outcomes[name] for name in ("sent", "waiting", "parked")}
    words = "，".join(
        f"{name}{counts[key]}封"
        for key, name in (("sent", "发出"), ("waiting", "待重试"), ("parked", "搁置"))
        if counts[key]
    )
    return Summary(f"通知投递：{words or '没有待发通知'}。", counts)
