"""The input of the acts about duties: a waiver, the outcome of a 催办 (6.2.2)."""

from typing import Annotated

from pydantic import Field

from models.intake.input import Input, Text, YesNo, accept_label
from models.rules.reminders import UrgingMethod

Method = Annotated[UrgingMethod | None, accept_label(UrgingMethod)]


class UrgingDone(Input):
    """The agency's result of a 催办 task: done, skipped, or replaced by another method."""

    urging: int = Field(title="催办任务编号")
    outcome: Text = Field(title="结果或原因")
    skipped: YesNo = Field(default=False, title="跳过")
    replaced_by: Method = Field(default=None, title="改用方式")


class ObligationWaived(Input):
    """The agency waives an obligation, with the reason."""

    obligation: int = Field(title="事项编号")
    reason: Text = Field(title="豁免原因")
