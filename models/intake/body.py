"""参与单位 and 内设机构: bodies that take part and are no departments, and the parts of a department."""

from datetime import date
from typing import Annotated

from pydantic import Field

from models.intake.addresses import MaybeEmail
from models.intake.input import Input, Text, YesNo, accept_label
from models.intake.values import MOBILE
from models.rules.body import BodyKind

LONGEST = 200  # characters of a name or a basis


class BodyNamed(Input):
    """A body that approves, drafts or uses results together with the agency (Part 1, 2.4, 2.5, 2.12, 9.1, 9.2)."""

    name: Text = Field(title="单位名称", max_length=LONGEST, examples=["贵州省直机关目标绩效管理领导小组"])
    kind: Annotated[BodyKind, accept_label(BodyKind)] = Field(title="单位类别")
    member: YesNo = Field(default=False, title="领导小组成员单位")
    basis: str = Field(default="", title="依据文件", max_length=LONGEST, examples=["黔党办发〔2017〕9号"])
    email: MaybeEmail = Field(default="", title="邮箱")
    contact: str = Field(default="", title="联系人", max_length=LONGEST)
    mobile: str = Field(default="", title="联系人手机", pattern=MOBILE)
    valid_from: date | None = Field(default=None, title="生效日期")
    valid_to: date | None = Field(default=None, title="失效日期")


class DivisionNamed(Input):
    """A part of a department that its plan of organization (三定方案) names (Part 1, 2.2)."""

    department: Text = Field(title="部门", examples=["SJYT"])
    name: Text = Field(title="内设机构名称", max_length=LONGEST, examples=["基础教育处"])
    valid_from: date | None = Field(default=None, title="生效日期")
    valid_to: date | None = Field(default=None, title="失效日期")
