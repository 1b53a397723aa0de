"""The input of the acts of 公众意见: received, handed over, fed back, published, dismissed (6.2.7)."""

from datetime import date

from pydantic import Field

from models.intake.evidence import Pieces
from models.intake.said import Said, Text


class OpinionReceived(Said):
    """An opinion of the public, who answers for it, and by when; without a limit it is handed over later."""

    department: Text = Field(title="责任部门")
    content: Text = Field(title="意见内容")
    channel: Text = Field(title="来源渠道")
    received_on: date | None = Field(default=None, title="收到日期")
    limit: date | None = Field(default=None, title="整改时限")


class OfOpinion(Said):
    """An act about the opinion with this number."""

    opinion: Text = Field(title="意见编号")


class OpinionAssigned(OfOpinion):
    """The opinion is handed over to its department, which feeds back by the limit."""

    limit: date = Field(title="整改时限")


class OpinionFedBack(OfOpinion):
    """The department says how it was remedied, with what proves it."""

    feedback: Text = Field(title="整改情况")
    evidence: Pieces = Field(default=(), title="印证材料")


class OpinionPublished(OfOpinion):
    """Where and when the remediation was made public, with what proves it."""

    published_in: Text = Field(title="公布渠道")
    published_on: date | None = Field(default=None, title="公布日期")
    evidence: Pieces = Field(default=(), title="印证材料")


class OpinionsPublished(Said):
    """Where and when what was remedied in a quarter was made public together, with what proves it."""

    period: Text = Field(title="季度")
    published_in: Text = Field(title="公布渠道")
    published_on: date | None = Field(default=None, title="公布日期")


class OpinionDismissed(OfOpinion):
    """Why nothing is done about it: another department's, a repetition, nothing that can be remedied."""

    reason: Text = Field(title="原因")
