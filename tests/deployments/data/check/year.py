"""An approved year of two departments with classes, grades and individuals, told by lawful acts (1-8.2, 1-2.19)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from models.database import begin
from models.statements import run
from tests.models.ledger.appraisal.test_approval_grading import CLASSED, GRADES
from tests.models.ledger.appraisal.year import APPROVAL, BASIS, DRAFTED, GROUP, complete, drafted, objects
from tests.models.ledger.draft.lists import PAPER

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql

USUAL = {"年度": "2026", "下达日期": "2026-02-27", "目标类别": "职能绩效目标", "目标来源": "本级目标"}
LEADS = {"T001": "D001", "T002": "D001", "T003": "D002"}
ABOUT_BOTH = ("D001", "D002")
SETTINGS = {**GRADES, "restoring": "50%", "individual_ratios": "一等奖50%、二等奖40%、不获奖0%"}
ENDED: dict[str, Any] = {
    "line": "整改完成未复查",
    "decided_by": GROUP,
    "departments": "D001",
    "reason": "因灾不能到现场",
    "year": 2026,
}
LATER: dict[str, Any] = {"number": "黔目标办〔2027〕33号", "dated": "2027-03-20", "evidence": str(PAPER), "year": 2026}


class Numbers:
    """Reads the number of a duty; what the story does otherwise in SQL its acts have done."""

    def __call__(self, *_: object) -> None:
        """The targets have their category from a sheet."""

    def value(self, query: str, **values: Any) -> Any:
        with begin() as session:
            return run(session, query, **values).scalar()


def rated_year(anyone: Acting, *, county: bool = False) -> Acting:
    """Nothing is lacking; T001 of D001 was listed. Today is 1 March 2027.

    A county has neither 省领导评价 nor 二级考评, by a paper of its leading group.
    """
    march, sql = anyone.on("2026-03-05"), Numbers()
    names = {"D001": "第001厅", "D002": "第002厅"}
    march.take("departments", *({"编码": c, "名称": name, "管理类别": "直接管理"} for c, name in names.items()))
    march.take("targets", *({"编号": c, "目标名称": f"目标{c}", "责任部门": d, **USUAL} for c, d in LEADS.items()))
    for key, value in SETTINGS.items():
        march.do("set_policy", key=key, value=value, basis=BASIS, valid_from="2026-01-01")
    complete(march, sql, rated=not county)  # type: ignore[arg-type]
    if county:
        judge_county(march.on("2027-01-20"))
    for code in names:
        march.on("2027-02-22").do("classify_unit", department=code, unit_class="甲类", **CLASSED)
    march.on("2026-03-11").do("set_limit", target="T001", year=2026, limit="2026-04-30")
    office = march.on("2026-04-15").office("D001")
    office.do("declare_completion", target="T001", year=2026, completed_on="2026-04-10", measures="增派人员")
    march.on("2026-04-16").office("D001").do("file_feedback", target="T001", year=2026, feedback="已完成")
    paper = {"number": "黔目标办〔2027〕9号", "dated": "2027-02-20", "evidence": str(PAPER)}
    march.on("2027-02-22").do("except_line", **ENDED, **paper)
    return march.on(DRAFTED)


def judge_county(january: Acting) -> None:
    paper: dict[str, Any] = {"number": "县办〔2027〕3号", "dated": "2027-01-12", "evidence": str(PAPER), "year": 2026}
    for code in ABOUT_BOTH:
        january.do("record_innovation", department=code, prize="未参加", **paper)
    for component, way in (("省领导评价", "由其余机关管理项目按比例承担"), ("二级考评", "不计")):
        january.do("record_absent_component", component=component, way=way, decided_by=GROUP, **paper)


def approve(rated: Acting) -> Acting:
    """The sheets are approved and individuals entered; today is 1 April 2027."""
    sql: Sql = Numbers()  # type: ignore[assignment]
    drafted(rated)
    objects(rated, sql)
    rated.on("2027-03-08").do("approve_appraisal", year=2026, **APPROVAL)
    people: dict[str, Any] = {"people": 10, "excellent": 2, "reached": 8, "not_reached": 0}
    for code in ABOUT_BOTH:
        rated.on("2027-03-09").do("record_individuals", department=code, year=2026, **people)
    return rated.on("2027-04-01")
