"""Import of contacts; the people who stand in the sheet of departments are told by name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from models.intake.complaints import ImportRefused

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql, Violations

PERSON = {"部门编码": "D001", "角色": "主要领导", "姓名": "李厅长", "邮箱": "l@gz.gov.cn", "生效日期": "2026-01-01"}


def test_contacts_are_stored_once_and_updated(march: Acting, sql: Sql) -> None:
    assert counts(march, PERSON) == (1, 0, 0)
    assert counts(march, PERSON) == (0, 0, 1)
    assert counts(march, PERSON | {"失效日期": "2026-06-30"}) == (0, 1, 0)
    assert sql.rows("SELECT email, valid_to::text FROM contact") == [("l@gz.gov.cn", "2026-06-30")]


def test_a_contact_of_an_unknown_department_is_refused(march: Acting) -> None:
    found = complaints(march, PERSON | {"部门编码": "D00"}, PERSON | {"角色": "司机"})
    assert len(found) == 2
    assert any("部门编码“D00”不在部门名单中，是否为" in complaint for complaint in found)


def test_one_person_named_by_code_and_by_name_is_one_contact(march: Acting, sql: Sql) -> None:
    march.take("contacts", PERSON, PERSON | {"部门编码": "第001厅"})
    assert sql.value("SELECT count(*) FROM contact") == 1


def test_2_15_leaders_of_the_province_are_contacts_of_the_agency_alone(march: Acting, sql: Sql) -> None:
    leader = {"角色": "省领导", "姓名": "张平", "生效日期": "2026-01-01"}
    [told] = complaints(march, leader | {"部门编码": "D001"})
    assert told.endswith("省领导登记在管理机构名下，部门编码应填管理机构的；“第001厅”的请填分管省领导")
    assert counts(march, leader | {"部门编码": "AGENCY"}) == (1, 0, 0)
    assert sql.rows("SELECT role, name FROM contact") == [("provincial_leader", "张平")]


# In the sheet of departments

OFFICE = {"编码": "D001", "名称": "第001厅", "目标办邮箱": "a@gz.gov.cn"}
SAME = "部门共1行：新增0，更改0，未变1。"


def counts(acting: Acting, *rows: dict[str, Any]) -> tuple[int, int, int]:
    found = acting.take("contacts", *rows).counts
    return found["new"], found["changed"], found["same"]


def complaints(acting: Acting, *rows: dict[str, Any]) -> list[str]:
    with pytest.raises(ImportRefused) as refusal:
        acting.take("contacts", *rows)
    return [str(complaint) for complaint in refusal.value.complaints]


def test_people_in_an_unchanged_row_of_a_department_are_named(march: Acting, violations: Violations) -> None:
    march.take("departments", OFFICE)
    told = march.take("departments", OFFICE | {"联络员": "王五", "主要领导": "李厅长"}).words
    assert told == f"{SAME}\n登记联系人2人：第001厅主要领导李厅长、第001厅联络员王五。"
    assert violations() == []


def test_a_changed_address_is_told_and_a_repeat_says_nothing(march: Acting) -> None:
    march.take("departments", OFFICE | {"联络员": "王五"})
    told = march.take("departments", OFFICE | {"联络员": "王五", "联络员邮箱": "w@gz.gov.cn"}).words
    assert told == f"{SAME}\n更改联系人1人：第001厅联络员王五。"
    assert march.take("departments", OFFICE | {"联络员": "王五"}).words == SAME


def test_of_many_people_the_first_ten_are_named(march: Acting) -> None:
    rows = [{"编码": f"E{n:02}", "名称": f"第{n}局", "联络员": "王五", "联络员邮箱": "w@a.cn"} for n in range(12)]
    lines = march.take("departments", *rows).words.splitlines()
    assert lines[1].startswith("登记联系人12人：第0局联络员王五、第1局联络员王五、")
    assert lines[1].endswith("第9局联络员王五等。")


def test_departments_without_people_say_nothing_about_them(march: Acting) -> None:
    assert march.take("departments", OFFICE).words.count("\n") == 0
