"""The input of 创新项目评选: ranks, days of applications, projects, and the result of a unit for a year (1-2.16)."""

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


class RankRegistered(Input):
    """级别: the rank of a unit from a day on, with its paper."""

    department: Text = Field(title="部门")
    rank: Annotated[Rank, accept_label(Rank)] = Field(title="级别")
    since: date = Field(title="自何日起")
    number: Text = Field(title="依据文号", max_length=LONGEST)
    dated: date = Field(title="文件日期")
    evidence: Pieces = Field(title="依据文件", min_length=1)


class InnovationCalled(Input):
    """申报通知: from which to which day units may apply, how many projects each at most, and the reason of a change."""

    year: int = Field(title="年度", ge=FIRST, le=LAST)
    opens_on: date = Field(title="申报开始日期")
    closes_on: date = Field(title="申报截止日期")
    most: int | None = Field(default=None, title="每单位项目数上限", ge=1, le=99)
    number: Text = Field(title="通知文号", max_length=LONGEST)
    dated: date = Field(title="通知日期")
    evidence: Pieces = Field(title="通知文件", min_length=1)
    reason: str = Field(default="", title="更改原因")


class InnovationApplied(Input):
    """申报: a project of a unit, with the paper of its application as a file."""

    department: Text = Field(title="部门")
    year: int = Field(title="年度", ge=FIRST, le=LAST)
    project: Text = Field(title="创新项目", max_length=LONGEST)
    content: Text = Field(title="项目简介")
    number: Text = Field(title="申报文号", max_length=LONGEST)
    dated: date = Field(title="申报文件日期")
    evidence: Pieces = Field(title="申报文件", min_length=1)


class InnovationWithdrawn(Input):
    """Why a unit withdraws its project."""

    project: Text = Field(title="项目编号")
    reason: Text = Field(title="撤回原因")
