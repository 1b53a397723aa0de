"""保密: of the mail of an office with marked matters, no text has the subject or a name of a file (4.7)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.answers import duty_number, fill_in, sent
from tests.mails import ADDRESS, file, mail_from, receipted, take

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Acting, Sql, Violations

NAMES = ("迁建", "搬迁")
MISSING = "压缩包“迁建方案.rar”没有打开，只接受.zip；请把文件作为普通附件发来"
SAID = """
SELECT string_agg(x.said, ' ') FROM (SELECT payload::text AS said FROM notice WHERE kind = 'answer_receipt'
    UNION ALL SELECT result::text FROM block WHERE act IN ('receive_mail', 'take_answer', 'conclude_mail')
    UNION ALL SELECT sentence FROM received_mail) x
"""
FAULTS = "SELECT payload -> 'returned' -> 0 -> 'faults' FROM notice WHERE kind = 'answer_receipt'"


@pytest.fixture
def office(march: Acting) -> Acting:
    """D001 has a mailbox and owes the check of March."""
    march.take("departments", {"编码": "D001", "名称": "第001厅", "目标办邮箱": ADDRESS})
    return march.on("2026-03-10")


@pytest.fixture
def marked(office: Acting) -> Acting:
    """T001 of D001 is marked."""
    office.do("mark_secret", target="T001", marking="工作秘密", reason="涉及工作秘密")
    return office


def answered(office: Acting, sql: Sql, folder: Path, evidence: str, *files: Path) -> str:
    """Take a mail whose sheet names these files; returns the words of the log."""
    form = fill_in(
        sent(office, folder / "搬迁的表.xlsx", duty_number(sql, "monthly_check", "2026-03")),
        rows={"T002": {"进度（%）": 60, "印证材料（附件名）": evidence}},
    )
    return take(mail_from(ADDRESS, "2026-03-10 10:00", form, *files, subject="搬迁事项", missing=(MISSING,))).words


def test_names_of_files_and_the_subject_are_said_nowhere(
    marked: Acting, sql: Sql, tmp_path: Path, violations: Violations
) -> None:
    logged = answered(marked, sql, tmp_path, "搬迁批复、迁建图", file(tmp_path, "搬迁请示.docx"))
    assert not any(name in logged + sql.value(SAID) for name in NAMES)
    assert sql.value(FAULTS)[-1] == "M7：印证材料（附件名）“所写文件”没有随表交来，请把文件放在一起，文件名写全"
    assert re.findall(r"“附件\d”", sql.value(SAID)) == ["“附件2”"]
    assert violations() == []


def test_files_that_are_sent_later_are_counted(marked: Acting, sql: Sql, tmp_path: Path) -> None:
    answered(marked, sql, tmp_path, "搬迁批复")
    later = file(tmp_path, "搬迁批复.pdf")
    take(mail_from(ADDRESS, "2026-03-10 11:00", later, answered=(receipted(sql, tmp_path, "2026-03-10 10:40"),)))
    assert not any(name in sql.value(SAID) for name in NAMES)


def test_an_office_without_marked_matters_is_told_the_names(office: Acting, sql: Sql, tmp_path: Path) -> None:
    answered(office, sql, tmp_path, "搬迁批复、迁建图", file(tmp_path, "搬迁请示.docx"))
    assert all(name in sql.value(SAID) for name in ("迁建方案.rar", "搬迁请示.docx", "搬迁批复", "搬迁事项"))
