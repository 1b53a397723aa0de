"""季度质量分析报告: figures with the rows they count, frozen with what the agency wrote (6.2.6)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from models.database import begin
from models.ledger.quality_report import report_of
from models.rules.errors import Refused
from models.rules.periods import parse_period
from models.rules.quality import read_figure
from tests.databases import story

if TYPE_CHECKING:
    from pathlib import Path

    from models.ledger.acts import Summary
    from tests.conftest import Acting, Sql, Violations

WORDS = {"problems": "资金到位慢", "plans": "按月调度"}


@pytest.fixture
@story
def quarter(march: Acting, store: Path) -> Acting:
    """D001 declared T001 half done in its self-check and D002 nothing; T001 is listed; the list is frozen."""
    assert not store.exists()
    march.on("2026-03-20").report("D002", "2026-03", "T003")
    april = march.on("2026-04-01")
    april.open("self_check", "2026Q1")
    half = [{"target": code, "progress": 50} for code in ("T001", "T002")]
    april.do("file_self_check", department="D001", period="2026Q1", lines=half)
    april.lists("T001", "进度滞后", "2026-04-01")
    april.do("freeze_negative_list", period="2026Q1")
    return march.on("2026-04-20")


def compile_report(acting: Acting, period: str = "2026Q1", **more: Any) -> Summary:
    return acting.do("compile_quality_report", period=period, **WORDS | more)


def figures() -> dict[tuple[str, str, str], tuple[tuple[str, ...], str]]:
    with begin() as session:
        found = [read_figure(each) for each in report_of(session, parse_period("2026Q1")).figures]
    return {(each.section.value, each.group, each.name): (each.rows, each.mean) for each in found}


def test_every_figure_has_its_rows(quarter: Acting, violations: Violations) -> None:
    done = compile_report(quarter, completion="职能目标进展快")
    found = figures()
    assert done.words == f"2026年第一季度质量分析报告已编制（第1号），共{len(found)}个数据。"
    assert found["completion", "全部目标", "自查未完成"] == (("2026/T001", "2026/T002"), "")
    assert found["completion", "全部目标", "未报自查"] == (("2026/T003",), "")
    assert found["negative_list", "负面清单", "已列入"] == (("T001#1",), "")
    assert violations() == []


def test_the_whole_comes_first_and_each_category_after_it(quarter: Acting) -> None:
    compile_report(quarter)
    groups = list(dict.fromkeys(group for section, group, _ in figures() if section == "completion"))
    assert groups[0] == "全部目标"
    assert set(groups[1:]) <= {"机关建设目标", "职能绩效目标", "未分类目标"}
    assert len(groups) > 1


def test_the_obligations_of_the_quarter_are_counted_by_result(quarter: Acting, sql: Sql) -> None:
    compile_report(quarter)
    found = {name: rows for (section, group, name), (rows, _) in figures().items() if group == "2026年3月月度检查"}
    march = "SELECT CAST(id AS text) FROM obligation WHERE kind = 'monthly_check' {} ORDER BY id"
    assert found["应办"] == tuple(sql.column(march.format("")))
    assert found["按时办结"] == tuple(sql.column(march.format("AND state = 'discharged'")))
    assert found["未办结（已逾期）"] == tuple(sql.column(march.format("AND state = 'open'")))
    assert set(found) == {"应办", "按时办结", "未办结（已逾期）"}


def test_an_open_obligation_within_its_limit_is_not_late(quarter: Acting) -> None:
    compile_report(quarter.on("2026-04-13"))  # the self-check is due on the 15th
    assert {name for (part, group, name) in figures() if part == "running" and "自查" in group} == {
        "应办",
        "按时办结",
        "未办结",
    }


def test_the_mean_progress_counts_reported_lines_only(quarter: Acting, sql: Sql) -> None:
    compile_report(quarter)
    rows, mean = figures()["running", "平均进度", "2026年3月"]
    assert rows == ("2026/T003",)
    assert float(mean) == sql.value(
        "SELECT progress FROM report_line WHERE progress IS NOT NULL AND version = 1 LIMIT 1"
    )


def test_late_reports_and_waived_duties_are_counted_separately(quarter: Acting, sql: Sql) -> None:
    number = sql.value(
        "SELECT o.id FROM obligation o JOIN department d ON d.id = o.owed_by"
        " WHERE o.kind = 'monthly_check' AND d.code = 'D001'"
    )
    waived = sql.value("SELECT id FROM obligation WHERE kind = 'self_check' AND state = 'open' LIMIT 1")
    quarter.on("2026-04-13").do("waive", obligation=waived, reason="机构改革")
    quarter.report("D001", "2026-03", "T001", "T002")
    compile_report(quarter)
    late = {name: rows for (_, group, name), (rows, _) in figures().items() if group == "2026年3月月度检查"}
    assert late["逾期办结"] == (str(number),)
    other = {
        name: rows for (_, group, name), (rows, _) in figures().items() if "自查" in group and name in "豁免或终止"
    }
    assert other["豁免或终止"] == (str(waived),)


@pytest.mark.parametrize("returned", [False, True])
def test_a_duty_that_was_overdue_before_it_was_waived_is_counted_as_that(
    quarter: Acting, sql: Sql, *, returned: bool
) -> None:
    if returned:
        quarter.report("D001", "2026-03", "T001", "T002")
        quarter.do("return_report", department="D001", period="2026-03", reason="数据有误")
    number = sql.value("SELECT id FROM obligation WHERE kind = 'monthly_check' AND state = 'open'")
    quarter.do("waive", obligation=number, reason="机构改革")
    compile_report(quarter)
    found = {name: rows for (_, group, name), (rows, _) in figures().items() if group == "2026年3月月度检查"}
    assert found["已豁免（此前已逾期）"] == (str(number),)
    assert set(found) == {"应办", "按时办结", "已豁免（此前已逾期）"}


def test_a_late_report_that_was_returned_and_given_again_in_time_is_late(quarter: Acting, sql: Sql) -> None:
    quarter.report("D001", "2026-03", "T001", "T002")
    quarter.do("return_report", department="D001", period="2026-03", reason="数据有误")
    quarter.report("D001", "2026-03", "T001", "T002")
    number = "SELECT CAST(o.id AS text) FROM obligation o JOIN department d ON d.id = o.department_id"
    of_march = f"{number} WHERE o.kind = 'monthly_check' AND d.code = 'D001' AND NOT o.late"
    compile_report(quarter)
    found = {name: rows for (_, group, name), (rows, _) in figures().items() if group == "2026年3月月度检查"}
    assert found["逾期办结"] == tuple(sql.column(of_march))


def test_reports_entered_long_after_their_receipt_are_counted_too(quarter: Acting, sql: Sql) -> None:
    quarter.on_behalf("纸质", received="2026-03-31").report("D001", "2026-03", "T001", "T002")
    number = "SELECT CAST(o.id AS text) FROM obligation o JOIN department d ON d.id = o.department_id"
    of_march = f"{number} WHERE o.kind = 'monthly_check' AND d.code = 'D001'"
    compile_report(quarter)
    found = {name: rows for (_, group, name), (rows, _) in figures().items() if group == "2026年3月月度检查"}
    assert found["其中补录"] == tuple(sql.column(of_march))
    assert set(found["其中补录"]) < set(found["按时办结"])


def test_later_changes_alter_no_report(quarter: Acting) -> None:
    compile_report(quarter)
    before = figures()
    quarter.on("2026-04-21").do("set_limit", target="T001", limit="2026-05-20")
    assert figures() == before
    text = quarter.refused("compile_quality_report", period="2026Q1", **WORDS)
    assert text == "2026年第一季度质量分析报告已于2026-04-20编制（第1号），不再更改。"


def test_a_duty_opened_after_compilation_is_discharged_on_that_day(
    quarter: Acting, sql: Sql, violations: Violations
) -> None:
    compile_report(quarter)
    quarter.on("2026-06-01").open("quality_report", "2026Q1")
    owed = sql.rows("SELECT state, late, counted_on::text FROM obligation WHERE kind = 'quality_report'")
    assert owed == [("discharged", False, "2026-04-20")]
    assert violations() == []


def test_a_declared_completion_is_one(march: Acting, store: Path, tmp_path: Path) -> None:
    proof = tmp_path / "验收报告.pdf"
    proof.write_bytes(b"accepted")
    april = march.on("2026-04-01")
    april.open("self_check", "2026Q1")
    lines = [{"target": "T001", "progress": 100}, {"target": "T002", "progress": 50}]
    proofs = [{"target": "T001", "file": str(proof)}]
    april.do("file_self_check", department="D001", period="2026Q1", lines=lines, evidence=proofs)
    april.do("freeze_negative_list", period="2026Q1")
    compile_report(april)
    assert figures()["completion", "全部目标", "自查完成"] == (("2026/T001",), "")
    assert store.exists()


def test_more_than_all_is_complete_and_counts_as_all(march: Acting, store: Path, tmp_path: Path) -> None:
    proof = tmp_path / "验收报告.pdf"
    proof.write_bytes(b"accepted")
    line = {"target": "T003", "progress": 160, "quantity": "16"}
    march.on("2026-03-20").do("submit_report", department="D002", period="2026-03", lines=[line])
    april = march.on("2026-04-01")
    april.open("self_check", "2026Q1")
    proofs = [{"target": "T003", "file": str(proof)}]
    april.do("file_self_check", department="D002", period="2026Q1", lines=[line], evidence=proofs)
    april.do("freeze_negative_list", period="2026Q1")
    compile_report(april)
    assert figures()["running", "平均进度", "2026年3月"] == (("2026/T003",), "100.0")
    assert figures()["completion", "全部目标", "自查完成"] == (("2026/T003",), "")
    assert store.exists()


def test_without_a_self_check_there_are_no_completion_figures(march: Acting) -> None:
    april = march.on("2026-04-01")
    april.do("freeze_negative_list", period="2026Q1")
    compile_report(april)
    assert figures()["completion", "全部目标", "未列入自查"][0] == ("2026/T001", "2026/T002", "2026/T003")


@pytest.mark.parametrize(
    ("period", "why"),
    [
        ("2026-03", "质量分析报告按季度编制，“2026-03”不是季度，正确写法如2026Q3。"),
        ("2026Q2", "2026年第二季度负面清单尚未形成，请先形成负面清单（freeze_negative_list），再编制报告。"),
    ],
)
def test_a_report_that_cannot_be_is_refused(quarter: Acting, period: str, why: str) -> None:
    assert quarter.refused("compile_quality_report", period=period, **WORDS) == why


@pytest.mark.parametrize("section", ["problems", "plans"])
def test_what_people_wrote_in_a_section_stands_in_the_report(quarter: Acting, section: str) -> None:
    compile_report(quarter, **{section: "征地拆迁滞后"})
    with begin() as session:
        assert getattr(report_of(session, parse_period("2026Q1")), section) == "征地拆迁滞后"


@pytest.mark.parametrize("lacking", ["problems", "plans"])
def test_the_sections_that_need_judgement_are_written_by_people(quarter: Acting, lacking: str) -> None:
    assert quarter.refused("compile_quality_report", period="2026Q1", **WORDS | {lacking: ""})


@pytest.mark.usefixtures("quarter")
def test_a_quarter_without_a_report_has_none_to_show() -> None:
    with begin() as session, pytest.raises(Refused) as refusal:
        report_of(session, parse_period("2026Q1"))
    assert refusal.value.message == "2026年第一季度的质量分析报告尚未编制（compile_quality_report）。"


@pytest.mark.parametrize(("day", "late"), [("2026-05-15", False), ("2026-05-18", True)])
def test_the_report_discharges_the_agencys_duty_to_write_it(quarter: Acting, sql: Sql, day: str, *, late: bool) -> None:
    quarter.on("2026-05-14").open("quality_report", "2026Q1")
    done = compile_report(quarter.on(day))
    assert done.counts["late"] == int(late)
    assert done.words.endswith("个数据，逾期。" if late else "个数据。")
    owed = sql.rows("SELECT state, counted_on::text, late FROM obligation WHERE kind = 'quality_report'")
    assert owed == [("discharged", day, late)]


def test_the_agencys_own_obligations_are_not_counted(quarter: Acting) -> None:
    quarter.on("2026-05-14").open("quality_report", "2026Q1")
    compile_report(quarter.on("2026-05-14"))
    assert not any("质量分析报告" in group for _, group, _ in figures())
