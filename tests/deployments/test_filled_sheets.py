"""An answer sheet is filled in by the names of its white cells, and taken as if an office had typed it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from deployments.filled_sheets import filled_in
from models.rules.answer_form import FORMS
from tests.answers import duty_number, give_back, sent

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Acting, Sql

MEETING: dict[str, Any] = {
    "held_on": "2026-04-09",
    "attendees": "张三、李四",
    "completion": "按计划推进",
    "problems": "资金到位慢",
    "measures": "按月调度",
}


def test_rows_are_filled_in_by_the_code_of_their_target(march: Acting, sql: Sql, tmp_path: Path) -> None:
    place = sent(march, tmp_path / "回复表.xlsx", duty_number(sql, "monthly_check", "2026-03"))
    rows = {"T001": {"progress": 40, "remark": "=1+1"}, "T002": {"progress": 60, "status": "受阻"}}
    place.write_bytes(filled_in(place.read_bytes(), "2026年3月月度检查", FORMS["monthly_check"], {}, rows))
    assert give_back(march, place).counts["lines"] == 2
    taken = sql.rows("SELECT progress::int, status, remark FROM report_line WHERE version = 1 ORDER BY target_id")
    assert taken == [(40, None, "=1+1"), (60, "blocked", "")]


def test_single_cells_are_filled_in_on_the_sheet_of_their_duty(march: Acting, sql: Sql, tmp_path: Path) -> None:
    april = march.on("2026-04-09")
    april.open("quarterly_meeting", "2026Q1")
    numbers = [
        duty_number(sql, kind, period)
        for kind, period in (("monthly_check", "2026-03"), ("quarterly_meeting", "2026Q1"))
    ]
    place = sent(april, tmp_path / "回复表.xlsx", *numbers)
    title, form = "2026年第一季度分析会", FORMS["quarterly_meeting"]
    place.write_bytes(filled_in(place.read_bytes(), title, form, MEETING, {}))
    give_back(april, place, page=1)
    assert sql.rows("SELECT held_on::text, problems FROM meeting") == [("2026-04-09", "资金到位慢")]


def test_the_names_of_several_files_stand_in_one_cell(march: Acting, sql: Sql, tmp_path: Path) -> None:
    april = march.on("2026-04-01")
    april.open("self_check", "2026Q1")
    place = sent(april, tmp_path / "回复表.xlsx", duty_number(sql, "self_check", "2026Q1"))
    files = [tmp_path / name for name in ("验收.txt", "现场.txt")]
    for file in files:
        file.write_text(file.name, encoding="utf-8")
    rows: dict[str, dict[str, Any]] = {
        "T001": {"progress": 100, "status": "已完成", "evidence": [file.name for file in files]},
        "T002": {"progress": 60},
    }
    title, form = "2026年第一季度自查", FORMS["self_check"]
    place.write_bytes(filled_in(place.read_bytes(), title, form, {}, rows))
    give_back(april, place, *files)
    assert sql.column("SELECT file_name FROM evidence_use ORDER BY file_name") == ["现场.txt", "验收.txt"]


def test_a_duty_without_a_sheet_in_the_workbook_is_an_error(march: Acting, sql: Sql, tmp_path: Path) -> None:
    place = sent(march, tmp_path / "回复表.xlsx", duty_number(sql, "monthly_check", "2026-03"))
    with pytest.raises(StopIteration):
        filled_in(place.read_bytes(), "2026年4月月度检查", FORMS["monthly_check"], {}, {})
