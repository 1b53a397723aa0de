"""The input of 年度考评: drafts, what a department says to its sheet, the answers, the approval and corrections."""

from collections.abc import Iterator
from datetime import date
from typing import Annotated

from pydantic import Field

from models.intake.draft import Names, Number
from models.intake.evidence import Pieces
from models.intake.input import Input, OfObligation, Text, YesNo, accept_label
from models.intake.yearly import OfYear, TiedGrade
from models.rules.score.facts import Contested


class AppraisalDrafted(OfYear):
    """The score sheets of a year are drafted, and departments may object until a day."""

    due: date | None = Field(default=None, title="异议截止日")


class LineObjection(Input):
    """The objection to one line or fact of a sheet, with its reason."""

    component: Annotated[Contested, accept_label(Contested)] = Field(title="考评项目")
    reason: Text = Field(title="异议理由")


class ScoreAnswered(OfObligation):
    """What a department says to its sheet: it agrees, or objects to single lines."""

    agreed: YesNo = Field(title="是否同意")
    objections: tuple[LineObjection, ...] = Field(default=(), title="异议")

    def faults(self) -> Iterator[str]:
        """Yield what its fields cannot say together."""
        if self.agreed is bool(self.objections):
            yield "有异议的，至少写明一个考评项目的异议理由；同意的，不写异议理由"
        if len({each.component for each in self.objections}) < len(self.objections):
            yield "同一考评项目的异议写了两次"


class OfSheet(OfYear):
    """An act about the score sheet of a department for a year."""

    department: Text = Field(title="部门")


class ScoreObjectionAnswered(OfSheet):
    """The agency answers an objection to a line or fact: accepted or not, in its words.

    `left_out` are the entries of the line, or the rows of the fact, that do not count any more.
    """

    component: Annotated[Contested, accept_label(Contested)] = Field(title="考评项目")
    accepted: YesNo = Field(title="是否采纳")
    answer: Text = Field(title="答复")
    left_out: Names = Field(default=(), title="不再计入的条目")

    def faults(self) -> Iterator[str]:
        """Yield what its fields cannot say together."""
        if self.left_out and not self.accepted:
            yield "未采纳的，不写不再计入的条目"


class SheetRecomputed(OfSheet):
    """Another person recomputes a sheet after an objection was accepted; the department may object again."""

    due: date | None = Field(default=None, title="异议截止日")


class AppraisalApproved(OfYear):
    """The 领导小组 approved the sheets of a year, by a paper with number, date and file."""

    number: Number = Field(title="审定文号")
    dated: date = Field(title="审定日期")
    evidence: Pieces = Field(title="审定文件", min_length=1)


class SheetSuperseded(OfSheet):
    """An approved sheet is corrected, by its own paper and with the reason.

    `grades` are those that the paper states, of this department or of others; all others stay. Only if the paper says
    so may they exceed the quotas.
    """

    number: Number = Field(title="更正文号")
    dated: date = Field(title="更正日期")
    reason: Text = Field(title="更正原因")
    left_out: Names = Field(default=(), title="不再计入的条目")
    grades: tuple[TiedGrade, ...] = Field(default=(), title="更正的等次")
    over_quota: YesNo = Field(default=False, title="超出名额")
    evidence: Pieces = Field(title="更正文件", min_length=1)
