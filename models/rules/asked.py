"""应有事项: what a year must have by the standard although no duty opens for it, and what it need not have."""

from models.rules.kinds import Labelled


class AskedKind(Labelled):
    """A kind of thing that is asked for while the ledger lacks it, in the order in which they are told."""

    RULES = "rules", "规章制度"
    USE_OF_RESULTS = "use_of_results", "绩效评价结果运用机制"
    PLANS = "plans", "核查方案"
    SURVEY = "survey", "公众测评"
    LEADERS = "leaders", "评价的省领导"
    THIRD_PARTY = "third_party", "第三方机构"
    SOURCES = "sources", "动态目标的来源文件"


# Clauses that only a record carries and that a year need not have, by part and number: no line asks for them.
NEED_NOT = {
    "1-2.14-2": "委托第三方测评",
    "1-2.16": "创新项目评选",
    "1-3-e": "创新导向",
    "1-3-h": "奖优治庸罚劣",
    "1-5.3-f": "交办的其他工作",
    "1-5.4-d": "临时性重大工作或突发事件",
    "1-5.4-e": "其他事项",
    "3-4.3-c": "奖励或惩罚建议",
    "3-4.7": "保密标注",
    "3-6.2.3": "核查所涉及的各类事项",
    "3-6.2.7-2": "公布公众意见的整改情况",
}


def need_not_words() -> str:
    """Return the footnote: what a year need not have, each with its clause."""
    return "、".join(f"{what}（{clause}）" for clause, what in NEED_NOT.items())
