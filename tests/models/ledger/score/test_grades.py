"""等次: places and grades within classes, ties listed, and nothing graded while something lacks (1-2.19, A45, A54)."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from models.database import begin
from models.ledger.jurisdiction import home
from models.ledger.score.grades import grades, tie_decisions
from tests.conftest import counting
from tests.models.ledger.score.appraisal import PAPER, appraise, revalue

if TYPE_CHECKING:
    from models.rules.score.standing import Grades
    from tests.conftest import Acting, Violations


DAY = date(2027, 3, 1)


def found(day: date = DAY, year: int = 2026) -> Grades:
    with begin() as session:
        return grades(session, year, day)


def given(day: date = DAY) -> dict[str, tuple[int | None, str]]:
    """Return the place and the grade of each department."""
    return {each.candidate.code: (each.place, each.grade) for each in found(day).standings}


def test_2_19_units_have_the_three_prizes_by_their_totals(acting: Acting, policy: str, violations: Violations) -> None:
    appraise(acting, policy, D001="90", D002="95", D003="80", D004="70")
    assert given() == {
        "D001": (2, "二等奖"),
        "D002": (1, "一等奖"),
        "D003": (3, "二等奖"),
        "D004": (4, "三等奖"),
    }
    assert (found().missing, found().ties, found().standings[0].candidate.value) == ((), (), Fraction(961, 10))
    assert violations() == []


def test_a_tie_across_an_edge_is_listed_and_one_within_a_quota_is_not(acting: Acting, policy: str) -> None:
    appraise(acting, policy, D001="90", D002="90", D003="80", D004="70")
    [tie] = found().ties
    assert (tie.units, tie.grades, tie.decision) == (("D001", "D002"), ("一等奖", "二等奖"), None)
    assert given() == {"D001": (1, ""), "D002": (1, ""), "D003": (3, "二等奖"), "D004": (4, "三等奖")}
    revalue(acting.on("2027-01-21"), policy, "D001", "70.01")
    assert found().ties == ()


def test_none_of_a_class_is_graded_while_a_total_of_it_lacks_something(acting: Acting, policy: str) -> None:
    january = appraise(acting, policy, D001="90", D002="80", D003="70")
    january.do(
        "classify_unit", department="D003", year=2026, unit_class="乙类", reason="误登", **PAPER, evidence=policy
    )
    january.take("departments", {"编码": "D004", "名称": "第四局", "生效日期": "2026-06-01"})
    january.do("classify_unit", department="D004", year=2026, unit_class="甲类", **PAPER, evidence=policy)
    assert given() == {"D001": (None, ""), "D002": (None, ""), "D003": (1, "三等奖"), "D004": (None, "")}
    assert found().missing == ("甲类：“第四局”的合计还缺4项",)


def test_a_department_without_class_is_named_and_none_is_ranked(acting: Acting, policy: str) -> None:
    january = appraise(acting, policy, D001="90", D002="80")
    january.take("departments", {"编码": "D003", "名称": "第三局", "生效日期": "2026-06-01"})
    assert set(given().values()) == {(None, "")}
    assert found().missing[0] == "“第三局”没有登记单位类别"


def test_2_19_who_is_appraised_without_a_grade_takes_no_place_in_a_quota(acting: Acting, policy: str) -> None:
    january = appraise(acting, policy, D001="95", D002="90", D003="80", D004="70", D005="60")
    assert given()["D002"] == (2, "二等奖")
    why: dict[str, Any] = {"kind": "取消", "reason": "一票否决", "basis": "考评办法第十三条"}
    january.do("appraise_without_grade", department="D001", year=2026, **why, **PAPER, evidence=policy)
    assert given() == {
        "D001": (None, ""),
        "D002": (1, "一等奖"),
        "D003": (2, "二等奖"),
        "D004": (3, "二等奖"),
        "D005": (4, "三等奖"),
    }
    sheet = found().standings[0].candidate
    assert (sheet.value, sheet.ungraded[:8]) == (Fraction(9625, 100), "不定等次（取消）")


def test_who_has_no_grade_needs_no_class_and_delays_no_other(acting: Acting, policy: str) -> None:
    january = appraise(acting, policy, D001="95", D002="90")
    january.take("departments", {"编码": "D003", "名称": "第三局", "生效日期": "2026-12-01"})
    why: dict[str, Any] = {"kind": "不参加", "reason": "年内新设", "basis": "考评办法第十二条"}
    january.do("appraise_without_grade", department="D003", year=2026, **why, **PAPER, evidence=policy)
    assert (found().missing, given()["D001"]) == ((), (1, "二等奖"))


def test_nothing_is_graded_before_the_year_is_over_or_without_quotas(acting: Acting, policy: str) -> None:
    january = appraise(acting, policy, D001="95", D002="90")
    assert given(date(2026, 12, 31)) == {"D001": (1, ""), "D002": (2, "")}
    assert found(date(2026, 12, 31)).missing == ("考评年度尚未结束",)
    january.do("set_policy", key="grade_quotas", value="未设定", basis="6号", valid_from="2026-02-01")
    assert given() == {"D001": (1, ""), "D002": (2, "")}
    assert found().missing == ("单位等次比例（grade_quotas）未设定",)


def test_a_class_that_was_unset_later_is_named(acting: Acting, policy: str) -> None:
    january = appraise(acting, policy, D001="95", D002="90")
    january.do("set_policy", key="unit_classes", value="乙类、丙类", basis="6号", valid_from="2026-02-01")
    assert given() == {"D001": (None, ""), "D002": (None, "")}
    assert found().missing == ("“第001厅”、“第002厅”登记的“甲类”不在设定的单位类别中",)


def test_a54_who_ended_before_31_december_has_no_grade_and_takes_no_place(acting: Acting, policy: str) -> None:
    reform: dict[str, Any] = {"department": "D009", "successor": "D008", "basis": "黔机编〔2026〕12号"}
    acting.take("departments", {"编码": "D009", "名称": "第009厅"}, {"编码": "D008", "名称": "第008厅"})
    acting.on("2026-11-02").do("merge_department", effective_on="2026-11-02", **reform)
    appraise(acting.on("2026-12-01"), policy, D001="95", D008="90")
    assert set(given()) == {"D001", "D008"}


def test_before_anything_is_recorded_all_of_it_is_missing(acting: Acting) -> None:
    assert found().standings == ()
    acting.take("departments", {"编码": "D001", "名称": "第001厅"})
    assert found().missing == (
        "单位类别（unit_classes）未设定",
        "单位等次比例（grade_quotas）未设定",
        "“第001厅”没有登记单位类别",
        "没有类别的：“第001厅”的合计还缺10项",
    )


def test_the_statements_do_not_grow_with_the_departments(acting: Acting, policy: str) -> None:
    counts: list[int] = []
    for codes in ({"D001": "90"}, {f"D{n:03}": "90" for n in range(2, 12)}):
        appraise(acting, policy, **codes) if not counts else acting.take(
            "departments", *({"编码": code, "名称": f"第{code[1:]}厅"} for code in codes)
        )
        with counting() as total:
            found()
        counts.append(total[0])
    assert counts[0] == counts[1]


def test_the_newest_is_first_and_another_year_has_none(acting: Acting, policy: str) -> None:
    january = appraise(acting, policy, D001="90", D002="90", D003="80", D004="70")
    paper: dict[str, Any] = {"year": 2026, **PAPER, "evidence": policy}
    for first, second, reason in (("D001", "D002", "会议决定"), ("D002", "D001", "会议改定")):
        chosen = [{"department": first, "grade": "一等奖"}, {"department": second, "grade": "二等奖"}]
        january.do("decide_tie", grades=chosen, reason=reason, **paper)
    with begin() as session:
        newest, oldest = tie_decisions(session, home(session), 2026)
        assert tie_decisions(session, home(session), 2025) == []
    assert (newest.words, newest.grades) == (
        "会议改定（黔目标办〔2027〕3号，2027-01-12）",
        {"D001": "二等奖", "D002": "一等奖"},
    )
    assert (oldest.unit_class, oldest.value) == ("甲类", "961/10")
