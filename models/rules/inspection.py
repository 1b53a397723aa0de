"""核查: the closed lists (1-2.17, Part 3 §5, §6.2), the parts of a plan, the rules for a team (4.3, 6.2.1)."""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import date

from models.rules.cycle import Cycle
from models.rules.deadlines import DeadlineRule, undated
from models.rules.duties import Debtor, Duty, FromEnd, OnDay, OpenedFor
from models.rules.errors import Refused
from models.rules.kinds import Labelled
from models.rules.periods import Span

FEWEST = 2  # people on the spot, the leader included (4.3, A15)


class InspectionKind(Labelled):
    """核查类别 (6.2.1, 6.2.2)."""

    QUARTERLY = "quarterly", "季度核查"
    MID_TERM = "mid_term", "中期核查"
    ANNUAL = "annual", "年度核查"
    SPECIAL = "special", "专项核查"
    URGENT = "urgent", "紧急核查"


EVALUATES = frozenset({InspectionKind.MID_TERM, InspectionKind.ANNUAL})  # with an evaluation per department


def year_covered(kind: InspectionKind, period: str, begun: date) -> int:
    """Return the year whose targets an inspection covers: its period's year, by default that of its first day.

    A year-end inspection that begins in January covers the year that ended (3.3).
    """
    if period:
        return int(period[:4])
    return begun.year - 1 if kind is InspectionKind.ANNUAL and begun.month == 1 else begun.year


class ControlForm(Labelled):
    """过程控制方式 (5.1 a–g): each letter combines two forms."""

    SELF = "self", "自查"
    OTHERS = "others", "他查"
    ONLINE = "online", "在线核查"
    ON_SITE = "on_site", "实地核查"
    FULL = "full", "全面核查"
    KEY_POINTS = "key_points", "重点核查"
    TRACKING = "tracking", "跟踪核查"
    REMEDIATION = "remediation", "整改核查"
    QUARTERLY_MID_TERM = "quarterly_mid_term", "季度核查与中期核查"
    YEAR_END = "year_end", "年终现场考评"
    OPEN = "open", "明查"
    COVERT = "covert", "暗访"
    OWN = "own", "自己核查"
    THIRD_PARTY = "third_party", "第三方核查"


PAIRS: Mapping[str, tuple[ControlForm, ControlForm]] = {
    "a": (ControlForm.SELF, ControlForm.OTHERS),
    "b": (ControlForm.ONLINE, ControlForm.ON_SITE),
    "c": (ControlForm.FULL, ControlForm.KEY_POINTS),
    "d": (ControlForm.TRACKING, ControlForm.REMEDIATION),
    "e": (ControlForm.QUARTERLY_MID_TERM, ControlForm.YEAR_END),
    "f": (ControlForm.OPEN, ControlForm.COVERT),
    "g": (ControlForm.OWN, ControlForm.THIRD_PARTY),
}


class Method(Labelled):
    """过程控制方法 (5.2 a–h)."""

    TALKS = "talks", "座谈了解"
    PAPERS = "papers", "查阅资料"
    QUESTIONS = "questions", "询问核实"
    VIEWING = "viewing", "实地查看"
    VISITING = "visiting", "走访群众"
    PRESS = "press", "舆论监督"
    ONLINE_REVIEW = "online_review", "在线评审"
    PUBLIC_REVIEW = "public_review", "公众评议"


class Scope(Labelled):
    """核查内容 (6.2.3 a–d)."""

    INVESTMENT = "investment", "政府投资的重大项目"
    LIVELIHOOD = "livelihood", "重点民生项目"
    WORK_REPORT = "work_report", "落实政府工作报告的绩效目标"
    REGULATIONS = "regulations", "规范性文件的制定与实施"


class Way(Labelled):
    """How a finding was made; on-site, online and covert findings are rows of the same table."""

    ON_SITE = "on_site", "现场"
    ONLINE = "online", "在线"
    COVERT = "covert", "暗访"
    CLOUD = "cloud", "目标云"
    OWN_DATE = "own_date", "目标到期"


OWN_SEAT = ("目标办", "本单位", "本机关", "本机构")  # where papers are read that were sent in
# Words that say no more than how people far from each other speak; the whole of a place that is none.
NOWHERE = (
    "(线上|网上|网络|在线|远程|电话|视频|语音|(企业)?微信|邮件|腾讯|钉钉|飞书|会议|会商|连线|核实|沟通|群|[、，和及 ])*"
)


def is_away(place: str, agency: str) -> bool:
    """4.3: return whether a place is named where people can be, and is not the seat of the agency."""
    return not re.fullmatch(NOWHERE, place.strip()) and not place.strip().startswith((agency, *OWN_SEAT))


def is_on_site(way: Way, place: str, people: Collection[str], agency: str) -> bool:
    """4.3, 7.3: return whether a finding was made on site: at a place, by two people there; the method does not matter.

    Papers that are read at the department's seat are; papers that were sent in are not.
    """
    return way is Way.ON_SITE and is_away(place, agency) and len(people) >= FEWEST


def is_viewed(way: Way, methods: Collection[str]) -> bool:
    """7.2: return whether a finding settles a proposed entry: by its way, with 实地查看 among its methods."""
    return way is Way.ON_SITE and Method.VIEWING in methods


class Conclusion(Labelled):
    """The team's conclusion about one target, measured by its indicator."""

    CONFORMS = "conforms", "符合目标要求"
    FAILS = "fails", "未按质按量完成"
    UNVERIFIED = "unverified", "无法核实"


class Coverage(Labelled):
    """What a quarterly inspection without a sample covered (4.4)."""

    WHOLE = "whole", "全数"
    SPECIAL = "special", "专项"


class Suggested(Labelled):
    """建议 of a team to the agency (4.3 c)."""

    REWARD = "reward", "奖励"
    PENALTY = "penalty", "惩罚"


PARTS = {
    "purpose": "核查目的",
    "content": "核查内容",
    "methods": "核查方法",
    "standard": "核查标准",
    "ends_on": "核查时限",
    "requirements": "核查要求",
}


def check_plan(plan: Mapping[str, object]) -> None:
    """6.2.1: raise Refused if a 《核查方案》 lacks one of its six parts, with the list of missing parts."""
    if missing := [name for part, name in PARTS.items() if not plan.get(part)]:
        raise Refused(f"核查方案还缺：{'、'.join(missing)}。六项写齐后才能下达。")


def describe_half_pairs(forms: Collection[ControlForm] | None) -> str:
    """5.1: return a remark about each pair of which only one form is listed; empty without one."""
    listed = {letter: [form.label for form in pair if form in (forms or ())] for letter, pair in PAIRS.items()}
    halves = [
        f"5.1 {letter}{'和'.join(form.label for form in PAIRS[letter])}相结合，只写了{labels[0]}"
        for letter, labels in listed.items()
        if len(labels) == 1
    ]
    return f"注意：{'；'.join(halves)}，请核对。" if halves else ""


def check_people(leader: str, members: Iterable[str]) -> None:
    """4.3: raise Refused if a team has fewer than two people, leader included, or lists a person twice."""
    people = [leader, *members]
    if repeated := sorted({name for name in people if people.count(name) > 1}):
        raise Refused(f"核查组成员{'、'.join(repeated)}重复，组长不再列为组员。")
    if len(people) < FEWEST:
        raise Refused(f"核查组连组长不得少于{FEWEST}人（4.3），现只有{len(people)}人。")


def check_limit(begins_on: date, ends_on: date, day: date) -> None:
    """6.2.1: raise Refused if the time limit ends before it begins, or in the past."""
    if ends_on < day:
        raise Refused(f"核查时限{ends_on}已过，今天是{day}。")
    if ends_on < begins_on:
        raise Refused(f"核查时限{ends_on}早于开始日期{begins_on}。")


MID_TERM_INSPECTION = Cycle(
    Duty(
        key="mid_term_inspection",
        name="中期核查",
        clause="3-6.2.1",
        due=undated("august_31", "对中期目标完成情况核查，8月31日前", "《目标管控》6.2.1", choice="A25"),
        to_do="拟制核查方案，抽取目标并含负面清单中的全部目标，到现场核查，逐个部门作出总体评价",
        debtor=Debtor.AGENCY,
        judged_by="核查结束的日期",
    ),
    covers=(),
    span=Span.HALF,
    numbers=(1,),
    cron="30 7 1 7 *",
    opens=FromEnd(1),
    anchor=OnDay(8, 31),
    whose=OpenedFor.AGENCY,
)

INSPECTION = Duty(
    key="inspection",
    name="核查",
    clause="3-6.2.1",
    due=DeadlineRule("plan_limit", "在核查方案明确的时限内完成核查", "《目标管控》6.2.1"),
    to_do="完成核查，核查结果由组长签字",
    debtor=Debtor.AGENCY,
)

# Replaces the duty above if the matter is urgent (6.2.2); the leader's signature discharges it.
URGENT_INSPECTION = Duty(
    key="urgent_inspection",
    name="紧急核查",
    clause="3-6.2.2",
    due=DeadlineRule(
        "urgent_plan_limit",
        "对紧急事项及时核查，在核查方案明确的时限内核查并签字（标准未定天数，以方案为准，为本系统默认）",
        "《目标管控》6.2.2",
        choice="A25",
    ),
    to_do="及时核查，核查结果由组长签字",
    debtor=Debtor.AGENCY,
)


def check_urgent(ends_on: date, last: date, n: int) -> None:
    """6.2.2: raise Refused if an urgent plan ends after `last`, the last of the agency's `n` working days."""
    if ends_on > last:
        raise Refused(
            f"紧急核查应在方案下达后{n}个工作日内（{last}前）核查并签字（机构设定），方案的核查时限{ends_on}过晚，"
            f"请改为{last}或更早。"
        )


def urgent_within(number: str, n: int, last: date) -> DeadlineRule:
    """6.2.2: return the rule of this urgent plan if the agency set `n` working days, the last of them `last`."""
    words = (
        f"对紧急事项及时核查，在核查方案（{number}）明确的时限内核查并签字，该时限不晚于方案下达后{n}个工作日"
        f"（{last.month}月{last.day}日，管理机构设定）"
    )
    return replace(URGENT_INSPECTION.due, form=words)
