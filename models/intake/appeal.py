"""The input of the acts of 申诉: the objection, its acceptance, the re-inspection, the ruling (4.3 a)."""

from datetime import date
from typing import Annotated

from pydantic import BeforeValidator, Field, model_validator

from models.intake.evidence import Pieces
from models.intake.input import OfTarget, Text
from models.intake.values import choice
from models.rules.appeal import Ruling


class AppealLodged(OfTarget):
    """A department objects to the newest entry of a target, with its ground and evidence."""

    ground: Text = Field(title="申诉理由")
    evidence: Pieces = Field(default=(), title="印证材料")


class AppealAccepted(OfTarget):
    """The agency accepts the objection."""


class AppealEnded(OfTarget):
    """The agency rejects the objection, or the department withdraws it, with the reason."""

    reason: Text = Field(title="原因")


class ReinspectionNamed(OfTarget):
    """The inspection that checks the entry again."""

    inspection: Text = Field(title="核查编号")


class AppealRuled(OfTarget):
    """The ruling with its reason; if the entry changes, the new finding or a new limit."""

    ruling: Annotated[Ruling, BeforeValidator(choice(Ruling))] = Field(title="裁定")
    reason: Text = Field(title="裁定理由")
    finding: str = Field(default="", title="变更后的认定")
    new_limit: date | None = Field(default=None, title="新的整改时限")

    @model_validator(mode="after")
    def _check_changes(self) -> "AppealRuled":
        changes = bool(self.finding.strip() or self.new_limit)
        if changes != (self.ruling is Ruling.CHANGED):
            raise ValueError("裁定变更时写明变更后的认定或新的整改时限；维持、撤销时不写")
        return self


class LimitExtended(OfTarget):
    """A later limit for the open round of remediation, with the reason (6.2.4)."""

    limit: date = Field(title="整改时限")
    reason: Text = Field(title="延长原因")


class LimitExcused(OfTarget):
    """A new limit for the open round of remediation whose limit has passed, with the reason (6.2.4)."""

    limit: date = Field(title="整改时限")
    reason: Text = Field(title="另定原因")
