"""合计以前须了结的事项: what stands between a department and its total once the year is over, in order (A37)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from models.rules.errors import Refused
from models.rules.kinds import Labelled

NAMED = 3  # keys that a line names


class GateKind(Labelled):
    """A kind of line before a total, in the order in which they are printed."""

    PROPOSED = "proposed", "拟列入未决定"
    TARGETS = "targets", "目标未申报完成也未列入负面清单"
    EVIDENCE = "evidence", "申报完成缺印证材料"
    REVERIFICATION = "reverification", "未作年终复核"
    APPEALS = "appeals", "申诉未办结"
    RECHECKS = "rechecks", "整改完成未复查"
    SURVEY = "survey", "没有公众测评"
    INSPECTION = "inspection", "没有签字的核查"
    YEAR = "year", "整个年度"
    ABSENT = "absent", "本级没有的考评项目"


# What ends a line of a kind.
ENDED_BY = {
    GateKind.PROPOSED: "（list_finding）",
    GateKind.TARGETS: "（file_year_end_check）",
    GateKind.EVIDENCE: "（attach_evidence）",
    GateKind.REVERIFICATION: "（record_reverification）",
    GateKind.APPEALS: "（rule_appeal）",
    GateKind.RECHECKS: "（recheck）",
    GateKind.SURVEY: "（hand_out_survey，mubiao import survey-results）",
    GateKind.INSPECTION: "（sign_off，record_field_visit，mubiao import covert-results，或者 except_line）",
    GateKind.YEAR: "（withdraw_exception）",
    GateKind.ABSENT: "（withdraw_exception）",
}
# What opens a period that never opened because it began before go-live: its name, cycle and period, and the other way.
UNOPENED = (
    "（{name}在启用以前开始，没有开启：open_cycle --cycle {cycle} --period {period} --before-go-live 是 --reason 原因；"
    "或由文件例外except_line）"
)
# How a kind is said of its number and its first keys, where its label does not say it.
WORDS = {
    GateKind.PROPOSED: "{number}个拟列入的条目尚未认定：{keys}{ended_by}",
    GateKind.TARGETS: "{number}个目标年终检查没有申报完成，也没有列入负面清单：{keys}{ended_by}",
    GateKind.EVIDENCE: "{number}个目标申报完成，没有印证材料：{keys}{ended_by}",
    GateKind.APPEALS: "对条目{keys}的申诉尚未办结{ended_by}",
    GateKind.RECHECKS: "{number}个条目整改完成尚未复查：{keys}{ended_by}",
    GateKind.INSPECTION: "本部门没有签字的核查、每季核查（7.3）或者暗访结果（7.4）；"
    "随机抽样（4.4）未抽到的，不是过失{ended_by}",
    GateKind.YEAR: "{keys}",
}
OF_DEPARTMENT = frozenset({GateKind.TARGETS, GateKind.EVIDENCE})  # what the department itself has to settle
NO_LINE = frozenset({GateKind.YEAR, GateKind.ABSENT})  # decisions that end no line of a department
DECIDED_OTHERWISE = {
    GateKind.APPEALS: "没有办结的申诉不能例外：请先裁定（rule_appeal）",
    GateKind.YEAR: "整个年度不作考评的，只限启用的年度，另行登记（end_year）",
    GateKind.ABSENT: "本级没有的考评项目，另行登记（record_absent_component）",
}


def read_kind(text: str) -> GateKind:
    """Return the kind with this label. Raises ValueError for any other, and for what no exception ends."""
    kind = GateKind.from_label(text)
    if why := DECIDED_OTHERWISE.get(kind):
        raise ValueError(why)
    return kind


@dataclass(frozen=True, slots=True)
class Excepted:
    """A line of a department that the paper of a body ends instead of the deed."""

    kind: GateKind
    reason: str
    decided_by: str
    paper_number: str
    paper_date: date

    @property
    def words(self) -> str:
        """Return the line with its paper."""
        paper = f"{self.decided_by}，{self.paper_number}，{self.paper_date}"
        return f"例外：{self.kind.label}，{self.reason}（{paper}）"


def check_exception(kind: GateKind, year: int, dated: date, *, named: bool) -> None:
    """Raise Refused for a paper of a day before the year was over, and for all departments but of the survey.

    That line is the same for all, every other one is of each department.
    """
    if dated.year <= year:
        raise Refused(
            f"文件日期{dated}在{year}年终了以前，那时还不知道缺什么；例外须由{year + 1}年1月1日以后的文件决定。"
        )
    if not named and kind is not GateKind.SURVEY:
        raise Refused(f"“{kind.label}”的例外须逐个写明部门（departments），一份文件可以写明全部部门。")


class GateFact(NamedTuple):
    """What the ledger has of a kind about a department: how many, the first keys of them, and when the newest came.

    Without that day they stand since the year ended. `ended_by` is what ends it, if that is not the usual deed.
    """

    kind: GateKind
    number: int = 1
    keys: Sequence[str] = ()
    newest: date | None = None
    ended_by: str = ""


@dataclass(frozen=True, slots=True)
class GateLine:
    """A line that stands between a department and its total, with what ends it if that is not the usual deed."""

    kind: GateKind
    words: str
    ended_by: str = ""


def gate(facts: Iterable[GateFact], excepted: Iterable[Excepted] = ()) -> tuple[GateLine, ...]:
    """A37: return the lines that stand between a department and its total, in the order of their kinds.

    Those that a paper ends are left out; it ends only what stood on its day.
    """
    order, ended = list(GateKind), {each.kind: each.paper_date for each in sorted(excepted, key=lambda e: e.paper_date)}
    open_ones = (x for x in facts if x.kind not in ended or (x.newest or date.min) > ended[x.kind])
    left = sorted(open_ones, key=lambda each: order.index(each.kind))
    return tuple(_line(each) for each in left)


def grouped(kind: GateKind, ended_by: str = "") -> str:
    """Return in words a line that several departments have, each with other keys."""
    return f"{kind.label}{ended_by or ENDED_BY[kind]}"


def _line(fact: GateFact) -> GateLine:
    keys = "、".join(fact.keys[:NAMED]) + ("等" if fact.number > NAMED else "")
    words = WORDS.get(fact.kind, grouped(fact.kind, fact.ended_by))
    ended_by = fact.ended_by or ENDED_BY[fact.kind]
    return GateLine(fact.kind, words.format(number=fact.number, keys=keys, ended_by=ended_by), fact.ended_by)
