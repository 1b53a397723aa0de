"""The sheet that asks for the feedback of an opinion shows what the public said (6.2.7)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.database import begin
from models.ledger.answer.content import answer_book
from tests.answers import duty_number

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql

SAID = {"department": "D001", "channel": "12345热线", "limit": "2026-03-20"}


def about(acting: Acting, number: int) -> tuple[tuple[str, str], ...]:
    with begin() as session:
        (sheet,) = answer_book(session, [number], acting.day).sheets
    return sheet.about


def test_the_sheet_says_the_opinion_its_channel_and_its_day(march: Acting, sql: Sql) -> None:
    march.do("record_opinion", **SAID, content="另一条", received_on="2026-03-01")
    march.do("record_opinion", **SAID, content="路灯不亮", received_on="2026-03-02")
    second = sql.value("SELECT max(id) FROM obligation WHERE kind = 'opinion_feedback'")
    lines = (("意见内容", "路灯不亮"), ("来源渠道", "12345热线"), ("收到日期", "2026年3月2日"))
    assert about(march, second) == lines


def test_of_other_duties_nothing_is_read(march: Acting, sql: Sql) -> None:
    assert about(march, duty_number(sql, "monthly_check", "2026-03")) == ()


def test_an_opinion_about_a_marked_target_is_not_told(march: Acting, sql: Sql) -> None:
    march.do("record_opinion", **SAID, content="目标T001没有开工。路灯不亮。", received_on="2026-03-02")
    march.do("mark_secret", target="T001", marking="工作秘密", reason="涉及工作秘密")
    lines = dict(about(march, duty_number(sql, "opinion_feedback", "2026")))
    assert "目标T001没有开工" not in lines["意见内容"]
    assert "路灯不亮" in lines["意见内容"]
