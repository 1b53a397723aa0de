"""核对: the ratings count when a second person has read all of them, and no more when they are withdrawn (A40)."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from models.intake.source import SignedPaper
from tests.models.ledger.leader_rating.conftest import Rated, by, read
from tests.models.ledger.score.lines import line_of

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Acting, Sql, Violations

ENTER, CONFIRM, WITHDRAW = "enter_leader_ratings", "confirm_leader_ratings", "withdraw_leader_ratings"
STATES = "SELECT leader, serial, state, entered_by, confirmed_by, reason FROM leader_sheet ORDER BY id"


def test_a_second_person_confirms_and_only_then_it_counts(
    january: Acting, rated: Rated, sql: Sql, violations: Violations
) -> None:
    for leader, mark in (("张平", "80"), ("李安", "90"), ("赵立", "100")):
        fields = rated(leader, D001=mark)
        by(january, "王文").do(ENTER, **fields)
        assert line_of("D001", "leaders").points is None
        done = by(january, "李明").do(CONFIRM, **read(fields))
        assert done.words == f"“{leader}”2026年对1个部门的评价已核对，计入考评。"
    assert line_of("D001", "leaders").points == Decimal("2.7")
    assert sql.rows(STATES)[0] == ("张平", 1, "confirmed", "王文", "李明", "")
    assert violations() == []


@pytest.mark.usefixtures("another")
@pytest.mark.parametrize("name", ["王文", "王　文", "wangwen", "WangWen"])
def test_one_person_alone_cannot_do_both_under_any_spelling(january: Acting, rated: Rated, sql: Sql, name: str) -> None:
    fields = rated("张平", D001="80")
    by(january, "王文", "wangwen").do(ENTER, **fields)
    told = by(january, name, "wangwen").refused(CONFIRM, **read(fields))
    assert told == (
        f"“张平”2026年的评价是王文录入的，须由另一人核对；现在的经办人是{name}。请另一人用自己的账户办理，"
        "或者附其签字的文件（--paper、--paper-date）或签字页（--page）。"
    )
    assert sql.rows(STATES)[0][2:5] == ("entered", "王文", "")


@pytest.mark.parametrize(("name", "account"), [("王文", "wangwen"), ("李明", "wangwen"), ("王文", "liming")])
def test_one_account_may_do_both_and_both_names_stand_in_the_answer(
    january: Acting, rated: Rated, sql: Sql, name: str, account: str
) -> None:
    fields = rated("张平", D001="80")
    by(january, "王文", "wangwen").do(ENTER, **fields)
    words = by(january, name, account).do(CONFIRM, **read(fields)).words
    what = f"“张平”2026年的评价：王文录入，{name}核对，同一账户录入与核对，请核对。"
    assert words.endswith(what)
    assert sql.rows(STATES)[0][2:5] == ("confirmed", "王文", name)


@pytest.mark.parametrize(("kept", "told"), [("不提示", "计入考评。"), ("提示", "请核对。")])
def test_the_remark_may_be_left_out(january: Acting, rated: Rated, kept: str, told: str) -> None:
    january.do("set_policy", key="four_eyes", value=kept, basis="内部规定")
    by(january, "王文").do(ENTER, **rated("张平", D001="80"))
    assert by(january, "王文").do(CONFIRM, **read(rated("张平", D001="80"))).words.endswith(told)


def test_another_person_is_asked_for_where_the_agency_says_so(january: Acting, rated: Rated) -> None:
    january.do("set_policy", key="four_eyes", value="须另一人", basis="内部规定")
    by(january, "王文").do(ENTER, **rated("张平", D001="80"))
    assert "须由另一人核对" in by(january, "王文").refused(CONFIRM, **read(rated("张平", D001="80")))


def test_at_the_page_the_second_reading_is_always_that_of_another_account(january: Acting, rated: Rated) -> None:
    by(january, "王文", "网页账号2").do(ENTER, **rated("张平", D001="80"))
    assert "须由另一人核对" in by(january, "王文", "网页账号2").refused(CONFIRM, **read(rated("张平", D001="80")))
    by(january, "李天", "网页账号3").do(CONFIRM, **read(rated("张平", D001="80")))


@pytest.mark.usefixtures("another")
def test_an_operator_without_a_name_is_one_person(january: Acting, rated: Rated) -> None:
    fields = rated("张平", D001="80")
    january.do(ENTER, **fields)
    assert "须由另一人核对" in january.refused(CONFIRM, **read(fields))


@pytest.mark.parametrize("marks", [{"D001": "81", "D002": "90"}, {"D001": "80"}])
def test_a_reading_that_differs_tells_no_rating_and_of_a_short_sheet_no_department(
    january: Acting, rated: Rated, sql: Sql, marks: dict[str, str]
) -> None:
    by(january, "王文").do(ENTER, **rated("张平", D001="80", D002="90"))
    told = by(january, "李明").refused(CONFIRM, **read(rated("张平", **marks)))
    assert told.startswith("与首次录入不一致（为免推知评价，不列出部门），没有核对通过。")
    assert not [each for each in ("80", "81", "90", "D001", "D002") if each in told]
    assert sql.rows(STATES)[0][2] == "entered"


def test_a_second_reading_changes_nothing_more(january: Acting, rated: Rated) -> None:
    fields = rated("张平", D001="80")
    by(january, "王文").do(ENTER, **fields)
    by(january, "李明").do(CONFIRM, **read(fields))
    again = by(january, "李明").do(CONFIRM, **read(fields))
    assert (again.words, again.counts) == ("“张平”2026年的评价此前已核对，未作改动。", {"confirmed": 0})


def test_after_the_reading_no_guess_is_compared(january: Acting, rated: Rated) -> None:
    fields = rated("张平", D001="80")
    by(january, "王文").do(ENTER, **fields)
    by(january, "李明").do(CONFIRM, **read(fields))
    for mark in ("79", "80"):
        told = by(january, "赵敏").do(CONFIRM, **read(rated("张平", D001=mark))).words
        assert told == "“张平”2026年的评价此前已核对，未作改动。"


def test_what_was_not_entered_is_not_read_and_not_withdrawn(january: Acting, rated: Rated) -> None:
    told = "没有录入“张平”2026年的评价。录入：mubiao import leader-ratings。"
    assert january.refused(CONFIRM, **read(rated("张平", D001="80"))) == told
    assert january.refused(WITHDRAW, rated_by="张平", year=2026, reason="误录") == told


def test_a_withdrawn_sheet_counts_no_more_and_is_entered_again(
    january: Acting, rated: Rated, sql: Sql, violations: Violations
) -> None:
    fields = rated("张平", D001="80")
    by(january, "王文").do(ENTER, **fields)
    by(january, "李明").do(CONFIRM, **read(fields))
    why: dict[str, Any] = {"rated_by": "张平", "year": 2026, "reason": "误录"}
    assert january.refused(WITHDRAW, **why) == (
        "“张平”2026年的评价已由王文录入、李明核对并计入考评，撤回须附依据文件（--evidence），如省领导的更正说明。"
    )
    assert line_of("D001", "leaders").lacks == ("省领导评价只有1人，少于3人",)
    done = january.do(WITHDRAW, **why, evidence=fields["evidence"])
    assert done.words == "已撤回“张平”2026年的评价，不再计入；可以重新录入、核对。"
    assert line_of("D001", "leaders").lacks == ("省领导评价尚无评价结果",)
    by(january, "王文").do(ENTER, **rated("张平", D001="85"))
    assert [row[:3] for row in sql.rows(STATES)] == [("张平", 1, "withdrawn"), ("张平", 2, "entered")]
    assert violations() == []


def test_an_unread_sheet_is_withdrawn_with_a_reason_and_no_file(january: Acting, rated: Rated, sql: Sql) -> None:
    by(january, "王文").do(ENTER, **rated("张平", D001="80"))
    january.do(WITHDRAW, rated_by="张平", year=2026, reason="误录")
    assert [row[:3] for row in sql.rows(STATES)] == [("张平", 1, "withdrawn")]


def test_the_file_of_a_withdrawal_is_marked_as_the_sheet_is(
    january: Acting, rated: Rated, sql: Sql, tmp_path: Path, violations: Violations
) -> None:
    fields = rated("张平", D001="80")
    by(january, "王文").do(ENTER, **fields)
    by(january, "李明").do(CONFIRM, **read(fields))
    note = tmp_path / "更正说明.pdf"
    note.write_bytes(b"a note of the leader")
    january.do(WITHDRAW, rated_by="张平", year=2026, reason="本人更正", evidence=str(note))
    assert sql.value("SELECT count(*) FROM secrecy WHERE record = 'evidence'") == 2
    assert violations() == []


def test_a54_a_department_that_ended_between_entry_and_reading_is_read_as_it_was_entered(
    january: Acting, rated: Rated, sql: Sql
) -> None:
    fields = rated("张平", D001="80", D002="70")
    by(january, "王文").do(ENTER, **fields)
    reform = {"department": "D001", "successor": "D002", "basis": "黔机编〔2026〕12号", "effective_on": "2026-12-28"}
    january.do("merge_department", **reform)
    other = read(rated("张平", D001="81", D002="70"))
    assert "与首次录入不一致" in by(january, "李明").refused(CONFIRM, **other)
    assert by(january, "李明").do(CONFIRM, **read(fields)).counts == {"confirmed": 1, "rated": 2}
    assert "没有2026年的考评" in by(january, "王文").refused(ENTER, **rated("李安", D001="80"))
    assert sql.value("SELECT state FROM leader_sheet") == "confirmed"


@pytest.mark.usefixtures("another")
def test_another_name_under_the_same_account_is_no_second_person_without_his_paper(
    january: Acting, rated: Rated, sql: Sql, violations: Violations
) -> None:
    fields = rated("张平", D001="80")
    by(january, "王文", "clerk").do(ENTER, **fields)
    assert "请另一人用自己的账户办理" in by(january, "李明", "clerk").refused(CONFIRM, **read(fields))
    hand = by(january, "李明", "clerk")
    signed = replace(hand, actor=replace(hand.actor, paper=SignedPaper("核签〔2027〕3号", january.day)))
    words = signed.do(CONFIRM, **read(fields)).words
    assert words.endswith("王文录入，李明核对（核签〔2027〕3号，2027-01-20），同一账户录入与核对，请核对。")
    assert sql.rows("SELECT confirmed_account, signed_paper FROM leader_sheet") == [
        ("clerk", "核签〔2027〕3号，2027-01-20")
    ]
    assert violations() == []


@pytest.mark.usefixtures("another")
@pytest.mark.parametrize("second", ["王文", "clerk"])
def test_a_paper_that_the_first_signs_himself_is_no_second_person(
    january: Acting, rated: Rated, second: str, sql: Sql
) -> None:
    fields = rated("张平", D001="80")
    by(january, "王文", "clerk").do(ENTER, **fields)
    hand = by(january, second, "clerk")
    signed = replace(hand, actor=replace(hand.actor, paper=SignedPaper("核签〔2027〕3号", january.day)))
    assert "请另一人用自己的账户办理" in signed.refused(CONFIRM, **read(fields))
    january.do("set_policy", key="four_eyes", value="提示", basis="8号")
    signed.do(CONFIRM, **read(fields))
    assert sql.value("SELECT signed_paper FROM leader_sheet") == ""
