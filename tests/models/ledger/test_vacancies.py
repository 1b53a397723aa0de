"""Departments without a mailbox, a liaison or a head, and an agency without an address (6.1.6)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from models.database import begin
from models.ledger.jurisdiction import home
from models.ledger.vacancies import AGENCY, HEAD_VACANT, LIAISON, MAILBOX, UNREACHED, vacancies
from tests.databases import story
from tests.models.ledger.reforming import reform

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql, Statements

Lacking = dict[str, list[str]]
COMPLETE: Lacking = {MAILBOX: [], LIAISON: [], HEAD_VACANT: [], UNREACHED: [], AGENCY: []}
FIRST, SECOND = "第001厅", "第002厅"
ROLES = {LIAISON: "联络员", HEAD_VACANT: "主要领导"}
MAIL = "x@gz.gov.cn"
ROBOT = "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=00000000-0000-4000-8000-000000000000"
AGENCYS = "UPDATE office SET email = :email, wecom_robot = :robot WHERE department_id = (SELECT id FROM department"
GO_LIVE = "UPDATE jurisdiction SET go_live = :day WHERE id = (SELECT max(jurisdiction_id) FROM department)"
each_role = pytest.mark.parametrize("role", ROLES)


def lacking(acting: Acting, day: str | None = None) -> Lacking:
    with begin() as session:
        return vacancies(session, home(session), (acting.on(day) if day else acting).day)


def found(**lacks: list[str]) -> Lacking:
    """Return that only the named things are lacking: `found(head=["第001厅"])`."""
    return COMPLETE | lacks


def person(code: str, role: str, begins: str = "", ends: str = "", name: str = "王五") -> dict[str, str]:
    reached = {"邮箱": f"{code.lower()}@gz.gov.cn"}
    return {"部门编码": code, "角色": role, "姓名": name, "生效日期": begins, "失效日期": ends, **reached}


def department(code: str, begins: str = "", ends: str = "", **more: str) -> dict[str, str]:
    row = {"编码": code, "名称": f"第{code[1:]}厅", "目标办邮箱": MAIL, "企业微信机器人": ""}
    return row | {"生效日期": begins, "失效日期": ends} | more


@pytest.fixture
@story
def bare(acting: Acting, sql: Sql) -> Acting:
    """D001 and D002 with a mailbox but without people; the agency has a mailbox."""
    acting.take("departments", department("D001"), department("D002"))
    sql.sealed(f"{AGENCYS} WHERE is_agency)", email=MAIL, robot="")
    return acting


@pytest.fixture
@story
def complete(bare: Acting) -> Acting:
    """D001 and D002 have a mailbox, a liaison and a head."""
    bare.take("contacts", *(person(code, role) for code in ("D001", "D002") for role in ROLES.values()))
    return bare


def test_departments_that_have_everything_give_empty_lists(complete: Acting) -> None:
    assert lacking(complete) == COMPLETE


def test_departments_without_people_lack_both_of_them_in_the_order_of_their_codes(bare: Acting) -> None:
    bare.take("departments", department("C900"), department("D0010"))
    in_order = ["第900厅", FIRST, "第0010厅", SECOND]
    assert lacking(bare) == found(liaison=in_order, head=in_order)


@each_role
def test_a_department_without_a_person_in_one_role_lacks_only_that(bare: Acting, role: str) -> None:
    rows = [person("D001", title) for lacks, title in ROLES.items() if lacks != role]
    bare.take("contacts", *rows, *(person("D002", title) for title in ROLES.values()))
    assert lacking(bare) == found(**{role: [FIRST]})


def test_the_leader_in_charge_is_neither_liaison_nor_head(bare: Acting) -> None:
    bare.take("contacts", person("D001", "分管省领导"), person("D002", "分管省领导"))
    assert lacking(bare) == found(liaison=[FIRST, SECOND], head=[FIRST, SECOND])


def test_one_person_in_both_roles_fills_both(bare: Acting) -> None:
    bare.take("contacts", person("D001", "联络员"), person("D001", "主要领导"))
    assert lacking(bare) == found(liaison=[SECOND], head=[SECOND])


def test_a_head_without_an_address_is_named_and_one_with_a_robot_of_his_own_is_not(complete: Acting, sql: Sql) -> None:
    sql("UPDATE contact SET email = '' WHERE department_id = (SELECT min(department_id) FROM contact)")
    assert lacking(complete) == found(unreached=[FIRST])
    sql("UPDATE contact SET wecom_id = 'wangwu' WHERE role = 'head'")
    assert lacking(complete) == COMPLETE


def test_people_given_with_their_department_count(bare: Acting) -> None:
    bare.take("departments", department("D003", 联络员="王五", 主要领导="赵六"))
    assert "第003厅" not in lacking(bare)[LIAISON] + lacking(bare)[HEAD_VACANT]


@each_role
def test_a_person_without_a_name_does_not_count(complete: Acting, sql: Sql, role: str) -> None:
    sql("UPDATE contact SET name = '' WHERE role::text = :role", role=role)
    assert lacking(complete) == found(**{role: [FIRST, SECOND]})


@pytest.mark.parametrize("robot", ["", ROBOT])
def test_a_department_without_a_mailbox_lacks_it_even_with_a_robot(complete: Acting, robot: str) -> None:
    complete.take("departments", department("D002", 目标办邮箱="", 企业微信机器人=robot))
    assert lacking(complete) == found(mailbox=[SECOND])


def test_the_mailbox_of_a_liaison_is_not_that_of_the_office(complete: Acting) -> None:
    complete.take("departments", department("D002", 目标办邮箱=""))
    complete.take("contacts", person("D002", "联络员") | {"邮箱": MAIL})
    assert lacking(complete) == found(mailbox=[SECOND])


def test_a_department_without_an_office_lacks_its_mailbox(complete: Acting, sql: Sql) -> None:
    sql.sealed("DELETE FROM office WHERE department_id = (SELECT id FROM department WHERE code = 'D001')")
    assert lacking(complete) == found(mailbox=[FIRST])


@pytest.mark.parametrize(
    ("email", "robot", "lacks"), [("", "", True), (MAIL, "", False), ("", ROBOT, False), (MAIL, ROBOT, False)]
)
def test_the_agency_needs_a_mailbox_or_a_robot(
    complete: Acting, sql: Sql, email: str, robot: str, *, lacks: bool
) -> None:
    sql.sealed(f"{AGENCYS} WHERE is_agency)", email=email, robot=robot)
    names = sql.column("SELECT name FROM department WHERE is_agency")
    assert lacking(complete) == found(agency=names if lacks else [])


def test_the_agency_without_an_office_lacks_its_address(complete: Acting, sql: Sql) -> None:
    sql.sealed("DELETE FROM office WHERE department_id = (SELECT id FROM department WHERE is_agency)")
    assert lacking(complete) == found(agency=sql.column("SELECT name FROM department WHERE is_agency"))


def test_the_agencys_own_people_are_not_asked_for_and_do_not_count_for_others(bare: Acting, sql: Sql) -> None:
    agency = sql.value("SELECT code FROM department WHERE is_agency")
    bare.take("contacts", *(person(agency, title) for title in ROLES.values()))
    assert lacking(bare) == found(liaison=[FIRST, SECOND], head=[FIRST, SECOND])


@each_role
@pytest.mark.parametrize(
    ("begins", "ends", "day", "lacks"),
    [
        ("2026-03-09", "", "2026-03-08", True),
        ("2026-03-09", "", "2026-03-09", False),
        ("2026-03-09", "", "2030-01-01", False),
        ("", "2026-03-20", "2026-03-20", False),
        ("", "2026-03-20", "2026-03-21", True),
        ("2026-03-09", "2026-03-20", "2026-03-08", True),
        ("2026-03-09", "2026-03-09", "2026-03-09", False),
        ("2026-03-09", "2026-03-20", "2026-03-21", True),
    ],
)
def test_a_person_counts_from_the_first_to_the_last_day_of_the_term(
    bare: Acting, role: str, begins: str, ends: str, day: str, *, lacks: bool
) -> None:
    bare.take("contacts", person("D001", ROLES[role], begins, ends))
    assert lacking(bare, day)[role] == ([FIRST, SECOND] if lacks else [SECOND])


def test_a_department_between_two_liaisons_lacks_one(complete: Acting, sql: Sql) -> None:
    sql("UPDATE contact SET valid_to = '2026-03-31' WHERE role = 'liaison'")
    complete.take("contacts", person("D001", "联络员", "2026-05-01", name="赵六"))
    lacks = {day: lacking(complete, day)[LIAISON] for day in ("2026-03-31", "2026-04-30", "2026-05-01")}
    assert list(lacks.values()) == [[], [FIRST, SECOND], [SECOND]]


def test_a_liaison_that_follows_another_leaves_no_day_without_one(complete: Acting) -> None:
    complete.on("2026-03-05").do("appoint_liaison", department="D001", name="赵六", valid_from="2026-04-01")
    assert [lacking(complete, day) for day in ("2026-03-31", "2026-04-01")] == [COMPLETE] * 2


@pytest.mark.parametrize(
    ("begins", "ends", "day", "named"),
    [
        ("2026-05-10", "", "2026-05-09", False),
        ("2026-05-10", "", "2026-05-10", True),
        ("", "2026-03-31", "2026-03-31", True),
        ("", "2026-03-31", "2026-04-01", False),
        ("2026-05-10", "2026-05-10", "2026-05-10", True),
        ("2026-05-10", "2026-05-20", "2026-05-21", False),
    ],
)
def test_a_department_is_named_from_its_first_to_its_last_day(
    complete: Acting, begins: str, ends: str, day: str, *, named: bool
) -> None:
    complete.take("departments", department("D003", begins, ends, 目标办邮箱=""))
    names = ["第003厅"] if named else []
    assert lacking(complete, day) == found(mailbox=names, liaison=names, head=names)


def test_a_merged_department_lacks_nothing_from_the_day_of_the_merger(bare: Acting) -> None:
    reform(bare.on("2026-03-10"), "merge_department")
    assert lacking(bare, "2026-03-09")[HEAD_VACANT] == [FIRST, SECOND]
    assert lacking(bare, "2026-03-10") == found(liaison=[SECOND], head=[SECOND])


def test_a_renamed_department_is_named_as_it_is_called_now(bare: Acting) -> None:
    reform(bare.on("2026-03-10"), "rename_department")
    assert lacking(bare, "2026-03-10")[HEAD_VACANT] == ["第一局", SECOND]


def test_the_departments_of_another_jurisdiction_are_left_out(complete: Acting, sql: Sql) -> None:
    added = sql(
        "INSERT INTO department (jurisdiction_id, code, name, short_name, is_agency) SELECT id, 'X001', '外省厅', '', "
        "false FROM jurisdiction WHERE id <> (SELECT max(jurisdiction_id) FROM department) LIMIT 1"
    )
    assert added == 1
    assert lacking(complete) == COMPLETE


@each_role
@pytest.mark.parametrize(
    ("begins", "ends", "lacks"),
    [("2026-06-01", "", False), ("2026-06-02", "", True), ("", "2026-05-31", True), ("", "2026-06-01", False)],
)
def test_before_go_live_people_are_counted_on_its_day(
    bare: Acting, sql: Sql, role: str, begins: str, ends: str, *, lacks: bool
) -> None:
    bare.take("contacts", person("D001", ROLES[role], begins, ends))
    sql(GO_LIVE, day="2026-06-01")
    for day in ("2026-01-01", "2026-05-31", "2026-06-01"):
        assert lacking(bare, day)[role] == ([FIRST, SECOND] if lacks else [SECOND])


@pytest.mark.parametrize(
    ("begins", "ends", "named"),
    [("2026-06-01", "", True), ("2026-06-02", "", False), ("", "2026-05-31", False), ("", "2026-06-01", True)],
)
def test_before_go_live_the_departments_of_its_day_are_named(
    complete: Acting, sql: Sql, begins: str, ends: str, *, named: bool
) -> None:
    complete.take("departments", department("D003", begins, ends))
    sql(GO_LIVE, day="2026-06-01")
    names = ["第003厅"] if named else []
    assert lacking(complete, "2026-03-05") == found(liaison=names, head=names)


def test_after_go_live_the_day_itself_counts(complete: Acting, sql: Sql) -> None:
    sql("UPDATE contact SET valid_to = '2026-06-30'")
    sql(GO_LIVE, day="2026-06-01")
    assert lacking(complete, "2026-06-30") == COMPLETE
    assert lacking(complete, "2026-07-01") == found(liaison=[FIRST, SECOND], head=[FIRST, SECOND])


def test_2000_departments_take_as_many_statements_as_10(statements: Statements) -> None:
    works = {"vacancies": lambda acting, _sql: lacking(acting)}
    assert statements(10, works) == statements(2000, works)
