"""等次: the result of a unit is the best prize of its projects (1-2.16)."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from tests.databases import story
from tests.models.ledger.innovation.conftest import results_of, votes_of
from tests.models.ledger.score.lines import line_of

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql, Violations


RESULTS = "SELECT prize, project, paper_number, paper_date::text, recorded_on::text FROM innovation ORDER BY id"


def test_2_16_the_best_prize_of_several_projects_is_that_of_the_unit(
    applied: Acting, expert: dict[str, Any], onsite: dict[str, Any], sql: Sql
) -> None:
    all_in = {f"2026-{n}": "入围 入围 入围" for n in (1, 2, 3)}
    results = results_of(dict.fromkeys(all_in, "入围"))
    applied.do("record_expert_round", **expert | {"votes": votes_of(all_in), "results": results})
    votes = {"2026-1": "三等奖 三等奖 三等奖", "2026-2": "一等奖 一等奖 一等奖", "2026-3": "一等奖 一等奖 一等奖"}
    given = {key: line.split()[0] for key, line in votes.items()}
    held = onsite | {"votes": votes_of(votes), "results": results_of(given)}
    applied.on("2026-12-10").do("record_onsite_round", **held)
    assert sql.rows(RESULTS) == [
        ("first", "一网通办", "评2", "2026-12-09", "2026-12-10"),
        ("first", "数字档案", "评2", "2026-12-09", "2026-12-10"),
    ]


RESULTS_CORRECTED = """
SELECT d.code, i.serial, i.prize, i.project, i.reason FROM innovation i
JOIN department d ON d.id = i.department_id ORDER BY i.id
"""
ALL_IN = {f"2026-{number}": "入围 入围 入围" for number in (1, 2, 3)}


@pytest.fixture
@story
def all_in(applied: Acting, expert: dict[str, Any]) -> Acting:
    """All three projects were shortlisted; it is 9 December."""
    listed = {"votes": votes_of(ALL_IN), "results": results_of(dict.fromkeys(ALL_IN, "入围"))}
    applied.do("record_expert_round", **expert | listed)
    return applied.on("2026-12-09")


def held(onsite: dict[str, Any], **prizes: str) -> dict[str, Any]:
    """The minutes of a jury that gives each project one prize; no prize has its reason."""
    given = {f"2026-{key.removeprefix('p')}": prize for key, prize in prizes.items()}
    votes = votes_of({key: f"{prize} {prize} {prize}" for key, prize in given.items()})
    results = {key: f"{prize}：推广价值有限" if prize == "未获奖" else prize for key, prize in given.items()}
    return onsite | {"votes": votes, "results": results_of(results)}


@pytest.mark.parametrize(
    ("prizes", "best", "names", "points"),
    [
        (("一等奖", "二等奖"), "first", "入学一次办", "3"),
        (("鼓励奖", "三等奖"), "third", "一网通办", "1"),
        (("二等奖", "二等奖"), "second", "入学一次办、一网通办", "2"),
        (("未获奖", "鼓励奖"), "encouragement", "一网通办", "0.5"),
        (("未获奖", "未获奖"), "none", "入学一次办、一网通办", "0"),
    ],
)
def test_2_16_a_unit_has_the_best_prize_of_its_projects_once(
    all_in: Acting, onsite: dict[str, Any], sql: Sql, prizes: tuple[str, str], best: str, names: str, points: str
) -> None:
    all_in.do("record_onsite_round", **held(onsite, p1=prizes[0], p2=prizes[1], p3="三等奖"))
    assert sql.rows(RESULTS_CORRECTED)[0] == ("D001", 1, best, names, "")
    assert line_of("D001", "innovation").points == Decimal(points)
    assert line_of("D002", "innovation").points == Decimal(1)


def test_2_16_a_shortlisted_unit_has_no_points_yet(all_in: Acting, onsite: dict[str, Any], sql: Sql) -> None:
    assert sql.rows(RESULTS_CORRECTED) == []
    assert [line_of(code, "innovation").points for code in ("D001", "D002")] == [None, None]
    all_in.do("record_onsite_round", **held(onsite, p1="一等奖", p2="未获奖", p3="二等奖"))
    assert [line_of(code, "innovation").points for code in ("D001", "D002")] == [Decimal(3), Decimal(2)]


def test_each_correction_supersedes_the_one_before_and_all_stay(
    all_in: Acting, onsite: dict[str, Any], sql: Sql, violations: Violations
) -> None:
    for number, prize in enumerate(("一等奖", "三等奖", "二等奖")):
        fields = held(onsite, p1=prize, p2="未获奖", p3="未获奖")
        all_in.do("record_onsite_round", **fields | ({"reason": f"第{number}次复核"} if number else {}))
    own = [row[1:] for row in sql.rows(RESULTS_CORRECTED) if row[0] == "D001"]
    assert own == [
        (1, "first", "入学一次办", ""),
        (2, "third", "入学一次办", "第1次复核"),
        (3, "second", "入学一次办", "第2次复核"),
    ]
    line = line_of("D001", "innovation")
    assert line.points == Decimal(2)
    assert [each.partition("，")[0] for each in line.basis] == ["二等奖", "此前：三等奖", "此前：一等奖"]
    assert violations() == []


def test_the_points_follow_the_corrected_prize_and_the_states_too(
    all_in: Acting, onsite: dict[str, Any], sql: Sql, violations: Violations
) -> None:
    all_in.do("record_onsite_round", **held(onsite, p1="一等奖", p2="未获奖", p3="二等奖"))
    swapped = held(onsite, p1="未获奖", p2="一等奖", p3="未获奖")
    all_in.do("record_onsite_round", **swapped, reason="录入有误")
    states = "SELECT state FROM innovation_project ORDER BY number"
    assert sql.column(states) == ["unawarded", "awarded", "unawarded"]
    assert [line_of(code, "innovation").points for code in ("D001", "D002")] == [Decimal(3), Decimal(0)]
    assert violations() == []


def test_a_unit_that_did_not_apply_has_no_result_of_the_rounds(
    all_in: Acting, onsite: dict[str, Any], paper: dict[str, Any], sql: Sql
) -> None:
    all_in.do("record_onsite_round", **held(onsite, p1="一等奖", p2="未获奖", p3="二等奖"))
    assert {row[0] for row in sql.rows(RESULTS_CORRECTED)} == {"D001", "D002"}
    prize = {"department": "D004", "year": 2026, "prize": "一等奖", "project": "数字档案", **paper}
    told = all_in.refused("record_innovation", **prize)
    assert told == "“第004厅”2026年没有申报创新项目，结果只能登记为“未参加”。"
    all_in.do("record_innovation", **prize | {"prize": "未参加", "project": ""})
    assert sql.rows(RESULTS_CORRECTED)[-1] == ("D004", 1, "absent", "", "")


def test_a_successor_keeps_its_own_prize_and_not_that_of_the_merged_unit(
    all_in: Acting, onsite: dict[str, Any], sql: Sql, violations: Violations
) -> None:
    merged = {"department": "D002", "successor": "D001", "effective_on": "2026-12-01", "basis": "黔编〔2026〕8号"}
    all_in.on("2026-12-01").do("merge_department", **merged)
    all_in.do("record_onsite_round", **held(onsite, p1="三等奖", p2="未获奖", p3="一等奖"))
    assert sql.rows(RESULTS_CORRECTED) == [("D001", 1, "third", "入学一次办", "")]
    assert line_of("D001", "innovation").points == Decimal(1)
    assert violations() == []


def test_a_unit_that_was_merged_after_the_year_keeps_its_result(
    all_in: Acting, onsite: dict[str, Any], sql: Sql, violations: Violations
) -> None:
    merged = {"department": "D002", "successor": "D001", "effective_on": "2027-02-01", "basis": "黔编〔2027〕1号"}
    later = all_in.on("2027-02-01")
    later.do("merge_department", **merged)
    late = {"held_on": "2027-02-01", "dated": "2027-02-01"}
    later.do("record_onsite_round", **held(onsite, p1="三等奖", p2="未获奖", p3="一等奖") | late)
    assert [row[:3] for row in sql.rows(RESULTS_CORRECTED)] == [("D001", 1, "third"), ("D002", 1, "first")]
    assert violations() == []


def test_a_round_opened_again_keeps_its_results_out_of_the_score_until_it_is_judged(
    applied: Acting, expert: dict[str, Any], onsite: dict[str, Any], sql: Sql, violations: Violations
) -> None:
    none = results_of(dict.fromkeys(ALL_IN, "不入围：成效尚未显现"))
    applied.do("record_expert_round", **expert | {"results": none})
    assert line_of("D002", "innovation").points == 0
    applied.do("record_expert_round", **expert, reason="复核材料")
    assert line_of("D002", "innovation").points is None
    applied.on("2026-12-09").do("record_onsite_round", **held(onsite, p1="未获奖", p3="一等奖"))
    assert line_of("D002", "innovation").points == Decimal(3)
    assert [row[1:3] for row in sql.rows(RESULTS_CORRECTED) if row[0] == "D002"] == [(1, "none"), (2, "first")]
    assert violations() == []
