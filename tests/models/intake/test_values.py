"""The values of one cell."""

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
from models.intake.values import Cell
from models.rules.kinds import ContactRole, DayKind, ReformKind

if TYPE_CHECKING:
    from collections.abc import Callable

    from models.intake.values import Cell


DAYS = st.dates(date(2013, 1, 1), date(2100, 12, 31))


@pytest.mark.parametrize(
    "written", ["%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y%m%d", "%Y年%m月%d日", "%Y年%m月%d号", " %Y 年 %m 月 %d 日 "]
)
@given(day=DAYS)
def test_every_accepted_way_of_writing_gives_the_same_date(written: str, day: date) -> None:
    assert values.day(day.strftime(written)) == day


@pytest.mark.parametrize(
    "cell",
    [
        "2026/6/3",
        "2026. 6. 3",
        "2026-06-03 00:00:00",
        "2026/6/3 0:00",
        "2026-06-03 08:00",
        "2026-06-02T16:00:00Z",
        20260603,
        "２０２６-０６-０３",
        date(2026, 6, 3),
        datetime(2026, 6, 3, 17),  # noqa: DTZ001 - as in a cell
    ],
)
def test_short_and_full_width_dates_and_date_cells_are_read(cell: Cell) -> None:
    assert values.day(cell) == date(2026, 6, 3)


@pytest.mark.parametrize(
    ("cell", "why"),
    [
        ("2026年2月30日", "“2026年2月30日”不是有效日期"),
        ("2026-13-01", "“2026-13-01”不是有效日期"),
        ("0000-01-01", "“0000-01-01”不是有效日期"),
        ("2206-01-01", "“2206-01-01”的年份应在2013到2100之间"),
        (date(2012, 12, 31), "“2012-12-31”的年份应在2013到2100之间"),
        ("20260230", "“20260230”不是有效日期"),
        ("2026-06-30 8点", "“2026-06-30 8点”不是有效日期，请写成2026-06-30这样的日期"),
        (45321, "“45321”是数字，不是日期，请写成2026-06-30这样的日期"),
        ("45321", "“45321”是数字，不是日期，请写成2026-06-30这样的日期"),
        ("2026-6/3", "“2026-6/3”不是有效日期，请写成2026-06-30这样的日期"),
        ("年底前", "“年底前”不是有效日期，请写成2026-06-30这样的日期"),
        (None, "不能为空"),
    ],
)
def test_an_invalid_date_is_refused_with_its_reason(cell: Cell, why: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(why)}$"):
        values.day(cell)


@pytest.mark.parametrize("cell", ["2026-03", "2026-3", "2026年3月", "２０２６-０３", date(2026, 3, 1)])
def test_a_month_is_read_also_when_excel_made_a_date_of_it(cell: Cell) -> None:
    assert values.month_or_quarter(cell) == "2026-03"


@pytest.mark.parametrize(
    "cell", ["2026Q1", "2026q1", " ２０２６Ｑ１", "2026年第一季度", "2026年1季度", "2026年第1季度"]
)
def test_a_quarter_is_read_however_it_is_written(cell: str) -> None:
    assert values.month_or_quarter(cell) == "2026Q1"
    assert [values.month_or_quarter(f"2026年第{n}季度") for n in "二三四"] == ["2026Q2", "2026Q3", "2026Q4"]


NEITHER = ["2026-13", "2026-00", "202603", 202603, date(2026, 3, 2), "2009-03", "2026Q5", "2026Q0", "2009Q1", "2101Q4"]


@pytest.mark.parametrize("cell", [*NEITHER, "Q1", "2026年第五季度", "2026H1", "2026年", ""])
def test_an_invalid_month_or_quarter_is_refused(cell: Cell) -> None:
    with pytest.raises(ValueError, match=r"不是|年份|不能为空"):
        values.month_or_quarter(cell)


@pytest.mark.parametrize("cell", [2026, "2026", "2026年", "2026年度", "２０２６ 年度", 2026.0, "２０２６"])
def test_a_year_is_read(cell: Cell) -> None:
    assert values.year(cell) == 2026


@pytest.mark.parametrize(
    "cell", ["26", "2026度", "2026年年", "2012", 2101, "二〇二六", "9" * 5000, -2026, date(2026, 1, 1)]
)
def test_an_invalid_year_is_refused(cell: Cell) -> None:
    with pytest.raises(ValueError, match="不是2013到2100之间的年份"):
        values.year(cell)


@pytest.mark.parametrize(
    ("cell", "progress"),
    [(0, "0"), (100, "100"), ("85%", "85"), ("８５．５％", "85.5"), (33.333333, "33.33"), ("66.665", "66.67")],
)
def test_a_progress_is_read_to_two_decimals(cell: Cell, progress: str) -> None:
    assert values.percent(cell) == Decimal(progress)


@pytest.mark.parametrize("cell", [-1, 100.001, "101%", "三十", "%", "50%%", "nan", float("nan"), float("inf"), "1e1"])
def test_a_progress_outside_0_to_100_is_refused(cell: Cell) -> None:
    with pytest.raises(ValueError, match="应在0到100之间"):
        values.percent(cell)


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        (120, "120"),
        ("1,200.5", "1200.5"),
        ("0", "0"),
        (0.1 + 0.2, "0.3"),
        ("１２０", "120"),
        (Decimal("7.10"), "7.1"),
    ],
)
def test_a_quantity_is_a_decimal_as_excel_shows_it(cell: Cell, number: str) -> None:
    assert values.quantity(cell) == Decimal(number)


@pytest.mark.parametrize(
    "cell", ["120公里", "约120", "1e400", 1e300, "1,20", "9" * 16, float("nan"), "٣", "", "12%", "-3", -0.5, "10²", "①"]
)
def test_an_invalid_number_is_refused(cell: Cell) -> None:
    with pytest.raises(ValueError, match=r"不是数|超出范围|不能为空|是负数"):
        values.quantity(cell)


@given(st.decimals(allow_nan=True, allow_infinity=True) | st.floats() | st.integers() | st.text())
def test_a_quantity_is_finite_or_refused(cell: Cell) -> None:
    try:
        assert values.quantity(cell).is_finite()
    except ValueError as refused:
        assert str(refused)  # noqa: PT017 - both ends are right


@pytest.mark.parametrize(
    ("cell", "answer"),
    [
        *[(yes, True) for yes in ("是", "√", "✓", "✔", "☑", "Y", "y", "Ｙ", "yes", "TRUE", True)],
        *[(no, False) for no in (" 否 ", "×", "✗", "✘", "N", "n", "No", "FALSE", False)],
    ],
)
def test_yes_and_no_are_read(cell: Cell, answer: bool) -> None:  # noqa: FBT001
    assert values.yes_no(cell) is answer


def test_anything_but_yes_and_no_is_refused() -> None:
    with pytest.raises(ValueError, match="“半”不在可选范围内，可填：是、否"):
        values.yes_no("半")


def test_departments_of_a_cell_are_split_in_order_without_repeats() -> None:
    assert values.names(" 省教育厅；省财政厅、;省教育厅 ;省水利厅（省移民局）") == (
        "省教育厅",
        "省财政厅",
        "省水利厅（省移民局）",
    )


@pytest.mark.parametrize(
    ("cell", "code"), [("\ufeffＡ０１\u3000", "A01"), ("A\u200b01", "A01"), (1001, "1001"), (7.0, "7")]
)
def test_a_code_loses_full_width_and_invisible_characters(cell: Cell, code: str) -> None:
    assert values.code(cell) == code


@pytest.mark.parametrize(
    ("cell", "why"), [(date(2026, 1, 1), "被存成了日期"), (123456789012345678, "超过15位"), ("\u200b", "不能为空")]
)
def test_a_code_that_excel_has_spoilt_is_refused(cell: Cell, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        values.code(cell)


@pytest.mark.parametrize(
    "text", ["（一）“双减”；１２％，全覆盖。", "第一行\n第二行", "𠮷林👨‍👩‍👧", '=HYPERLINK("http://x","点")', "{{7*7}}"]
)
def test_free_text_stays_as_written(text: str) -> None:
    assert values.text(f"\u3000{text}\ufeff ") == text


@given(st.text())
def test_cleaning_a_text_again_changes_nothing(text: str) -> None:
    assert values.trimmed(values.trimmed(text)) == values.trimmed(text)


@pytest.mark.parametrize(
    ("text", "result"), [("a\x0bb", "U+000B"), ("\x00", "U+0000"), ("\u202ecod", "U+202E"), ("a\tb\n", "")]
)
def test_control_characters_are_found(text: str, result: str) -> None:
    assert values.control_in(text) == result


@pytest.mark.parametrize("cell", ["联络员", " liaison ", ContactRole.LIAISON])
def test_a_choice_is_read_by_label_or_key(cell: str) -> None:
    assert values.choice(ContactRole)(cell) is ContactRole.LIAISON


def test_a_choice_that_does_not_exist_lists_the_ones_that_do() -> None:
    with pytest.raises(ValueError, match="“补班”不在可选范围内，可填：放假、调休上班"):
        values.choice(DayKind)("补班")


@pytest.mark.parametrize("cell", [None, "", " \u3000\u200b"])
def test_an_empty_cell_of_an_optional_column_is_empty(cell: Cell) -> None:
    assert values.optional(values.day, None)(cell) is None


@pytest.mark.parametrize(
    ("cell", "name"),
    [
        ("贵州省\n教育厅", "贵州省教育厅"),
        ("省教育厅 \r\n（参事室）", "省教育厅（参事室）"),
        ("Li\n Ming", "Li Ming"),
        (" 甲\n", "甲"),
    ],
)
def test_a_name_stands_on_one_line(cell: str, name: str) -> None:
    assert (values.name(cell), values.names(cell)) == (name, (name,))


@pytest.mark.parametrize("cell", ["更名（已撤回）", "更名(已撤回)", "更名\n（已撤回）"])
def test_a_choice_may_have_half_width_brackets_and_line_breaks(cell: str) -> None:
    assert values.choice(ReformKind)(cell) is ReformKind.WITHDRAWN_RENAME


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
few = settings(max_examples=settings().max_examples * 3 // 10)
# Characters of codes, numbers and dates, also full-width, with blanks and invisible ones.
LETTERS = "aZ19.,%@-/＋１９Ａ。年月日是否省厅；、 \u3000\u200b\u200d\ufeff\n\t"
NUMBERS = st.integers(-(10**17), 10**17) | st.floats() | st.decimals(-999_999, 999_999, places=4)
MOMENTS = st.dates(date(1900, 1, 1), date(2200, 1, 1)) | st.datetimes(datetime(1900, 1, 1), datetime(2200, 1, 1))  # noqa: DTZ001 - as in cells
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
CELLS: st.SearchStrategy[Cell] = st.none() | st.text(LETTERS, max_size=12) | NUMBERS | MOMENTS | WRITTEN | PLAIN


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


def test_a_zero_with_a_sign_is_zero() -> None:
    assert [str(values.percent("-0")), str(values.quantity("-0.0"))] == ["0.00", "0"]


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
