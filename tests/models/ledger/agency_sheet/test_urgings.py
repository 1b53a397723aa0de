"""催办名单 in a sheet: each row knows its task and takes its result; a task done elsewhere is refused by name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from models.intake.complaints import ImportRefused
from tests.databases import story
from tests.models.ledger.agency_sheet.sheets import counts, export, fill, rows_in, take, template

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Acting, Sql, Violations

TASKS = "SELECT g.state, g.outcome, g.method FROM urging g ORDER BY g.id"


@pytest.fixture
@story
def late(march: Acting) -> Acting:
    """Both departments are late with March; their 催办 tasks stand open since 1 April."""
    march.take("contacts", {"部门编码": "D001", "角色": "联络员", "姓名": "李明", "手机": "13800000001"})
    april = march.on("2026-04-01")
    april.system.do("propose_urgings")
    return april


def test_each_open_task_is_a_row_with_the_person_to_phone(late: Acting, tmp_path: Path) -> None:
    first, second = rows_in(export(late, "urgings", tmp_path))
    assert (first["部门"], first["联系人"], first["电话"]) == ("第001厅", "李明", "13800000001")
    assert (first["事项"], first["催办方式"], first["通话结果"]) == ("2026年3月月度检查", "电话询问", None)
    assert second["部门"] == "第002厅"


def test_an_exported_sheet_imports_without_a_change(late: Acting, sql: Sql, tmp_path: Path) -> None:
    before = sql.rows(TASKS), sql.value("SELECT height FROM chain_head")
    assert counts(take(late, "urgings", export(late, "urgings", tmp_path))) == (0, 0, 2)
    assert (sql.rows(TASKS), sql.value("SELECT height FROM chain_head")) == before


def test_a_filled_row_registers_its_result_and_a_blank_one_waits(
    late: Acting, sql: Sql, tmp_path: Path, violations: Violations
) -> None:
    sheet = fill(export(late, "urgings", tmp_path), {2: {"通话结果": "李明接听，周五前报送"}})
    assert counts(take(late, "urgings", sheet)) == (1, 0, 1)
    assert sql.rows(TASKS) == [("done", "李明接听，周五前报送", "phone"), ("proposed", "", "phone")]
    assert violations() == []


def test_a_sheet_is_one_act_with_one_block(late: Acting, sql: Sql, tmp_path: Path) -> None:
    before = sql.value("SELECT height FROM chain_head")
    results = {2: {"通话结果": "已接听"}, 3: {"通话结果": "改为发函", "改用方式": "发函"}}
    take(late, "urgings", fill(export(late, "urgings", tmp_path), results))
    assert sql.value("SELECT height FROM chain_head") == before + 1
    assert sql.value("SELECT act FROM block ORDER BY height DESC LIMIT 1") == "import_urgings"
    assert sql.column("SELECT state FROM urging ORDER BY id") == ["done", "replaced"]


def test_the_same_sheet_goes_on_later_with_the_rows_filled_in_since(late: Acting, sql: Sql, tmp_path: Path) -> None:
    sheet = fill(export(late, "urgings", tmp_path), {2: {"通话结果": "已接听"}})
    take(late, "urgings", sheet)
    assert counts(take(late, "urgings", sheet)) == (0, 0, 2)
    fill(sheet, {3: {"通话结果": "无人接听", "跳过": "是"}})
    assert counts(take(late, "urgings", sheet)) == (1, 0, 1)
    assert sql.column("SELECT state FROM urging ORDER BY id") == ["done", "skipped"]


def test_a_row_whose_task_was_done_elsewhere_is_refused_by_name(late: Acting, sql: Sql, tmp_path: Path) -> None:
    sheet = fill(export(late, "urgings", tmp_path), {2: {"通话结果": "已接听"}, 3: {"通话结果": "已接听"}})
    late.do("register_urging", urging=1, outcome="王芳打过了")
    with pytest.raises(ImportRefused) as refusal:
        take(late, "urgings", sheet)
    assert [str(each) for each in refusal.value.complaints] == [
        "urgings.xlsx 工作表“催办名单” J2：“第001厅‘2026年3月月度检查’的催办”在表格导出以后已有改动，请重新导出后填写"
    ]
    assert sql.column("SELECT state FROM urging ORDER BY id") == ["done", "proposed"]


def test_all_faults_are_told_at_once_with_their_cells(late: Acting, sql: Sql, tmp_path: Path) -> None:
    faults: dict[int, dict[str, Any]] = {
        2: {"跳过": "也许", "通话结果": "无人接听"},
        3: {"改用方式": "发函"},
        4: {"任务编号": 99, "通话结果": "好"},
    }
    with pytest.raises(ImportRefused) as refusal:
        take(late, "urgings", fill(export(late, "urgings", tmp_path), faults))
    assert [each.cell for each in refusal.value.complaints] == ["K2", "J3", "J4"]
    assert "“结果或原因”必填" in refusal.value.message
    assert "没有编号为99的催办任务" in refusal.value.message
    assert sql.column("SELECT DISTINCT state FROM urging") == ["proposed"]


def test_a_changed_number_or_check_code_is_refused(late: Acting, tmp_path: Path) -> None:
    sheet = fill(export(late, "urgings", tmp_path), {2: {"任务编号": 2, "通话结果": "好"}, 3: {"核对码": "ABC-DEF"}})
    with pytest.raises(ImportRefused, match="不是本系统写出的") as refusal:
        take(late, "urgings", sheet)
    assert [each.cell for each in refusal.value.complaints] == ["I2", "M3"]


def test_a_row_that_was_copied_is_refused(late: Acting, tmp_path: Path) -> None:
    sheet = export(late, "urgings", tmp_path)
    fill(sheet, {3: {"核对码": rows_in(sheet)[0]["核对码"]}})
    with pytest.raises(ImportRefused, match="与第2行相同"):
        take(late, "urgings", sheet)


def test_a_row_written_by_hand_names_its_task_by_number(late: Acting, sql: Sql, tmp_path: Path) -> None:
    sheet = fill(template(late, "urgings", tmp_path), {2: {"任务编号": 2, "通话结果": "已接听"}})
    assert counts(take(late, "urgings", sheet)) == (1, 0, 0)
    assert sql.column("SELECT state FROM urging ORDER BY id") == ["proposed", "done"]


def test_an_answered_duty_is_off_the_next_list(late: Acting, tmp_path: Path) -> None:
    late.office("D002").report("D002", "2026-03", "T003")
    assert [row["部门"] for row in rows_in(export(late, "urgings", tmp_path))] == ["第001厅"]
