"""陌生来信: what is kept apart of a stranger's mail is compared with what came; what is gone is not named."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from models.database import begin
from models.ledger.chain.files import check_strangers
from tests.mails import mail_from, take

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql

COPY = """
INSERT INTO stranger_mail SELECT {mail}, seen_on, message_id, sender, subject, files, missing, sheets
FROM stranger_mail WHERE mail_id = 1
"""
CHANGED = "另行保存的发件地址、主题或文件名被更改或增加，与收到时的校验码不符。"


@pytest.fixture(autouse=True)
def _came(march: Acting) -> None:
    """A mail of a stranger, and one of an office."""
    march.take("departments", {"编码": "D001", "名称": "第001厅", "目标办邮箱": "d001@example.org"})
    take(mail_from("liming@example.com", "2026-03-05 10:20", missing=("附件.rar：请改为.zip",)))
    take(mail_from("d001@example.org", "2026-03-05 10:30"))


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
