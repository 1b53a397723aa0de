"""结果运用: who is given the results of a year, until when they are received, and what they are used for (1-9)."""

import json
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date, timedelta

from models.rules.body import BodyKind
from models.rules.cycle import Routine
from models.rules.day_order import check_not_before, check_not_future
from models.rules.deadlines import undated
from models.rules.duties import Duty
from models.rules.errors import Refused
from models.rules.kinds import Labelled
from models.rules.paper_number import PaperKind
from models.rules.secrecy import WITHHELD

RESULT_RECEIPT = Duty(
    key="result_receipt",
    name="结果签收",
    clause="1-9.3",
    due=undated("results_delivered_5", "考评结果反馈后{n}个工作日内签收", "《总则》9.3", 5, choice="A26"),
    to_do="核对本部门的考评结果并签收；结果用于什么，可以在签收时写明，也可以以后写明",
)
RESULTS_USE = Routine("results_use", "结果运用", "1-9", "20 8 * * *", lists=False)
NAMED = 10  # recipients that the message to the agency names


class Receiver(Labelled):
    """The three who are given the results: 9.1, 9.2 and 9.3."""

    MEMBERS = "members", "成员单位"
    PERSONNEL = "personnel", "组织部和公务员管理部门"
    DEPARTMENT = "department", "部门"


PERSONNEL_BODIES: Collection[BodyKind] = (BodyKind.ORGANIZATION, BodyKind.CIVIL_SERVICE)
PAPERS: Mapping[Receiver, PaperKind] = {
    Receiver.MEMBERS: PaperKind.APPRAISAL_TO_MEMBERS,
    Receiver.PERSONNEL: PaperKind.APPRAISAL_TO_PERSONNEL,
    Receiver.DEPARTMENT: PaperKind.APPRAISAL_TO_DEPARTMENT,
}
REGISTER: Mapping[Receiver, str] = {
    Receiver.MEMBERS: "领导小组成员单位（register_body --member true --basis 文号）",
    Receiver.PERSONNEL: "组织部、公务员管理部门（register_body --kind 组织部）",
}


class ResultUse(Labelled):
    """结果运用: what the results of a year were used for (1-4, 1-5.2, 1-9)."""

    DECISION = "decision", "行政决策"
    RESOURCES = "resources", "资源调整"
    APPOINTMENT = "appointment", "选人用人"
    ANNUAL_REVIEW = "annual_review", "个人年度考核"
    COMMENDATION = "commendation", "评优评先"
    REWARD = "reward", "绩效奖励"
    ACCOUNTABILITY = "accountability", "问责"
    METHODS = "methods", "优化管理"
    NEXT_TARGETS = "next_targets", "新年度目标"
    OTHER = "other", "其他"


def check_one_recipient(department: str, body: str) -> None:
    """Raise Refused unless exactly one of department and body is named."""
    if bool(department.strip()) is bool(body.strip()):
        raise Refused("请写明部门（--department）或者参与单位（--body），只写一个。")


def check_received_day(received: date, delivered: date, today: date) -> None:
    """Raise Refused for a receipt before the delivery, or on a day to come."""
    check_not_future(received, today, "签收日期")
    check_not_before(received, delivered, "签收日期", "反馈日期")


def check_told_day(told: date, due: date, today: date) -> None:
    """Raise Refused for a telling on a day to come, or while the recipient may still answer in time."""
    check_not_future(told, today, "告知日期")
    if told <= due:
        raise Refused(f"签收期限{due}过后仍未签收的，才用电话告知；告知日期{told}在期限以内。")


def check_use_paper(number: str, dated: date | None, delivered: date, today: date) -> None:
    """Raise Refused for half of a paper, or one that is older than the delivery or of a day to come."""
    if bool(number) is (dated is None):
        raise Refused("结果运用的文件须同时写明文号和日期。")
    check_not_future(dated, today, "文件日期")
    if dated and dated < delivered:
        raise Refused(f"文件日期{dated}早于考评结果反馈的日期{delivered}，不是这次结果的运用，请核对。")


def without_marked(content: str, is_marked: Callable[[str], bool]) -> str:
    """4.7: return the text of a score sheet without the keys of marked entries; what they took stays."""
    sheet = json.loads(content)
    for entry in [each for line in sheet["lines"] for each in line["entries"] if is_marked(each["entry"])]:
        entry["entry"] = WITHHELD
    return json.dumps(sheet, ensure_ascii=False)


def standing_in_words(unit_class: str, place: int | None, ranked: int, grade: str) -> str:
    """Return the place of a department among those of its class, and its grade."""
    among = f"在{unit_class}{ranked}个部门中" if unit_class else f"在{ranked}个部门中"
    return "，".join([f"{among}列第{place}位" if place else "没有位次", f"等次{grade}" if grade else "没有定等次"])


def told_again(today: date, passed: Iterable[date]) -> date:
    """Return the day of the newest message to the agency: Monday, or the day after the last due day that has passed."""
    monday = today - timedelta(days=today.weekday())
    return max([monday, *(day + timedelta(days=1) for day in passed)])
