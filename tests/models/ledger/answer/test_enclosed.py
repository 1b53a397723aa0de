"""随回执寄去的表: an appeal in words gets its sheet; what is sent to a declared remediation that of its feedback."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest

from models.database import begin
from notifications.returned_sheets import draft_returned_sheets
from tests.answers import duty_number, fill_in, sent
from tests.mails import ADDRESS, file, mail_from, moment, receipted, send, take
from tests.models.ledger.answer.contests import limited, with_mailbox

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Acting, Sql, Violations
from typing import TYPE_CHECKING, Any

from notifications.render import render
from notifications.samples.answers import NOTHING_TAKEN
from notifications.samples.parts import context_of
from tests.answers import Cells
from tests.databases import story

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from tests.conftest import Acting, Sql


OBJECTS = "我厅对T001的认定有异议，验收报告已经盖章。"
RECEIPT = """
SELECT id, subject, payload, department_id FROM notice WHERE kind = 'answer_receipt' ORDER BY id DESC LIMIT 1
"""
USES = """
SELECT o.kind, u.file_name, u.received_on::text FROM evidence_use u JOIN obligation o ON o.id = u.obligation_id
ORDER BY u.id
"""


def files(sql: Sql, acting: Acting) -> list[str]:
    """The names of the files that go with the newest receipt."""
    [values] = sql.rows(RECEIPT)
    row = SimpleNamespace(**dict(zip(("notice_id", "subject", "payload", "department_id"), values, strict=True)))
    with begin() as session:
        return [draft.name for draft in draft_returned_sheets(session, {1: [row]}, acting.day).get(1, ())]


def why(sql: Sql) -> str:
    return str(sql.rows(RECEIPT)[0][2]["enclosed"].get("why", ""))


def test_an_appeal_in_words_gets_the_sheet_of_the_result(lacking: Acting, sql: Sql) -> None:
    take(mail_from(ADDRESS, f"{lacking.day} 10:00", text=OBJECTS))
    [name] = files(sql, lacking)
    assert name.startswith("第001厅_申诉：2026年第一季度在线复核对“目标T001”的材料不足结论")
    assert why(sql) == "appeal"


def test_no_sheet_goes_to_who_may_not_contest_or_asks_something_else(lacking: Acting, sql: Sql) -> None:
    take(mail_from(ADDRESS, f"{lacking.day} 10:00", text="请问第二项的完成时限可否按季度填？"))
    assert files(sql, lacking) == []
    take(mail_from("d002@example.org", f"{lacking.day} 10:00", text=OBJECTS))
    assert (files(sql, lacking), why(sql)) == ([], "")


def test_after_the_limit_an_appeal_in_words_gets_no_sheet(lacking: Acting, sql: Sql) -> None:
    limited(lacking, 5)
    take(mail_from(ADDRESS, "2026-04-27 10:00", text=OBJECTS))
    assert len(files(sql, lacking.on("2026-04-27"))) == 1
    take(mail_from(ADDRESS, "2026-04-28 10:00", text=OBJECTS))
    assert files(sql, lacking.on("2026-04-28")) == []


def test_an_appeal_against_an_entry_gets_the_sheet_of_its_remediation(listed: Acting, sql: Sql) -> None:
    with_mailbox(listed)
    take(mail_from(ADDRESS, f"{listed.day} 10:00", text=OBJECTS))
    [name] = files(sql, listed)
    assert "整改" in name


def test_an_appeal_in_reply_to_an_entry_gets_the_sheet_of_that_one_only(
    listed: Acting, sql: Sql, tmp_path: Path
) -> None:
    day = with_mailbox(listed)
    send(tmp_path, moment(f"{day.day} 09:00"))
    reference = sql.value(
        "SELECT m.reference FROM message m JOIN recipient r ON r.id = m.recipient_id"
        " WHERE r.address = :to ORDER BY m.id DESC LIMIT 1",
        to=ADDRESS,
    )
    take(mail_from(ADDRESS, f"{day.day} 10:00", text=OBJECTS, answered=(reference,)))
    [name] = files(sql, day)
    assert ("整改" in name, why(sql)) == (True, "appeal")


@pytest.fixture
def declared(listed: Acting, sql: Sql, tmp_path: Path) -> str:
    """The remediation of T001 was declared by mail on 30 September; the reference of that receipt."""
    september = with_mailbox(listed).on("2026-09-30")
    form = sent(september, tmp_path / "回复表.xlsx", duty_number(sql, "remediation", ""))
    take(mail_from(ADDRESS, "2026-09-30 10:00", fill_in(form, {"整改措施": "增加班组", "完成日期": "2026-09-28"})))
    assert why(sql) == ""  # the receipt of the declaration itself
    return receipted(sql, tmp_path, "2026-09-30 10:30")


def test_photographs_and_words_to_a_declared_remediation_are_offered_to_its_feedback(
    declared: str, listed: Acting, sql: Sql, tmp_path: Path, violations: Violations
) -> None:
    photo, october = file(tmp_path, "完工.jpg"), listed.on("2026-10-08")
    take(mail_from(ADDRESS, "2026-10-08 10:00", photo, answered=(declared,), text="现已全部完工并恢复通车。"))
    [name] = files(sql, october)
    assert "整改反馈" in name
    payload = sql.rows(RECEIPT)[0][2]
    assert (why(sql), payload["taken"]) == ("feedback", [])
    assert any("整改反馈" in each["title"] and each["thread"] for each in payload["owed"])
    assert "已申报完成，文件没有收入该项" in payload["missing"][0]
    assert sql.rows(USES) == []
    second = receipted(sql, tmp_path, "2026-10-08 10:30")
    form = sent(october, tmp_path / "反馈.xlsx", duty_number(sql, "feedback", ""))
    take(mail_from(ADDRESS, "2026-10-09 09:00", fill_in(form, {"整改情况": "已全部完工"}), answered=(second,)))
    assert sql.rows(USES) == [("feedback", "完工.jpg", "2026-10-09")]
    assert sql.value("SELECT state FROM obligation WHERE kind = 'feedback'") == "discharged"
    assert violations() == []


def test_words_alone_to_a_declared_remediation_bring_the_sheet_too(declared: str, listed: Acting, sql: Sql) -> None:
    take(mail_from(ADDRESS, "2026-10-08 10:00", answered=(declared,), text="已完工"))
    assert (why(sql), len(files(sql, listed.on("2026-10-08")))) == ("feedback", 1)


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
