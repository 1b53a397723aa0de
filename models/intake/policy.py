"""The input of `set_policy`: which setting, its value, since when, and on which basis (A11, A14)."""

from datetime import date
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field, ValidationInfo, field_validator

from models.intake.reform import Basis
from models.intake.said import Said, Text
from models.intake.values import choice
from models.rules.errors import Refused
from models.rules.policy import SETTINGS, PolicySource, find_setting, read_value


def _known(key: str) -> str:
    try:
        return find_setting(key).key
    except Refused as unknown:
        raise ValueError(unknown.message.rstrip("。")) from unknown


class PolicySet(Said):
    """A setting with its value, from a day on; the basis is a document's number or the reason."""

    key: Annotated[Text, AfterValidator(_known)] = Field(title="设定")
    value: Any = Field(title="内容")
    basis: Basis = Field(title="依据")
    valid_from: date | None = Field(default=None, title="生效日期")
    origin: Annotated[PolicySource, BeforeValidator(choice(PolicySource))] = Field(
        default=PolicySource.LOCAL, title="来源"
    )

    @field_validator("value")
    @classmethod
    def _of_its_kind(cls, said: Any, info: ValidationInfo) -> Any:  # noqa: ANN401 - any JSON value
        setting = SETTINGS.get(info.data.get("key", ""))
        return read_value(setting, said) if setting else said
