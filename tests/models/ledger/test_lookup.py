"""Lookup of the records named in an input, with suggestions for unknown names."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.conftest import Acting, Make, Sql


@pytest.mark.parametrize("name", ["D001", "第001厅"])
def test_a_department_is_found_by_code_or_name(march: Acting, name: str) -> None:
    assert march.do("appoint_liaison", department=name, name="王五").counts == {"appointed": 1}


def test_a_department_is_found_by_its_short_name(acting: Acting, departments: Make) -> None:
    departments(简称="一厅")
    assert acting.do("appoint_liaison", department="一厅", name="王五").counts == {"appointed": 1}


def test_a_short_name_of_several_departments_is_refused_with_their_codes(acting: Acting, departments: Make) -> None:
    departments(2, 简称="厅")
    text = acting.refused("appoint_liaison", department="厅", name="王五")
    assert text == "“厅”对应多个部门，请改用部门编码：D001、D002。"


def test_an_unknown_department_is_refused_with_a_suggestion(march: Acting) -> None:
    text = march.refused("appoint_liaison", department="第02厅", name="王五")
    assert text == "部门“第02厅”不在部门名单中，是否为“第002厅”。查看：mubiao departments。"


def test_without_a_close_match_there_is_no_suggestion(march: Acting) -> None:
    text = march.refused("appoint_liaison", department="XYZ", name="王五")
    assert text == "部门“XYZ”不在部门名单中。查看：mubiao departments。"


def test_a_code_may_be_typed_in_wide_characters(march: Acting) -> None:
    assert march.do("appoint_liaison", department="Ｄ００１", name="王五").counts == {"appointed": 1}
    assert "“ＸＹＺ”不在" not in march.refused("appoint_liaison", department="ＸＹＺ", name="王五")


def test_a_text_that_no_database_can_hold_is_refused_politely(march: Acting) -> None:
    assert "不能保存的字符" in march.refused("appoint_liaison", department="D\x00", name="王五")


def test_an_unknown_target_is_refused_with_the_year(march: Acting) -> None:
    text = march.refused("set_limit", target="T999", limit="2026-04-04")
    assert text == "2026年目标中没有编号“T999”。"


def test_a_target_of_the_year_before_is_named_with_its_year(march: Acting, sql: Sql) -> None:
    january = march.on("2027-01-15")
    text = january.refused("set_limit", target="T001", limit="2027-02-14")
    advice = "2026年有这个编号：办理上一年的目标，请写明年度（--year 2026）。"
    assert text == f"2027年目标中没有编号“T001”。{advice}"
    unknown = january.refused("set_limit", target="T999", limit="2027-02-14")
    assert unknown == "2027年目标中没有编号“T999”。"
    assert march.on("2027-02-01").refused("set_limit", target="T001", limit="2027-02-14") == text
    assert "--year" not in january.refused("set_limit", target="T001", year=2027, limit="2027-02-14")
    january.lists("T001", "未完成", "2027-01-14", year=2026)
    assert sql.value("SELECT count(*) FROM negative_entry") == 1


def test_another_offices_obligation_is_refused_by_number(march: Acting, sql: Sql) -> None:
    march.report("D002", "2026-03", "T003")
    number = sql.value("SELECT id FROM obligation WHERE state = 'discharged'")
    assert "不能办理“第002厅”的事项" in march.head("D001").refused("record_read", obligation=number)
