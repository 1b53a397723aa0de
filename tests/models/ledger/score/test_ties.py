"""并列: decided by the agency with a paper, for the departments that are tied and while they are (1-2.19, A45)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from models.database import begin
from models.ledger.acts import Role
from models.ledger.score.grades import grades
from models.rules.errors import Refused
from tests.models.ledger.score.appraisal import PAPER, appraise, revalue

if TYPE_CHECKING:
    from models.rules.score.standing import Grades
    from tests.conftest import Acting, Sql, Violations

KEPT = "SELECT serial, unit_class, value, grades, reason FROM tie_decision ORDER BY id"


@pytest.fixture
def tied(acting: Acting, policy: str) -> Acting:
    """D001 and D002 are tied across the edge of the first prize."""
    return appraise(acting, policy, D001="90", D002="90", D003="80", D004="70")


@pytest.fixture
def paper(policy: str) -> dict[str, Any]:
    """The minutes of the meeting that decided."""
    return {"year": 2026, "reason": "领导小组会议决定", **PAPER, "evidence": policy}


def of(**chosen: str) -> dict[str, Any]:
    return {"grades": [{"department": code, "grade": grade} for code, grade in chosen.items()]}


def found() -> Grades:
    with begin() as session:
        return grades(session, 2026, date(2027, 3, 1))


def given() -> list[str]:
    return [each.grade for each in found().standings]


def test_a45_the_agency_decides_who_of_the_tied_has_the_higher_grade(
    tied: Acting, paper: dict[str, Any], sql: Sql, violations: Violations
) -> None:
    assert given() == ["", "", "二等奖", "三等奖"]
    done = tied.do("decide_tie", **paper, **of(D002="一等奖", D001="二等奖"))
    assert done.words == "已决定2026年甲类的并列：“第002厅”一等奖、“第001厅”二等奖。"
    assert done.counts == {"decided": 1, "evidence": 1}
    assert given() == ["二等奖", "一等奖", "二等奖", "三等奖"]
    assert [each.place for each in found().standings] == [1, 1, 3, 4]
    assert sql.rows(KEPT)[0][:3] == (1, "甲类", "961/10")
    assert violations() == []


def test_the_same_again_changes_nothing_and_a_later_decision_takes_its_place(
    tied: Acting, paper: dict[str, Any], sql: Sql
) -> None:
    tied.do("decide_tie", **paper, **of(D001="一等奖", D002="二等奖"))
    again = tied.do("decide_tie", **paper, **of(D002="二等奖", D001="一等奖"))
    assert (again.words, again.counts) == ("2026年甲类的这一并列此前已这样决定，未作改动。", {"decided": 0})
    tied.do("decide_tie", **paper | {"reason": "会议改定"}, **of(D002="一等奖", D001="二等奖"))
    assert given()[:2] == ["二等奖", "一等奖"]
    assert [row[0] for row in sql.rows(KEPT)] == [1, 2]


def test_a45_it_counts_no_more_when_the_totals_change_and_is_decided_again(
    tied: Acting, paper: dict[str, Any], policy: str
) -> None:
    tied.do("decide_tie", **paper, **of(D001="一等奖", D002="二等奖"))
    for code in ("D001", "D002"):
        revalue(tied, policy, code, "91")
    assert given()[:2] == ["", ""]
    assert ([tie.renewed for tie in found().ties], len(found().lapsed)) == ([True], 1)
    tied.do("decide_tie", **paper, **of(D001="二等奖", D002="一等奖"))
    assert given()[:2] == ["二等奖", "一等奖"]
    revalue(tied, policy, "D001", "92")
    assert (given()[:2], found().ties, len(found().lapsed)) == (["一等奖", "二等奖"], (), 2)


@pytest.mark.parametrize(
    ("chosen", "told"),
    [
        ({"D003": "一等奖", "D004": "二等奖"}, "这些部门没有跨等次界限的并列，不需要决定。查看：mubiao grades。"),
        (
            {"D001": "一等奖", "D003": "二等奖"},
            "并列的是“第001厅”、“第002厅”，请写明其中每个部门的等次，不写其他部门。",
        ),
        (
            {"D001": "一等奖", "D002": "一等奖"},
            "留给并列部门的等次是一等奖、二等奖，一个部门一个，请核对各部门的等次。",
        ),
        (
            {"D001": "特等奖", "D002": "二等奖"},
            "留给并列部门的等次是一等奖、二等奖，一个部门一个，请核对各部门的等次。",
        ),
        ({"D001": "一等奖", "第001厅": "二等奖"}, "“第001厅”写了两次，请只保留一次。"),
        ({"D001": "一等奖", "D009": "二等奖"}, "部门“D009”不在部门名单中。查看：mubiao departments。"),
    ],
)
def test_who_is_not_tied_and_what_the_tie_does_not_leave_is_refused(
    tied: Acting, paper: dict[str, Any], sql: Sql, chosen: dict[str, str], told: str
) -> None:
    assert tied.refused("decide_tie", **paper, **of(**chosen)) == told
    assert sql.rows(KEPT) == []


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"dated": "2027-01-21"}, "文件日期2027-01-21晚于今天（2027-01-20），请核对。"),
        ({"dated": "2025-12-31"}, "文件日期2025-12-31早于2026年，不是该年度的考评结果，请核对。"),
        ({"year": 2028}, "2028年尚未开始，没有考评，请核对年度。"),
    ],
)
def test_a_paper_of_another_day_and_a_year_to_come_are_refused(
    tied: Acting, paper: dict[str, Any], change: dict[str, Any], told: str
) -> None:
    assert tied.refused("decide_tie", **paper | change, **of(D001="一等奖", D002="二等奖")) == told


def test_nothing_is_decided_ahead_while_a_total_lacks_something(tied: Acting, paper: dict[str, Any]) -> None:
    tied.take("departments", {"编码": "D005", "名称": "第005厅", "生效日期": "2026-06-01"})
    told = tied.refused("decide_tie", **paper, **of(D001="一等奖", D002="二等奖"))
    assert told.endswith("不需要决定（还缺：“第005厅”没有登记单位类别）。查看：mubiao grades。")


def test_an_office_does_not_decide(tied: Acting, paper: dict[str, Any], sql: Sql) -> None:
    assert tied.actor.role is Role.AGENCY
    with pytest.raises(Refused):
        tied.office("D001").do("decide_tie", **paper, **of(D001="一等奖", D002="二等奖"))
    assert sql.rows(KEPT) == []
