"""明确整改时限: the agency owes the limit of a listed entry by the next working day (6.2.4, A48)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from models.database import begin
from models.ledger.duty.register import list_obligations
from models.rules.reminders import Colour
from tests.databases import story

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql, Violations

BY_PAPER = {"number": "黔目标函〔2026〕9号", "dated": "2026-03-02"}
OWED = """
SELECT o.subject, o.state, x.due::text, o.counted_on::text, o.late, w.is_agency FROM obligation o
JOIN deadline x ON x.id = o.deadline_id JOIN department w ON w.id = o.owed_by WHERE o.kind = 'limit_owed' ORDER BY o.id
"""
FORGET = "DELETE FROM obligation WHERE kind = 'limit_owed'"  # no duty stands for it


@pytest.fixture
@story
def listed(march: Acting) -> Acting:
    """T001 was listed today, on Thursday, 24 September; the holiday of the Mid-Autumn Festival lasts until the 27th."""
    march.on("2026-09-24").lists("T001", "进度滞后", "2026-09-23")
    return march.on("2026-09-24")


def test_a48_a_listed_entry_without_a_limit_is_owed_one_on_the_next_working_day(listed: Acting, sql: Sql) -> None:
    assert sql.rows(OWED) == [("2026/T001/1", "open", "2026-09-28", None, None, True)]
    with begin() as session:
        (item,) = list_obligations(session, listed.day, kind="limit_owed")
    assert (item.title, item.colour, item.days_left) == ("明确整改时限“目标T001”", Colour.YELLOW, 1)


@pytest.mark.parametrize(("day", "late"), [("2026-09-28", False), ("2026-09-29", True)])
def test_a48_the_limit_discharges_the_duty(listed: Acting, sql: Sql, day: str, *, late: bool) -> None:
    listed.on(day).do("set_limit", target="T001", limit="2026-10-30")
    assert sql.rows(OWED) == [("2026/T001/1", "discharged", "2026-09-28", day, late, True)]


def test_a48_the_agency_is_reminded(listed: Acting, sql: Sql) -> None:
    for day in ("2026-09-28", "2026-09-29"):
        listed.on(day).system.do("remind")
    rows = sql.rows("SELECT kind, audience, occasion FROM notice WHERE subject LIKE 'limit_owed%' ORDER BY id")
    assert rows == [("reminder", "agency", "1|T"), ("overdue", "agency", "1|T+1")]


@pytest.mark.usefixtures("contested")
def test_a_signature_with_a_limit_opens_no_duty(sql: Sql) -> None:
    assert sql.rows(OWED) == []


def test_the_sweep_opens_the_duties_of_entries_of_before_once(listed: Acting, sql: Sql) -> None:
    sql(FORGET)
    sweep = listed.on("2026-10-12").system
    assert sweep.do("open_owed_limits").words == "补开明确整改时限1项。"
    assert sweep.do("open_owed_limits").words == "明确整改时限无需补开。"
    assert sql.rows(OWED) == [("2026/T001/1", "open", "2026-10-13", None, None, True)]


def test_a_waived_duty_is_not_opened_again(listed: Acting, sql: Sql) -> None:
    listed.do(
        "waive",
        obligation=sql.value("SELECT id FROM obligation WHERE kind = 'limit_owed'"),
        reason="已合并办理",
        number="黔目标函〔2026〕9号",
        dated="2026-03-02",
    )
    assert listed.on("2026-09-28").system.do("open_owed_limits").counts == {"opened": 0}
    assert listed.do("set_limit", target="T001", limit="2026-10-30").counts["opened"] == 1


@pytest.fixture
def appealed(listed: Acting) -> Acting:
    """The appeal against T001 was accepted today, on 28 September, the day on which the limit is due."""
    listed.office("D001").do("lodge_appeal", target="T001", ground="另有34公里已完工")
    listed.on("2026-09-28").do("accept_appeal", target="T001")
    return listed.on("2026-09-28")


def test_no_limit_is_owed_while_an_appeal_is_accepted(appealed: Acting, sql: Sql) -> None:
    assert sql.rows(OWED) == [("2026/T001/1", "suspended", "2026-09-28", None, None, True)]
    appealed.on("2026-09-30").office("D001").do("withdraw_appeal", target="T001", reason="已协商")
    assert sql.rows(OWED) == [("2026/T001/1", "open", "2026-10-08", None, None, True)]


def test_the_department_reads_no_day_of_the_agency(appealed: Acting, sql: Sql) -> None:
    appealed.on("2026-09-30").office("D001").do("withdraw_appeal", target="T001", reason="已协商")
    days = "SELECT DISTINCT payload -> 'days' FROM notice WHERE kind = 'appeal_answered' AND occasion = 'taken_back'"
    assert sql.column(days) == [[]]


def test_the_sweep_opens_none_while_an_appeal_is_accepted(appealed: Acting, sql: Sql) -> None:
    sql(FORGET)
    assert appealed.system.do("open_owed_limits").counts == {"opened": 0}
    appealed.office("D001").do("withdraw_appeal", target="T001", reason="已协商")
    assert appealed.on("2026-09-29").system.do("open_owed_limits").counts == {"opened": 1}


@pytest.mark.usefixtures("listed")
def test_an_open_duty_is_whole(violations: Violations) -> None:
    assert violations() == []
