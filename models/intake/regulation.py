"""The input of the acts of 规章制度: recorded, repealed (1-5.3 a, 1-5.2)."""

from datetime import date
from typing import Annotated

from pydantic import Field

from models.intake.evidence import Pieces
from models.intake.input import Input, Text, accept_label
from models.rules.regulation import RegulationKind

LONGEST = 200  # characters of a title or number


class RegulationIssued(Input):
    """What was laid down, by whom, with which paper, and from when it is in force."""

    kind: Annotated[RegulationKind, accept_label(RegulationKind)] = Field(title="类别")
    department: str = Field(default="", title="部门", max_length=LONGEST)
    name: Text = Field(title="名称", max_length=LONGEST)
    number: Text = Field(title="文号", max_length=LONGEST)
    dated: date = Field(title="文件日期")
    valid_from: date | None = Field(default=None, title="施行日期")
    evidence: Pieces = Field(title="文件", min_length=1)


class RegulationRepealed(Input):
    """Which one is repealed, the paper that repeals it, and from which day on."""

    regulation: Text = Field(title="制度编号")
    number: Text = Field(title="废止文号", max_length=LONGEST)
    dated: date = Field(title="废止文件日期")
    repealed_on: date | None = Field(default=None, title="废止日期")
    evidence: Pieces = Field(title="废止文件", min_length=1)
