"""The input of the acts of 公众意见: received, assigned, fed back, published, dismissed (6.2.7)."""

from collections.abc import Iterator
from datetime import date

from pydantic import Field

from models.intake.evidence import Pieces
from models.intake.input import Input, Text

NEEDED = ("department", "content", "channel", "received_on")  # of an opinion that has no number


class OpinionReceived(Input):
    """An opinion of the public, the responsible department and its limit; without a limit it is assigned later."""

    department: Text = Field(title="责任部门")
    content: Text = Field(title="意见内容")
    channel: Text = Field(title="来源渠道")
    received_on: date | None = Field(default=None, title="收到日期")
    limit: date | None = Field(default=None, title="整改时限")


class OfOpinion(Input):
    """An act about the opinion with this number."""

    opinion: Text = Field(title="意见编号")


class OpinionAssigned(OfOpinion):
    """The opinion is assigned to its department, which gives feedback by the limit."""

    limit: date = Field(title="整改时限")


class OpinionEntered(Input):
    """A new opinion, assigned if it has a limit, or one that has its number already, to be assigned."""

    opinion: str = Field(default="", title="意见编号")
    department: str = Field(default="", title="责任部门", examples=["省教育厅"])
    content: str = Field(default="", title="意见内容", examples=["校门口放学时段拥堵"])
    channel: str = Field(default="", title="来源渠道", examples=["公众评议问卷"])
    received_on: date | None = Field(default=None, title="收到日期", examples=["2026-08-20"])
    limit: date | None = Field(default=None, title="整改时限", examples=["2026-09-20"])

    def faults(self) -> Iterator[str]:
        """Yield what its fields cannot say together."""
        given = {name: getattr(self, name) for name in type(self).model_fields}
        lacking = [str(type(self).model_fields[name].title) for name in NEEDED if not given[name]]
        if lacking and not self.opinion.strip():
            yield f"没有意见编号的是新收到的意见，还须写明{'、'.join(lacking)}"


class OpinionFedBack(OfOpinion):
    """The department's feedback on its remediation, with evidence."""

    feedback: Text = Field(title="整改情况")
    evidence: Pieces = Field(default=(), title="印证材料")


class OpinionPublished(OfOpinion):
    """Where and when the remediation was published, with evidence."""

    published_in: Text = Field(title="公布渠道", examples=["省政府门户网站"])
    published_on: date | None = Field(default=None, title="公布日期")
    evidence: Pieces = Field(default=(), title="印证材料")


class OpinionsPublished(Input):
    """Where and when the remediations of a quarter were published together."""

    period: Text = Field(title="季度")
    published_in: Text = Field(title="公布渠道")
    published_on: date | None = Field(default=None, title="公布日期")


class OpinionDismissed(OfOpinion):
    """Why an opinion is dismissed: it concerns another department, repeats another opinion, or has no remedy."""

    reason: Text = Field(title="原因")
