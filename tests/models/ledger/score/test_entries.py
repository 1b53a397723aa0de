"""Entries that the sheets of a year count: finding, listings so far, whose they are (1-8, A37, A53)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from models.database import begin
from models.ledger.score.entries import HEIRS_THEN, CountedEntry, counted_entries, explained_entries
from models.statements import run
from tests.databases import story

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql


LAST = date(2026, 12, 31)


def explained(departments: list[int] | None = None, until: date | None = None) -> dict[str, Any]:
    """Return the entries of 2026, or those of some departments, by key."""
    with begin() as session:
        return {row.key: row for row in explained_entries(session, 2, LAST, until, departments)}


def test_an_entry_has_its_finding_with_inspection_and_signature(march: Acting) -> None:
    march.on("2026-03-10").lists("T001", "少建34公里")
    entry = explained()["2026/T001/1"]
    assert (entry.finding, entry.inspection, entry.signed_on, entry.time) == (
        "少建34公里",
        "2026-1",
        date(2026, 3, 10),
        1,
    )
    assert (entry.listed_for, entry.key_project, entry.made_good_on) == ("第001厅", False, None)


def test_listings_that_do_not_count_are_left_out_of_the_number(march: Acting, sql: Sql) -> None:
    march.on("2026-03-10").lists("T001")
    sql("UPDATE negative_entry SET state = 'made_good'")
    march.on("2026-06-10").lists("T001")
    assert {key: entry.time for key, entry in explained().items()} == {"2026/T001/1": 1, "2026/T001/2": 2}
    sql("UPDATE negative_entry SET state = 'withdrawn' WHERE occurrence = 1")
    assert explained()["2026/T001/2"].time == 1


def test_only_the_entries_of_the_departments_that_were_asked_for_are_returned(march: Acting, sql: Sql) -> None:
    for target in ("T001", "T003"):
        march.on("2026-03-10").lists(target)
    second = sql.value("SELECT id FROM department WHERE code = 'D002'")
    assert set(explained([second])) == {"2026/T003/1"}
    assert explained([]) == {}


def test_the_entries_are_the_same_with_and_without_what_explains_them(march: Acting) -> None:
    for target in ("T003", "T001"):
        march.on("2026-03-10").lists(target)
    march.on("2026-03-11").do("propose_entry", target="T002", way="在线", finding="未完成", found_on="2026-03-11")
    with begin() as session:
        counted = counted_entries(session, 2, LAST, None)
    assert [each.key for each in counted] == ["2026/T001/1", "2026/T003/1"]
    bare = CountedEntry._field_defaults
    assert [each._replace(**bare) for each in explained().values()] == counted


def test_a53_entries_are_those_of_the_end_of_a_day(march: Acting) -> None:
    march.on("2026-03-10").lists("T001")
    march.on("2026-03-20").lists("T003")
    assert list(explained(until=date(2026, 3, 19))) == ["2026/T001/1"]


@pytest.fixture
@story
def late(march: Acting) -> Acting:
    """T001 was proposed on 5 March and T003 found on 12 March; both are listed on 20 March, T001 with a limit."""
    march.on("2026-03-05").do("propose_entry", target="T001", way="在线", finding="未完成", found_on="2026-03-04")
    march.on("2026-03-20").lists("T001")
    march.on("2026-03-20").do("set_limit", target="T001", limit="2026-04-30")
    march.on("2026-03-20").lists("T003", found_on="2026-03-12")
    return march


def test_a53_what_was_proposed_or_found_by_the_cut_off_counts_when_it_is_confirmed_later(late: Acting) -> None:
    states = {
        day: {key: each.state for key, each in explained(until=date(2026, 3, day)).items()} for day in (3, 5, 12, 20)
    }
    first, both = {"2026/T001/1": "listed"}, {"2026/T001/1": "listed", "2026/T003/1": "listed"}
    assert states == {3: {}, 5: first, 12: both, 20: both | {"2026/T001/1": "remedying"}}
    assert explained()["2026/T001/1"].proposed_on == date(2026, 3, 5)
    assert late.day == date(2026, 3, 5)


RULED = """
INSERT INTO transition (act_id, record, record_id, record_key, event, from_state, to_state, digest, detail)
SELECT max(m.act_id), m.record, m.record_id, m.record_key, :event, :state, :state, '', CAST(:detail AS jsonb)
FROM transition m WHERE m.record = :record GROUP BY m.record, m.record_id, m.record_key
"""


def test_a53_what_was_ruled_about_a_late_entry_counts_too(late: Acting, sql: Sql) -> None:
    sql(RULED, record="negative_entry", event="withdraw", state="withdrawn", detail="{}")
    assert [each.state for each in explained(until=date(2026, 3, 12)).values()] == ["withdrawn", "withdrawn"]
    assert late.day.month == 3


def test_a53_what_a_later_list_says_is_not_scored_counts_in_no_sheet(late: Acting, sql: Sql) -> None:
    late.on("2026-04-08").do("freeze_negative_list", period="2026Q1")
    said = '{"unscored": {"2026/T003/1": "上年度条目，不计分"}}'
    sql(RULED, record="negative_list", event="frozen", state="", detail=said)
    assert list(explained()) == ["2026/T001/1"]


MERGED = f"SELECT count(*) FROM {HEIRS_THEN} h"  # noqa: S608 - a constant


@pytest.mark.parametrize(("day", "successors"), [("2026-12-31", 1), ("2027-01-01", 0)])
def test_only_a_merger_by_the_last_day_has_a_successor(march: Acting, day: str, successors: int) -> None:
    reform = {"department": "D001", "successor": "D002", "basis": "黔机编〔2026〕12号"}
    march.on(day).do("merge_department", effective_on=day, **reform)
    with begin() as session:
        assert run(session, MERGED, last=LAST).scalar_one() == successors


LED_BY = """SELECT DISTINCT l.code, y.code FROM target_department x JOIN department l ON l.id = x.department_id
    LEFT JOIN department y ON y.id = x.year_lead_id JOIN target t ON t.id = x.target_id WHERE t.code = 'T001'"""
MOVED: dict[str, Any] = {"department": "D001", "successor": "D002", "basis": "黔机编〔2026〕12号"}
T001: dict[str, Any] = {"targets": "T001", "year": 2026}


@pytest.mark.parametrize(
    ("registered", "effective", "lead"),
    [
        ("2026-12-31", "2026-12-31", "D002"),
        ("2027-01-20", "2026-12-20", "D002"),
        ("2027-01-01", "2027-01-01", "D001"),
        ("2027-03-01", "2027-02-28", "D001"),
    ],
)
@pytest.mark.parametrize("act", ["transfer_targets", "merge_department"])
def test_a54_the_lead_of_the_last_day_of_the_year_has_the_entry(
    march: Acting, sql: Sql, act: str, registered: str, effective: str, lead: str
) -> None:
    march.on("2026-03-10").lists("T001")
    of = T001 if act == "transfer_targets" else {}
    march.on(registered).do(act, effective_on=effective, **MOVED | of)
    assert listed_for(sql) == lead
    assert sql.rows(LED_BY) == [("D002", "D001" if lead == "D001" else None)]


def test_a54_what_follows_after_the_year_changes_nothing(march: Acting, sql: Sql, policy: str) -> None:
    march.on("2026-03-10").lists("T001")
    march.on("2026-12-28").do("transfer_targets", effective_on="2026-12-28", **MOVED | T001)
    march.take("departments", {"编码": "D003", "名称": "第003厅", "管理类别": "直接管理"})
    march.on("2027-01-08").do(
        "transfer_targets", effective_on="2027-01-08", **MOVED | T001 | {"department": "D002", "successor": "D003"}
    )
    assert listed_for(sql) == "D002"
    march.on("2027-01-09").do("merge_department", effective_on="2027-01-09", **MOVED | {"department": "D003"})
    assert listed_for(sql) == "D002"
    march.do("withdraw_merger", department="D003", reason="登记有误", evidence=policy)
    assert listed_for(sql) == "D002"


def listed_for(sql: Sql) -> str:
    """Return the code of the department whose sheet has the entry."""
    codes: dict[int, str] = dict(sql.rows("SELECT id, code FROM department"))
    return codes[explained()["2026/T001/1"].department]
