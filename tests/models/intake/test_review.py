"""A returned work list: each row is validated (7.2)."""

from __future__ import annotations

import csv
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet
from pydantic import BaseModel

from models.intake.review import (
    COLUMNS,
    SHOWN_COLUMNS,
    LineReviewed,
    OnlineReviewClosed,
    OnlineReviewed,
    ReviewerExchanged,
    ReviewRow,
    ReviewsAssigned,
    quarter,
    read_reviews,
)
from models.rules.errors import Refused
from models.rules.review import ReviewOutcome
from tests.models.intake.complaint import complaint

if TYPE_CHECKING:
    from pathlib import Path

    from models.intake.complaints import Checked


ROW = {"季度": "2026Q1", "复核人": "张三", "目标编号": "T001", "核对码": "0123456789ab"}


@pytest.fixture
def place_of_review(tmp_path: Path) -> Path:
    return tmp_path / "复核表.csv"


def write(place: Path, *rows: dict[str, str]) -> Path:
    with place.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, [*ROW, "复核结果", "复核说明", "复核日期"])
        writer.writeheader()
        writer.writerows(rows)
    return place


def test_a_row_has_a_conclusion(place_of_review: Path) -> None:
    more = {"复核结果": "未完成", "复核说明": " 未开工 ", "复核日期": "2026年4月20日"}
    (located,) = read_reviews(write(place_of_review, ROW | more)).rows
    row = located.row
    assert (row.period, row.reviewer, row.target, row.mark) == ("2026Q1", "张三", "T001", "0123456789ab")
    assert (row.outcome, row.note, str(row.reviewed_on)) == (ReviewOutcome.UNDONE, "未开工", "2026-04-20")


def test_a_row_without_a_conclusion_is_left_open(place_of_review: Path) -> None:
    (located,) = read_reviews(write(place_of_review, ROW)).rows
    assert (located.row.outcome, located.row.note, located.row.reviewed_on) == (None, "", None)


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        (
            {"复核结果": "基本完成"},
            "复核结果“基本完成”不在可选范围内，可填：完成属实、未完成、材料不足",
        ),
        ({"复核人": ""}, "复核人不能为空"),
        ({"季度": "2026-03"}, "季度“2026-03”不是季度，请写成2026Q1"),
        ({"季度": "春天"}, "季度“春天”不是月份或季度，请写成2026-03或2026Q1"),
        ({"复核日期": "昨天"}, "复核日期“昨天”不是有效日期，请写成2026-06-30这样的日期"),
    ],
)
def test_a_wrong_cell_is_named(place_of_review: Path, change: dict[str, str], complaint: str) -> None:
    checked = read_reviews(write(place_of_review, ROW | change))
    assert [each.message for each in checked.complaints] == [complaint]
    assert checked.rows == ()


def test_a_repeated_target_is_refused(place_of_review: Path) -> None:
    checked = read_reviews(write(place_of_review, ROW, ROW))
    assert [each.message for each in checked.complaints] == ["目标编号“T001”重复：第2行与第3行，请只保留一行"]


def test_only_unknown_columns_are_reported(place_of_review: Path) -> None:
    more = {"部门": "第001厅", "申报情况": "50%", "备注": "已看"}
    place_of_review.write_text(
        "\n".join(",".join(part) for part in ((ROW | more), (ROW | more).values())), encoding="utf-8"
    )
    assert read_reviews(place_of_review).ignored == ("备注",)


def test_a_quarter_is_read_as_people_write_it() -> None:
    assert quarter("2026年第一季度") == quarter("2026q1") == "2026Q1"


GOOD = {"季度": "2026Q1", "复核人": "张三", "目标编号": "T001", "核对码": "0123456789ab"}
TITLES = [*(column.name for column in COLUMNS), *SHOWN_COLUMNS]
NEITHER = "不是月份或季度，请写成2026-03或2026Q1"
TEXT = "请把单元格改为文本格式后重新填写"


def read(folder: Path, *rows: dict[str, Any], titles: list[str] = TITLES) -> Checked[ReviewRow]:
    workbook = Workbook()
    sheet = workbook.active
    assert isinstance(sheet, Worksheet)
    sheet.title = "复核"
    sheet.append(titles)
    for row in rows:
        sheet.append([(GOOD | row).get(title) for title in titles])
    workbook.save(folder / "复核表.xlsx")
    return read_reviews(folder / "复核表.xlsx")


@pytest.mark.parametrize(
    ("column", "value", "place", "words"),
    [
        ("季度", None, "A2", "不能为空"),
        ("季度", "2026-03", "A2", "“2026-03”不是季度，请写成2026Q1"),
        ("季度", date(2026, 1, 1), "A2", "“2026-01”不是季度，请写成2026Q1"),
        ("季度", "2026H1", "A2", f"“2026H1”{NEITHER}"),
        ("季度", 2026, "A2", f"“2026”{NEITHER}"),
        ("季度", "一季度", "A2", f"“一季度”{NEITHER}"),
        ("复核人", "\u3000", "B2", "不能为空"),
        ("复核人", "张_x0007_三", "B2", "含有看不见的控制字符（U+0007），请删除后重新导入"),
        ("目标编号", None, "C2", "不能为空"),
        ("目标编号", date(2026, 3, 1), "C2", f"“2026-03-01”被存成了日期，{TEXT}"),
        ("复核结果", "完成", "D2", "“完成”不在可选范围内，可填：完成属实、未完成、材料不足"),
        ("复核结果", True, "D2", "“TRUE”不在可选范围内，可填：完成属实、未完成、材料不足"),
        ("复核说明", "=B2", "E2", "的公式没有计算结果，请用Excel打开并保存后重新导入"),
        ("复核日期", "2026-04", "F2", "“2026-04”不是有效日期，请写成2026-06-30这样的日期"),
        ("复核日期", 46132, "F2", "“46132”是数字，不是日期，请写成2026-06-30这样的日期"),
        ("核对码", 1e17, "G2", f"“1e+17”超过15位，Excel已丢失末尾数字，{TEXT}"),
        ("核对码", "#VALUE!", "G2", "“#VALUE!”是Excel错误值，请改正公式后重新导入"),
    ],
)
def test_a_bad_cell_is_named_by_its_letter_and_row(
    tmp_path: Path, column: str, value: object, place: str, words: str
) -> None:
    checked = read(tmp_path, {column: value})
    assert [str(each) for each in checked.complaints] == [f"复核表.xlsx 工作表“复核” {place}：{column}{words}"]
    assert checked.rows == ()


@pytest.mark.parametrize(
    ("column", "value", "field", "read_as"),
    [
        ("季度", "2026年第四季度", "period", "2026Q4"),
        ("季度", "２０２６ｑ２", "period", "2026Q2"),
        ("复核人", " 欧阳·娜娜 ", "reviewer", "欧阳·娜娜"),
        ("目标编号", 1001, "target", "1001"),
        ("复核结果", "lacking", "outcome", ReviewOutcome.LACKING),
        ("复核结果", " 完成属实 ", "outcome", ReviewOutcome.CONFIRMED),
        ("复核说明", 0, "note", "0"),
        ("复核日期", date(2026, 4, 20), "reviewed_on", date(2026, 4, 20)),
        ("核对码", "０１２３４５６７８９ａｂ", "mark", "0123456789ab"),
        ("核对码", 123456789012, "mark", "123456789012"),
    ],
)
def test_a_good_cell_is_normalised(tmp_path: Path, column: str, value: object, field: str, read_as: object) -> None:
    checked = read(tmp_path, {column: value})
    assert checked.complaints == ()
    assert getattr(checked.rows[0].row, field) == read_as


def test_a_mark_that_is_empty_or_whose_column_is_gone_is_read_as_none(tmp_path: Path) -> None:
    without = [title for title in TITLES if title != "核对码"]
    for checked in (read(tmp_path, {"核对码": " "}), read(tmp_path, {}, titles=without)):
        assert (checked.complaints, checked.rows[0].row.mark) == ((), "")


def test_a_fault_in_a_column_that_is_only_shown_does_not_matter(tmp_path: Path) -> None:
    checked = read(tmp_path, {"申报情况": "=1/0", "说明": "#N/A", "上次复核": "_x0007_"})
    assert (checked.complaints, len(checked.rows)) == ((), 1)


@pytest.mark.parametrize("absent", ["季度", "复核人", "目标编号"])
def test_a_sheet_without_a_required_column_is_refused_with_the_columns_it_has(tmp_path: Path, absent: str) -> None:
    titles = [title for title in TITLES if title != absent]
    with pytest.raises(Refused, match=f"^未导入：“复核表.xlsx”工作表“复核”缺少列：{absent}；第1行现有：") as refusal:
        read(tmp_path, {}, titles=titles)
    assert str(refusal.value).endswith(f"：{'、'.join(titles)}；请在表头中补齐后重新导入。")


def test_a_target_is_there_once_also_with_another_reviewer(tmp_path: Path) -> None:
    checked = read(tmp_path, {}, {"目标编号": "T002"}, {"目标编号": "Ｔ００１", "复核人": "李四"})
    assert [str(each) for each in checked.complaints] == [
        "复核表.xlsx 工作表“复核” C4：目标编号“Ｔ００１”重复：第2行与第4行，请只保留一行"
    ]


LINE = {"target": "T001", "outcome": "未完成"}
REVIEWED: dict[str, Any] = {"period": "2026Q1", "reviewer": "张三", "lines": [LINE]}
EXCHANGED = {"period": "2026Q1", "reviewer": "张三", "successor": "李四"}
OUTCOMES = "不在可选范围内，可填：完成属实、未完成、材料不足。"
WRONG: list[tuple[type[BaseModel], dict[str, Any], str]] = [
    (ReviewsAssigned, {"period": "2026Q1", "reviewers": " 、 "}, "“复核人”不能为空。"),
    (ReviewsAssigned, {"period": "2026Q1", "reviewers": ["张三", ""]}, "“复核人”第2项不能为空。"),
    (ReviewsAssigned, {"period": "2026Q1", "reviewers": None}, "“复核人”应为列表。"),
    (
        ReviewsAssigned,
        {"period": "第一季度", "reviewers": "张三"},
        "“季度”“第一季度”无法识别，应为2026-03（月）、2026Q1（季）、2026H1（半年）或2026（年）。",
    ),
    (ReviewerExchanged, EXCHANGED | {"successor": ""}, "“接替的复核人”不能为空。"),
    (ReviewerExchanged, EXCHANGED | {"targets": [1]}, "“目标编号”第1项应为文字。"),
    (OnlineReviewed, REVIEWED | {"lines": []}, "“复核内容”不能为空。"),
    (OnlineReviewed, REVIEWED | {"lines": "未完成"}, "“复核内容”应为列表。"),
    (OnlineReviewed, REVIEWED | {"lines": [LINE, "T002"]}, "“复核内容”第2项应为{…}形式的内容。"),
    (OnlineReviewed, REVIEWED | {"lines": [LINE | {"outcome": "优"}]}, f"“复核内容”第1项“复核结果”“优”{OUTCOMES}"),
    (OnlineReviewed, REVIEWED | {"lines": [LINE | {"outcome": ""}]}, "“复核内容”第1项“复核结果”不能为空。"),
    (OnlineReviewed, REVIEWED | {"lines": [{"target": "T001"}]}, "“复核内容”第1项“复核结果”必填。"),
    (OnlineReviewed, REVIEWED | {"lines": [LINE | {"mark": 12}]}, "“复核内容”第1项“核对码”应为文字。"),
    (OnlineReviewed, REVIEWED | {"reviewed_on": "四月"}, "“复核日期”不是有效日期，应为2026-06-30这样的写法。"),
    (OnlineReviewClosed, {"period": "2026Q1", "reason": 3}, "“未复核的原因”应为文字。"),
]


@pytest.mark.parametrize(("form", "data", "words"), WRONG)
def test_a_wrong_value_is_named(form: type[BaseModel], data: dict[str, Any], words: str) -> None:
    assert complaint(form, data) == words


@pytest.mark.parametrize("outcome", ReviewOutcome)
def test_a_conclusion_is_given_by_its_label_or_key(outcome: ReviewOutcome) -> None:
    given = [LineReviewed.model_validate(LINE | {"outcome": each}) for each in (f"{outcome.label} ", outcome.value)]
    assert [line.outcome for line in given] == [outcome, outcome]


@pytest.mark.parametrize("reviewers", ["张三、李四；张三", ["张三", " 李四", "张三"], ("张三", "李四")])
def test_reviewers_are_named_in_one_text_or_a_list_each_once(reviewers: object) -> None:
    data = {"period": "2026Q1", "reviewers": reviewers}
    assert ReviewsAssigned.model_validate(data).reviewers == ("张三", "李四")


@pytest.mark.parametrize(
    ("targets", "codes"), [("", ()), ([], ()), ("T001", ("T001",)), ("T002;T001", ("T002", "T001"))]
)
def test_an_exchange_without_targets_is_about_all(targets: object, codes: tuple[str, ...]) -> None:
    assert ReviewerExchanged.model_validate(EXCHANGED | {"targets": targets}).targets == codes
    assert ReviewerExchanged.model_validate(EXCHANGED).targets == ()


@pytest.mark.parametrize(("note", "read"), [(" 未开工\n", "未开工"), ("", ""), ("第一行\n第二行", "第一行\n第二行")])
def test_a_note_loses_blanks_at_its_ends_only(note: str, read: str) -> None:
    assert LineReviewed.model_validate(LINE | {"note": note}).note == read
