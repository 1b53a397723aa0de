"""目标制定: the duties of consulting and receiving, the opinions of an office, and the document behind a target."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any, Self
from unicodedata import normalize

from models.rules.body import BodyKind
from models.rules.deadlines import DeadlineRule, undated
from models.rules.duties import Duty
from models.rules.errors import Refused
from models.rules.kinds import Category, Labelled
from models.rules.workdays import WorkCalendar

LEAST_DAYS = 5  # working days that an office has at least for its opinion
CONSULTATION = Duty(
    key="consultation",
    name="目标沟通",
    clause="1-2.22",
    due=DeadlineRule("consultation_day", f"按管理机构明确的日期反馈意见，不少于{LEAST_DAYS}个工作日", "《总则》2.22"),
    to_do="逐项填写对目标草案的意见：同意，或者写明异议的理由和修改建议",
    judged_by="收到意见的日期",
)
RECEIPT = Duty(
    key="receipt",
    name="目标清单签收",
    clause="1-2.6",
    due=undated("issued_5", "目标下达后{n}个工作日内签收", "《总则》2.6、2.7", 5, choice="A26"),
    to_do="核对下达的目标清单并签收；有疑问的，在该目标一行注明",
    judged_by="签收的日期",
)
OF_LISTS = {each.key: each for each in (CONSULTATION, RECEIPT)}  # they have a line for each draft of a list
IN_LISTS = frozenset(OF_LISTS)
OTHER_ANSWERS = "《目标管控》6.1"
# The series of documents that the clause names (2.7); others are a setting of the agency.
SERIES = ("黔党发", "黔府发", "黔党办发", "黔府办发", "黔委厅字")
NUMBERED = re.compile(r"(?P<series>\D+?)\s*[〔\[［(（【](?P<year>\d{4})[〕\]］)）】]\s*(?P<number>\d+)\s*号")
SEPARATED = re.compile(r"[\s，,；;、：:。《》“”（）()年月日]")  # what stands between a series and the words before it


class ApprovalDecision(Labelled):
    """审批意见: what the body says of a draft in its sheet."""

    APPROVED = "approved", "批准"
    RETURNED = "returned", "退回"


class OfficeOpinion(Labelled):
    """意见: what an office answers to a draft in 绩效沟通 (1-2.22)."""

    AGREED = "agreed", "同意"
    OBJECTED = "objected", "有异议"


class Consulted(Labelled):
    """沟通结果: how a draft was consulted when it is submitted; silence is 未反馈."""

    AGREED = "agreed", "同意"
    SETTLED = "settled", "有异议，已答复"
    SILENT = "silent", "未反馈"
    SKIPPED = "skipped", "未沟通"


class Decided(Labelled):
    """审批结果: what the body that approves decided of one draft of a paper."""

    WAITING = "waiting", "待审批"
    APPROVED = "approved", "已审批"
    RETURNED = "returned", "已退回"


class Ground(Labelled):
    """纳入依据: why a task is put under the management by targets (1-5.4)."""

    DECISION = "decision", "重大决策部署"
    SUPERIOR = "superior", "上级部门部署"
    WORK_POINTS = "work_points", "年度工作要点"
    URGENT = "urgent", "临时性重大工作"
    OTHER = "other", "其他事项"


@dataclass(frozen=True, slots=True)
class SourceNumber:
    """The number of a document: 黔府发〔2027〕3号."""

    series: str
    year: int
    number: int

    @classmethod
    def of(cls, document: str) -> Self | None:
        """Return the first number in the words of a document; None without one."""
        found = NUMBERED.search(document)
        if found is None:
            return None
        series = SEPARATED.split(found["series"])[-1]
        return cls(series, int(found["year"]), int(found["number"]))


def read_series(raw: Any) -> list[str]:  # noqa: ANN401 - what a person wrote
    """Parse series of documents: 黔厅字、黔委办字. Raises ValueError without any, or for a number in one."""
    found = [each for each in re.split(r"[、,;\s]", normalize("NFKC", str(raw or ""))) if each]
    if not found or any(re.search(r"[\d〔〕\[\]()号]", each) for each in found):
        raise ValueError(f"“{raw}”应为文件系列的名称，不带年份和号数，几个用、分开，如：黔委办字、黔厅字")
    return found


def check_opinion_day(due: date, today: date, calendar: WorkCalendar) -> None:
    """2.22: raise Refused if an office has fewer than five working days for its opinion."""
    if due <= today or calendar.count(today, due) < LEAST_DAYS:
        earliest = calendar.nth_after(today, LEAST_DAYS)
        raise Refused(f"反馈意见的日期{due}太早，部门须有不少于{LEAST_DAYS}个工作日，最早{earliest}。")


def document_faults(
    document: str, dated: date | None, today: date, *, dynamic: bool, others: tuple[str, ...] = ()
) -> list[str]:
    """1-2.7, 1-5.4: return what is wrong with the document behind a target, in a few words; empty if nothing is.

    Every target has one. That of a dynamic target is a numbered one of a known series, with its date. `others` are
    series of the agency in addition to those of the clause.
    """
    if not document:
        return ["没有来源文件"]
    found = [f"来源文件日期{dated}在今天（{today}）之后"] if dated and dated > today else []
    return found + (_number_faults(document, dated, others) if dynamic else [])


def _number_faults(document: str, dated: date | None, others: tuple[str, ...]) -> list[str]:
    number = SourceNumber.of(document)
    if number is None:
        return [f"动态目标的来源文件“{document}”没有文号，如：黔府发〔2027〕3号"]
    if number.series not in (*SERIES, *others):
        return [f"文件系列“{number.series}”未登记，可用：{'、'.join((*SERIES, *others))}"]
    if dated is None:
        return ["动态目标没有来源文件日期"]
    # A document of December may be dated in January.
    wrong = not dated.year - 1 <= number.year <= dated.year
    return [f"来源文件“{document}”的年份与来源文件日期{dated}不符"] if wrong else []


def basis_of_receipt(kinds: Collection[str]) -> str:
    """Return the clauses that the receipt of answers to these kinds of duties cites; "" is an answer without a duty."""
    lists = [duty.due.basis for key, duty in OF_LISTS.items() if key in kinds]
    return "；".join([*lists, *([] if lists and IN_LISTS.issuperset(kinds) else [OTHER_ANSWERS])])


# Which body approves which road (1-2.4, 1-2.5).
APPROVED_BY = {Category.BUILDING: BodyKind.LEADING_GROUP, Category.FUNCTIONAL: BodyKind.LEADING_GROUP_OFFICE}


@dataclass(frozen=True, slots=True)
class Heard:
    """What is known of the consulting of one draft: its opinion, the agency's answer, and the day until which it runs.

    `asked` is False for a draft that no office was asked about since its last change. `claimed`: the opinion was
    entered for the office, which may still give its own until the day. `untold`: whether the office was told is not
    known, so that no day runs.
    """

    asked: bool = False
    opinion: OfficeOpinion | None = None
    accepted: bool | None = None
    claimed: bool = False
    running: date | None = None
    untold: bool = False

    def obstacle(self, today: date) -> str:
        """1-2.22: return why the draft cannot be submitted yet; empty if nothing stands in the way."""
        if self.opinion is OfficeOpinion.OBJECTED and self.accepted is not False and not self.asked:
            return "部门提出过异议，修改后的草案须再次沟通（consult_drafts）"
        if self.opinion is OfficeOpinion.OBJECTED and self.accepted is None:
            return "部门的异议尚未答复（answer_objection）"
        if self.opinion is OfficeOpinion.OBJECTED and self.accepted:
            return "部门的异议已采纳，草案尚未修改"
        if self.asked and (self.opinion is None or self.claimed) and (why := self._still_runs(today)):
            return f"{'意见是代录的，' if self.claimed else ''}{why}"
        return ""

    def _still_runs(self, today: date) -> str:
        if self.untold:
            return "征求意见的通知送达不明，部门反馈意见的期限没有起算，请先电话告知并登记"
        return f"部门反馈意见的期限{self.running}未到" if self.running and self.running >= today else ""

    @property
    def result(self) -> Consulted:
        """Return how the draft was consulted, as the paper says it."""
        if not self.asked:
            return Consulted.SKIPPED
        if self.opinion is None:
            return Consulted.SILENT
        return Consulted.AGREED if self.opinion is OfficeOpinion.AGREED else Consulted.SETTLED
