"""The input of the acts about a message that could not be sent."""

from pydantic import Field

from models.intake.said import Said, Text


class MessageDecided(Said):
    """What becomes of a message that could not be sent, and why."""

    message: int = Field(title="消息编号")
    why: Text = Field(title="原因")
