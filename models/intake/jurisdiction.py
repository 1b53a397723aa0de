"""初始化: the name and the go-live date of an installation."""

from datetime import date

from pydantic import Field

from models.intake.input import Input, Text


class Founding(Input):
    """The name of the jurisdiction and its go-live date."""

    name: Text = Field(title="管辖名称")
    go_live: date = Field(title="启用日期")
