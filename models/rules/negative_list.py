"""负面清单: the duties of 整改 and its feedback, and those of the agency about limit and recheck (6.2.4, 6.2.5)."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from models.rules.cycle import Cycle
from models.rules.deadlines import DeadlineRule, undated
from models.rules.duties import Debtor, Duty
from models.rules.errors import Refused
from models.rules.inspection import FEWEST
from models.rules.kinds import Labelled
from models.rules.periods import Span
from models.rules.setting import Setting, normalize_text


class EntryStanding(Labelled):
    """What an entry that is not over waits for on the day of a quarterly list; one within its limit has none."""

    OVERDUE = "overdue", "逾期"
    AWAITING_FEEDBACK = "awaiting_feedback", "已申报完成，待反馈"
    FEEDBACK_OVERDUE = "feedback_overdue", "已申报完成，反馈逾期"
    DECLARED = "declared", "已申报完成"
    FED_BACK = "fed_back", "已反馈，待复查"
    SUSPENDED = "suspended", "中止"


TIMES = re.compile(r"(\d)次?", re.ASCII)


def read_extensions(raw: Any) -> int:  # noqa: ANN401 - what a person wrote
    """Parse how often a limit may be extended. Raises ValueError if it is not between 0 and 9."""
    found = TIMES.fullmatch(normalize_text(raw))
    if not found:
        raise ValueError(f"“{raw}”应为0至9的整数，即每轮整改最多延长几次时限")
    return int(found[1])


MOST_EXTENSIONS = 2  # of a limit, where nothing is set
_TIMES = ("1次", read_extensions, "{}次".format)
LIMIT_EXTENSIONS = Setting(
    "limit_extensions", "整改时限最多延长的次数", "3-6.2.4", *_TIMES, note=f"没有设定的为{MOST_EXTENSIONS}次"
)
REMEDIATION = Duty(
    key="remediation",
    name="整改",
    clause="3-6.2.5",
    due=DeadlineRule("given_limit", "在省直目标绩效管理机构明确的整改时限内完成整改", "《目标管控》6.2.4、6.2.5"),
    to_do="采取纠正措施，完成整改并申报完成",
    judged_by="完成日期",
    if_done="如已完成整改，请申报实际完成日期；",
)

FEEDBACK = Duty(
    key="feedback",
    name="整改反馈",
    clause="3-6.2.5",
    due=DeadlineRule("completion_5", "整改完成后{n}个工作日内反馈", "《目标管控》6.2.5", 5),
    to_do="将整改情况向省直目标绩效管理机构反馈",
    judged_by="收到反馈的日期",
)

REMEDIATION_FEEDBACK = Cycle(
    REMEDIATION,
    key="remediation_feedback",
    name="整改反馈",
    covers=("C172", "C173"),
    span=Span.EVENT,
    cron="40 7 * * *",
    further=(FEEDBACK,),
)

# Opened by an act or by the daily sweep: one for each listed entry that has no limit yet.
LIMIT_OWED = Duty(
    key="limit_owed",
    name="明确整改时限",
    clause="3-6.2.4",
    due=undated("listed_1", "列入负面清单应及时明确整改时限，{n}个工作日内", "《目标管控》6.2.4", 1, choice="A48"),
    to_do="明确整改时限，并反馈给部门主要领导",
    debtor=Debtor.AGENCY,
    judged_by="明确整改时限的日期",
)

# Opened by the feedback of a round.
RECHECK_OWED = Duty(
    key="recheck_owed",
    name="整改复查",
    clause="3-6.2.5",
    due=undated("feedback_10", "收到整改反馈后{n}个工作日内复查", "《目标管控》6.2.5", 10, choice="A55"),
    to_do="组织复查，认定已补欠，或者另定整改时限",
    debtor=Debtor.AGENCY,
    judged_by="复查的日期",
)


OF_REMEDIATION = (REMEDIATION, FEEDBACK, LIMIT_OWED, RECHECK_OWED)


def check_recheckers(people: Sequence[int], signer: int) -> None:
    """6.2.5: raise Refused unless two or more different people rechecked and one of them signs; people are ids."""
    if len(set(people)) < len(people):
        raise Refused("复查人员重复，每人只写一次。")
    if len(people) < FEWEST:
        raise Refused(f"复查须由{FEWEST}人以上同时进行（4.3），只写了{len(people)}人。")
    if signer not in people:
        raise Refused("签字人不是复查人员，复查须由其中一人签字。")


def describe_waiver(waiver: Mapping[str, Any] | None) -> str:
    """Return that a remediation is waived, its paper, and whether it was overdue before; empty if it is not.

    `waiver` is the detail of its transition.
    """
    if waiver is None:
        return ""
    about = [f"依据{waiver['paper']}"] if "paper" in waiver else []
    about.append("此前已逾期" if waiver.get("late") else "不计逾期")
    return f"整改已豁免（{'，'.join(about)}）"


def describe_unscored(paper: str) -> str:
    """A53: return that an entry about a target of an earlier year counts in no sheet, and the paper of that year."""
    return f"上年度条目，不计分（{paper}）" if paper else "上年度条目，不计分"


def describe_extended(limits: Sequence[str] | None) -> str:
    """Return how often a limit was extended, and the first one; `limits` are those before each extension."""
    return f"延期{len(limits)}次，原时限{limits[0]}" if limits else ""


def describe_recheck(people: Sequence[str], signed_by: str, inspection: str | None) -> str:
    """Return who rechecked and signed, or the inspection that is the basis; empty before the recheck."""
    if inspection:
        return f"依据核查{inspection}的核查结果"
    return f"{'、'.join(people)}复查，{signed_by}签字" if people else ""
