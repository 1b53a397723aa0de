"""录入: the sheet of a leader is marked, he rates once, and no rating leaves the sealed table (2.15, 4.7, A40)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from models.rules.secrecy import Marking
from tests.models.ledger.leader_rating.conftest import Rated, by, read

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql, Violations

ENTER = "enter_leader_ratings"
SHEETS = "SELECT leader, serial, rated, state, entered_by, rated_on::text FROM leader_sheet ORDER BY id"
# Where a rating of 87.65 would be found: every table as text, but for the sealed one.
TABLES = """SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
    AND relname <> 'sealed_rating'"""
HELD = "SELECT count(*) FROM {} x WHERE x::text LIKE '%87.65%'"


def test_2_15_a_leader_rates_with_his_sheet_which_is_marked(
    january: Acting, rated: Rated, sql: Sql, violations: Violations
) -> None:
    done = by(january, "王文").do(ENTER, **rated("张平", D001="87.65", D002="90.0"))
    assert done.words == "已录入“张平”2026年对2个部门的评价，待另一人对照原件核对后计入。"
    assert done.counts == {"entered": 1, "rated": 2, "evidence": 1}
    assert sql.rows(SHEETS) == [("张平", 1, 2, "entered", "王文", "2027-01-20")]
    assert sql.value("SELECT marks FROM sealed_rating") == {"D001": "87.65", "D002": "90"}
    assert sql.value("SELECT marking FROM secrecy WHERE record = 'evidence'") == Marking.WORK_SECRET
    assert violations() == []


def test_4_7_no_table_but_the_sealed_one_has_a_rating(january: Acting, rated: Rated, sql: Sql) -> None:
    january.do(ENTER, **rated("张平", D001="87.65"))
    assert [table for table in sql.column(TABLES) if sql.value(HELD.format(table))] == []


def test_equal_ratings_have_different_digests(january: Acting, rated: Rated, sql: Sql) -> None:
    for leader in ("张平", "李安"):
        january.do(ENTER, **rated(leader, D001="88"))
    assert len(set(sql.column("SELECT digest FROM leader_sheet"))) == 2


def test_the_same_again_changes_nothing_and_a_leader_rates_once(january: Acting, rated: Rated, sql: Sql) -> None:
    january.do(ENTER, **rated("张平", D001="88"))
    same = january.do(ENTER, **rated("张 平", 第001厅="88.00"))
    assert (same.words, same.counts) == ("“张平”2026年的评价此前已录入，未作改动。", {"entered": 0})
    told = january.refused(ENTER, **rated("张平", D001="88", D002="90"))
    assert told == (
        "“张平”2026年的评价此前已录入（待核对），一名省领导一年评价一次。录入有误的，先撤回（withdraw_leader_ratings）再录入。"
    )
    assert len(sql.rows(SHEETS)) == 1


def test_other_people_are_not_told_that_a_guess_is_right(january: Acting, rated: Rated) -> None:
    by(january, "王文").do(ENTER, **rated("张平", D001="88"))
    refusals = {by(january, "李明").refused(ENTER, **rated("张平", D001=mark)) for mark in ("87", "88")}
    assert len(refusals) == 1
    assert "此前已录入（待核对）" in refusals.pop()


@pytest.mark.parametrize("spelling", ["张平（省委）", "张平(0213)"])
def test_a_leader_who_is_registered_twice_rates_once(january: Acting, rated: Rated, sql: Sql, spelling: str) -> None:
    january.take("contacts", {"部门编码": "AGENCY", "角色": "省领导", "姓名": spelling})
    january.do(ENTER, **rated("张平", D001="88"))
    assert "与已录入2026年评价的“张平”姓名相同" in january.refused(ENTER, **rated(spelling, D001="99"))
    assert sql.column("SELECT leader FROM leader_sheet") == ["张平"]
    january.do("withdraw_leader_ratings", rated_by="张平", year=2026, reason="误录")
    assert january.do(ENTER, **rated(spelling, D001="99")).counts["entered"] == 1


@pytest.mark.parametrize("spelling", ["张平同志", "张平副省长", "省长张平"])
def test_a_leader_under_a_title_is_shown_to_who_enters_and_to_who_reads(
    january: Acting, rated: Rated, spelling: str
) -> None:
    january.take("contacts", {"部门编码": "AGENCY", "角色": "省领导", "姓名": spelling})
    by(january, "王文").do(ENTER, **rated("张平", D001="88"))
    told = f"“{spelling}”与已录入的“张平”可能是同一人，请核对，一名省领导一年评价一次。"
    fields = rated(spelling, D001="99")
    assert by(january, "王文").do(ENTER, **fields).words.endswith(told)
    assert by(january, "李明").do("confirm_leader_ratings", **read(fields)).words.endswith(told)


def test_two_leaders_of_one_name_rate_each_under_a_number(january: Acting, rated: Rated) -> None:
    for name in ("张平（0213）", "张平（0377）"):
        january.take("contacts", {"部门编码": "AGENCY", "角色": "省领导", "姓名": name})
        assert january.do(ENTER, **rated(name, D001="88")).counts["entered"] == 1


def mobile(acting: Acting, name: str, number: str) -> None:
    """Register the mobile number of a leader."""
    acting.take("contacts", {"部门编码": "AGENCY", "角色": "省领导", "姓名": name, "手机": number})


def test_two_leaders_of_one_name_are_told_apart_by_the_mobile_numbers_of_their_contacts(
    january: Acting, rated: Rated, sql: Sql
) -> None:
    mobile(january, "张平（0213）", "13900000213")
    by(january, "王文").do(ENTER, **rated("张平", D001="88"))
    fields = rated("张平（0213）", D001="90")
    assert "姓名相同" in by(january, "王文").refused(ENTER, **fields)
    mobile(january, "张平", "139-0000-0377")
    told = "“张平(0213)”与已录入的“张平”可能是同一人，请核对，一名省领导一年评价一次。"
    assert by(january, "王文").do(ENTER, **fields).words.endswith(told)
    assert by(january, "李明").do("confirm_leader_ratings", **read(fields)).words.endswith(told)
    assert sql.column("SELECT leader FROM leader_sheet ORDER BY id") == ["张平", "张平(0213)"]


@pytest.mark.parametrize("second", ["139-0000-0213", "0851-86820000", ""])
def test_without_two_mobile_numbers_an_equal_name_is_one_leader(january: Acting, rated: Rated, second: str) -> None:
    for name, number in (("张平", "13900000213"), ("张平（0213）", second)):
        mobile(january, name, number)
    january.do(ENTER, **rated("张平", D001="88"))
    told = january.refused(ENTER, **rated("张平（0213）", D001="99"))
    assert told.endswith("都在姓名后写工号或电话后四位，如张平（0213），或者各登记自己的手机号。")


def test_a_file_that_is_marked_already_keeps_its_marking(january: Acting, rated: Rated, sql: Sql) -> None:
    for leader in ("张平", "李安"):
        january.do(ENTER, **rated(leader, D001="80"))
    assert sql.value("SELECT count(*) FROM secrecy") == 1


def test_who_entered_is_kept_with_name_and_account(january: Acting, rated: Rated, sql: Sql) -> None:
    by(january, "王文", "gly").do(ENTER, **rated("张平", D001="80"))
    january.do(ENTER, **rated("李安", D001="80"))
    found = sql.rows("SELECT entered_by, account FROM leader_sheet ORDER BY id")
    assert found == [("王文", "gly"), ("管理机构经办人", "")]


def test_two_departments_of_one_leader_are_one_sheet(january: Acting, rated: Rated, sql: Sql) -> None:
    january.do(ENTER, **rated("张平", D001="80", D002="90"))
    assert sql.value("SELECT rated FROM leader_sheet") == sql.value(
        "SELECT count(*) FROM department WHERE NOT is_agency"
    )
