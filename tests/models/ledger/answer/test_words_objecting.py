"""有异议: an office objects by mail to what was done in its name; the agency answers it, it is no appeal."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from tests.databases import story
from tests.mails import ADDRESS, mail_from, moment, send, take

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Acting, Sql, Violations

TOLD = """
SELECT m.reference FROM message m JOIN delivery v ON v.message_id = m.id JOIN notice n ON n.id = v.notice_id
WHERE n.kind = 'entered'
"""


@pytest.fixture
@story
def told(march: Acting) -> Acting:
    """A clerk has entered the month of D001, which has a mailbox."""
    march.take("departments", {"编码": "D001", "名称": "第001厅", "目标办邮箱": ADDRESS})
    office = march.office("D001")
    clerk = replace(office, actor=replace(office.actor, entered_by="王芳"))
    clerk.report("D001", "2026-03", "T001", "T002")
    return march


@pytest.mark.parametrize("text", ["有异议", "第1项不属实。", "对第1项有异议，不是我厅填报的"])
def test_a_reply_waits_for_an_answer_and_is_no_appeal(
    told: Acting, sql: Sql, tmp_path: Path, violations: Violations, text: str
) -> None:
    send(tmp_path, moment("2026-03-05 09:30"))
    take(mail_from(ADDRESS, "2026-03-05 10:00", text=text, answered=(sql.value(TOLD),)))
    assert sql.rows("SELECT state, said, words FROM received_mail") == [("waiting", "objection", text)]
    [receipt] = sql.column("SELECT payload FROM notice WHERE kind = 'answer_receipt'")
    assert (receipt["said"], receipt["enclosed"]) == ("objection", {})
    told.do("answer_mail", mail=1, answer="已核实，由李明来电告知。")
    assert sql.rows("SELECT state, said FROM received_mail") == [("answered", None)]
    assert sql.value("SELECT count(*) FROM appeal") == 0
    assert violations() == []


@pytest.mark.usefixtures("told")
@pytest.mark.parametrize(("text", "said"), [("我厅提出申诉，认定有误", "appeal"), ("请问是哪一天录入的？", "question")])
def test_what_asks_for_something_else_is_that(sql: Sql, tmp_path: Path, text: str, said: str) -> None:
    send(tmp_path, moment("2026-03-05 09:30"))
    take(mail_from(ADDRESS, "2026-03-05 10:00", text=text, answered=(sql.value(TOLD),)))
    assert sql.column("SELECT said FROM received_mail") == [said]


@pytest.mark.usefixtures("told")
def test_a_new_mail_that_names_what_was_told_in_a_group_is_no_appeal_either(sql: Sql) -> None:
    take(mail_from(ADDRESS, "2026-03-05 10:00", text="对代为办理有异议：3月的月度检查不是我厅填报的"))
    assert sql.column("SELECT said FROM received_mail") == ["objection"]


@pytest.mark.usefixtures("told")
def test_the_same_words_about_something_else_are_as_before(sql: Sql) -> None:
    take(mail_from(ADDRESS, "2026-03-05 10:00", text="对T003的核查结果有异议，请复核"))
    assert sql.column("SELECT said FROM received_mail") == ["appeal"]
