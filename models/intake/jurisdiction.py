"""初始化: what an installation is named and since when it is live."""

from datetime import date

from pydantic import Field

from models.intake.said import Said, Text


class Founding(Said):
    """Names the jurisdiction and the day from which it is live."""

    name: Text = Field(title="管辖名称")
    go_live: date = Field(title="启用日期")
