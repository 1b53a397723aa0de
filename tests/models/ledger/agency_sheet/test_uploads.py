"""目标云上传 in a sheet: a row for each project and month that the agency uploads, its pictures by name (7.5)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from models.intake.complaints import ImportRefused
from tests.models.ledger.agency_sheet.sheets import counts, export, fill, rows_in, take, template

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Acting, Photograph, Sql, Violations

UPLOADS = "SELECT number, progress::float, text, state FROM cloud_upload ORDER BY id"


@pytest.fixture
def march_20(cloud: Acting, photograph: Photograph) -> Acting:
    """The uploads of March are owed; two pictures lie in the folder of the sheet; today is 20 March."""
    photograph("路基.jpg", 1)
    photograph("桥墩.jpg", 2)
    return cloud.on("2026-03-20")


def test_every_project_that_the_agency_uploads_is_a_row(march_20: Acting, tmp_path: Path) -> None:
    rows = rows_in(export(march_20, "uploads", tmp_path))
    assert [(row["目标编号"], row["月份"], row["进度"]) for row in rows] == [
        ("K001", "2026-03", None),
        ("K002", "2026-03", None),
    ]


def test_an_exported_sheet_imports_without_a_change(march_20: Acting, sql: Sql, tmp_path: Path) -> None:
    assert counts(take(march_20, "uploads", export(march_20, "uploads", tmp_path))) == (0, 0, 2)
    assert sql.rows(UPLOADS) == []


@pytest.mark.parametrize("progress", [30, "30", "30%", "３０"])
def test_a_progress_is_read_as_people_write_it(march_20: Acting, sql: Sql, tmp_path: Path, progress: Any) -> None:
    filled = {2: {"进度": progress, "图片和视频": "路基.jpg", "进展说明": "=路基完成"}}
    sheet = fill(export(march_20, "uploads", tmp_path), filled)
    assert counts(take(march_20, "uploads", sheet)) == (1, 0, 1)
    assert sql.rows(UPLOADS) == [(1, 30.0, "=路基完成", "fine")]
    assert counts(take(march_20, "uploads", sheet)) == (0, 0, 2)


def test_several_pictures_are_stored_in_one_act(
    march_20: Acting, sql: Sql, tmp_path: Path, violations: Violations
) -> None:
    before = sql.value("SELECT height FROM chain_head")
    filled = {2: {"进度": 30, "图片和视频": "路基.jpg"}, 3: {"进度": 25, "图片和视频": "桥墩.jpg"}}
    take(march_20, "uploads", fill(export(march_20, "uploads", tmp_path), filled))
    assert sql.column("SELECT file_name FROM cloud_medium ORDER BY id") == ["路基.jpg", "桥墩.jpg"]
    assert sql.value("SELECT height FROM chain_head") == before + 1
    assert rows_in(export(march_20, "uploads", tmp_path)) == []
    assert violations() == []


def test_the_progress_of_the_month_before_is_shown(march_20: Acting, tmp_path: Path) -> None:
    filled = {2: {"进度": 30, "图片和视频": "路基.jpg"}}
    take(march_20, "uploads", fill(export(march_20, "uploads", tmp_path), filled))
    april = march_20.on("2026-04-01")
    april.open("cloud_monitoring", "2026-04")
    shown = {
        row["目标编号"]: row["上次进度"]
        for row in rows_in(export(april, "uploads", tmp_path))
        if row["月份"] == "2026-04"
    }
    assert shown == {"K001": 30, "K002": None}


@pytest.mark.parametrize(
    ("filled", "refusal"),
    [
        ({"进度": 30}, "“图片和视频”必填"),
        ({"图片和视频": "路基.jpg"}, "“进度”必填"),
        ({"进度": 101, "图片和视频": "路基.jpg"}, "应在0到100之间"),
        ({"进度": 30, "图片和视频": "没有.jpg"}, "“没有.jpg”不在表格所在的文件夹里"),
        ({"进度": 30, "图片和视频": "坏.jpg"}, "坏.jpg"),
    ],
)
def test_nothing_gets_past_what_the_single_act_asks(
    march_20: Acting, sql: Sql, tmp_path: Path, filled: dict[str, Any], refusal: str
) -> None:
    (tmp_path / "坏.jpg").write_bytes(b"no picture")
    good = {"进度": 30, "图片和视频": "桥墩.jpg"}
    with pytest.raises(ImportRefused) as refused:
        take(march_20, "uploads", fill(export(march_20, "uploads", tmp_path), {2: good, 3: filled}))
    assert refusal in refused.value.message
    assert sql.rows(UPLOADS) == []


def test_a_project_that_an_office_uploads_is_not_on_the_sheet_and_is_refused(march_20: Acting, tmp_path: Path) -> None:
    sheet = fill(export(march_20, "uploads", tmp_path), {2: {"进度": 30, "图片和视频": "路基.jpg"}})
    march_20.do("delegate_upload", target="K001")
    (tmp_path / "新").mkdir()
    assert [row["目标编号"] for row in rows_in(export(march_20, "uploads", tmp_path / "新"))] == ["K002"]
    with pytest.raises(ImportRefused, match="“‘农村公路’2026-03的目标云上传”在表格导出以后已有改动"):
        take(march_20, "uploads", sheet)


def test_a_row_of_a_template_names_its_project_and_month(march_20: Acting, sql: Sql, tmp_path: Path) -> None:
    row = {"目标编号": "K001", "月份": "2026-03", "进度": 30, "图片和视频": "路基.jpg"}
    sheet = fill(template(march_20, "uploads", tmp_path), {2: row})
    assert counts(take(march_20, "uploads", sheet)) == (1, 0, 0)
    assert counts(take(march_20, "uploads", sheet)) == (0, 0, 1)
    assert len(sql.rows(UPLOADS)) == 1
