"""A sheet of targets is compared with the issued ones, column by column."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from models.database import begin
from models.intake.target import read_targets
from models.ledger.sheets import names_of
from models.ledger.target.comparison import build_lines

if TYPE_CHECKING:
    from pathlib import Path

    from models.ledger.target.comparison import Line
    from tests.conftest import Acting

TITLES = "编号,年度,目标名称,责任部门"


def compared(acting: Acting, folder: Path, titles: str, values: str) -> Line:
    (folder / "表.csv").write_text(f"{titles}\n{values}\n", encoding="utf-8")
    with begin() as session:
        ctx = acting.context()
        [line] = build_lines(session, read_targets(folder / "表.csv"), ctx, names_of(session, ctx))
    return line


@pytest.mark.parametrize(
    ("titles", "values", "differing"),
    [
        (TITLES, "T009,2026,农村公路,D001", {}),
        (TITLES, "T009,2026,农存公路,D001", {"name": ("农村公路", "农存公路")}),
        (TITLES, "T009,2026,农村公路,D002", {"lead": ("第001厅", "第002厅")}),
        (f"{TITLES},下达日期,数量", "T009,2026,农村公路,D001,,1000.0", {}),
        (f"{TITLES},下达日期", "T009,2026,农村公路,D001,2026-03-01", {"issued_on": ("2026-02-27", "2026-03-01")}),
        (f"{TITLES},是否重点项目", "T009,2026,农村公路,D001,是", {"key_project": ("否", "是")}),
        (f"{TITLES},目标来源", "T009,2026,农村公路,D001,本级目标", {}),  # it was empty
        (f"{TITLES},数量", "T009,2026,农村公路,D001,", {"quantity": ("1000", "")}),
    ],
)
def test_only_what_the_sheet_has_and_what_no_import_changes_differs(
    april: Acting, tmp_path: Path, titles: str, values: str, differing: dict[str, tuple[str, str]]
) -> None:
    assert compared(april, tmp_path, titles, values).corrected == differing


def test_a_new_code_is_compared_with_nothing(april: Acting, tmp_path: Path) -> None:
    line = compared(april, tmp_path, TITLES, "T010,2026,农村公路,D001")
    assert (line.target, line.now, line.corrected) == (None, (), {})
