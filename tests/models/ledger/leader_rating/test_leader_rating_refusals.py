"""What is refused about the ratings of a leader leaves every row as it was; and no two acts are done at once (A40)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from models.rules.errors import Refused
from tests.models.ledger.leader_rating.conftest import Rated, by, read
from tests.models.ledger.score.lines import line_of

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql, Together, Violations

ENTER, CONFIRM, WITHDRAW = "enter_leader_ratings", "confirm_leader_ratings", "withdraw_leader_ratings"
SHEETS = "SELECT x::text FROM leader_sheet x ORDER BY id"
KEPT = (
    SHEETS,
    "SELECT x::text FROM sealed_rating x ORDER BY leader_sheet_id",
    "SELECT x::text FROM exhibit x ORDER BY id",
    "SELECT x::text FROM secrecy x ORDER BY id",
    "SELECT count(*)::text FROM transition",
    "SELECT hash FROM chain_head",
)
BACK: dict[str, Any] = {"rated_by": "张平", "year": 2026, "reason": "误录"}

pytestmark = pytest.mark.usefixtures("another")


def kept(sql: Sql) -> list[list[str]]:
    return [sql.column(each) for each in KEPT]


@pytest.fixture
def entered(january: Acting, rated: Rated) -> dict[str, Any]:
    """王文 entered what 张平 gave D001 and D002."""
    fields = rated("张平", D001="80", D002="90")
    by(january, "王文", "ww").do(ENTER, **fields)
    return fields


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"rated_by": "周未"}, "不是登记在管理机构的省领导"),
        ({"rated_by": "李安", "year": 2025, "rated_on": "2024-12-31"}, "应在2025年1月1日"),
        ({"rated_by": "李安", "year": 2028}, "2028年尚未开始"),
        ({"rated_by": "李安", "rated_on": "2027-01-21"}, "评价日期2027-01-21应在2026年1月1日至今天"),
        ({"rated_by": "李安", "ratings": []}, "没有评价任何部门"),
        ({"rated_by": "李安", "ratings": [{"department": "D001", "mark": "100.01"}]}, "不在量表内"),
        ({"rated_by": "李安", "ratings": [{"department": "D009", "mark": "80"}]}, "不在部门名单中"),
        ({"rated_by": "李安", "evidence": []}, "须附评价表原件"),
        ({"ratings": [{"department": "D001", "mark": "80"}]}, "此前已录入（待核对）"),
    ],
)
def test_a_refused_entry_changes_nothing(
    january: Acting, entered: dict[str, Any], sql: Sql, change: dict[str, Any], told: str
) -> None:
    before = kept(sql)
    assert told in by(january, "王文", "ww").refused(ENTER, **entered | change)
    assert kept(sql) == before


@pytest.mark.parametrize(
    ("reader", "change", "told"),
    [
        ("王文", {}, "须由另一人核对"),
        ("李明", {"year": 2025}, "没有录入“张平”2025年的评价"),
        ("李明", {"rated_by": "李安"}, "没有录入“李安”2026年的评价"),
        ("李明", {"ratings": [{"department": "D001", "mark": "80"}]}, "与首次录入不一致（为免推知评价，不列出部门）"),
        (
            "李明",
            {"ratings": [{"department": code, "mark": "80"} for code in ("D001", "D002")]},
            "不列出部门），没有核对通过",
        ),
        ("李明", {"ratings": [{"department": "D001", "mark": "好"}]}, "部门D001的评价不在量表内"),
        ("李明", {"ratings": [{"department": "D001", "mark": "80"}] * 2}, "部门D001评价了两次"),
        ("李明", {"ratings": []}, "没有评价任何部门"),
    ],
)
def test_a_refused_reading_changes_nothing(
    january: Acting, entered: dict[str, Any], sql: Sql, reader: str, change: dict[str, Any], told: str
) -> None:
    before = kept(sql)
    assert told in by(january, reader).refused(CONFIRM, **read(entered) | change)
    assert kept(sql) == before


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"rated_by": "李安"}, "没有录入“李安”2026年的评价"),
        ({"year": 2025}, "没有录入“张平”2025年的评价"),
        ({"reason": " "}, "“原因”不能为空"),
    ],
)
@pytest.mark.usefixtures("entered")
def test_a_refused_withdrawal_changes_nothing(january: Acting, sql: Sql, change: dict[str, Any], told: str) -> None:
    before = kept(sql)
    assert told in january.refused(WITHDRAW, **BACK | change)
    assert kept(sql) == before


def test_a_confirmed_sheet_is_not_withdrawn_without_a_file(january: Acting, entered: dict[str, Any], sql: Sql) -> None:
    by(january, "李明").do(CONFIRM, **read(entered))
    before = kept(sql)
    assert "撤回须附依据文件" in by(january, "李明").refused(WITHDRAW, **BACK)
    assert kept(sql) == before


@pytest.mark.parametrize("act", [ENTER, CONFIRM, WITHDRAW])
@pytest.mark.parametrize("who", ["office", "head"])
def test_neither_an_office_nor_a_head_does_anything_about_a_sheet(
    january: Acting, entered: dict[str, Any], sql: Sql, act: str, who: str
) -> None:
    fields = {ENTER: entered | {"rated_by": "李安"}, CONFIRM: read(entered), WITHDRAW: BACK}[act]
    before = kept(sql)
    with pytest.raises(Refused):
        getattr(january, who)("D001").do(act, **fields)
    assert kept(sql) == before


def test_a_withdrawn_sheet_is_neither_read_nor_withdrawn_again(
    january: Acting, entered: dict[str, Any], sql: Sql
) -> None:
    january.do(WITHDRAW, **BACK)
    before = kept(sql)
    for act, fields in ((CONFIRM, read(entered)), (WITHDRAW, BACK)):
        assert by(january, "李明").refused(act, **fields).startswith("没有录入“张平”2026年的评价")
    assert kept(sql) == before


def test_two_entries_at_once_are_one_sheet(
    january: Acting, rated: Rated, sql: Sql, together: Together, violations: Violations
) -> None:
    acting = by(january, "王文", "ww")
    works = [
        lambda session, mark=mark: acting.within(session, ENTER, **rated("张平", D001=mark)) for mark in ("88", "88.0")
    ]
    counts = sorted(each.counts["entered"] for each in together(*works))
    assert counts == [0, 1]
    assert len(sql.column(SHEETS)) == 1
    assert violations() == []


def test_of_two_different_entries_at_once_one_is_refused(
    january: Acting, rated: Rated, sql: Sql, together: Together, violations: Violations
) -> None:
    names = (("王文", "80"), ("李明", "90"))
    works = [
        lambda session, name=name, mark=mark: by(january, name).within(session, ENTER, **rated("张平", D001=mark))
        for name, mark in names
    ]
    [refusal] = [each for each in together(*works) if isinstance(each, Refused)]
    assert "一名省领导一年评价一次" in refusal.message
    assert sql.column("SELECT rated FROM leader_sheet") == [1]
    assert violations() == []


def test_a_reading_and_a_withdrawal_at_once_leave_one_sound_state(
    january: Acting, entered: dict[str, Any], sql: Sql, together: Together, violations: Violations
) -> None:
    reader = by(january, "李明")
    results = together(
        lambda session: reader.within(session, CONFIRM, **read(entered)),
        lambda session: january.within(session, WITHDRAW, **BACK),
    )
    refused = [each.message for each in results if isinstance(each, Refused)]
    state = sql.value("SELECT state FROM leader_sheet")
    assert len(refused) == 1
    assert ("撤回须附依据文件" in refused[0]) if state == "confirmed" else "没有录入" in refused[0]
    assert violations() == []


def test_two_readings_at_once_confirm_once(
    january: Acting, entered: dict[str, Any], sql: Sql, together: Together
) -> None:
    readers = [by(january, name) for name in ("李明", "赵敏")]
    works = [lambda session, who=who: who.within(session, CONFIRM, **read(entered)) for who in readers]
    assert sorted(each.counts["confirmed"] for each in together(*works)) == [0, 1]
    assert sql.column("SELECT confirmed_by FROM leader_sheet") in (["李明"], ["赵敏"])


def test_a_second_year_is_another_sheet_and_moves_no_earlier_one(
    january: Acting, rated: Rated, sql: Sql, violations: Violations
) -> None:
    for year, mark in ((2026, "80"), (2027, "100")):
        for leader in ("张平", "李安", "赵立"):
            fields = rated(leader, D001=mark) | {"year": year}
            by(january, "王文").do(ENTER, **fields)
            by(january, "李明").do(CONFIRM, **read(fields))
    points = [line_of("D001", "leaders", year).points for year in (2026, 2027)]
    assert [str(each) for each in points] == ["2.4", "3"]
    assert sql.column("SELECT DISTINCT serial FROM leader_sheet") == [1]
    assert violations() == []


def test_withdrawn_again_and_again_every_sheet_stays_with_its_serial(
    january: Acting, rated: Rated, sql: Sql, violations: Violations
) -> None:
    for mark in ("70", "80", "90"):
        by(january, "王文").do(ENTER, **rated("张平", D001=mark))
        january.do(WITHDRAW, **BACK)
    assert sql.rows("SELECT serial, state FROM leader_sheet ORDER BY id") == [(n, "withdrawn") for n in (1, 2, 3)]
    assert sql.value("SELECT count(DISTINCT digest) FROM leader_sheet") == 3
    assert violations() == []


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ('UPDATE sealed_rating SET marks = \'{"D001": "99"}\'', "张平"),
        ("UPDATE leader_sheet SET rated_on = '2026-12-01'", "张平"),
        ("UPDATE leader_sheet SET rated = 3", "张平"),
        ("UPDATE leader_sheet SET entered_by = '李明'", "张平"),
    ],
)
@pytest.mark.usefixtures("entered")
def test_a_rating_changed_behind_the_ledger_is_found(sql: Sql, violations: Violations, change: str, named: str) -> None:
    assert violations() == []
    sql(change)
    assert any(named in each for each in violations())
