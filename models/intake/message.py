"""The input of the acts about what could not be sent: a message, and notices told by phone."""

import re
from datetime import date
from typing import Annotated

from pydantic import BeforeValidator, Field

from models.intake.input import Input, Text

# One number, a list, or several in one text: 12、15.
Numbers = Annotated[
    tuple[int, ...],
    BeforeValidator(
        lambda value: (
            [part for part in re.split(r"[、,，\s]+", str(value)) if part] if isinstance(value, str | int) else value
        )
    ),
    Field(min_length=1, max_length=200),
]


class MessageDecided(Input):
    """The message that could not be sent, and the reason for the decision about it."""

    message: int = Field(title="消息编号")
    why: Text = Field(title="原因")


class ToldByPhone(Input):
    """What notices say was told to a person by phone, on a day, by a person of the agency."""

    notices: Numbers = Field(title="通知编号")
    told_on: date = Field(title="告知日期")
    person: Text = Field(title="告知对象")
    told_by: Text = Field(title="告知人")
