"""并列: decided by the agency with a paper, for the departments that are tied and while they are (1-2.19, A45)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from models.database import begin
from models.ledger.acts import Role
from models.ledger.score.grades import grades
from models.rules.errors import Refused, Unavailable
from tests.databases import story
from tests.models.ledger.score.appraisal import PAPER, appraise, refused_unchanged, revalue

if TYPE_CHECKING:
    from sqlmodel import Session

    from models.rules.score.standing import Grades
    from tests.conftest import Acting, Sql, Together, Violations

KEPT = "SELECT serial, unit_class, value, grades, reason FROM tie_decision ORDER BY id"


@pytest.fixture
@story
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
        ({"dated": "2026-12-31"}, "文件日期2026-12-31在2026年以内，那时还没有并列，不是对这一并列的决定，请核对。"),
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


@pytest.mark.parametrize("field", ["year", "reason", "number", "dated", "evidence"])
def test_nothing_is_decided_without_reason_and_paper(tied: Acting, paper: dict[str, Any], sql: Sql, field: str) -> None:
    fields = {name: value for name, value in paper.items() if name != field} | of(D001="一等奖", D002="二等奖")
    assert refused_unchanged(tied, sql, "decide_tie", fields)


@pytest.mark.parametrize(
    "wrong",
    [
        {"reason": " "},
        {"number": ""},
        {"evidence": "没有.pdf"},
        {"dated": "2027-02-30"},
        of(D001="一等奖"),
        of(D001="", D002="二等奖"),
    ],
)
def test_what_says_nothing_decides_nothing(
    tied: Acting, paper: dict[str, Any], sql: Sql, wrong: dict[str, Any]
) -> None:
    assert refused_unchanged(tied, sql, "decide_tie", paper | of(D001="一等奖", D002="二等奖") | wrong)


def test_names_and_codes_say_the_same(tied: Acting, paper: dict[str, Any], sql: Sql) -> None:
    tied.do("decide_tie", **paper, **of(**{"第001厅": "一等奖", " D002 ": " 二等奖 "}))
    assert tied.do("decide_tie", **paper, **of(D001="一等奖", 第002厅="二等奖")).counts == {"decided": 0}
    assert sql.rows(KEPT)[0][3] == {"D001": "一等奖", "D002": "二等奖"}


def test_the_same_decision_twice_at_once_is_one(
    tied: Acting, paper: dict[str, Any], sql: Sql, together: Together, violations: Violations
) -> None:
    def work(session: Session) -> Any:
        return tied.within(session, "decide_tie", **paper, **of(D001="一等奖", D002="二等奖"))

    assert sorted(done.counts["decided"] for done in together(work, work)) == [0, 1]
    assert (len(sql.rows(KEPT)), violations()) == (1, [])


def test_two_decisions_at_once_are_two_and_the_later_one_holds(
    tied: Acting, paper: dict[str, Any], sql: Sql, together: Together
) -> None:
    def deciding(first: str, second: str) -> Any:
        fields = paper | of(D001=first, D002=second)
        return lambda session: tied.within(session, "decide_tie", **fields)

    together(deciding("一等奖", "二等奖"), deciding("二等奖", "一等奖"))
    kept = sql.rows(KEPT)
    assert [row[0] for row in kept] == [1, 2]
    assert dict(zip(("D001", "D002"), given(), strict=False)) == kept[1][3]


def test_other_offices_and_heads_are_told_who_decides(tied: Acting, paper: dict[str, Any], sql: Sql) -> None:
    fields = paper | of(D001="一等奖", D002="二等奖")
    for other in (tied.office("D001"), tied.office("D003"), tied.head("D002"), tied.system):
        told = refused_unchanged(other, sql, "decide_tie", fields)
        assert told.endswith("不能执行“决定并列的等次”，应由省直目标绩效管理机构办理。")


def test_nothing_is_decided_before_the_year_is_over(tied: Acting, paper: dict[str, Any], sql: Sql) -> None:
    fields = paper | {"dated": "2026-12-30"} | of(D001="一等奖", D002="二等奖")
    told = refused_unchanged(tied.on("2026-12-31"), sql, "decide_tie", fields)
    assert "（还缺：考评年度尚未结束）" in told


def test_a54_who_was_merged_after_the_year_is_still_tied(
    tied: Acting, paper: dict[str, Any], violations: Violations
) -> None:
    reform: dict[str, Any] = {"department": "D002", "successor": "D003", "basis": "黔机编〔2027〕1号"}
    tied.on("2027-02-01").do("merge_department", effective_on="2027-02-01", **reform)
    done = tied.on("2027-02-02").do("decide_tie", **paper, **of(D001="二等奖", D002="一等奖"))
    assert (done.counts["decided"], given()[:2], violations()) == (1, ["二等奖", "一等奖"], [])


def test_a_decision_counts_again_when_its_tie_is_there_again(tied: Acting, paper: dict[str, Any], policy: str) -> None:
    tied.do("decide_tie", **paper, **of(D001="二等奖", D002="一等奖"))
    revalue(tied, policy, "D001", "91")
    assert ([each.words[:7] for each in found().lapsed], found().ties) == (["领导小组会议决"], ())
    revalue(tied, policy, "D001", "90")
    assert (given()[:2], found().lapsed, found().ties[0].renewed) == (["二等奖", "一等奖"], (), False)


def test_a_tie_with_one_without_a_grade_is_none_until_that_is_withdrawn(
    tied: Acting, paper: dict[str, Any], policy: str
) -> None:
    tied.do("decide_tie", **paper, **of(D001="二等奖", D002="一等奖"))
    of_year: dict[str, Any] = {"department": "D001", "year": 2026, "reason": "一票否决"}
    tied.do("appraise_without_grade", kind="取消", basis="办法第十三条", **of_year, **PAPER, evidence=policy)
    assert (found().ties, len(found().lapsed)) == ((), 1)
    tied.do("withdraw_without_grade", **of_year)
    assert (given()[:2], found().lapsed) == (["二等奖", "一等奖"], ())


@pytest.fixture
def two_classes(tied: Acting, policy: str) -> Acting:
    """D001 and D002 are tied in the first class, D003 and D004 in the second."""
    revalue(tied, policy, "D004", "80")
    for code in ("D003", "D004"):
        of_year: dict[str, Any] = {"department": code, "year": 2026, "unit_class": "乙类", "reason": "误登"}
        tied.do("classify_unit", **of_year, **PAPER, evidence=policy)
    return tied


def test_ties_of_two_classes_are_decided_apart(two_classes: Acting, paper: dict[str, Any]) -> None:
    assert [(tie.unit_class, tie.units) for tie in found().ties] == [
        ("乙类", ("D003", "D004")),
        ("甲类", ("D001", "D002")),
    ]
    two_classes.do("decide_tie", **paper, **of(D003="三等奖", D004="二等奖"))
    assert given() == ["", "", "三等奖", "二等奖"]
    two_classes.do("decide_tie", **paper, **of(D001="二等奖", D002="三等奖"))
    assert given() == ["二等奖", "三等奖", "三等奖", "二等奖"]


def test_one_decision_is_not_about_two_ties(two_classes: Acting, paper: dict[str, Any], sql: Sql) -> None:
    chosen = of(D001="二等奖", D002="三等奖", D003="二等奖", D004="三等奖")
    told = refused_unchanged(two_classes, sql, "decide_tie", paper | chosen)
    assert told.startswith("并列的是“第003厅”、“第004厅”")


def test_the_database_keeps_one_decision_of_a_number(tied: Acting, paper: dict[str, Any], sql: Sql) -> None:
    tied.do("decide_tie", **paper, **of(D001="一等奖", D002="二等奖"))
    columns = "jurisdiction_id, year, serial, unit_class, value, grades, reason, paper_number, paper_date, recorded_on"
    with pytest.raises(Unavailable):
        sql(f"INSERT INTO tie_decision ({columns}) SELECT {columns} FROM tie_decision")  # noqa: S608 - own names
