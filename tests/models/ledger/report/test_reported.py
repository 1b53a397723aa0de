"""A reported quantity beside the percentage: a difference is taken, named in the answer and shown in the review."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from models.database import begin
from models.ledger.report.reported import Reported, progress_of
from models.ledger.review.lines import lines_of
from models.ledger.target.register import Wanted, list_targets
from models.rules.periods import parse_period
from models.rules.target.progress import Fit
from tests.databases import story

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Acting, Sql, Violations

ROAD = {
    "编号": "T010",
    "年度": "2026",
    "目标名称": "农村公路",
    "绩效要求": "建成120公里",
    "数量": "120",
    "单位": "公里",
}
USUAL = {"责任部门": "D003", "下达日期": "2026-02-27"}
DIFFERS = "目标T010的进度85%与数量不符：完成80公里，要求120公里，应为约66.6667%。"


@pytest.fixture
@story
def road(march: Acting) -> Acting:
    """D003 leads T010, 120 km of road, and owes its self-check of the first quarter; today is 1 April."""
    march.take("departments", {"编码": "D003", "名称": "第003厅"})
    march.take("targets", ROAD | USUAL)
    later = march.on("2026-04-01")
    later.open("self_check", "2026Q1")
    return later.office("D003")


def declare(road: Acting, progress: Any, **more: Any) -> str:
    line = {"target": "T010", "progress": progress, **more}
    return road.do("file_self_check", department="D003", period="2026Q1", lines=[line]).words


@pytest.mark.parametrize(
    ("progress", "quantity", "words"), [(85, "80", DIFFERS), (67, "80", ""), ("66.7", "80", ""), (85, None, "")]
)
def test_a_percentage_that_its_quantity_does_not_give_is_taken_and_named(
    road: Acting, sql: Sql, violations: Violations, progress: Any, quantity: str | None, words: str
) -> None:
    assert declare(road, progress, quantity=quantity) == f"“第003厅”2026Q1已填报1项。{words}"
    kept = sql.rows("SELECT progress, quantity FROM report_line WHERE version = 1")
    assert kept == [(Decimal(str(progress)), None if quantity is None else Decimal(quantity))]
    assert violations() == []


def test_all_that_is_above_the_quantity_is_a_hundred_percent(march: Acting, sql: Sql) -> None:
    sql("UPDATE target SET requirement = '建成120公里', quantity = 120, unit = '公里' WHERE code = 'T001'")
    words = []
    for month, progress in (("2026-03", 100), ("2026-04", 99)):
        acting = march.on(f"{month}-05")
        acting.open("monthly_check", month)
        lines = [{"target": "T001", "progress": progress, "quantity": "150"}, {"target": "T002", "progress": 50}]
        words.append(acting.office("D001").do("submit_report", department="D001", period=month, lines=lines).words)
    assert "与数量不符" not in words[0]
    assert words[1].endswith("目标T001的进度99%与数量不符：完成150公里，要求120公里，应为125%。")


def test_above_the_quantity_is_taken_and_shown(road: Acting) -> None:
    declare(road, 99, quantity="150")
    with begin() as session:
        [found] = [each for each in lines_of(session, 2, parse_period("2026Q1")) if each.row.code == "T010"]
    assert found.declared == "99%，完成150公里（与数量不符）"
    assert found.as_json()["quantity"] == 150


@pytest.mark.parametrize(("progress", "quantity"), [(104, "124.8"), (133, "160"), (1000, "1200")])
def test_a_percentage_above_100_is_taken_with_its_quantity_and_counts_as_all(
    road: Acting, sql: Sql, tmp_path: Path, progress: int, quantity: str
) -> None:
    proof = tmp_path / "验收单.pdf"
    proof.write_bytes(b"accepted")
    line = {"target": "T010", "progress": progress, "quantity": quantity}
    evidence = [{"target": "T010", "file": str(proof)}]
    done = road.do("file_self_check", department="D003", period="2026Q1", lines=[line], evidence=evidence)
    assert "与数量不符" not in done.words
    assert sql.value("SELECT progress FROM report_line WHERE version = 1") == progress
    [head] = sql.column("SELECT payload ->> 'facts' FROM notice WHERE kind = 'result'")
    assert "已完成1项、平均进度100.0%" in head


ASKED_ABOUT = (
    "目标T010的完成数量800000公里超过要求的10倍，请核对单位是否为“公里”："
    "填错的，在下一次填报中改正；无误的，在下一次填报的说明中写明。"
)


@pytest.mark.parametrize(
    ("progress", "quantity", "remark", "is_asked"),
    [
        *((80, "800000", "", True), (99, "800000", "", True), (80, "800000", "含养护里程，无误", False)),
        *((80, "1200", "", False), (80, "1200.01", "", True)),
    ],
)
def test_a_quantity_of_more_than_ten_times_what_is_asked_is_asked_about(
    road: Acting, progress: int, quantity: str, remark: str, *, is_asked: bool
) -> None:
    words = declare(road, progress, quantity=quantity, remark=remark)
    assert ("请核对单位" in words) is is_asked


def test_the_question_is_answered_by_the_next_report(road: Acting, sql: Sql, violations: Violations) -> None:
    assert declare(road, 80, quantity="800000").endswith(ASKED_ABOUT)
    assert "请核对单位" not in declare(road, 80, quantity="800000", remark="单位无误，含全部县乡公路")
    assert "请核对单位" not in declare(road, 67, quantity="80")
    assert sql.value("SELECT count(*) FROM report WHERE version > 0") == 3
    assert violations() == []


def test_a_target_without_a_quantity_keeps_it_as_a_record(march: Acting, sql: Sql) -> None:
    lines = [{"target": "T001", "progress": 50, "quantity": "8"}, {"target": "T002", "progress": 50}]
    done = march.office("D001").do("submit_report", department="D001", period="2026-03", lines=lines)
    assert done.words == "“第001厅”2026-03已填报2项。目标T001没有要求数量，完成数量8只作记录。"
    assert sql.value("SELECT quantity FROM report_line WHERE quantity IS NOT NULL") == 8


def test_a_changed_quantity_is_a_changed_line(road: Acting) -> None:
    declare(road, 67, quantity="80")
    assert declare(road, 67, quantity="80") == "与已填报内容相同，未作改动。"
    assert "改动1项：T010" in declare(road, 67, quantity="80.5")


def test_a_sheet_has_a_column_for_it(road: Acting, sql: Sql, violations: Violations) -> None:
    row = {"部门编码": "D003", "期间": "2026年第一季度", "目标编号": "T010", "进度": "67"}
    assert road.take("reports", row | {"完成数量": "80"}).counts["new"] == 1
    assert road.take("reports", row | {"完成数量": "80"}).counts["same"] == 1
    assert sql.value("SELECT quantity FROM report_line WHERE version = 1") == 80
    assert violations() == []


def test_a_changed_quantity_in_the_database_is_found(road: Acting, sql: Sql, violations: Violations) -> None:
    declare(road, 67, quantity="80")
    sql("UPDATE report_line SET quantity = 81 WHERE version = 1")
    assert violations() != []


def test_reported_quantities_roll_up(march: Acting) -> None:
    whole, part = ROAD | USUAL | {"责任部门": "D001"}, {"上级目标编号": "T010", "责任部门": "D002"}
    march.take("targets", whole, ROAD | USUAL | part | {"编号": "T011"})
    later = march.on("2026-04-01")
    later.open("monthly_check", "2026-04")
    for office, codes, quantity in (("D001", ("T001", "T002", "T010"), "80"), ("D002", ("T003", "T011"), "70")):
        lines = [{"target": code, "progress": 60, "quantity": quantity} for code in codes]
        later.office(office).do("submit_report", department=office, period="2026-04", lines=lines)
    with begin() as session:
        listed = {row["code"]: row for row in list_targets(session, date(2026, 4, 10), Wanted(2026, tree="T010"))}
    assert listed["T010"]["done_parts"] == "“T010”填报完成80公里，下级1项合计70公里，两者不符"
    assert (listed["T011"]["done_parts"], listed["T011"]["done"]) == ("", 70)
    assert listed["T011"]["pace"] == "green"


@pytest.mark.parametrize(
    ("asked", "quantity", "percent", "fit"),
    [
        (("", None, ""), "8", 50, None),
        (("建成120公里", 120, "公里"), None, 50, None),
        (("能耗不超过120吨", 120, "吨"), "100", None, Fit.MET),
        (("能耗不超过120吨", 120, "吨"), "130", None, Fit.EXCEEDED),
    ],
)
def test_progress_by_what_the_words_ask(
    asked: tuple[str, int | None, str], quantity: str | None, percent: int | None, fit: Fit | None
) -> None:
    requirement, number, unit = asked
    row = SimpleNamespace(requirement=requirement, quantity=None if number is None else Decimal(number), unit=unit)
    found = progress_of(row, None if quantity is None else Decimal(quantity), Decimal("50.00"))
    assert (found.percent, found.fit) == (percent, fit)


def test_a_line_as_columns() -> None:
    line = Reported(Decimal(100), "done", "", Decimal("80.5"))
    assert (line.is_done, Reported(Decimal(99), "", "").is_done) == (True, False)
    assert line.as_json() == {"progress": "100", "status": "done", "remark": "", "quantity": "80.5"}
    assert Reported(Decimal(99), "", "").as_json()["status"] is None
