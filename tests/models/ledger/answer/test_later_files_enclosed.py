"""其他附件: a file that came with an answer sheet is evidence of the duties that these answer."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from models.database import begin
from models.intake.inbox import files_of_no_sheet
from models.ledger.answer.later_files import MARKED_FILES
from models.ledger.answer.people import people_book
from models.ledger.answer.receipts import RECEIPT
from notifications.documents.answer_sheet import workbook
from tests.answers import duty_number, fill_in, sent
from tests.mails import ADDRESS, file, mail_from, receipted, take

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Acting, Photograph, Sql, Violations

PROGRESS, FILES = "进度（%）", "印证材料（附件名）"
ROWS: dict[str, dict[str, Any]] = {"T001": {PROGRESS: 40}, "T002": {PROGRESS: 60}}
MINUTES = {
    "召开日期": "2026-04-09",
    "参加人员": "全体",
    "各项目标完成情况": "按计划",
    "存在问题": "无",
    "改进措施": "无",
}
STATE = "SELECT state, sentence FROM received_mail ORDER BY id DESC LIMIT 1"
USES = """
SELECT o.kind, t.code, u.file_name, u.received_on::text FROM evidence_use u JOIN obligation o ON o.id = u.obligation_id
    LEFT JOIN target t ON t.id = u.target_id ORDER BY u.id
"""
PAYLOAD = "SELECT payload FROM notice WHERE kind = :kind ORDER BY id DESC LIMIT 1"


@pytest.fixture
def offices(march: Acting) -> Acting:
    """D001 has a mailbox."""
    march.take("departments", {"编码": "D001", "名称": "第001厅", "目标办邮箱": ADDRESS})
    return march


@pytest.fixture
def month(offices: Acting, sql: Sql, tmp_path: Path) -> Path:
    """The month of D001, filled in."""
    place = sent(offices, tmp_path / "回复表.xlsx", duty_number(sql, "monthly_check", "2026-03"))
    return fill_in(place, rows=ROWS)


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    """A file without a sheet."""
    return file(tmp_path, "现场.jpg")


def told(sql: Sql) -> dict[str, Any]:
    found: dict[str, Any] = sql.value(PAYLOAD, kind=RECEIPT)
    return found


def test_a_file_that_no_sheet_names_is_evidence_of_the_duty_as_a_whole(
    month: Path, photo: Path, sql: Sql, violations: Violations
) -> None:
    take(mail_from(ADDRESS, "2026-03-05 10:20", month, photo))
    assert sql.rows(USES) == [("monthly_check", None, "现场.jpg", "2026-03-05")]
    assert sql.rows(STATE) == [("taken", "收取1份，另有随信的文件收入1项")]
    [taken] = told(sql)["taken"]  # one thing was taken, not two
    assert taken["words"] == "“第001厅”2026-03已填报2项。进度状态：绿2项。另附印证材料现场.jpg。"
    assert violations() == []


def test_the_author_and_the_day_are_those_of_the_mail(month: Path, photo: Path, sql: Sql) -> None:
    take(mail_from(ADDRESS, "2026-03-31 23:50", month, photo), at="2026-04-01 08:00")
    [(detail,)] = sql.rows("SELECT detail -> 'row' FROM transition WHERE record = 'evidence_use'")
    assert (detail["actor"], detail["known"]) == ("第001厅目标办", "coded")
    assert detail["source"]["received"] == "2026-03-31"


@pytest.mark.parametrize("cell", ["现场.jpg", "现场", "报告.pdf、现场"])
def test_a_file_that_a_sheet_names_is_not_attached_once_more(
    offices: Acting, photo: Path, sql: Sql, tmp_path: Path, cell: str
) -> None:
    offices.on("2026-04-01").open("self_check", "2026Q1")
    number = duty_number(sql, "self_check", "2026Q1")
    place = sent(offices.on("2026-04-02"), tmp_path / "自查.xlsx", number)
    form = fill_in(place, rows={"T001": {PROGRESS: 40, FILES: cell}, "T002": {PROGRESS: 60}})
    mail = mail_from(ADDRESS, "2026-04-08 10:00", form, photo, file(tmp_path, "报告.pdf", b"of both"))
    assert len(files_of_no_sheet(mail)) == (0 if "报告" in cell else 1)
    take(mail)
    assert sql.value("SELECT count(*) FROM evidence_use") == 2
    assert ("self_check", "T001", "现场.jpg", "2026-04-08") in sql.rows(USES)


def test_photographs_with_a_remediation_are_its_evidence(
    offices: Acting, sql: Sql, photograph: Photograph, tmp_path: Path, violations: Violations
) -> None:
    may = offices.on("2026-05-11")
    may.lists("T002")
    may.do("set_limit", target="T002", limit="2026-06-30")
    fields = {"整改措施": "增加班组", "完成日期": "2026-06-25", "整改情况（反馈）": "全部完工"}
    place = sent(offices.on("2026-05-12"), tmp_path / "整改.xlsx", duty_number(sql, "remediation", ""))
    pictures = photograph("整改前.jpg", 9), photograph("整改后.jpg", 10)
    take(mail_from(ADDRESS, "2026-06-26 10:00", fill_in(place, fields), *pictures))
    assert [row[::2] for row in sql.rows(USES)] == [("remediation", "整改前.jpg"), ("remediation", "整改后.jpg")]
    assert "另附印证材料整改前.jpg、整改后.jpg。" in told(sql)["taken"][0]["words"]
    assert violations() == []


def test_a_late_answer_has_its_files_too(offices: Acting, photo: Path, sql: Sql, tmp_path: Path) -> None:
    offices.on("2026-04-01").open("quarterly_meeting", "2026Q1")
    place = sent(offices.on("2026-04-02"), tmp_path / "会议.xlsx", duty_number(sql, "quarterly_meeting", "2026Q1"))
    take(mail_from(ADDRESS, "2026-04-28 09:00", fill_in(place, MINUTES), photo))
    assert sql.rows(USES) == [("quarterly_meeting", None, "现场.jpg", "2026-04-28")]
    assert sql.rows(STATE)[0][0] == "taken"


def test_while_a_sheet_goes_back_other_files_are_left_for_it(
    month: Path, photo: Path, sql: Sql, offices: Acting, tmp_path: Path
) -> None:
    offices.on("2026-04-01").open("quarterly_meeting", "2026Q1")
    place = sent(offices.on("2026-04-02"), tmp_path / "会议.xlsx", duty_number(sql, "quarterly_meeting", "2026Q1"))
    wrong = fill_in(place, MINUTES | {"召开日期": "2026-02-31"})
    take(mail_from(ADDRESS, "2026-04-08 10:00", month, wrong, photo))
    assert sql.rows(STATE) == [("partly", "收取1份，退回1份")]
    assert sql.rows(USES) == []


def test_about_a_marked_target_nothing_is_attached_and_the_receipt_says_so(
    offices: Acting, photo: Path, sql: Sql, tmp_path: Path
) -> None:
    offices.do("mark_secret", target="T001", marking="工作秘密", reason="涉及未公开规划")
    place = sent(offices, tmp_path / "回复表.xlsx", duty_number(sql, "monthly_check", "2026-03"))
    take(mail_from(ADDRESS, "2026-03-05 10:20", fill_in(place, rows={"T002": {PROGRESS: 60}}), photo))
    assert sql.rows(USES) == []
    assert sql.rows(STATE) == [("partly", f"收取1份，{MARKED_FILES}")]
    assert told(sql)["missing"] == [MARKED_FILES]


def test_the_file_may_come_again_with_the_receipt_and_is_known(
    month: Path, photo: Path, sql: Sql, tmp_path: Path
) -> None:
    take(mail_from(ADDRESS, "2026-03-05 10:20", month, photo))
    reference = receipted(sql, tmp_path)
    take(mail_from(ADDRESS, "2026-03-06 09:00", photo, answered=(reference,)))
    assert len(sql.rows(USES)) == 1
    assert told(sql)["taken"][0]["words"] == "现场.jpg此前已提交，没有再收取。"


def test_a_sheet_about_people_has_no_duty_that_takes_a_file(
    offices: Acting, photo: Path, sql: Sql, tmp_path: Path
) -> None:
    offices.take("contacts", {"部门编码": "D001", "角色": "联络员", "姓名": "李明", "邮箱": "liming@example.org"})
    with begin() as session:
        content = workbook(people_book(session, "D001", date(2026, 3, 6)))
    (tmp_path / "人员.xlsx").write_bytes(content)
    form = fill_in(tmp_path / "人员.xlsx", {"新联络员姓名": "王芳", "新联络员邮箱": "wangfang@example.org"})
    take(mail_from(ADDRESS, "2026-03-06 10:00", form, photo))
    assert sql.rows(STATE) == [("taken", "收取1份")]
    assert sql.rows(USES) == []
