"""暗访: the list to hand out, and the returned sheet."""

from __future__ import annotations

import csv
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from pydantic import ValidationError

from models.intake.covert import COLUMNS, COVERT_TITLES, CovertListHandedOut, CovertRow, Project, read_covert_results
from tests.models.intake.complaint import complaint

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


GOOD = {
    "清单编号": "2026Q3-1",
    "序号": "1",
    "目标编号": "T001",
    "暗访日期": "2026-08-20",
    "是否达到要求": "是",
    "完成情况": "完成6公里",
    "所见情况": "已通车",
    "核查人员代号": "A-07",
    "校验码": "ab12",
}
ANONYMOUS = "不是代号，只能用字母、数字和连字符，不得填写姓名"
POSITION = "不是序号，请照发出时的填写"
NEXT_TO = "不在表格所在的文件夹中，请放在一起后重新导入"
ONLY_NAME = "应只写文件名，材料与表格放在同一文件夹"


def read_cells(folder: Path, *rows: dict[str, str]) -> Checked[CovertRow]:
    return read(folder, *(GOOD | row for row in rows))


@pytest.mark.parametrize("column", [column.name for column in COLUMNS if column.required])
def test_a_required_cell_is_not_blank(tmp_path: Path, column: str) -> None:
    checked = read_cells(tmp_path, {column: "\u3000"})
    assert [str(each) for each in checked.complaints] == [f"暗访.csv 第2行“{column}”列：{column}不能为空"]


@pytest.mark.parametrize(
    ("column", "cell", "words"),
    [
        ("序号", "1.0", f"“1.0”{POSITION}"),
        ("序号", "-1", f"“-1”{POSITION}"),
        ("序号", "第1", f"“第1”{POSITION}"),
        ("序号", "1,000", f"“1,000”{POSITION}"),
        ("数量", "六公里", "“六公里”不是数，请只填数字，把单位填在“单位”列"),
        ("完成时限", "年底", "“年底”不是有效日期，请写成2026-06-30这样的日期"),
        ("暗访日期", "8月20日", "“8月20日”不是有效日期，请写成2026-06-30这样的日期"),
        ("暗访日期", "2026-08-32", "“2026-08-32”不是有效日期"),
        ("是否达到要求", "基本达到", "“基本达到”不在可选范围内，可填：是、否"),
        ("是否达到要求", "达到", "“达到”不在可选范围内，可填：是、否"),
        ("完成情况", "完成\x02", "含有看不见的控制字符（U+0002），请删除后重新导入"),
        ("核查人员代号", "A_07", f"“A_07”{ANONYMOUS}"),
        ("核查人员代号", "A 07", f"“A 07”{ANONYMOUS}"),
        ("核查人员代号", "Wáng", f"“Wáng”{ANONYMOUS}"),
        ("印证材料", "现场/1.jpg", f"“现场/1.jpg”{ONLY_NAME}"),
        ("印证材料", "./1.jpg", f"“./1.jpg”{ONLY_NAME}"),
        ("印证材料", "C:\\1.jpg", f"“C:\\1.jpg”{ONLY_NAME}"),
        ("印证材料", "没有.jpg", f"“没有.jpg”{NEXT_TO}"),
        ("印证材料", "暗访.csv；没有.jpg", f"“没有.jpg”{NEXT_TO}"),
    ],
)
def test_a_bad_cell_is_named_by_line_and_column(tmp_path: Path, column: str, cell: str, words: str) -> None:
    checked = read_cells(tmp_path, {"序号": "9"}, {column: cell})
    assert [str(each) for each in checked.complaints] == [f"暗访.csv 第3行“{column}”列：{column}{words}"]


@pytest.mark.parametrize(
    ("column", "cell", "field", "value"),
    [
        ("序号", "００１", "position", 1),
        ("序号", "999999", "position", 999_999),
        ("清单编号", "２０２６Ｑ３－１", "key", "2026Q3-1"),
        ("数量", "1,000.50", "quantity", Decimal("1000.5")),
        ("完成时限", "", "deadline", None),
        ("暗访日期", "2026年8月20日", "visited_on", date(2026, 8, 20)),
        ("是否达到要求", " 否", "met", False),
        ("所见情况", "（一）路基；\n（二）路面", "seen", "（一）路基；\n（二）路面"),
        ("核查人员代号", "ａ０7", "inspector", "a07"),
        ("核查人员代号", "A" * 20, "inspector", "A" * 20),
        ("印证材料", " ；、", "evidence", ()),
    ],
)
def test_a_good_cell_is_normalised(tmp_path: Path, column: str, cell: str, field: str, value: object) -> None:
    checked = read_cells(tmp_path, {column: cell})
    assert checked.complaints == ()
    assert getattr(checked.rows[0].row, field) == value


def test_files_next_to_the_sheet_are_found_in_their_order_each_once(tmp_path: Path) -> None:
    for name in ("甲.jpg", "乙 2.jpg"):
        (tmp_path / name).write_bytes(b"picture")
    (located,) = read_cells(tmp_path, {"印证材料": "乙 2.jpg、甲.jpg；乙 2.jpg"}).rows
    assert located.row.evidence == (tmp_path / "乙 2.jpg", tmp_path / "甲.jpg")


def test_a_folder_next_to_the_sheet_is_not_a_file(tmp_path: Path) -> None:
    (tmp_path / "照片").mkdir()
    (complaint,) = read_cells(tmp_path, {"印证材料": "照片"}).complaints
    assert complaint.message == f"印证材料“照片”{NEXT_TO}"


def test_a_position_is_unique_within_its_list(tmp_path: Path) -> None:
    checked = read_cells(tmp_path, {}, {"清单编号": "2026Q3-2"}, {"序号": "一"}, {"序号": "０１"})
    assert [each.cell for each in checked.complaints] == ["第4行“序号”列", "第5行“序号”列"]
    assert checked.complaints[1].message == "序号“０１”重复：第2行与第5行，请只保留一行"


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"targets": [{"place": "某县"}]}, "“目标”第1项“目标编号”必填。"),
        ({"targets": ["T001", {"target": "T002", "place": "县" * 201}]}, "“目标”第2项“实施地点”不能超过200个字。"),
        ({"targets": [3]}, "“目标”第1项应为{…}形式的内容。"),
        (
            {"targets": [{"target": "T001", "day": "x"}]},
            "“目标”第1项“day”没有这个字段，可填：target（目标编号）、place（实施地点）。",
        ),
        ({"sample": " "}, "目标编号（targets）和样本事项（sample）两者选一。"),
        ({"sample": 3}, "“样本事项”应为文字。"),
        ({"targets": "T001", "sample": "2026-Q3-1"}, "目标编号（targets）和样本事项（sample）两者选一。"),
    ],
)
def test_a_wrong_list_to_hand_out_is_named(more: dict[str, Any], words: str) -> None:
    assert complaint(CovertListHandedOut, SAID | more) == words


def test_empty_parts_of_a_text_are_no_targets() -> None:
    assert CovertListHandedOut.model_validate(SAID | {"targets": "、T001；、 ；"}).targets == (Project(target="T001"),)
