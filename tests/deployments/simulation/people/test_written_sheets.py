"""Sheets that the people of a simulated year write."""

from pathlib import Path

from deployments.simulation.people.written_sheets import write_sheet


def test_a_sheet_has_the_titles_of_all_its_rows_and_an_empty_cell_where_a_row_lacks_one(tmp_path: Path) -> None:
    path = write_sheet(tmp_path / "a.csv", [{"编码": "T1"}, {"编码": "T2", "数量": 3}])
    assert path.read_text(encoding="utf-8").splitlines() == ["编码,数量", "T1,", "T2,3"]
