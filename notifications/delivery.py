"""通知投递: claim, send outside the transaction, settle each message, and seal the run in one block."""

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import chain, groupby

from sqlmodel import Session

from models.block import SEALED_RUN
from models.database import begin
from models.ledger.acts import SYSTEM, Context, Summary
from models.ledger.attachments import drop_old
from models.ledger.jurisdiction import ONLY_REHEARSED, calendar_of, home, is_rehearsal
from models.ledger.notice_ends import ADDRESSABLE, TO_SEND
from models.ledger.perform import leave_block
from models.ledger.seals import LEASE, run_number
from models.rules.errors import Refused
from models.rules.rehearsal import IN_FOLDER
from models.rules.robots import OTHER
from models.rules.workdays import CLOSES, OPENS, SHANGHAI, BusinessDay
from models.statements import run
from notifications.attachments import drafts_of
from notifications.channels import CHANNEL_NAMES, Channel, Outcome, Result
from notifications.claim import Claim, claim_left_over, claim_new, find_recipients
from notifications.handover import DeliveryRun, hand_over, in_run, leave_to_next_run, settle_message
from notifications.outlets import EXPECTED, Lanes, Outlets, open_channels, restricted_to
from notifications.recipients import address_notices

WORTH_A_LANE = 10
TRIES = 3  # of a batch whose recipients another worker has claimed meanwhile
BREAKER = 2  # connection failures in a row after which the channel is skipped for the rest of the run
NOTHING = Summary("通知投递：没有待发通知。", dict.fromkeys(("sent", "waiting", "parked"), 0), {"unconfigured": {}})


def deliver(day: BusinessDay, outlets: Outlets) -> Summary:
    """Send due notices within office hours of a working day. Returns a summary with the counts.

    A channel that is down does not delay the others. When the time is over, what is left waits for the next run. What
    is held is parked at any hour, on every channel. Raises Refused if the clock is a virtual one outside a rehearsal.
    """
    with begin() as session:
        if day.virtual and not is_rehearsal(session):
            raise Refused(f"设置了虚拟时刻 MUBIAO_CLOCK，没有投递。{ONLY_REHEARSED}请取消该设置。")
        if not (outlets.held or in_office_hours(session, day)):
            return say_closed(session, outlets)
        drop_old(session, outlets.now(session))
        if not run(session, HAS_WORK, day=day.date, now=outlets.now(session)).scalar_one():
            return NOTHING
        act_id = run_number(session)
        address_notices(session, day.date, outlets.now(session), to_members="wecom_app" in outlets.urls)
        jurisdiction = home(session)
        calendar = calendar_of(session, jurisdiction)
        current = DeliveryRun(act_id, day, outlets, jurisdiction, calendar, restricted_to(session))
    current.files.limit, current.files.page = outlets.most_attached, outlets.page
    channels, current.refusals = open_channels(outlets, current.send_to)
    names = [*(CHANNEL_NAMES if outlets.held else channels), OTHER]
    try:
        while not outlets.is_over() and (claims := _claim_batch(current, names)):
            _send_all(current, claims, channels)
    finally:
        for lane in chain.from_iterable(channels.values()):
            lane.close()
        waiting = _seal(current, names)
    return _with_unconfigured(current, waiting)


def _with_unconfigured(current: DeliveryRun, waiting: Mapping[str, int]) -> Summary:
    """Returns the summary with the count of notices that wait because their channel is not, or wrongly, configured."""
    summary = _summarise(current)
    unset = [f"{n}条{CHANNEL_NAMES[channel]}通知待发：该渠道尚未设置好。" for channel, n in waiting.items()]
    done = "通知投递：" if unset and summary.words == NOTHING.words else summary.words
    words = "".join([done, *current.refusals, *unset])
    return Summary(words, summary.counts, {"unconfigured": waiting})


def _claim_batch(current: DeliveryRun, channels: list[str]) -> list[Claim]:
    """Claim a batch: what was left over, else new messages, whose files are made before and outside the transaction.

    Nothing is claimed for a channel that is down.
    """
    outlets, day, files = current.outlets, current.day.date, current.files
    channels = [name for name in channels if not _is_down(current, name)]
    for _ in range(TRIES):
        with in_run(current) as (session, now):
            by = outlets.claimant(now)
            if claims := claim_left_over(session, now, by, channels):
                return claims
            if not (recipients := find_recipients(session, by.due or now, channels)):
                return []
            drafts = drafts_of(session, recipients, day, files)
        files.make_room()
        for each in drafts.values():
            files.fitting(each)
        with in_run(current) as (session, now):
            by = outlets.claimant(now)
            if claims := claim_new(session, day, now, by, recipients=recipients, files=files):
                return claims
    return []


def _send_all(current: DeliveryRun, claims: list[Claim], channels: Mapping[str, Lanes]) -> None:
    """Send a batch, with parallel connections per channel when it has many letters."""
    ordered = sorted(claims, key=lambda message: (message.channel, message.id))
    work: list[tuple[list[Claim], Channel | None]] = []
    connections: tuple[Channel | None, ...]
    for name, group in groupby(ordered, key=lambda message: message.channel):
        channel_claims = list(group)
        connections = channels.get(name, (None,))
        lanes = min(len(connections), -(-len(channel_claims) // WORTH_A_LANE))
        work += [(channel_claims[i::lanes], connections[i]) for i in range(lanes)]
    with ThreadPoolExecutor(max_workers=len(work)) as pool:
        pending = [pool.submit(_send_in_turn, current, *job) for job in work if not _is_sequential(job[1])]
        for job in work:
            if _is_sequential(job[1]):
                _send_in_turn(current, *job)
        for done in pending:
            done.result()


def _is_sequential(channel: Channel | None) -> bool:
    """Returns whether a channel never waits: its letters are sent in order, so that a simulation can repeat them."""
    return channel is not None and channel.lanes == 0


def _send_in_turn(current: DeliveryRun, claims: list[Claim], channel: Channel | None) -> None:
    """Send the letters of one connection in order; once the channel is down, each is marked unreachable."""
    for message in claims:
        if current.outlets.is_over():
            leave_to_next_run(current, message)
            continue
        if _is_down(current, message.channel):
            result = Result(Outcome.UNREACHABLE, "paused", "渠道不通，稍后再试")
        elif (answer := hand_over(current, message, channel)) is None:
            continue
        else:
            result = answer
            failed = result.outcome is Outcome.UNREACHABLE or result.code == "timeout"
            current.failures[message.channel] = current.failures[message.channel] + 1 if failed else 0
        settle_message(current, message, result)


def _is_down(current: DeliveryRun, channel: str) -> bool:
    """Returns whether the channel failed to connect too often in this run."""
    return current.failures[channel] >= BREAKER


def _seal(current: DeliveryRun, channels: Sequence[str]) -> dict[str, int]:
    """Seal what this run changed and tried in one block, and that of runs that died before they could.

    A run that did nothing for the length of a lease is dead; a run that is still sending is sealed by itself.
    Returns the number of waiting deliveries per channel that is not configured.
    """
    own_act = current.act_id
    with begin() as session:
        silent_since = current.outlets.now(session) - LEASE
        unsealed = run(session, UNSEALED, own=own_act, silent_since=silent_since).scalars().all()
        waiting = {row.channel: row.n for row in run(session, UNCONFIGURED, channels=list(channels))}
        if own_act in unsealed:
            _leave_delivery_block(session, current, own_act, _summarise(current))
    for act_id in unsealed:
        if act_id != own_act:
            with begin() as session:
                _leave_delivery_block(session, current, act_id, Summary("补记一次中断的通知投递。"))
    return waiting


def _leave_delivery_block(session: Session, current: DeliveryRun, act_id: int, summary: Summary) -> None:
    ctx = Context(act_id, current.jurisdiction, current.day, SYSTEM)
    leave_block(session, "deliver", ctx, summary, content=SEALED_RUN)


def _summarise(current: DeliveryRun) -> Summary:
    counts = {name: current.outcomes[name] for name in ("sent", "waiting", "parked")}
    written, doubtful = current.outcomes["written"], current.outcomes["doubtful"]
    told = (
        (counts["sent"] - written, f"发出{counts['sent'] - written}封"),
        (written, f"{IN_FOLDER}{written}封"),
        (doubtful, f"送达不明{doubtful}封"),
        (counts["waiting"], f"待重试{counts['waiting']}封"),
        (counts["parked"], f"搁置{counts['parked']}封"),
    )
    words = "，".join(words for count, words in told if count)
    counts |= {"doubtful": doubtful} if doubtful else {}
    return Summary(f"通知投递：{words or '没有待发通知'}。", counts)


# Every run has its block, or one that a later run makes for it, so runs without one are among the newest.
_NEWEST = """{name}(act_id, n) AS (
    SELECT max(act_id), 1 FROM {table} WHERE at IS NOT NULL
    UNION ALL SELECT (SELECT max(s.act_id) FROM {table} s WHERE s.at IS NOT NULL AND s.act_id < r.act_id), r.n + 1
    FROM {name} r WHERE r.act_id IS NOT NULL AND r.n < 200)"""
_OPEN_RUNS = f"""
WITH RECURSIVE {_NEWEST.format(name="sealed", table="seal")}, {_NEWEST.format(name="tried", table="attempt")},
open_run AS (
    SELECT q.act_id, greatest((SELECT max(s.at) FROM seal s WHERE s.act_id = q.act_id),
        (SELECT max(a.at) FROM attempt a WHERE a.act_id = q.act_id)) AS at
    FROM (SELECT act_id FROM sealed UNION SELECT act_id FROM tried) q
    WHERE q.act_id IS NOT NULL AND NOT EXISTS (SELECT FROM block b WHERE b.act_id = q.act_id))
"""  # noqa: S608 - constants only
UNSEALED = f"""{_OPEN_RUNS}
SELECT act_id FROM open_run WHERE act_id = :own OR at <= :silent_since ORDER BY act_id <> :own, act_id
"""  # noqa: S608 - constants only
HAS_WORK = f"""{_OPEN_RUNS}
SELECT EXISTS (SELECT 1 FROM notice n WHERE {TO_SEND})
    OR EXISTS (SELECT 1 FROM delivery WHERE message_id IS NULL AND cancelled IS NULL)
    OR EXISTS (SELECT 1 FROM message WHERE state IN ('sending', 'waiting')) OR EXISTS (SELECT FROM open_run)
    OR EXISTS ({ADDRESSABLE})
"""  # noqa: S608 - constants only
WAITING = f"""
SELECT (SELECT count(*) FROM notice n WHERE {TO_SEND}) + (
    SELECT count(DISTINCT v.notice_id) FROM delivery v JOIN notice n ON n.id = v.notice_id
    WHERE v.message_id IS NULL AND v.cancelled IS NULL AND n.resolved_at IS NOT NULL AND n.cancelled IS NULL)
"""  # noqa: S608 - constants only
UNCONFIGURED = """
SELECT r.channel, count(*) AS n FROM delivery v JOIN recipient r ON r.id = v.recipient_id
WHERE v.message_id IS NULL AND v.cancelled IS NULL AND NOT r.channel = ANY(:channels) GROUP BY r.channel ORDER BY 1
"""


def in_office_hours(session: Session, day: BusinessDay) -> bool:
    """Returns whether it is 8:30 to 17:30 on a working day: the only gate for everything that is sent."""
    return OPENS <= day.at.time() <= CLOSES and calendar_of(session, home(session)).is_workday(day.at.date())


def say_closed(session: Session, outlets: Outlets) -> Summary:
    """Returns how many notices wait for office hours, and which channels are not configured."""
    waiting = run(session, WAITING, day=outlets.now(session).astimezone(SHANGHAI).date()).scalar_one()
    unset = "".join(f"{CHANNEL_NAMES[name]}渠道尚未设置。" for name in EXPECTED if name not in outlets.urls)
    return Summary(f"现在不是工作时间（工作日8:30—17:30），{waiting}条通知待发。{unset}", {"waiting": waiting})
