"""收到日期: not before what was received, and shown as 补录 if it was entered long after (A27)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from models.database import begin
from models.ledger.appeal.register import list_appeals
from models.rules.errors import FieldRefused

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql

LATE = "收到后超过5个工作日才录入，按补录注明。"
MEETING = {
    "department": "D001", "period": "2026Q1", "held_on": "2026-04-08", "attendees": "班子成员", "completion": "过半",
    "problems": "资金", "measures": "按月调度",
}  # fmt: skip
DONE = {"target": "T001", "completed_on": "2026-10-12", "measures": "补建"}
APPEAL = {"target": "T001", "ground": "另有34公里已完工"}
DETAIL = "SELECT detail ->> 'entered_late' FROM transition WHERE record = :noun"


def received(acting: Acting, day: str) -> Acting:
    return acting.on_behalf("电话", "李明", day)


def refused_field(acting: Acting, act: str, **given: str) -> tuple[str, str]:
    """Returns the field and the message of a refusal, which an answer sheet shows at that field's cell."""
    with pytest.raises(FieldRefused) as refusal:
        acting.do(act, **given)
    return refusal.value.name, refusal.value.message


def test_a_meeting_is_not_reported_before_it_was_held(march: Acting) -> None:
    march.on("2026-04-01").open("quarterly_meeting", "2026Q1")
    april = march.on("2026-04-09")
    found = refused_field(received(april, "2026-04-07"), "record_meeting", **MEETING)
    assert found == ("held_on", "收到日期2026-04-07早于召开日期2026-04-08，请核对。")
    assert received(april, "2026-04-08").do("record_meeting", **MEETING).counts["late"] == 0


def test_a_completion_is_not_declared_before_its_day(listed: Acting) -> None:
    october = listed.on("2026-10-14")
    found = refused_field(received(october, "2026-10-11"), "declare_completion", **DONE)
    assert found == ("completed_on", "收到日期2026-10-11早于完成日期2026-10-12，请核对。")
    received(october, "2026-10-12").do("declare_completion", **DONE)


def test_a_feedback_is_not_received_before_the_completion(listed: Acting) -> None:
    received(listed.on("2026-10-14"), "2026-10-12").do("declare_completion", **DONE)
    feedback = {"target": "T001", "feedback": "已完工"}
    text = received(listed.on("2026-10-16"), "2026-10-11").refused("file_feedback", **feedback)
    assert text == "收到日期2026-10-11早于该事项开始的日期2026-10-12，请核对。"


@pytest.mark.parametrize(("day", "words"), [("2026-09-16", LATE), ("2026-09-21", "")])
def test_a_receipt_entered_long_after_says_so(listed: Acting, sql: Sql, day: str, words: str) -> None:
    done = received(listed.on("2026-09-25"), day).do("confirm_receipt", target="T001")
    assert done.words == f"已签收“目标T001”列入负面清单的通知（{day}）。{words}"
    assert sql.column(DETAIL, noun="entry_receipt") == ["true" if words else None]


@pytest.mark.parametrize(("day", "late"), [("2026-09-16", True), ("2026-09-21", False)])
def test_an_appeal_entered_long_after_its_receipt_is_listed_so(
    listed: Acting, sql: Sql, day: str, *, late: bool
) -> None:
    done = received(listed.on("2026-09-25"), day).do("lodge_appeal", **APPEAL)
    assert done.words.endswith(LATE) is late
    assert sql.column(DETAIL, noun="appeal") == ["true" if late else None]
    with begin() as session:
        assert [row["entered_late"] for row in list_appeals(session, date(2026, 9, 25))] == [late]
