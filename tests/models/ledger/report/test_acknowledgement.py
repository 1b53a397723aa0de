"""已阅: the head has read the result (6.1.5, A30)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest

from models.intake.source import SignedPaper

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql

READ = "SELECT version, read_on::text, read_by FROM acknowledgement ORDER BY id"


HEADS: tuple[dict[str, str], ...] = (
    {"姓名": "D002厅长"},
    {"姓名": "李厅长", "生效日期": "2026-03-06"},
    {"姓名": "王厅长", "失效日期": "2026-03-05"},
)
NOT_HEAD = "请核对阅知人和阅知日期，或先登记人员及其任职起止日期（mubiao import contacts）。"


@pytest.fixture
def number(march: Acting, sql: Sql) -> int:
    """The obligation of D002, reported on 5 March; 王厅长 went that day, 李厅长 came on the next."""
    march.take("contacts", *({"部门编码": "D002", "角色": "主要领导", **head} for head in HEADS))
    march.take("contacts", {"部门编码": "D002", "角色": "联络员", "姓名": "张三"})
    march.report("D002", "2026-03", "T003")
    return int(sql.value("SELECT id FROM obligation WHERE state = 'discharged'"))


def test_the_head_records_that_the_result_was_read(march: Acting, sql: Sql, number: int) -> None:
    done = march.head("D002").on("2026-03-06").do("record_read", obligation=number)
    assert done.words == "已登记D002厅长2026-03-06已阅“第002厅”2026年3月月度检查的结果。"
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


def test_reading_before_the_result_was_reported_is_refused(march: Acting, sql: Sql, number: int) -> None:
    office = march.office("D002").on("2026-03-09")
    text = office.refused("record_read", obligation=number, read_on="2026-03-04", read_by="王厅长")
    assert text == "结果于2026-03-05报送主要领导，阅知日期2026-03-04早于该日，请核对。"
    assert sql.rows(READ) == []


@pytest.mark.parametrize(
    ("name", "day", "heads"),
    [
        ("张三", "2026-03-06", "D002厅长、李厅长"),  # the liaison
        ("赵六", "2026-03-06", "D002厅长、李厅长"),
        ("李厅长", "2026-03-05", "D002厅长、王厅长"),  # not yet
        ("王厅长", "2026-03-06", "D002厅长、李厅长"),  # not any more
    ],
)
def test_only_the_head_in_office_on_that_day_has_read(
    march: Acting, sql: Sql, number: int, name: str, day: str, heads: str
) -> None:
    office = march.office("D002").on("2026-03-09")
    text = office.refused("record_read", obligation=number, read_on=day, read_by=name)
    known = f"“{name}”{day}不是“第002厅”在任的主要领导，当日登记的是“{heads}”，不能登记已阅。"
    assert text == known + NOT_HEAD
    assert sql.rows(READ) == []


def test_an_unregistered_head_has_not_read(march: Acting, sql: Sql) -> None:
    march.report("D001", "2026-03", "T001", "T002")
    number = sql.value("SELECT id FROM obligation WHERE state = 'discharged'")
    text = march.head("D001").refused("record_read", obligation=number)
    assert text == "“D001厅长”2026-03-05不是“第001厅”在任的主要领导，当日没有登记主要领导，不能登记已阅。" + NOT_HEAD


def test_a_head_reads_for_himself_only(march: Acting, number: int) -> None:
    head = march.head("D002").on("2026-03-06")
    text = head.refused("record_read", obligation=number, read_by="李厅长")
    assert text == "“D002厅长”登记的是本人已阅，阅知人不能写成“李厅长”。"
    assert head.do("record_read", obligation=number, read_by="D002 厅长").counts == {"read": 1}


def test_a_paper_that_is_older_than_the_result_signs_nothing(march: Acting, number: int) -> None:
    old = SignedPaper(number="阅1号", dated=date(2026, 3, 4))
    signed = replace(march, actor=replace(march.head("D002").actor, paper=old), signs=False)
    assert "签字文件日期2026-03-04早于结果报送日期（2026-03-05）" in signed.refused("record_read", obligation=number)


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


def test_who_receives_the_messages_of_the_head_has_not_read_for_him(march: Acting, number: int) -> None:
    march.take("contacts", {"部门编码": "D002", "角色": "主要领导", "姓名": "李厅长"})
    days = {"first_day": "2026-03-05", "last_day": "2026-03-31"}
    named = {"department": "D002", "person": "李厅长", "representative": "周丹", "email": "zd@example.org"}
    march.do("appoint_representative", **named, **days)
    office = march.on("2026-03-06").office("D002")
    text = office.refused("record_read", obligation=number, read_on="2026-03-06", read_by="周丹")
    assert text.endswith(NOT_HEAD)
