"""Departments, contacts and targets exported: unchanged they change nothing, changed elsewhere they are refused."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from models.database import begin
from models.intake import contact, department
from models.intake.calendar import read_calendar
from models.intake.complaints import ImportRefused
from models.intake.contact import read_contacts
from models.intake.department import read_departments
from models.intake.target import read_targets
from models.ledger.agency_sheet.content import agency_sheet
from models.ledger.agency_sheet.registers import REGISTERS
from models.ledger.agency_sheet.settling import settle
from models.rules.sheet_check import CHECK
from notifications.documents.agency_sheet import workbook
from tests.databases import story
from tests.models.ledger.agency_sheet.sheets import counts, fill, rows_in
from tests.models.ledger.agency_sheet.test_kind import HOSTILE

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from models.intake.complaints import Checked
    from models.ledger.acts import Summary
    from tests.conftest import Acting, Sql, Violations

    Reader = Callable[[Path], Checked[Any]]

READ: dict[str, Reader] = {
    "departments": read_departments,
    "contacts": read_contacts,
    "targets": read_targets,
    "calendar": read_calendar,
    "local-calendar": read_calendar,
}
ROBOT = "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=693a91f6-7aaa-4bc4-97a0-0ec2sifa5aaa"


def export(acting: Acting, kind: str, folder: Path) -> Path:
    path = folder / f"{kind}.xlsx"
    with begin() as session:
        path.write_bytes(workbook(agency_sheet(session, REGISTERS[kind][0], acting.day)))
    return path


def take(acting: Acting, kind: str, path: Path) -> Summary:
    with begin() as session:
        data = settle(session, *REGISTERS[kind], READ[kind](path), (2, acting.day))
    return acting.given(data, f"import_{kind.replace('-', '_')}")


@pytest.fixture
@story
def known(march: Acting) -> Acting:
    """Two departments with a robot, a contact and three targets."""
    march.take("departments", {"编码": "D001", "名称": "第001厅", "企业微信机器人": ROBOT, "目标办邮箱": "a@b.cn"})
    march.take("contacts", {"部门编码": "D001", "角色": "联络员", "姓名": "李明", "手机": "13800000001"})
    return march


@pytest.mark.parametrize(("kind", "rows"), [("departments", 3), ("contacts", 1), ("targets", 3)])
def test_what_stands_in_the_ledger_imports_without_a_change(
    known: Acting, sql: Sql, tmp_path: Path, kind: str, rows: int
) -> None:
    before = sql.value("SELECT height FROM chain_head")
    assert counts(take(known, kind, export(known, kind, tmp_path))) == (0, 0, rows)
    assert sql.value("SELECT height FROM chain_head") == before


WHOLE: dict[str, dict[str, str]] = {
    "departments": {"编码": "D009", "名称": "第009厅", "简称": "九厅", "管理类别": "委托管理"}
    | {"目标办邮箱": "d9@b.cn", "企业微信机器人": ROBOT, "联络员": "李明", "联络员邮箱": "lm@b.cn"}
    | {"联络员手机": "13800000009", "主要领导": "王强", "分管省领导": "张平"}
    | {"生效日期": "2026-02-01", "失效日期": "2027-06-30"},
    "contacts": {"部门编码": "D001", "角色": "联络员", "姓名": "李明", "邮箱": "lm@b.cn", "手机": "13800000009"}
    | {"企业微信号": "liming", "生效日期": "2026-03-02", "失效日期": "2027-06-30"},
}
READ_COLUMNS = {"departments": department.COLUMNS, "contacts": contact.COLUMNS}


@pytest.mark.parametrize("kind", WHOLE)
def test_every_column_that_is_read_is_stored_and_exported(march: Acting, tmp_path: Path, kind: str) -> None:
    row = WHOLE[kind]
    assert list(row) == [each.name for each in READ_COLUMNS[kind] if each.name != CHECK]
    march.take(kind, row)
    key = next(iter(row))
    exported = next(each for each in rows_in(export(march, kind, tmp_path)) if each[key] == row[key])
    said = {title: str(exported[title])[:10] if "日期" in title else exported[title] for title in row}
    assert said == row | ({"企业微信机器人": "******"} if kind == "departments" else {})


def test_a_robot_is_masked_and_its_mask_means_unchanged(known: Acting, sql: Sql, tmp_path: Path) -> None:
    sheet = export(known, "departments", tmp_path)
    assert rows_in(sheet)[1]["企业微信机器人"] == "******"
    assert counts(take(known, "departments", fill(sheet, {3: {"简称": "一厅"}}))) == (0, 1, 2)
    assert (
        sql.value("SELECT wecom_robot FROM office JOIN department d ON d.id = department_id WHERE code = 'D001'")
        == ROBOT
    )


def test_a_row_changed_elsewhere_is_refused_by_name(known: Acting, sql: Sql, tmp_path: Path) -> None:
    sheet = export(known, "contacts", tmp_path)
    known.take("contacts", {"部门编码": "D001", "角色": "联络员", "姓名": "李明", "手机": "13900000009"})
    with pytest.raises(ImportRefused, match="“第001厅联络员李明”在表格导出以后已有改动，请重新导出后填写"):
        take(known, "contacts", sheet)
    assert sql.value("SELECT mobile FROM contact") == "13900000009"


def test_new_rows_and_changed_ones_go_in_together_and_again_without_a_change(
    known: Acting, sql: Sql, tmp_path: Path, violations: Violations
) -> None:
    new = {"部门编码": "D002", "角色": "联络员", "姓名": "王芳", "手机": "138 0000 0002", "生效日期": "2026年3月1日"}
    sheet = fill(export(known, "contacts", tmp_path), {2: {"手机": "139-0000-0001"}, 3: new})
    assert counts(take(known, "contacts", sheet)) == (1, 1, 0)
    assert counts(take(known, "contacts", sheet)) == (0, 0, 2)
    assert sql.column("SELECT mobile FROM contact ORDER BY id") == ["13900000001", "13800000002"]
    assert violations() == []


def test_a_code_in_a_row_of_the_ledger_is_not_changed(known: Acting, tmp_path: Path) -> None:
    with pytest.raises(ImportRefused, match="编码是台账里已有的，不能改动，请改回“D001”"):
        take(known, "departments", fill(export(known, "departments", tmp_path), {3: {"编码": "D009"}}))


def test_an_issued_target_is_changed_by_its_act_only(known: Acting, tmp_path: Path) -> None:
    with pytest.raises(ImportRefused, match="目标T001"):
        take(known, "targets", fill(export(known, "targets", tmp_path), {2: {"目标名称": "另一个名称"}}))


KINDS = "SELECT category, origin, management FROM target WHERE code = 'T001'"


def test_the_kinds_that_a_target_lacks_are_filled_in_its_exported_sheet(
    known: Acting, sql: Sql, tmp_path: Path
) -> None:
    row = {"目标类别": "职能绩效目标", "管理方式": "动态", "下达文号": "黔目标〔2026〕1号"}
    assert counts(take(known, "targets", fill(export(known, "targets", tmp_path), {2: row}))) == (0, 1, 2)
    again = export(known, "targets", tmp_path)
    assert [rows_in(again)[0][name] for name in ("目标来源", "管理方式")] == [None, "动态目标"]
    assert counts(take(known, "targets", fill(again, {2: {"目标来源": "上级"}}))) == (0, 1, 2)
    assert sql.rows(KINDS) == [("functional", "superior", "dynamic")]


def test_a35_a_sheet_exported_before_the_two_columns_still_says_the_same(
    known: Acting, sql: Sql, tmp_path: Path
) -> None:
    take(known, "targets", fill(export(known, "targets", tmp_path), {2: {"目标来源": "动态目标"}}))
    assert sql.rows(KINDS) == [(None, None, "dynamic")]
    older = fill(export(known, "targets", tmp_path), {2: {"目标来源": "动态目标", "管理方式": ""}})
    assert counts(take(known, "targets", older)) == (0, 0, 3)


def test_a_marked_target_shows_no_content_and_imports_unchanged(known: Acting, sql: Sql, tmp_path: Path) -> None:
    sql("UPDATE target SET requirement = '新建公路120公里' WHERE code = 'T001'")
    known.do("mark_secret", target="T001", marking="秘密", reason="已定密")
    sheet = export(known, "targets", tmp_path)
    assert "120公里" not in str(rows_in(sheet))
    assert counts(take(known, "targets", sheet)) == (0, 0, 3)
    with pytest.raises(ImportRefused, match="标有密级，不得在表中填写"):
        take(known, "targets", fill(sheet, {2: {"绩效要求": "新建公路130公里"}}))


@pytest.mark.exhaustive(4)
@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_texts_import_without_a_change(known: Acting, sql: Sql, tmp_path: Path, text: str) -> None:
    sql("UPDATE department SET short_name = :text, name = CAST(:name AS text) || code", text=text, name=text[:300])
    sql("UPDATE target SET name = :text, requirement = :text, unit = :text, source_document = :text", text=text)
    sql("UPDATE contact SET name = :text, wecom_id = :text", text=text[:300])
    for kind, rows in (("departments", 3), ("contacts", 1), ("targets", 3)):
        assert counts(take(known, kind, export(known, kind, tmp_path))) == (0, 0, rows)


def test_a_check_code_that_is_unknown_or_there_twice_is_refused(known: Acting, tmp_path: Path) -> None:
    sheet = export(known, "departments", tmp_path)
    first, second, *_ = (row["核对码"] for row in rows_in(sheet))
    with pytest.raises(ImportRefused, match="与第2行相同，请只保留一行"):
        take(known, "departments", fill(sheet, {3: {"核对码": first}}))
    with pytest.raises(ImportRefused) as refusal:
        take(known, "departments", fill(sheet, {3: {"核对码": "AAAA" + second[4:]}}))
    assert len(refusal.value.complaints) >= 1


PEOPLE = ("联络员", "联络员邮箱", "联络员手机", "主要领导", "分管省领导")


def people_of(sheet: Path, place: int) -> list[str | None]:
    return [rows_in(sheet)[place][title] for title in PEOPLE]


def test_a_department_shows_who_serves_on_the_day(known: Acting, sql: Sql, tmp_path: Path) -> None:
    known.take("contacts", {"部门编码": "D001", "角色": "主要领导", "姓名": "赵六"})
    known.do("appoint_liaison", department="D001", name="王芳", email="w@a.cn", valid_from="2026-03-05")
    known.do("appoint_liaison", department="D001", name="张三", valid_from="2027-01-01")
    today = export(known.on("2026-03-05"), "departments", tmp_path)
    assert people_of(today, 1) == ["王芳", "w@a.cn", None, "赵六", None]
    assert people_of(today, 0) == people_of(today, 2) == [None] * 5
    assert people_of(export(known.on("2027-02-01"), "departments", tmp_path), 1)[0] == "张三"
    assert sql.value("SELECT count(*) FROM contact") == 4


def test_people_are_filled_in_where_no_one_serves_and_come_back_without_a_change(
    known: Acting, sql: Sql, tmp_path: Path, violations: Violations
) -> None:
    row = {"联络员": "王芳", "联络员手机": "138 0000 0002", "主要领导": "赵六", "分管省领导": "钱七"}
    done = take(known, "departments", fill(export(known, "departments", tmp_path), {4: row}))
    assert "登记联系人3人：第002厅主要领导赵六、第002厅分管省领导钱七、第002厅联络员王芳" in done.words
    again = export(known, "departments", tmp_path)
    assert people_of(again, 2) == ["王芳", None, "13800000002", "赵六", "钱七"]
    assert counts(take(known, "departments", again)) == (0, 0, 3)
    assert sql.value("SELECT count(*) FROM contact") == 4
    assert violations() == []


def test_another_cell_of_the_row_leaves_a_person_with_a_first_day_as_registered(
    known: Acting, sql: Sql, tmp_path: Path
) -> None:
    known.do("appoint_liaison", department="D001", name="王芳", valid_from="2026-03-05")
    late = known.on("2026-03-06")
    sheet = fill(export(late, "departments", tmp_path), {3: {"简称": "一厅", "联络员邮箱": "w@a.cn"}})
    assert "更改联系人1人：第001厅联络员王芳" in take(late, "departments", sheet).words
    assert sql.rows("SELECT name, email, valid_from::text FROM contact ORDER BY id") == [
        ("李明", "", None),
        ("王芳", "w@a.cn", "2026-03-05"),
    ]


def test_another_person_in_the_place_of_one_who_serves_is_refused_with_the_way(known: Acting, tmp_path: Path) -> None:
    words = "联络员“王芳”与现任“李明”不同；换了人的，请在联系人表中给李明填失效日期，再加一行王芳"
    with pytest.raises(ImportRefused, match=words):
        take(known, "departments", fill(export(known, "departments", tmp_path), {3: {"联络员": "王芳"}}))


def test_an_older_sheet_does_not_bring_back_who_was_replaced(known: Acting, sql: Sql) -> None:
    known.do("appoint_liaison", department="D001", name="王芳", valid_from="2026-03-05")
    known.on("2026-03-06").take("departments", {"编码": "D001", "名称": "第001厅", "联络员": "李明"})
    assert sql.rows("SELECT name, valid_to::text FROM contact ORDER BY id") == [("李明", "2026-03-04"), ("王芳", None)]


def test_an_empty_cell_removes_no_person(known: Acting, sql: Sql, tmp_path: Path) -> None:
    take(known, "departments", fill(export(known, "departments", tmp_path), {3: {"联络员": None, "联络员手机": None}}))
    assert sql.rows("SELECT name, mobile, valid_to FROM contact") == [("李明", "13800000001", None)]
