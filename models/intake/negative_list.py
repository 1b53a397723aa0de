"""The input of the acts about entries of the negative list and their 整改 (6.2.4, 6.2.5)."""

from collections.abc import Iterator
from datetime import date

from pydantic import Field

from models.intake.evidence import Pieces
from models.intake.input import OfTarget, Text, YesNo
from models.intake.reform import Codes


class FindingListed(OfTarget):
    """A target that an inspection found not done in quality or quantity; its team's leader signs (6.2.4)."""

    inspection: Text = Field(title="核查编号")
    leader: Text = Field(title="组长")


class LimitSet(OfTarget):
    """The limit of the remediation."""

    limit: date = Field(title="整改时限", examples=["2026-10-20"])


class ReceiptConfirmed(OfTarget):
    """The office has the notice that its target was listed (签收)."""


class CompletionDeclared(OfTarget):
    """The office declares its remediation complete, with the measures that it took (2.2)."""

    completed_on: date = Field(title="完成日期")
    measures: Text = Field(title="整改措施")


class CompletionWithdrawn(OfTarget):
    """The office withdraws its declaration."""

    reason: Text = Field(title="撤回原因")
    evidence: Pieces = Field(default=(), title="部门的撤回函")


class FeedbackFiled(OfTarget):
    """The office reports its remediation to the agency (6.2.5)."""

    feedback: Text = Field(title="整改情况")


class Rechecked(OfTarget):
    """The agency's recheck: made good, or another round with a new limit.

    Two or more people rechecked, have evidence, and one of them signs; or a signed finding is the basis (6.2.5).
    """

    passed: YesNo = Field(title="是否通过")
    found: Text = Field(title="复查情况")
    new_limit: date | None = Field(default=None, title="新的整改时限")
    rechecked_by: Codes = Field(default=(), title="复查人员")
    signed_by: str = Field(default="", title="签字的复查人员")
    evidence: Pieces = Field(default=(), title="印证材料")
    inspection: str = Field(default="", title="作为依据的核查编号")

    @property
    def signed_elsewhere(self) -> bool:
        """Return whether a signed finding is the basis."""
        return bool(self.inspection)

    def faults(self) -> Iterator[str]:
        """Yield what its fields cannot say together."""
        if self.passed == (self.new_limit is not None):
            yield "复查未通过须定新的整改时限，通过则不填"
        own = [bool(self.rechecked_by), bool(self.signed_by), bool(self.evidence)]
        if any(own) if self.inspection else not all(own):
            yield (
                "复查由两名以上核查人员进行的，写明复查人员、签字的复查人员，附印证材料；"
                "以核查结果为依据的，只写核查编号"
            )
