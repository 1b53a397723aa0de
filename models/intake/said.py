"""The input of every act: what must be said, with the Chinese title people see for each field."""

from typing import Annotated, TypeVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

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
