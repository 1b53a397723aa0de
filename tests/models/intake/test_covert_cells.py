"""暗访结果: every column of the returned sheet with good and bad cells, and the list that is handed out (7.4)."""

from __future__ import annotations

import csv
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from pydantic import ValidationError

from models.intake.covert import COLUMNS, CovertListHandedOut, CovertRow, Project, read_covert_results
from models.intake.faults import complain

if TYPE_CHECKING:
    from pathlib import Path

    from models.intake.complaints import Checked

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
SAID = {"period": "2026Q3", "third_party": "中鼎"}
ANONYMOUS = "不是代号，只能用字母、数字和连字符，不得填写姓名"
POSITION = "不是序号，请照发出时的填写"
NEXT_TO = "不在表格所在的文件夹中，请放在一起后重新导入"
ONLY_NAME = "应只写文件名，材料与表格放在同一文件夹"


def read(folder: Path, *rows: dict[str, str]) -> Checked[CovertRow]:
    with (folder / "暗访.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, [column.name for column in COLUMNS])
        writer.writeheader()
        writer.writerows(GOOD | row for row in rows)
    return read_covert_results(folder / "暗访.csv")


@pytest.mark.parametrize("column", [column.name for column in COLUMNS if column.required])
def test_a_required_cell_is_not_blank(tmp_path: Path, column: str) -> None:
    checked = read(tmp_path, {column: "\u3000"})
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
    checked = read(tmp_path, {"序号": "9"}, {column: cell})
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
    checked = read(tmp_path, {column: cell})
    assert checked.complaints == ()
    assert getattr(checked.rows[0].row, field) == value


def test_files_next_to_the_sheet_are_found_in_their_order_each_once(tmp_path: Path) -> None:
    for name in ("甲.jpg", "乙 2.jpg"):
        (tmp_path / name).write_bytes(b"picture")
    (located,) = read(tmp_path, {"印证材料": "乙 2.jpg、甲.jpg；乙 2.jpg"}).rows
    assert located.row.evidence == (tmp_path / "乙 2.jpg", tmp_path / "甲.jpg")


def test_a_folder_next_to_the_sheet_is_not_a_file(tmp_path: Path) -> None:
    (tmp_path / "照片").mkdir()
    (complaint,) = read(tmp_path, {"印证材料": "照片"}).complaints
    assert complaint.message == f"印证材料“照片”{NEXT_TO}"


def test_a_position_is_unique_within_its_list(tmp_path: Path) -> None:
    checked = read(tmp_path, {}, {"清单编号": "2026Q3-2"}, {"序号": "一"}, {"序号": "０１"})
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
    with pytest.raises(ValidationError) as error:
        CovertListHandedOut.model_validate(SAID | more)
    assert complain(error.value, CovertListHandedOut) == words


def test_empty_parts_of_a_text_are_no_targets() -> None:
    assert CovertListHandedOut.model_validate(SAID | {"targets": "、T001；、 ；"}).targets == (Project(target="T001"),)
