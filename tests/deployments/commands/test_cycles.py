"""`mubiao cycles`: the periods of a year, without a server."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from tests.deployments.tables import read_table

if TYPE_CHECKING:
    from tests.deployments.conftest import Mubiao, Program


def test_a_year_has_a_fixed_number_of_periods_of_each_cycle(mubiao: Mubiao) -> None:
    rows = mubiao.json("cycles", "--year", "2026")
    counts = {row["cycle"]: sum(each["cycle"] == row["cycle"] for each in rows) for row in rows}
    assert counts == {
        "monthly_check": 12,
        "quarterly_meeting": 4,
        "mid_year_review": 1,
        "year_end_check": 1,
        "year_end_reverification": 1,
        "self_check": 4,
        "online_review": 4,
        "quality_report": 4,
        "public_opinion": 4,
        "cloud_monitoring": 12,
        "field_inspection": 4,
        "mid_term_inspection": 1,
        "covert_visit": 4,
    }


def test_each_row_has_the_fixed_fields(mubiao: Mubiao) -> None:
    for row in mubiao.json("cycles"):
        assert list(row) == ["cycle", "name", "clause", "period", "opens", "due", "provisional"]


def test_periods_are_written_as_the_contract_says(mubiao: Mubiao) -> None:
    periods = {row["period"] for row in mubiao.json("cycles", "--year", "2026")}
    assert {"2026-03", "2026Q1", "2026H1", "2026"} <= periods


def test_the_year_end_check_of_2025_is_due_in_2026(mubiao: Mubiao) -> None:
    [row] = [row for row in mubiao.json("cycles", "--year", "2025") if row["cycle"] == "year_end_check"]
    assert (row["opens"], row["due"], row["provisional"]) == ("2025-12-01", "2026-01-10", False)


def test_people_read_the_reason_and_that_a_date_is_provisional(mubiao: Mubiao) -> None:
    text = mubiao.done("cycles", "--year", "2026")
    assert "2027-01-22（暂定）" in text
    assert any("10月10日（周六）调休上班计入" in row[5] for row in read_table(text))


def test_a_pause_is_marked_and_explained_where_the_installation_has_one(founded_line: Mubiao) -> None:
    text = ("--cycle", "monthly_check", "--reason")
    assert "暂停" not in founded_line.done("cycles", "--year", "2026")
    founded_line.done("act", "pause_cycle", *text, "机构改革", "--from", "2026-04-20", "--on", "2026-04-10")
    founded_line.done("act", "resume_cycle", *text, "改革完成", "--on", "2026-06-10")
    answer = founded_line("cycles", "--year", "2026")
    assert answer.err == "“月度检查”自2026-04-20至2026-06-09暂停（机构改革）。开启日在此期间的不自动开启。\n"
    marked = [row.split()[2] for row in answer.out.splitlines() if "（暂停）" in row]
    assert marked == ["2026-05", "2026-06"]
    assert "2026-05-01（暂停）" in answer.out
    assert founded_line("cycles", "--year", "2025").err == ""


def test_the_document_keeps_its_fields_in_a_pause(founded_line: Mubiao) -> None:
    founded_line.done("act", "pause_cycle", "--cycle", "monthly_check", "--reason", "机构改革", "--on", "2026-04-10")
    for row in founded_line.json("cycles", "--year", "2026"):
        assert list(row) == ["cycle", "name", "clause", "period", "opens", "due", "provisional"]


def test_the_dates_stay_those_of_the_standard_when_a_notice_sets_an_earlier_one(founded_line: Mubiao) -> None:
    before = founded_line.json("cycles", "--year", "2026")
    notice = ("--year", "2026", "--number", "31号", "--requirements", "备齐原件", "--due", "2027-01-05")
    founded_line.done("act", "register_year_end_notice", *notice, "--on", "2026-11-02")
    assert founded_line.json("cycles", "--year", "2026") == before


@pytest.mark.parametrize("year", ["x", "0", "99999", "-1"])
def test_an_invalid_year_is_a_wrong_usage(mubiao: Mubiao, year: str) -> None:
    assert "--year 填写有误，应为1到9999的整数" in mubiao.refused("cycles", "--year", year, code=2)


@pytest.mark.parametrize("year", ["1", "2012", "2031", "9999"])
def test_a_year_outside_the_calendar_is_refused(mubiao: Mubiao, year: str) -> None:
    assert "工作日历范围" in mubiao.refused("cycles", "--year", year)


@pytest.mark.process
def test_a_fresh_machine_is_answered_within_a_second(program: Program) -> None:
    took = []
    for _ in range(3):  # the machine may be busy with something else once or twice
        began = time.monotonic()
        assert program("cycles", "--json", MUBIAO_HOME="nowhere").returncode == 0
        took.append(time.monotonic() - began)
    assert min(took) < 1
