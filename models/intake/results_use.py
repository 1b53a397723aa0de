"""The input of 结果运用: results are delivered, received, used, or told by phone (1-9)."""

from datetime import date
from typing import Annotated

from pydantic import Field

from models.intake.evidence import Pieces
from models.intake.input import OfObligation, PersonName, Text, accept_label
from models.intake.yearly import OfYear
from models.rules.results_use import Receiver, ResultUse

LONGEST = 200  # characters of a name or number
Kind = Annotated[Receiver, accept_label(Receiver)]


class ResultsDelivered(OfYear):
    """The results of a year are delivered to all recipients, or to those of one kind."""

    kind: Annotated[Receiver | None, accept_label(Receiver)] = Field(default=None, title="反馈对象")


class ResultsReceived(OfObligation):
    """A department has its results: who received them."""

    receiver: PersonName = Field(title="签收人", max_length=LONGEST)


class OfDelivery(OfYear):
    """An act about what one recipient was delivered: a department, or a body in its role."""

    department: str = Field(default="", title="部门", max_length=LONGEST)
    body: str = Field(default="", title="参与单位", max_length=LONGEST)
    kind: Annotated[Receiver | None, accept_label(Receiver)] = Field(default=None, title="反馈对象")


class ReceiptRecorded(OfYear):
    """A body has its results: who received them, when, and the receipt as a file."""

    body: Text = Field(title="参与单位", max_length=LONGEST)
    kind: Kind = Field(title="反馈对象")
    receiver: PersonName = Field(title="签收人", max_length=LONGEST, examples=["王强"])
    received_on: date = Field(title="签收日期", examples=["2027-04-02"])
    evidence: Pieces = Field(title="签收单", min_length=1, examples=["签收单.pdf"])


class Used(OfYear):
    """What results were used for, with the paper if there is one."""

    use: Annotated[ResultUse, accept_label(ResultUse)] = Field(title="结果用于")
    text: Text = Field(title="运用情况", examples=["作为领导班子调整的依据"])
    number: str = Field(default="", title="文号", max_length=LONGEST, examples=["黔组通〔2027〕6号"])
    dated: date | None = Field(default=None, title="文件日期", examples=["2027-04-12"])


class UseStated(Used):
    """What a department used its results for."""

    department: Text = Field(title="部门", max_length=LONGEST)
    evidence: Pieces = Field(default=(), title="运用文件")


class UseRecorded(Used):
    """What a body used the results for, with its file."""

    body: Text = Field(title="参与单位", max_length=LONGEST)
    kind: Annotated[Receiver | None, accept_label(Receiver)] = Field(default=None, title="反馈对象")
    evidence: Pieces = Field(title="运用文件", min_length=1, examples=["回函.pdf"])


class ResultTold(OfDelivery):
    """A person of a recipient that has not received the results in time was told by phone."""

    person: PersonName = Field(title="被告知人", max_length=LONGEST)
    told_on: date = Field(title="告知日期")
    told_by: PersonName = Field(title="告知人", max_length=LONGEST)
