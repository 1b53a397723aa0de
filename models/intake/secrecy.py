"""The input of the acts of 保密: the record that is marked, its readers, and each access (4.7)."""

from collections.abc import Iterator
from typing import Annotated

from pydantic import BeforeValidator, Field, StringConstraints

from models.intake.input import Input, Text
from models.intake.values import DIGEST
from models.rules.errors import Refused
from models.rules.secrecy import Marking, read_marking


def _parse_marking(value: object) -> object:
    try:
        return read_marking(value) if isinstance(value, str) else value
    except Refused as wrong:
        raise ValueError(wrong.message) from wrong


class OfMatter(Input):
    """An act about a target, a finding of an inspection, or a file by its SHA-256 or the start of it."""

    target: str = Field(default="", title="目标编号")
    year: int | None = Field(default=None, title="年度")
    inspection: str = Field(default="", title="核查编号")
    evidence: str = Field(default="", title="印证材料SHA-256", pattern=DIGEST)

    def faults(self) -> Iterator[str]:
        """Yield what its fields cannot say together."""
        if bool(self.target) == bool(self.evidence) or (self.inspection and not self.target):
            yield "须写明一项：目标编号（核查结果另加核查编号），或印证材料SHA-256（至少前8位）"


class Marked(OfMatter):
    """A marking, with the reason."""

    marking: Annotated[Marking, BeforeValidator(_parse_marking)] = Field(title="密级")
    reason: Text = Field(title="依据或原因")


class MarkingLifted(OfMatter):
    """A marking is lifted, with the reason."""

    reason: Text = Field(title="原因")


class ReaderDecided(OfMatter):
    """A person may open it, or no longer may: 部门编码/姓名."""

    reader: Text = Field(title="阅看人员（部门编码/姓名）")
    reason: Text = Field(title="依据或原因")


class ReaderAdmitted(ReaderDecided):
    """A reader of the agency, who opens it at this machine, and the account under which he does."""

    account: Annotated[str, StringConstraints(strip_whitespace=True)] = Field(default="", title="操作系统账户")


class Opened(OfMatter):
    """The purpose of an access."""

    purpose: Text = Field(title="用途")
