"""Sheets of departments, contacts and targets: all rows or none, and a second time nothing changes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from models.intake.complaints import ImportRefused

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql, Together

OFFICE = {"编码": "D001", "名称": "第001厅"}
FULL = OFFICE | {
    "简称": "一厅", "管理类别": "直接管理", "目标办邮箱": "a@gz.gov.cn", "联络员": "王五", "联络员邮箱": "w@gz.gov.cn",
    "联络员手机": "13800000000", "主要领导": "李厅长", "分管省领导": "赵省长", "生效日期": "2026-01-01", "失效日期": "",
}  # fmt: skip
TARGET = {
    "编号": "T001", "年度": "2026", "目标名称": "农村公路", "绩效要求": "建成1000公里", "数量": "1000", "单位": "公里",
    "完成时限": "2026-12-31", "责任部门": "D001", "配合部门": "D002", "下达日期": "2026-02-27",
}  # fmt: skip
RESPONSIBLE = """
SELECT t.code, x.position, d.code FROM target_department x JOIN target t ON t.id = x.target_id
JOIN department d ON d.id = x.department_id WHERE t.code = 'T001' ORDER BY 1, 2
"""
HEAD = "SELECT hash FROM chain_head"


def counts(acting: Acting, kind: str, *rows: dict[str, Any]) -> tuple[int, int, int]:
    found = acting.take(kind, *rows).counts
    return found["new"], found["changed"], found["same"]


def complaints(acting: Acting, kind: str, *rows: dict[str, Any]) -> list[str]:
    with pytest.raises(ImportRefused) as refusal:
        acting.take(kind, *rows)
    assert refusal.value.message.startswith(f"未导入：共发现{len(refusal.value.complaints)}处问题，未作任何改动。")
    return [str(complaint) for complaint in refusal.value.complaints]


def test_a_department_comes_with_its_office_and_its_people(acting: Acting, sql: Sql) -> None:
    assert counts(acting, "departments", FULL) == (1, 0, 0)
    assert sql.rows("SELECT short_name, management, valid_from::text FROM department WHERE code = 'D001'") == [
        ("一厅", "direct", "2026-01-01")
    ]
    assert sql.value("SELECT f.email FROM office f JOIN department d ON d.id = f.department_id WHERE d.code = 'D001'")
    people = "SELECT role, name, email, mobile FROM contact ORDER BY role"
    assert sql.rows(people) == [
        ("head", "李厅长", "", ""),
        ("leader_in_charge", "赵省长", "", ""),
        ("liaison", "王五", "w@gz.gov.cn", "13800000000"),
    ]


def test_the_agency_itself_is_one_row_among_the_departments(acting: Acting, sql: Sql) -> None:
    assert counts(acting, "departments", {"编码": "AGENCY", "名称": "省目标办", "目标办邮箱": "m@gz.gov.cn"}) == (
        0,
        1,
        0,
    )
    assert sql.rows("SELECT name, is_agency FROM department") == [("省目标办", True)]


@pytest.mark.parametrize(("kind", "row"), [("departments", FULL), ("targets", TARGET | {"编号": "T009"})])
def test_a_second_import_changes_nothing(march: Acting, sql: Sql, kind: str, row: dict[str, str]) -> None:
    march.take(kind, row)
    before = sql.value(HEAD)
    assert counts(march, kind, row) == (0, 0, 1)
    assert sql.value(HEAD) == before


def test_a_changed_row_is_written_down_as_changed(march: Acting, sql: Sql) -> None:
    assert counts(march, "departments", OFFICE | {"目标办邮箱": "new@gz.gov.cn"}) == (0, 1, 0)
    moves = "SELECT event FROM transition WHERE record = 'department' AND record_key = 'D001' ORDER BY id"
    assert sql.column(moves) == ["added", "changed"]


def test_a_name_that_another_department_has_is_refused(march: Acting, sql: Sql) -> None:
    found = complaints(march, "departments", {"编码": "D003", "名称": "第002厅"}, {"编码": "D004", "名称": "第004厅"})
    assert found == ["表.csv 第2行“名称”列：名称“第002厅”已是部门D002的名称，名称不能重复"]
    assert sql.value("SELECT count(*) FROM department WHERE code = 'D004'") == 0


def test_a_name_given_up_in_the_same_file_may_be_taken_over(march: Acting, sql: Sql) -> None:
    march.take("departments", {"编码": "D002", "名称": "新二厅"}, {"编码": "D003", "名称": "第002厅"})
    names = "SELECT code, name FROM department WHERE code IN ('D002', 'D003') ORDER BY code"
    assert sql.rows(names) == [("D002", "新二厅"), ("D003", "第002厅")]


def test_a_duplicate_code_is_refused(acting: Acting) -> None:
    assert "重复：第2行与第3行" in complaints(acting, "departments", OFFICE, OFFICE | {"名称": "别的厅"})[0]


def test_every_complaint_comes_at_once_and_no_row_is_taken(march: Acting, sql: Sql) -> None:
    found = complaints(
        march,
        "targets",
        TARGET | {"编号": "T008", "责任部门": "第01厅"},
        TARGET | {"编号": "T009", "配合部门": "XYZ"},
        TARGET | {"编号": "T010", "完成时限": "2026-02-30"},
    )
    assert len(found) == 3
    assert any("第2行“责任部门”列：责任部门“第01厅”不在部门名单中，是否为“第001厅”" in complaint for complaint in found)
    assert any("第3行“配合部门”列：配合部门“XYZ”不在部门名单中" in complaint for complaint in found)
    assert any("第4行“完成时限”列" in complaint for complaint in found)
    assert sql.value("SELECT count(*) FROM target") == 3


def test_an_ambiguous_short_name_is_refused(march: Acting) -> None:
    march.take("departments", *({"编码": f"D00{n}", "名称": f"第00{n}厅", "简称": "厅"} for n in (1, 2)))
    found = complaints(march, "targets", TARGET | {"编号": "T009", "责任部门": "厅"})
    assert "“厅”对应多个部门，请改用部门编码或全称" in found[0]


def test_the_first_of_several_leads_and_the_others_cooperate(march: Acting, sql: Sql) -> None:
    march.take("departments", {"编码": "D003", "名称": "第003厅"})
    march.take("targets", TARGET | {"编号": "T009", "责任部门": "第002厅；D001", "配合部门": "D003、D002"})
    assert sql.rows(RESPONSIBLE.replace("T001", "T009")) == [
        ("T009", 0, "D002"),
        ("T009", 1, "D001"),
        ("T009", 2, "D003"),
    ]


def test_an_empty_issue_date_is_the_day_of_the_import(march: Acting, sql: Sql) -> None:
    march.take("targets", TARGET | {"编号": "T009", "下达日期": ""})
    assert sql.value("SELECT issued_on::text FROM target WHERE code = 'T009'") == "2026-03-05"
    assert counts(march.on("2026-03-09"), "targets", TARGET | {"编号": "T009", "下达日期": ""}) == (0, 0, 1)


@pytest.mark.parametrize(
    ("column", "value"), [("绩效要求", "建成900公里"), ("数量", "900"), ("单位", "里"), ("完成时限", "2027-01-31")]
)
def test_6_1_7_what_was_issued_is_not_changed_by_an_import(march: Acting, sql: Sql, column: str, value: str) -> None:
    march.take("targets", TARGET | {"编号": "T009"})
    before = sql.value(HEAD)
    found = complaints(march, "targets", TARGET | {"编号": "T009", column: value})
    assert len(found) == 1
    assert f"{column}与已下达的目标不同；目标下达后的调整须按6.1.7办理" in found[0]
    assert sql.value(HEAD) == before


def test_the_responsible_may_change_by_an_import_and_it_is_written_down(march: Acting, sql: Sql) -> None:
    march.take("targets", TARGET | {"编号": "T009", "配合部门": ""})
    assert counts(march, "targets", TARGET | {"编号": "T009", "责任部门": "D002", "配合部门": "D001"}) == (0, 1, 0)
    assert sql.rows(RESPONSIBLE.replace("T001", "T009")) == [("T009", 0, "D002"), ("T009", 1, "D001")]


def test_the_name_of_a_target_may_be_corrected_by_an_import(march: Acting, sql: Sql) -> None:
    march.take("targets", TARGET | {"编号": "T009"})
    assert counts(march, "targets", TARGET | {"编号": "T009", "目标名称": "农村公路建设"}) == (0, 1, 0)
    assert sql.value("SELECT name FROM target WHERE code = 'T009'") == "农村公路建设"


def test_one_code_in_two_years_is_two_targets(march: Acting, sql: Sql) -> None:
    march.take("targets", TARGET | {"年度": "2027"})
    assert sql.value("SELECT count(*) FROM target WHERE code = 'T001'") == 2


PERSON = {"部门编码": "D001", "角色": "主要领导", "姓名": "李厅长", "邮箱": "l@gz.gov.cn", "生效日期": "2026-01-01"}


def test_contacts_are_kept_once_and_changed_in_place(march: Acting, sql: Sql) -> None:
    assert counts(march, "contacts", PERSON) == (1, 0, 0)
    assert counts(march, "contacts", PERSON) == (0, 0, 1)
    assert counts(march, "contacts", PERSON | {"失效日期": "2026-06-30"}) == (0, 1, 0)
    assert sql.rows("SELECT email, valid_to::text FROM contact") == [("l@gz.gov.cn", "2026-06-30")]


def test_a_contact_of_an_unknown_department_is_refused(march: Acting) -> None:
    found = complaints(march, "contacts", PERSON | {"部门编码": "D00"}, PERSON | {"角色": "司机"})
    assert len(found) == 2
    assert any("部门编码“D00”不在部门名单中，是否为" in complaint for complaint in found)


def test_one_person_named_by_code_and_by_name_is_one_contact(march: Acting, sql: Sql) -> None:
    march.take("contacts", PERSON, PERSON | {"部门编码": "第001厅"})
    assert sql.value("SELECT count(*) FROM contact") == 1


def test_two_who_import_the_same_at_once_keep_it_once(march: Acting, together: Together, sql: Sql) -> None:
    together(*[lambda _session: march.take("departments", {"编码": "D003", "名称": "第003厅"})] * 2)
    assert sql.value("SELECT count(*) FROM department WHERE code = 'D003'") == 1
