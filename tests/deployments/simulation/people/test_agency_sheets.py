"""The simulated agency works in real sheets: exported, filled in by their rows, read back and taken as one act."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

import pytest

from deployments.simulation.people.agency_sheets import fill_sheet
from deployments.simulation.people.planned_acts import PlannedAct, Scene, carry_out
from models.database import begin
from models.intake.complaints import ImportRefused
from models.rules.workdays import SHANGHAI
from tasks.clock import business_day, set_virtual_instant

if TYPE_CHECKING:
    from pathlib import Path

    from deployments.simulation.year import Year
    from tests.conftest import Sql
from pathlib import Path

from deployments.simulation.people.agency_sheets import write_sheet

DAY = date(2025, 3, 21)
PLAN = {
    "kind": "专项核查",
    "title": "现场核查",
    "purpose": "督促补欠。",
    "content": "核实数量和质量。",
    "methods": "实地查看",
    "standard": "目标绩效要求。",
    "requirements": "两人以上同时到场。",
    "ends_on": date(2025, 4, 30),
}
TEAM = {"leader": "核查员一", "members": ["核查员二"], "document_number": "黔目标办〔2026〕9号"}
STANDS = "SELECT state, document_number FROM inspection WHERE title = '现场核查'"


def sheet(year: Year, folder: Path, *rows: dict[str, Any]) -> PlannedAct:
    set_virtual_instant(datetime.combine(DAY, time(10, 30), SHANGHAI))
    with begin() as session:
        return fill_sheet(Scene(year.plan, DAY, year.calendar, session), "inspections", rows, folder)


def test_a_row_below_is_new_and_one_with_its_key_is_filled_in_where_it_stands(
    year: Year, sql: Sql, tmp_path: Path
) -> None:
    first = carry_out(sheet(year, tmp_path, PLAN), business_day())
    assert sql.rows(STANDS) == [("drafted", "")]
    key = sql.value("SELECT year || '-' || number FROM inspection WHERE title = '现场核查'")
    second = carry_out(sheet(year, tmp_path, {"inspection": key, **TEAM}), business_day())
    assert sql.rows(STANDS) == [("issued", "黔目标办〔2026〕9号")]
    assert [(done.counts["new"], done.counts["changed"]) for done in (first, second)] == [(1, 0), (0, 1)]
    assert list(tmp_path.iterdir()) == []


def test_a_file_is_one_act_with_a_request_id_of_its_day_and_rows(year: Year, tmp_path: Path, sql: Sql) -> None:
    before = sql.value("SELECT height FROM chain_head")
    planned = sheet(year, tmp_path, {**PLAN, "title": "之一"}, {**PLAN, "title": "之二"})
    assert planned.request == "import_inspections|2025-03-21|;"
    carry_out(planned, business_day())
    assert sql.value("SELECT height FROM chain_head") == before + 1


def test_what_its_act_refuses_the_sheet_refuses(year: Year, tmp_path: Path, sql: Sql) -> None:
    with pytest.raises(ImportRefused, match="还没有核查组"):
        carry_out(sheet(year, tmp_path, {**PLAN, "document_number": "黔目标办〔2026〕9号"}), business_day())
    assert sql.rows(STANDS) == []


def test_a_sheet_has_the_titles_of_all_its_rows_and_an_empty_cell_where_a_row_lacks_one(tmp_path: Path) -> None:
    path = write_sheet(tmp_path / "a.csv", [{"编码": "T1"}, {"编码": "T2", "数量": 3}])
    assert path.read_text(encoding="utf-8").splitlines() == ["编码,数量", "T1,", "T2,3"]
