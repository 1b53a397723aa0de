"""A correction keeps every grade but those that its paper states anew, each on the next version of the sheet (8.2)."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from models.database import begin
from models.ledger.papers.appraisal import appraisal_paper
from models.ledger.score.grades import grades
from models.rules.score.result import Readers
from tests.databases import story
from tests.models.ledger.appraisal.test_approval_grading import CLASSED, GRADES, ON_SHEETS
from tests.models.ledger.appraisal.test_drafting import mark
from tests.models.ledger.appraisal.year import APPROVAL, BASIS, by, complete, drafted, objects
from tests.models.ledger.draft.lists import PAPER

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql, Violations

NUMBER = "黔绩领〔2027〕2号"
CORRECTION: dict[str, Any] = {
    "department": "D002",
    "year": 2026,
    "number": NUMBER,
    "dated": "2027-04-01",
    "reason": "二级考评更正",
    "evidence": str(PAPER),
}
VERSIONS = """SELECT d.code, s.version, s.grade, s.state, a.serial FROM score_sheet s
    JOIN department d ON d.id = s.department_id JOIN appraisal a ON a.id = s.appraisal_id ORDER BY d.code, s.version"""


def grade(department: str, name: str) -> dict[str, str]:
    return {"department": department, "grade": name}


SWAP = [grade("D001", "一等奖"), grade("D002", "二等奖")]


def approve(classed: Acting, sql: Sql) -> Acting:
    drafted(classed)
    objects(classed, sql)
    classed.on("2027-03-08").do("approve_appraisal", year=2026, **APPROVAL)
    return by(classed.on("2027-04-01"), "孙立")


@pytest.fixture
@story
def classed(march: Acting, sql: Sql) -> Acting:
    """Classes, quotas and the ratios of individuals are set; D002 has more points. 1 March 2027."""
    for key, value in (GRADES | {"individual_ratios": "一等奖25%、二等奖20%、不获奖0%"}).items():
        march.do("set_policy", key=key, value=value, basis=BASIS, valid_from="2026-01-01")
    complete(march, sql)
    for code in ("D001", "D002"):
        march.on("2027-02-22").do("classify_unit", department=code, unit_class="甲类", **CLASSED)
    return march.on("2027-03-01")


@pytest.fixture
@story
def april(classed: Acting, sql: Sql) -> Acting:
    """D001 has a second prize and D002 a first one; today is 1 April 2027, and D002 was marked too high."""
    april = approve(classed, sql)
    mark(april, "20", "D002")
    return april


def test_the_paper_states_the_grade_of_the_corrected_one_and_of_another(
    april: Acting, sql: Sql, violations: Violations
) -> None:
    done = april.do("supersede_sheet", **CORRECTION, grades=SWAP)
    assert done.words == (
        f"“第002厅”2026年的得分表已更正为第2版（{NUMBER}），“第001厅”的等次由二等奖更正为一等奖，"
        "“第002厅”的等次由一等奖更正为二等奖，其他部门的等次不变。更正以后甲类一等奖1个（名额1个）。"
    )
    assert done.counts["superseded"] == 2
    assert sql.rows(VERSIONS) == [
        *(("D001", 1, "二等奖", "superseded", 1), ("D001", 2, "一等奖", "frozen", 2)),
        *(("D002", 1, "一等奖", "superseded", 1), ("D002", 2, "二等奖", "frozen", 2)),
    ]
    assert [row[1:3] for row in sql.rows(ON_SHEETS)] == [("甲类", 2), ("甲类", 1)]
    assert violations() == []


def test_the_same_paper_again_changes_nothing(april: Acting, sql: Sql) -> None:
    april.do("supersede_sheet", **CORRECTION, grades=SWAP)
    before = sql.rows(VERSIONS), sql.value("SELECT height FROM chain_head")
    done = april.do("supersede_sheet", **CORRECTION, grades=SWAP[::-1])
    assert done.words == f"该得分表此前已更正（{NUMBER}，2027-04-01），未作改动。"
    assert done.counts == {"superseded": 0}
    others: list[dict[str, Any]] = [{"grades": SWAP[:1]}, {"grades": []}, {"grades": SWAP, "reason": "另有原因"}]
    for other in others:
        assert "未作改动" not in april.refused("supersede_sheet", **CORRECTION | other)
    assert (sql.rows(VERSIONS), sql.value("SELECT height FROM chain_head")) == before


def test_what_the_other_sheet_says_stays_as_it_was_approved(april: Acting, sql: Sql) -> None:
    mark(april, "10", "D001")
    april.do("supersede_sheet", **CORRECTION, grades=SWAP)
    of_other = """SELECT s.content, s.digest, s.total::text FROM score_sheet s JOIN department d
        ON d.id = s.department_id WHERE d.code = 'D001' ORDER BY s.version"""
    first, second = sql.rows(of_other)
    assert first == second


def test_only_another_one_is_regraded_if_the_paper_says_no_more(april: Acting, sql: Sql) -> None:
    april.do("supersede_sheet", **CORRECTION, grades=[grade("D001", "不获奖")])
    assert [row[3] for row in sql.rows(ON_SHEETS)] == ["不获奖", "一等奖"]


def test_a24_grades_beyond_a_quota_are_refused_unless_the_paper_says_so(
    april: Acting, sql: Sql, violations: Violations
) -> None:
    beyond: dict[str, Any] = CORRECTION | {"grades": [grade("D001", "一等奖")]}
    before = sql.rows(VERSIONS)
    assert april.refused("supersede_sheet", **beyond) == (
        "更正以后甲类一等奖2个（名额1个），超出等次名额；文件写明超出名额的，请写明“超出名额”为是（over_quota）。"
    )
    assert (sql.rows(VERSIONS), sql.value("SELECT count(*) FROM appraisal")) == (before, 1)
    done = april.do("supersede_sheet", **beyond, over_quota=True)
    assert done.words.endswith("其他部门的等次不变。更正以后甲类一等奖2个（名额1个）。")
    assert [row[3] for row in sql.rows(ON_SHEETS)] == ["一等奖", "一等奖"]
    assert april.do("supersede_sheet", **beyond, over_quota=True).counts == {"superseded": 0}
    assert "已是一等奖" in april.refused("supersede_sheet", **beyond)
    assert (
        sql.value("SELECT count(*) FROM transition WHERE event = 'correct' AND detail ->> 'over_quota' = 'true'") == 2
    )
    assert violations() == []


@pytest.mark.parametrize("stated", [[], SWAP])
def test_a_paper_does_not_say_that_a_quota_is_exceeded_which_is_not(
    april: Acting, sql: Sql, stated: list[dict[str, str]]
) -> None:
    words = april.refused("supersede_sheet", **CORRECTION, grades=stated, over_quota=True)
    assert words == "更正以后没有超出等次名额，请不写“超出名额”（over_quota）。"
    assert sql.value("SELECT count(*) FROM appraisal") == 1


def test_a_correction_without_grades_says_nothing_of_the_quotas(april: Acting) -> None:
    assert april.do("supersede_sheet", **CORRECTION).words.endswith("其他部门的等次不变。")


def test_a_grade_alone_is_corrected_where_the_points_are_right(
    classed: Acting, sql: Sql, violations: Violations
) -> None:
    april = approve(classed, sql)
    assert "没有改动" in april.refused("supersede_sheet", **CORRECTION, grades=[grade("D001", "不获奖")])
    april.do("supersede_sheet", **CORRECTION, grades=[grade("D002", "不获奖")])
    assert [row[3] for row in sql.rows(ON_SHEETS)] == ["二等奖", "不获奖"]
    assert violations() == []


@pytest.mark.parametrize(
    ("stated", "words"),
    [
        ([grade("D002", "一等奖")], "“第002厅”的等次已是一等奖，没有更正，请不写（grades）。"),
        ([grade("D001", "二等奖")], "“第001厅”的等次已是二等奖，没有更正，请不写（grades）。"),
        (
            [grade("D001", "三等奖")],
            "没有“三等奖”这一等次，“第001厅”可填：一等奖、二等奖、不获奖（grades）。",
        ),
        ([grade("D001", "优秀")], "没有“优秀”这一等次，“第001厅”可填：一等奖、二等奖、不获奖（grades）。"),
        ([grade("D001", "一等奖"), grade("第001厅", "不获奖")], "“第001厅”的等次写了两次，请只保留一次（grades）。"),
    ],
)
def test_a_grade_that_is_none_of_its_class_or_changes_nothing_is_refused(
    april: Acting, sql: Sql, stated: list[dict[str, str]], words: str
) -> None:
    before = sql.rows(VERSIONS)
    assert april.refused("supersede_sheet", **CORRECTION, grades=stated) == words
    assert (sql.rows(VERSIONS), sql.value("SELECT count(*) FROM appraisal")) == (before, 1)


def test_an_unknown_department_is_refused(april: Acting) -> None:
    assert "D999" in april.refused("supersede_sheet", **CORRECTION, grades=[grade("D999", "一等奖")])


def test_a_department_without_a_grade_gets_none_by_a_correction(classed: Acting, sql: Sql) -> None:
    why = {"kind": "不参加", "reason": "年内新设", "basis": "办法第十二条"}
    classed.do("appraise_without_grade", department="D001", **why, **CLASSED)
    april = approve(classed, sql)
    mark(april, "20", "D002")
    words = april.refused("supersede_sheet", **CORRECTION, grades=[grade("D001", "一等奖")])
    assert words == "“第001厅”没有定等次，不能更正其等次（grades）。"


def test_a_department_without_an_approved_sheet_is_refused(april: Acting, sql: Sql) -> None:
    sql("""UPDATE score_sheet SET state = 'superseded'
        WHERE department_id = (SELECT id FROM department WHERE code = 'D001')""")
    words = april.refused("supersede_sheet", **CORRECTION, grades=SWAP)
    assert words == "“第001厅”没有2026年已审定的得分表，不能更正其等次（grades）。"


def test_the_numbers_of_individuals_fit_the_new_grade_first(april: Acting, sql: Sql) -> None:
    numbers: dict[str, Any] = {"people": 4, "excellent": 1, "reached": 3, "not_reached": 0}
    april.do("record_individuals", department="D002", year=2026, **numbers)
    stated = [grade("D002", "二等奖")]
    words = april.refused("supersede_sheet", **CORRECTION, grades=stated)
    assert words.startswith("“第002厅”已登记的个人等次人数不符：单位等次为二等奖，")
    assert words.endswith("请先更正（record_individuals）。")
    fewer = numbers | {"excellent": 0, "reached": 4, "reason": "单位等次有变"}
    april.do("record_individuals", department="D002", year=2026, **fewer)
    april.do("supersede_sheet", **CORRECTION, grades=stated)
    assert sql.rows(ON_SHEETS)[1][3] == "二等奖"


def test_each_department_is_told_its_grade_and_only_the_corrected_one_the_reason(april: Acting, sql: Sql) -> None:
    april.do("supersede_sheet", **CORRECTION, grades=SWAP)
    told = sql.rows("""SELECT d.code, n.audience, n.payload FROM notice n JOIN department d ON d.id = n.department_id
        WHERE n.kind = 'score_superseded' ORDER BY d.code, n.audience""")
    assert [row[:2] for row in told] == [(code, who) for code in ("D001", "D002") for who in ("head", "office")]
    assert [row[2]["lines"][0] for row in told[::2]] == [
        ["等次", "由二等奖更正为一等奖"],
        ["等次", "由一等奖更正为二等奖"],
    ]
    paper = f"领导小组文件（{NUMBER}，2027-04-01）更正等次"
    assert [row[2]["reason"] for row in told[::2]] == [paper, "二级考评更正"]
    assert "二级考评更正" not in json.dumps(told[0][2], ensure_ascii=False)


def test_the_grades_of_the_year_are_the_new_ones_with_the_paper_that_made_them(april: Acting) -> None:
    april.do("supersede_sheet", **CORRECTION, grades=[grade("D002", "二等奖")])
    with begin() as session:
        before, since = (grades(session, 2026, date(2027, *day)) for day in ((3, 31), (4, 1)))
    assert [(each.grade, each.corrected) for each in before.standings] == [("二等奖", ""), ("一等奖", "")]
    assert [(each.grade, each.corrected) for each in since.standings] == [
        ("二等奖", ""),
        ("二等奖", f"{NUMBER}，2027-04-01"),
    ]
    assert since.approved == "黔绩领〔2027〕1号，2027-03-08"


def test_the_results_that_were_issued_are_another_paper_after_a_correction(april: Acting) -> None:
    issued = {"kind": "考评结果通报", "subject": "2026"}
    april.on("2027-03-12").do("issue_paper", **issued, number="黔目标办发〔2027〕6号")
    april.do("supersede_sheet", **CORRECTION, grades=SWAP)
    with begin() as session:
        before, since = (appraisal_paper(session, 2026, date(2027, *day), Readers.ALL) for day in ((3, 31), (4, 2)))
    assert (before.signature.number, since.signature.number) == ("黔目标办发〔2027〕6号", "")
    assert [each.grade for each in before.results] == ["一等奖", "二等奖"]
    assert {each.code: (each.grade, each.corrected) for each in since.results} == {
        "D001": ("一等奖", f"{NUMBER}，2027-04-01"),
        "D002": ("二等奖", f"{NUMBER}，2027-04-01"),
    }
    april.on("2027-04-02").do("issue_paper", **issued, number="黔目标办发〔2027〕7号")
    with begin() as session:
        again = appraisal_paper(session, 2026, date(2027, 4, 9), Readers.ALL)
    assert (again.signature.number, again.signature.day) == ("黔目标办发〔2027〕7号", date(2027, 4, 2))
