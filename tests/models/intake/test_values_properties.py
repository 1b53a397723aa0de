"""Cells of any kind: a parser accepts or refuses in Chinese, and reading an accepted value again changes nothing."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.intake import addresses, calendar, contact, covert, department, report, review, target, values
from models.intake.complaints import Heading, ReadColumn, Row, RowsOrigin, SheetRow
from models.intake.row_checks import check_rows
from models.rules.kinds import DayKind

if TYPE_CHECKING:
    from collections.abc import Callable

    from models.intake.values import Cell

SINGLE: list[Callable[[Any], object]] = [
    values.text,
    values.code,
    values.day,
    values.year,
    values.month_or_quarter,
    values.quantity,
    values.percent,
    values.yes_no,
    addresses.email,
    addresses.robot,
    addresses.mobile,
    values.names,
    values.choice(DayKind),
    review.quarter,
]
few = settings(max_examples=30)
# Characters of codes, numbers and dates, also full-width, with blanks and invisible ones.
LETTERS = "aZ19.,%@-/＋１９Ａ。年月日是否省厅；、 \u3000\u200b\u200d\ufeff\n\t"
NUMBERS = st.integers(-(10**17), 10**17) | st.floats() | st.decimals(-999_999, 999_999, places=4)
DAYS = st.dates(date(1900, 1, 1), date(2200, 1, 1)) | st.datetimes(datetime(1900, 1, 1), datetime(2200, 1, 1))  # noqa: DTZ001 - as in cells
WRITTEN = st.dates(date(2013, 1, 1), date(2100, 12, 31)).map(lambda day: day.strftime("%Y年%m月%d日"))
PLAIN = st.sampled_from(
    [
        "2026Q1",
        "2026年第二季度",
        "2026-03",
        "2026",
        "85%",
        "1,200.5",
        "13800138000",
        "是",
        "否",
        "放假",
        "a@b.cn",
        "A-07",
    ]
)
CELLS: st.SearchStrategy[Cell] = st.none() | st.text(LETTERS, max_size=12) | NUMBERS | DAYS | WRITTEN | PLAIN


@few
@pytest.mark.parametrize("parse", SINGLE)
@given(cell=CELLS)
def test_a_cell_is_refused_in_chinese_or_read_once_and_for_all(parse: Callable[[Any], object], cell: Cell) -> None:
    try:
        read = parse(cell)
    except ValueError as refused:
        assert re.match("(“.*”)?[一-龥]", str(refused), re.DOTALL)  # noqa: PT017 - both ends are right
    else:
        assert parse(read) == read


@few
@given(text=st.text(LETTERS, max_size=20))
def test_an_optional_cell_is_empty_exactly_if_nothing_can_be_seen(text: str) -> None:
    visible = re.sub(r"[\s\u200b\u200d\ufeff]", "", text)
    assert bool(values.optional(values.code, "")(text)) == bool(visible)


@few
@pytest.mark.parametrize("width", ["{}", " {} ", "\u200b{}\ufeff", "\u3000{}\n"])
@given(number=st.decimals(0, 999_999_999, places=3))
def test_a_number_is_the_same_with_blanks_and_in_full_width(width: str, number: Decimal) -> None:
    wide = str(number).translate(str.maketrans("0123456789.-", "０１２３４５６７８９．－"))
    assert values.quantity(width.format(wide)) == values.quantity(width.format(number)) == number


@few
@given(number=st.integers(0, 999_999_999_999))
def test_thousands_may_be_separated(number: int) -> None:
    assert values.quantity(f"{number:,}") == values.quantity(f"{number}.00") == number


@few
@given(progress=st.decimals(0, 100, places=2))
def test_a_progress_may_have_a_percent_sign(progress: Decimal) -> None:
    assert values.percent(f"{progress}%") == values.percent(f"{progress}％") == values.percent(progress) == progress


@few
@given(day=st.dates(date(2013, 1, 1), date(2100, 12, 1)))
def test_a_month_of_a_day_is_read_from_its_words_and_from_a_date_cell(day: date) -> None:
    first = day.replace(day=1)
    written: list[Cell] = [f"{day:%Y-%m}", f"{day.year}年{day.month}月", first, datetime(day.year, day.month, 1)]  # noqa: DTZ001 - as in a cell
    assert {values.month_or_quarter(cell) for cell in written} == {f"{day:%Y-%m}"}


@few
@given(year=st.integers(2013, 2100), number=st.integers(1, 4))
def test_a_quarter_is_the_same_however_it_is_written(year: int, number: int) -> None:
    word = "一二三四"[number - 1]
    written = [
        f"{year}Q{number}",
        f"{year}q{number}",
        f"{year}年{number}季度",
        f"{year}年第{word}季度",
        f"{year}年{word}",
    ]
    assert {review.quarter(cell) for cell in written} == {f"{year}Q{number}"}


@few
@given(digits=st.integers(10**10, 2 * 10**10 - 1), mark=st.sampled_from([" ", "-", "－", "\u3000", "", "\t"]))
def test_a_mobile_number_may_be_grouped(digits: int, mark: str) -> None:
    text = str(digits)
    assert addresses.mobile(mark.join([text[:3], text[3:7], text[7:]])) == addresses.mobile(digits) == text


@few
@given(
    parts=st.lists(st.sampled_from(["省教育厅", "省财政厅", "甲", "乙", " "]), max_size=6),
    mark=st.sampled_from(";；、"),
)
def test_names_keep_their_order_and_lose_repeats(parts: list[str], mark: str) -> None:
    assert values.names(mark.join(parts)) == tuple(dict.fromkeys(part for part in parts if part.strip()))


SHEETS: list[tuple[type[SheetRow], tuple[ReadColumn, ...]]] = [
    (calendar.CalendarRow, calendar.COLUMNS),
    (contact.ContactRow, contact.COLUMNS),
    (covert.CovertRow, tuple(column for column in covert.COLUMNS if column.name != "印证材料")),
    (department.DepartmentRow, department.COLUMNS),
    (report.ReportRow, report.COLUMNS),
    (review.ReviewRow, review.COLUMNS),
    (target.TargetRow, target.COLUMNS),
]


def row(columns: tuple[ReadColumn, ...], cells: list[Cell]) -> Row:
    headings = {column.name: Heading(column.name, place, str(place)) for place, column in enumerate(columns, 1)}
    names = [column.name for column in columns]
    return Row(RowsOrigin("表.xlsx", "表", len(names), headings), 2, dict(zip(names, cells, strict=False)))


@few
@pytest.mark.parametrize(("model", "columns"), SHEETS)
@given(cells=st.lists(CELLS, min_size=16, max_size=16))
def test_a_row_of_any_cells_is_sound_or_has_complaints_at_its_cells(
    model: type[SheetRow], columns: tuple[ReadColumn, ...], cells: list[Cell]
) -> None:
    checked = check_rows("表.xlsx", [row(columns, cells)], model)
    assert (len(checked.rows), len(checked.unsound)) == ((0, 1) if checked.complaints else (1, 0))
    places = [complaint.cell for complaint in checked.complaints]
    assert set(places) <= {f"{place}2" for place in range(1, len(columns) + 1)}
    assert len(set(places)) == len(places)


GOOD: dict[str, Cell] = {
    "期间": "2026年第一季度",
    "季度": "2026q1",
    "年度": "２０２６年",
    "角色": "联络员",
    "类别": "放假",
}
GOOD |= {
    "日期": "2026年10月1日",
    "通知日期": "2025/11/4",
    "暗访日期": "2026.8.20",
    "是否达到要求": "是",
    "序号": "０７",
}
GOOD |= {"进度": "８５．５％", "责任部门": "甲；乙、甲", "失效日期": "2026年12月31日", "联络员手机": "138 0013-8000"}
GOOD |= {
    "管理类别": "直接管理",
    "目标类别": "职能绩效目标",
    "目标来源": "本级目标",
    "状态": "受阻",
    "复核结果": "未完成",
}


@pytest.mark.parametrize(("model", "columns"), SHEETS)
def test_a_sound_row_is_read_again_as_the_same(model: type[SheetRow], columns: tuple[ReadColumn, ...]) -> None:
    required = [GOOD.get(column.name, " Ａ１\u200b " if column.required else None) for column in columns]
    (located,) = check_rows("表.xlsx", [row(columns, required)], model).rows
    again = model.model_validate(located.row.model_dump())
    assert again == located.row
    assert again.model_dump() == located.row.model_dump()
