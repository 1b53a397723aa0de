"""Entries that an accepted objection or a correction leaves out do not count, and the line says why (1-8.2)."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from tests.models.ledger.score.lines import line_of
from tests.models.ledger.score.test_sheets import policy, sheets

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql

PAPER = """
INSERT INTO appraisal (jurisdiction_id, year, serial, body, paper_number, paper_date, approved_on, reason,
    department_id, left_out)
SELECT jurisdiction_id, :year, 2, '领导小组', '黔绩领〔2027〕2号', '2027-04-01', '2027-04-01', '重复列入', id,
    '["2026/T001/1"]' FROM department WHERE code = :code
"""


def listed(march: Acting, sql: Sql) -> None:
    policy(march, "negative_points", "-2")
    sql("UPDATE target SET category = 'functional'")
    for code in ("T001", "T002"):
        march.on("2026-03-10").lists(code)


def test_what_a_correction_leaves_out_takes_nothing_and_the_line_says_so(march: Acting, sql: Sql) -> None:
    listed(march, sql)
    sql(PAPER, year=2026, code="D001")
    line = line_of("D001", "functional")
    assert (line.points, [each.entry for each in line.deductions]) == (Decimal(48), ["2026/T002/1"])
    assert line.basis == ("条目2026/T001/1不计，依据更正（黔绩领〔2027〕2号，2027-04-01）",)


def test_it_counts_for_its_department_and_year_only(march: Acting, sql: Sql) -> None:
    listed(march, sql)
    sql(PAPER, year=2025, code="D001")
    sql(PAPER, year=2026, code="D002")
    assert line_of("D001", "functional").points == Decimal(46)


def test_an_open_appeal_against_what_is_left_out_is_in_the_way_of_nothing(march: Acting, sql: Sql) -> None:
    listed(march, sql)
    march.on("2026-03-11").office("D001").do("lodge_appeal", target="T001", ground="已完工")
    assert "对条目2026/T001/1的申诉尚未办结" in sheets()["D001"].lacks
    sql(PAPER, year=2026, code="D001")
    assert "对条目2026/T001/1的申诉尚未办结" not in sheets()["D001"].lacks
