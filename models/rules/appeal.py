"""申诉: its subjects and rulings, its time limits, and the days it suspends in other deadlines (4.3 a, A14)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from models.rules.chinese_dates import in_full
from models.rules.deadlines import DeadlineRule
from models.rules.duties import Debtor, Duty
from models.rules.errors import Refused
from models.rules.kinds import Labelled
from models.rules.workdays import Interval, WorkCalendar


class AppealAnswer(Labelled):
    """答复: whether the agency accepts an appeal."""

    ACCEPTED = "accepted", "受理"
    REFUSED = "refused", "不予受理"


class Ruling(Labelled):
    """裁定: the outcome for the negative-list entry."""

    UPHELD = "upheld", "维持"
    CHANGED = "changed", "变更"
    WITHDRAWN = "withdrawn", "撤销"


class SubjectKind(Labelled):
    """申诉事项: what an appeal is about."""

    ENTRY = "entry", "负面清单条目"
    FINDING = "finding", "核查结果"
    LACKING = "lacking", "材料不足"
    EVALUATION = "evaluation", "总体评价"
    GAP = "gap", "年终复核缺项"


# How people write the key of a subject; an entry is named by its target.
KEY_FORMS: Mapping[SubjectKind, str] = {
    SubjectKind.FINDING: "核查编号/目标编号，如2026-3/GZ2021-07-2",
    SubjectKind.LACKING: "季度/目标编号，如2026Q1/GZ2021-07-2",
    SubjectKind.EVALUATION: "核查编号/部门编码，如2026-3/SZJT",
    SubjectKind.GAP: "年度/部门编码/目标编号，如2026/SZJT/GZ2021-07-2",
}
TITLES: Mapping[SubjectKind, str] = {
    SubjectKind.FINDING: "核查{}对“{}”的核查结果",
    SubjectKind.LACKING: "{}在线复核对“{}”的材料不足结论",
    SubjectKind.EVALUATION: "核查{}对“{}”的总体评价",
    SubjectKind.GAP: "{}年终复核中“{}”的缺项",
}
# What may be ruled on a subject without an entry behind it: a record is changed, a gap is struck.
RULINGS: Mapping[SubjectKind, frozenset[Ruling]] = {
    SubjectKind.ENTRY: frozenset(Ruling),
    SubjectKind.FINDING: frozenset({Ruling.UPHELD, Ruling.CHANGED}),
    SubjectKind.LACKING: frozenset({Ruling.UPHELD, Ruling.CHANGED}),
    SubjectKind.EVALUATION: frozenset({Ruling.UPHELD, Ruling.CHANGED}),
    SubjectKind.GAP: frozenset({Ruling.UPHELD, Ruling.WITHDRAWN}),
}
INSPECTED_AGAIN = frozenset({SubjectKind.ENTRY, SubjectKind.FINDING})  # the others are ruled on reason and evidence


@dataclass(frozen=True, slots=True)
class Notified:
    """A result that is notified to an office, which may contest it: its kind, key and version, its title, what it says.

    `target` is 2026/T001 and `name` its name; both are empty if it is about a department as a whole.
    """

    kind: SubjectKind
    key: str
    title: str
    text: str
    version: int
    target: str = ""
    name: str = ""

    @property
    def about(self) -> str:
        """Return its key in notices."""
        return name_subject(self.kind, self.key, self.target)


def without_name(title: str, name: str) -> str:
    """Return the title of a subject with {} for the name of its target, which a notice keeps apart (4.7)."""
    return title.replace(f"“{name}”", "“{}”")


def name_subject(kind: SubjectKind, key: str, target: str) -> str:
    """Return the key of a subject in notices and obligations: 2026/T001/finding/2026-3/2026/T001.

    It begins with the target, so that the target's marking hides it (4.7).
    """
    return "/".join(filter(None, (target, kind.value, key)))


def describe_subject(about: str) -> str:
    """Return kind and key of the subject of a duty about an appeal: 核查结果 2026-3/2026/T001; empty for an entry.

    `about` is 2026/T001/finding/2026-3/2026/T001/1 for the first appeal against a finding without an entry. The title
    of a duty about an entry, 2026/T001/1/1, names its target already.
    """
    subject, _, _ = about.rpartition("/")
    named = kind_and_key(subject)
    return f"{named[0].label} {named[1]}" if named else ""


def kind_and_key(subject: str) -> tuple[SubjectKind, str] | None:
    """Return kind and key of a subject that is no entry, from its key in notices; None of an entry.

    2026/T001/finding/2026-3/2026/T001 is the finding 2026-3/2026/T001.
    """
    for kind in KEY_FORMS:
        _, mark, key = f"/{subject}".partition(f"/{kind.value}/")
        if mark:
            return kind, key
    return None


def check_ruling(kind: SubjectKind, ruling: Ruling) -> None:
    """4.3 a: raise Refused if a subject of this kind cannot be ruled so."""
    if ruling not in RULINGS[kind]:
        allowed = "、".join(each.label for each in Ruling if each in RULINGS[kind])
        raise Refused(f"对{kind.label}的申诉不能裁定{ruling.label}，可裁定：{allowed}。")


def suspended_days(due: date, ran: Iterable[tuple[date, date]]) -> list[Interval]:
    """A14: return the intervals that do not count towards `due`: each appeal from acceptance to end, both included.

    An appeal accepted after the due date suspends nothing: it is not in the list.
    """
    return [Interval(first, last) for first, last in ran if first <= due]


def check_strangers(repeaters: Iterable[str], advice: str) -> None:
    """4.3 a: raise Refused, with advice, if a re-inspection includes people who inspected the matter before."""
    if both := sorted(set(repeaters)):
        raise Refused(f"{'、'.join(both)}参加过原核查或此前的复核，复核须由其他人员进行；{advice}。")


def last_to_lodge(notified_on: date, n: int, calendar: WorkCalendar) -> date:
    """A14: return the last day for an objection: the n-th working day from the day on which the office was told."""
    return calendar.nth_after(notified_on, n)


def describe_lodging(notified_on: date | None, n: int | None) -> str:
    """A14: return in Chinese since when and for how many working days an office may object; None: no limit is set.

    Without a day of telling no limit runs.
    """
    if notified_on is None:
        return "《目标管控》4.3，通知是否送达尚不明确，可以据实提出申诉，时限自确认告知之日起算。"
    until = f"{n}个工作日内可以据实提出申诉（管理机构设定），以收到日期为准" if n else "可以据实提出申诉，没有设定时限"
    return f"《目标管控》4.3，{in_full(notified_on)}告知，{until}。"


def check_lodged(lodged: date, notified_on: date, n: int, calendar: WorkCalendar, *, what: str = "告知列入") -> None:
    """A14: raise Refused if an objection comes after the n-th working day from the day on which the office was told.

    `what` names what it was told.
    """
    last = last_to_lodge(notified_on, n, calendar)
    if lodged > last:
        raise Refused(f"申诉应于{last}前提出（{notified_on}{what}，{n}个工作日内），{lodged}提出已超过时限，不能提出。")


# Opened only if the agency has set the number of days (A14); each deadline uses the number set when it is opened.
APPEAL_ANSWER = Duty(
    key="appeal_answer",
    name="申诉答复",
    clause="3-4.3",
    due=DeadlineRule(
        "appeal_answer", "申诉提出后{n}个工作日内答复是否受理（管理机构设定）", "《目标管控》4.3", choice="A14"
    ),
    to_do="受理申诉，或说明原因不予受理",
    debtor=Debtor.AGENCY,
    judged_by="受理或不予受理的日期",
)

APPEAL_RULING = Duty(
    key="appeal_ruling",
    name="申诉裁定",
    clause="3-4.3",
    due=DeadlineRule("appeal_ruling", "申诉受理后{n}个工作日内裁定（管理机构设定）", "《目标管控》4.3", choice="A14"),
    to_do="重新组织复核，复核结果签字后作出裁定",
    debtor=Debtor.AGENCY,
    judged_by="裁定日期",
)

APPEAL_DUTIES = frozenset({APPEAL_ANSWER.key, APPEAL_RULING.key})
