"""What the templates are told, read from the records at the moment a message is frozen."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from models.database import begin
from notifications.facts import contexts_of

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql
    from tests.notifications.conftest import Post

OFFICE = "d001@example.org"
Told = Callable[..., list[dict[str, Any]]]


@pytest.fixture
def told(post: Post, sql: Sql) -> Told:
    """The contexts of everything that a mailbox is told on a day, in the order of its message."""

    def read(day: str, box: str = OFFICE) -> list[dict[str, Any]]:
        post.address(day)
        ids = sql.column("SELECT v.id FROM delivery v JOIN recipient r ON r.id = recipient_id AND address = :a", a=box)
        with begin() as session:
            return [context for _, context in contexts_of(session, ids, date.fromisoformat(day))]

    return read


def listed(letters: Acting, limit: str) -> None:
    letters.do("list_finding", target="T001", finding="未完成", found_on="2026-03-04")
    letters.do("set_limit", target="T001", limit=limit)


@pytest.mark.usefixtures("letters")
def test_a_duty_comes_with_its_deadline_its_reason_and_the_days_left(told: Told) -> None:
    [context] = told("2026-03-05")
    duty = context["duty"]
    assert (context["department"], context["audience"], context["today"]) == ("第001厅", "office", date(2026, 3, 5))
    assert (duty["key"], duty["period"], duty["clause"], duty["title"]) == (
        "monthly_check",
        "2026-03",
        "3-6.1.1",
        "2026年3月月度检查",
    )
    assert (duty["due"], duty["days_left"], duty["provisional"]) == (date(2026, 3, 31), 18, False)
    assert duty["why"].startswith("《目标管控》6.1.1")


def test_lines_owed_and_reported_are_counted_in_the_newest_version(letters: Acting, told: Told) -> None:
    letters.take("contacts", {"部门编码": "D001", "角色": "主要领导", "姓名": "李厅长", "邮箱": "h@example.org"})
    assert told("2026-03-05")[0]["duty"]["reported"] == 0
    letters.office("D001").report("D001", "2026-03", "T001", "T002")
    letters.office("D001").report("D001", "2026-03", "T001", name="amend_report", progress=60)
    duty = told("2026-03-05", "h@example.org")[0]["duty"]
    assert (duty["lines"], duty["reported"], duty["open"]) == (2, 2, False)


def test_a_person_is_called_by_name_and_a_department_by_its_short_name(letters: Acting, told: Told) -> None:
    letters.take("contacts", {"部门编码": "D001", "角色": "主要领导", "姓名": "李厅长", "邮箱": "h@example.org"})
    letters.take("departments", {"编码": "D001", "名称": "第001厅", "简称": "一厅", "目标办邮箱": OFFICE})
    letters.office("D001").report("D001", "2026-03", "T001", "T002")
    [context] = told("2026-03-05", "h@example.org")
    assert (context["person"], context["department"]) == ("李厅长", "一厅")


def test_a_notice_about_no_single_duty_has_none(letters: Acting, told: Told) -> None:
    letters.system.do("watch_liaisons")
    duty, vacancy = told("2026-03-05")
    assert duty["duty"]
    assert vacancy["duty"] is None


def test_what_is_due_first_comes_first(letters: Acting, told: Told) -> None:
    listed(letters, "2026-03-20")
    dues = [context["duty"]["due"] for context in told("2026-03-05")]
    assert dues == [date(2026, 3, 20), date(2026, 3, 31)]


def test_a_remediation_is_called_by_its_target_and_carries_what_was_found(letters: Acting, told: Told) -> None:
    listed(letters, "2026-03-20")
    context = told("2026-03-05")[0]
    assert context["duty"]["title"] == "整改“目标T001”"
    assert context["payload"] == {"outer": "2026-03-27", "found_on": "2026-03-04", "finding": "未完成"}


@pytest.mark.parametrize(("limit", "makeup"), [("2026-05-09", True), ("2026-05-08", False), ("2026-05-10", False)])
def test_a_due_day_that_is_a_makeup_workday_says_so(letters: Acting, told: Told, limit: str, makeup: bool) -> None:  # noqa: FBT001 - a column of the table
    listed(letters, limit)
    duty = next(c["duty"] for c in told("2026-03-05") if c["duty"]["key"] == "remediation")
    assert (duty["due"], duty["makeup"]) == (date.fromisoformat(limit), makeup)


def test_the_agency_reads_for_whom_it_owes(letters: Acting, told: Told) -> None:
    box = "agency@example.org"
    letters.take("departments", {"编码": "AGENCY", "名称": "贵州省目标绩效管理机构", "目标办邮箱": box})
    letters.on("2027-01-11").open("year_end_reverification", "2026")
    letters.on("2027-01-29").system.do("remind")
    titles = [context["duty"]["title"] for context in told("2027-01-29", box) if context["duty"]]
    assert titles == ["第001厅：2026年年终复核", "第002厅：2026年年终复核"]


def test_an_overdue_duty_counts_its_working_days_below_nothing(letters: Acting, told: Told) -> None:
    letters.on("2026-04-03").system.do("remind")
    assert {context["duty"]["days_left"] for context in told("2026-04-03")} == {-3}


def test_a_duty_taken_over_is_called_by_whose_it_was(letters: Acting, told: Told) -> None:
    form = {"effective_on": "2026-03-05", "basis": "黔机编〔2026〕12号"}
    letters.do("merge_department", department="D001", successor="D002", **form)
    titles = [context["duty"]["title"] for context in told("2026-03-05", "d002@example.org") if context["duty"]]
    assert sorted(titles) == ["2026年3月月度检查", "原第001厅2026年3月月度检查"]


def test_a_remediation_taken_over_is_called_by_its_target(letters: Acting, told: Told) -> None:
    listed(letters, "2026-03-27")
    form = {"effective_on": "2026-03-05", "basis": "黔机编〔2026〕12号"}
    letters.do("transfer_targets", department="D001", successor="D002", targets="T001", **form)
    titles = [context["duty"]["title"] for context in told("2026-03-05", "d002@example.org") if context["duty"]]
    assert "整改“目标T001”" in titles
