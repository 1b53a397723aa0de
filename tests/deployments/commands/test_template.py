"""`mubiao template`, `export` and `import` of the sheets in which the agency works."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from openpyxl import load_workbook

from models.ledger.agency_sheet.kinds import SHEETS
from models.ledger.agency_sheet.registers import REGISTERS
from tests.models.ledger.agency_sheet.sheets import fill, rows_in
from tests.models.ledger.target.trees import tree

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Acting, Sql
    from tests.deployments.conftest import Mubiao

ON = ("--on", "2026-03-05")


@pytest.mark.exhaustive(6, thirds=True)
@pytest.mark.parametrize("kind", [*SHEETS, *REGISTERS])
def test_every_kind_has_a_template_with_the_columns_of_its_export(line: Mubiao, tmp_path: Path, kind: str) -> None:
    listed = line.json("template", kind, str(tmp_path / "空白.xlsx"))
    assert rows_in(tmp_path / "空白.xlsx") == []
    line.done("export", kind, str(tmp_path / "现有.xlsx"))
    for row in rows_in(tmp_path / "现有.xlsx"):
        assert list(row) == ["序号", *listed["columns"], "核对码"]


def test_a_roster_is_exported_filled_in_and_imported(line: Mubiao, anyone: Acting, sql: Sql, tmp_path: Path) -> None:
    anyone.on("2026-03-05").do("register_inspector", name="王文")
    place = tmp_path / "核查人员.xlsx"
    text = line.done("export", "inspectors", str(place))
    assert text == f"已写入核查人员1行：{place}\n填好后导入：mubiao import inspectors {place}\n"
    fill(place, {2: {"职务": "处长"}, 3: {"姓名": "李天"}})
    counted = line.json("import", "inspectors", str(place), *ON)
    assert counted == {"rows": 2, "new": 1, "changed": 1, "same": 0, "complaints": []}
    assert sql.rows("SELECT name, position FROM inspector ORDER BY id") == [("王文", "处长"), ("李天", "")]


def test_a_trial_changes_nothing(line: Mubiao, sql: Sql, tmp_path: Path) -> None:
    place = tmp_path / "核查人员.xlsx"
    line.done("template", "inspectors", str(place))
    fill(place, {2: {"姓名": "李天"}})
    assert line.done("import", "inspectors", str(place), "--dry-run", *ON).startswith("（仅核对，未导入）核查人员共1行")
    assert sql.value("SELECT count(*) FROM inspector") == 0


def test_the_complaints_name_file_sheet_and_cell(line: Mubiao, tmp_path: Path) -> None:
    place = tmp_path / "核查人员.xlsx"
    line.done("template", "inspectors", str(place))
    fill(place, {2: {"姓名": "李天", "生效日期": "昨天"}})
    assert "核查人员.xlsx 工作表“核查人员” E2：生效日期“昨天”不是有效日期" in line.refused(
        "import", "inspectors", str(place), *ON
    )


def test_exported_contacts_are_compared_with_the_ledger(line: Mubiao, anyone: Acting, tmp_path: Path) -> None:
    march = anyone.on("2026-03-05")
    march.take("contacts", {"部门编码": "D001", "角色": "联络员", "姓名": "李明", "手机": "13800000001"})
    place = tmp_path / "联系人.xlsx"
    line.done("export", "contacts", str(place))
    assert line.json("import", "contacts", str(place), *ON)["same"] == 1
    march.take("contacts", {"部门编码": "D001", "角色": "联络员", "姓名": "李明", "手机": "13900000009"})
    assert "在表格导出以后已有改动" in line.refused("import", "contacts", str(place), *ON)


def test_an_existing_file_is_not_overwritten_unless_asked(line: Mubiao, tmp_path: Path) -> None:
    place = tmp_path / "核查人员.xlsx"
    line.done("template", "inspectors", str(place))
    assert "已经存在" in line.refused("template", "inspectors", str(place))
    line.done("template", "inspectors", str(place), "--force")


def test_a_sheet_of_ours_comes_back_without_a_remark(line: Mubiao, anyone: Acting, tmp_path: Path) -> None:
    anyone.on("2026-03-05").take("contacts", {"部门编码": "D001", "角色": "联络员", "姓名": "李明"})
    anyone.on("2026-03-05").take("drafts", {"编号": "N1", "年度": "2026", "目标名称": "公路", "责任部门": "D001"})
    day = {"日期": "2026-08-05", "类别": "放假", "通知标题": "放假", "通知文号": "1号", "通知日期": "2026-01-05"}
    anyone.on("2026-03-05").take("local_calendar", day)
    anyone.on("2026-03-05").take("indicators", *tree(), *tree("N1"))
    for kind in REGISTERS:
        line.done("export", kind, str(tmp_path / f"{kind}.xlsx"))
        assert line("import", kind, str(tmp_path / f"{kind}.xlsx"), "--dry-run", *ON).err == ""


def test_the_sheet_of_departments_says_where_people_stand(line: Mubiao, tmp_path: Path) -> None:
    place = tmp_path / "部门.xlsx"
    line.done("template", "departments", str(place))
    words = "\n".join(str(row[1].value) for row in load_workbook(place)["填写说明"].iter_rows(min_row=2))
    assert "联络员、主要领导、分管省领导是导出当日在任的人，空着的可以补填。换了人的不在本表改姓名" in words
    assert "写在联系人表中（mubiao export contacts）" in words


def test_a_department_is_filled_in_with_its_people(line: Mubiao, sql: Sql, tmp_path: Path) -> None:
    place = tmp_path / "部门.xlsx"
    line.done("template", "departments", str(place))
    fill(place, {2: {"编码": "E1", "名称": "某局", "联络员": "王芳", "联络员邮箱": "w@a.cn", "主要领导": "赵六"}})
    assert "登记联系人2人：某局主要领导赵六、某局联络员王芳。" in line.done("import", "departments", str(place), *ON)
    assert sql.rows("SELECT role, name, email FROM contact ORDER BY role") == [
        ("head", "赵六", ""),
        ("liaison", "王芳", "w@a.cn"),
    ]


def test_a_calendar_is_filled_in_and_imported(line: Mubiao, sql: Sql, tmp_path: Path) -> None:
    place = tmp_path / "本地放假.xlsx"
    line.done("template", "local-calendar", str(place))
    notice = {"通知标题": "省政府关于放假的通知", "通知文号": "黔府办〔2026〕2号", "通知日期": "2026-01-05"}
    fill(place, {2: {"日期": "2026年8月5日", "类别": "放假", **notice}})
    assert line.json("import", "local-calendar", str(place), *ON)["new"] == 1
    assert sql.value("SELECT kind FROM calendar_day WHERE date = '2026-08-05'") == "holiday"


def test_the_sheet_of_contacts_says_what_its_grey_cells_are(line: Mubiao, tmp_path: Path) -> None:
    place = tmp_path / "联系人.xlsx"
    line.done("template", "contacts", str(place))
    cover = {str(row[0].value): str(row[1].value) for row in load_workbook(place)["填写说明"].iter_rows(min_row=2)}
    assert "灰色单元格是台账里已有的内容" in cover["怎样填"]
    assert cover["姓名"] == "必填。文字。例：李明。已有的行不能改，只在新增的行中填。"
    assert cover["手机"] == "可不填。文字。"


def test_a_quantity_is_explained_as_a_number(line: Mubiao, tmp_path: Path) -> None:
    place = tmp_path / "目标.xlsx"
    line.done("template", "targets", str(place))
    cover = {str(row[0].value): str(row[1].value) for row in load_workbook(place)["填写说明"].iter_rows(min_row=2)}
    assert cover["数量"].startswith("可不填。数，只填数字，不写单位。")


@pytest.mark.parametrize("command", ["template", "import"])
def test_the_help_lists_every_kind_in_chinese_on_a_line(mubiao: Mubiao, command: str) -> None:
    lines = [line.split() for line in mubiao.done(command, "--help").splitlines()]
    for kind, _ in (*SHEETS.values(), *REGISTERS.values()):
        assert [kind.key, kind.title] in lines
