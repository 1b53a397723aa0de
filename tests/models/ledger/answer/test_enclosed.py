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
