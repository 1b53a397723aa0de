"""暗访: the list to hand out, and the returned sheet."""

from __future__ import annotations

import csv
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from pydantic import ValidationError

from models.intake.covert import COLUMNS, COVERT_TITLES, CovertListHandedOut, Project, read_covert_results

if TYPE_CHECKING:
    from pathlib import Path

    from models.intake.complaints import Checked
    from models.intake.covert import CovertRow

SAID = {"period": "2026Q3", "third_party": "中鼎"}
ROW = {
    "清单编号": "2026Q3-1",
    "序号": "1",
    "目标编号": "T001",
    "目标名称": "农村公路",
    "绩效要求": "建成1000公里",
    "数量": "1,000.5",
    "单位": "公里",
    "完成时限": "2026-12-31",
    "实施地点": "某县",
    "暗访日期": "2026年8月20日",
    "是否达到要求": "否",
    "完成情况": "完成6公里",
    "所见情况": "路基未完成",
    "核查人员代号": "Ａ-07",
    "印证材料": "",
    "校验码": "ab12",
}


def read(folder: Path, *rows: dict[str, Any]) -> Checked[CovertRow]:
    with (folder / "暗访.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, [column.name for column in COLUMNS])
        writer.writeheader()
        writer.writerows(rows)
    return read_covert_results(folder / "暗访.csv")


def complaints(folder: Path, **cells: str) -> list[str]:
    return [f"{each.cell} {each.message}" for each in read(folder, ROW | cells).complaints]


@pytest.mark.parametrize(
    "targets",
    ["T001、T002", " T001；T002 ", ["T001", {"target": "T002"}], [{"target": "T001", "place": ""}, "T002"]],
)
def test_targets_are_named_in_one_text_or_one_by_one(targets: object) -> None:
    result = CovertListHandedOut.model_validate({**SAID, "targets": targets})
    assert result.targets == (Project(target="T001"), Project(target="T002"))


def test_a_target_named_twice_is_not_silently_named_once() -> None:
    result = CovertListHandedOut.model_validate({**SAID, "targets": "T001、T001"})
    assert [project.target for project in result.targets] == ["T001", "T001"]


def test_one_project_alone_may_say_where_to_go() -> None:
    result = CovertListHandedOut.model_validate({**SAID, "targets": {"target": "T001", "place": "某县"}})
    assert result.targets == (Project(target="T001", place="某县"),)


@pytest.mark.parametrize("more", [{}, {"targets": ""}, {"targets": "T001", "sample": "2026-1"}])
def test_targets_or_a_sample_are_given_and_not_both(more: dict[str, str]) -> None:
    with pytest.raises(ValidationError, match="两者选一"):
        CovertListHandedOut.model_validate({**SAID, **more})


def test_every_column_of_a_result_is_read(tmp_path: Path) -> None:
    (tmp_path / "现场.jpg").write_bytes(b"a picture")
    (located,) = read(tmp_path, ROW | {"印证材料": "现场.jpg"}).rows
    assert located.row.model_dump() == {
        "key": "2026Q3-1",
        "position": 1,
        "code": "T001",
        "name": "农村公路",
        "requirement": "建成1000公里",
        "quantity": Decimal("1000.5"),
        "unit": "公里",
        "deadline": date(2026, 12, 31),
        "place": "某县",
        "visited_on": date(2026, 8, 20),
        "met": False,
        "found": "完成6公里",
        "seen": "路基未完成",
        "inspector": "A-07",
        "evidence": (tmp_path / "现场.jpg",),
        "digest": "ab12",
    }


def test_the_requirements_are_compared_column_by_column() -> None:
    assert list(COVERT_TITLES) == ["目标编号", "目标名称", "绩效要求", "数量", "单位", "完成时限", "实施地点"]
    assert list(COVERT_TITLES.values()) == ["code", "name", "requirement", "quantity", "unit", "deadline", "place"]


@pytest.mark.parametrize(
    ("column", "value", "text"),
    [
        ("序号", "一", "序号“一”不是序号，请照发出时的填写"),
        ("序号", "1234567", "序号“1234567”不是序号"),
        ("核查人员代号", "王文", "不是代号，只能用字母、数字和连字符，不得填写姓名"),
        ("核查人员代号", "A" * 21, "不是代号"),
        ("印证材料", "没有.jpg", "印证材料“没有.jpg”不在表格所在的文件夹中，请放在一起后重新导入"),
        ("印证材料", "../密.txt", "印证材料“../密.txt”应只写文件名，材料与表格放在同一文件夹"),
        ("印证材料", "/etc/passwd", "应只写文件名"),
        ("印证材料", "a\\b.jpg", "应只写文件名"),
        ("印证材料", "..", "印证材料“..”不在表格所在的文件夹中"),
        ("所见情况", "", "所见情况不能为空"),
        ("校验码", "", "校验码不能为空"),
    ],
)
def test_a_wrong_cell_is_named(tmp_path: Path, column: str, value: str, text: str) -> None:
    (result,) = complaints(tmp_path, **{column: value})
    assert text in result
    assert f"第2行“{column}”列" in result


def test_a_file_that_only_points_elsewhere_is_not_taken(tmp_path: Path) -> None:
    (tmp_path / "别处").write_text("secret", encoding="utf-8")
    (tmp_path / "链接.jpg").symlink_to(tmp_path / "别处")
    assert len(complaints(tmp_path, 印证材料="链接.jpg")) == 1


def test_a_repeated_project_is_refused(tmp_path: Path) -> None:
    result = read(tmp_path, ROW, ROW | {"清单编号": "2026Q3-2"}, ROW).complaints
    assert [each.message for each in result] == ["序号“1”重复：第2行与第4行，请只保留一行"]
