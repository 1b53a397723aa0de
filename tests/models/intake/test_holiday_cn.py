"""A year in the JSON format of holiday-cn; every complaint names its place in the file."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from models.intake.calendar import CalendarRow
from models.intake.complaints import ImportRefused
from models.intake.holiday_cn import CheckedYear, HolidayNotice, read_holiday_cn
from models.rules.errors import Refused
from models.rules.kinds import DayKind

NOTICE = HolidayNotice("国办发明电〔2026〕9号", "", date(2026, 11, 10))
PAPER = "https://www.gov.cn/zhengce/content/202611/content_1.htm"
DAY = {"name": "元旦", "date": "2027-01-01", "isOffDay": True}
SATURDAY = {"name": "国庆节", "date": "2027-10-09", "isOffDay": False}
YEAR = {
    "$schema": "https://x/schema.json",
    "$id": "https://x/2027.json",
    "year": 2027,
    "papers": [PAPER],
    "days": [DAY],
}


def file(folder: Path, data: Any) -> Path:
    path = folder / "2027.json"
    path.write_text(data if isinstance(data, str) else json.dumps(data), encoding="utf-8")
    return path


def read(folder: Path, data: Any, notice: HolidayNotice = NOTICE) -> CheckedYear:
    return read_holiday_cn(file(folder, data), notice)


def refusal(folder: Path, data: Any, notice: HolidayNotice = NOTICE) -> str:
    with pytest.raises(Refused) as refused:
        read(folder, data, notice)
    return refused.value.message


def with_days(*days: Any) -> dict[str, Any]:
    return YEAR | {"days": list(days)}


def test_a_day_becomes_a_day_of_the_notice(tmp_path: Path) -> None:
    result = read(tmp_path, with_days(DAY, SATURDAY))
    assert [located.row for located in result.rows] == [
        CalendarRow(
            date=date(2027, 1, 1),
            kind=DayKind.HOLIDAY,
            name="元旦",
            notice_title="国务院办公厅关于2027年部分节假日安排的通知",
            notice_number="国办发明电〔2026〕9号",
            notice_date=date(2026, 11, 10),
        ),
        CalendarRow(
            date=date(2027, 10, 9),
            kind=DayKind.MAKEUP_WORKDAY,
            name="国庆节",
            notice_title="国务院办公厅关于2027年部分节假日安排的通知",
            notice_number="国办发明电〔2026〕9号",
            notice_date=date(2026, 11, 10),
        ),
    ]
    assert (result.complaints, result.ignored, result.year, result.revised) == ((), (), 2027, False)


def test_a_nonstandard_title_is_taken_from_the_options(tmp_path: Path) -> None:
    title = "国务院办公厅关于调整2027年劳动节假期安排的通知"
    assert read(tmp_path, YEAR, HolidayNotice("1号", f" {title} ", date(2027, 3, 1))).rows[0].row.notice_title == title


def test_a_year_with_several_papers_is_a_revised_one(tmp_path: Path) -> None:
    assert read(tmp_path, YEAR | {"papers": [PAPER, PAPER]}).revised


def test_a_file_without_papers_and_with_a_byte_order_mark_is_read(tmp_path: Path) -> None:
    assert len(read(tmp_path, "\ufeff" + json.dumps(YEAR | {"papers": []})).rows) == 1
    assert len(read(tmp_path, {name: value for name, value in YEAR.items() if name != "papers"}).rows) == 1


def test_a_plain_workday_that_is_listed_as_worked_is_as_the_week_has_it(tmp_path: Path) -> None:
    monday = {"name": "春节", "date": "2020-02-03", "isOffDay": False}
    result = read(tmp_path, {"year": 2020, "days": [monday]})
    assert (result.rows[0].row.kind, result.complaints) == (DayKind.NORMAL, ())


def test_the_last_days_of_december_may_belong_to_the_next_years_notice(tmp_path: Path) -> None:
    assert read(tmp_path, with_days(DAY | {"date": "2026-12-31"})).complaints == ()


def test_unknown_fields_are_listed(tmp_path: Path) -> None:
    assert read(tmp_path, YEAR | {"remark": 1}).ignored == ("remark",)


def test_a_year_without_days_is_refused_in_a_sentence(tmp_path: Path) -> None:
    assert refusal(tmp_path, YEAR | {"papers": [], "days": []}, HolidayNotice()) == (
        "未导入：“2027.json”的“days”是空的，2027年放假安排尚未公布，或该文件尚未收录。公布之前，期限仍标为暂定。"
    )


@pytest.mark.parametrize(
    ("notice", "missing"),
    [
        (HolidayNotice(), ["--notice-number", "--notice-date", PAPER, "国务院办公厅关于2027年部分节假日安排的通知"]),
        (HolidayNotice(number="1号"), ["请补上：--notice-date 成文日期，"]),
        (HolidayNotice(signed=date(2026, 11, 10)), ["请补上：--notice-number 文号"]),
        (HolidayNotice(number=" \u3000", signed=date(2026, 11, 10)), ["请补上：--notice-number 文号"]),
    ],
)
def test_fields_missing_in_the_format_are_required_as_options(
    tmp_path: Path, notice: HolidayNotice, missing: list[str]
) -> None:
    result = refusal(tmp_path, YEAR, notice)
    assert [words for words in missing if words not in result] == []
    assert "见国务院办公厅的通知" in refusal(tmp_path, YEAR | {"papers": []}, notice)


def test_a_notice_of_an_impossible_year_is_refused(tmp_path: Path) -> None:
    result = refusal(tmp_path, YEAR, HolidayNotice("1号", "", date(1999, 1, 1)))
    assert result == "未导入：--notice-date “1999-01-01”的年份应在2012到2100之间。"


@pytest.mark.parametrize(
    ("data", "complaints"),
    [
        ([], ["整个文件：应为{…}形式的对象"]),
        (1, ["整个文件：应为{…}形式的对象"]),
        ({}, ["年度“year”：没有这一项", "日期列表“days”：没有这一项"]),
        (YEAR | {"year": "2027"}, ["年度“year”：应为整数"]),
        (YEAR | {"year": True}, ["年度“year”：应为整数"]),
        (YEAR | {"year": 2027.5}, ["年度“year”：应为整数"]),
        (YEAR | {"year": 1949}, ["年度“year”：年份应在2013到2100之间"]),
        (YEAR | {"year": 20270}, ["年度“year”：年份应在2013到2100之间"]),
        (YEAR | {"papers": "x"}, ["通知网址“papers”：应为[…]形式的列表"]),
        (YEAR | {"papers": [PAPER, 1]}, ["“papers”第2项：应为文字"]),
        (YEAR | {"days": {}}, ["日期列表“days”：应为[…]形式的列表"]),
        (with_days(DAY, 3), ["“days”第2项：应为{…}形式的对象"]),
        (
            with_days(DAY, {}),
            [
                "“days”第2项的节日名称“name”：没有这一项",
                "“days”第2项的日期“date”：没有这一项",
                "“days”第2项的是否放假“isOffDay”：没有这一项",
            ],
        ),
        (with_days(DAY | {"isOffDay": "true"}), ["“days”第1项的是否放假“isOffDay”：应为true或false"]),
        (with_days(DAY | {"isOffDay": 1}), ["“days”第1项的是否放假“isOffDay”：应为true或false"]),
        (with_days(DAY | {"date": 20270101}), ["“days”第1项的日期“date”：应为文字，写成2027-01-01这样的日期"]),
        (with_days(DAY | {"date": "2027-02-30"}), ["“days”第1项的日期“date”：“2027-02-30”不是有效日期"]),
        (
            with_days(DAY | {"date": "元旦"}),
            ["“days”第1项的日期“date”：“元旦”不是有效日期，请写成2026-06-30这样的日期"],
        ),
        (with_days(DAY | {"name": None}), ["“days”第1项的节日名称“name”：应为文字"]),
        (
            with_days(DAY | {"name": "元\u0000旦"}),
            ["“days”第1项的节日名称“name”：含有看不见的控制字符（U+0000），请删除"],
        ),
    ],
)
def test_a_wrong_shape_is_complained_about_by_its_place(tmp_path: Path, data: Any, complaints: list[str]) -> None:
    with pytest.raises(ImportRefused) as refused:
        read(tmp_path, data)
    assert [str(each) for each in refused.value.complaints] == [f"2027.json {words}" for words in complaints]


def test_a_complaint_has_the_value_cut_to_a_maximum_length(tmp_path: Path) -> None:
    with pytest.raises(ImportRefused) as refused:
        read(tmp_path, with_days(DAY | {"isOffDay": "x" * 5000, "date": "\ud800" * 5000}))
    assert [len(each.value) for each in refused.value.complaints] == [200, 200]
    assert all(len(each.message) <= 200 for each in refused.value.complaints)


@pytest.mark.parametrize(
    ("days", "complaint"),
    [
        ((DAY, SATURDAY, DAY), "“days”第3项的日期“date”：2027-01-01与第1项重复，请核对通知后只保留一项"),
        (
            (DAY, DAY | {"isOffDay": False}),
            "“days”第2项的日期“date”：2027-01-01与第1项重复，且一处放假、一处上班，请核对通知后只保留一项",
        ),
        ((DAY | {"date": "2026-11-30"},), "“days”第1项的日期“date”：2026-11-30不在2027年，请核对"),
        ((DAY | {"date": "2028-01-01"},), "“days”第1项的日期“date”：2028-01-01不在2027年，请核对"),
    ],
)
def test_a_day_twice_or_outside_the_year_is_named(
    tmp_path: Path, days: tuple[dict[str, Any], ...], complaint: str
) -> None:
    assert [str(each) for each in read(tmp_path, with_days(*days)).complaints] == [f"2027.json {complaint}"]


def test_a_title_of_another_year_is_a_complaint(tmp_path: Path) -> None:
    title = "国务院办公厅关于2026年部分节假日安排的通知"
    [complaint] = read(tmp_path, YEAR, HolidayNotice("1号", title, date(2026, 11, 10))).complaints
    assert str(complaint) == f"2027.json 年度“year”：文件是2027年的，通知标题却是2026年的：“{title}”"


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("{", "不是有效的JSON（第1行第2列）"),
        ("year: 2027", "不是有效的JSON（第1行第1列）"),
        ("[" * 100_000, "嵌套过深"),
        ('{"year": ' + "9" * 5000 + "}", "数字过长"),
        (" " * 1_000_001, "超过1MB"),
    ],
)
def test_a_file_of_another_format_is_refused(tmp_path: Path, content: str, why: str) -> None:
    assert why in refusal(tmp_path, content)


def test_a_missing_file_or_another_encoding_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.json").write_bytes("{“年”}".encode("gb18030"))
    for name, why in (("x.json", "不是UTF-8编码"), ("y.json", "不存在")):
        with pytest.raises(Refused, match=why):
            read_holiday_cn(tmp_path / name, NOTICE)
