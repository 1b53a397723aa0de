"""委托上传: the lead department owes the uploads of a project until the agency ends the delegation (7.5, A28)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from models.database import begin
from models.ledger.duty.register import list_obligations

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import Acting, Sql, Violations

OWED = """
SELECT o.period, o.subject, w.code FROM obligation o JOIN department w ON w.id = o.owed_by
WHERE o.kind = 'cloud_monitoring' ORDER BY o.period, o.subject
"""
NOTICES = "SELECT kind, audience FROM notice WHERE kind LIKE 'upload%' OR kind LIKE 'opened_for%' ORDER BY id"


@pytest.fixture
def delegated(cloud: Acting) -> Acting:
    """D001 uploads of K001 since 10 March."""
    cloud.on("2026-03-10").do("delegate_upload", target="K001")
    return cloud.on("2026-03-10")


def test_the_lead_department_owes_open_and_future_uploads(delegated: Acting, sql: Sql, violations: Violations) -> None:
    delegated.on("2026-04-01").open("cloud_monitoring", "2026-04")
    assert sql.rows(OWED) == [
        ("2026-03", "2026/K001", "D001"),
        ("2026-03", "2026/K002", "AGENCY"),
        ("2026-04", "2026/K001", "D001"),
        ("2026-04", "2026/K002", "AGENCY"),
    ]
    assert sql.rows(NOTICES) == [
        ("opened_for_agency", "agency"),
        ("upload_delegated", "office"),
        ("upload_opened", "office"),
        ("opened_for_agency", "agency"),
    ]
    projects = "SELECT payload ->> 'projects' FROM notice WHERE kind = 'opened_for_agency' ORDER BY id"
    assert sql.column(projects) == ["2", "1"]
    assert violations() == []


def test_it_is_listed_under_the_department_by_its_project_and_month(delegated: Acting) -> None:
    with begin() as session:
        items = list_obligations(session, delegated.day, kind="cloud_monitoring")
    assert [(each.title, each.row.short_name, each.row.taken_over_from) for each in items] == [
        ("2026年3月目标云上传“农村公路”", "第001厅", None),
        ("2026年3月目标云上传“供水”", "贵州省目标绩效管理机构", None),
    ]


def test_an_agency_that_delegated_everything_gets_no_notice(delegated: Acting, sql: Sql) -> None:
    delegated.do("delegate_upload", target="K002")
    delegated.on("2026-04-01").open("cloud_monitoring", "2026-04")
    assert sql.value("SELECT count(*) FROM notice WHERE kind = 'opened_for_agency' AND subject LIKE '%2026-04'") == 0


def test_delegating_twice_changes_nothing(delegated: Acting, sql: Sql) -> None:
    done = delegated.on("2026-03-11").do("delegate_upload", target="K001")
    text = "“农村公路”的实施进度此前已委托“第001厅”上传，未作改动。"
    assert (done.words, done.counts) == (text, {"delegated": 0})
    assert sql.rows("SELECT number, since::text FROM cloud_delegation") == [(1, "2026-03-10")]


def test_an_ended_delegation_returns_the_uploads_and_can_be_repeated(delegated: Acting, sql: Sql) -> None:
    done = delegated.do("take_back_upload", target="K001", reason="部门无设备")
    assert done.words == "“农村公路”的实施进度自2026-03-10起由目标绩效管理机构上传，在办的1期一并移交。"
    assert {row[2] for row in sql.rows(OWED)} == {"AGENCY"}
    again = delegated.do("delegate_upload", target="K001", year=2026)
    assert again.counts == {"delegated": 1, "owed": 1, "notices": 1}
    rows = "SELECT number, ended_on::text, reason FROM cloud_delegation ORDER BY number"
    assert sql.rows(rows) == [(1, "2026-03-10", "部门无设备"), (2, None, "")]
    assert sql.value("SELECT count(*) FROM notice WHERE kind = 'upload_delegated'") == 3


def test_an_upload_without_delegation_cannot_be_taken_back(cloud: Acting) -> None:
    text = cloud.refused("take_back_upload", target="K001", reason="无")
    assert text == "“农村公路”的实施进度没有委托上传，无需收回。"


def test_only_a_key_project_is_delegated(cloud: Acting) -> None:
    assert cloud.refused("delegate_upload", target="T001").endswith("不是重点项目，不进行目标云监测。")


def test_a_finished_upload_keeps_its_department(cloud: Acting, sql: Sql, picture: str) -> None:
    cloud.do("upload_progress", target="K001", period="2026-03", progress="30", media=picture)
    done = cloud.do("delegate_upload", target="K001")
    assert (done.words, done.counts["owed"]) == ("“农村公路”的实施进度自2026-03-01起委托“第001厅”上传。", 0)
    assert sql.rows(OWED)[0] == ("2026-03", "2026/K001", "AGENCY")


def test_the_debtor_of_an_overdue_upload_is_reminded(delegated: Acting, sql: Sql) -> None:
    for day in ("2026-03-26", "2026-03-30"):
        delegated.on(day).system.do("remind")
    query = """SELECT split_part(n.subject, '|', 4), n.occasion, n.audience, d.code FROM notice n
        JOIN department d ON d.id = n.department_id WHERE n.kind = 'overdue' AND n.subject LIKE 'cloud%'
        ORDER BY n.occasion, n.audience, d.code"""
    assert sql.rows(query) == [
        ("2026/K002", "1|T+1", "agency", "AGENCY"),
        ("2026/K001", "1|T+1", "liaison", "D001"),
        ("2026/K001", "1|T+1", "office", "D001"),
        ("2026/K002", "1|T+3", "agency", "AGENCY"),
        ("2026/K001", "1|T+3", "head", "D001"),
    ]


def test_a_successor_takes_over_delegated_uploads_and_the_agency_keeps_its_own(delegated: Acting, sql: Sql) -> None:
    reform = {"department": "D001", "successor": "D002", "effective_on": "2026-03-15", "basis": "黔机编〔2026〕12号"}
    delegated.on("2026-03-15").do("transfer_targets", **reform, targets="K001、K002")
    assert sql.rows(OWED) == [("2026-03", "2026/K001", "D002"), ("2026-03", "2026/K002", "AGENCY")]
    delegated.on("2026-04-01").open("cloud_monitoring", "2026-04")
    assert sql.rows(OWED)[2:] == [("2026-04", "2026/K001", "D002"), ("2026-04", "2026/K002", "AGENCY")]


def test_a_month_that_was_overdue_before_the_delegation_stays_with_the_agency(cloud: Acting, sql: Sql) -> None:
    cloud.on("2026-04-01").open("cloud_monitoring", "2026-04")
    delegated = cloud.on("2026-04-10").do("delegate_upload", target="K001")
    assert delegated.words.endswith("，在办的1期一并移交。")
    assert [row for row in sql.rows(OWED) if row[1] == "2026/K001"] == [
        ("2026-03", "2026/K001", "AGENCY"),
        ("2026-04", "2026/K001", "D001"),
    ]


def test_a_month_due_before_the_delegation_that_opens_later_is_the_agencys(cloud: Acting, sql: Sql) -> None:
    cloud.on("2026-04-26").do("delegate_upload", target="K001")
    cloud.on("2026-04-27").open("cloud_monitoring", "2026-04")
    cloud.on("2026-05-01").open("cloud_monitoring", "2026-05")
    assert [row for row in sql.rows(OWED) if row[1] == "2026/K001"][1:] == [
        ("2026-04", "2026/K001", "AGENCY"),
        ("2026-05", "2026/K001", "D001"),
    ]


def test_the_agency_takes_back_what_became_overdue_too(delegated: Acting, sql: Sql) -> None:
    delegated.on("2026-03-27").do("take_back_upload", target="K001", reason="部门无设备")
    assert {row[2] for row in sql.rows(OWED)} == {"AGENCY"}


TOLD = """
SELECT n.audience, n.occasion, w.code, coalesce(n.cancelled, '')
FROM notice n JOIN department w ON w.id = n.department_id
    JOIN obligation o ON o.id = n.obligation_id
WHERE n.kind IN ('reminder', 'overdue') AND o.subject = '2026/K001' ORDER BY n.id
"""


def sweep(cloud: Acting, *days: str) -> None:
    """Run the reminders on these days."""
    for day in days:
        cloud.on(day).system.do("remind")


@pytest.fixture
def sent(sql: Sql) -> Callable[[], int]:
    """Mark everything queued as sent."""
    return lambda: sql.sealed("UPDATE notice SET resolved_at = now() WHERE resolved_at IS NULL AND cancelled IS NULL")


def test_a_new_debtor_gets_the_current_rung_once_at_the_next_sweep(
    cloud: Acting, sql: Sql, sent: Callable[[], int], violations: Violations
) -> None:
    sweep(cloud, "2026-03-25")
    assert sent()
    cloud.on("2026-03-25").do("delegate_upload", target="K001")
    assert violations() == []
    sweep(cloud, "2026-03-25", "2026-03-25")
    assert sql.rows(TOLD) == [
        ("agency", "1|T", "AGENCY", ""),
        ("office", "1|T", "D001", ""),
    ]
    assert violations() == []


def test_a_returning_debtor_gets_no_rung_twice_but_the_next_one(
    cloud: Acting, sql: Sql, sent: Callable[[], int], violations: Violations
) -> None:
    sweep(cloud, "2026-03-25")
    assert sent()
    cloud.on("2026-03-25").do("delegate_upload", target="K001")
    cloud.on("2026-03-25").do("take_back_upload", target="K001", reason="部门无设备")
    assert violations() == []
    sweep(cloud, "2026-03-25", "2026-03-26", "2026-03-27")
    assert sql.rows(TOLD) == [("agency", "1|T", "AGENCY", ""), ("agency", "1|T+1", "AGENCY", "")]
    assert violations() == []


def test_unsent_reminders_of_the_former_debtor_wait_until_it_is_the_debtor_again(
    cloud: Acting, sql: Sql, violations: Violations
) -> None:
    sweep(cloud, "2026-03-25")
    cloud.on("2026-03-25").do("delegate_upload", target="K001")
    assert sql.rows(TOLD) == [("agency", "1|T", "AGENCY", "上传已移交")]
    cloud.on("2026-03-25").do("take_back_upload", target="K001", reason="部门无设备")
    sweep(cloud, "2026-03-25")
    assert sql.rows(TOLD) == [("agency", "1|T", "AGENCY", "")]
    assert violations() == []


def test_an_office_is_told_that_the_agency_replaced_its_upload(delegated: Acting, sql: Sql, picture: str) -> None:
    this = {"target": "K001", "period": "2026-03", "media": picture}
    march = delegated.on("2026-03-20")
    march.office("D001").do("upload_progress", progress="30", **this)
    march.do("upload_progress", progress="20", **this)
    told = "SELECT payload -> 'lines' -> 0 ->> 'title' FROM notice WHERE kind = 'entered' AND audience = 'office'"
    assert sql.column(told) == ["更换已上传的实施进度"]
