"""The input of the acts of 目标制定 that are no sheets of targets."""

from pydantic import Field

from models.intake.input import OfTarget, Text


class DraftWithdrawn(OfTarget):
    """A draft is withdrawn, with the reason."""

    reason: Text = Field(title="撤回原因")
