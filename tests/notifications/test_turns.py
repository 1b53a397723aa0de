"""Turns: a robot gets at most 18 messages in any 60 seconds from all processes; the next ones wait and are no tries."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from deployments.loopback.wecom import WeComServer
from models.database import begin
from models.rules.workdays import BusinessDay
from notifications.delivery import deliver
from notifications.outlets import Outlets
from notifications.turns import MINUTE, PER_MINUTE, is_limited, keep_turn, receiver_of, take_turn
from tests.notifications.conftest import DOMAIN, instant

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from notifications.claim import Claim
    from tests.conftest import Acting, Sql, Together, Violations
    from tests.notifications.conftest import Post

MORNING = "2026-03-05 09:00"
LIMIT = PER_MINUTE["wecom"]
QUEUE = """
INSERT INTO message (recipient_id, business_date, wave, reference, subject, text, html, markdown, state, tries,
    claimed_by, next_try, reason, maybe_duplicate, in_handover)
SELECT r.id, DATE '2026-03-05', n + 100,
    left(encode(sha256(convert_to(concat_ws('|', r.channel, r.address, '2026-03-05', n + 100), 'UTF8')), 'hex'), 32),
    '', '', '', '第' || n || '条', 'waiting', 0, '', CAST(:at AS timestamptz), '', false, false
FROM recipient r, generate_series(1, :n) n WHERE r.channel = 'wecom'
"""
STATES = "SELECT state, tries, next_try, reason, count(*) FROM message GROUP BY 1, 2, 3, 4 ORDER BY 1"


class Clock:
    """The instant of the workers and of the server's limiter, moved by the test alone."""

    def __init__(self) -> None:
        self.at = instant(MORNING)

    def seconds(self) -> float:
        return self.at.timestamp()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def strict(clock: Clock, robot_key: str) -> Iterator[WeComServer]:
    """A server that refuses the nineteenth message within 60 seconds by the test's clock."""
    with WeComServer({robot_key}, per_minute=LIMIT, clock=clock.seconds) as server:
        yield server


@pytest.fixture
def queued(letters: Acting, post: Post, sql: Sql) -> None:  # noqa: ARG001 - for what it sets up
    """Fifty messages to the robot that are due at once, and no other."""
    post.address("2026-03-05")
    sql("UPDATE delivery SET cancelled = 'x'")
    sql(QUEUE, n=50, at=f"{MORNING}+08")


def run_worker(server: WeComServer, clock: Clock, worker: str) -> None:
    day = BusinessDay(clock.at.date(), clock.at)
    deliver(day, Outlets({"wecom": server.url}, DOMAIN, lambda _session: clock.at, worker))


def in_any_minute(instants: list[datetime]) -> int:
    """The highest number of instants within 60 seconds."""
    return max(sum(since <= each < since + MINUTE for each in instants) for since in instants)


@pytest.mark.usefixtures("queued")
def test_two_workers_never_exceed_the_limit_in_any_minute_and_nothing_is_lost(
    strict: WeComServer, clock: Clock, sql: Sql
) -> None:
    arrived: list[datetime] = []
    for _step in range(40):
        before = len(strict.received)
        with ThreadPoolExecutor(2) as pool:
            for done in [pool.submit(run_worker, strict, clock, worker) for worker in "甲乙"]:
                done.result()
        arrived += [clock.at] * (len(strict.received) - before)
        clock.at += timedelta(seconds=7)
    assert in_any_minute(arrived) == LIMIT
    assert Counter(message.content for message in strict.received) == {f"第{n}条": 1 for n in range(1, 51)}
    assert sql.rows("SELECT DISTINCT state, tries FROM message") == [("sent", 1)]
    assert sql.rows("SELECT outcome, count(*) FROM attempt GROUP BY outcome") == [("sent", 50)]


@pytest.mark.usefixtures("queued")
def test_a_message_above_the_limit_waits_for_the_first_free_turn_and_says_why(
    strict: WeComServer, clock: Clock, sql: Sql
) -> None:
    run_worker(strict, clock, "甲")
    reason = "每分钟最多18条，稍后发送"
    assert sql.rows(STATES) == [
        ("sent", 1, None, "企业微信已接受", LIMIT),
        ("waiting", 0, clock.at + MINUTE, reason, 50 - LIMIT),
    ]
    clock.at += timedelta(seconds=59)
    run_worker(strict, clock, "乙")
    assert len(strict.received) == LIMIT
    clock.at += timedelta(seconds=1)
    run_worker(strict, clock, "乙")
    assert len(strict.received) == 2 * LIMIT


@pytest.mark.usefixtures("letters")
def test_a_message_that_waited_for_a_turn_is_sealed_and_no_duplicate(
    post: Post, sql: Sql, robots: WeComServer, robot_key: str, violations: Violations
) -> None:
    occupy(sql, receiver_of("wecom", robot_key))
    assert post.at(MORNING).words == "通知投递：发出2封，待重试1封。"
    assert violations() == []
    assert post.at("2026-03-05 09:01").words == "通知投递：发出1封。"
    assert len(robots.received) == 1
    assert sql.column("SELECT DISTINCT maybe_duplicate FROM message") == [False]
    assert violations() == []


def occupy(sql: Sql, receiver: str) -> None:
    """Take all turns of a receiver at 9:00."""
    sql(
        "INSERT INTO send_turn (receiver, number, taken_at) SELECT :receiver, n, '2026-03-05 09:00+08'"
        " FROM generate_series(1, :n) n",
        receiver=receiver,
        n=LIMIT,
    )


@pytest.mark.usefixtures("letters")
def test_the_limit_of_one_robot_holds_back_neither_mails_nor_another_robot(
    post: Post, sql: Sql, robots: WeComServer
) -> None:
    occupy(sql, receiver_of("wecom", "another-robot"))
    assert post.at(MORNING).counts == {"sent": 3, "waiting": 0, "parked": 0}
    assert sql.value("SELECT count(*) FROM send_turn WHERE message_id IS NOT NULL") == 1
    assert len(robots.received) == 1


def test_a_robot_is_the_same_by_its_key_and_by_its_whole_address() -> None:
    key = "9f31c2d7-5e0b"
    webhook = f"https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key={key}"
    assert receiver_of("wecom", key) == receiver_of("wecom", webhook)
    assert receiver_of("wecom", key) != receiver_of("wecom", f"{key}x")
    assert receiver_of("wecom", key) != receiver_of("wecom_app", key)
    assert key not in receiver_of("wecom", key)


@pytest.mark.usefixtures("queued")
def test_workers_that_take_a_turn_at_the_same_instant_get_different_ones(
    post: Post, clock: Clock, together: Together, sql: Sql
) -> None:
    held = post.claim(MORNING)

    def taking(claim: Claim) -> Any:
        return lambda session: take_turn(session, claim, clock.at)

    together(*(taking(claim) for claim in held[:3]))
    taken = sql.column("SELECT message_id FROM send_turn WHERE taken_at IS NOT NULL")
    assert sorted(taken) == [claim.id for claim in held[:3]]


@pytest.mark.usefixtures("queued")
def test_the_minute_of_a_turn_counts_from_a_late_answer(post: Post, clock: Clock) -> None:
    held = post.claim(MORNING)
    late = clock.at + timedelta(seconds=9)
    with begin() as session:
        assert [take_turn(session, claim, clock.at) for claim in held[:LIMIT]] == [None] * LIMIT
        keep_turn(session, held[0], late)
        taken = [take_turn(session, claim, clock.at + MINUTE) for claim in held[LIMIT : 2 * LIMIT]]
    assert taken == [None] * (LIMIT - 1) + [late + MINUTE]


@pytest.mark.usefixtures("queued")
def test_a_mail_takes_no_turn(post: Post) -> None:
    [first, *_] = post.claim(MORNING)
    assert is_limited(first)
    assert not is_limited(replace(first, channel="mail"))
