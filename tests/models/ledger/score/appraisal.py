"""A year whose totals are complete: departments without targets, rated alike, each with its value of 二级考评."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from models.rules.item_weights import EXAMPLE
from tests.models.ledger.appraisal.year import GROUP
from tests.models.ledger.leader_rating.conftest import LEADERS, by, read

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql

PAPER: dict[str, Any] = {"number": "黔目标办〔2027〕3号", "dated": "2027-01-12"}
SETTINGS = {
    "party_item_weights": EXAMPLE,
    "leader_scale": "0–100",
    "leader_least": "3",
    "innovation_absent": "0分",
    "unit_classes": "甲类、乙类",
    "grade_quotas": "一等奖25%、二等奖50%、其余三等奖",
    "individual_ratios": "一等奖25%、二等奖20%、三等奖15%",
}


def appraise(acting: Acting, file: str, visited: str = "", **values: str) -> Acting:
    """Return the agency on 20 January 2027: every department has a total of 2026 and is of the first class.

    It is 93.4 points and 0.03 for each point of its value: `appraise(acting, file, D001="90", D002="80")`.
    """
    paper: dict[str, Any] = PAPER | {"evidence": file}
    acting.take("departments", *({"编码": code, "名称": f"第{code[1:]}厅"} for code in values))
    acting.take("contacts", *({"部门编码": "AGENCY", "角色": "省领导", "姓名": name} for name in LEADERS[:3]))
    for key, value in SETTINGS.items():
        acting.do("set_policy", key=key, value=value, basis="黔目标办〔2026〕5号", valid_from="2026-01-01")
    january = acting.on("2027-01-20")
    january.do("register_body", name=GROUP, kind="领导小组", basis="1号", valid_from="2026-01-01")
    excepted(january, file, "没有公众测评")
    excepted(january, file, "没有签字的核查", *(values.keys() - {visited}))
    ratings = [{"department": code, "mark": "80"} for code in values]
    for name in LEADERS[:3]:
        fields: dict[str, Any] = {"rated_by": name, "year": 2026, "ratings": ratings, "rated_on": january.day}
        by(january, "王文").do("enter_leader_ratings", **fields, evidence=file)
        by(january, "李明").do("confirm_leader_ratings", **read(fields))
    for code, value in values.items():
        of_year: dict[str, Any] = {"department": code, "year": 2026}
        january.do("record_second_level", value=value, **of_year, **paper)
        january.do("record_innovation", prize="未参加", **of_year, **paper)
        january.do("classify_unit", unit_class="甲类", **of_year, **paper)
    return january


def excepted(acting: Acting, file: str, line: str, *departments: str) -> None:
    """A paper ends a line of these departments, or of all, instead of the deed."""
    decided: dict[str, Any] = {"decided_by": GROUP, "reason": "当年未开展", **PAPER, "evidence": file}
    acting.do("except_line", year=2026, line=line, departments=departments, **decided)


def excused(january: Acting, file: str) -> Acting:
    """One department has a target of the year; a paper ends the lines that it brings."""
    target = {"编号": "T001", "年度": "2026", "目标名称": "抢险", "责任部门": "D001", "下达日期": "2026-01-15"}
    january.on("2026-01-20").take("targets", target)
    for line in ("目标未申报完成也未列入负面清单", "未作年终复核"):
        excepted(january, file, line, "D001")
    return january


def revalue(acting: Acting, file: str, code: str, value: str) -> None:
    """Give a department another value, which changes its total."""
    paper: dict[str, Any] = PAPER | {"evidence": file}
    acting.do("record_second_level", department=code, year=2026, value=value, reason="复核更正", **paper)


RECORDED = """
SELECT t::text FROM transition t UNION ALL SELECT x::text FROM exhibit x UNION ALL SELECT e::text FROM evidence e
    UNION ALL SELECT c::text FROM unit_class c UNION ALL SELECT d::text FROM tie_decision d
    UNION ALL SELECT i::text FROM individuals i UNION ALL SELECT u::text FROM ungraded u
    UNION ALL SELECT r::text FROM department_rank r ORDER BY 1
"""  # what an act about grades could have changed


def refused_unchanged(acting: Acting, sql: Sql, name: str, fields: dict[str, Any]) -> str:
    """Return the message with which an act is refused that has changed nothing."""
    before = sql.rows(RECORDED)
    told = acting.refused(name, **fields)
    assert sql.rows(RECORDED) == before
    return told
