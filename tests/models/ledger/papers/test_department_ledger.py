"""台账 of a department: title, block and day, and a constant number of queries for any number of targets."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from models.database import begin
from models.ledger.papers.department_ledger import DepartmentLedger, department_ledger
from models.ledger.papers.signature import Signature
from models.rules.errors import Refused
from tests.models.ledger.report.leaf_reports import OTHER, line, planted, submit

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql, Statements

DAY = date(2026, 4, 2)
MORE = """
WITH t AS (INSERT INTO target (jurisdiction_id, year, code, name, requirement, source_document, key_project, unit,
        parent_code, parent_name, parent_unit, division, paper_number, issued_on, version)
    SELECT d.jurisdiction_id, 2026, 'M' || n, '目标', '', '', false, '', '', '', '', '', '', '2026-02-27', 1
    FROM department d, generate_series(1, :n) n WHERE d.code = 'D00001' RETURNING id)
INSERT INTO target_department (target_id, department_id, position)
SELECT t.id, d.id, 0 FROM t JOIN department d ON d.code = 'D00001'
"""


def ledger(department: str = "D001", year: int | None = None) -> DepartmentLedger:
    with begin() as session:
        return department_ledger(session, department, year, DAY)


def test_it_names_the_department_and_the_block(march: Acting, sql: Sql) -> None:
    march.on("2026-04-01").report("D001", "2026-03", "T001", "T002")
    found = ledger("第001厅")
    assert (found.jurisdiction, found.department, found.code, found.year) == ("贵州省", "第001厅", "D001", 2026)
    assert found.title == "第001厅2026年目标绩效管理台账"
    assert found.signature == Signature("贵州省目标绩效管理机构", DAY)
    assert (found.height, found.hash) == sql.rows("SELECT height, hash FROM chain_head")[0]
    assert [row.code for row in found.targets] == ["T001", "T002"]
    assert [(duty.row.period, duty.late_days) for duty in found.duties] == [("2026-03", 1)]
    assert [row.code for row in found.answers] == ["T001", "T002"]
    assert (found.findings, found.entries, found.appeals, found.adjustments) == ([], [], [], [])


def test_a22_each_target_has_its_pace_and_a_marked_one_none(march: Acting) -> None:
    march.on("2026-03-31").report("D001", "2026-03", "T001", "T002", progress=100)
    march.do("submit_report", department="D002", period="2026-03", lines=[{"target": "T003", "progress": 1}])
    assert (ledger().paces, ledger("D002").paces) == ({"T001": "绿", "T002": "绿"}, {"T003": "红"})
    march.do("mark_secret", target="T003", marking="工作秘密", reason="涉及未公开规划")
    assert ledger("D002").paces == {}


def test_a22_the_pace_of_a_target_with_leaves_is_that_of_its_slowest(march: Acting) -> None:
    submit(planted(march), line("1-1", 100), line("1-2", 100), line("2", 1), OTHER)
    assert ledger().paces["T001"] == "红"


@pytest.mark.usefixtures("contested")
def test_results_appeals_and_entries_are_in_it() -> None:
    found = ledger()
    assert [len(rows) for rows in (found.findings, found.entries, found.appeals)] == [1, 1, 1]


@pytest.mark.usefixtures("filed")
def test_adjustments_are_in_it() -> None:
    assert [row.code for row in ledger().adjustments] == ["T009"]


def test_a_department_that_was_merged_away_still_has_its_ledger(march: Acting) -> None:
    march.report("D001", "2026-03", "T001", "T002")
    reform = {"successor": "D002", "effective_on": "2026-03-10", "basis": "黔机编〔2026〕12号"}
    march.on("2026-03-10").do("merge_department", department="D001", **reform)
    found = ledger()
    assert ([row.position for row in found.targets], len(found.answers)) == ([None, None], 2)
    assert [row.code for row in ledger("D002").targets] == ["T001", "T002", "T003"]


def test_a_department_is_found_by_the_name_it_once_had(march: Acting) -> None:
    fields = {"department": "D001", "name": "新一厅", "effective_on": "2026-03-05", "basis": "黔机编〔2026〕12号"}
    march.do("rename_department", **fields)
    assert ledger("第001厅").department == "新一厅"


@pytest.mark.usefixtures("march")
@pytest.mark.parametrize(
    ("department", "year", "text"),
    [
        ("第01厅", None, "部门“第01厅”不在部门名单中，是否为“第001厅”。查看：mubiao departments。"),
        ("D001", 2019, "“第001厅”2019年没有台账内容：没有目标，也没有应办事项。其他年度请加 --year。"),
    ],
)
def test_an_unknown_department_or_an_empty_year_is_refused(department: str, year: int | None, text: str) -> None:
    with pytest.raises(Refused) as refusal:
        ledger(department, year)
    assert refusal.value.message == text


def test_a_thousand_targets_take_as_many_statements_as_two(statements: Statements) -> None:
    def of_everything(acting: Acting, _: Sql) -> None:
        acting.on("2026-03-01").open("monthly_check", "2026-03")

    def wide(_: Acting, sql: Sql) -> None:
        sql(MORE, n=998)

    def narrow(_: Acting, sql: Sql) -> None:
        sql(MORE, n=0)

    def export(_: Acting, __: Sql) -> None:
        sizes.append(len(ledger("D00001").answers))

    sizes: list[int] = []
    counts = [
        statements(2, {"more": more, "open": of_everything, "export": export})["export"] for more in (narrow, wide)
    ]
    assert sizes == [2, 1000]
    assert counts[0] == counts[1] <= 20
