"""陌生来信: what is kept apart of a stranger's mail is compared with what came; what is gone is not named."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from models.database import begin
from models.ledger.chain.files import check_strangers
from tests.answers import duty_number, sent
from tests.mails import mail_from, take

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Acting, Sql

COPY = """
INSERT INTO stranger_mail SELECT {mail}, seen_on, message_id, sender, subject, files, missing, sheets
FROM stranger_mail WHERE mail_id = 1
"""
CHANGED = "另行保存的发件地址、主题或文件名被更改或增加，与收到时的校验码不符。"


@pytest.fixture(autouse=True)
def _came(march: Acting, sql: Sql, tmp_path: Path) -> None:
    """A mail of a stranger with a sheet, one of an office, and two of strangers without."""
    march.take("departments", {"编码": "D001", "名称": "第001厅", "目标办邮箱": "d001@example.org"})
    form = sent(march, tmp_path / "回复表.xlsx", duty_number(sql, "monthly_check", "2026-03"))
    take(mail_from("liming@example.com", "2026-03-05 10:20", form, missing=("附件.rar：请改为.zip",)))
    take(mail_from("d001@example.org", "2026-03-05 10:30"))
    for minute in (40, 50):
        take(mail_from("shop@example.com", f"2026-03-05 10:{minute}"))
    march.on("2026-03-06").system.do("note_strangers")


def faults() -> list[str]:
    with begin() as session:
        return list(check_strangers(session))


@pytest.mark.parametrize(
    "change",
    [
        "sender = 'x@example.com'",
        "subject = ''",
        "message_id = '<2@example.org>'",
        "seen_on = seen_on + 1",
        """files = '[{"name": "a", "digest": "b", "fault": ""}]'""",
        "missing = '[]'",
        """sheets = '[["a", "b"]]'""",
        "sheets = '3'",
    ],
)
def test_a_change_is_named(sql: Sql, change: str) -> None:
    assert faults() == []
    sql(f"UPDATE stranger_mail SET {change}")  # noqa: S608 - our own
    assert faults() == [f"来信 1：{CHANGED}"]


def test_what_was_added_to_a_mail_of_an_office_is_named(sql: Sql) -> None:
    sql(COPY.format(mail=2))
    assert faults() == [f"来信 2：{CHANGED}"]


def test_what_is_gone_is_not_named(sql: Sql) -> None:
    assert sql("DELETE FROM stranger_mail") == 1
    assert faults() == []


@pytest.mark.parametrize(
    "change",
    [
        f"UPDATE unregistered_mail SET {change} WHERE id = (SELECT min(id) FROM unregistered_mail)"  # noqa: S608 - our own
        for change in (
            "digest = 'x'",
            "id = 999",
            "received_at = received_at + interval '1 second'",
            "size = size + 1",
            "sender = 'x@example.com'",
            "sender = NULL",
            "subject = '别的'",
            """files = '[{"name": "a"}]'""",
            """missing = '["a"]'""",
            "automatic = true",
        )
    ]
    + [
        "DELETE FROM unregistered_mail WHERE id = (SELECT min(id) FROM unregistered_mail)",
        """INSERT INTO unregistered_mail SELECT 'x', 999, seen_on, received_at, size, sender, subject, files, missing,
            automatic FROM unregistered_mail LIMIT 1""",
    ],
)
def test_another_list_than_was_noted_is_named_by_its_day(sql: Sql, change: str) -> None:
    assert faults() == []
    sql(change)
    assert faults() == ["陌生来信的计数 2026-03-05：另行保存的来信被更改、删除或增加，与次日登记的校验码不符。"]


def test_a_list_that_is_gone_is_not_named(sql: Sql) -> None:
    assert sql("DELETE FROM unregistered_mail") == 2
    assert faults() == []
