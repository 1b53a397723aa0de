"""The input of the acts of 目标调整 (6.1.7): the changes and the reason, the consents, and the evidence."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Annotated

from pydantic import BeforeValidator, Field

from models.intake.evidence import Pieces
from models.intake.input import OfTarget, Text
from models.intake.values import MaybeCode, MaybeDay, MaybeText, choice, optional, quantity, text
from models.rules.kinds import AdjustmentGround
from models.rules.requirements import NEEDS

Ground = Annotated[AdjustmentGround, BeforeValidator(choice(AdjustmentGround))]
Quantity = Annotated[Decimal | None, BeforeValidator(optional(quantity, None))]
Requirement = Annotated[str, BeforeValidator(text)]
Number = Annotated[str, BeforeValidator(optional(text, "")), Field(max_length=200)]


class AdjustmentRequested(OfTarget):
    """An office requests an adjustment: a missing column stays unchanged, a column given as empty is cleared.

    `note` (说明) says why the quantity is not the one that the words state. With `indicator` the columns are those of
    this leaf, `requirement` its standard.
    """

    indicator: MaybeCode = Field(default="", title="指标编号")
    ground: Ground = Field(title="调整事由")
    reason: Text = Field(title="调整原因")
    requirement: Requirement = Field(default="", title="新的绩效要求")
    quantity: Quantity = Field(default=None, title="新的数量")
    unit: MaybeText = Field(default="", title="新的单位")
    deadline: MaybeDay = Field(default=None, title="新的完成时限")
    note: MaybeText = Field(default="", title="说明")
    evidence: Pieces = Field(title="印证材料", min_length=1)

    def faults(self) -> Iterator[str]:
        """Yield what its fields cannot say together."""
        if not self.model_fields_set & set(NEEDS):
            yield f"须写明要调整的内容，至少一项：{'、'.join(f'新的{title}' for title in NEEDS.values())}"


class ConsentGiven(OfTarget):
    """A consent: date, document number, person; the last two are optional if the consent is given in person."""

    consented_on: date | None = Field(default=None, title="同意日期")
    number: Number = Field(default="", title="文号")
    consented_by: MaybeText = Field(default="", title="同意人")


class AdjustmentFiled(OfTarget):
    """The office files the adjustment with the agency, with the evidence that was still missing."""

    evidence: Pieces = Field(default=(), title="补充的印证材料")


class AdjustmentReturned(OfTarget):
    """The agency returns an incomplete filing."""

    reason: Text = Field(title="退回原因")


class AdjustmentWithdrawn(OfTarget):
    """The office withdraws its request before it is filed."""

    reason: Text = Field(title="撤回原因")
