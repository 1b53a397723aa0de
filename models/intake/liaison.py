"""联络员: the person appointed for an office (6.1.6)."""

from datetime import date

from pydantic import Field

from models.intake.addresses import MaybeEmail
from models.intake.input import Input, PersonName, Text
from models.intake.values import MOBILE


class LiaisonNamed(Input):
    """A department appoints its liaison (6.1.6)."""

    department: Text = Field(title="部门")
    name: PersonName = Field(title="联络员姓名")
    email: MaybeEmail = Field(default="", title="邮箱")
    mobile: str = Field(default="", title="手机", pattern=MOBILE)
    wecom_id: str = Field(default="", title="企业微信号")
    valid_from: date | None = Field(default=None, title="生效日期")
