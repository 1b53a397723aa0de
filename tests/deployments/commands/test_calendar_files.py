"""`mubiao import calendar`: the list of moved dates before the import, and the JSON form of a year."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from deployments.commands.calendar_files import list_moves
from tests.models.ledger.calendar.test_days import WEEKDAYS

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Acting, Sql
    from tests.deployments.conftest import Mubiao, Sheet

OPTIONS = ("--notice-number", "国办发明电〔2026〕9号", "--notice-date", "2026-11-10")
REVISION = {
    "notice_title": "国务院办公厅关于调整2026年劳动节假期安排的通知",
    "notice_number": "国办发明电〔2026〕2号",
    "notice_date": "2026-03-22",
}
DAY = ("--on", "2026-04-02")


@pytest.fixture
def april(line: Mubiao, anyone: Acting) -> Mubiao:
    """The first quarter's meeting is owed by two offices until 22 April."""
    anyone.on("2026-04-01").open("quarterly_meeting", "2026Q1")
    return line


def year(folder: Path, name: str = "2027.json", **more: Any) -> str:
    days = [{"name": "节日", "date": f"2027-{each}", "isOffDay": True} for each in WEEKDAYS]
    text = {"year": 2027, "papers": ["https://www.gov.cn/x.htm"], "days": days} | more
    (folder / name).write_text(json.dumps(text), encoding="utf-8")
    return str(folder / name)


def test_a_day_kept_because_the_new_one_is_over_is_listed_with_both() -> None:
    item = {"department": "甲", "title": "分析会", "from": "2026-04-22", "to": "2026-04-21", "computed": "2026-04-20"}
    assert "2026-04-21（周二），推算为2026-04-20，已过" in list_moves({"moved": [item], "notice": "通知"})


def off(sheet: Sheet, *days: str, kind: str = "放假") -> str:
    return str(sheet("调整.csv", *({"date": day, "kind": kind, "name": "劳动节", **REVISION} for day in days)))


def test_a_dry_run_lists_moved_dates_by_department_with_old_and_new_date_and_notice(
    april: Mubiao, sheet: Sheet, sql: Sql
) -> None:
    before = sql.value("SELECT height FROM chain_head")
    text = april.done("import", "calendar", off(sheet, "2026-04-20"), "--dry-run", *DAY).splitlines()
    assert text[0] == "（仅核对，未导入）工作日历共1行：新增1，更改0，未变0。2项在办事项的期限随之调整。"
    assert text[1] == "依据：国务院办公厅关于调整2026年劳动节假期安排的通知（国办发明电〔2026〕2号）"
    assert text[2].split() == ["部门", "事项", "原期限", "新期限"]
    moved = ["2026年第一季度分析会", "2026-04-22（周三）", "2026-04-23（周四）"]
    assert [row.split() for row in text[4:]] == [["第001厅", *moved], ["第002厅", *moved]]
    assert sql.value("SELECT height FROM chain_head") == before
    assert april.json("workday", "2026-03-31", "--plus", "15")["due"] == "2026-04-22"


def test_the_same_list_is_there_as_data_and_the_import_says_the_same(april: Mubiao, sheet: Sheet) -> None:
    file = off(sheet, "2026-04-20")
    tried = april.json("import", "calendar", file, "--dry-run", *DAY)
    assert tried["moved"][0] == {
        "department": "第001厅",
        "title": "2026年第一季度分析会",
        "from": "2026-04-22",
        "to": "2026-04-23",
        "notice": "国务院办公厅关于调整2026年劳动节假期安排的通知（国办发明电〔2026〕2号）",
    }
    assert (tried["new"], tried["complaints"], len(tried["moved"])) == (1, [], 2)
    assert april.json("import", "calendar", file, *DAY) == tried
    assert april.json("import", "calendar", file, *DAY)["moved"] == []


def test_the_history_of_a_duty_keeps_the_old_date_and_the_notice(april: Mubiao, sheet: Sheet, sql: Sql) -> None:
    april.done("import", "calendar", off(sheet, "2026-04-20"), *DAY)
    number = sql.value("SELECT min(id) FROM obligation WHERE kind = 'quarterly_meeting'")
    text = april.done("why", str(number), *DAY)
    assert "2026年4月2日 期限调整，由2026年4月22日改为2026年4月23日，原因：国务院办公厅关于调整2026年" in text
    assert "不计    2026年4月20日  劳动节放假（国办发明电〔2026〕2号）" in text


def test_a_day_that_is_taken_back_moves_the_dates_back_and_says_why_it_counts(
    april: Mubiao, sheet: Sheet, sql: Sql
) -> None:
    april.done("import", "calendar", off(sheet, "2026-04-20"), *DAY)
    text = april.done("import", "calendar", off(sheet, "2026-04-20", kind="照常"), *DAY)
    assert "2026-04-23（周四）  2026-04-22（周三）" in text
    assert "2026-04-20 周一  照常上班（国办发明电〔2026〕2号）" in april.done("workday", "2026-03-31", "--plus", "15")
    number = sql.value("SELECT min(id) FROM obligation WHERE kind = 'quarterly_meeting'")
    assert "4月20日（周一）照常上班计入" in april.done("why", str(number), *DAY)
    assert april.json("verify")["ok"]


def test_a_year_in_the_json_form_is_imported_once(line: Mubiao, tmp_path: Path) -> None:
    file = year(tmp_path)
    assert line.json("import", "calendar", file, *OPTIONS, "--dry-run")["new"] == 13
    assert line.json("workday", "2026-12-31", "--plus", "15")["provisional"]
    assert line.json("import", "calendar", file, *OPTIONS)["new"] == 13
    assert line.json("import", "calendar", file, *OPTIONS)["same"] == 13
    found = line.json("workday", "2026-12-31", "--plus", "15")
    assert (found["due"], found["provisional"]) == ("2027-01-22", False)
    assert {"date": "2027-01-01", "why": "节日放假（国办发明电〔2026〕9号）"} in found["skipped"]


def test_a_wrong_file_is_refused_with_its_position(line: Mubiao, tmp_path: Path) -> None:
    file = year(tmp_path, days=[{"name": "元旦", "date": "2027-02-30", "isOffDay": "是"}])
    answer = line("import", "calendar", file, *OPTIONS, "--json")
    assert answer.code == 1
    assert [(each["sheet"], each["cell"], each["value"]) for each in json.loads(answer.out)["complaints"]] == [
        ("2027.json", "“days”第1项的日期“date”", '"2027-02-30"'),
        ("2027.json", "“days”第1项的是否放假“isOffDay”", '"是"'),
    ]
    assert "2027.json “days”第1项的是否放假“isOffDay”：应为true或false" in answer.err


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ((), "不含通知的文号和日期，请补上：--notice-number"),
        (OPTIONS[:2], "请补上：--notice-date"),
    ],
)
def test_a_json_file_needs_its_notice(mubiao: Mubiao, tmp_path: Path, words: tuple[str, ...], why: str) -> None:
    assert why in mubiao.refused("import", "calendar", year(tmp_path), *words)


def test_an_empty_year_is_refused_in_a_sentence(mubiao: Mubiao, tmp_path: Path) -> None:
    assert "2027年放假安排尚未公布" in mubiao.refused("import", "calendar", year(tmp_path, days=[]))


def test_an_invalid_date_is_a_wrong_usage(mubiao: Mubiao, tmp_path: Path) -> None:
    text = mubiao.refused("import", "calendar", year(tmp_path), "--notice-date", "2026-13-01", code=2)
    assert "“2026-13-01”不是有效日期" in text


@pytest.mark.parametrize("kind", ["calendar", "local-calendar", "targets"])
def test_a_sheet_holds_its_notice(mubiao: Mubiao, kind: str) -> None:
    assert "只用于.json形式的放假安排" in mubiao.refused("import", kind, "表.csv", *OPTIONS)


def test_local_days_come_as_a_sheet(mubiao: Mubiao, tmp_path: Path) -> None:
    assert "请用 mubiao import calendar；本地放假请用表格" in mubiao.refused(
        "import", "local-calendar", year(tmp_path), *OPTIONS
    )


def test_other_sheets_are_no_json(mubiao: Mubiao, tmp_path: Path) -> None:
    assert "不是可导入的表格" in mubiao.refused("import", "targets", year(tmp_path))


def test_without_moved_dates_no_table_is_printed() -> None:
    assert list_moves({}) == ""
    assert list_moves({"moved": [], "notice": ""}) == ""
