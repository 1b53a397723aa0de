"""豁免通知 that was not sent: cancelled with the waiver, and its withdrawal is not told."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

import pytest

from models.database import begin
from notifications.claim import claim_new, find_recipients
from notifications.recipients import address_notices
from tests.conftest import AT

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql, Violations

TakenBack = Callable[["Acting"], str]
NUMBER = "SELECT o.id FROM obligation o JOIN department d ON d.id = o.department_id WHERE d.code = 'D002'"
TOLD = "SELECT kind, cancelled FROM notice WHERE kind IN ('waived', 'waiver_withdrawn') ORDER BY id"
DELIVERIES = """
SELECT v.message_id IS NOT NULL, v.cancelled FROM delivery v JOIN notice n ON n.id = v.notice_id
WHERE n.kind = 'waived'
"""
LATER = """
SELECT n.kind FROM delivery v JOIN notice n ON n.id = v.notice_id
WHERE v.cancelled IS NULL AND n.obligation_id = :id ORDER BY n.id
"""
PARK = "UPDATE message SET state = 'parked', reason = '邮箱不存在'"
ENDED = "豁免已撤回"
UNSENT = ("waived", ENDED)


def address(acting: Acting) -> None:
    with begin() as session:
        address_notices(session, acting.day, datetime.combine(acting.day, AT))


def claim(acting: Acting) -> None:
    now = datetime.combine(acting.day, AT)
    with begin() as session:
        recipients = find_recipients(session, now, ("mail",))
        claim_new(session, acting.day, now, recipients=recipients, worker="甲", domain="mubiao.example.org")


@pytest.fixture
def reached(march: Acting, sql: Sql) -> Acting:
    """D002 has a mailbox, and the notice of its check of March was sent."""
    march.take("departments", {"编码": "D002", "名称": "第002厅", "目标办邮箱": "d002@example.org"})
    address(march)
    claim(march)
    march.do("waive", obligation=sql.value(NUMBER), reason="机构改革")
    return march


@pytest.fixture
def taken_back(sql: Sql) -> Callable[[Acting], str]:
    return lambda acting: acting.do("withdraw_waiver", obligation=sql.value(NUMBER), reason="填错事项编号").words


def test_a_waiver_that_was_not_told_yet_is_not_told_any_more(
    reached: Acting, taken_back: TakenBack, sql: Sql, violations: Violations
) -> None:
    assert taken_back(reached).endswith("的豁免已撤回，期限2026年3月31日。豁免通知尚未发出，已取消。")
    assert sql.rows(TOLD) == [UNSENT]
    address(reached)
    assert sql.rows(DELIVERIES) == []
    assert sql.column("SELECT event FROM transition WHERE event IN ('waive', 'reinstate') ORDER BY id") == [
        "waive",
        "reinstate",
    ]
    assert violations() == []


def test_an_addressed_notice_of_a_waiver_that_was_not_handed_over_is_not_sent(
    reached: Acting, taken_back: TakenBack, sql: Sql, violations: Violations
) -> None:
    address(reached)
    taken_back(reached)
    assert (sql.rows(TOLD), sql.rows(DELIVERIES)) == ([UNSENT], [(False, ENDED)])
    claim(reached)
    assert sql.rows(DELIVERIES) == [(False, ENDED)]
    assert violations() == []


def test_who_may_have_received_the_waiver_is_told_of_its_withdrawal(
    reached: Acting, taken_back: TakenBack, sql: Sql
) -> None:
    address(reached)
    claim(reached)
    assert taken_back(reached).endswith("的豁免已撤回，期限2026年3月31日。")
    assert sql.rows(TOLD) == [("waived", None), ("waiver_withdrawn", None)]
    assert sql.rows(DELIVERIES) == [(True, None)]


def test_a_parked_notice_of_a_waiver_that_was_taken_back_is_not_to_be_told_by_phone(
    reached: Acting, taken_back: TakenBack, sql: Sql
) -> None:
    address(reached)
    claim(reached)
    sql.sealed(PARK)
    taken_back(reached)
    address(reached)
    assert sql.rows(TOLD) == [("waived", "已有更新的通知"), ("waiver_withdrawn", None)]


def test_an_office_without_an_address_is_told_neither(march: Acting, taken_back: TakenBack, sql: Sql) -> None:
    march.do("waive", obligation=sql.value(NUMBER), reason="机构改革")
    taken_back(march)
    assert sql.rows(TOLD) == [UNSENT]


def test_a_waiver_that_was_told_by_phone_is_withdrawn_with_a_notice(
    march: Acting, taken_back: TakenBack, sql: Sql
) -> None:
    march.do("waive", obligation=sql.value(NUMBER), reason="机构改革")
    address(march)
    number = sql.value("SELECT id FROM notice WHERE kind = 'waived'")
    march.do("told_by_phone", notices=[number], told_on=str(march.day), person="李明", told_by="王芳")
    taken_back(march)
    assert sql.rows(TOLD) == [("waived", "已电话告知"), ("waiver_withdrawn", None)]


def test_an_office_that_was_never_asked_is_asked_by_the_withdrawal(
    march: Acting, taken_back: TakenBack, sql: Sql
) -> None:
    number = sql.value(NUMBER)
    march.take("departments", {"编码": "D002", "名称": "第002厅", "目标办邮箱": "d002@example.org"})
    march.do("waive", obligation=number, reason="机构改革")
    address(march)  # the notice that the check is open is cancelled
    taken_back(march)
    assert sql.rows(TOLD) == [UNSENT, ("waiver_withdrawn", None)]
    address(march)
    assert sql.column(LATER, id=number) == ["waiver_withdrawn"]


def test_a_waiver_of_before_without_a_notice_is_withdrawn_with_one(
    reached: Acting, taken_back: TakenBack, sql: Sql
) -> None:
    sql("DELETE FROM notice WHERE kind = 'waived'")
    taken_back(reached)
    assert sql.rows(TOLD) == [("waiver_withdrawn", None)]
