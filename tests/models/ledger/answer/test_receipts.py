"""回执: what an office is told of its mail: taken and how late, replaced, missing; six an hour at most."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from models.ledger.answer.mails import UNTOLD
from models.ledger.answer.receipts import RECEIPT, WARNING
from tests.answers import Cells, duty_number, fill_in, sent
from tests.databases import story
from tests.mails import ADDRESS, mail_from, take

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Acting, Sql, Violations

PROGRESS = "进度（%）"
ROWS: dict[str, Cells] = {"T001": {PROGRESS: 40}, "T002": {PROGRESS: 60}}
AT = "2026-03-05 10:20"
NEWEST = "SELECT payload FROM notice WHERE kind = :kind ORDER BY id DESC LIMIT 1"
COUNT = "SELECT count(*) FROM notice WHERE kind = :kind"
PEOPLE = (
    {"部门编码": "D001", "角色": "联络员", "姓名": "李明", "邮箱": "liming@example.org"},
    {"部门编码": "D001", "角色": "主要领导", "姓名": "赵强", "邮箱": "zhaoqiang@example.org"},
)


@pytest.fixture
@story
def offices(march: Acting) -> Acting:
    """D001 and D002 with mailboxes, D001 with a liaison and a head."""
    for number in (1, 2):
        row = {"编码": f"D00{number}", "名称": f"第00{number}厅", "目标办邮箱": f"d00{number}@example.org"}
        march.take("departments", row)
    march.take("contacts", *PEOPLE)
    return march


@pytest.fixture
@story
def form(offices: Acting, sql: Sql, tmp_path: Path) -> Path:
    """The month of D001, filled in."""
    place = sent(offices, tmp_path / "回复表.xlsx", duty_number(sql, "monthly_check", "2026-03"))
    return fill_in(place, rows=ROWS)


def told(sql: Sql, kind: str = RECEIPT) -> dict[str, Any]:
    """What the newest notice of a kind says."""
    payload: dict[str, Any] = sql.value(NEWEST, kind=kind)
    return payload


@pytest.mark.parametrize(
    ("received", "verdict"),
    [
        ("2026-03-05 10:20", "按时"),
        ("2026-03-31 23:59", "按时"),
        ("2026-04-01 00:00", "逾期1个工作日"),
        ("2026-04-02 08:00", "逾期2个工作日"),
        ("2026-04-07 09:00", "逾期4个工作日"),
    ],
)
def test_a_receipt_says_whether_the_duty_was_in_time(form: Path, sql: Sql, received: str, verdict: str) -> None:
    take(mail_from(ADDRESS, received, form))
    [taken] = told(sql)["taken"]
    assert (taken["title"], taken["verdict"], taken["replaced"]) == ("2026年3月月度检查", verdict, "")


def test_a_receipt_says_when_the_mail_came_and_how_its_author_is_known(form: Path, sql: Sql) -> None:
    take(mail_from(ADDRESS, AT, form))
    receipt = told(sql)
    assert receipt["received"] == "2026年3月5日10:20"
    assert receipt["received_on"] == "2026-03-05"
    assert (receipt["known"], receipt["subject"], receipt["summary"]) == ("coded", "回复", "收取1份")


def test_a_receipt_names_the_answer_that_was_replaced(form: Path, sql: Sql, violations: Violations) -> None:
    take(mail_from(ADDRESS, AT, form))
    take(mail_from(ADDRESS, "2026-03-06 15:40", fill_in(form, rows={"T001": {PROGRESS: 45}})))
    assert told(sql)["taken"][0]["replaced"] == "2026年3月5日10:20"
    assert sql.value("SELECT max(version) FROM report") == 2
    assert violations() == []


@pytest.mark.parametrize(
    ("address", "audience"),
    [(ADDRESS, "office"), ("liming@example.org", "liaison"), ("zhaoqiang@example.org", "head")],
)
def test_a_receipt_goes_to_the_role_that_wrote(form: Path, sql: Sql, address: str, audience: str) -> None:
    take(mail_from(address, AT, form))
    assert sql.column("SELECT audience FROM notice WHERE kind = :kind", kind=RECEIPT) == [audience]


def test_an_address_gets_six_receipts_an_hour_and_the_next_hour_more(form: Path, sql: Sql) -> None:
    for minute in range(8):
        mended = fill_in(form, rows={"T001": {PROGRESS: 41 + minute}})
        take(mail_from(ADDRESS, f"2026-03-05 10:0{minute}", mended))
    assert sql.value(COUNT, kind=RECEIPT) == 6
    assert sql.column("SELECT DISTINCT state FROM received_mail") == ["taken"]
    take(mail_from(ADDRESS, "2026-03-05 11:05", fill_in(form, rows={"T001": {PROGRESS: 60}})))
    assert sql.value(COUNT, kind=RECEIPT) == 7


def test_what_goes_back_without_a_receipt_is_left_to_the_agency(form: Path, sql: Sql) -> None:
    for minute in range(8):
        value = 140 if minute != 7 else 45  # the last one is right
        take(mail_from(ADDRESS, f"2026-03-05 10:{10 + minute}", fill_in(form, rows={"T001": {PROGRESS: value}})))
    assert sql.column("SELECT state FROM received_mail ORDER BY id") == [*["returned"] * 6, "waiting", "taken"]
    assert sql.value("SELECT sentence FROM received_mail WHERE state = 'waiting'") == f"退回1份，{UNTOLD}"


def test_another_address_has_receipts_of_its_own(form: Path, sql: Sql) -> None:
    for minute in range(7):
        mended = fill_in(form, rows={"T001": {PROGRESS: 41 + minute}})
        take(mail_from(ADDRESS, f"2026-03-05 10:0{minute}", mended))
    take(mail_from("liming@example.org", "2026-03-05 10:08", fill_in(form, rows={"T001": {PROGRESS: 60}})))
    assert sql.column("SELECT audience FROM notice WHERE kind = :kind ORDER BY id", kind=RECEIPT)[-1] == "liaison"


def test_a_receipt_names_each_cell_that_is_wrong(form: Path, sql: Sql) -> None:
    take(mail_from(ADDRESS, AT, fill_in(form, rows={"T001": {PROGRESS: "很多"}, "T002": {"状态": "做完了"}})))
    [returned] = told(sql)["returned"]
    assert returned["title"] == "2026年3月月度检查"
    assert [fault.partition("：")[0] for fault in returned["faults"]] == ["I6", "J7"]
    assert returned["obligation"] == duty_number(sql, "monthly_check", "2026-03")
    assert told(sql)["taken"] == []


def test_what_is_left_to_the_agency_stands_apart(form: Path, sql: Sql) -> None:
    take(mail_from(ADDRESS, AT, fill_in(form, {"回复码": "ABC"})))
    receipt = told(sql)
    assert receipt["returned"] == []
    [waiting] = receipt["waiting"]
    assert waiting["outcome"] == "unknown"


def test_a_file_that_cannot_be_read_is_missing(offices: Acting, sql: Sql, tmp_path: Path) -> None:
    assert offices.day.month == 3
    place = tmp_path / "回复表.xlsx"
    place.write_bytes(b"not a workbook")
    take(mail_from(ADDRESS, AT, place))
    assert [each.count("回复表.xlsx") for each in told(sql)["missing"]] == [1]


def test_a_receipt_of_an_office_with_a_marked_target_does_not_repeat_the_subject(
    offices: Acting, form: Path, sql: Sql
) -> None:
    sql("UPDATE target SET name = '某山洞工程' WHERE code = 'T001'")
    offices.do("mark_secret", target="T001", marking="工作秘密", reason="涉及未公开规划")
    take(mail_from(ADDRESS, AT, form, subject="关于某山洞工程的回复"))
    assert "山洞" not in str(told(sql))
    assert told(sql)["subject"] == ""


def test_an_office_is_told_once_a_day_that_a_stranger_uses_its_code(form: Path, sql: Sql) -> None:
    for minute in range(3):
        take(mail_from(f"stranger{minute}@example.com", f"2026-03-05 10:0{minute}", form))
    assert sql.value(COUNT, kind=WARNING) == 1
    warning = told(sql, WARNING)
    assert (warning["sender"], warning["title"]) == ("", "2026年3月月度检查")
    assert warning["received"] == "2026年3月5日10:00"
    take(mail_from("stranger0@example.com", "2026-03-06 10:00", form))
    assert sql.value(COUNT, kind=WARNING) == 2


def test_a_stranger_gets_no_receipt(form: Path, sql: Sql) -> None:
    take(mail_from("stranger@example.com", AT, form))
    assert sql.value(COUNT, kind=RECEIPT) == 0


def test_a_receipt_cites_the_clause_of_reports(form: Path, sql: Sql) -> None:
    take(mail_from(ADDRESS, AT, form))
    assert told(sql)["basis"] == "《目标管控》6.1"
