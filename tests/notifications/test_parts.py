"""Parts: a long message leaves in several at line ends, each once, in order, also after a failure or a crash."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deployments.loopback.wecom import ACCEPTED, BAD_KEY, BUSY, HTML, WeComServer
from notifications.channels import Letter
from notifications.parts import NUMBERED, letters_of, split_text
from notifications.turns import PER_MINUTE, receiver_of
from notifications.wecom import MARKDOWN_LIMIT
from tests.notifications.conftest import instant

if TYPE_CHECKING:
    from datetime import datetime

    from tests.conftest import Acting, Sql, Violations
    from tests.notifications.conftest import Post

MORNING = "2026-03-05 09:00"
LINES = [f"{n}. 第一季度分析会应于4月10日前召开" for n in range(1, 201)]
LONG = "\n".join(LINES)
STANDING = """
SELECT m.state, m.tries, m.maybe_duplicate FROM message m JOIN recipient r ON r.id = m.recipient_id
WHERE r.channel = 'wecom'
"""
ATTEMPTS = """
SELECT a.outcome FROM attempt a JOIN message m ON m.id = a.message_id JOIN recipient r ON r.id = m.recipient_id
WHERE r.channel = 'wecom' ORDER BY a.id
"""


@given(
    text=st.text(st.sampled_from("长éx🙂\n <@>"), max_size=900),
    limit=st.integers(min_value=NUMBERED + 4, max_value=300),
)
def test_nothing_is_left_out_and_no_piece_is_too_long(text: str, limit: int) -> None:
    pieces = split_text(text, limit)
    assert "".join(pieces) == text
    assert len(pieces) == 1 or all(pieces)
    room = limit if len(pieces) == 1 else limit - NUMBERED
    assert all(len(piece.encode()) <= room for piece in pieces)


@given(lines=st.lists(st.text(st.sampled_from("长x"), max_size=20), max_size=60))
def test_lines_that_fit_are_never_cut(lines: list[str]) -> None:
    for piece in split_text("\n".join(lines), 100)[:-1]:
        assert piece.endswith("\n")


@pytest.mark.parametrize(("letter", "most"), [("x", 4096), ("é", 2048), ("长", 1365), ("🙂", 1024)])
def test_a_single_line_is_cut_between_characters(letter: str, most: int) -> None:
    assert split_text(letter * most, MARKDOWN_LIMIT) == [letter * most]
    assert {set(piece) == {letter} for piece in split_text(letter * (most + 1), MARKDOWN_LIMIT)} == {True}


def test_parts_are_numbered_and_have_names_of_their_own() -> None:
    letters = letters_of(Letter("key", "", "", markdown=LONG, message_id="<abc@example.org>"), MARKDOWN_LIMIT)
    assert [letter.markdown.partition("\n")[0] for letter in letters] == ["（1/3）", "（2/3）", "（3/3）"]
    assert [letter.message_id for letter in letters] == [f"<abc.{n}@example.org>" for n in (1, 2, 3)]
    assert "\n".join(letter.markdown.partition("\n")[2] for letter in letters) == LONG
    assert all(len(letter.markdown.encode()) <= MARKDOWN_LIMIT for letter in letters)


@pytest.mark.parametrize("limit", [None, MARKDOWN_LIMIT])
def test_a_message_that_fits_is_not_touched(limit: int | None) -> None:
    letter = Letter("key", "", "", markdown="行\n" * 1024)
    assert letters_of(letter, limit) == [letter]


@pytest.fixture
def long_message(letters: Acting, post: Post, sql: Sql) -> Acting:
    """The robot's message has three parts; it is held by a worker that died."""
    post.hold(MORNING, channels=["wecom"])
    sql.sealed("UPDATE message SET markdown = :long", long=LONG)
    return letters


class Killed(BaseException):
    """The process ends here."""


def parts_in(robots: WeComServer) -> list[str]:
    return [message.content.partition("\n")[0] for message in robots.received]


@pytest.mark.usefixtures("long_message")
def test_a_long_message_leaves_in_parts_and_is_one_message(
    post: Post, robots: WeComServer, sql: Sql, violations: Violations
) -> None:
    post.at("2026-03-05 09:15", worker="乙")
    assert parts_in(robots) == ["（1/3）", "（2/3）", "（3/3）"]
    assert "\n".join(message.content.partition("\n")[2] for message in robots.received) == LONG
    assert sql.rows(STANDING) == [("sent", 1, False)]
    assert sql.column(ATTEMPTS) == ["part", "part", "sent"]
    assert violations() == []


@pytest.mark.usefixtures("long_message")
def test_a_failure_between_parts_repeats_none_of_them(
    post: Post, robots: WeComServer, sql: Sql, violations: Violations
) -> None:
    robots.answer(ACCEPTED, BUSY)
    post.at("2026-03-05 09:15", worker="乙")
    assert parts_in(robots) == ["（1/3）"]
    assert sql.rows(STANDING) == [("waiting", 1, False)]
    post.at("2026-03-05 09:16", worker="乙")
    assert parts_in(robots) == ["（1/3）", "（2/3）", "（3/3）"]
    assert sql.column(ATTEMPTS) == ["part", "retry", "part", "sent"]
    assert violations() == []


@pytest.mark.usefixtures("long_message")
def test_a_crash_between_parts_repeats_none_of_them(
    post: Post, robots: WeComServer, sql: Sql, violations: Violations
) -> None:
    def killed_before_the_second(_session: object) -> datetime:
        if len(robots.received) == 1 and sql.column(ATTEMPTS):
            raise Killed
        return instant("2026-03-05 09:15")

    with pytest.raises(Killed):
        post.at("2026-03-05 09:15", worker="乙", now=killed_before_the_second)
    post.at("2026-03-05 09:30", worker="丙")
    assert parts_in(robots) == ["（1/3）", "（2/3）", "（3/3）"]
    assert sql.rows(STANDING) == [("sent", 1, False)]
    assert violations() == []


@pytest.mark.usefixtures("long_message")
def test_a_doubtful_part_before_others_parks_the_message_so_that_no_one_confirms_it(
    anyone: Acting, post: Post, robots: WeComServer, sql: Sql, violations: Violations
) -> None:
    robots.answer(ACCEPTED, HTML)
    post.at("2026-03-05 09:15", worker="乙")
    assert parts_in(robots) == ["（1/3）"]
    assert sql.rows(STANDING) == [("parked", 1, True)]
    assert sql.column(ATTEMPTS) == ["part", "doubtful"]
    [(number, reason)] = sql.rows("SELECT id, reason FROM message WHERE state = 'parked'")
    assert reason.startswith("长消息的一部分送达不明，其后的没有发出：")
    later = anyone.on("2026-03-05")
    assert "没有编号" in later.refused("confirm_message", message=number, why="来电说收到")
    later.do("retry_message", message=number, why="机器人已恢复")
    post.at("2026-03-05 09:20")
    assert parts_in(robots) == ["（1/3）", "（2/3）", "（3/3）"]
    assert violations() == []


@pytest.mark.usefixtures("long_message")
def test_each_part_takes_a_turn_of_the_robot(post: Post, robots: WeComServer, sql: Sql, robot_key: str) -> None:
    taken = "INSERT INTO send_turn (receiver, number, taken_at) SELECT :receiver, n, CAST(:at AS timestamptz)"
    full = PER_MINUTE["wecom"] - 2
    sql(f"{taken} FROM generate_series(1, {full}) n", receiver=receiver_of("wecom", robot_key), at=f"{MORNING}:50+08")
    sql("UPDATE message SET lease_until = '2026-03-05 09:00+08'")
    post.at("2026-03-05 09:01", worker="乙")
    assert parts_in(robots) == ["（1/3）", "（2/3）"]
    assert sql.rows(STANDING) == [("waiting", 0, False)]
    post.at("2026-03-05 09:02", worker="乙")
    assert parts_in(robots) == ["（1/3）", "（2/3）", "（3/3）"]


@pytest.mark.usefixtures("long_message")
def test_a_part_that_is_refused_parks_the_message_and_a_retry_goes_on_with_it(
    anyone: Acting, post: Post, robots: WeComServer, sql: Sql
) -> None:
    robots.answer(ACCEPTED, BAD_KEY)
    post.at("2026-03-05 09:15", worker="乙")
    [number] = sql.column("SELECT id FROM message WHERE state = 'parked'")
    anyone.on("2026-03-05").do("retry_message", message=number, why="机器人已恢复")
    post.at("2026-03-05 09:20")
    assert parts_in(robots) == ["（1/3）", "（2/3）", "（3/3）"]
