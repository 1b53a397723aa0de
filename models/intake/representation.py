"""委托: a person of a department names who is to be told instead, from a day to a day (6.1.6)."""

from datetime import date

from pydantic import Field

from models.intake.addresses import Email
from models.intake.input import OfDepartment, Text
from models.intake.values import MOBILE


class RepresentativeNamed(OfDepartment):
    """A liaison, director or head is represented by another person of the department (6.1.6)."""

    person: Text = Field(title="委托人")
    representative: Text = Field(title="受托人")
    email: Email = Field(title="受托人邮箱")
    mobile: str = Field(default="", title="受托人手机", pattern=MOBILE)
    wecom_id: str = Field(default="", title="受托人企业微信号")
    first_day: date = Field(title="起始日期")
    last_day: date = Field(title="结束日期")


class RepresentationWithdrawn(OfDepartment):
    """A representation ends before its last day, or before it begins."""

    person: Text = Field(title="委托人")
    first_day: date | None = Field(default=None, title="起始日期")
    reason: Text = Field(title="原因", max_length=500)
