"""工作日历: the sheet of announced days."""

from datetime import date
from importlib.resources import as_file, files
from pathlib import Path

import pytest

from models.intake.calendar import CalendarRow, read_calendar
from models.intake.complaints import Checked
from models.rules.kinds import DayKind

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
