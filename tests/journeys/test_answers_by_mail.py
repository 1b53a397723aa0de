"""A quarter answered by mail alone: sheets come over SMTP, go back to an IMAP mailbox, and no act is typed for them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from zipfile import ZipFile

import pytest

from tests.by_mail import Duty, Mailing, Values, mailing_of
from tests.mails import moment

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.conftest import Acting, Photograph, Sql, Violations

FIRST, SECOND = "d001@example.org", "d002@example.org"
MARCH, APRIL = (Duty("monthly_check", f"2026-0{month}") for month in (3, 4))
CHECK, MEETING, REVIEW = (
    Duty("self_check", "2026Q1"),
    Duty("quarterly_meeting", "2026Q1"),
    Duty("mid_year_review", "2026H1"),
)
REMEDY = Duty("remediation", target="目标T002")
MINUTES: Values = {"attendees": "张三、李四", "completion": "按计划", "problems": "资金到位慢", "measures": "按月调度"}
HALF: Values = {**MINUTES, "coordination": "下半年补齐进度", "also_meeting": "是"}
DONE: Values = {"progress": 100, "status": "已完成"}
# State, counted day and lateness of each duty, office by office.
OUTCOME = """
SELECT o.kind, o.period, w.code, o.state, o.counted_on::text, o.late FROM obligation o
    JOIN department w ON w.id = o.owed_by
WHERE o.kind = ANY(:kinds) ORDER BY o.kind, o.period, w.code
"""
BY_OFFICES = "SELECT act, known, count(*) FROM block WHERE role = 'office' GROUP BY 1, 2 ORDER BY 1, 2"
TYPED = ("submit_report", "file_self_check", "record_meeting", "record_review", "declare_completion", "file_feedback")
MAILS = "SELECT state, received_on::text, known FROM received_mail ORDER BY id"


@dataclass(slots=True)
class Quarter:
    """The story so far: the mail, the agency, and the pictures that offices send along."""

    mailing: Mailing
    agency: Acting
    sql: Sql
    photograph: Photograph

    def outcome(self, *duties: Duty) -> list[tuple[Any, ...]]:
        """State, counted day and lateness of these duties, office by office."""
        found = self.sql.rows(OUTCOME, kinds=[duty.kind for duty in duties])
        periods = {(duty.kind, duty.period) for duty in duties}
        return [(row[2], *row[3:]) for row in found if (row[0], row[1]) in periods]

    def receipt(self, address: str, received: str, sent: str) -> str:
        """The receipt that this address gets for what lies in the inbox."""
        before = len(self.mailing.mails_to(address))
        self.mailing.receive(received)
        self.mailing.send(sent)
        assert len(self.mailing.mails_to(address)) == before + 1
        return self.mailing.last_words(address)


@pytest.fixture
def quarter(
    march: Acting, sql: Sql, photograph: Photograph, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Quarter]:
    """Both offices have mailboxes, the mail of the installation is open, and on 5 March the first sheets go out."""
    boxes = {"D001": FIRST, "D002": SECOND}
    march.take("departments", *({"编码": k, "名称": f"第{k[1:]}厅", "目标办邮箱": v} for k, v in boxes.items()))
    with mailing_of(tmp_path, monkeypatch) as opened:
        opened.send("2026-03-05 09:00")
        yield Quarter(opened, march, sql, photograph)


def a_month_wrong_twice_then_mended(q: Quarter) -> None:
    rows: Values = {"T001": DONE, "T002": {"progress": 300, "remark": "征地"}}
    q.mailing.answer(FIRST, MARCH, "2026-03-26 16:40", rows)
    words = q.receipt(FIRST, "2026-03-26 16:50", "2026-03-26 16:51")
    assert "没有收取，退回1项。" in words
    assert "I7：进度（%）“300”应在0到100之间" in words
    rows["T002"] = {"progress": 30, "status": "停工"}
    q.mailing.answer(FIRST, MARCH, "2026-03-27 09:30", rows)
    assert "J7：状态“停工”不在可选范围内" in q.receipt(FIRST, "2026-03-27 09:40", "2026-03-27 09:41")
    assert q.sql.value("SELECT count(*) FROM report") == 0
    rows["T002"] = {"progress": 30, "status": "受阻"}
    q.mailing.answer(FIRST, MARCH, "2026-03-31 00:00", rows)
    words = q.receipt(FIRST, "2026-03-31 07:00", "2026-03-31 09:00")
    assert "已收取1：“2026年3月月度检查”（按时）：“第001厅”2026年3月已填报2项。" in words


def a_minute_before_midnight_is_in_time(q: Quarter) -> None:
    q.mailing.answer(SECOND, MARCH, "2026-03-31 23:59", {"T003": {"progress": 20}})
    assert "（按时）" in q.receipt(SECOND, "2026-04-01 07:00", "2026-04-01 09:00")
    assert q.outcome(MARCH) == [
        ("D001", "discharged", "2026-03-31", False),
        ("D002", "discharged", "2026-03-31", False),
    ]
    april = q.agency.on("2026-04-01")
    april.open("monthly_check", "2026-04")
    april.open("self_check", "2026Q1")
    april.open("quarterly_meeting", "2026Q1")
    q.mailing.send("2026-04-01 09:10")


def a_self_check_with_its_evidence(q: Quarter, folder: Path) -> None:
    rows: Values = {"T001": {**DONE, "evidence": ["竣工"]}, "T002": {"progress": 30}}
    q.mailing.answer(FIRST, CHECK, "2026-04-08 10:00", rows)
    words = q.receipt(FIRST, "2026-04-08 10:10", "2026-04-08 10:11")
    assert "“竣工”没有随表交来" in words
    assert q.outcome(CHECK)[0] == ("D001", "open", None, None)
    q.mailing.answer(FIRST, CHECK, "2026-04-08 11:00", rows, files=(q.photograph("竣工.jpg", 7),))
    assert "（按时）" in q.receipt(FIRST, "2026-04-08 11:10", "2026-04-08 11:11")
    packed = folder / "材料.zip"
    with ZipFile(packed, "w") as archive:
        archive.write(q.photograph("通车.jpg", 8), "通车.jpg")
    rows = {"T003": {**DONE, "evidence": ["通车.jpg"]}}
    q.mailing.answer(SECOND, CHECK, "2026-04-17 09:00", rows, files=(packed,))
    assert "（逾期2个工作日）" in q.receipt(SECOND, "2026-04-17 09:10", "2026-04-17 09:11")
    assert q.outcome(CHECK) == [
        ("D001", "discharged", "2026-04-08", False),
        ("D002", "discharged", "2026-04-17", True),
    ]
    assert sorted(q.sql.column("SELECT file_name FROM evidence_use")) == ["竣工.jpg", "通车.jpg"]


def a_meeting_of_each_office(q: Quarter) -> None:
    held = {**MINUTES, "held_on": "2026年4月9日"}
    q.mailing.answer(FIRST, MEETING, "2026-04-20 10:00", held, stamped=False)
    assert "“2026年第一季度分析会”（按时）" in q.receipt(FIRST, "2026-04-20 10:10", "2026-04-20 10:11")
    assert q.sql.column("SELECT known FROM received_mail ORDER BY id DESC LIMIT 1") == ["coded"]
    q.mailing.answer(SECOND, MEETING, "2026-04-20 10:20", {**held, "held_on": "2026-02-31"})
    assert "召开日期" in q.receipt(SECOND, "2026-04-20 10:30", "2026-04-20 10:31")
    q.mailing.answer(SECOND, MEETING, "2026-04-20 10:40", {**held, "held_on": "2026-04-10"})
    assert "（按时）" in q.receipt(SECOND, "2026-04-20 10:50", "2026-04-20 10:51")
    assert q.outcome(MEETING) == [
        ("D001", "discharged", "2026-04-09", False),
        ("D002", "discharged", "2026-04-10", False),
    ]


def midnight_after_the_due_day_is_late(q: Quarter) -> None:
    q.mailing.answer(FIRST, APRIL, "2026-04-30 23:59", {"T001": DONE, "T002": {"progress": 45}})
    q.mailing.answer(SECOND, APRIL, "2026-05-01 00:00", {"T003": {"progress": 35}})
    q.mailing.receive("2026-05-01 07:00")
    before = len(q.mailing.smtp.received)
    q.mailing.send("2026-05-01 09:00")
    assert len(q.mailing.smtp.received) == before  # a holiday: receipts wait
    q.mailing.send("2026-05-06 09:00")
    assert "“2026年4月月度检查”（按时）" in q.mailing.last_words(FIRST)
    assert "“2026年4月月度检查”（逾期" in q.mailing.last_words(SECOND)
    assert q.outcome(APRIL) == [
        ("D001", "discharged", "2026-04-30", False),
        ("D002", "discharged", "2026-05-01", True),
    ]


def a_remediation_with_photographs(q: Quarter) -> None:
    may = q.agency.on("2026-05-11")
    may.lists("T002")
    may.do("set_limit", target="T002", limit="2026-06-30")
    q.mailing.send("2026-05-12 09:00")
    fields: Values = {"measures": "增加两个施工班组", "completed_on": "2026-06-25", "feedback": "全部完工"}
    pictures = (q.photograph("整改前.jpg", 9), q.photograph("整改后.jpg", 10))
    q.mailing.answer(FIRST, REMEDY, "2026-06-26 10:00", fields, files=pictures)
    words = q.receipt(FIRST, "2026-06-26 10:10", "2026-06-26 10:11")
    assert "（按时）" in words
    assert q.outcome(REMEDY, Duty("feedback")) == [
        ("D001", "discharged", "2026-06-26", False),
        ("D001", "discharged", "2026-06-25", False),
    ]


def a_review_that_is_the_meeting_too(q: Quarter) -> None:
    july = q.agency.on("2026-07-01")
    july.open("quarterly_meeting", "2026Q2")
    july.open("mid_year_review", "2026H1")
    q.mailing.send("2026-07-01 09:00")
    q.mailing.answer(FIRST, REVIEW, "2026-07-10 10:00", {**HALF, "held_on": "2026-07-09"})
    q.mailing.receive("2026-07-10 10:10")
    second = {**HALF, "also_meeting": "否", "held_on": "2026-07-20"}
    q.mailing.answer(SECOND, REVIEW, "2026-07-22 10:00", second)
    q.mailing.receive("2026-07-22 10:10")
    assert q.outcome(REVIEW) == [
        ("D001", "discharged", "2026-07-09", False),
        ("D002", "discharged", "2026-07-20", False),
    ]
    assert [state for _, state, *_ in q.outcome(Duty("quarterly_meeting", "2026Q2"))] == ["discharged", "open"]


def nothing_was_typed_for_them(q: Quarter) -> None:
    """The acts of offices are answers; a mail that our relay stamped is known, one that it did not is coded."""
    assert q.sql.rows(BY_OFFICES) == [("take_answer", "coded", 1), ("take_answer", "known", 10)]
    assert q.sql.value("SELECT count(*) FROM block WHERE act = ANY(:acts)", acts=list(TYPED)) == 0
    assert q.sql.column("SELECT DISTINCT reported_by FROM report ORDER BY 1") == ["第001厅目标办", "第002厅目标办"]


def the_second_reading_changes_nothing(q: Quarter) -> None:
    """Neither a second reading nor a mailbox that was restored without its flags."""
    blocks, mails = q.sql.value("SELECT count(*) FROM block"), q.sql.rows(MAILS)
    assert q.mailing.receive("2026-07-23 09:00").words == "没有新的来信。"
    assert all(q.mailing.imap.flags())
    for data in q.mailing.delivered:
        q.mailing.imap.deliver(data, moment("2026-07-23 09:30"))
    q.mailing.receive("2026-07-23 09:40")
    assert all(q.mailing.imap.flags())
    assert (q.sql.value("SELECT count(*) FROM block"), q.sql.rows(MAILS)) == (blocks, mails)


def test_a_quarter_is_answered_by_mail_and_read_twice(quarter: Quarter, tmp_path: Path, violations: Violations) -> None:
    a_month_wrong_twice_then_mended(quarter)
    a_minute_before_midnight_is_in_time(quarter)
    a_self_check_with_its_evidence(quarter, tmp_path)
    a_meeting_of_each_office(quarter)
    midnight_after_the_due_day_is_late(quarter)
    a_remediation_with_photographs(quarter)
    a_review_that_is_the_meeting_too(quarter)
    nothing_was_typed_for_them(quarter)
    the_second_reading_changes_nothing(quarter)
    assert violations() == []
