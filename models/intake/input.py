"""The input of the acts: base models and field types, with the Chinese title of each field."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Self, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationInfo,
    field_validator,
    model_validator,
)

from models.intake.values import person_name
from models.rules.errors import Refused
from models.rules.kinds import Labelled
from models.rules.periods import parse_period
from models.rules.personal_names import one_spelling
from models.rules.plain_text import says_nothing, shows_nothing

YesNo = Annotated[
    bool,
    BeforeValidator(lambda value: {"是": True, "否": False}.get(value, value) if isinstance(value, str) else value),
]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
MAY_BE_SIGNS = {"unit", "remark", "note", "text"}  # a percent sign is a unit; people write / for “nothing to say”
# Fields of other types with the name of a person, or of several.
PERSONS = re.compile(
    "attendees|consented_by|contact|found_by|inspector|leader|members?|people|person|read_by|reader|rechecked_by"
    "|representative|reviewers|signed_by|signer|successor|told_by|visitors"
)
# Every spelling of a name is that of one person.
PersonName = Annotated[Text, AfterValidator(person_name), AfterValidator(one_spelling)]
Kind = TypeVar("Kind", bound=Labelled)


def accept_label(kind: type[Kind]) -> BeforeValidator:
    """Return a validator that accepts the label of a member of a closed list."""
    return BeforeValidator(lambda value: kind.from_label(value) if isinstance(value, str) and value else value)


def _check_period(period: str) -> str:
    """Return a period in its one spelling. Raises ValueError if it is not one."""
    try:
        return str(parse_period(period))
    except Refused as wrong:
        raise ValueError(wrong.message.removeprefix("期间").rstrip("。")) from wrong


def _check_file_name(file: Path) -> Path:
    """Raise ValueError for a name that the database could not store."""
    shown = str(file).encode(errors="replace").decode().replace("\0", "?")
    if shown != str(file):
        raise ValueError(f"“{shown}”的文件名不是UTF-8编码的文字，请改名后再提交")
    return file


FilePath = Annotated[Path, AfterValidator(_check_file_name)]
PeriodText = Annotated[Text, AfterValidator(_check_period)]


class Input(BaseModel):
    """The input of a person or a flow for an act; unknown fields and texts that show or say nothing are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)

    @field_validator("*")
    @classmethod
    def _check_seen(cls, value: object, info: ValidationInfo) -> object:
        if isinstance(value, str) and value.isspace() and cls.model_fields[str(info.field_name)].default == "":
            return ""  # spaces are no reason
        if isinstance(value, str) and shows_nothing(value):
            raise ValueError("只有看不见的字符，请重新填写")
        if isinstance(value, str) and says_nothing(value) and info.field_name not in MAY_BE_SIGNS:
            raise ValueError(f"“{value.strip()}”没有文字或数字，请写明")
        if PERSONS.fullmatch(str(info.field_name)) and isinstance(value, str | tuple):
            person_name("、".join((value,) if isinstance(value, str) else value))
        return value

    @model_validator(mode="after")
    def _check_together(self) -> Self:
        for fault in self.faults():
            raise ValueError(fault)
        return self

    def faults(self) -> Iterator[str]:
        """Yield why the fields cannot stand together; only the first sentence is told."""
        return iter(())

    @property
    def signed_elsewhere(self) -> bool:
        """Return whether it names what was signed before, so that an act which asks for a hand needs no paper."""
        return False


class NoInput(Input):
    """The input of an act that needs only the business date."""


class OfDepartment(Input):
    """An act about a department."""

    department: Text = Field(title="部门")


class OfObligation(Input):
    """An act about an obligation."""

    obligation: int = Field(title="事项编号")


class OfTarget(Input):
    """An act about a target, or its newest negative entry; the year is by default that of the business date."""

    target: Text = Field(title="目标编号")
    year: int | None = Field(default=None, title="年度")
