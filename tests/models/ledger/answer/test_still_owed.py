"""What a receipt says is still owed: the thread first, then three others, with the number of the rest."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from notifications.render import render
from notifications.samples.answers import NOTHING_TAKEN
from notifications.samples.parts import context_of
from tests.answers import Cells, duty_number, fill_in, sent
from tests.databases import story
from tests.mails import ADDRESS, mail_from, moment, receipted, take

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from tests.conftest import Acting, Sql

PROGRESS = "进度（%）"
ROWS: dict[str, Cells] = {"T001": {PROGRESS: 40}, "T002": {PROGRESS: 60}}
NEWEST = "SELECT payload FROM notice WHERE kind = 'answer_receipt' ORDER BY id DESC LIMIT 1"
OPEN_NOW = """
SELECT count(*) FROM obligation o JOIN department d ON d.id = o.owed_by WHERE d.code = 'D001' AND o.state = 'open'
"""
PARTS = ("已收取", "没有收取", "还须办理", "要做什么")
MARCH, APRIL, MEETING = "2026年3月月度检查", "2026年4月月度检查", "2026年第一季度分析会"


@pytest.fixture
@story
def spring(march: Acting) -> Acting:
    """On 1 April D001 owes the check of March, which is late, the check of April and the meeting of the quarter."""
    march.take("departments", {"编码": "D001", "名称": "第001厅", "目标办邮箱": ADDRESS})
    april = march.on("2026-04-01")
    april.open("monthly_check", "2026-04")
    april.open("quarterly_meeting", "2026Q1")
    april.open("self_check", "2026Q1")
    return april


def owed(sql: Sql) -> list[tuple[str, bool]]:
    return [(each["title"], each["thread"]) for each in sql.value(NEWEST)["owed"]]


def told(sql: Sql, today: date) -> str:
    """The newest receipt as its office reads it."""
    return render("answer_receipt", context_of("office", today, **sql.value(NEWEST))).text


def test_after_one_sheet_was_taken_the_others_are_still_owed(spring: Acting, sql: Sql, tmp_path: Path) -> None:
    place = sent(spring, tmp_path / "表.xlsx", duty_number(sql, "monthly_check", "2026-03"))
    take(mail_from(ADDRESS, "2026-04-01 10:00", fill_in(place, rows=ROWS)))
    assert {title for title, thread in owed(sql) if not thread} >= {APRIL, MEETING}
    assert "来信所涉的事项已办理；上列事项请按期办理。" in told(sql, spring.day)
    assert "已逾期" not in told(sql, spring.day)


def test_what_goes_back_is_owed_first_and_late(spring: Acting, sql: Sql, tmp_path: Path) -> None:
    place = sent(spring, tmp_path / "表.xlsx", duty_number(sql, "monthly_check", "2026-04"))
    take(mail_from(ADDRESS, "2026-04-01 10:00", fill_in(place, rows={"T001": {PROGRESS: "很多"}})))
    assert owed(sql)[:2] == [(APRIL, True), (MARCH, False)]
    text = told(sql, spring.day)
    assert "还须办理2：“2026年3月月度检查”，期限3月31日（周二），已逾期。" in text
    assert "为收到日期" not in text
    assert [text.index(f"\n{part}") for part in PARTS] == sorted(text.index(f"\n{part}") for part in PARTS)


def test_a_late_duty_outside_the_thread_is_to_be_done(spring: Acting, sql: Sql, tmp_path: Path) -> None:
    place = sent(spring, tmp_path / "表.xlsx", duty_number(sql, "monthly_check", "2026-04"))
    take(mail_from(ADDRESS, "2026-04-01 10:00", fill_in(place, rows=ROWS)))
    assert "请尽快办理上列已逾期的事项" in told(sql, spring.day)
    assert "不需要再做什么" not in told(sql, spring.day)


def test_a_message_and_its_receipt_are_one_thread(spring: Acting, sql: Sql, tmp_path: Path) -> None:
    place = sent(spring, tmp_path / "表.xlsx", duty_number(sql, "monthly_check", "2026-04"))
    take(mail_from(ADDRESS, "2026-04-01 10:00", fill_in(place, rows={"T001": {PROGRESS: "很多"}})))
    reference = receipted(sql, tmp_path, "2026-04-01 10:30")
    take(mail_from(ADDRESS, "2026-04-01 11:00", text="我们的情况另行说明如下，请审阅。", answered=(reference,)))
    assert all(thread for _, thread in owed(sql))
    assert {MARCH, APRIL, MEETING} <= {title for title, _ in owed(sql)}
    text = told(sql, spring.day)
    assert "没有收取：来信里没有回复表。" in text
    assert "请办理来信所涉的上列事项" in text
    assert "由管理机构" not in text


def test_four_others_are_three_and_one(spring: Acting, sql: Sql) -> None:
    take(mail_from(ADDRESS, "2026-04-01 11:00", text="我们的情况另行说明如下，请审阅。"))
    payload: dict[str, Any] = sql.value(NEWEST)
    open_now = sql.value(OPEN_NOW)
    assert (len(payload["owed"]), payload["more"]) == (3, open_now - 3)
    assert payload["more"] > 0
    assert f"另有{payload['more']}项。" in told(sql, spring.day)
    assert "来信由管理机构核实处理，不必重发。" in told(sql, spring.day)


@pytest.mark.parametrize(("due", "words"), [("2026-04-20", "已逾期"), ("2026-05-20", "上列事项请按期办理")])
def test_nothing_more_is_to_be_done_only_if_nothing_is_late(due: str, words: str) -> None:
    taken = {"title": MARCH, "verdict": "按时", "words": "已填报2项", "replaced": ""}
    other = {"title": APRIL, "due": due, "thread": False}
    mail = {"received": "2026年4月29日16:20", "received_on": "2026-04-29", "subject": "", "summary": ""}
    payload = NOTHING_TAKEN | mail | {"taken": [taken], "owed": [other]}
    last = render("answer_receipt", context_of("office", moment("2026-04-29 16:20").date(), **payload)).text
    assert words in last
