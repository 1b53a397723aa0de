"""What no digest covers: a contact without its first day, and a line of no version."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from models.database import begin
from models.ledger.chain.undigested import check_undigested

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql

ANSWER = """
INSERT INTO answer (jurisdiction_id, mail_id, obligation_id, matter, due_version, file, file_digest, sheet, known,
    received_on, received_at, outcome, sentence, complaints, replaced_id)
SELECT jurisdiction_id, NULL, id, :matter, 1, '回复表.xlsx', 'ab', '申诉', 'coded', '2026-03-05', NULL, 'taken', '',
    '[]', NULL
FROM obligation WHERE id = 1
"""


def faults() -> list[str]:
    with begin() as session:
        return list(check_undigested(session))


@pytest.mark.usefixtures("march")
def test_a_line_of_no_version_is_named(sql: Sql) -> None:
    assert faults() == []
    sql("UPDATE report_line SET version = -1 WHERE obligation_id = 2")
    assert faults() == ["填报 事项2第-1版：有不属于任何填报的行。"]


def test_a_contact_that_always_was_without_a_first_day_is_not_named(march: Acting, sql: Sql) -> None:
    march.do("appoint_liaison", department="D001", name="王五")
    sql("UPDATE contact SET valid_from = NULL")
    assert faults() == []
    sql("UPDATE contact SET name = concat(name, '|2026-03-05')")
    assert faults() == ["联系人 D001|liaison|王五|2026-03-05：姓名和起始日期被更改。"]


@pytest.mark.usefixtures("march")
@pytest.mark.parametrize("matter", ["appeal|2026/T001/finding/2026-1/2026/T001", "people||D001||0"])
def test_an_answer_is_about_a_duty_or_about_a_matter_and_not_about_both(sql: Sql, matter: str) -> None:
    sql(ANSWER, matter=matter)
    assert faults() == ["回复 回复表.xlsx|申诉：所指的事项被更改。"]
    sql("UPDATE answer SET obligation_id = NULL")
    assert faults() == []
    sql("UPDATE answer SET matter = concat('ab|', matter)")
    assert faults() == ["回复 回复表.xlsx|申诉：所指的事项被更改。"]
