"""Which sheets go with a mail: what it tells of, and what is due within three working days; nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from models.database import begin
from models.ledger.answer.mailing import Told, books_to_mail
from tests.answers import duty_number
from tests.conftest import counting
from tests.databases import story

if TYPE_CHECKING:
    from collections.abc import Mapping

    from models.ledger.answer.content import AnswerBook
    from tests.conftest import Acting, Sql

OFFICE = "SELECT id FROM department WHERE code = :code"


def told(sql: Sql, code: str, *duties: int) -> Told:
    return Told(sql.value(OFFICE, code=code), frozenset(duties))


def books(acting: Acting, *mails: Told) -> Mapping[Told, AnswerBook]:
    with begin() as session:
        return books_to_mail(session, mails, acting.day)


def titles(acting: Acting, mail: Told) -> list[str]:
    book = books(acting, mail).get(mail)
    return [sheet.title for sheet in book.sheets] if book else []


@pytest.fixture
@story
def april(march: Acting) -> Acting:
    """On 1 April the check of March is overdue; that of April and the meeting of the quarter are open."""
    later = march.on("2026-04-01")
    later.open("monthly_check", "2026-04")
    later.open("quarterly_meeting", "2026Q1")
    return later


def test_a_mail_brings_the_sheets_of_what_it_tells_the_earliest_due_first(april: Acting, sql: Sql) -> None:
    numbers = [duty_number(sql, "monthly_check", month) for month in ("2026-04", "2026-03")]
    assert titles(april, told(sql, "D001", *numbers)) == ["2026年3月月度检查", "2026年4月月度检查"]


def test_what_it_does_not_tell_of_and_is_not_due_soon_does_not_come(april: Acting, sql: Sql) -> None:
    assert titles(april, told(sql, "D001", duty_number(sql, "quarterly_meeting", "2026Q1"))) == ["2026年第一季度分析会"]
    assert titles(april, told(sql, "D001")) == []


@pytest.mark.parametrize(("day", "comes"), [("2026-04-24", False), ("2026-04-27", True), ("2026-04-30", True)])
def test_what_is_due_within_three_working_days_comes_along(april: Acting, sql: Sql, day: str, comes: bool) -> None:  # noqa: FBT001 - a parameter
    assert ("2026年4月月度检查" in titles(april.on(day), told(sql, "D001"))) is comes


def test_what_is_overdue_and_not_told_of_does_not_come_along(april: Acting, sql: Sql) -> None:
    assert titles(april.on("2026-05-06"), told(sql, "D001")) == []


def test_a_duty_that_is_over_has_no_sheet(april: Acting, sql: Sql) -> None:
    number = duty_number(sql, "monthly_check", "2026-03")
    april.report("D001", "2026-03", "T001", "T002")
    assert titles(april, told(sql, "D001", number)) == []


def test_a_duty_of_another_office_is_not_for_this_one(april: Acting, sql: Sql) -> None:
    assert titles(april, told(sql, "D001", duty_number(sql, "monthly_check", "2026-03", "D002"))) == []


def test_a_duty_that_was_taken_over_is_for_the_office_that_owes_it_now(april: Acting, sql: Sql) -> None:
    number = duty_number(sql, "monthly_check", "2026-04")
    april.do(
        "merge_department",
        department="D001",
        successor="D002",
        effective_on="2026-04-01",
        basis="黔机编〔2026〕12号",
    )
    assert titles(april, told(sql, "D001", number)) == []
    assert titles(april, told(sql, "D002", number)) == ["2026年4月月度检查（承接第001厅）"]


def test_without_a_key_there_are_no_books(april: Acting, sql: Sql) -> None:
    mail = told(sql, "D001", duty_number(sql, "monthly_check", "2026-04"))
    sql("DELETE FROM sealed_answer_key")
    sql("DELETE FROM answer_key")
    assert books(april, mail) == {}


def test_the_statements_do_not_grow_with_the_mails(april: Acting, sql: Sql) -> None:
    first, second = (told(sql, code, duty_number(sql, "monthly_check", "2026-04", code)) for code in ("D001", "D002"))
    counted = []
    for mails in ((first,), (first, second)):
        with counting() as total:
            assert len(books(april, *mails)) == len(mails)
        counted.append(total[0])
    assert counted[0] == counted[1]


def test_a_mail_that_tells_of_a_vacancy_brings_its_sheet_last(april: Acting, sql: Sql) -> None:
    april.system.do("watch_liaisons")
    number = duty_number(sql, "monthly_check", "2026-04")
    both = Told(sql.value(OFFICE, code="D001"), frozenset({number}), vacant=True)
    assert titles(april, both) == ["2026年4月月度检查", "指派联络员"]
    assert titles(april, Told(both.office, frozenset(), vacant=True)) == ["指派联络员"]
    assert titles(april, Told(both.office, frozenset({number}))) == ["2026年4月月度检查"]
    april.office("D001").do("appoint_liaison", department="D001", name="张三", email="zhang@example.org")
    assert titles(april, Told(both.office, frozenset(), vacant=True)) == []


def test_the_first_mail_of_a_quarter_brings_the_sheet_for_changes_of_people_last(april: Acting, sql: Sql) -> None:
    number, office = duty_number(sql, "quarterly_meeting", "2026Q1"), sql.value(OFFICE, code="D001")
    first = Told(office, frozenset({number}), people=True)
    assert titles(april, first) == ["2026年第一季度分析会", "联络员变更和委托"]
    assert titles(april, Told(office, frozenset(), people=True)) == []  # with another sheet only
    april.system.do("watch_liaisons")
    assert titles(april, first._replace(vacant=True)) == ["2026年第一季度分析会", "指派联络员"]


def test_mails_that_tell_the_same_have_the_same_book(april: Acting, sql: Sql) -> None:
    mail = told(sql, "D001", duty_number(sql, "monthly_check", "2026-04"))
    assert len(books(april, mail, told(sql, "D001", *mail.duties))) == 1


def test_without_mails_there_are_no_books(april: Acting) -> None:
    assert books(april) == {}
