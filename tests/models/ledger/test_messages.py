"""The list of notices and messages, and the agency's decision about a parked message."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import pytest

from models.database import begin
from models.ledger.duty.register import explain_obligation
from models.ledger.messages import list_messages, list_notices
from models.ledger.target.history import why_target
from tests.conftest import AT

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql, Violations

SENT = """
WITH r AS (INSERT INTO recipient (jurisdiction_id, channel, address, paused_until)
        VALUES (2, :channel, :address, now()) RETURNING id),
    m AS (INSERT INTO message (recipient_id, business_date, wave, reference, subject, text, html, markdown, state,
            tries, claimed_by, reason, maybe_duplicate,
            in_handover)
        SELECT id, '2026-03-05', 1, :address, '月度检查', '', '', '', :state, 3, '', '邮箱不存在', false, false FROM r
        RETURNING id, recipient_id)
INSERT INTO delivery (notice_id, recipient_id, person, message_id)
SELECT (SELECT min(id) FROM notice), recipient_id, '', id FROM m
"""
PART_SENT = """INSERT INTO attempt (message_id, act_id, at, outcome, code, reason)
    SELECT id, 1, now(), 'part', '0', '' FROM message"""
MESSAGE = "SELECT m.state, m.tries, m.reason, r.paused_until FROM message m JOIN recipient r ON r.id = m.recipient_id"


@pytest.fixture
def parked(march: Acting, sql: Sql) -> Acting:
    """Message 1, to a mailbox that was full, is parked."""
    march.take("departments", {"编码": "D001", "名称": "第001厅", "目标办邮箱": "a@gz.gov.cn"})
    sql.sealed(SENT, channel="mail", address="a@gz.gov.cn", state="parked")
    return march


def test_a_parked_message_is_queued_again_and_its_recipient_no_longer_paused(parked: Acting, sql: Sql) -> None:
    assert parked.do("retry_message", message=1, why="邮箱已更正").counts == {"retried": 1}
    assert sql.rows(MESSAGE) == [("waiting", 0, "邮箱已更正", None)]


def test_a_parked_message_goes_to_the_new_address(parked: Acting, sql: Sql) -> None:
    sql("UPDATE office SET email = 'b@gz.gov.cn'")
    assert "新地址" in parked.do("retry_message", message=1, why="邮箱已更正").words
    assert sql.column("SELECT state FROM message") == ["dropped"]
    assert sql.value("SELECT count(*) FROM notice WHERE resolved_at IS NULL AND id = (SELECT min(id) FROM notice)") == 1


def test_a_message_is_given_up_with_the_reason(parked: Acting, sql: Sql) -> None:
    parked.do("drop_message", message=1, why="已电话告知")
    assert sql.rows(MESSAGE)[0][:3] == ("dropped", 0, "已电话告知")


def test_the_decision_is_in_the_ledger_and_a_later_sending_is_no_violation(
    parked: Acting, sql: Sql, violations: Violations
) -> None:
    parked.do("retry_message", message=1, why="邮箱已更正")
    sql.sealed("UPDATE message SET state = 'sent'")
    assert sql.rows("SELECT event, detail FROM transition WHERE record = 'message'") == [
        ("waiting", {"why": "邮箱已更正"})
    ]
    # the message was put there by hand, without the record of its attempts
    assert [words for words in violations() if not words.startswith("消息 1：")] == []


@pytest.mark.parametrize("act", ["retry_message", "drop_message"])
def test_a_message_that_was_sent_or_does_not_exist_is_refused(march: Acting, sql: Sql, act: str) -> None:
    sql(SENT, channel="mail", address="a@gz.gov.cn", state="sent")
    for number in (1, 99):
        assert march.refused(act, message=number, why="无").startswith(
            f"没有编号为{number}的待重试、已搁置或送达不明的消息。"
        )


def test_only_the_agency_decides_and_says_why(parked: Acting) -> None:
    assert "“部门目标办”不能执行" in parked.office("D001").refused("drop_message", message=1, why="无")
    assert "“原因”不能为空" in parked.refused("drop_message", message=1, why=" ")


def test_messages_are_listed_newest_first_by_state_with_secret_addresses_shortened(parked: Acting, sql: Sql) -> None:
    assert parked.day.year == 2026
    sql(SENT, channel="wecom", address="0123456789-secret", state="sent")
    with begin() as session:
        assert [row["address"] for row in list_messages(session, None, 10)] == ["…", "a@gz.gov.cn"]
        assert [row["id"] for row in list_messages(session, "parked", 10)] == [1]


def test_notices_are_listed_with_recipients_and_without_secrets(parked: Acting, sql: Sql) -> None:
    assert parked.day.year == 2026
    sql(SENT, channel="wecom", address="0123456789-secret", state="sent")
    with begin() as session:
        notices = list_notices(session, 10, datetime.combine(parked.day, AT))
    assert [notice["department"] for notice in notices] == ["第002厅", "第001厅"]
    assert "a@gz.gov.cn parked" in notices[1]["deliveries"]
    assert "secret" not in notices[1]["deliveries"]
    assert notices[0]["deliveries"] is None


def test_no_proof_or_history_shows_the_key_of_a_robot_or_a_password(filed: Acting, sql: Sql) -> None:
    kinds = "('opened_monthly_check', 'adjustment_filed')"
    notices = sql.column(f"SELECT min(id) FROM notice WHERE kind IN {kinds} GROUP BY kind ORDER BY 1")  # noqa: S608 - constants
    for number, address in zip(notices, ("693a91f6-7bc4-4bc4", "tgram://pass:word"), strict=True):
        sql(SENT.replace("(SELECT min(id) FROM notice)", str(number)), channel="wecom", address=address, state="sent")
    with begin() as session:
        texts = repr([explain_obligation(session, 1, filed.day), why_target(session, "T009", 2026)])
    assert [shown in texts for shown in ("'…'", "'tgram://…'", "693a", "pass")] == [True, True, False, False]


def test_a_doubtful_message_that_names_a_marked_target_is_not_sent_again(filed: Acting, sql: Sql) -> None:
    to = sql.value("SELECT min(id) FROM notice WHERE kind = 'adjustment_filed'")
    said = SENT.replace("(SELECT min(id) FROM notice)", str(to))
    sql(said, channel="mail", address="a@gz.gov.cn", state="doubtful")
    marked = filed.do("mark_secret", target="T009", marking="工作秘密", reason="涉及未公开规划")
    assert (marked.counts["kept_back"], marked.counts["left"]) == (0, 1)
    assert "1条写有其内容的消息可能已经送达，请按保密规定处置。" in marked.words
    assert "已发出" not in marked.words
    assert sql.rows("SELECT m.state, v.message_id FROM message m JOIN delivery v ON v.message_id = m.id") == [
        ("dropped", 1)
    ]


@pytest.mark.parametrize("tried", ["UPDATE message SET maybe_duplicate = true", PART_SENT, ""])
def test_who_marks_a_target_hears_that_a_message_about_it_may_have_come(filed: Acting, sql: Sql, tried: str) -> None:
    to = sql.value("SELECT min(id) FROM notice WHERE kind = 'adjustment_filed'")
    sql(SENT.replace("(SELECT min(id) FROM notice)", str(to)), channel="wecom", address="key", state="parked")
    if tried:
        sql(tried)
    marked = filed.do("mark_secret", target="T009", marking="工作秘密", reason="涉及未公开规划")
    assert (marked.counts["kept_back"], marked.counts["left"]) == (1, int(tried != ""))
    assert ("1条写有其内容的消息可能已经送达" in marked.words) is bool(tried)


def test_a_message_that_is_being_sent_is_not_called_sent_to_who_marks_its_target(filed: Acting, sql: Sql) -> None:
    to = sql.value("SELECT min(id) FROM notice WHERE kind = 'adjustment_filed'")
    sql(SENT.replace("(SELECT min(id) FROM notice)", str(to)), channel="wecom", address="key", state="sending")
    sql("UPDATE message SET lease_until = 'infinity'")
    marked = filed.do("mark_secret", target="T009", marking="工作秘密", reason="涉及未公开规划")
    assert "1条写有其内容的消息可能已经送达" in marked.words
    assert "已发出" not in marked.words


def test_a_message_about_a_marked_target_is_listed_without_the_name_that_it_once_had(filed: Acting, sql: Sql) -> None:
    to = sql.value("SELECT min(id) FROM notice WHERE kind = 'adjustment_filed'")
    said = SENT.replace("(SELECT min(id) FROM notice)", str(to))
    sql(said, channel="mail", address="a@gz.gov.cn", state="parked")
    sql("UPDATE message SET subject = '旧名公路的调整'")
    with begin() as session:
        assert [row["subject"] for row in list_messages(session, None, 9)] == ["旧名公路的调整"]
    marked = filed.do("mark_secret", target="T009", marking="工作秘密", reason="涉及未公开规划")
    assert marked.counts["kept_back"] == 1
    with begin() as session:
        [row] = list_messages(session, None, 9)
    assert (row["subject"], row["state"]) == ("内容不在此显示", "dropped")
