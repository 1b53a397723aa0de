"""创新项目申报 in a sheet: units apply in rows, and the system numbers the projects (1-2.16)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from models.intake.complaints import ImportRefused
from tests.models.ledger.agency_sheet.sheets import counts, export, fill, rows_in, take, template
from tests.models.ledger.innovation.conftest import JURY

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Acting, Sql, Violations
    from tests.models.ledger.innovation.conftest import Stored


KIND = "innovation-projects"
STATES = "SELECT year || '-' || number, state FROM innovation_project ORDER BY number"
APPLICATION = {
    "部门编码": "D001",
    "年度": 2026,
    "创新项目": "入学一次办",
    "项目简介": "就近入学一次办结",
    "申报文号": "黔一厅函〔2026〕9号",
    "申报文件日期": "2026-10-12",
    "申报文件": "记录.pdf",
}


@pytest.fixture
def papers(tmp_path: Path) -> Path:
    """The folder of the sheets, with the file that they name."""
    (tmp_path / "记录.pdf").write_bytes(b"%PDF-1.4\n%%EOF\n")
    return tmp_path


def refusal(acting: Acting, sheet: Path, kind: str = KIND) -> tuple[str, str]:
    """The cell and the message of the complaint about a sheet; of several that of the last cell."""
    with pytest.raises(ImportRefused) as refused:
        take(acting, kind, sheet)
    return max((each.cell, each.message) for each in refused.value.complaints)


def test_units_apply_in_one_sheet_and_the_system_numbers_the_projects(
    called: Acting, sql: Sql, papers: Path, violations: Violations
) -> None:
    rows = {2: APPLICATION, 3: APPLICATION | {"部门编码": "D002", "创新项目": "数字档案"}}
    sheet = fill(template(called, KIND, papers), rows)
    assert counts(take(called, KIND, sheet)) == (2, 0, 0)
    assert sql.rows(STATES) == [("2026-1", "applied"), ("2026-2", "applied")]
    assert counts(take(called, KIND, sheet)) == (0, 0, 2)
    shown = rows_in(export(called, KIND, papers))
    assert [(row["项目编号"], row["部门编码"], row["创新项目"]) for row in shown] == [
        ("2026-1", "D001", "入学一次办"),
        ("2026-2", "D002", "数字档案"),
    ]
    assert violations() == []


@pytest.mark.parametrize(
    ("cells", "cell", "said"),
    [
        ({"部门编码": "D003"}, "E2", "副厅级以下"),
        ({"申报文件日期": "2026-10-13"}, "E2", "晚于今天（2026-10-12）"),
        ({"申报文件": None}, "I2", "申报文件"),
        ({"年度": 2025}, "E2", "2025"),
    ],
)
def test_an_application_that_the_act_refuses_is_refused_with_its_sheet(
    called: Acting, papers: Path, stored: Stored, cells: dict[str, Any], cell: str, said: str
) -> None:
    before = stored()
    other = APPLICATION | {"部门编码": "D004"}
    sheet = fill(template(called, KIND, papers), {2: APPLICATION | cells, 3: other})
    place, words = refusal(called, sheet)
    assert said in words
    assert place[1:] == cell[1:]
    assert stored() == before


def test_after_the_closing_day_no_sheet_applies(applied: Acting, papers: Path, stored: Stored) -> None:
    before = stored()
    sheet = fill(template(applied, KIND, papers), {2: APPLICATION | {"创新项目": "第四项"}})
    assert "2026-10-30" in refusal(applied, sheet)[1]
    assert stored() == before


EXPERTS, ON_SITE = "expert-votes", "onsite-votes"
ROUNDS = "SELECT stage, serial, held_on::text, place, paper_number, reason, votes, results FROM innovation_round"
MINUTES = {
    "评审日期": "2026-11-05",
    "评审记录文号": "评1",
    "评审记录日期": "2026-11-05",
    "签字的评审记录": "记录.pdf",
}
GIVEN = {
    2: {"评定": "入围", "结果": "入围", **MINUTES},
    3: {"评定": "入围"},
    4: {"评定": "不入围"},
    5: {"评定": "不入围"},
    6: {"评定": "不入围", "结果": "不入围", "理由": "成效尚未显现"},
    7: {"评定": "入围"},
    8: {"评定": "入围"},
    9: {"评定": "入围"},
    10: {"评定": "入围", "结果": "入围"},
}


def filled(acting: Acting, folder: Path, **changes: dict[str, Any]) -> Path:
    """The sheet of the expert round with good votes; `changes` replaces cells: `row2={"评定": "缺席"}`."""
    rows = {number: cells | changes.get(f"row{number}", {}) for number, cells in GIVEN.items()}
    return fill(export(acting, EXPERTS, folder), rows)


def test_each_juror_has_a_row_for_each_project(applied: Acting, papers: Path) -> None:
    applied.do("register_juror", name="陈四", unit="贵州大学", valid_to="2026-11-01")
    rows = rows_in(export(applied, EXPERTS, papers))
    assert [(row["项目编号"], row["评委"]) for row in rows] == [
        (f"2026-{number}", name) for number in (1, 2, 3) for name in sorted(JURY)
    ]
    assert {(row["所在单位"], row["评定"], row["结果"]) for row in rows} == {("省社会科学院", None, None)}
    assert rows_in(export(applied, ON_SITE, papers)) == []


def test_the_sheet_of_a_round_is_its_minutes(applied: Acting, sql: Sql, papers: Path, violations: Violations) -> None:
    sheet = filled(applied, papers)
    assert counts(take(applied, EXPERTS, sheet)) == (9, 0, 0)
    [(stage, serial, held_on, place, number, reason, votes, results)] = sql.rows(ROUNDS)
    assert (stage, serial, held_on, place, number, reason) == ("expert", 1, "2026-11-05", "", "评1", "")
    cast = [list(votes["2026-1"].values()).count("shortlisted"), len(votes["2026-2"]), len(votes)]
    assert cast == [2, 3, 3]
    assert results["2026-2"] == ["declined", "成效尚未显现"]
    assert [state for _, state in sql.rows(STATES)] == ["shortlisted", "declined", "shortlisted"]
    assert sql.column("SELECT file_name FROM exhibit WHERE record = 'innovation_round'") == ["记录.pdf"]
    assert counts(take(applied, EXPERTS, sheet)) == (0, 0, 9)
    assert rows_in(export(applied, EXPERTS, papers)) == []
    assert violations() == []


def test_a_juror_who_was_not_there_has_no_vote(applied: Acting, sql: Sql, papers: Path) -> None:
    applied.on("2026-11-04").do("register_juror", name="陈四", unit="贵州大学")
    sheet = export(applied, EXPERTS, papers)
    places = [place for place, row in enumerate(rows_in(sheet), 2) if row["评委"] in JURY]
    take(applied, EXPERTS, fill(sheet, dict(zip(places, GIVEN.values(), strict=True))))
    assert sql.value("SELECT jurors FROM innovation_round") == sorted(JURY)


def test_the_on_site_round_has_a_place_and_gives_the_prizes(applied: Acting, sql: Sql, papers: Path) -> None:
    take(applied, EXPERTS, filled(applied, papers))
    december = applied.on("2026-12-09")
    minutes = MINUTES | {"评审日期": "2026-12-08", "评审记录文号": "评2", "评审记录日期": "2026-12-09"}
    given = {number: {"评定": "二等奖"} for number in range(2, 8)}
    given[2] |= {"结果": "二等奖", **minutes}
    given[5] |= {"结果": "二等奖"}
    sheet = fill(export(december, ON_SITE, papers), given)
    assert refusal(december, sheet, ON_SITE)[1].startswith("没有评审地点。")
    take(december, ON_SITE, fill(sheet, {4: {"评审地点": "省政府会议中心"}}))
    assert [state for _, state in sql.rows(STATES)] == ["awarded", "declined", "awarded"]
    assert sql.column("SELECT place FROM innovation_round WHERE stage = 'on_site'") == ["省政府会议中心"]


def test_a_round_is_corrected_by_its_sheet_with_the_reason(applied: Acting, sql: Sql, papers: Path) -> None:
    sheet = filled(applied, papers)
    take(applied, EXPERTS, sheet)
    fill(sheet, {4: {"评定": "入围"}})
    assert "写明更正原因" in refusal(applied, sheet, EXPERTS)[1]
    take(applied, EXPERTS, fill(sheet, {9: {"更正原因": "登记有误"}}))
    assert [(row[1], row[5]) for row in sql.rows(f"{ROUNDS} ORDER BY serial")] == [(1, ""), (2, "登记有误")]


@pytest.mark.parametrize(
    ("changes", "cell", "said"),
    [
        ({"row3": {"评定": "缺席"}}, "H3", "“缺席”不在可选范围内，可填：入围、不入围"),
        ({"row3": {"评定": None}}, "H2", "评委“陈"),
        ({"row4": {"结果": "不入围"}}, "H2", "项目2026-1的结果写了几个（入围、不入围）"),
        ({"row6": {"结果": None}}, "H2", "项目2026-2没有结果"),
        ({"row6": {"理由": None}}, "H2", "理由"),
        ({"row2": {"评审日期": None}}, "H2", "没有评审日期。"),
        ({"row2": {"签字的评审记录": None, "评审记录文号": None}}, "H2", "没有评审记录文号、签字的评审记录。"),
        ({"row5": {"评审日期": "2026-11-04"}}, "H2", "评审日期写了几个（2026-11-05、2026-11-04）"),
        ({"row2": {"评审日期": "2026-10-30"}}, "H2", "2026-10-30"),
        ({"row3": {"评委": "陈九"}}, "H2", "没有评定项目2026-1"),
    ],
)
def test_what_the_minutes_cannot_say_is_refused_and_nothing_is_kept(
    applied: Acting, papers: Path, stored: Stored, changes: dict[str, Any], cell: str, said: str
) -> None:
    sheet = filled(applied, papers, **changes)
    before = stored()
    place, words = refusal(applied, sheet, EXPERTS)
    assert (place, said in words) == (cell, True), words
    assert stored() == before


def test_a_juror_in_two_spellings_does_not_vote_twice(applied: Acting, papers: Path, stored: Stored) -> None:
    sheet = filled(applied, papers)
    row = {"年度": 2026, "项目编号": "2026-1", "评委": "陈 一", "评定": "入围"}
    before = stored()
    assert "评定了两次" in refusal(applied, fill(sheet, {11: row}), EXPERTS)[1]
    assert stored() == before
