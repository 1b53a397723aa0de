"""The input of 创新项目评选: the result of a unit for a year, with the paper that it comes from (1-2.16)."""

from datetime import date
from typing import Annotated

from pydantic import Field

from models.intake.evidence import Pieces
from models.intake.input import Input, Text, accept_label
from models.intake.second_level import FIRST, LAST, LONGEST
from models.rules.score.innovation import Prize, Rank


class InnovationResult(Input):
    """The result with its paper; the project of a unit that took part, and the rank of one that is delegated."""

    department: Text = Field(title="部门")
    year: int = Field(title="年度", ge=FIRST, le=LAST)
    prize: Annotated[Prize, accept_label(Prize)] = Field(title="等次")
    project: str = Field(default="", title="创新项目")
    rank: Annotated[Rank | None, accept_label(Rank)] = Field(default=None, title="级别")
    number: Text = Field(title="依据文号", max_length=LONGEST)
    dated: date = Field(title="文件日期")
    evidence: Pieces = Field(title="依据文件", min_length=1)
    reason: str = Field(default="", title="更正原因")
