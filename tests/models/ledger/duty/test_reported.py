"""What was reported for one duty: lines of the newest version, or the meeting; marked targets are withheld (4.7)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from models.ledger.duty.register import explain_obligation
from models.ledger.duty.reported import answers_to, reported_for
from tests.answers import Cells, duty_number, fill_in, sent
from tests.mails import ADDRESS, in_transaction, mail_from, take
from tests.models.ledger.report.leaf_reports import OTHER as OF_LEAVES
from tests.models.ledger.report.leaf_reports import line, planted, submit

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Acting, Sql


MINUTES = {"attendees": "班子成员", "completion": "按计划", "problems": "无", "measures": "加快"}


def of(sql: Sql, kind: str, period: str) -> dict[str, Any]:
    found: dict[str, Any] = in_transaction(reported_for, duty_number(sql, kind, period))
    return found


def test_before_anything_came_there_is_nothing(march: Acting, sql: Sql) -> None:
    assert march.day.month == 3
    assert of(sql, "monthly_check", "2026-03") == {}


def test_the_newest_version_stands_with_its_lines_and_the_day_of_receipt(march: Acting, sql: Sql) -> None:
    march.on("2026-03-05").report("D001", "2026-03", "T001", "T002", progress=40)
    line = {"target": "T002", "progress": 60, "status": "进行中", "remark": "已开工"}
    march.on("2026-03-06").do("amend_report", department="D001", period="2026-03", lines=[line], reason="更正")
    report = of(sql, "monthly_check", "2026-03")["report"]
    assert (report["version"], str(report["received_on"]), report["note"]) == (2, "2026-03-06", "更正")
    assert [(each["target"], int(each["progress"]), each["status"], each["remark"]) for each in report["lines"]] == [
        ("T001", 40, report["lines"][0]["status"], ""),
        ("T002", 60, "in_progress", "已开工"),
    ]


def test_the_line_of_a_marked_target_is_withheld(march: Acting, sql: Sql) -> None:
    line = {"progress": 37, "status": "受阻", "remark": "山洞渗水"}
    lines = [{"target": "T001", **line}, {"target": "T002", "progress": 60}]
    march.on("2026-03-05").do("submit_report", department="D001", period="2026-03", lines=lines)
    march.on("2026-03-05").do("mark_secret", target="T001", marking="工作秘密", reason="涉及未公开规划")
    number = duty_number(sql, "monthly_check", "2026-03")
    first, second = in_transaction(explain_obligation, number, march.day)["report"]["lines"]
    assert (first["withheld"], first["progress"], first["status"], first["remark"]) == (True, None, None, "")
    assert "目标T001" not in first["name"] or "工作秘密" in first["name"]
    assert "37" not in str(first)
    assert int(second["progress"]) == 60
    assert "withheld" not in second


def test_a_meeting_stands_with_its_parts(march: Acting, sql: Sql) -> None:
    april = march.on("2026-04-01")
    april.open("quarterly_meeting", "2026Q1")
    given = {"department": "D001", "period": "2026Q1", "held_on": "2026-04-15", **MINUTES}
    april.on("2026-04-16").do("record_meeting", **given)
    meeting = of(sql, "quarterly_meeting", "2026Q1")["meeting"]
    assert (str(meeting["held_on"]), str(meeting["recorded_on"])) == ("2026-04-15", "2026-04-16")
    assert {name: meeting[name] for name in MINUTES} == MINUTES


def test_the_leaves_of_a_target_stand_below_its_line(march: Acting, sql: Sql) -> None:
    april = planted(march)
    submit(april, line("1-1", 40, quantity=40, remark="路基"), line("1-2", 100), line("2", 10), OF_LEAVES)
    first, second = of(sql, "monthly_check", "2026-04")["report"]["lines"]
    told = [(each["indicator"], each["progress"], each["quantity"], each["remark"]) for each in first["leaves"]]
    assert told == [("1-1", 40, 40, "路基"), ("1-2", 100, None, ""), ("2", 10, None, "")]
    assert second["leaves"] == []
    april.do("mark_secret", target="T001", marking="工作秘密", reason="涉及未公开规划")
    assert "路基" not in str(of(sql, "monthly_check", "2026-04"))


ROWS: dict[str, Cells] = {"T001": {"进度（%）": 40}, "T002": {"进度（%）": 60}}
STRANGER, OTHER = "liming@example.com", "office2@example.org"


@pytest.fixture
def form(march: Acting, sql: Sql, tmp_path: Path) -> Path:
    """The month of D001, filled in; two offices have mailboxes."""
    march.take(
        "departments",
        {"编码": "D001", "名称": "第001厅", "目标办邮箱": ADDRESS},
        {"编码": "D002", "名称": "第002厅", "目标办邮箱": OTHER},
    )
    return fill_in(sent(march, tmp_path / "回复表.xlsx", duty_number(sql, "monthly_check", "2026-03")), rows=ROWS)


@pytest.mark.process
@pytest.mark.parametrize(
    ("sender", "named"),
    [(STRANGER, (None, "")), (OTHER, ("第002厅", "回复表.xlsx")), (ADDRESS, ("第001厅", "回复表.xlsx"))],
)
def test_an_answer_is_named_with_its_mail_and_the_office_that_sent_it(
    form: Path, march: Acting, sender: str, named: tuple[str | None, str]
) -> None:
    take(mail_from(sender, "2026-03-05 10:20", form))
    [found] = in_transaction(answers_to, 1)
    assert (found["mail"], str(found["received_on"])) == (1, "2026-03-05")
    assert (found["office"], found["file"]) == named
    assert STRANGER not in str(in_transaction(explain_obligation, 1, march.day))


@pytest.mark.process
def test_one_that_the_agency_took_for_another_office_stands_twice_waiting_and_taken(form: Path, march: Acting) -> None:
    take(mail_from(OTHER, "2026-03-05 10:20", form))
    march.on("2026-03-09").do("accept_answer", mail=1, reason="已电话核实")
    assert [(each["outcome"], each["mail"], each["office"]) for each in in_transaction(answers_to, 1)] == [
        ("waiting", 1, "第002厅"),
        ("taken", 1, "第002厅"),
    ]
