"""Every listing on the screen, as JSON and as a workbook, with the same rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from openpyxl import load_workbook

from deployments.cli import LISTINGS

if TYPE_CHECKING:
    from pathlib import Path

    from tests.deployments.conftest import Mubiao

ON = ("--on", "2026-03-11")


@pytest.mark.parametrize("name", sorted({*LISTINGS, "evidence", "messages"}))
def test_every_listing_writes_a_workbook_and_json(line: Mubiao, tmp_path: Path, name: str) -> None:
    place = tmp_path / "清单.xlsx"
    rows = line.json(name)["bodies"] if name == "bodies" else line.json(name)
    assert line.done(name, "--xlsx", str(place)) == f"已写入{len(rows)}项：{place}\n"
    (sheet,) = load_workbook(place).worksheets
    assert sheet.max_row == len(rows) + 1


def test_a_workbook_has_the_columns_and_rows_of_the_screen(line: Mubiao, tmp_path: Path) -> None:
    place = tmp_path / "部门.xlsx"
    line.done("departments", *ON, "--xlsx", str(place))
    (sheet,) = load_workbook(place).worksheets
    titles, *rows = sheet.iter_rows(values_only=True)
    listed = [row["code"] for row in line.json("departments", *ON)]
    assert (titles[:3], [row[0] for row in rows]) == (("编码", "部门", "类别"), listed)
    screen = line.done("departments", *ON).splitlines()
    assert screen[0].split() == [*titles]
    assert screen[-1] == f"共{len(rows)}项。"


def test_an_existing_workbook_is_kept_unless_forced(line: Mubiao, tmp_path: Path) -> None:
    place = tmp_path / "部门.xlsx"
    place.write_bytes(b"mine")
    assert "已经存在，没有改动" in line.refused("departments", "--xlsx", str(place))
    assert place.read_bytes() == b"mine"
    line.done("departments", "--xlsx", str(place), "--force")
    assert place.read_bytes() != b"mine"
    assert "应以 .xlsx 结尾" in line.refused("departments", "--xlsx", str(tmp_path / "部门.csv"))
