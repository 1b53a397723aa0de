"""The input of what a department is given for a year, of exempt targets and of ties (1-2.16, 1-2.19, 1-6.1)."""

from datetime import date
from decimal import Decimal
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field

from models.intake.draft import Number
from models.intake.evidence import Pieces
from models.intake.input import Input, OfDepartment, Text, accept_label
from models.intake.reform import Basis, Codes
from models.rules.discipline import read_reduction
from models.rules.score.absent import AbsentWay, read_component
from models.rules.score.component import Component, read_mark
from models.rules.score.gate import GateKind, read_kind
from models.rules.score.grade import UngradedReason, read_class_name
from models.rules.score.individuals import Correction

LONGEST = 200  # characters of a number
FIRST, LAST = 2000, 9998  # years


class OfYear(Input):
    """An act about the appraisal of a year."""

    year: int = Field(title="年度", ge=FIRST, le=LAST)


class OfDepartmentYear(OfDepartment):
    """An act about a department in a year."""

    year: int = Field(title="年度", ge=FIRST, le=LAST, examples=["2026"])


class DisciplineRecorded(OfDepartmentYear):
    """A fact, what it reduces of the award, and the paper that says so with its file."""

    fact: Text = Field(title="事实", max_length=LONGEST * 5, examples=["未按规定报告重大事项"])
    reduces: Annotated[Text, AfterValidator(read_reduction)] = Field(
        title="扣减", max_length=LONGEST, examples=["年度目标绩效奖下调一档"]
    )
    number: Text = Field(title="依据文号", max_length=LONGEST, examples=["黔纪通〔2027〕2号"])
    dated: date = Field(title="文件日期", examples=["2027-01-12"])
    evidence: Pieces = Field(title="依据文件", min_length=1, examples=["通报.pdf"])


class DisciplineWithdrawn(OfDepartmentYear):
    """Which record of a department is withdrawn, and why."""

    serial: int = Field(title="序号", ge=1, le=9999)
    reason: Text = Field(title="撤回原因")


MOST = 100_000  # people


class IndividualsGiven(OfDepartmentYear):
    """How many people of a department were appraised, how many have which grade, and why they are entered again."""

    people: int = Field(title="参评人数", ge=1, le=MOST, examples=["86"])
    excellent: int = Field(title="优秀人数", ge=0, le=MOST, examples=["17"])
    reached: int = Field(title="达标人数", ge=0, le=MOST, examples=["69"])
    not_reached: int = Field(title="不达标人数", ge=0, le=MOST, examples=["0"])
    reason: Annotated[Correction | None, accept_label(Correction)] = Field(default=None, title="更正原因")


class SecondLevelGiven(OfDepartmentYear):
    """A value of 0 to 100, its paper with the file of it, and the reason if it takes the place of an earlier value."""

    value: Annotated[Decimal, BeforeValidator(read_mark)] = Field(title="二级考评得分", examples=["87.5"])
    number: Text = Field(title="依据文号", max_length=LONGEST, examples=["黔目标办〔2027〕3号"])
    dated: date = Field(title="文件日期", examples=["2027-01-12"])
    evidence: Pieces = Field(title="依据文件", min_length=1, examples=["二级考评结果.pdf"])
    reason: str = Field(default="", title="更正原因")


class UngradedGiven(OfDepartmentYear):
    """A department of a year, whether it does not take part or was excluded, why, and the paper with its file."""

    kind: Annotated[UngradedReason, accept_label(UngradedReason)] = Field(title="类型")
    reason: Text = Field(title="原因", examples=["年内新设，不满半年"])
    basis: Basis = Field(title="依据", examples=["考评办法第十二条"])
    number: Text = Field(title="依据文号", max_length=LONGEST, examples=["黔目标办〔2027〕4号"])
    dated: date = Field(title="文件日期", examples=["2027-01-12"])
    evidence: Pieces = Field(title="依据文件", min_length=1, examples=["不定等次.pdf"])


class UngradedWithdrawn(OfDepartmentYear):
    """A department that is graded after all, with the reason."""

    reason: Text = Field(title="撤回原因")


class UnitClassGiven(OfDepartmentYear):
    """A department, its class from a year on, its paper with the file of it, and the reason of a change."""

    unit_class: Annotated[Text, BeforeValidator(read_class_name)] = Field(title="单位类别", examples=["甲类"])
    number: Text = Field(title="依据文号", max_length=LONGEST, examples=["黔目标办〔2026〕6号"])
    dated: date = Field(title="文件日期", examples=["2026-03-02"])
    evidence: Pieces = Field(title="依据文件", min_length=1, examples=["单位分类.pdf"])
    reason: str = Field(default="", title="更正原因")


class TargetExempted(Input):
    """A target with the reason, the body that decided, and its paper with the file."""

    target: Text = Field(title="目标编号")
    year: int = Field(title="年度", ge=FIRST, le=LAST)
    reason: Text = Field(title="免予考评的原因")
    decided_by: Text = Field(title="决定单位")
    number: Number = Field(title="依据文号", max_length=LONGEST)
    dated: date = Field(title="文件日期")
    evidence: Pieces = Field(title="依据文件", min_length=1)


class ExemptionWithdrawn(Input):
    """A target is no longer exempt, with the reason."""

    target: Text = Field(title="目标编号")
    year: int = Field(title="年度", ge=FIRST, le=LAST)
    reason: Text = Field(title="撤销原因")


class ByPaper(OfYear):
    """A decision about the appraisal of a year: who decided, and the paper with its file."""

    decided_by: Text = Field(title="决定单位")
    number: Number = Field(title="依据文号", max_length=LONGEST)
    dated: date = Field(title="文件日期")
    evidence: Pieces = Field(title="依据文件", min_length=1)


class LineExcepted(ByPaper):
    """The line that a paper ends, its departments (all, if none is named), and why."""

    line: Annotated[GateKind, BeforeValidator(read_kind)] = Field(title="事项", examples=["未作年终复核"])
    departments: Codes = Field(default=(), title="部门", examples=["SJYT、GZJT"])
    reason: Text = Field(title="原因", examples=["年内机构改革，无法复核"])


class YearEnded(ByPaper):
    """The year of go-live that is not appraised here, and why."""

    reason: Text = Field(title="原因", examples=["年底启用，本年度按原办法考评"])


class LineExceptionWithdrawn(OfYear):
    """Which exception of a year is taken back, and why."""

    serial: int = Field(title="序号", ge=1, le=9999)
    reason: Text = Field(title="撤回原因")


class ComponentAbsent(ByPaper):
    """What this level does not have, and who carries its weight."""

    component: Annotated[Component, BeforeValidator(read_component)] = Field(title="考评项目", examples=["省领导评价"])
    way: Annotated[AbsentWay, accept_label(AbsentWay)] = Field(title="权重")


class TiedGrade(OfDepartment):
    """A department and the grade that a paper gives it."""

    grade: Text = Field(title="等次")


class TieDecided(OfYear):
    """The grades of all tied departments, with reason and paper."""

    grades: tuple[TiedGrade, ...] = Field(title="各部门的等次", min_length=2)
    reason: Text = Field(title="理由")
    number: Text = Field(title="依据文号", max_length=LONGEST)
    dated: date = Field(title="文件日期")
    evidence: Pieces = Field(title="依据文件", min_length=1)
