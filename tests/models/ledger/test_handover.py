"""Handover to a successor: targets, duties, pending notices, contacts and the office."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import pytest

from models.database import begin
from models.rules.workdays import SHANGHAI
from notifications.recipients import address_notices
from tests.databases import story

if TYPE_CHECKING:
    from models.ledger.acts import Summary
    from tests.conftest import Acting, Sql, Violations

BASIS = "黔机编〔2026〕12号"
CHECKS = """
SELECT d.code, w.code, o.period, string_agg(t.code, '、' ORDER BY t.code) FROM obligation o
JOIN department d ON d.id = o.department_id JOIN department w ON w.id = o.owed_by
JOIN report_line l ON l.obligation_id = o.id AND l.version = 0 JOIN target t ON t.id = l.target_id
WHERE o.kind = :kind GROUP BY o.id, d.code, w.code ORDER BY o.period, d.code
"""
TOLD = "SELECT n.kind, n.audience, d.code FROM notice n JOIN department d ON d.id = n.department_id"
NEW = f"{TOLD} WHERE n.act_id = (SELECT max(act_id) FROM notice) ORDER BY n.kind, n.audience, d.code"  # noqa: S608 - own


def merge(acting: Acting, old: str, new: str, on: str) -> Summary:
    return acting.do("merge_department", department=old, successor=new, effective_on=on, basis=BASIS)


def transfer(acting: Acting, old: str, new: str, codes: str, on: str) -> Summary:
    fields = {"department": old, "successor": new, "targets": codes, "effective_on": on, "basis": BASIS}
    return acting.do("transfer_targets", **fields)


@pytest.fixture
@story
def post(march: Acting) -> Acting:
    """`march` with a mailbox for each office and people in its roles; D003 leads nothing; today is 10 March."""
    march.take(
        "departments",
        *(
            {
                "编码": f"D00{n}",
                "名称": f"第00{n}厅",
                "目标办邮箱": f"d{n}@gz.gov.cn",
                "联络员": f"联{n}",
                "主要领导": f"长{n}",
            }
            for n in (1, 2, 3)
        ),
    )
    return march.on("2026-03-10")


def addressed(day: str) -> None:
    with begin() as session:
        address_notices(
            session, datetime.fromisoformat(day).date(), datetime.fromisoformat(day).replace(tzinfo=SHANGHAI)
        )


# Ends


def test_the_people_and_the_office_end_the_day_before(post: Acting, sql: Sql) -> None:
    usual = {"部门编码": "D001", "角色": "目标办主任"}
    post.take(
        "contacts",
        usual | {"姓名": "早退", "失效日期": "2026-01-31"},
        usual | {"姓名": "后到", "生效日期": "2026-06-01"},
        usual | {"姓名": "在任", "失效日期": "2026-12-31"},
    )
    merge(post, "D001", "D003", "2026-03-10")
    people = """SELECT c.name, c.valid_to::text FROM contact c JOIN department d ON d.id = c.department_id
        WHERE d.code = 'D001' ORDER BY c.id"""
    last = "2026-03-09"
    assert sql.rows(people) == [("联1", last), ("长1", last), ("早退", "2026-01-31"), ("后到", last), ("在任", last)]
    office = "SELECT email, wecom_robot FROM office f JOIN department d ON d.id = f.department_id WHERE d.code = 'D001'"
    assert sql.rows(office) == [("", "")]


def test_a_merged_department_gets_no_liaison_and_no_vacancy_notice(post: Acting, sql: Sql) -> None:
    merge(post, "D001", "D003", "2026-03-10")
    text = post.refused("appoint_liaison", department="D001", name="新人")
    assert text == "“第001厅”已于2026-03-09终止，不再指派联络员。"
    post.system.do("watch_liaisons")
    assert sql.column(f"{TOLD} WHERE n.kind = 'liaison_missing'") == []


# Handover


def test_the_successors_office_and_head_get_one_list_of_the_handover(post: Acting, sql: Sql) -> None:
    merge(post, "D001", "D003", "2026-03-10")
    assert sql.rows(NEW) == [("taken_over", "head", "D003"), ("taken_over", "office", "D003")]
    subject, occasion, payload = sql.rows("SELECT subject, occasion, payload FROM notice ORDER BY id DESC LIMIT 1")[0]
    assert (subject, occasion) == ("merge|D001", "2026-03-10|D003|")
    assert payload == {
        "kind": "merge",
        "department": "第001厅",
        "effective_on": "2026-03-10",
        "basis": BASIS,
        "duties": [{"title": "2026年3月月度检查", "due": "2026-03-31"}],
        "targets": ["T001 目标T001", "T002 目标T002"],
    }


def test_a_list_names_led_targets_only(post: Acting, sql: Sql) -> None:
    usual = {"年度": "2026", "目标名称": "配合的目标", "下达日期": "2026-02-27"}
    post.take("targets", usual | {"编号": "T009", "责任部门": "D002", "配合部门": "D001"})
    merge(post, "D001", "D003", "2026-03-10")
    targets = sql.value("SELECT payload -> 'targets' FROM notice ORDER BY id DESC LIMIT 1")
    assert targets == ["T001 目标T001", "T002 目标T002"]


def test_from_the_next_period_the_successor_owes_one_check_with_all_its_targets(
    post: Acting, sql: Sql, violations: Violations
) -> None:
    merge(post, "D001", "D002", "2026-03-10")
    post.on("2026-04-01").open("monthly_check", "2026-04")
    assert sql.rows(CHECKS, kind="monthly_check") == [
        ("D001", "D002", "2026-03", "T001、T002"),
        ("D002", "D002", "2026-03", "T003"),
        ("D002", "D002", "2026-04", "T001、T002、T003"),
    ]
    assert violations() == []


@pytest.mark.parametrize("change", ["merge", "transfer"])
def test_no_month_is_reported_twice(post: Acting, sql: Sql, change: str) -> None:
    if change == "merge":
        merge(post, "D001", "D003", "2026-03-10")
    else:
        transfer(post, "D001", "D003", "T001、T002", "2026-03-10")
    post.on("2026-03-11").system.do("reconcile")
    assert len(sql.rows(CHECKS, kind="monthly_check")) == 2
    post.on("2026-04-01").system.do("reconcile")
    assert sql.rows(CHECKS, kind="monthly_check")[2:] == [
        ("D002", "D002", "2026-04", "T003"),
        ("D003", "D003", "2026-04", "T001、T002"),
    ]


@pytest.mark.parametrize("change", ["merge", "transfer"])
def test_a_reform_on_an_opening_day_holds_from_that_day(post: Acting, sql: Sql, change: str) -> None:
    first = post.on("2026-04-01")
    if change == "merge":
        merge(first, "D001", "D003", "2026-04-01")
    else:
        transfer(first, "D001", "D003", "T001、T002", "2026-04-01")
    first.system.do("reconcile")
    assert sql.rows(CHECKS, kind="monthly_check")[2:] == [
        ("D002", "D002", "2026-04", "T003"),
        ("D003", "D003", "2026-04", "T001、T002"),
    ]


@pytest.mark.parametrize("change", ["merge", "transfer"])
def test_obligations_opened_before_a_reform_are_not_opened_again(post: Acting, sql: Sql, change: str) -> None:
    post.on("2026-04-01").open("monthly_check", "2026-04")
    third = post.on("2026-04-03")
    if change == "merge":
        merge(third, "D001", "D003", "2026-04-01")
    else:
        transfer(third, "D001", "D003", "T001、T002", "2026-04-01")
    debtor = "D003" if change == "merge" else "D001"
    for day in ("2026-04-04", "2026-05-01"):
        post.on(day).system.do("reconcile")
    assert sql.rows(CHECKS, kind="monthly_check")[2:] == [
        ("D001", debtor, "2026-04", "T001、T002"),
        ("D002", "D002", "2026-04", "T003"),
        ("D002", "D002", "2026-05", "T003"),
        ("D003", "D003", "2026-05", "T001、T002"),
    ]


@pytest.mark.parametrize("change", ["merge", "transfer"])
def test_missed_periods_before_a_reform_are_opened_first(post: Acting, sql: Sql, change: str) -> None:
    post.take("departments", {"编码": "D004", "名称": "第004厅", "生效日期": "2026-05-15"})
    may = post.on("2026-05-15")
    if change == "merge":
        merge(may, "D001", "D004", "2026-05-15")
    else:
        transfer(may, "D001", "D004", "T001、T002", "2026-05-15")
    debtor = "D004" if change == "merge" else "D001"
    post.on("2026-05-16").system.do("reconcile")
    assert [row for row in sql.rows(CHECKS, kind="monthly_check") if row[0] != "D002"] == [
        ("D001", debtor, "2026-03", "T001、T002"),
        ("D001", debtor, "2026-04", "T001、T002"),
        ("D001", debtor, "2026-05", "T001、T002"),
    ]


@pytest.mark.parametrize("change", ["merge", "transfer"])
def test_obligations_of_one_opening_day_go_to_the_same_department(
    post: Acting, sql: Sql, violations: Violations, change: str
) -> None:
    first = post.on("2026-04-01")
    first.open("self_check", "2026Q1")  # the monthly check of that day did not open
    if change == "merge":
        merge(first, "D001", "D003", "2026-04-01")
    else:
        transfer(first, "D001", "D003", "T001、T002", "2026-04-01")
    post.on("2026-04-02").system.do("reconcile")
    debtor = "D003" if change == "merge" else "D001"
    for kind, period in (("self_check", "2026Q1"), ("monthly_check", "2026-04")):
        asked = [row for row in sql.rows(CHECKS, kind=kind) if row[2] == period]
        assert asked == [("D001", debtor, period, "T001、T002"), ("D002", "D002", period, "T003")]
    assert violations() == []


def test_7_1_the_quarter_is_declared_by_the_lead_on_the_opening_day(post: Acting, sql: Sql) -> None:
    transfer(post.on("2026-03-31"), "D001", "D003", "T002", "2026-03-31")
    post.on("2026-04-01").open("self_check", "2026Q1")
    assert sql.rows(CHECKS, kind="self_check") == [
        ("D001", "D001", "2026Q1", "T001"),
        ("D002", "D002", "2026Q1", "T003"),
        ("D003", "D003", "2026Q1", "T002"),
    ]


def test_targets_transferred_twice_are_not_reported_twice(post: Acting, sql: Sql) -> None:
    post.take("departments", {"编码": "D004", "名称": "第004厅"})
    post.on("2026-04-01").open("monthly_check", "2026-04")
    third = post.on("2026-04-03")
    transfer(third, "D001", "D003", "T001", "2026-04-01")
    merge(third, "D003", "D004", "2026-04-01")
    post.on("2026-04-04").system.do("reconcile")
    assert [row[:3] for row in sql.rows(CHECKS, kind="monthly_check")[2:]] == [
        ("D001", "D001", "2026-04"),
        ("D002", "D002", "2026-04"),
    ]


def test_a_past_year_stays_with_its_leads_except_open_remediations(post: Acting, sql: Sql) -> None:
    usual = {"年度": "2025", "目标名称": "去年", "责任部门": "D001", "下达日期": "2025-02-27"}
    post.take("targets", *(usual | {"编号": code} for code in ("P001", "P002", "P003")))
    for code in ("P002", "P003"):
        post.lists(code, "未完成", "2026-03-02", year=2025)
        post.do("set_limit", target=code, year=2025, limit="2026-03-27")
    post.do("declare_completion", target="P003", year=2025, completed_on="2026-03-10", measures="已补建")
    post.do("file_feedback", target="P003", year=2025, feedback="已完成")
    post.rechecks("P003", year=2025)
    merge(post, "D001", "D003", "2026-03-10")
    leads = """SELECT t.code, d.code FROM target t JOIN target_department x ON x.target_id = t.id
        JOIN department d ON d.id = x.department_id WHERE t.year = 2025 ORDER BY t.code"""
    assert sql.rows(leads) == [("P001", "D001"), ("P002", "D003"), ("P003", "D001")]


# Notices


def test_unsent_notices_go_to_the_successor_only(post: Acting, sql: Sql, violations: Violations) -> None:
    merge(post, "D001", "D003", "2026-03-10")
    addressed("2026-03-10")
    went = """SELECT n.kind, r.address, v.person FROM delivery v JOIN notice n ON n.id = v.notice_id
        JOIN recipient r ON r.id = v.recipient_id WHERE v.cancelled IS NULL ORDER BY n.kind, r.address"""
    assert sql.rows(went) == [
        ("opened_monthly_check", "d2@gz.gov.cn", ""),
        ("opened_monthly_check", "d3@gz.gov.cn", ""),
        ("taken_over", "d3@gz.gov.cn", ""),
    ]
    assert violations() == []


def test_an_addressed_but_unsent_notice_is_readdressed(post: Acting, sql: Sql) -> None:
    addressed("2026-03-10")
    merge(post, "D001", "D003", "2026-03-10")
    addressed("2026-03-10")
    went = """SELECT r.address, v.cancelled IS NULL FROM delivery v JOIN notice n ON n.id = v.notice_id
        JOIN recipient r ON r.id = v.recipient_id WHERE n.subject LIKE '%|D001|%' ORDER BY v.id"""
    assert sql.rows(went) == [("d1@gz.gov.cn", False), ("d3@gz.gov.cn", True)]


def test_a_vacancy_of_a_merged_department_is_no_longer_notified(march: Acting, sql: Sql) -> None:
    march.system.do("watch_liaisons")
    merge(march, "D001", "D002", "2026-03-05")
    vacancies = f"{TOLD} WHERE n.kind = 'liaison_missing' AND n.audience = 'office' AND n.cancelled IS NULL"
    assert sql.rows(vacancies) == [("liaison_missing", "office", "D002")]


def test_reminders_go_to_the_successor_and_urging_continues_at_its_step(
    post: Acting, sql: Sql, violations: Violations
) -> None:
    post.on("2026-03-26").system.do("remind")
    post.on("2026-04-01").system.do("propose_urgings")
    merge(post.on("2026-04-01"), "D001", "D003", "2026-04-01")
    for day in ("2026-04-01", "2026-04-03", "2026-04-07", "2026-04-08"):
        post.on(day).system.do("remind")
        post.on(day).system.do("propose_urgings")
    reminders = f"""{TOLD} WHERE n.kind IN ('reminder', 'overdue') AND n.subject LIKE '%|D001|%'
        ORDER BY n.created_on, n.id"""
    assert sql.rows(reminders) == [
        ("reminder", "office", "D003"),
        ("overdue", "office", "D003"),
        ("overdue", "liaison", "D003"),
        ("overdue", "head", "D003"),
    ]
    steps = """SELECT g.step, g.proposed_on::text FROM urging g JOIN obligation o ON o.id = g.obligation_id
        JOIN department d ON d.id = o.department_id WHERE d.code = 'D001' ORDER BY g.id"""
    assert sql.rows(steps) == [(1, "2026-04-01"), (2, "2026-04-03"), (3, "2026-04-08")]
    assert violations() == []


def test_a_reminder_of_a_transferred_remediation_that_had_not_left_goes_to_the_new_lead(post: Acting, sql: Sql) -> None:
    post.lists("T001", "进度滞后", "2026-03-09")
    post.do("set_limit", target="T001", limit="2026-03-27")
    transfer(post, "D001", "D003", "T001", "2026-03-10")
    listed = f"{TOLD} WHERE n.kind = 'listed' ORDER BY n.audience"
    assert sql.rows(listed) == [("listed", "head", "D003"), ("listed", "office", "D003")]
    duties = sql.value("SELECT payload -> 'duties' FROM notice ORDER BY id DESC LIMIT 1")
    assert duties == [{"title": "整改“目标T001”", "due": "2026-03-27"}]


def test_a_moved_date_is_notified_to_the_successor(post: Acting, sql: Sql) -> None:
    post.on("2026-04-01").open("quarterly_meeting", "2026Q1")
    merge(post.on("2026-04-02"), "D001", "D003", "2026-04-02")
    third = {"date": "2026-04-21", "kind": "放假", "name": "三月三", "notice_title": "放假通知"}
    post.on("2026-04-03").take("local_calendar", third | {"notice_number": "1号", "notice_date": "2026-04-03"})
    moved = f"{TOLD} WHERE n.kind = 'date_moved' ORDER BY d.code"
    assert sql.rows(moved) == [("date_moved", "office", "D002"), ("date_moved", "office", "D003")]
