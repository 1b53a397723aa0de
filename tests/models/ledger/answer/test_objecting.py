"""有异议: an office objects, by mail or at the page, to what was done in its name; the agency answers it as a mail."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from models.ledger.answer.inbox import show_mail
from models.rules.kinds import Known
from tests.databases import story
from tests.mails import ADDRESS, in_transaction, mail_from, moment, send, take

if TYPE_CHECKING:
    from pathlib import Path

    from models.ledger.acts import Summary
    from tests.conftest import Acting, Sql, Violations

MAIL = "SELECT state, said, words, audience, person, known FROM received_mail"
TOLD = """
SELECT m.reference FROM message m JOIN delivery v ON v.message_id = m.id JOIN notice n ON n.id = v.notice_id
WHERE n.kind = 'entered'
"""
OURS = "3月的月度检查不是我厅填报的"


@pytest.fixture
@story
def told(march: Acting) -> Acting:
    """A clerk has entered the month of D001, which has a mailbox."""
    march.take("departments", {"编码": "D001", "名称": "第001厅", "目标办邮箱": ADDRESS})
    office = march.office("D001")
    clerk = replace(office, actor=replace(office.actor, entered_by="王芳"))
    clerk.report("D001", "2026-03", "T001", "T002")
    return march


def objects(told: Acting, words: str = OURS) -> Summary:
    """The liaison objects at the page."""
    signed = replace(told.office("D001").actor, name="第001厅 李明", known=Known.SIGNED)
    return replace(told, actor=signed).do("object_to_entered", department="D001", words=words)


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
def test_the_same_words_about_something_else_are_as_before(sql: Sql) -> None:
    take(mail_from(ADDRESS, "2026-03-05 10:00", text="对T003的核查结果有异议，请复核"))
    assert sql.column("SELECT said FROM received_mail") == ["appeal"]


def test_what_is_written_at_the_page_is_a_mail_that_waits(told: Acting, sql: Sql, violations: Violations) -> None:
    assert objects(told).words == "已收到“第001厅”的异议，由管理机构核实后答复。"
    assert sql.rows(MAIL) == [("waiting", "objection", OURS, "office", "李明", "signed")]
    assert objects(told).words == "这份异议今天已经收到（来信1），由管理机构答复。"
    assert in_transaction(show_mail, 1)["words"] == OURS
    told.do("answer_mail", mail=1, answer="已核实，予以更正。")
    assert sql.column("SELECT audience FROM notice WHERE kind = 'mail_answered'") == ["office"]
    assert violations() == []


def test_a_head_is_answered_himself(told: Acting, sql: Sql) -> None:
    replace(told, actor=told.head("D001").actor).do("object_to_entered", department="D001", words=OURS)
    assert sql.column("SELECT audience FROM received_mail") == ["head"]


def test_its_words_are_shown_though_the_office_has_marked_matters(told: Acting) -> None:
    told.do("mark_secret", target="T001", year=2026, marking="工作秘密", reason="涉密")
    objects(told)
    assert in_transaction(show_mail, 1)["words"] == OURS


def test_what_names_a_marked_matter_is_refused(told: Acting) -> None:
    told.do("mark_secret", target="T001", year=2026, marking="工作秘密", reason="涉密")
    refused = told.refused("object_to_entered", department="D001", words="“目标T001”不是我厅填报的")
    assert refused == "异议写到了标有密级的事项，这里不填，请按保密规定送纸质材料。"


def test_who_was_told_of_nothing_writes_otherwise(told: Acting) -> None:
    words = told.refused("object_to_entered", department="D002", words=OURS)
    assert words == "没有告知过“第002厅”代为办理的事项；其他意见请来信或者来函。"
