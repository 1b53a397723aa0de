"""The input of the acts about duties: a waiver, the outcome of a 催办 (6.2.2)."""

from collections.abc import Iterator
from datetime import date
from typing import Annotated

from pydantic import Field, field_validator

from models.intake.draft import MaybeNumber
from models.intake.input import Input, OfObligation, Text, YesNo, accept_label
from models.intake.reform import Codes
from models.rules.cycles import DUTY_OF
from models.rules.reminders import UrgingMethod

Method = Annotated[UrgingMethod | None, accept_label(UrgingMethod)]


class OfDuties(Input):
    """The kinds of duties that are meant; without any, all of them."""

    duties: Codes = Field(default=(), title="事项种类", examples=["remediation、feedback"])

    @field_validator("duties")
    @classmethod
    def _check_duties(cls, duties: tuple[str, ...]) -> tuple[str, ...]:
        if unknown := [each for each in duties if each not in DUTY_OF]:
            raise ValueError(f"没有名为“{'、'.join(unknown)}”的事项种类，写法如remediation")
        return duties


class UrgingDone(Input):
    """The agency's result of a 催办 task: done, skipped, or replaced by another method.

    The task is given by its number, or by department and duty if that has one open task.
    """

    urging: int | None = Field(default=None, title="催办任务编号")
    department: Text | None = Field(default=None, title="部门")
    duty: Text | None = Field(default=None, title="事项")
    outcome: Text = Field(title="结果或原因", examples=["李明接听，周五前报送"])
    skipped: YesNo = Field(default=False, title="跳过")
    replaced_by: Method = Field(default=None, title="改用方式")

    def faults(self) -> Iterator[str]:
        """Yield what its fields cannot say together."""
        named = self.department is not None and self.duty is not None
        if (self.urging is None) != named or (self.urging is not None and (self.department or self.duty)):
            yield "请写催办任务编号，或者写部门和事项，两者只写一种"


class UrgingRetracted(Input):
    """The agency takes a wrong booking of a 催办 task back, with the reason."""

    urging: int = Field(title="催办任务编号")
    reason: Text = Field(title="撤回原因")


class ObligationWaived(OfObligation):
    """The agency waives an obligation, with the reason; for a duty of the agency also with the paper that allows it."""

    reason: Text = Field(title="豁免原因")
    number: MaybeNumber = Field(default="", title="依据文号")
    dated: date | None = Field(default=None, title="依据文件日期")

    def faults(self) -> Iterator[str]:
        """Yield what its fields cannot say together."""
        if bool(self.number) != (self.dated is not None):
            yield "依据文件的文号（--number）和日期（--dated）须一并写明"


class WaiverWithdrawn(OfObligation):
    """The agency takes back a waiver that was made by mistake, with the reason."""

    reason: Text = Field(title="撤回原因")
