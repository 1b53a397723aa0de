"""The input of the acts of 保密: what is marked, who may open it, what it is opened for (4.7)."""

from typing import Annotated

from pydantic import BeforeValidator, Field, model_validator

from models.intake.said import Said, Text
from models.intake.values import DIGEST
from models.rules.errors import Refused
from models.rules.secrecy import Marking, read_marking


def _marking(said: object) -> object:
    try:
        return read_marking(said) if isinstance(said, str) else said
    except Refused as wrong:
        raise ValueError(wrong.message) from wrong


class OfMatter(Said):
    """An act about a target, what an inspection found of it, or a file by its SHA-256 or the beginning of it."""

    target: str = Field(default="", title="目标编号")
    year: int | None = Field(default=None, title="年度")
    inspection: str = Field(default="", title="核查编号")
    evidence: str = Field(default="", title="印证材料SHA-256", pattern=DIGEST)

    @model_validator(mode="after")
    def _one_thing(self) -> "OfMatter":
        if bool(self.target) == bool(self.evidence) or (self.inspection and not self.target):
            raise ValueError("须写明一项：目标编号（核查结果另加核查编号），或印证材料的SHA-256（至少前8位）")
        return self


class Marked(OfMatter):
    """A marking, with the reason."""

    marking: Annotated[Marking, BeforeValidator(_marking)] = Field(title="密级")
    reason: Text = Field(title="依据或原因")


class MarkingLifted(OfMatter):
    """A marking is taken back, with the reason."""

    reason: Text = Field(title="原因")


class ReaderDecided(OfMatter):
    """Somebody may open it, or may no more: 部门编码/姓名."""

    reader: Text = Field(title="阅看人员（部门编码/姓名）")
    reason: Text = Field(title="依据或原因")


class Opened(OfMatter):
    """What it is opened for."""

    purpose: Text = Field(title="用途")
