"""The input of the acts about a message that could not be sent."""

from pydantic import Field

from models.intake.input import Input, Text


class MessageDecided(Input):
    """The message that could not be sent, and the reason for the decision about it."""

    message: int = Field(title="消息编号")
    why: Text = Field(title="原因")
