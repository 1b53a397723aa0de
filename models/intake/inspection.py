"""The input of the acts of 核查: the roster, plans and teams, findings and their signature (Part 3, 4.3 and 6.2)."""

from collections.abc import Iterator
from datetime import date
from typing import Annotated

from pydantic import BeforeValidator, Field, StringConstraints

from models.intake.evidence import Pieces
from models.intake.input import Input, OfTarget, Text, YesNo
from models.intake.issued_paper import CopyNumber, Secrecy, Urgent, marks_of
from models.intake.reform import Codes
from models.intake.values import CREDIT_CODE, Kind, choice, names
from models.rules.inspection import Conclusion, ControlForm, Coverage, InspectionKind, Method, Scope, Suggested, Way
from models.rules.paper_number import Urgency
from models.rules.year_end import read_unvisited


def _many_of(kind: type[Kind]) -> BeforeValidator:
    """Parse several labels, in one text separated by 、, or in a list; repeats are dropped."""

    def parse(value: object) -> object:
        labels = tuple(value) if isinstance(value, list) else value
        if isinstance(labels, str) or (isinstance(labels, tuple) and all(isinstance(each, str) for each in labels)):
            return tuple(map(choice(kind), names(labels)))
        return value  # the field's own type refuses it

    return BeforeValidator(parse)


def _one_of(kind: type[Kind]) -> BeforeValidator:
    return BeforeValidator(choice(kind))


Unvisited = Annotated[dict[str, str], BeforeValidator(read_unvisited)]
CreditCode = Annotated[str, StringConstraints(pattern=CREDIT_CODE)]


class ThirdPartyNamed(Input):
    """A legal person that may inspect on behalf of the agency (1-2.24)."""

    name: Text = Field(title="机构名称", examples=["中鼎评估公司"])
    credit_code: CreditCode = Field(title="统一社会信用代码", examples=["91520100MA6DL0000X"])
    qualification: Text = Field(title="资质", examples=["工程咨询甲级"])
    independence: Text = Field(title="独立性说明", examples=["与各部门无隶属和业务关系"])
    valid_from: date | None = Field(default=None, title="委托起始日期")
    valid_to: date | None = Field(default=None, title="委托终止日期")


class InspectorNamed(Input):
    """A person on the roster: a third party's if one is given, else the agency's staff."""

    name: Text = Field(title="姓名", examples=["王文"])
    third_party: str = Field(default="", title="第三方机构", examples=["中鼎评估公司"])
    position: str = Field(default="", title="职务", examples=["高级工程师"])
    valid_from: date | None = Field(default=None, title="生效日期")
    valid_to: date | None = Field(default=None, title="失效日期")


class TieDeclared(Input):
    """回避: the reason why a person must not inspect a department."""

    inspector: Text = Field(title="核查人员")
    department: Text = Field(title="部门")
    reason: Text = Field(title="回避原因")


class PlanDrafted(Input):
    """《核查方案》, or part of it: a missing field stays unchanged; without a number a new plan is inserted (6.2.1)."""

    inspection: str = Field(default="", title="核查编号")
    kind: Annotated[InspectionKind, _one_of(InspectionKind)] | None = Field(default=None, title="类别")
    title: Text | None = Field(default=None, title="名称", examples=["重点项目现场核查"])
    period: Text | None = Field(default=None, title="期间", examples=["2026Q2"])
    also_covers: Codes | None = Field(default=None, title="一并覆盖的期间", examples=["2026H1"])
    departments: Codes | None = Field(default=None, title="受核查部门", examples=["SJYT、SJTT"])
    unvisited: Unvisited | None = Field(
        default=None, title="不到现场的部门和原因", examples=["省教育厅：当年未抽中；省交通运输厅：雪灾封路"]
    )
    decision_number: str | None = Field(default=None, title="不到现场核查的决定文号", examples=["黔目标〔2026〕40号"])
    decision_date: date | None = Field(default=None, title="不到现场核查的决定日期")
    decision_by: Text | None = Field(default=None, title="不到现场核查的决定单位", examples=["领导小组办公室"])
    evidence: Pieces = Field(default=(), title="不到现场核查的决定文件", examples=["决定.pdf"])
    purpose: Text | None = Field(default=None, title="核查目的")
    content: Text | None = Field(default=None, title="核查内容")
    scopes: Annotated[tuple[Scope, ...], _many_of(Scope)] | None = Field(default=None, title="内容范围")
    forms: Annotated[tuple[ControlForm, ...], _many_of(ControlForm)] | None = Field(default=None, title="核查方式")
    methods: Annotated[tuple[Method, ...], _many_of(Method)] | None = Field(
        default=None, title="核查方法", examples=["查阅资料、实地查看"]
    )
    standard: Text | None = Field(default=None, title="核查标准")
    begins_on: date | None = Field(default=None, title="开始日期")
    ends_on: date | None = Field(default=None, title="核查时限", examples=["2026-10-31"])
    requirements: Text | None = Field(default=None, title="核查要求")
    major: YesNo | None = Field(default=None, title="是否涉及省委省政府重大决策")
    whole_picture: YesNo | None = Field(default=None, title="是否影响全局")


class InspectionArranged(PlanDrafted):
    """《核查方案》 with its first team, its document number, and the matters that it looks at (4.3, 6.2.1, 7.2).

    Without a document number it stays a draft. A target is named by its code, of another year as 2025/T001.
    """

    leader: str = Field(default="", title="组长", examples=["王文"])
    members: Codes = Field(default=(), title="组员", examples=["李天、赵六"])
    document_number: str = Field(default="", title="文号", examples=["黔目标核〔2026〕3号"])
    copy_number: CopyNumber = ""
    secrecy: Secrecy = ""
    urgency: Urgent = Urgency.NONE
    confirms: Codes = Field(default=(), title="现场认定的目标", examples=["GZ2021-07-2"])
    reinspects: Codes = Field(default=(), title="复核申诉的目标", examples=["GZ2021-01-1"])

    def faults(self) -> Iterator[str]:
        """Yield what its fields cannot say together."""
        if bool(self.leader.strip()) != bool(self.members):
            yield "组长（leader）和组员（members）须一并写明"
        if not self.document_number.strip() and marks_of(self).stated:
            yield "份号、密级和保密期限、紧急程度标注在下达的方案上，须与文号（document_number）一并写明"


class OfInspection(Input):
    """An act about one inspection."""

    inspection: Text = Field(title="核查编号")


class PlanIssued(OfInspection):
    """The plan is issued under a document number."""

    document_number: Text = Field(title="文号")
    copy_number: CopyNumber = ""
    secrecy: Secrecy = ""
    urgency: Urgent = Urgency.NONE


class InspectionEnded(OfInspection):
    """An inspection is cancelled, with the reason."""

    reason: Text = Field(title="原因")


class InspectionConcluded(OfInspection):
    """An inspection ends; a quarterly one without a sample says what it covered, and why it drew none (4.4)."""

    coverage: Annotated[Coverage, _one_of(Coverage)] | None = Field(default=None, title="不抽样的范围")
    reason: str = Field(default="", title="不抽样的原因")


class TeamAppointed(OfInspection):
    """A team: its leader and its members (4.3)."""

    team: int = Field(default=1, title="第几组", ge=1, le=99)
    leader: Text = Field(title="组长")
    members: Codes = Field(title="组员", min_length=1)


class MemberReplaced(OfInspection):
    """A member of a team is replaced, for example because of a later tie or of illness."""

    member: Text = Field(title="退出的成员")
    successor: Text = Field(title="接替的成员")
    reason: Text = Field(title="原因")


class FindingRecorded(OfInspection):
    """The finding on one target: against the indicator, with inspectors, place, date and methods (4.5, 6.2.3).

    Whether the office declared it complete is read from the ledger; another value needs a reason (2.1). It is about the
    target, and may name the leaf that was looked at (1-2.9).
    """

    target: Text = Field(title="目标编号")
    year: int | None = Field(default=None, title="年度")
    indicator: str = Field(default="", title="指标编号")
    declared_complete: YesNo | None = Field(default=None, title="是否申报完成")
    declared_reason: str = Field(default="", title="与台账申报不同的原因")
    declared: str = Field(default="", title="申报情况")
    conclusion: Annotated[Conclusion, _one_of(Conclusion)] = Field(title="核查结论")
    found: Text = Field(title="核查情况", examples=["现场查看，完成86公里，路基未完工"])
    way: Annotated[Way, _one_of(Way)] = Field(default=Way.ON_SITE, title="核查途径")
    methods: Annotated[tuple[Method, ...], _many_of(Method)] = Field(
        title="核查方法", min_length=1, examples=["查阅资料、实地查看"]
    )
    place: str = Field(default="", title="地点")
    found_on: date = Field(title="核查日期")
    found_by: Codes = Field(title="核查人员", min_length=1, examples=["王文、李天"])
    limit: date | None = Field(default=None, title="整改时限")
    evidence: Pieces = Field(default=(), title="印证材料", examples=["现场1.jpg、现场2.jpg"])


class FindingsSigned(OfInspection):
    """The leader of a team signs its findings; `limit` is the default for failing targets without a limit."""

    team: int = Field(default=1, title="第几组", ge=1, le=99)
    leader: Text = Field(title="组长")
    limit: date | None = Field(default=None, title="整改时限")


class SuggestionMade(OfInspection):
    """A team suggests that a department be rewarded or penalised (4.3 c)."""

    department: Text = Field(title="部门")
    kind: Annotated[Suggested, _one_of(Suggested)] = Field(title="建议")
    text: Text = Field(title="内容")


class SuggestionAnswered(OfInspection):
    """The agency's answer to the suggestions about a department."""

    department: Text = Field(title="部门")
    answer: Text = Field(title="答复")


class EntryProposed(OfTarget):
    """A target that online review or a covert visit found not done (A20)."""

    way: Annotated[Way, _one_of(Way)] = Field(title="发现途径")
    finding: Text = Field(title="发现情况")
    found_on: date = Field(title="发现日期")


class ListFrozen(Input):
    """The quarter of the list to freeze."""

    period: Text = Field(title="季度")


class DepartmentEvaluated(OfInspection):
    """The evaluation of a department, and of the negative-list entries it made good."""

    department: Text = Field(title="部门")
    overall: Text = Field(title="总体评价", max_length=20_000, examples=["各项目标按计划推进，资料齐全"])
    made_good: str = Field(default="", title="负面清单补欠情况", max_length=20_000, examples=["清单中1项已补欠"])
