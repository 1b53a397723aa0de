"""每季核查 in a sheet: a row for each key project to be visited, with the people who go and their photographs (7.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from models.intake.complaints import ImportRefused
from tests.models.ledger.agency_sheet.sheets import counts, export, fill, rows_in, take, template

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Acting, Sql, Violations

SEEN = {
    "核查日期": "2026-08-19",
    "核查人员": "王文、李天",
    "负责人签字": "王文",
    "核查结果": "有困难",
    "困难和问题": "+86，用地批复未下达",
    "协助整改情况": "无",
    "签字文件文号": "黔目标核签〔2026〕3号",
    "签字文件日期": "2026-08-19",
}
VISITS = "SELECT v.visited_on::text, v.visitors, v.problems, v.serial FROM field_visit v ORDER BY v.id"
STATES = "SELECT state FROM obligation WHERE kind = 'field_inspection' ORDER BY subject"


@pytest.fixture
def august(roster: Acting, store: Path, tmp_path: Path) -> Acting:
    """T001 and T003 are key projects and the visits of the third quarter are owed; today is 20 August."""
    assert not store.exists()
    for code, department in (("T001", "D001"), ("T003", "D002")):
        project = {"编号": code, "年度": "2026", "目标名称": f"目标{code}", "责任部门": department}
        roster.take("targets", {**project, "下达日期": "2026-02-27", "是否重点项目": "是"}, reason="录入时漏填")
    roster.on("2026-07-01").open("field_inspection", "2026Q3")
    (tmp_path / "现场.jpg").write_bytes(b"photograph")
    return roster.on("2026-08-20")


def test_every_project_to_be_visited_is_a_row(august: Acting, tmp_path: Path) -> None:
    rows = rows_in(export(august, "visits", tmp_path))
    assert [(row["目标编号"], row["责任部门"], row["季度"]) for row in rows] == [
        ("T001", "第001厅", "2026Q3"),
        ("T003", "第002厅", "2026Q3"),
    ]
    assert str(rows[0]["期限"]).startswith("2026-08-31")


def test_an_exported_sheet_imports_without_a_change(august: Acting, sql: Sql, tmp_path: Path) -> None:
    assert counts(take(august, "visits", export(august, "visits", tmp_path))) == (0, 0, 2)
    assert sql.rows(VISITS) == []


def test_the_filled_rows_are_recorded_in_one_act_with_their_photographs(
    august: Acting, sql: Sql, tmp_path: Path, violations: Violations
) -> None:
    before = sql.value("SELECT height FROM chain_head")
    sheet = fill(export(august, "visits", tmp_path), {2: {**SEEN, "地点": "第3标段", "印证材料": "现场.jpg"}})
    assert counts(take(august, "visits", sheet)) == (1, 0, 1)
    assert sql.rows(VISITS) == [("2026-08-19", ["王文", "李天"], "+86，用地批复未下达", 1)]
    assert sql.column("SELECT file_name FROM exhibit WHERE record = 'field_visit'") == ["现场.jpg"]
    assert sql.column(STATES) == ["discharged", "open"]
    assert sql.value("SELECT height FROM chain_head") == before + 1
    assert violations() == []


def test_the_same_sheet_again_changes_nothing_and_goes_on(august: Acting, sql: Sql, tmp_path: Path) -> None:
    sheet = fill(export(august, "visits", tmp_path), {2: {**SEEN, "印证材料": "现场.jpg"}})
    take(august, "visits", sheet)
    assert counts(take(august, "visits", sheet)) == (0, 0, 2)
    assert counts(take(august, "visits", fill(sheet, {3: SEEN}))) == (1, 0, 1)
    assert sql.column(STATES) == ["discharged", "discharged"]
    assert rows_in(export(august, "visits", tmp_path)) == []


def test_a_second_visit_of_the_quarter_is_a_row_of_its_own_and_once_only(
    august: Acting, sql: Sql, tmp_path: Path
) -> None:
    take(august, "visits", fill(export(august, "visits", tmp_path), {2: SEEN}))
    again = {
        "目标编号": "T001",
        "年度": 2026,
        **SEEN,
        "核查日期": "2026-08-20",
        "签字文件日期": "2026-08-20",
        "签字文件文号": "黔目标核签〔2026〕4号",
    }
    sheet = fill(template(august, "visits", tmp_path), {2: again})
    assert counts(take(august, "visits", sheet)) == (1, 0, 0)
    assert counts(take(august, "visits", sheet)) == (0, 0, 1)
    assert [row[3] for row in sql.rows(VISITS)] == [1, 2]


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"核查人员": "王文"}, "现场核查不少于2人（4.3），只写了1人。"),
        ({"核查人员": "王文、无名"}, "无名"),
        ({"核查日期": "2026-08-21"}, "核查日期2026-08-21在今天（2026-08-20）之后，请核对。"),
        ({"困难和问题": None}, "必填"),
        ({"印证材料": "没有.jpg"}, "“没有.jpg”不在表格所在的文件夹里"),
    ],
)
def test_nothing_gets_past_what_the_single_act_asks(
    august: Acting, sql: Sql, tmp_path: Path, change: dict[str, Any], refusal: str
) -> None:
    with pytest.raises(ImportRefused) as refused:
        take(august, "visits", fill(export(august, "visits", tmp_path), {2: SEEN, 3: SEEN | change}))
    assert refusal in refused.value.message
    assert {each.cell[1:] for each in refused.value.complaints} == {"3"}
    assert sql.rows(VISITS) == []


def test_a_visit_recorded_elsewhere_is_not_overwritten(august: Acting, sql: Sql, tmp_path: Path) -> None:
    sheet = fill(export(august, "visits", tmp_path), {2: SEEN})
    august.do(
        "record_field_visit",
        target="T001",
        visitors="王文、李天",
        leader="王文",
        result="有困难",
        problems="无",
        assistance="无",
    )
    with pytest.raises(ImportRefused, match="“‘目标T001’2026Q3的现场核查”在表格导出以后已有改动"):
        take(august, "visits", sheet)
    assert len(sql.rows(VISITS)) == 1
