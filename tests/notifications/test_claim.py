"""The claim: due deliveries of a recipient are frozen into one message, held by a lease, and never changed."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from models.database import begin
from models.ledger.seals import LEASE
from notifications.claim import Claimant, claim_new, find_recipients
from notifications.drafts import Files
from notifications.handover import begin_handover
from tests.notifications.conftest import KEY, claim, instant

if TYPE_CHECKING:
    from sqlmodel import Session

    from notifications.channels import Letter
    from notifications.claim import Claim
    from tests.conftest import Acting, Sql, Together, Violations
    from tests.notifications.conftest import Post

MORNING = "2026-03-05 09:00"
LATER = "2026-03-05 09:15"
DAY_WAVES = """
SELECT m.business_date, r.address, m.wave FROM message m JOIN recipient r ON r.id = m.recipient_id
WHERE r.channel = 'mail' ORDER BY m.id
"""
GONE = """
SELECT n.kind, v.message_id FROM delivery v JOIN notice n ON n.id = v.notice_id
    JOIN recipient r ON r.id = v.recipient_id WHERE r.address = 'd001@example.org' ORDER BY n.kind
"""


def text_of(claims: list[Claim]) -> list[Letter]:
    """What is sent, without the instant at which it is sent."""
    return [replace(held.letter, at=None) for held in claims]


PAGE = "https://mubiao.example.org/m"


def told_at_page(post: Post, page: str = PAGE) -> list[Letter]:
    """What is sent where there is a page."""
    post.address(MORNING[:10])
    with begin() as session:
        at, files = instant(MORNING), Files(page=page)
        found = find_recipients(session, at, ("mail", "wecom"))
        claims = claim_new(session, at.date(), at, Claimant("甲", "x"), recipients=found, files=files)
    return [each.letter for each in claims]


@pytest.mark.usefixtures("letters")
def test_a_message_names_the_plain_address_of_its_duty_at_the_page(post: Post) -> None:
    letters = told_at_page(post)
    assert [f"网页：{PAGE}/duty/1" in each.text + each.markdown for each in letters] == [True, False, True]
    assert f"网页：{PAGE}/duty/2" in letters[1].text
    assert f"<p>网页：{PAGE}/duty/1</p>" in letters[0].html


@pytest.mark.usefixtures("letters")
def test_without_a_page_no_message_names_one(post: Post) -> None:
    assert not any("网页" in each.text + each.html + each.markdown for each in told_at_page(post, ""))


def test_a_robots_digest_names_the_page_only(letters: Acting, post: Post) -> None:
    letters.take("departments", {"编码": "D002", "名称": "第002厅", "企业微信机器人": KEY})
    *_, robot = told_at_page(post)
    assert (robot.markdown.count(PAGE), robot.markdown.count("/duty/")) == (1, 0)


@pytest.mark.usefixtures("letters")
def test_every_recipient_with_something_due_gets_one_message(post: Post, robot_key: str) -> None:
    claims = post.hold(MORNING)
    assert [held.letter.address for held in claims] == ["d001@example.org", "d002@example.org", robot_key]
    assert [held.channel for held in claims] == ["mail", "mail", "wecom"]


def test_several_notices_to_one_recipient_become_one_message(letters: Acting, post: Post, sql: Sql) -> None:
    letters.system.do("watch_liaisons")
    first, *_ = post.hold(MORNING)
    assert sql.rows(GONE) == [("liaison_missing", first.id), ("opened_monthly_check", first.id)]
    assert "联络员" in first.letter.text
    assert "2026年3月" in first.letter.text
    assert sql.value("SELECT count(*) FROM message") == 3


@pytest.mark.usefixtures("letters")
def test_a_mail_has_text_and_html_and_a_robots_message_markdown_only(post: Post) -> None:
    mail, _, robot = (held.letter for held in post.hold(MORNING))
    assert mail.subject
    assert mail.text
    assert mail.html
    assert not mail.markdown
    assert robot.markdown
    assert not robot.text + robot.html


@pytest.mark.usefixtures("letters")
def test_a_claimed_message_is_not_claimed_again_while_its_lease_holds(post: Post) -> None:
    assert len(post.hold(MORNING)) == 3
    assert post.hold("2026-03-05 09:14", worker="乙") == []


def test_waves_are_numbered_from_one_for_each_recipient_and_day(letters: Acting, post: Post, sql: Sql) -> None:
    post.hold(MORNING)
    letters.system.do("watch_liaisons")
    post.hold("2026-03-05 09:10")
    letters.on("2026-03-26").system.do("remind")
    sql("UPDATE message SET state = 'sent', lease_until = NULL")
    post.hold("2026-03-26 09:00")
    waves = [(str(day), wave) for day, address, wave in sql.rows(DAY_WAVES) if address == "d001@example.org"]
    assert waves == [("2026-03-05", 1), ("2026-03-05", 2), ("2026-03-26", 1)]
    assert sql.value("SELECT count(DISTINCT reference) = count(*) FROM message")


@pytest.mark.usefixtures("letters")
def test_a_message_id_depends_on_recipient_and_day_alone(post: Post, sql: Sql) -> None:
    ids = [held.letter.message_id for held in post.hold(MORNING)]
    references = sql.column("SELECT reference FROM message ORDER BY id")
    assert [f"<{reference}@mubiao.example.org>" for reference in references] == ids
    assert all(len(name) == len("<>@mubiao.example.org") + 32 for name in ids)


@pytest.mark.usefixtures("letters")
def test_an_expired_lease_gives_the_same_text_and_message_id_and_marks_only_what_was_being_handed_over(
    post: Post, sql: Sql
) -> None:
    first = post.hold(MORNING)
    with begin() as session:
        assert begin_handover(session, first[0], worker="甲")
        assert not begin_handover(session, first[1], worker="乙")
    again = post.hold(LATER, worker="乙")
    assert text_of(again) == text_of(first)
    assert [held.id for held in again] == [held.id for held in first]
    assert sql.rows("SELECT DISTINCT claimed_by, in_handover FROM message") == [("乙", False)]
    assert sql.column("SELECT id FROM message WHERE maybe_duplicate") == [first[0].id]


def test_what_changes_after_the_claim_does_not_change_the_text(letters: Acting, post: Post) -> None:
    first = post.hold(MORNING)
    letters.take("departments", {"编码": "D001", "名称": "改名后的厅", "简称": "新简称"}, reason="录入有误")
    letters.office("D001").report("D001", "2026-03", "T001", "T002")
    again = post.hold(LATER, worker="乙")
    assert text_of(again) == text_of(first)
    assert "第001厅" in again[0].letter.text


def test_an_unclaimed_notice_is_rendered_from_the_current_state(letters: Acting, post: Post) -> None:
    mailbox = "d001@example.org"
    row = {"编码": "D001", "名称": "改名后的厅", "简称": "新简称", "目标办邮箱": mailbox}
    letters.take("departments", row, reason="录入有误")
    assert "新简称" in post.hold(MORNING)[0].letter.text


def test_a_duty_done_between_addressing_and_claiming_is_not_sent(letters: Acting, post: Post, sql: Sql) -> None:
    post.address("2026-03-05")
    letters.office("D001").report("D001", "2026-03", "T001", "T002")
    assert [held.letter.address for held in post.claim(MORNING)] == ["d002@example.org"]
    assert sql.value("SELECT count(*) FROM delivery WHERE cancelled = '事项已办结或已变更'") == 2


@pytest.mark.usefixtures("letters")
def test_a_waiting_message_is_taken_up_when_its_time_has_come_and_is_no_duplicate(post: Post, sql: Sql) -> None:
    first = post.hold(MORNING)
    sql("UPDATE message SET state = 'waiting', next_try = '2026-03-05 09:30+08', lease_until = NULL")
    assert post.hold("2026-03-05 09:29") == []
    assert text_of(post.hold("2026-03-05 09:30")) == text_of(first)
    assert not sql.value("SELECT bool_or(maybe_duplicate) FROM message")


@pytest.mark.parametrize("state", ["sent", "parked", "dropped"])
@pytest.mark.usefixtures("letters")
def test_a_final_message_is_never_taken_up(post: Post, sql: Sql, state: str) -> None:
    post.hold(MORNING)
    sql("UPDATE message SET state = :state, lease_until = NULL", state=state)
    assert post.hold("2026-03-09 09:00") == []


@pytest.mark.usefixtures("letters")
def test_a_paused_recipient_is_left_alone_until_the_pause_is_over(post: Post, sql: Sql) -> None:
    post.address("2026-03-05")
    sql("UPDATE recipient SET paused_until = '2026-03-05 09:01+08' WHERE address = 'd001@example.org'")
    assert "d001@example.org" not in [held.letter.address for held in post.hold(MORNING)]
    assert [held.letter.address for held in post.hold("2026-03-05 09:01")] == ["d001@example.org"]


@pytest.mark.usefixtures("letters")
def test_a_paused_recipients_waiting_message_waits_on(post: Post, sql: Sql) -> None:
    post.hold(MORNING, channels=["wecom"])
    sql("UPDATE message SET state = 'waiting', next_try = '2026-03-05 09:05+08'")
    sql("UPDATE recipient SET paused_until = '2026-03-05 10:00+08'")
    assert post.hold("2026-03-05 09:59") == []
    assert len(post.hold("2026-03-05 10:00", channels=["wecom"])) == 1


@pytest.mark.usefixtures("letters")
def test_a_channel_outside_the_list_is_not_claimed(post: Post, sql: Sql) -> None:
    assert {held.channel for held in post.hold(MORNING, channels=["mail"])} == {"mail"}
    assert sql.value("SELECT count(*) FROM delivery WHERE message_id IS NULL AND cancelled IS NULL") == 1


@pytest.mark.usefixtures("letters")
def test_a_batch_holds_no_more_than_it_may(post: Post) -> None:
    held = [len(post.hold(MORNING, batch=2)) for _ in range(3)]
    assert held == [2, 1, 0]


def test_two_workers_at_once_hold_different_messages(letters: Acting, post: Post, together: Together) -> None:
    post.address("2026-03-05")
    now = letters.context().at

    def holding(worker: str) -> Any:
        return lambda session: claim(session, now, worker=worker)

    both = together(*(holding(worker) for worker in "甲乙丙"))
    assert sorted(held.letter.address[:4] for claims in both for held in claims) == ["d001", "d002", "jiqi"]


def test_two_workers_at_once_take_up_different_leftovers(letters: Acting, post: Post, together: Together) -> None:
    first = post.hold(MORNING)
    now = letters.context().at + LEASE + timedelta(minutes=1)

    def holding(session: Session) -> list[Claim]:
        return claim(session, now, worker="乙", batch=2)

    both = together(holding, holding)
    taken = [held.id for claims in both for held in claims]
    assert len(taken) == len(set(taken))
    assert set(taken) <= {held.id for held in first}


@pytest.mark.usefixtures("letters")
def test_a_claim_changes_no_record_that_verify_checks(post: Post, violations: Violations) -> None:
    post.hold(MORNING)
    assert violations() == []
