"""参与单位 and 内设机构: registered once under every spelling, one leading group at a time, listed by level."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from models.database import begin
from models.ledger.registry.bodies import (
    count_offices,
    list_bodies,
    list_divisions,
    register_body,
    register_division,
)

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql, Violations

GROUP = {"name": "省直目标绩效管理领导小组", "kind": "领导小组"}
OFFICE = {"name": "领导小组办公室", "kind": "领导小组办公室"}
BODY, DIVISION = register_body.name, register_division.name
DAY = date(2026, 3, 5)
PAPER = "黔党办发〔2017〕9号"


def _listed(day: date = DAY, *, former: bool = False) -> list[tuple[str, int]]:
    with begin() as session:
        return [(row["name"], row["level"]) for row in list_bodies(session, day, former=former)]


def test_a_body_is_registered_once_and_changed_by_what_is_given(
    march: Acting, sql: Sql, violations: Violations
) -> None:
    assert (
        march.do(BODY, **GROUP, basis="黔党办发〔2017〕9号").words
        == "已登记参与单位“省直目标绩效管理领导小组”（领导小组）。"
    )
    assert march.do(BODY, **GROUP).counts == {"registered": 0}
    assert march.do(BODY, **GROUP, email="ldxz@example.org").counts == {"registered": 1}
    assert sql.rows("SELECT basis, email FROM body") == [("黔党办发〔2017〕9号", "ldxz@example.org")]
    assert sql.column("SELECT event FROM transition WHERE record = 'body' ORDER BY id") == ["registered", "changed"]
    assert violations() == []


@pytest.mark.parametrize(
    "spelled", ["省直目标绩效管理领导小组 ", "省直目标\u200b绩效管理领导小组", "省直目标绩效管理 领导小组"]
)
def test_every_spelling_of_a_name_is_that_of_one_body(march: Acting, sql: Sql, spelled: str) -> None:
    march.do(BODY, **GROUP)
    assert march.do(BODY, **GROUP | {"name": spelled}).counts == {"registered": 0}
    assert sql.column("SELECT name FROM body") == [GROUP["name"]]


@pytest.mark.parametrize(
    ("first", "second", "apart"),
    [
        ({}, {}, False),
        ({"valid_to": "2026-03-31"}, {"valid_from": "2026-04-01"}, True),
        ({"valid_to": "2026-03-31"}, {"valid_from": "2026-03-31"}, False),
        ({"valid_from": "2026-04-01"}, {"valid_to": "2026-03-31"}, True),
        ({"valid_from": "2026-01-01", "valid_to": "2026-12-31"}, {"valid_from": "2026-05-01"}, False),
    ],
)
def test_one_leading_group_is_in_office_at_a_time(
    march: Acting, sql: Sql, first: dict[str, str], second: dict[str, str], *, apart: bool
) -> None:
    march.do(BODY, **GROUP, **first)
    other = {"name": "新一届领导小组", "kind": "领导小组"} | second
    if apart:
        assert march.do(BODY, **other).counts == {"registered": 1}
        return
    words = march.refused(BODY, **other)
    assert words.startswith("领导小组已登记为“省直目标绩效管理领导小组”")
    ended = "写明新单位的生效日期，应在它失效之后。"
    still = "先登记它的失效日期，再写明新单位的生效日期。"
    assert words.endswith(f"同一时期只有一个。更换的，{ended if 'valid_to' in first else still}")
    assert sql.value("SELECT count(*) FROM body") == 1


def test_a_change_of_the_term_of_office_is_compared_too(march: Acting, sql: Sql) -> None:
    march.do(BODY, **GROUP, valid_to="2026-03-31")
    march.do(BODY, name="新一届领导小组", kind="领导小组", valid_from="2026-04-01")
    words = march.refused(BODY, **GROUP, valid_to="2026-06-30")
    assert words.startswith("领导小组已登记为“新一届领导小组”（2026-04-01起）")
    assert sql.column("SELECT valid_to::text FROM body ORDER BY id") == ["2026-03-31", None]


def test_a_known_name_is_not_given_to_another_kind_of_body(march: Acting, sql: Sql) -> None:
    march.do(BODY, **GROUP)
    assert march.refused(BODY, name=GROUP["name"], kind="组织部") == (
        "“省直目标绩效管理领导小组”已登记为领导小组，不能改为组织部。"
        "是另一个单位的，请用不同的名称登记；查看：mubiao bodies。"
    )
    assert sql.column("SELECT kind FROM body") == ["leading_group"]


def test_of_other_kinds_there_may_be_several(march: Acting) -> None:
    for name in ("目标一部", "目标二部"):
        assert march.do(BODY, name=name, kind="目标部").counts == {"registered": 1}
    for name in ("省人大常委会办公厅", "省政协办公厅"):
        assert march.do(BODY, name=name, kind="其他", member="是", basis=PAPER).counts == {"registered": 1}


@pytest.mark.parametrize("basis", [{}, {"basis": ""}, {"basis": " \u3000"}])
def test_a_member_has_the_paper_that_makes_it_one(march: Acting, sql: Sql, basis: dict[str, str]) -> None:
    """9.1: a member is given all results of the year."""
    member = {"name": "省委组织部", "kind": "组织部", "member": "是"}
    words = march.refused(BODY, **member, **basis)
    assert words == (
        "“省委组织部”登记为领导小组成员单位，须写明依据文件（--basis），即确定它为成员单位的文件的文号。"
        "成员单位得到全年的考评结果（1-9.1）。"
    )
    march.do(BODY, name="省委组织部", kind="组织部")
    assert march.refused(BODY, **member, **basis) == words
    assert sql.rows("SELECT member, basis FROM body") == [(False, "")]


def test_a_member_keeps_its_paper(march: Acting, sql: Sql) -> None:
    known = {"name": "省委组织部", "kind": "组织部"}
    march.do(BODY, **known, basis=PAPER)
    assert march.do(BODY, **known, member="是").counts == {"registered": 1}
    assert "须写明依据文件" in march.refused(BODY, **known, basis=" ")
    assert sql.rows("SELECT member, basis FROM body") == [(True, PAPER)]
    assert march.do(BODY, **known, member="否", basis="").counts == {"registered": 1}


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"valid_from": "2026-03-02", "valid_to": "2026-03-01"}, "终止日期2026-03-01早于起始日期2026-03-02。"),
        ({"kind": "理事会"}, "“单位类别”"),
        ({"name": "\u200b"}, "“单位名称”只有看不见的字符"),
    ],
)
def test_a_wrong_body_is_refused_and_nothing_is_stored(
    march: Acting, sql: Sql, given: dict[str, Any], words: str
) -> None:
    assert words in march.refused(BODY, **GROUP | given)
    assert sql.value("SELECT count(*) FROM body") == 0


def test_a_validity_is_compared_with_what_was_given_before(march: Acting) -> None:
    march.do(BODY, **GROUP, valid_from="2026-03-02")
    assert march.refused(BODY, **GROUP, valid_to="2026-03-01") == "终止日期2026-03-01早于起始日期2026-03-02。"


def test_bodies_are_listed_by_level_as_of_a_day(march: Acting) -> None:
    march.do(BODY, name="省委组织部", kind="组织部", member="是", basis=PAPER)
    march.do(BODY, **OFFICE)
    march.do(BODY, **GROUP, valid_to="2026-03-31")
    assert _listed() == [(GROUP["name"], 1), (OFFICE["name"], 2), ("省委组织部", 0)]
    assert _listed(date(2026, 4, 1)) == [(OFFICE["name"], 2), ("省委组织部", 0)]
    assert _listed(date(2026, 4, 1), former=True) == _listed()


def test_the_fourth_level_is_that_of_the_departments(march: Acting) -> None:
    march.take("departments", {"编码": "D009", "名称": "第009厅", "生效日期": "2026-04-01"})
    with begin() as session:
        assert (count_offices(session, DAY), count_offices(session, date(2026, 4, 1))) == (2, 3)


def test_a_division_is_part_of_one_department(march: Acting, sql: Sql, violations: Violations) -> None:
    assert march.do(DIVISION, department="D001", name="办公室").words == "已登记第001厅的内设机构“办公室”。"
    assert march.do(DIVISION, department="第002厅", name="办公室").counts == {"registered": 1}
    assert march.do(DIVISION, department="D001", name="办公室").counts == {"registered": 0}
    assert march.do(DIVISION, department="D001", name="办公室", valid_to="2026-03-31").words == (
        "已更新第001厅的内设机构“办公室”。"
    )
    with begin() as session:
        found = [(row["department_code"], row["name"]) for row in list_divisions(session, date(2026, 4, 1))]
    assert found == [("D002", "办公室")]
    assert sql.column("SELECT event FROM transition WHERE record = 'division' ORDER BY id") == [
        "registered",
        "registered",
        "changed",
    ]
    assert violations() == []


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"department": "D999"}, "D999"),
        ({"valid_from": "2026-03-02", "valid_to": "2026-03-01"}, "终止日期2026-03-01早于起始日期2026-03-02。"),
    ],
)
def test_a_wrong_division_is_refused(march: Acting, sql: Sql, given: dict[str, str], words: str) -> None:
    assert words in march.refused(DIVISION, **{"department": "D001", "name": "办公室"} | given)
    assert sql.value("SELECT count(*) FROM division") == 0
