"""The input of every act: what must be said, with the Chinese title people see for each field."""

from datetime import date
from typing import Annotated, TypeVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, model_validator

from models.rules.errors import Refused
from models.rules.kinds import Labelled
from models.rules.periods import parse_period

YesNo = Annotated[bool, BeforeValidator(lambda said: {"是": True, "否": False}.get(said, said))]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Kind = TypeVar("Kind", bound=Labelled)


def _labelled(kind: type[Kind]) -> BeforeValidator:
    """Takes the label that people write for a member of a closed list."""
    return BeforeValidator(lambda said: kind.from_label(said) if isinstance(said, str) and said else said)


def _periodic(said: str) -> str:
    try:
        parse_period(said)
    except Refused as wrong:
        raise ValueError(wrong.message.removeprefix("期间").rstrip("。")) from wrong
    return said


PeriodText = Annotated[Text, AfterValidator(_periodic)]


class Said(BaseModel):
    """What a person or a flow says to have an act done; unknown fields are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Nothing(Said):
    """An act that needs no input but the business date."""


class OfTarget(Said):
    """An act about the newest negative entry of a target."""

    target: Text = Field(title="目标编号")
    year: int | None = Field(default=None, title="年度")


class FindingListed(OfTarget):
    """A target found not done in quality or quantity (6.2.4)."""

    finding: Text = Field(title="核查认定")
    found_on: date = Field(title="核查日期")


class LimitSet(OfTarget):
    """The limit by which it must be remedied."""

    limit: date = Field(title="整改时限")


class CompletionDeclared(OfTarget):
    """The office says that its remediation is done."""

    completed_on: date = Field(title="完成日期")
    measures: str = Field(default="", title="整改措施")


class CompletionWithdrawn(OfTarget):
    """The office takes its declaration back."""

    reason: Text = Field(title="撤回原因")


class FeedbackFiled(OfTarget):
    """The office reports to the agency how it was remedied (6.2.5)."""

    feedback: Text = Field(title="整改情况")


class Rechecked(OfTarget):
    """The agency looks again: made good, or another round with a new limit."""

    passed: YesNo = Field(title="是否通过")
    found: Text = Field(title="复查情况")
    new_limit: date | None = Field(default=None, title="新的整改时限")

    @model_validator(mode="after")
    def _another_round_needs_a_limit(self) -> "Rechecked":
        if self.passed == (self.new_limit is not None):
            raise ValueError("复查未通过须定新的整改时限，通过则不填")
        return self


class MessageDecided(Said):
    """What becomes of a message that could not be sent, and why."""

    message: int = Field(title="消息编号")
    why: Text = Field(title="原因")
