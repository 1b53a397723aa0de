"""`mubiao owed`: open obligations, their urgency, and the phone list."""

from __future__ import annotations

import stat
from typing import TYPE_CHECKING

import pytest
from openpyxl import load_workbook

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Acting
    from tests.deployments.conftest import Mubiao

FIELDS = ["id", "cycle", "period", "department", "subject", "clause", "due", "provisional", "state"]
FIELDS += ["colour", "days_left"]
REPORT = ("D002", "2026-03", "T003")


def test_each_obligation_has_the_fixed_fields(line: Mubiao) -> None:
    rows = line.json("owed", "--on", "2026-03-05")
    assert [list(row) for row in rows] == [FIELDS, FIELDS]
    assert {name: rows[0][name] for name in ("cycle", "period", "department", "clause", "due", "state")} == {
        "cycle": "monthly_check",
        "period": "2026-03",
        "department": "第001厅",
        "clause": "3-6.1.1",
        "due": "2026-03-31",
        "state": "open",
    }


@pytest.mark.parametrize(
    ("day", "colour", "left"),
    [
        ("2026-03-25", "green", 4),
        ("2026-03-26", "yellow", 3),
        ("2026-03-31", "yellow", 0),
        ("2026-04-01", "red", -1),
        ("2026-04-07", "red", -4),
    ],
)
def test_colour_and_working_days_left_follow_the_day(line: Mubiao, day: str, colour: str, left: int) -> None:
    row = line.json("owed", "--on", day)[0]
    assert (row["colour"], row["days_left"]) == (colour, left)


def test_discharged_obligations_are_grey_and_come_last(line: Mubiao, anyone: Acting) -> None:
    anyone.on("2026-03-05").report("D001", "2026-03", "T001", "T002")
    assert [(row["state"], row["colour"]) for row in line.json("owed", "--on", "2026-04-05")] == [
        ("open", "red"),
        ("discharged", "grey"),
    ]


def test_only_what_is_not_done_can_be_listed_and_all_is_counted(line: Mubiao, anyone: Acting) -> None:
    anyone.on("2026-03-05").report("D001", "2026-03", "T001", "T002")
    assert [row["state"] for row in line.json("owed", "--open", "--on", "2026-04-05")] == ["open"]
    assert line.done("owed", "--on", "2026-03-06").splitlines()[-1] == "共2项，未办1项。"
    assert line.done("owed", "--on", "2026-04-05").splitlines()[-1] == "共2项，未办1项，其中逾期1项。"


@pytest.mark.parametrize("name", ["D002", "第002厅"])
def test_a_department_is_named_by_code_or_name(line: Mubiao, name: str) -> None:
    assert [row["department"] for row in line.json("owed", "--department", name, "--on", "2026-03-05")] == ["第002厅"]


def test_an_unknown_department_is_refused(line: Mubiao) -> None:
    assert "“省教育局”不在部门名单中" in line.refused("owed", "--department", "省教育局")


def test_only_overdue_obligations_are_listed_with_overdue(line: Mubiao, anyone: Acting) -> None:
    assert line.json("owed", "--overdue", "--on", "2026-03-31") == []
    anyone.on("2026-03-05").report(*REPORT)
    assert [row["department"] for row in line.json("owed", "--overdue", "--on", "2026-04-01")] == ["第001厅"]


def test_people_see_a_table_with_the_liaison(line: Mubiao, people: None) -> None:
    assert people is None
    text = line.done("owed", "--on", "2026-03-05")
    assert text.splitlines()[0].split() == ["编号", "事项", "部门", "期限", "还剩", "状态", "联络员", "催办任务"]
    assert "钱七" in text


def test_an_empty_list_is_reported(founded_line: Mubiao) -> None:
    assert founded_line.done("owed") == "没有应办事项。\n"
    assert founded_line.json("owed") == []


def test_the_list_to_phone_from_has_names_and_numbers_and_no_formula(
    line: Mubiao, anyone: Acting, tmp_path: Path
) -> None:
    anyone.take("departments", {"编码": "D002", "名称": "第002厅", "简称": '=HYPERLINK("http://x")'})
    anyone.take("contacts", {"部门编码": "D002", "角色": "联络员", "姓名": "王五", "手机": "13800000000"})
    place = tmp_path / "名单.xlsx"
    assert line.done("owed", "--xlsx", str(place), "--on", "2026-03-05") == f"已写入2项：{place}\n"
    rows = list(load_workbook(place).worksheets[0].iter_rows())
    assert [cell.value for cell in rows[0]][:5] == ["部门", "联系人", "身份", "手机", "事项"]
    assert [(cell.value, cell.data_type) for cell in rows[2][:4]] == [
        ('=HYPERLINK("http://x")', "s"),
        ("王五", "s"),
        ("联络员", "s"),
        ("13800000000", "s"),
    ]


def test_the_list_can_be_written_and_printed_as_json_at_once(line: Mubiao, tmp_path: Path) -> None:
    assert len(line.json("owed", "--xlsx", str(tmp_path / "a.xlsx"), "--on", "2026-03-05")) == 2
    assert stat.S_IMODE((tmp_path / "a.xlsx").stat().st_mode) == 0o600


def test_a_list_that_exists_is_overwritten_only_when_asked_for(line: Mubiao, tmp_path: Path) -> None:
    place = tmp_path / "名单.xlsx"
    place.write_bytes(b"old")
    words = ("owed", "--xlsx", str(place), "--on", "2026-03-05")
    assert "已经存在，没有改动；确需覆盖的，请加 --force。" in line.refused(*words)
    assert place.read_bytes() == b"old"
    line.done(*words, "--force")
    assert place.read_bytes() != b"old"


def test_a_list_that_cannot_be_written_is_refused(line: Mubiao, tmp_path: Path) -> None:
    place = tmp_path / "没有" / "名单.xlsx"
    assert f"没有文件夹“{place.parent}”" in line.refused("owed", "--xlsx", str(place))
    taken = tmp_path / "名单.xlsx"
    taken.mkdir()
    assert "是文件夹，请写明文件名" in line.refused("owed", "--xlsx", str(taken))
    assert "应以 .xlsx 结尾" in line.refused("owed", "--xlsx", str(tmp_path / "名单.pdf"))


@pytest.mark.parametrize("day", ["2026-13-01", "2026-02-29", "明天"])
def test_a_day_that_does_not_exist_is_a_wrong_usage(mubiao: Mubiao, day: str) -> None:
    assert f"“{day}”不是有效日期" in mubiao.refused("owed", "--on", day, code=2)


def test_an_obligation_taken_over_is_listed_under_the_successor_and_found_by_both_names(
    line: Mubiao, anyone: Acting
) -> None:
    form = {"effective_on": "2026-03-05", "basis": "黔机编〔2026〕12号"}
    anyone.on("2026-03-05").do("merge_department", department="D001", successor="D002", **form)
    both, own = (line.json("owed", "--department", name, "--on", "2026-03-05") for name in ("D002", "第001厅"))
    assert [(item["department"], item.get("taken_over_from")) for item in both] == [
        ("第002厅", "第001厅"),
        ("第002厅", None),
    ]
    assert [item["id"] for item in own] == [1]
    assert "第002厅（承接第001厅）" in line.done("owed", "--on", "2026-03-05")
