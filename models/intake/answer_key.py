"""The input of the act that renews the key of the answer sheets."""

from pydantic import Field

from models.intake.input import Input, Text


class AnswerKeyRenewed(Input):
    """Why the key is renewed: all answer sheets that were made with the one before are outdated."""

    reason: Text = Field(title="原因", max_length=500)
