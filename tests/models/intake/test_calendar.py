"""工作日历: the sheet of announced days."""

from __future__ import annotations

import csv
from datetime import date
from importlib.resources import as_file, files
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from models.intake.calendar import COLUMNS, CalendarRow, read_calendar
from models.intake.complaints import Checked
from models.rules.errors import Refused
from models.rules.kinds import DayKind

if TYPE_CHECKING:
    from pathlib import Path

    from models.intake.complaints import Checked


NOTICE = "国务院办公厅关于2026年部分节假日安排的通知,国办发明电〔2025〕7号,2025-11-04"


def read(folder: Path, *lines: str) -> Checked[CalendarRow]:
    path = folder / "日历.csv"
    path.write_text("\n".join(["date,kind,name,notice_title,notice_number,notice_date", *lines]), encoding="utf-8")
    return read_calendar(path)


def test_every_column_of_a_day_is_read(tmp_path: Path) -> None:
    assert read(tmp_path, f"2026-10-10,makeup_workday,国庆节,{NOTICE}").rows[0].row == CalendarRow(
        date=date(2026, 10, 10),
        kind=DayKind.MAKEUP_WORKDAY,
        name="国庆节",
        notice_title="国务院办公厅关于2026年部分节假日安排的通知",
        notice_number="国办发明电〔2025〕7号",
        notice_date=date(2025, 11, 4),
    )


def test_the_columns_have_chinese_titles(tmp_path: Path) -> None:
    path = tmp_path / "日历.csv"
    titles = "日期,类别,节日,通知标题,通知文号,通知日期"
    path.write_text(f"{titles}\n2026-10-10,调休上班,国庆节,{NOTICE}\n2026-10-32,放假,国庆节,{NOTICE}", encoding="utf-8")
    checked = read_calendar(path)
    assert [(each.row.kind, str(each.row.date)) for each in checked.rows] == [(DayKind.MAKEUP_WORKDAY, "2026-10-10")]
    assert [complaint.cell for complaint in checked.complaints] == ["第3行“日期”列"]


def test_the_shipped_calendar_is_read_without_a_complaint() -> None:
    with as_file(files("models") / "data" / "calendar_cn.csv") as path:
        checked = read_calendar(path)
    assert checked.complaints == ()
    assert checked.rows[0].row.notice_date == date(2012, 12, 8)


@pytest.mark.parametrize("kind", ["照常", "normal"])
def test_a_day_may_be_taken_back(tmp_path: Path, kind: str) -> None:
    assert read(tmp_path, f"2026-05-05,{kind},,{NOTICE}").rows[0].row.kind is DayKind.NORMAL


@pytest.mark.parametrize(
    ("line", "cells"),
    [
        (f"2026-02-30,holiday,春节,{NOTICE}", ["第2行“date”列"]),
        (f"2026-10-01,休,国庆节,{NOTICE}", ["第2行“kind”列"]),
        ("2026-10-01,holiday,国庆节", ["第2行“notice_title”列", "第2行“notice_number”列", "第2行“notice_date”列"]),
    ],
)
def test_a_wrong_cell_is_named(tmp_path: Path, line: str, cells: list[str]) -> None:
    assert [complaint.cell for complaint in read(tmp_path, line).complaints] == cells


@pytest.mark.parametrize("kind", ["holiday", "makeup_workday", "放假"])
def test_a_repeated_date_is_refused_for_any_kinds(tmp_path: Path, kind: str) -> None:
    checked = read(tmp_path, f"2026-10-01,holiday,国庆节,{NOTICE}", f"2026年10月1日,{kind},国庆节,{NOTICE}")
    (complaint,) = checked.complaints
    assert "重复：第2行与第3行" in complaint.message


GOOD = {
    "日期": "2026-10-01",
    "类别": "holiday",
    "节日": "国庆节",
    "通知标题": "国务院办公厅关于2026年部分节假日安排的通知",
    "通知文号": "国办发明电〔2025〕7号",
    "通知日期": "2025-11-04",
}
KINDS = "不在可选范围内，可填：放假、调休上班、照常"
DATE = "请写成2026-06-30这样的日期"


def read_cells(folder: Path, *rows: dict[str, str], without: str = "") -> Checked[CalendarRow]:
    titles = [column.name for column in COLUMNS if column.name != without]
    with (folder / "日历.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, titles, extrasaction="ignore")
        writer.writeheader()
        writer.writerows(GOOD | row for row in rows)
    return read_calendar(folder / "日历.csv")


@pytest.mark.parametrize(
    ("column", "cell", "words"),
    [
        ("日期", "", "不能为空"),
        ("日期", "2026-02-29", "“2026-02-29”不是有效日期"),
        ("日期", "10月1日", f"“10月1日”不是有效日期，{DATE}"),
        ("日期", "2026年10月1日至7日", f"“2026年10月1日至7日”不是有效日期，{DATE}"),
        ("日期", "46203", f"“46203”是数字，不是日期，{DATE}"),
        ("日期", "2012-12-31", "“2012-12-31”的年份应在2013到2100之间"),
        ("日期", "2101-01-01", "“2101-01-01”的年份应在2013到2100之间"),
        ("类别", "", "不能为空"),
        ("类别", "休", f"“休”{KINDS}"),
        ("类别", "Holiday", f"“Holiday”{KINDS}"),
        ("类别", "1", f"“1”{KINDS}"),
        ("节日", "国庆\x01节", "含有看不见的控制字符（U+0001），请删除后重新导入"),
        ("通知标题", "\u3000", "不能为空"),
        ("通知文号", "\u200b", "不能为空"),
        ("通知日期", "去年", f"“去年”不是有效日期，{DATE}"),
        ("通知日期", "2011-12-31", "“2011-12-31”的年份应在2012到2100之间"),
    ],
)
def test_a_bad_cell_is_named_by_line_and_column(tmp_path: Path, column: str, cell: str, words: str) -> None:
    checked = read_cells(tmp_path, {}, {"日期": "2026-10-02"} | {column: cell})
    assert [str(each) for each in checked.complaints] == [f"日历.csv 第3行“{column}”列：{column}{words}"]


@pytest.mark.parametrize(
    ("column", "cell", "value"),
    [
        ("日期", "２０２６/10/1", date(2026, 10, 1)),
        ("日期", "2013-01-01", date(2013, 1, 1)),
        ("日期", "2100.12.31", date(2100, 12, 31)),
        ("类别", "调休上班 ", DayKind.MAKEUP_WORKDAY),
        ("类别", "放假", DayKind.HOLIDAY),
        ("节日", "", ""),
        ("通知文号", " 国办发明电〔2025〕7号\n", "国办发明电〔2025〕7号"),
        ("通知日期", "2012年1月1日", date(2012, 1, 1)),
    ],
)
def test_a_good_cell_is_normalised(tmp_path: Path, column: str, cell: str, value: object) -> None:
    checked = read_cells(tmp_path, {column: cell})
    assert checked.complaints == ()
    fields = {field.validation_alias: name for name, field in CalendarRow.model_fields.items()}
    assert getattr(checked.rows[0].row, fields[column]) == value


@pytest.mark.parametrize("column", [column.name for column in COLUMNS if column.required])
def test_a_required_column_is_not_left_out(tmp_path: Path, column: str) -> None:
    with pytest.raises(Refused, match=f"^未导入：“日历.csv”缺少列：{column}；第1行现有："):
        read_cells(tmp_path, {}, without=column)


def test_the_name_of_the_festival_may_be_left_out(tmp_path: Path) -> None:
    checked = read_cells(tmp_path, {}, without="节日")
    assert ([located.row.name for located in checked.rows], checked.complaints) == ([""], ())


@pytest.mark.parametrize("again", ["2026-10-01", "2026/10/1", "2026年10月1日", "２０２６.10.01"])
def test_a_date_is_there_once_however_it_is_written(tmp_path: Path, again: str) -> None:
    (complaint,) = read_cells(tmp_path, {}, {"日期": "2026-10-02"}, {"日期": again}).complaints
    assert complaint.cell == "第4行“日期”列"
    assert complaint.message.endswith("”重复：第2行与第4行，请只保留一行")
