"""Rows point to rows that exist, and a message agrees with its recipient and its attempts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from models.database import begin
from models.ledger.chain.references import check_references
from models.ledger.nouns import NOUNS, title_of
from models.records import all_tables, class_of
from models.statements import run

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql

SENT = """
WITH r AS (INSERT INTO recipient (jurisdiction_id, channel, address) VALUES (2, 'mail', 'a@gz.gov.cn') RETURNING id),
m AS (
    INSERT INTO message (recipient_id, business_date, wave, reference, subject, text, html, markdown, state, tries,
        claimed_by, sent_at, reason, maybe_duplicate, in_handover)
    SELECT id, '2026-03-05', 1, left(encode(sha256('mail|a@gz.gov.cn|2026-03-05|1'), 'hex'), 32), '', '', '', '',
        'sent', 1, '', '2026-03-05 09:00+08', '250 OK', false, false FROM r RETURNING id, recipient_id),
a AS (
    INSERT INTO attempt (message_id, act_id, at, outcome, code, reason)
    SELECT id, 1, '2026-03-05 09:00+08', 'sent', '', '250 OK' FROM m)
INSERT INTO delivery (notice_id, recipient_id, person, message_id)
SELECT (SELECT min(id) FROM notice), recipient_id, '', id FROM m
"""
OTHER = "INSERT INTO recipient (jurisdiction_id, channel, address) VALUES (2, 'mail', 'b@gz.gov.cn')"


def faults(*changes: str) -> list[str]:
    """Return what is found after these changes, which are undone; an attacker may disarm keys and triggers."""
    with begin() as session:
        run(session, "SET LOCAL session_replication_role = replica")
        for change in changes:
            assert run(session, change).rowcount == 1
        found = list(check_references(session))
        session.rollback()
    return found


@pytest.fixture
def sent(march: Acting, sql: Sql) -> Acting:
    """One message was sent."""
    sql(SENT)
    return march


@pytest.mark.usefixtures("sent")
def test_a_life_without_cheating_has_no_faults() -> None:
    assert faults() == []


@pytest.mark.exhaustive(3)
@pytest.mark.usefixtures("sent")
@pytest.mark.parametrize(
    ("change", "text"),
    [
        ("UPDATE recipient SET address = 'c@gz.gov.cn'", "：收件地址、日期或批次被更改，与消息编号不符。"),
        ("UPDATE recipient SET channel = 'wecom'", "：收件地址、日期或批次被更改，与消息编号不符。"),
        ("UPDATE message SET business_date = '2026-03-06'", "：收件地址、日期或批次被更改，与消息编号不符。"),
        ("UPDATE message SET wave = 2", "：收件地址、日期或批次被更改，与消息编号不符。"),
        ("UPDATE message SET reference = repeat('0', 32)", "：收件地址、日期或批次被更改，与消息编号不符。"),
        ("UPDATE message SET sent_at = sent_at - interval '1 day'", "：记为已发送，没有与之相符的投递记录。"),
        ("UPDATE message SET reason = '250 accepted'", "：记为已发送，没有与之相符的投递记录。"),
        ("DELETE FROM attempt", "：记为已发送，没有与之相符的投递记录。"),
        ("UPDATE delivery SET message_id = 99", "投递：有1行的 message_id 所指的记录不存在。"),
        ("DELETE FROM message", "投递：有1行的 message_id 所指的记录不存在。"),
        ("DELETE FROM target WHERE code = 'T003'", "填报的行：有1行的 target_id 所指的记录不存在。"),
        ("UPDATE contact SET department_id = 99", "联系人：有1行的 department_id 所指的记录不存在。"),
    ],
)
def test_a_pointer_to_nothing_and_a_message_that_disagrees_are_named(sent: Acting, change: str, text: str) -> None:
    sent.do("appoint_liaison", department="D001", name="王五")
    assert any(found.endswith(text) for found in faults(change))


@pytest.mark.usefixtures("sent")
def test_a_delivery_in_the_message_of_another_recipient_is_named() -> None:
    last = "UPDATE delivery SET recipient_id = (SELECT max(id) FROM recipient)"
    [text] = faults(OTHER, last)
    assert text.endswith("：收件地址与所在的消息不同。")


def test_every_table_has_one_title() -> None:
    titles = {name: hasattr(class_of(name), "row_title") for name in all_tables()}
    assert {name for name, has_its_own in titles.items() if not has_its_own} == {*NOUNS}
    assert len({title_of(name) for name in titles}) == len(titles)
