"""The inputs of `set_policy` and `adopt_letterhead`: a setting, its value, its first day and its basis (A11, A14)."""

from datetime import date
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field, ValidationInfo, field_validator

from models.intake.evidence import Pieces
from models.intake.input import Input, Text
from models.intake.reform import Basis
from models.intake.values import choice
from models.rules.errors import Refused
from models.rules.policy import SETTINGS, find_setting, read_value
from models.rules.setting import PolicySource


def _check_key(key: str) -> str:
    try:
        return find_setting(key).key
    except Refused as unknown:
        raise ValueError(unknown.message.rstrip("。")) from unknown


class PolicySet(Input):
    """A setting with its value, from a day on; the basis is a document's number or the reason.

    What only a body decides names it, with the day of its paper and the file.
    """

    key: Annotated[Text, AfterValidator(_check_key)] = Field(title="设定")
    value: Any = Field(title="内容", examples=["-1、-2"])
    basis: Basis = Field(title="依据", examples=["黔目标办〔2026〕5号"])
    valid_from: date | None = Field(default=None, title="生效日期")
    origin: Annotated[PolicySource, BeforeValidator(choice(PolicySource))] = Field(
        default=PolicySource.LOCAL, title="来源"
    )
    decided_by: Text | None = Field(default=None, title="决定单位")
    dated: date | None = Field(default=None, title="文件日期")
    evidence: Pieces = Field(default=(), title="依据文件")

    @field_validator("value")
    @classmethod
    def _parse_value(cls, raw: Any, info: ValidationInfo) -> Any:  # noqa: ANN401 - any JSON value
        setting = SETTINGS.get(info.data.get("key", ""))
        return read_value(setting, raw) if setting else raw


class LetterheadAdopted(Input):
    """The agency's own .docx, with its basis."""

    evidence: Pieces = Field(title="底版", min_length=1, max_length=1)
    basis: Basis = Field(title="依据")
