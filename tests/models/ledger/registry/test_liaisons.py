"""联络员: appointed by the office, with notices about vacancies (6.1.6)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlmodel import Session

    from tests.conftest import Acting, Make, Reads, Sql, Statements, Together

PEOPLE = "SELECT name, valid_from::text, valid_to::text FROM contact WHERE role = 'liaison' ORDER BY id"
VACANT = (
    "SELECT subject, occasion, audience FROM notice WHERE kind = 'liaison_missing' AND audience = 'office' ORDER BY id"
)


def named(acting: Acting, name: str, since: str | None = None) -> int:
    return acting.do("appoint_liaison", department="D001", name=name, valid_from=since).counts["appointed"]


def test_an_office_names_its_liaison_from_today(march: Acting, sql: Sql) -> None:
    assert named(march.office("D001"), "王五") == 1
    assert sql.rows(PEOPLE) == [("王五", "2026-03-05", None)]


def test_the_previous_liaison_ends_the_day_before(march: Acting, sql: Sql) -> None:
    named(march, "王五")
    named(march, "赵六", "2026-04-01")
    assert sql.rows(PEOPLE) == [("王五", "2026-03-05", "2026-03-31"), ("赵六", "2026-04-01", None)]


def test_the_same_liaison_again_changes_nothing(march: Acting, sql: Sql) -> None:
    named(march, "王五")
    assert named(march.on("2026-03-09"), "王五") == 0
    assert len(sql.rows(PEOPLE)) == 1


def test_a_liaison_before_one_who_already_starts_later_is_refused(march: Acting, sql: Sql) -> None:
    named(march, "王五", "2026-04-01")
    text = march.refused("appoint_liaison", department="D001", name="赵六")
    assert text == "“第001厅”已有2026-03-05以后生效的联络员，请先核对生效日期。"
    assert len(sql.rows(PEOPLE)) == 1


def test_another_departments_liaison_is_not_for_an_office_to_name(march: Acting) -> None:
    office = march.office("D002")
    assert "不能办理" in office.refused("appoint_liaison", department="D001", name="王五")


def test_a_liaison_without_a_name_is_refused(march: Acting) -> None:
    assert "“联络员姓名”不能为空" in march.refused("appoint_liaison", department="D001", name=" ")


def test_an_office_without_a_liaison_is_notified_once_per_vacancy(march: Acting, sql: Sql) -> None:
    named(march, "王五")
    for day in ("2026-03-05", "2026-03-06", "2026-04-06", "2026-12-01"):
        march.on(day).system.do("watch_liaisons")
    assert sql.rows(VACANT) == [("D002", "2026-01", "office")]


def test_a_vacancy_begins_the_day_after_the_last_liaison_ended(acting: Acting, departments: Make, sql: Sql) -> None:
    departments()
    person = {"部门编码": "D001", "角色": "联络员", "姓名": "王五", "生效日期": "2026-01-01", "失效日期": "2026-03-31"}
    acting.take("contacts", person)
    assert acting.on("2026-03-31").do("watch_liaisons").counts == {"notices": 0}
    assert acting.on("2026-04-01").do("watch_liaisons").counts == {"notices": 1}
    assert sql.rows(VACANT) == [("D001", "2026-04", "office")]


def test_each_vacancy_is_notified_even_if_the_next_liaison_is_already_appointed(
    acting: Acting, departments: Make, sql: Sql
) -> None:
    departments()
    usual = {"部门编码": "D001", "角色": "联络员"}
    acting.take(
        "contacts",
        usual | {"姓名": "王五", "生效日期": "2026-01-01", "失效日期": "2026-01-31"},
        usual | {"姓名": "赵六", "生效日期": "2026-03-01", "失效日期": "2026-05-31"},
    )
    for day in ("2026-02-10", "2026-06-10"):
        assert acting.on(day).do("watch_liaisons").counts == {"notices": 1}
    assert [row[1] for row in sql.rows(VACANT)] == ["2026-02", "2026-06"]


def test_a_department_that_joins_later_is_vacant_from_then(acting: Acting, departments: Make, sql: Sql) -> None:
    departments(1, 生效日期="2026-05-10")
    assert acting.on("2026-05-09").do("watch_liaisons").words == "没有新出现的联络员空缺。"
    acting.on("2026-05-10").do("watch_liaisons")
    assert sql.rows(VACANT) == [("D001", "2026-05", "office")]


def test_a_department_that_has_left_and_the_agency_are_not_watched(acting: Acting, departments: Make) -> None:
    departments(1, 失效日期="2026-03-31")
    assert acting.on("2026-04-01").do("watch_liaisons").counts == {"notices": 0}


def test_two_concurrent_checks_send_one_notice(march: Acting, sql: Sql, together: Together) -> None:
    together(*[lambda session: march.system.within(session, "watch_liaisons")] * 3)
    assert len(sql.rows(VACANT)) == 2


def test_watching_takes_as_many_statements_for_2000_departments_as_for_10(statements: Statements) -> None:
    works = {"watch_liaisons": lambda acting, _sql: acting.system.do("watch_liaisons")}
    assert statements(10, works) == statements(2000, works)


def test_the_work_of_watching_grows_with_the_departments_and_no_faster(reads: Reads, anyone: Acting) -> None:
    def watches(session: Session) -> None:
        anyone.on("2026-03-26").within(session, "watch_liaisons")

    few, many = reads(50, watches, watches), reads(1000, watches, watches)
    assert [now <= 20 * before + 1000 for before, now in zip(few, many, strict=True)] == [True] * 2


def test_the_agency_is_told_which_departments_have_none(march: Acting, sql: Sql) -> None:
    march.on("2026-03-05").system.do("watch_liaisons")
    march.on("2026-03-06").system.do("watch_liaisons")
    told = "SELECT subject, payload FROM notice WHERE kind = 'liaison_missing' AND audience = 'agency'"
    both = ["第001厅", "第002厅"]
    assert sql.rows(told) == [("2026-03-05", {"departments": both, "unreachable": both})]


def test_every_spelling_of_a_liaison_is_that_of_one_person(march: Acting, sql: Sql) -> None:
    named(march, "买买提·艾力")
    assert named(march.on("2026-03-09"), "买买提•\u200b艾力") == 0
    assert named(march.on("2026-03-10"), "王\u2060五") == 1
    assert sql.column("SELECT name FROM contact WHERE role = 'liaison' ORDER BY id") == ["买买提·艾力", "王五"]


def test_two_vacancies_of_one_day_are_two_blocks_and_the_agency_is_told_of_both(march: Acting, sql: Sql) -> None:
    named(march, "王五")
    march.system.do("watch_liaisons")
    sql("UPDATE contact SET valid_to = '2026-03-01' WHERE role = 'liaison'")
    march.system.do("watch_liaisons")
    told = (
        "SELECT payload -> 'departments' FROM notice WHERE kind = 'liaison_missing' AND audience = 'agency' ORDER BY id"
    )
    assert sql.column(told) == [["第002厅"], ["第001厅"]]
    assert (
        sql.value("SELECT count(*) FROM seal s WHERE NOT EXISTS (SELECT FROM block b WHERE b.act_id = s.act_id)") == 0
    )
