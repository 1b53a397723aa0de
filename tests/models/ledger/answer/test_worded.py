"""以文字回复: what is never taken from words, and a mail that is taken again after a kill."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from models.database import begin
from models.intake.inbox import MailGiven
from models.ledger.answer.worded import FILED, SEALED, SEVERAL, with_words
from models.rules.errors import Unavailable
from models.rules.workdays import BusinessDay
from tasks import mail_intake
from tests.mails import ADDRESS, mail_from, moment, send, take, vouched

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from models.intake.complaints import Complaint
    from tests.conftest import Acting, Sql

REFERENCES = """
SELECT m.reference FROM message m JOIN recipient r ON r.id = m.recipient_id WHERE r.address = :to ORDER BY m.id
"""
GOOD = "1 40\n2 60"
AT = "2026-03-10 10:00"


@pytest.fixture
def told(march: Acting, tmp_path: Path, sql: Sql) -> str:
    """The reference of the message of 5 March that brought D001 the sheet of the month."""
    march.take("departments", {"编码": "D001", "名称": "第001厅", "目标办邮箱": ADDRESS})
    send(tmp_path, moment("2026-03-05 09:00"))
    return str(sql.value(REFERENCES, to=ADDRESS))


def read(told: str, folder: Path, **more: Any) -> tuple[int, Mapping[str, tuple[Complaint, ...]]]:
    """How many files the mail has then, and the faults."""
    mail = mail_from(ADDRESS, AT, **({"text": GOOD, "answered": (told,)} | more))
    with begin() as session:
        found, faults = with_words(
            session, MailGiven(mail, vouched=True), BusinessDay(moment(AT).date(), moment(AT)), folder
        )
    return len(found.files), faults


def test_the_words_of_a_reply_become_a_filled_sheet(told: str, tmp_path: Path) -> None:
    count, faults = read(told, tmp_path)
    assert (count, [*faults.values()]) == (1, [()])


@pytest.mark.parametrize(
    "more",
    [
        {"automatic": True},
        {"answered": ()},
        {"answered": ("0" * 32,)},
        {"text": "请查收"},
        {"text": GOOD + "。" * 2000},
    ],
)
def test_other_mails_stay_as_they_are(told: str, tmp_path: Path, more: dict[str, Any]) -> None:
    assert read(told, tmp_path, **more) == (0, {})


def test_a_message_with_two_open_duties_that_ask_for_progress_is_not_answered_in_words(
    told: str, tmp_path: Path, march: Acting, sql: Sql
) -> None:
    april = march.on("2026-04-01")
    april.open("monthly_check", "2026-04")
    april.open("self_check", "2026Q1")
    send(tmp_path, moment("2026-04-01 09:00"))
    newest = sql.column(REFERENCES, to=ADDRESS)[-1]
    assert newest != told
    assert read(newest, tmp_path) == (0, {})
    take(vouched(mail_from(ADDRESS, "2026-04-01 10:00", text="1 40\n2 9", answered=(newest,))), relay="mx.example.org")
    assert sql.rows("SELECT state, sentence FROM received_mail") == [("returned", f"没有收取：{SEVERAL}")]
    assert sql.value("SELECT payload ->> 'missing' FROM notice WHERE kind = 'answer_receipt'") == f'["{SEVERAL}"]'


def test_a_duty_that_is_done_is_not_reported_in_words_again(told: str, sql: Sql) -> None:
    for text in (GOOD, "1 50\n2 9"):
        take(vouched(mail_from(ADDRESS, AT, text=text, answered=(told,))), relay="mx.example.org")
    assert sql.rows("SELECT state, sentence FROM received_mail ORDER BY id")[1] == ("returned", f"没有收取：{FILED}")
    assert sql.value("SELECT count(*) FROM answer") == 1


def test_a_row_of_a_marked_target_is_never_taken_from_words(told: str, march: Acting, sql: Sql) -> None:
    march.do("mark_secret", target="T002", marking="工作秘密", reason="涉及工作秘密")
    take(vouched(mail_from(ADDRESS, AT, text=GOOD, answered=(told,))), relay="mx.example.org")
    assert sql.value("SELECT count(*) FROM report") == 0
    assert sql.column("SELECT outcome FROM answer") == ["returned"]


def test_a_row_of_a_marked_target_may_be_left_out(told: str, march: Acting, tmp_path: Path) -> None:
    march.do("mark_secret", target="T002", marking="工作秘密", reason="涉及工作秘密")
    count, faults = read(told, tmp_path, text="1 40")
    assert (count, [*faults.values()]) == (1, [()])


def test_a_sheet_that_cannot_be_written_stops_the_mail(told: str, tmp_path: Path) -> None:
    (tmp_path / "文件").write_bytes(b"")
    with pytest.raises(Unavailable):
        read(told, tmp_path / "文件")


def test_a_mail_whose_conclusion_was_killed_is_concluded_with_the_same_answer(told: str, sql: Sql) -> None:
    mail = vouched(mail_from(ADDRESS, AT, text=GOOD, answered=(told,)))
    take(mail, relay="mx.example.org")
    sql("UPDATE received_mail SET state = 'received'")
    take(mail, relay="mx.example.org")
    assert sql.rows("SELECT state, sentence FROM received_mail") == [("taken", "收取1份")]
    assert sql.column("SELECT outcome FROM answer") == ["taken"]


def test_words_of_an_office_with_marked_matters_are_not_repeated(told: str, march: Acting, sql: Sql) -> None:
    march.do("mark_secret", target="T001", marking="工作秘密", reason="涉及工作秘密")
    take(vouched(mail_from(ADDRESS, AT, text="1 四十 鹰巢工程\n2 60", answered=(told,))), relay="mx.example.org")
    [complaints] = sql.column("SELECT complaints FROM answer")
    assert [each["message"] for each in complaints] == [SEALED]
    assert sql.value("SELECT count(*) FROM notice WHERE payload::text LIKE '%鹰巢%'") == 0


def test_other_lines_than_those_of_rows_wait_for_a_person(told: str, sql: Sql) -> None:
    text = f"{GOOD}\n我厅对上月检查的扣分有异议，请复核"
    take(vouched(mail_from(ADDRESS, AT, text=text, answered=(told,))), relay="mx.example.org")
    assert sql.rows("SELECT state, said, words FROM received_mail") == [("waiting", "appeal", text)]
    assert sql.column("SELECT outcome FROM answer") == ["returned"]


def test_a_mail_that_was_killed_before_its_conclusion_does_not_wait_for_its_notes(
    told: str, sql: Sql, monkeypatch: pytest.MonkeyPatch
) -> None:
    mail = vouched(mail_from(ADDRESS, AT, text=f"{GOOD} 受阻 等待上级批复以后才能继续实施", answered=(told,)))
    with monkeypatch.context() as killed:
        killed.delattr(mail_intake, "MailConcluded")
        with pytest.raises(NameError):
            take(mail, relay="mx.example.org")
    take(mail, relay="mx.example.org")
    assert sql.rows("SELECT state, said FROM received_mail") == [("taken", None)]
