"""The inputs of the second person for 签字人变更 (3-6.1.5, A49b)."""

from pydantic import Field

from models.intake.input import Input, Text


class SignersConfirmed(Input):
    """A change of signers is confirmed."""

    number: int = Field(title="变更编号")


class SignersReturned(SignersConfirmed):
    """A change of signers is returned, or taken back."""

    reason: Text = Field(title="原因", max_length=500)
