"""已阅: the head has read the result (6.1.5, A30)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql

READ = "SELECT version, read_on::text, read_by FROM acknowledgement ORDER BY id"


@pytest.fixture
def number(march: Acting, sql: Sql) -> int:
    """The obligation of D002, reported on 5 March."""
    march.report("D002", "2026-03", "T003")
    return int(sql.value("SELECT id FROM obligation WHERE state = 'discharged'"))


def test_the_head_records_that_the_result_was_read(march: Acting, sql: Sql, number: int) -> None:
    march.head("D002").on("2026-03-06").do("record_read", obligation=number)
    assert sql.rows(READ) == [(1, "2026-03-06", "D002厅长")]


def test_a30_the_office_records_it_with_the_day_and_the_reader(march: Acting, sql: Sql, number: int) -> None:
    office = march.office("D002").on("2026-03-09")
    office.do("record_read", obligation=number, read_on="2026-03-06", read_by="李厅长")
    assert sql.rows(READ) == [(1, "2026-03-06", "李厅长")]


@pytest.mark.parametrize("fields", [{}, {"read_on": "2026-03-05"}, {"read_by": "李厅长"}])
def test_a30_the_office_must_say_who_read_it_and_when(march: Acting, number: int, fields: dict[str, str]) -> None:
    assert "须写明阅知日期" in march.office("D002").refused("record_read", obligation=number, **fields)


def test_reading_in_the_future_is_refused(march: Acting, number: int) -> None:
    text = march.head("D002").refused("record_read", obligation=number, read_on="2026-03-06")
    assert text == "阅知日期2026-03-06在今天（2026-03-05）之后。"


def test_a_result_that_was_not_reported_cannot_be_acknowledged(march: Acting, sql: Sql) -> None:
    number = sql.value("SELECT min(id) FROM obligation")
    assert "尚无报送主要领导的结果" in march.head("D001").refused("record_read", obligation=number)


def test_reading_twice_changes_nothing(march: Acting, sql: Sql, number: int) -> None:
    head = march.head("D002")
    head.do("record_read", obligation=number)
    assert head.on("2026-03-09").do("record_read", obligation=number).counts == {"read": 0}
    assert len(sql.rows(READ)) == 1


def test_an_amended_result_is_acknowledged_again(march: Acting, sql: Sql, number: int) -> None:
    head = march.head("D002")
    head.do("record_read", obligation=number)
    march.report("D002", "2026-03", "T003", name="amend_report", progress=60)
    head.do("record_read", obligation=number)
    assert [row[0] for row in sql.rows(READ)] == [1, 2]


def test_another_departments_head_may_not(march: Acting, number: int) -> None:
    assert "不能办理“第002厅”" in march.head("D001").refused("record_read", obligation=number)
