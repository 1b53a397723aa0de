"""The input of the acts of 机构改革: the departments, the effective day, and the document."""

from datetime import date
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints

from models.intake.evidence import Pieces
from models.intake.input import OfDepartment, Text
from models.intake.values import names

Basis = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]
Codes = Annotated[
    tuple[Text, ...],
    BeforeValidator(lambda value: names(value) if isinstance(value, str) else value),
    AfterValidator(lambda codes: tuple(dict.fromkeys(codes))),
]


class Reformed(OfDepartment):
    """A department, the effective day of its reform, and the document that ordered it."""

    effective_on: date = Field(title="生效日期")
    basis: Basis = Field(title="依据文件")


class DepartmentRenamed(Reformed):
    """更名: the same department under a new name; without a new short name it has none."""

    name: Name = Field(title="新名称")
    short_name: str = Field(default="", title="新简称", max_length=100)


class ReformWithdrawn(OfDepartment):
    """A merger or a renaming that was entered by mistake, with the reason and the paper that shows it."""

    reason: Text = Field(title="撤回原因")
    evidence: Pieces = Field(title="依据", min_length=1)


class DepartmentMerged(Reformed):
    """合并: the whole department is merged into another."""

    successor: Text = Field(title="承接部门")


class TargetsTransferred(Reformed):
    """划转: another department becomes the lead of some targets from the effective day on."""

    successor: Text = Field(title="承接部门")
    targets: Codes = Field(title="目标编号", min_length=1)
    year: int | None = Field(default=None, title="年度")
