"""The input of 创新项目评选: ranks, days of applications, projects, and the result of a unit for a year (1-2.16)."""

from datetime import date
from typing import Annotated

from pydantic import Field

from models.intake.evidence import Pieces
from models.intake.input import Input, OfDepartment, PersonName, Text, accept_label
from models.intake.yearly import FIRST, LAST, LONGEST, OfDepartmentYear, OfYear
from models.rules.score.innovation import Prize, Rank


class InnovationResult(OfDepartmentYear):
    """The result with its paper; the project of a unit that took part, and the rank of one that is delegated."""

    prize: Annotated[Prize, accept_label(Prize)] = Field(title="等次")
    project: str = Field(default="", title="创新项目")
    rank: Annotated[Rank | None, accept_label(Rank)] = Field(default=None, title="级别")
    number: Text = Field(title="依据文号", max_length=LONGEST)
    dated: date = Field(title="文件日期")
    evidence: Pieces = Field(title="依据文件", min_length=1)
    minutes: Pieces = Field(default=(), title="评选纪要")
    reason: str = Field(default="", title="更正原因")


class RankRegistered(OfDepartment):
    """级别: the rank of a unit from a day on, with its paper."""

    rank: Annotated[Rank, accept_label(Rank)] = Field(title="级别")
    since: date = Field(title="自何日起")
    number: Text = Field(title="依据文号", max_length=LONGEST)
    dated: date = Field(title="文件日期")
    evidence: Pieces = Field(title="依据文件", min_length=1)


class InnovationCalled(OfYear):
    """申报通知: from which to which day units may apply, how many projects each at most, and the reason of a change."""

    opens_on: date = Field(title="申报开始日期")
    closes_on: date = Field(title="申报截止日期")
    most: int | None = Field(default=None, title="每单位项目数上限", ge=1, le=99)
    number: Text = Field(title="通知文号", max_length=LONGEST)
    dated: date = Field(title="通知日期")
    evidence: Pieces = Field(title="通知文件", min_length=1)
    reason: str = Field(default="", title="更改原因")


class InnovationApplied(OfDepartmentYear):
    """申报: a project of a unit, with the paper of its application as a file."""

    project: Text = Field(title="创新项目", max_length=LONGEST, examples=["学生就近入学一次办"])
    content: Text = Field(title="项目简介", examples=["报名、审核、录取一次办结"])
    number: Text = Field(title="申报文号", max_length=LONGEST, examples=["黔教函〔2026〕9号"])
    dated: date = Field(title="申报文件日期", examples=["2026-10-12"])
    evidence: Pieces = Field(title="申报文件", min_length=1, examples=["申报书.pdf"])


class InnovationWithdrawn(Input):
    """Why a unit withdraws its project."""

    project: Text = Field(title="项目编号")
    reason: Text = Field(title="撤回原因")


class JurorRegistered(Input):
    """评委: a person of the list of experts with his unit; the last day of one who leaves it."""

    name: PersonName = Field(title="姓名")
    unit: Text = Field(title="所在单位")
    position: str = Field(default="", title="职务职称")
    valid_to: date | None = Field(default=None, title="失效日期")


class JurorTieDeclared(Input):
    """回避: why a juror must not judge the projects of a unit."""

    juror: PersonName = Field(title="评委")
    department: Text = Field(title="部门")
    reason: Text = Field(title="回避原因")


class Vote(Input):
    """What a juror gave a project."""

    juror: PersonName = Field(title="评委")
    project: Text = Field(title="项目编号")
    vote: Text = Field(title="评定")


class ProjectResult(Input):
    """The result of a project in a round, with its reason."""

    project: Text = Field(title="项目编号")
    result: Text = Field(title="结果")
    reason: str = Field(default="", title="理由")


class RoundHeld(OfYear):
    """A round: its day and place, the vote of each juror, the results, and the signed minutes as a file."""

    held_on: date = Field(title="评审日期")
    place: str = Field(default="", title="评审地点")
    votes: tuple[Vote, ...] = Field(title="各评委的评定", min_length=1)
    results: tuple[ProjectResult, ...] = Field(title="各项目的结果", min_length=1)
    number: Text = Field(title="评审记录文号", max_length=LONGEST)
    dated: date = Field(title="评审记录日期")
    evidence: Pieces = Field(title="签字的评审记录", min_length=1)
    reason: str = Field(default="", title="更正原因")


class OnSiteRoundHeld(RoundHeld):
    """An on-site round, which has a place."""

    place: Text = Field(title="评审地点")


class VoteRow(Input):
    """One row of the sheet of a round: the vote of a juror on a project, and what it has with the other rows."""

    year: int = Field(title="年度", ge=FIRST, le=LAST, examples=["2026"])
    project: Text = Field(title="项目编号", examples=["2026-1"])
    juror: PersonName = Field(title="评委", examples=["陈一"])
    vote: str = Field(default="", title="评定")
    result: str = Field(default="", title="结果")
    why: str = Field(default="", title="理由", examples=["成效尚未显现"])
    held_on: date | None = Field(default=None, title="评审日期", examples=["2026-11-05"])
    place: str = Field(default="", title="评审地点")
    number: str = Field(default="", title="评审记录文号", max_length=LONGEST, examples=["黔目标评〔2026〕1号"])
    dated: date | None = Field(default=None, title="评审记录日期", examples=["2026-11-05"])
    evidence: Pieces = Field(default=(), title="签字的评审记录", examples=["评审记录.pdf"])
    correction: str = Field(default="", title="更正原因")
