"""The input of the acts of 目标制定 that are no sheets of targets."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints

from models.intake.evidence import Pieces
from models.intake.input import Input, OfDepartment, OfObligation, OfTarget, Text, YesNo, accept_label
from models.intake.issued_paper import CopyNumber, Secrecy, Urgent
from models.rules.draft import ApprovalDecision, OfficeOpinion
from models.rules.kinds import Category
from models.rules.paper_number import Urgency
from models.rules.signed_paper import has_year_and_number


def _listed(value: object) -> object:
    """Return the names that one text lists, separated by 、 or a semicolon."""
    return [name for name in re.split("[;；、]", value) if name.strip()] if isinstance(value, str) else value


def _numbered(number: str) -> str:
    """Raise ValueError for a text that is no number of a document."""
    if number and not has_year_and_number(number):
        raise ValueError(f"“{number}”不是文号，应有机关代字、年份和序号，如：黔目标〔2026〕3号")
    return number


MaybeNumber = Annotated[str, StringConstraints(strip_whitespace=True), AfterValidator(_numbered)]
Number = Annotated[Text, AfterValidator(_numbered)]
Names = Annotated[tuple[Text, ...], BeforeValidator(_listed)]


class DraftWithdrawn(OfTarget):
    """A draft is withdrawn, with the reason."""

    reason: Text = Field(title="撤回原因")


class IndicatorRemoved(OfTarget):
    """An indicator of a draft is removed with those below it, with the reason."""

    indicator: Text = Field(title="指标编号")
    reason: Text = Field(title="删去原因")


class OfDrafts(Input):
    """An act about the drafts of a year, by default of the only year that has drafts, of some departments or of all."""

    year: int | None = Field(default=None, title="年度")
    departments: Names = Field(default=(), title="部门")


class ConsultationOpened(OfDrafts):
    """The offices are asked for their opinion until a day (1-2.22)."""

    due: date = Field(title="反馈期限")


class DraftOpinion(Input):
    """The opinion of an office on one draft; an objection has its reason and a counter-proposal."""

    target: Text = Field(title="目标编号")
    opinion: Annotated[OfficeOpinion, accept_label(OfficeOpinion)] = Field(title="意见")
    reason: str = Field(default="", title="理由")
    proposal: str = Field(default="", title="修改建议")

    def faults(self) -> Iterator[str]:
        """Yield what its fields cannot say together."""
        if self.opinion is OfficeOpinion.OBJECTED and not (self.reason.strip() and self.proposal.strip()):
            yield f"目标{self.target}有异议的，须写明理由和修改建议"
        if self.opinion is OfficeOpinion.AGREED and (self.reason.strip() or self.proposal.strip()):
            yield f"目标{self.target}填了理由或修改建议，意见应为“{OfficeOpinion.OBJECTED.label}”"


class OpinionsGiven(OfObligation):
    """The opinion of an office on each draft of the list that it was sent."""

    lines: tuple[DraftOpinion, ...] = Field(title="各项意见", min_length=1)


class ObjectionAnswered(OfTarget):
    """The agency answers an objection: accepted or not, with its words."""

    accepted: YesNo = Field(title="是否采纳")
    answer: Text = Field(title="答复")


class DraftsSubmitted(OfDrafts):
    """The drafts of a category are submitted to the body that approves them: all consulted ones, or those named."""

    category: Annotated[Category, accept_label(Category)] = Field(title="目标类别")
    targets: Names = Field(default=(), title="目标编号")
    unconsulted_reason: str = Field(default="", title="未沟通的原因")
    short_reason: str = Field(default="", title="分解不足的原因")


class OfSubmission(Input):
    """An act about one paper, such as 2027-1."""

    submission: Text = Field(title="报审编号", examples=["2027-1"])


class SubmissionApproved(OfSubmission):
    """What the body decided of a paper: the number and the date of its approval, and the drafts that it sent back."""

    number: Number = Field(title="批件文号")
    dated: date = Field(title="批件日期")
    returned: Names = Field(default=(), title="退回的目标编号")
    reason: str = Field(default="", title="退回原因")
    evidence: Pieces = Field(title="批件", min_length=1)
    decided: Names = Field(default=(), title="逐项写明意见的目标编号")

    def faults(self) -> Iterator[str]:
        """Yield what its fields cannot say together."""
        if bool(self.returned) != bool(self.reason.strip()):
            yield "退回的目标编号（returned）和退回原因（reason）须一并写明"


class DraftDecided(OfSubmission):
    """What the body decided of one draft, in its row of the sheet that goes to the body with the paper."""

    target: Text = Field(title="目标编号")
    decision: Annotated[ApprovalDecision, accept_label(ApprovalDecision)] = Field(title="审批意见")
    reason: str = Field(default="", title="退回原因", examples=["与上年目标重复"])
    number: Text = Field(title="批件文号", examples=["黔目标批〔2027〕1号"])
    dated: date = Field(title="批件日期")
    evidence: Pieces = Field(title="批件", min_length=1, examples=["批件.pdf"])

    def faults(self) -> Iterator[str]:
        """Yield what its fields cannot say together."""
        if (self.decision is ApprovalDecision.RETURNED) != bool(self.reason.strip()):
            yield f"审批意见为“{ApprovalDecision.RETURNED.label}”的，写明退回原因；其他的不写"


class DraftsReturned(OfSubmission):
    """Drafts of a paper are returned before they are issued, with the reason."""

    targets: Names = Field(title="退回的目标编号", min_length=1)
    reason: Text = Field(title="退回原因")


class TargetsIssued(OfSubmission):
    """The approved drafts of a paper are issued under a paper with number and date."""

    number: Number = Field(title="下达文号")
    dated: date = Field(title="发文日期")
    short_reason: str = Field(default="", title="分解不足的原因")
    copy_number: CopyNumber = ""
    secrecy: Secrecy = ""
    urgency: Urgent = Urgency.NONE


class GapWaived(OfDepartment):
    """A gap of a department's initial list is waived; after the submission in a paper to the body that approves."""

    year: int | None = Field(default=None, title="年度")
    gap: Text = Field(title="缺项")
    reason: Text = Field(title="原因")
    number: MaybeNumber = Field(default="", title="告知文件文号")
    dated: date | None = Field(default=None, title="告知文件日期")

    def faults(self) -> Iterator[str]:
        """Yield what its fields cannot say together."""
        if bool(self.number) != (self.dated is not None):
            yield "告知文件的文号（--number）和日期（--dated）须一并写明"


class ReceivedTarget(Input):
    """A question of an office about one target of the list that it receives."""

    target: Text = Field(title="目标编号")
    question: str = Field(default="", title="疑问")


class TargetsReceived(OfObligation):
    """An office takes delivery of the list of its targets, with its questions."""

    lines: tuple[ReceivedTarget, ...] = Field(default=(), title="疑问")
