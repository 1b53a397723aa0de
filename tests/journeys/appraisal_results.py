"""The flows of the spring: the appraisal is watched from 11 January, the results until all have received them."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING

from tests.by_mail import Duty
from tests.journeys.appraisal_year import CODES, LEADERS, MERGED, PAPER

if TYPE_CHECKING:
    from tests.journeys.appraisal_year import Year

RECEIPT = Duty("result_receipt", "2026")
MEMBER, ORGANIZATION = "省委督查室", "省委组织部"
TOLD, USING = "SDAG", "SJYT"
CORRECTED = "SZJT"
STATES = "SELECT state, count(*) FROM obligation WHERE kind = 'result_receipt' GROUP BY 1 ORDER BY 1"
NOTICES = "SELECT audience, count(*) FROM notice WHERE kind = 'opened_result_receipt' GROUP BY 1 ORDER BY 1"
GROUP_PAPER = "黔党办发〔2017〕9号"
LETTERS = {"考评结果送成员单位": "5", "考评结果送组织部门": "6"}


def watched(s: Year) -> None:
    """The flow says what is missing, and from which person."""
    assert "2026年考评：29个部门得分未齐，待办7项" in s.run("appraisal", "2027-01-21 08:20")


def delivered(s: Year) -> None:
    """Nothing is delivered before the letters have their numbers; then two bodies and 29 departments get their part."""
    assert "2026年29个部门的得分表已全部审定，年度考评到此结束" in s.run("appraisal", "2027-03-15 08:20")
    assert "未反馈29个，待签收0个" in s.run("results_use", "2027-03-15 08:20")
    s.by("王芳").at("2027-03-15")
    bodies = [
        {"单位名称": MEMBER, "单位类别": "党委督查室", "领导小组成员单位": "是", "依据文件": GROUP_PAPER},
        {"单位名称": ORGANIZATION, "单位类别": "组织部", "领导小组成员单位": "否", "依据文件": ""},
    ]
    s.take("bodies", bodies)
    assert "反馈的公文还没有编号的有2份：考评结果送成员单位；考评结果送组织部门" in s.refused(
        "deliver_results", year="2026"
    )
    for kind, number in LETTERS.items():
        s.act("issue_paper", kind=kind, subject="2026", number=f"演示发〔2027〕{number}号")
    told = s.act("deliver_results", year="2026")
    assert "成员单位1个；组织部和公务员管理部门1个；部门29个，2027-03-22前签收" in told
    assert s.sql.rows(NOTICES) == [("head", 29), ("office", 29)]
    s.run("deliver", "2027-03-15 10:30")
    words = s.words_to(USING)
    assert "合计：96.55分。" in words
    assert "在甲类20个部门中列第2位，等次一等奖。" in words
    assert [name for name in LEADERS if name in words] == []


def used(s: Year) -> None:
    """All departments but one receive by mail, and one says for what; the bodies by paper; the last by telephone."""
    for code in CODES:
        if code not in (MERGED, TOLD):
            more = {"use": "绩效奖励", "text": "核算年度绩效奖励"} if code == USING else {}
            s.answer(code, RECEIPT, "2027-03-17 10:00", {"receipt": "已签收", "receiver": "周涛", **more})
    s.run("receive", "2027-03-17 11:00")
    assert s.sql.rows(STATES) == [("discharged", 28), ("open", 1)]
    assert "未反馈0个，待签收3个，其中逾期0个" in s.run("results_use", "2027-03-18 08:20")
    s.at("2027-03-18")
    told = {"year": "2026", "department": TOLD, "person": "李平", "told-on": "2027-03-18", "told-by": "王芳"}
    assert "签收期限2027-03-22过后仍未签收的，才用电话告知" in s.refused("tell_result", **told)
    received(s, "2027-03-18")
    kind, use = "组织部和公务员管理部门", {"use": "选人用人", "text": "作为调整的依据", "evidence": PAPER}
    s.act("record_use", year="2026", body=ORGANIZATION, kind=kind, **use)
    use = {"year": "2026", "department": USING, "use": "评优评先", "text": "评先进处室"}
    assert "“登记结果运用”是部门目标办的事，请写明由谁办理" in s.refused("state_use", **use)
    s.at("2027-03-23")
    assert "的李平，不再催收；仍可签收" in s.act("tell_result", **told | {"told-on": "2027-03-23"})
    assert "没有待反馈、待签收的考评结果" in s.run("results_use", "2027-03-24 08:20")
    assert s.sql.rows(STATES) == [("discharged", 28), ("waived", 1)]
    found = json.loads(s.done("results", "--year", "2026", "--json"))
    assert Counter(each["state"] for each in found) == {"received": 28, "used": 2, "told": 1}
    assert [each["recipient"] for each in found if each["state"] == "told"] == ["省档案馆"]


def delivered_again(s: Year) -> None:
    """After the correction only the corrected department and the bodies get the results again."""
    s.at("2027-03-29")
    told = s.act("deliver_results", year="2026")
    assert "部门1个，2027-04-06前签收，其中3个是更正、补充后重新反馈" in told
    assert s.sql.rows(NOTICES) == [("head", 30), ("office", 30)]
    s.run("deliver", "2027-03-29 10:30")
    assert "合计：96.52分" in s.words_to(CORRECTED)
    assert "列第7位，等次二等奖" in s.words_to(CORRECTED)  # as approved
    assert "未反馈0个，待签收3个，其中逾期0个" in s.run("results_use", "2027-03-29 10:40")
    s.answer(CORRECTED, RECEIPT, "2027-03-30 10:00", {"receipt": "已签收", "receiver": "周涛"})
    s.run("receive", "2027-03-30 11:00")
    s.at("2027-03-30", "12:00")
    received(s, "2027-03-30")
    assert "没有待反馈、待签收的考评结果" in s.run("results_use", "2027-03-31 08:20")
    assert s.sql.rows(STATES) == [("discharged", 29), ("waived", 1)]


def received(s: Year, day: str) -> None:
    """Both bodies sign for what they got."""
    got = {"year": "2026", "receiver": "王强", "received_on": day, "evidence": PAPER}
    for body, kind in ((MEMBER, "成员单位"), (ORGANIZATION, "组织部和公务员管理部门")):
        s.act("record_receipt", body=body, kind=kind, **got)
